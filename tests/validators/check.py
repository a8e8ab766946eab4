"""Validates a built site with programs from outside this project.

    check.py SITE BASE_URL [NODE_MODULES]

Feeds are read by feedparser, site maps validated by the schema of sitemaps.org, linked data by a JSON-LD processor and
the types of schema.org, data files by jsonschema and the csv module. NODE_MODULES holds the packages of package.json;
without it, the checks that need them are skipped and named. All faults are printed; the exit code is 1 if there is one.
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

# Metadata of every page; date and description depend on the text of a page, but every list has both.
REQUIRED = ["DC.title", "DC.creator", "DC.publisher", "DC.identifier"]
REQUIRED_OF_LISTS = ["DC.date", "DC.description"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# Every portal under test has at least one of each.
COUNTED = ["feeds", "entries of feeds", "site maps", "search descriptions", "pages", "pages with a date",
           "pages with a description", "linked-data nodes", "data files", "documents in data files", "tables"]
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


class Site:
    """A built site with its files, their absolute addresses, and the faults found."""

    def __init__(self, folder, base):
        self.folder, self.base, self.faults, self.counts = folder, base, [], {}

    def report(self, address, message):
        self.faults.append(f"{address}: {message}")

    def count(self, name, number=1):
        self.counts[name] = self.counts.get(name, 0) + number

    def files(self, pattern):
        return sorted(path for path in self.folder.rglob(pattern) if path.is_file())

    def address(self, path):
        name = path.relative_to(self.folder).as_posix()
        name = name[: -len("index.html")] if name.endswith("index.html") else name
        return self.base + urllib.parse.quote(name)

    def file_at(self, address):
        """The file at an address of the site; None if there is none, or if the address is on another host."""
        if not address.startswith(self.base):
            return None
        name = urllib.parse.unquote(address[len(self.base):].split("#")[0].split("?")[0])
        path = self.folder / name
        path = path / "index.html" if name == "" or name.endswith("/") else path
        return path if path.is_file() else None

    def check_link(self, source, target):
        if target.startswith(self.base) and self.file_at(target) is None:
            self.report(source, f"links to {target}, which does not exist")


def check_feeds(site):
    seen = {}
    for path in site.files("atom.xml"):
        address = site.address(path)
        feed = feedparser.parse(path.read_bytes())
        site.count("feeds")
        if feed.bozo:
            site.report(address, f"feedparser: {feed.bozo_exception!r}")
        if feed.version != "atom10":
            site.report(address, f"is not Atom 1.0 but {feed.version!r}")
        if feed.feed.get("id") in seen:
            site.report(address, f"has the id of {seen[feed.feed.id]}")
        seen[feed.feed.get("id")] = address
        if not any(link.rel == "self" and link.href == address for link in feed.feed.links):
            site.report(address, "does not link to itself")
        if not feed.feed.get("updated_parsed"):
            site.report(address, "has no date")
        check_entries(site, address, feed.entries)


def check_entries(site, address, entries):
    if not entries:
        site.report(address, "has no entry")
    ids = [entry.get("id") for entry in entries]
    if len(set(ids)) != len(ids):
        site.report(address, "has a duplicate entry")
    dates = [entry.get("updated", "") for entry in entries]
    if dates != sorted(dates, reverse=True):
        site.report(address, "is not ordered by date of change")
    for entry in entries:
        site.count("entries of feeds")
        for field in ("id", "title", "updated_parsed", "link"):
            if not entry.get(field):
                site.report(address, f"an entry has no {field}: {entry.get('title')}")
        site.check_link(address, entry.get("link", ""))
        for link in entry.get("links", []):
            if link.rel != "enclosure":
                continue
            file = site.file_at(link.href)
            if file is None:
                site.report(address, f"has the enclosure {link.href}, which does not exist")
            elif file.stat().st_size != int(link.get("length", -1)):
                site.report(address, f"gives a wrong length for {link.href}")
            expected, _ = mimetypes.guess_type(link.href)
            if expected and link.get("type") != expected:
                site.report(address, f"gives a wrong media type for {link.href}")


def check_site_maps(site, schema):
    for path in site.files("sitemap*.xml"):
        address = site.address(path)
        root = ET.parse(path).getroot()
        site.count("site maps")
        # The schema of a site map index has the same structure under other names.
        if root.tag == SITEMAP + "sitemapindex":
            root.tag = SITEMAP + "urlset"
            for child in root:
                child.tag = SITEMAP + "url"
        if schema is not None:
            for error in schema.iter_errors(root):
                site.report(address, f"{error.path}: {error.reason}")
        for location in root.iter(SITEMAP + "loc"):
            site.check_link(address, location.text or "")


def check_search(site):
    for path in site.files("opensearch.xml"):
        root = ET.parse(path).getroot()
        site.count("search descriptions")
        name = root.findtext(OPENSEARCH + "ShortName") or ""
        if root.tag != OPENSEARCH + "OpenSearchDescription" or not 0 < len(name) <= 16:
            site.report(site.address(path), f"has the short name {name!r}")
        url = root.find(OPENSEARCH + "Url")
        template = "" if url is None else url.get("template", "")
        if "{searchTerms}" not in template:
            site.report(site.address(path), "has no template for search terms")
        site.check_link(site.address(path), template)
        if not template.startswith(site.base):
            site.report(site.address(path), f"has the template {template!r} on another host")


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
        site.report(site.base, "has no page")


def check_head(site, address, page):
    if page.canonicals != [address]:
        site.report(address, f"canonical is {page.canonicals}")
    for name, content in page.metas + page.properties:
        if not content.strip():
            site.report(address, f"{name} is empty")
    names = [name for name, _ in page.metas]
    required = REQUIRED + (REQUIRED_OF_LISTS if page.meta("DC.type") == "Collection" else [])
    for name in required:
        if names.count(name) != 1:
            site.report(address, f"{name} occurs {names.count(name)} times")
    if "DC.date" in names:
        check_date(site, address, page.meta("DC.date"))
        site.count("pages with a date")
    if "DC.description" in names:
        site.count("pages with a description")
    if address not in page.meta("DC.identifier").split("; "):
        site.report(address, "DC.identifier does not contain the address")
    for related in filter(None, page.meta("DC.relation").split("; ")):
        site.check_link(address, related)
    if page.meta("DC.language") != page.language:
        site.report(address, f"DC.language is {page.meta('DC.language')}, lang is {page.language}")
    properties = dict(page.properties)
    for name in ("og:title", "og:type", "og:url", "og:site_name"):
        if name not in properties:
            site.report(address, f"{name} is missing")
    if properties.get("og:url") != address:
        site.report(address, "og:url is another address")
    site.check_link(address, properties.get("og:image", ""))


def check_date(site, address, text):
    """Accepts a day, a month, a year, or an interval of them (ISO 8601)."""
    for part in text.split("/"):
        for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
            try:
                datetime.datetime.strptime(part, form)
                break
            except ValueError:
                continue
        else:
            site.report(address, f"DC.date {text!r} is not a date")


def check_alternates(site, address, page, pages):
    if not page.alternates:
        return
    site.count("pages in several languages")
    languages = [language for language, _ in page.alternates]
    if len(set(languages)) != len(languages):
        site.report(address, f"has a duplicate language in {languages}")
    if (page.language, address) not in page.alternates:
        site.report(address, "is not among its own alternates")
    for language, other in page.alternates:
        if other not in pages:
            site.report(address, f"its version in {language} does not exist: {other}")
        elif sorted(pages[other].alternates) != sorted(page.alternates):
            site.report(address, f"its version in {language} lists other versions")


def check_graph(site, address, page, vocabulary):
    if len(page.linked_data) != 1:
        site.report(address, f"has {len(page.linked_data)} blocks of linked data")
        return
    try:
        nodes = graph_of(page.linked_data[0])
    except Exception as error:  # Any error of the processor is a fault of the page.
        site.report(address, f"JSON-LD: {error}")
        return
    site.count("linked-data nodes", len(nodes))
    if not any(node.get("@id") == address for node in nodes):
        site.report(address, "its linked data has no node for the page")
    for node in nodes:
        identity = node.get("@id", "")
        if not identity.startswith(("_:", "http://", "https://")):
            site.report(address, f"has the relative id {identity!r}")
        site.check_link(address, identity)
    if vocabulary is not None:
        for fault in vocabulary.faults(nodes):
            site.report(address, fault)


def check_data(site):
    folder = site.folder / "du-lieu"
    if not folder.is_dir():
        return
    schema = json.loads((folder / "van-ban.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    checker = jsonschema.FormatChecker()
    if "uri" not in checker.checkers:
        raise SystemExit("rfc3986-validator is missing, so the format uri would not be checked")
    validator = validator(schema, format_checker=checker)
    for path in sorted(folder.glob("van-ban*.json")):
        if path.name == "van-ban.schema.json":
            continue
        data = json.loads(path.read_text(encoding="utf-8"))
        site.count("data files")
        # The schema accepts an index or a year; validating against the expected one gives the place of a fault.
        expected = schema["$defs"]["index" if path.name == "van-ban.json" else "year"]
        for error in validator.evolve(schema={**expected, "$defs": schema["$defs"]}).iter_errors(data):
            site.report(site.address(path), f"{error.json_path}: {error.message}")
        if not validator.is_valid(data):
            site.report(site.address(path), "is neither an index nor a year")
        for year in data.get("years", []):
            site.check_link(site.address(path), year["json"])
            site.check_link(site.address(path), year["csv"])
        for document in data.get("documents", []):
            site.count("documents in data files")
            site.check_link(site.address(path), document.get("id", ""))
            for relation in document.get("relations", []):
                site.check_link(site.address(path), relation.get("url", ""))
    for path in sorted(folder.glob("**/*.csv")):
        site.count("tables")
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
        if len(rows) < 2:
            site.report(site.address(path), "has no row")
        widths = {len(row) for row in rows}
        if len(widths) != 1:
            site.report(site.address(path), f"rows have {sorted(widths)} columns")


class Schemas:
    """The schema of site maps and the types of schema.org; both None without NODE_MODULES."""

    def __init__(self, modules):
        self.site_map = self.vocabulary = None
        if modules:
            modules = pathlib.Path(modules)
            self.site_map = xmlschema.XMLSchema(str(modules / "sitemap/schema/sitemap.xsd"))
            declarations = modules / "schema-dts/dist/schema.d.ts"
            self.vocabulary = Vocabulary(declarations.read_text(encoding="utf-8"))


def check_site(folder, base, schemas):
    """The site with all its faults."""
    site = Site(pathlib.Path(folder), base)
    check_feeds(site)
    check_site_maps(site, schemas.site_map)
    check_search(site)
    check_pages(site, schemas.vocabulary)
    check_data(site)
    # A check that finds no files would otherwise pass.
    for name in COUNTED:
        if not site.counts.get(name):
            site.report(site.base, f"no {name} were found to check")
    return site


def main():
    folder, base, *modules = sys.argv[1:]
    if not modules:
        print("NOT CHECKED, npm is missing: the schema of site maps, the types of schema.org", file=sys.stderr)
    site = check_site(folder, base, Schemas(*modules or [None]))
    for fault in site.faults:
        print(f"  {fault}", file=sys.stderr)
    counts = ", ".join(f"{number} {name}" for name, number in site.counts.items())
    print(f"{base}: {counts}; {len(site.faults)} faults")
    return 1 if site.faults else 0


if __name__ == "__main__":
    sys.exit(main())
