"""Holds a built site against standards by programs that this project did not write.

    check.py SITE BASE_URL [NODE_MODULES]

Feeds go through feedparser, site maps through the schema of sitemaps.org, linked data through a JSON-LD processor and
the types of schema.org, data files through jsonschema and the csv module. NODE_MODULES holds the packages of
package.json; without it the checks that need them are named and left out. Every fault is told; status 1 if any.
"""

import csv
import datetime
import json
import mimetypes
import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree as ET

import feedparser
import jsonschema
import xmlschema

from linked_data import Vocabulary, graph_of
from pages import Page

# What every page can tell; a day and a description only where its text gives them, and every list has both.
REQUIRED = ["DC.title", "DC.creator", "DC.publisher", "DC.identifier"]
OF_LISTS = ["DC.date", "DC.description"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# What every portal that is checked here has.
COUNTED = ["feeds", "entries of feeds", "site maps", "descriptions of a search", "pages", "of them with a date",
           "of them with a description", "things in linked data", "data files", "documents in data files", "tables"]
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


class Site:
    """A built site, its files by their absolute addresses, and what is wrong with it."""

    def __init__(self, folder, base):
        self.folder, self.base, self.faults, self.counts = folder, base, [], {}

    def say(self, where, what):
        self.faults.append(f"{where}: {what}")

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def files(self, pattern):
        return sorted(path for path in self.folder.rglob(pattern) if path.is_file())

    def address(self, path):
        name = path.relative_to(self.folder).as_posix()
        name = name[: -len("index.html")] if name.endswith("index.html") else name
        return self.base + urllib.parse.quote(name)

    def file_at(self, address):
        """The file at an address of the site; None where there is none, and for other hosts."""
        if not address.startswith(self.base):
            return None
        name = urllib.parse.unquote(address[len(self.base):].split("#")[0].split("?")[0])
        path = self.folder / name
        path = path / "index.html" if name == "" or name.endswith("/") else path
        return path if path.is_file() else None

    def lands(self, where, address):
        if address.startswith(self.base) and self.file_at(address) is None:
            self.say(where, f"leads to {address}, where there is nothing")


def check_feeds(site):
    seen = {}
    for path in site.files("atom.xml"):
        address = site.address(path)
        feed = feedparser.parse(path.read_bytes())
        site.count("feeds")
        if feed.bozo:
            site.say(address, f"feedparser: {feed.bozo_exception!r}")
        if feed.version != "atom10":
            site.say(address, f"is no Atom 1.0 but {feed.version!r}")
        if feed.feed.get("id") in seen:
            site.say(address, f"has the id of {seen[feed.feed.id]}")
        seen[feed.feed.get("id")] = address
        if not any(link.rel == "self" and link.href == address for link in feed.feed.links):
            site.say(address, "does not link to itself")
        if not feed.feed.get("updated_parsed"):
            site.say(address, "has no date")
        check_items(site, address, feed.entries)


def check_items(site, address, entries):
    if not entries:
        site.say(address, "has no entry")
    ids = [entry.get("id") for entry in entries]
    if len(set(ids)) != len(ids):
        site.say(address, "has an entry twice")
    dates = [entry.get("updated", "") for entry in entries]
    if dates != sorted(dates, reverse=True):
        site.say(address, "is not ordered by change")
    for entry in entries:
        site.count("entries of feeds")
        for needed in ("id", "title", "updated_parsed", "link"):
            if not entry.get(needed):
                site.say(address, f"an entry has no {needed}: {entry.get('title')}")
        site.lands(address, entry.get("link", ""))
        for link in entry.get("links", []):
            if link.rel != "enclosure":
                continue
            file = site.file_at(link.href)
            if file is None:
                site.say(address, f"encloses {link.href}, where there is nothing")
            elif file.stat().st_size != int(link.get("length", -1)):
                site.say(address, f"tells a wrong length of {link.href}")
            known, _ = mimetypes.guess_type(link.href)
            if known and link.get("type") != known:
                site.say(address, f"tells a wrong media type of {link.href}")


def check_site_maps(site, modules):
    schema = xmlschema.XMLSchema(str(modules / "sitemap/schema/sitemap.xsd")) if modules else None
    for path in site.files("sitemap*.xml"):
        address = site.address(path)
        root = ET.parse(path).getroot()
        site.count("site maps")
        # The index of maps has a schema of its own, of the same shape under other names.
        if root.tag == SITEMAP + "sitemapindex":
            root.tag = SITEMAP + "urlset"
            for child in root:
                child.tag = SITEMAP + "url"
        if schema is not None:
            for error in schema.iter_errors(root):
                site.say(address, f"{error.path}: {error.reason}")
        for location in root.iter(SITEMAP + "loc"):
            site.lands(address, location.text or "")


def check_search(site):
    for path in site.files("opensearch.xml"):
        root = ET.parse(path).getroot()
        site.count("descriptions of a search")
        name = root.findtext(OPENSEARCH + "ShortName") or ""
        if root.tag != OPENSEARCH + "OpenSearchDescription" or not 0 < len(name) <= 16:
            site.say(site.address(path), f"short name {name!r}")
        url = root.find(OPENSEARCH + "Url")
        template = "" if url is None else url.get("template", "")
        if "{searchTerms}" not in template:
            site.say(site.address(path), "has no template")
        site.lands(site.address(path), template)
        if not template.startswith(site.base):
            site.say(site.address(path), f"its template {template!r} leads elsewhere")


def check_pages(site, vocabulary):
    pages = {}
    for path in site.files("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        if page.robots == "noindex" or page.refresh or not page.metas:
            continue
        pages[site.address(path)] = page
    for address, page in pages.items():
        site.count("pages")
        check_head(site, address, page)
        check_alternates(site, address, page, pages)
        check_graph(site, address, page, vocabulary)
    if not pages:
        site.say(site.base, "has no page")


def check_head(site, address, page):
    if page.canonicals != [address]:
        site.say(address, f"canonical is {page.canonicals}")
    for name, content in page.metas + page.properties:
        if not content.strip():
            site.say(address, f"{name} is empty")
    names = [name for name, _ in page.metas]
    wanted = REQUIRED + (OF_LISTS if page.meta("DC.type") == "Collection" else [])
    for name in wanted:
        if names.count(name) != 1:
            site.say(address, f"{name} stands {names.count(name)} times")
    if "DC.date" in names:
        check_date(site, address, page.meta("DC.date"))
        site.count("of them with a date")
    if "DC.description" in names:
        site.count("of them with a description")
    if address not in page.meta("DC.identifier").split("; "):
        site.say(address, "DC.identifier does not tell the address")
    for related in filter(None, page.meta("DC.relation").split("; ")):
        site.lands(address, related)
    if page.meta("DC.language") != page.language:
        site.say(address, f"DC.language is {page.meta('DC.language')}, lang is {page.language}")
    properties = dict(page.properties)
    for name in ("og:title", "og:type", "og:url", "og:site_name"):
        if name not in properties:
            site.say(address, f"{name} is missing")
    if properties.get("og:url") != address:
        site.say(address, "og:url is another address")
    site.lands(address, properties.get("og:image", ""))


def check_date(site, address, text):
    """A day, a month, a year, or an interval of them (ISO 8601)."""
    for part in text.split("/"):
        for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
            try:
                datetime.datetime.strptime(part, form)
                break
            except ValueError:
                continue
        else:
            site.say(address, f"DC.date {text!r} is no date")


def check_alternates(site, address, page, pages):
    if not page.alternates:
        return
    site.count("pages in several languages")
    languages = [language for language, _ in page.alternates]
    if len(set(languages)) != len(languages):
        site.say(address, f"a language stands twice among {languages}")
    if (page.language, address) not in page.alternates:
        site.say(address, "is not among its own alternates")
    for language, other in page.alternates:
        if other not in pages:
            site.say(address, f"its version in {language} is not there: {other}")
        elif sorted(pages[other].alternates) != sorted(page.alternates):
            site.say(address, f"its version in {language} tells of others")


def check_graph(site, address, page, vocabulary):
    if len(page.linked_data) != 1:
        site.say(address, f"{len(page.linked_data)} blocks of linked data")
        return
    try:
        nodes = graph_of(page.linked_data[0])
    except Exception as error:  # Whatever the processor does not like is a fault of the page.
        site.say(address, f"JSON-LD: {error}")
        return
    site.count("things in linked data", len(nodes))
    if not any(node.get("@id") == address for node in nodes):
        site.say(address, "its linked data does not speak of it")
    for node in nodes:
        identity = node.get("@id", "")
        if not identity.startswith(("_:", "http://", "https://")):
            site.say(address, f"the id {identity!r} is not absolute")
        site.lands(address, identity)
    if vocabulary is not None:
        for fault in vocabulary.faults(nodes):
            site.say(address, fault)


def check_data(site):
    folder = site.folder / "du-lieu"
    if not folder.is_dir():
        return
    schema = json.loads((folder / "van-ban.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    checker = jsonschema.FormatChecker()
    if "uri" not in checker.checkers:
        raise SystemExit("the format uri is not checked: rfc3986-validator is missing")
    validator = validator(schema, format_checker=checker)
    for path in sorted(folder.glob("van-ban*.json")):
        if path.name == "van-ban.schema.json":
            continue
        data = json.loads(path.read_text(encoding="utf-8"))
        site.count("data files")
        # The schema is the one or the other; held against the one that is meant, a fault is told where it stands.
        meant = schema["$defs"]["index" if path.name == "van-ban.json" else "year"]
        for error in validator.evolve(schema={**meant, "$defs": schema["$defs"]}).iter_errors(data):
            site.say(site.address(path), f"{error.json_path}: {error.message}")
        if not validator.is_valid(data):
            site.say(site.address(path), "is neither an index nor a year")
        for year in data.get("years", []):
            site.lands(site.address(path), year["json"])
            site.lands(site.address(path), year["csv"])
        for document in data.get("documents", []):
            site.count("documents in data files")
            site.lands(site.address(path), document.get("id", ""))
            for relation in document.get("relations", []):
                site.lands(site.address(path), relation.get("url", ""))
    for path in sorted(folder.glob("**/*.csv")):
        site.count("tables")
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
        if len(rows) < 2:
            site.say(site.address(path), "has no row")
        widths = {len(row) for row in rows}
        if len(widths) != 1:
            site.say(site.address(path), f"rows have {sorted(widths)} columns")


def main():
    folder, base, *modules = sys.argv[1:]
    modules = pathlib.Path(modules[0]) if modules else None
    site = Site(pathlib.Path(folder), base)
    vocabulary = None
    if modules:
        vocabulary = Vocabulary((modules / "schema-dts/dist/schema.d.ts").read_text(encoding="utf-8"))
    else:
        print("NOT CHECKED, npm is missing: the schema of site maps, the types of schema.org", file=sys.stderr)
    check_feeds(site)
    check_site_maps(site, modules)
    check_search(site)
    check_pages(site, vocabulary)
    check_data(site)
    # What was looked for in the wrong place is not there to be at fault.
    for what in COUNTED:
        if not site.counts.get(what):
            site.say(site.base, f"no {what} were found to check")
    for fault in site.faults:
        print(f"  {fault}", file=sys.stderr)
    counted = ", ".join(f"{number} {what}" for what, number in site.counts.items())
    print(f"{base}: {counted}; {len(site.faults)} faults")
    return 1 if site.faults else 0


if __name__ == "__main__":
    sys.exit(main())
