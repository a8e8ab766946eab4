//! The features of a body that advice is about: headings, link texts, tables without a header row.
//!
//! Only `check` asks for them, so they are not part of the outline, which every build makes. The events of the parser
//! are enough: no pass over blocks changes what a heading, a link or a table is.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::filter::FilteredEvents;
use super::{inlines, preprocess};

/// A feature of a body, with its byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyFeature {
    /// The byte range in the body.
    pub range: Range<usize>,
    /// What it is.
    pub kind: BodyFeatureKind,
}

/// What a feature is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyFeatureKind {
    /// A heading of this level, as written.
    Heading(u8),
    /// A link with this text.
    Link(String),
    /// A table whose header row is empty.
    HeadlessTable {
        /// The number of its other rows.
        rows: usize,
        /// The number of its columns.
        columns: usize,
    },
}

/// Returns the features of `body`, in document order.
pub fn features(body: &str) -> Vec<BodyFeature> {
    let mut features = Vec::new();
    if !(body.contains("](") || body.contains('#') || body.contains('|')) {
        return features;
    }
    let preprocessed = preprocess::preprocess(body);
    let text = &*preprocessed.text;
    let mut link_text: Option<String> = None;
    let (mut has_header, mut rows, mut columns) = (false, 0, 0);
    for (event, range) in FilteredEvents::new(text) {
        let kind = match &event {
            // Text over a line of dashes is no heading in the portal format.
            Event::Start(Tag::Heading { level, .. }) if text[range.clone()].starts_with('#') => {
                Some(BodyFeatureKind::Heading(*level as u8))
            }
            Event::Start(Tag::Link { .. }) => {
                link_text = Some(String::new());
                None
            }
            // A picture describes the link that it is in.
            Event::Start(Tag::Image { .. }) => {
                link_text = None;
                None
            }
            Event::End(TagEnd::Link) => link_text.take().map(BodyFeatureKind::Link),
            Event::Start(Tag::Table(alignments)) => {
                columns = alignments.len();
                None
            }
            Event::Start(Tag::TableHead) => {
                (has_header, rows) = (!is_blank_row(&text[range.clone()]), 0);
                None
            }
            Event::Start(Tag::TableRow) => {
                rows += 1;
                None
            }
            Event::End(TagEnd::Table) if !has_header => {
                Some(BodyFeatureKind::HeadlessTable { rows, columns })
            }
            _ => {
                link_text.iter_mut().for_each(|text| inlines::push_text(text, &event));
                None
            }
        };
        features.extend(kind.map(|kind| {
            let range = preprocessed.source_map.original_range(range);
            BodyFeature { range, kind }
        }));
    }
    features
}

fn is_blank_row(row: &str) -> bool {
    row.chars().all(|c| c.is_whitespace() || c == '|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_have_their_place_in_the_body() {
        let body = "## A\n\nxem [tại **đây**](/x/)\n\n| | |\n|---|---|\n| 1 | 2 |\n\n#### B\n";
        let found: Vec<(&str, BodyFeatureKind)> = features(body)
            .into_iter()
            .map(|feature| (body[feature.range].trim_end(), feature.kind))
            .collect();
        let expected = [
            ("## A", BodyFeatureKind::Heading(2)),
            ("[tại **đây**](/x/)", BodyFeatureKind::Link("tại đây".to_owned())),
            ("| | |\n|---|---|\n| 1 | 2 |", BodyFeatureKind::HeadlessTable { rows: 1, columns: 2 }),
            ("#### B", BodyFeatureKind::Heading(4)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn text_over_dashes_and_described_pictures_are_no_features() {
        let body = "Độc lập - Tự do\n-----\n\n[![Bìa](a.jpg)](/x/)\n\n| A |\n|---|\n| 1 |\n";
        assert_eq!(features(body), []);
    }
}
