"""The metadata of a page, read by html.parser of the standard library."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Language, addresses, metadata and linked data of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.language, self.robots, self.refresh = "", "", False
        self.canonicals, self.alternates = [], []
        self.metas, self.properties, self.linked_data = [], [], []
        self._in_linked_data = False
        self.feed(text)
        self.close()

    def meta(self, name):
        return next((content for other, content in self.metas if other == name), "")

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = attributes.get("lang", "")
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.canonicals.append(attributes.get("href", ""))
        elif tag == "link" and "hreflang" in attributes:
            self.alternates.append((attributes["hreflang"], attributes.get("href", "")))
        elif tag == "meta":
            self._add_meta(attributes)
        elif tag == "script" and attributes.get("type") == "application/ld+json":
            self.linked_data.append("")
            self._in_linked_data = True

    def _add_meta(self, attributes):
        content = attributes.get("content", "")
        self.refresh = self.refresh or attributes.get("http-equiv", "").lower() == "refresh"
        if attributes.get("name") == "robots":
            self.robots = content
        else:
            # An element may have both: the same text is the title of Dublin Core and of Open Graph.
            if "name" in attributes:
                self.metas.append((attributes["name"], content))
            if "property" in attributes:
                self.properties.append((attributes["property"], content))

    def handle_data(self, data):
        if self._in_linked_data:
            self.linked_data[-1] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._in_linked_data = False
