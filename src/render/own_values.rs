//! The values of the fields that a portal declares, as templates see them: `entry.own`.
//!
//! Every declared field has a member there, so that asking for one that is not declared is a fault of the template.

use serde::{Serialize, Serializer};

use crate::config::Taxonomy;
use crate::entry::{FactForm, Metadata, Name, OwnValue};
use crate::theme::view::{DayView, Presenter, TermLink};

/// The values of the declared fields; `None` where an entry has none.
#[derive(Debug)]
pub(super) struct OwnValuesView(Vec<(Name, Option<OwnValueView>)>);

impl Serialize for OwnValuesView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OwnValueView {
    Text(String),
    Date(Box<DayView>),
    Whole(i64),
    Decimal(f64),
    List(Vec<&'static str>),
    Terms(Vec<TermLink>),
    Link { url: String, label: String },
}

/// Returns the form of the fact that shows a value.
pub(super) fn fact_form(value: &OwnValue) -> FactForm {
    match value {
        OwnValue::Text(_) => FactForm::Text,
        OwnValue::Date(_) => FactForm::Date,
        OwnValue::Number(_) => FactForm::Number,
        OwnValue::List(_) => FactForm::List,
        OwnValue::Terms(..) => FactForm::Terms,
        OwnValue::Link(..) => FactForm::Link,
    }
}

/// Builds the values of an entry for all fields that the portal declares.
pub(super) fn own_values(presenter: &Presenter, metadata: &Metadata) -> OwnValuesView {
    let view = |value: &OwnValue| match value {
        OwnValue::Text(text) => OwnValueView::Text(text.to_string()),
        OwnValue::Date(date) => OwnValueView::Date(Box::new(presenter.day(*date))),
        OwnValue::Number(digits) => number_view(digits),
        OwnValue::List(texts) => {
            OwnValueView::List(texts.iter().map(|text| text.as_str()).collect())
        }
        OwnValue::Terms(name, terms) => {
            OwnValueView::Terms(presenter.term_links(Taxonomy::Own(*name), terms))
        }
        OwnValue::Link(url, title) => {
            let label = title.as_ref().unwrap_or(url).to_string();
            OwnValueView::Link { url: url.to_string(), label }
        }
    };
    let fields = presenter.config.own_fields.iter();
    let values = fields.map(|field| (field.key, metadata.own_value(field.key).map(view)));
    OwnValuesView(values.collect())
}

/// A number that is too long for either type stays a text.
fn number_view(digits: &str) -> OwnValueView {
    let decimal = || digits.parse().ok().filter(|_| digits.contains('.') && digits.len() <= 15);
    let whole = digits.parse().ok().map(OwnValueView::Whole);
    let view = whole.or_else(|| decimal().map(OwnValueView::Decimal));
    view.unwrap_or_else(|| OwnValueView::Text(digits.to_owned()))
}
