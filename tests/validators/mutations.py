"""Breaks a copy of a site in one place after the other, and asserts that check.py reports each fault.

    mutations.py SITE BASE_URL [NODE_MODULES]

A check that misses its mutation protects nothing.
"""

import pathlib
import re
import shutil
import sys
import tempfile

from check import Schemas, check_site

# File, pattern, replacement, pattern of the expected fault, whether the check needs NODE_MODULES.
MUTATIONS = [
    ("atom.xml", r"</feed>", "", "feedparser", False),
    ("atom.xml", r"<id>(.*?)atom\.xml</id>", r"<id>\1van-ban/atom.xml</id>", "has the id of", False),
    ("van-ban/atom.xml", r'rel="self"', 'rel="related"', "link to itself", False),
    ("van-ban/atom.xml", r"(<entry>\s.*\s.*\s<updated>)20", r"\g<1>19", "not ordered", False),
    ("the-loai/quyet-dinh/atom.xml", r'length="\d+"', 'length="1"', "gives a wrong length", False),
    ("the-loai/quyet-dinh/atom.xml", r' type="application/pdf"', "", "gives a wrong media type", False),
    ("sitemap-2014.xml", r"<url>", "<url><when/>", "Unexpected child", True),
    ("sitemap-2014.xml", r"</loc>", "x/</loc>", "which does not exist", False),
    ("opensearch.xml", r"<ShortName>", "<ShortName>Trang thông tin điện tử ", "has the short name", False),
    ("gioi-thieu/index.html", r'rel="canonical" href="', 'rel="canonical" href="/', "canonical", False),
    ("gioi-thieu/index.html", r'name="DC.creator" content="[^"]*"', 'name="DC.creator" content=""', "is empty", False),
    ("van-ban/tat-ca/index.html", r'<meta name="DC.publisher".*?>', "", "DC.publisher occurs 0 times", False),
    ("van-ban/thang/index.html", r'content="2012-10"', 'content="10/2012"', "is not a date", False),
    ("en/about/index.html", r'<link rel="alternate" hreflang="km".*?>', "", "lists other versions", False),
    ("km/about/index.html", r'hreflang="en" href="', 'hreflang="en" href="x', "does not exist: ", False),
    ("index.html", r'"@context":"https://schema.org"', '"@context":"https://a.example"', "JSON-LD", False),
    ("van-ban/tat-ca/index.html", r'"@type":"Legislation"', '"@type":"Law"', "no type Law", True),
    ("van-ban/thang/index.html", r'"reportNumber"', '"numberOfReport"', "no property numberOfReport", True),
    ("van-ban/luat/index.html", r"schema\.org/NotInForce", "schema.org/Dead", "no value", True),
    ("opensearch.xml", r'template="[^"]*tim-kiem', 'template="https://a.example/tim-kiem', "on another host", False),
    ("opensearch.xml", r"/tim-kiem/", "/tim/", "which does not exist", False),
    ("van-ban/index.html", r'name="DC.date" content="[^"]*"', 'name="DC.date" content="hôm nay"', "is not a date", False),
    ("the-loai/index.html", r'name="DC.date" content="[^"]*"', "", "DC.date occurs 0 times", False),
    ("du-lieu/van-ban.json", r'"title"', '"name"', "'title' is a required property", False),
    ("du-lieu/van-ban.json", r"van-ban-2014\.csv", "van-ban-1014.csv", "which does not exist", False),
    ("du-lieu/van-ban.json", r'"documentation": "', '"documentation": " ', "is not a 'uri'", False),
    ("du-lieu/van-ban-2014.json", r'"title":"', '"name":"', "'title' is a required property", False),
    ("du-lieu/van-ban-2014.json", r'"id":"', '"id":"a b', "is not a 'uri'", False),
    ("du-lieu/van-ban-2014.json", r'"issued_on":"', '"issued_on":"ngày ', "does not match", False),
    ("du-lieu/van-ban-2014.csv", r"\n(.*),", r"\n\1,,", "columns", False),
    ("van-ban/tat-ca/index.html", r'"legislationDate":"', '"legislationDate":"ngày ', "must be one of", True),
    ("van-ban/luat/index.html", r'"publisher":\{[^}]*\}', '"publisher":"A"', "must be one of", True),
]


def main():
    folder, base, *modules = sys.argv[1:]
    schemas = Schemas(*modules or [None])
    undetected, count = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "site"
        shutil.copytree(folder, copy)
        for name, pattern, replacement, expected, needs_modules in MUTATIONS:
            if needs_modules and not modules:
                continue
            original = (copy / name).read_text(encoding="utf-8")
            mutated = re.sub(pattern, replacement, original, count=1)
            if mutated == original:
                undetected.append(f"{name}: {pattern} does not occur")
                continue
            (copy / name).write_text(mutated, encoding="utf-8")
            faults = "; ".join(check_site(copy, base, schemas).faults)
            (copy / name).write_text(original, encoding="utf-8")
            count += 1
            if not re.search(expected, faults):
                undetected.append(f"{name}: {pattern} -> {replacement}: {faults[:400]}")
    for mutation in undetected:
        print(f"  not detected: {mutation}", file=sys.stderr)
    print(f"{count} mutations of a site, {len(undetected)} not detected")
    return 1 if undetected else 0


if __name__ == "__main__":
    sys.exit(main())
