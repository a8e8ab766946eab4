"""Spoils copies of a site one by one, and asks that check.py tells each.

    spoil.py SITE BASE_URL [NODE_MODULES]

A rule whose spoiling goes unnoticed protects nothing.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# File, what is replaced in it, by what, a word of the fault that is to be told, whether it takes NODE_MODULES.
SPOILS = [
    ("atom.xml", r"</feed>", "", "feedparser", False),
    ("atom.xml", r"<id>(.*?)atom\.xml</id>", r"<id>\1van-ban/atom.xml</id>", "has the id of", False),
    ("van-ban/atom.xml", r'rel="self"', 'rel="related"', "link to itself", False),
    ("van-ban/atom.xml", r"(<entry>\s.*\s.*\s<updated>)20", r"\g<1>19", "not ordered", False),
    ("the-loai/quyet-dinh/atom.xml", r'length="\d+"', 'length="1"', "wrong length", False),
    ("the-loai/quyet-dinh/atom.xml", r' type="application/pdf"', "", "wrong media type", False),
    ("sitemap-2014.xml", r"<url>", "<url><when/>", "Unexpected child", True),
    ("sitemap-2014.xml", r"</loc>", "x/</loc>", "there is nothing", False),
    ("opensearch.xml", r"<ShortName>", "<ShortName>Trang thông tin điện tử ", "short name", False),
    ("gioi-thieu/index.html", r'rel="canonical" href="', 'rel="canonical" href="/', "canonical", False),
    ("gioi-thieu/index.html", r'name="DC.creator" content="[^"]*"', 'name="DC.creator" content=""', "is empty", False),
    ("van-ban/tat-ca/index.html", r'<meta name="DC.publisher".*?>', "", "DC.publisher stands 0 times", False),
    ("van-ban/thang/index.html", r'content="2012-10"', 'content="10/2012"', "is no date", False),
    ("en/about/index.html", r'<link rel="alternate" hreflang="km".*?>', "", "tells of others", False),
    ("km/about/index.html", r'hreflang="en" href="', 'hreflang="en" href="x', "is not there", False),
    ("index.html", r'"@context":"https://schema.org"', '"@context":"https://a.example"', "JSON-LD", False),
    ("van-ban/tat-ca/index.html", r'"@type":"Legislation"', '"@type":"Law"', "no type Law", True),
    ("van-ban/thang/index.html", r'"reportNumber"', '"numberOfReport"', "knows no numberOfReport", True),
    ("van-ban/luat/index.html", r"schema\.org/NotInForce", "schema.org/Dead", "no value", True),
    ("opensearch.xml", r'template="[^"]*tim-kiem', 'template="https://a.example/tim-kiem', "leads elsewhere", False),
    ("opensearch.xml", r"/tim-kiem/", "/tim/", "there is nothing", False),
    ("van-ban/index.html", r'name="DC.date" content="[^"]*"', 'name="DC.date" content="hôm nay"', "is no date", False),
    ("the-loai/index.html", r'name="DC.date" content="[^"]*"', "", "DC.date stands 0 times", False),
    ("du-lieu/van-ban.json", r'"title"', '"name"', "'title' is a required property", False),
    ("du-lieu/van-ban.json", r"van-ban-2014\.csv", "van-ban-1014.csv", "there is nothing", False),
    ("du-lieu/van-ban.json", r'"documentation": "', '"documentation": " ', "is not a 'uri'", False),
    ("du-lieu/van-ban-2014.json", r'"title":"', '"name":"', "'title' is a required property", False),
    ("du-lieu/van-ban-2014.json", r'"id":"', '"id":"a b', "is not a 'uri'", False),
    ("du-lieu/van-ban-2014.json", r'"issued_on":"', '"issued_on":"ngày ', "does not match", False),
    ("du-lieu/van-ban-2014.csv", r"\n(.*),", r"\n\1,,", "columns", False),
    ("van-ban/tat-ca/index.html", r'"legislationDate":"', '"legislationDate":"ngày ', "is to be one of", True),
    ("van-ban/luat/index.html", r'"publisher":\{"@id":[^}]*\}', '"publisher":"A"', "is to be one of", True),
]


def main():
    site, base, *modules = sys.argv[1:]
    check = pathlib.Path(__file__).with_name("check.py")
    unnoticed, done = [], 0
    for name, pattern, replacement, word, needs_modules in SPOILS:
        if needs_modules and not modules:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            copy = pathlib.Path(scratch) / "site"
            shutil.copytree(site, copy)
            text = (copy / name).read_text(encoding="utf-8")
            spoiled = re.sub(pattern, replacement, text, count=1)
            if spoiled == text:
                unnoticed.append(f"{name}: {pattern} does not stand there")
                continue
            (copy / name).write_text(spoiled, encoding="utf-8")
            told = subprocess.run([sys.executable, check, copy, base, *modules], capture_output=True, text=True)
            done += 1
            if told.returncode != 1 or not re.search(word, told.stderr):
                unnoticed.append(f"{name}: {pattern} -> {replacement}: {told.stderr.strip()[:400]}")
    for fault in unnoticed:
        print(f"  not noticed: {fault}", file=sys.stderr)
    print(f"{done} ways of spoiling a site, {len(unnoticed)} not noticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
