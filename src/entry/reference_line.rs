//! A reference as a map in one line, `{số hiệu: 12/QĐ-UBND, phần: khoản 2 Điều 5}`: the form in which messages propose
//! how to write a relation.
//!
//! **Invariant.** The line is read as the same reference. So a repair that adds a date or an issuer never drops the
//! part that is meant, which would make the relation one to the whole document.

use super::references::REFERENCE_KEYS;
use super::{ByteSpan, Entry, FieldKey, Reference};
use crate::diagnostic::BilingualText;
use crate::yaml;

/// The characters that need no quotes in a value between brackets.
const HARMLESS: &str = " /-.()";
/// Stands for a value that the author has to fill in.
const TO_FILL: &str = "…";

impl Reference {
    /// Returns the reference as a map in one line; the values of the keys `to_fill`, by their code names, are left to
    /// the author.
    pub fn as_map(&self, to_fill: &[&str]) -> BilingualText {
        let mut pairs = vec![self.target_pair()];
        for (vi, en) in REFERENCE_KEYS {
            let value = if to_fill.contains(en) {
                Some(TO_FILL.to_owned())
            } else {
                self.detail(en).map(|value| yaml::quoted_unless(HARMLESS, &value))
            };
            pairs.extend(value.map(|value| (*vi, *en, value)));
        }
        let (vi, en): (Vec<String>, Vec<String>) = pairs
            .iter()
            .map(|(vi, en, value)| (format!("{vi}: {value}"), format!("{en}: {value}")))
            .unzip();
        BilingualText::new(format!("{{{}}}", vi.join(", ")), format!("{{{}}}", en.join(", ")))
    }

    /// Returns the key that names the document, in both languages, and its value.
    fn target_pair(&self) -> (&'static str, &'static str, String) {
        let quoted = |value: &str| yaml::quoted_unless(HARMLESS, value);
        match (&self.address, &self.number, self.written_number()) {
            (Some(address), ..) => ("path", "path", quoted(address)),
            (None, Some(_), Some(number)) => ("số hiệu", "number", quoted(number.written())),
            (None, Some(_), None) => ("số hiệu", "number", quoted(&self.text)),
            (None, None, _) => ("tên", "name", quoted(&self.text)),
        }
    }

    /// Returns the name of the issuer as the text spells it; that of a citation is in small letters.
    fn spelt(&self, issuer: &str) -> String {
        let at = self.text.to_lowercase().find(issuer);
        let spelt = at.and_then(|at| self.text.get(at..at + issuer.len()));
        spelt.filter(|spelt| spelt.to_lowercase() == issuer).unwrap_or(issuer).to_owned()
    }

    /// Returns the value of a key, by its code name, that says more of the document or of the relation.
    fn detail(&self, key: &str) -> Option<String> {
        let is_numbered = self.address.is_none();
        match key {
            "issued_on" => self.issued_on.filter(|_| is_numbered).map(|day| day.to_string()),
            "issuer" => self.issuer.as_deref().filter(|_| is_numbered).map(|name| self.spelt(name)),
            "url" => self.url.clone(),
            "part" => self.part.clone(),
            "note" => self.note.clone(),
            "from" => self.from.map(|day| day.to_string()),
            "until" => self.until.map(|day| day.to_string()),
            _ => None,
        }
    }
}

impl Entry {
    /// Returns, in quotation marks, how a relation of the entry should be written, as [`Reference::as_map`] does; if
    /// its value names other documents too, as one line of a list.
    pub fn relation_line(
        &self,
        index: usize,
        target: &Reference,
        to_fill: &[&str],
    ) -> BilingualText {
        let BilingualText { vi, en } = target.as_map(to_fill);
        let span = self.span(FieldKey::nth(FieldKey::Relation, index));
        let is_here = |(key, range): &&(FieldKey, ByteSpan)| {
            matches!(key, FieldKey::Relation(_)) && range.range() == span
        };
        if self.spans.iter().filter(is_here).count() == 1 {
            return BilingualText::new(format!("«{vi}»"), format!("«{en}»"));
        }
        BilingualText::new(
            format!("«- {vi}», mỗi văn bản một dòng"),
            format!("«- {en}», each document on a line of its own"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vietnamese::date::PartialDate;
    use crate::vietnamese::number::DocumentNumber;

    #[test]
    fn a_line_keeps_all_that_a_relation_says() {
        let number = |text: &str| Some(DocumentNumber::parse(text).key().clone());
        let reference = Reference {
            text: "khoản 2 Điều 5 Quyết định số 12/QĐ-UBND".to_owned(),
            number: number("12/QĐ-UBND"),
            part: Some("khoản 2, khoản 3 Điều 5".to_owned()),
            note: Some("gọi là \"Quỹ\"".to_owned()),
            until: PartialDate::parse("31/12/2026").ok(),
            ..Reference::default()
        };
        let line = reference.as_map(&["issuer"]);
        assert_eq!(
            line.vi,
            "{số hiệu: 12/QĐ-UBND, cơ quan ban hành: …, phần: \"khoản 2, khoản 3 Điều 5\", \
             ghi chú: \"gọi là \\\"Quỹ\\\"\", đến: 31/12/2026}"
        );
        let reference = Reference {
            text: "Quyết định 12/QĐ-UBND của Ủy ban nhân dân xã Một".to_owned(),
            number: number("12/QĐ-UBND"),
            issuer: Some("ủy ban nhân dân xã một".to_owned()),
            ..Reference::default()
        };
        let line = reference.as_map(&[]);
        assert_eq!(line.vi, "{số hiệu: 12/QĐ-UBND, cơ quan ban hành: Ủy ban nhân dân xã Một}");
        let line = Reference { text: "Báo cáo cũ".to_owned(), ..Reference::default() }.as_map(&[]);
        assert_eq!((&*line.vi, &*line.en), ("{tên: Báo cáo cũ}", "{name: Báo cáo cũ}"));
    }
}
