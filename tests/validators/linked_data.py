"""Linked data: expanded and flattened by a JSON-LD processor, then validated against the types of schema.org.

The vocabulary is read from the TypeScript declarations that schema-dts generates from schema.org: the parents and
properties of every type, and the types allowed for every property. The context is not loaded from the network: that of
schema.org maps every key to its vocabulary, and so does the one used here.
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
    """The nodes of a block of linked data."""
    options = {"documentLoader": load}
    return jsonld.flatten(jsonld.expand(json.loads(text), options))


def is_date(text):
    """Whether a text is a day, a month, a year, or an instant with its offset (ISO 8601)."""
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
            name = self.type_name(name)
            parents = {self.type_name(parent.strip()) for parent in parents.split(",")}
            self.parents.setdefault(name, set()).update(parents - {name})
            properties = {key: self.type_names(types) for key, types in self.PROPERTY.findall(body)}
            self.properties.setdefault(name, {}).update(properties)
        for _, members in self.MEMBER.findall(declarations):
            self.values.update(self.VALUE.findall(members))
        if not {"Legislation", "Report", "WebPage"} <= set(self.properties):
            raise ValueError("the declarations of schema.org could not be read")

    @staticmethod
    def type_name(name):
        return re.sub(r"(Base|Leaf)$", "", name)

    @staticmethod
    def type_names(declaration):
        return set(re.findall(r"\b[A-Z]\w+|\bstring\b|\bnumber\b", declaration))

    def ancestors(self, name):
        """A type with all its ancestors."""
        found, queue = set(), [name]
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue.extend(self.parents.get(name, ()))
        return found

    def allowed_types(self, name, key):
        """The types allowed for a property of a type; None if the type has no such property."""
        for ancestor in self.ancestors(name):
            if key in self.properties.get(ancestor, {}):
                return self.properties[ancestor][key]
        return None

    def faults(self, nodes):
        types = {node["@id"]: [self.short(name) for name in node.get("@type", [])] for node in nodes}
        for node in nodes:
            for name in types[node["@id"]]:
                if name not in self.properties:
                    yield f"schema.org has no type {name}"
            if not types[node["@id"]] and any(not key.startswith("@") for key in node):
                yield f"{node['@id']} has no type"
            for key, values in node.items():
                if not key.startswith("@"):
                    yield from self.property_faults(node, types, self.short(key), values)

    @staticmethod
    def short(address):
        return re.sub(r"^https?://schema\.org/", "", address)

    def property_faults(self, node, types, key, values):
        own = [name for name in types[node["@id"]] if name in self.properties]
        # "query-input" annotates the input of an action and is not declared as a property.
        if not own or key.endswith(("-input", "-output")):
            return
        allowed = [found for found in (self.allowed_types(name, key) for name in own) if found is not None]
        if not allowed:
            yield f"schema.org has no property {key} of {own[0]}"
            return
        allowed = set().union(*allowed)
        for value in values:
            if "@value" in value:
                if not self.is_allowed_literal(value["@value"], allowed):
                    yield f"{key} of {own[0]} must be one of {sorted(allowed)}, not {value['@value']!r}"
            else:
                yield from self.reference_faults(own[0], key, allowed, value["@id"], types)

    @staticmethod
    def is_allowed_literal(literal, allowed):
        if isinstance(literal, (int, float)):
            return bool(allowed & {"Number", "Integer", "number"})
        if allowed & DATES and not allowed & {"Text", "string", "URL"}:
            return is_date(literal)
        return bool(allowed & (TEXTS | DATES))

    def reference_faults(self, name, key, allowed, identity, types):
        if identity.startswith(("http://schema.org/", HOME)):
            if self.short(identity) not in self.values:
                yield f"schema.org has no value {identity}"
            return
        for other in types.get(identity, []):
            if not self.ancestors(other) & allowed:
                yield f"{key} of {name} must be one of {sorted(allowed)}, not a {other}"
