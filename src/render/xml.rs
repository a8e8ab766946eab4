//! Writes XML documents, with quick-xml.
//!
//! An element and its children are on lines of their own, so that versions of a file can be compared by line; those of
//! a record share one line.
//!
//! **Invariant.** No character that XML 1.0 forbids is written: control characters, which occur in old texts, are left
//! out of text and attributes.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Writes the elements of a document.
pub(super) struct XmlWriter(Writer<Vec<u8>>);

impl XmlWriter {
    /// Writes a document; `content` writes the children of the root element.
    pub(super) fn document<'a>(
        root: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
        content: impl FnOnce(&mut Self),
    ) -> Vec<u8> {
        let mut xml = Self(Writer::new(Vec::with_capacity(16 * 1024)));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.end_line();
        xml.element(root, attributes, content);
        xml.0.into_inner()
    }

    /// Writes an element; `content` writes its children.
    pub(super) fn element<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
        content: impl FnOnce(&mut Self),
    ) {
        self.write(Event::Start(start_tag(name, attributes)));
        self.end_line();
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
        self.end_line();
    }

    /// Writes an element and its children on one line; the children contain text only.
    pub(super) fn record<'a>(
        &mut self,
        name: &str,
        children: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        self.write(Event::Start(BytesStart::new(name)));
        for (child, text) in children {
            self.write_text(child, text);
        }
        self.write(Event::End(BytesEnd::new(name)));
        self.end_line();
    }

    /// Writes an element that contains text only.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.write_text(name, text);
        self.end_line();
    }

    /// Writes an element without content.
    pub(super) fn empty<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        self.write(Event::Empty(start_tag(name, attributes)));
        self.end_line();
    }

    fn write_text(&mut self, name: &str, text: &str) {
        self.write(Event::Start(BytesStart::new(name)));
        self.write(Event::Text(BytesText::new(&permitted(text))));
        self.write(Event::End(BytesEnd::new(name)));
    }

    fn write(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("writing to memory cannot fail");
    }

    fn end_line(&mut self) {
        self.0.get_mut().push(b'\n');
    }
}

fn start_tag<'n, 'a>(
    name: &'n str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> BytesStart<'n> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((name, &*permitted(value)));
    }
    tag
}

/// Returns a text without the characters that XML 1.0 forbids, and without other control characters.
fn permitted(text: &str) -> Cow<'_, str> {
    let is_forbidden = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    // Every forbidden character contains one of these bytes. Without an early end, many are compared at once.
    let is_suspect = |byte: u8| (byte < b' ') | matches!(byte, 0x7F | 0xC2 | 0xEF);
    if text.bytes().fold(false, |found, byte| found | is_suspect(byte)) {
        Cow::Owned(text.replace(is_forbidden, ""))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::XmlWriter;

    #[test]
    fn characters_forbidden_by_xml_are_dropped() {
        let text = "a<b>&\"\u{0}\u{8}\r\u{7F}\u{80}\u{9F}\u{FFFE}\u{FFFF}đ«»";
        let xml = XmlWriter::document("r", [("a", text)], |xml| {
            xml.text("t", text);
            xml.empty("e", [("a", text)]);
        });
        let escaped = "a&lt;b&gt;&amp;&quot;đ«»";
        let expected = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<r a=\"{escaped}\">\n<t>{escaped}</t>\n\
             <e a=\"{escaped}\"/>\n</r>\n"
        );
        assert_eq!(String::from_utf8(xml).expect("XML is UTF-8"), expected);
    }

    #[test]
    fn a_record_and_its_children_share_a_line() {
        let xml = XmlWriter::document("r", [], |xml| {
            xml.record("s", [("t", "1")]);
            xml.record("s", [("t", "2")]);
        });
        assert!(xml.ends_with(b"<r>\n<s><t>1</t></s>\n<s><t>2</t></s>\n</r>\n"));
    }
}
