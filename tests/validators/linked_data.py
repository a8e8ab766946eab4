"""Linked data: expanded and flattened by a JSON-LD processor, then held against the types of schema.org.

The vocabulary is read from the TypeScript declarations that schema-dts generates from schema.org: for every type its
parents and properties, for every property the types it may have. No network is asked for the context: schema.org's own
maps every key to its vocabulary, which is what matters here.
"""

import datetime
import json
import re

from pyld import jsonld

HOME = "https://schema.org/"
CONTEXT = {"@context": {"@vocab": HOME}}
TEXTS = {"Text", "URL", "string", "Time", "Duration"}
DATES = {"Date", "DateTime"}


def load(url, _options=None):
    if url.rstrip("/") not in ("https://schema.org", "http://schema.org"):
        raise jsonld.JsonLdError(f"the context {url} is not schema.org", "unknown context")
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def graph_of(text):
    """Every thing that a block of linked data speaks of."""
    options = {"documentLoader": load}
    return jsonld.flatten(jsonld.expand(json.loads(text), options))


def is_date(text):
    """A day, a month, a year, or an instant with its offset (ISO 8601)."""
    for form in ("%Y-%m-%d", "%Y-%m", "%Y", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            datetime.datetime.strptime(text, form)
            return True
        except ValueError:
            continue
    return False


class Vocabulary:
    """The types of schema.org, their parents and properties."""

    INTERFACE = re.compile(r"^(?:export )?interface (\w+) extends ([^{]+)\{(.*?)^\}", re.M | re.S)
    PROPERTY = re.compile(r'^    "?([\w-]+)"?\??: SchemaValue<(.+?), "', re.M)
    TYPE = re.compile(r'^\s+"@type": "(\w+)";', re.M)
    VALUE = re.compile(r'"(?:https?://schema\.org/)?(\w+)"')
    MEMBER = re.compile(r"^export type (\w+) = (.+);$", re.M)

    def __init__(self, declarations):
        self.parents, self.properties, self.values = {}, {}, set()
        for name, parents, body in self.INTERFACE.findall(declarations):
            name = self.plain(name)
            above = [self.plain(parent.strip()) for parent in parents.split(",")]
            self.parents.setdefault(name, set()).update(parent for parent in above if parent != name)
            found = {key: self.kinds(kinds) for key, kinds in self.PROPERTY.findall(body)}
            self.properties.setdefault(name, {}).update(found)
        for _, members in self.MEMBER.findall(declarations):
            self.values.update(self.VALUE.findall(members))
        if not {"Legislation", "Report", "WebPage"} <= set(self.properties):
            raise ValueError("the declarations of schema.org could not be read")

    @staticmethod
    def plain(name):
        return re.sub(r"(Base|Leaf)$", "", name)

    @staticmethod
    def kinds(written):
        return set(re.findall(r"\b[A-Z]\w+|\bstring\b|\bnumber\b", written))

    def above(self, kind):
        """A type with all its parents."""
        found, waiting = set(), [kind]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.parents.get(name, ()))
        return found

    def allowed(self, kind, key):
        """The types that a property of a type may have; None where it has no such property."""
        for name in self.above(kind):
            if key in self.properties.get(name, {}):
                return self.properties[name][key]
        return None

    def faults(self, nodes):
        kinds = {node["@id"]: [self.short(kind) for kind in node.get("@type", [])] for node in nodes}
        for node in nodes:
            for kind in kinds[node["@id"]]:
                if kind not in self.properties:
                    yield f"schema.org has no type {kind}"
            if not kinds[node["@id"]] and any(not key.startswith("@") for key in node):
                yield f"{node['@id']} has no type"
            for key, values in node.items():
                if not key.startswith("@"):
                    yield from self.judge(node, kinds, self.short(key), values)

    @staticmethod
    def short(address):
        return re.sub(r"^https?://schema\.org/", "", address)

    def judge(self, node, kinds, key, values):
        own = [kind for kind in kinds[node["@id"]] if kind in self.properties]
        # "query-input" annotates the input that an action asks for.
        if not own or key.endswith(("-input", "-output")):
            return
        allowed = [found for found in (self.allowed(kind, key) for kind in own) if found is not None]
        if not allowed:
            yield f"schema.org knows no {key} of {own[0]}"
            return
        allowed = set().union(*allowed)
        for value in values:
            if "@value" in value:
                plain = value["@value"]
                if isinstance(plain, (int, float)):
                    right = allowed & {"Number", "Integer", "number"}
                elif allowed & DATES and not allowed & {"Text", "string", "URL"}:
                    right = is_date(plain)
                else:
                    right = allowed & (TEXTS | DATES)
                if not right:
                    yield f"{key} of {own[0]} is to be one of {sorted(allowed)}, not {plain!r}"
            else:
                yield from self.judge_node(own[0], key, allowed, value["@id"], kinds)

    def judge_node(self, kind, key, allowed, identity, kinds):
        if identity.startswith(("http://schema.org/", HOME)):
            if self.short(identity) not in self.values:
                yield f"schema.org has no value {identity}"
            return
        for other in kinds.get(identity, []):
            if not self.above(other) & allowed:
                yield f"{key} of {kind} is to be one of {sorted(allowed)}, not a {other}"
