//! The filters that templates may use beside those of the engine, and an example of everything that the engine has.
//!
//! **Invariant.** What a template can call gives the same answer in every build. The engine's `group_by` gives its
//! groups in random order, so the one here replaces it.

#![expect(clippy::needless_pass_by_value, reason = "Tera defines the signature of filters")]

use std::collections::HashMap;

use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::scope::{self, CallDocumentation};
use crate::entry::address;
use crate::vietnamese::slug;

/// Something of the engine that templates may use, by its name, with an expression and its value in a page.
pub(crate) type EngineExample = (&'static str, &'static str, &'static str);

/// The filters of the engine, those of [`register`] that replace one included.
pub(crate) const ENGINE_FILTERS: [EngineExample; 37] = [
    ("abs", "-3 | abs", "3"),
    ("capitalize", "\"báo CÁO\" | capitalize", "Báo cáo"),
    ("default", "missing | default(value=\"–\")", "–"),
    ("escape", "\"a < b\" | escape", "a &lt; b"),
    ("escape_html", "\"a < b\" | escape_html | safe", "a &lt; b"),
    ("escape_xml", "\"a < b\" | escape_xml | safe", "a &lt; b"),
    ("first", "[\"a\", \"b\"] | first", "a"),
    ("float", "\"1.5\" | float", "1.5"),
    ("get", "{\"a\": 1} | get(key=\"b\", default=0)", "0"),
    (
        "group_by",
        "[{\"n\": 2026, \"t\": \"a\"}, {\"n\": 2014, \"t\": \"b\"}] | group_by(attribute=\"n\") | keys | join(sep=\", \")",
        "2026, 2014",
    ),
    ("indent", "\"a\" | indent(width=2, first=true)", "  a"),
    ("int", "\"85\" | int", "85"),
    ("join", "[\"a\", \"b\"] | join(sep=\", \")", "a, b"),
    ("keys", "{\"a\": 1, \"b\": 2} | keys | join(sep=\", \")", "a, b"),
    ("last", "[\"a\", \"b\"] | last", "b"),
    ("length", "[\"a\", \"b\"] | length", "2"),
    ("lower", "\"Số Hiệu\" | lower", "số hiệu"),
    ("newlines_to_br", "\"một dòng\" | newlines_to_br", "một dòng"),
    ("nth", "[\"a\", \"b\"] | nth(n=1)", "b"),
    ("pairs", "{\"a\": 1, \"b\": 2} | pairs | length", "2"),
    ("pluralize", "2 | pluralize(singular=\"file\", plural=\"files\")", "files"),
    ("replace", "\"a-b\" | replace(from=\"-\", to=\"/\")", "a/b"),
    ("reverse", "[\"a\", \"b\"] | reverse | join(sep=\", \")", "b, a"),
    ("round", "2.567 | round(precision=1)", "2.6"),
    ("safe", "\"<b>a</b>\" | safe", "<b>a</b>"),
    ("sort", "[\"b\", \"a\"] | sort | join(sep=\", \")", "a, b"),
    ("split", "\"a/b\" | split(pat=\"/\") | first", "a"),
    ("str", "85 | str ~ \"/BC\"", "85/BC"),
    ("title", "\"liên đoàn\" | title", "Liên Đoàn"),
    ("trim", "\" a \" | trim", "a"),
    ("trim_end", "\"a \" | trim_end", "a"),
    ("trim_start", "\" a\" | trim_start", "a"),
    ("truncate", "\"Báo cáo quý\" | truncate(length=7)", "Báo cáo…"),
    ("unique", "[1, 2, 1] | unique | length", "2"),
    ("upper", "\"số hiệu\" | upper", "SỐ HIỆU"),
    ("values", "{\"a\": 1, \"b\": 2} | values | join(sep=\", \")", "1, 2"),
    ("wordcount", "\"Báo cáo quý\" | wordcount", "3"),
];

/// The tests of the engine.
pub(crate) const ENGINE_TESTS: [EngineExample; 17] = [
    ("array", "[1] is array", "true"),
    ("bool", "true is bool", "true"),
    ("containing", "\"85/BC\" is containing(pat=\"BC\")", "true"),
    ("defined", "missing is defined", "false"),
    ("divisible_by", "10 is divisible_by(divisor=5)", "true"),
    ("ending_with", "\"85/BC\" is ending_with(pat=\"BC\")", "true"),
    ("even", "2 is even", "true"),
    ("float", "1.5 is float", "true"),
    ("integer", "2 is integer", "true"),
    ("iterable", "[1] is iterable", "true"),
    ("map", "{\"a\": 1} is map", "true"),
    ("none", "none is none", "true"),
    ("number", "2 is number", "true"),
    ("odd", "2 is odd", "false"),
    ("starting_with", "\"85/BC\" is starting_with(pat=\"85\")", "true"),
    ("string", "\"85\" is string", "true"),
    ("undefined", "missing is undefined", "true"),
];

/// The filters registered here, with their documentation.
const DOCUMENTED: [(&str, CallDocumentation); 6] = [
    (
        scope::LABEL_FILTER,
        CallDocumentation {
            example: "\"issued_on\" | t",
            result: "string",
            description: "the label with that key in the language of the page, else in Vietnamese, \
                else the key itself (a key written out in a template without a label is an error); an \
                argument replaces its name in braces: `\"rows\" | t(count=3)`",
        },
    ),
    (
        "group_by",
        CallDocumentation {
            example: "cards | group_by(attribute=\"kind\")",
            result: "map",
            description: "the items by the value of a member, the groups in the order of their \
                first items; items in which the member is null are left out",
        },
    ),
    (
        "number",
        CallDocumentation {
            example: "1234567.5 | number",
            result: "string",
            description: "a number with the signs of the language of the page: `1.234.567,5`",
        },
    ),
    (
        "slug",
        CallDocumentation {
            example: "\"Báo cáo\" | slug",
            result: "string",
            description: "a text as in an address: `bao-cao`",
        },
    ),
    (
        "json",
        CallDocumentation {
            example: "entry | json",
            result: "string",
            description: "a value as JSON, to look at what there is or to pass it to a script",
        },
    ),
    (
        "url_encode",
        CallDocumentation {
            example: "\"85/BC-LĐLĐ\" | url_encode",
            result: "string",
            description: "a text percent-encoded, as the value of a query in an address",
        },
    ),
];

/// Returns the names of the functions, and of the filters registered here, with their documentation.
#[cfg(test)]
pub(crate) fn documented_calls() -> Vec<(&'static str, CallDocumentation)> {
    scope::documented_functions().chain(DOCUMENTED).collect()
}

/// Returns the names of all filters.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let own = DOCUMENTED.into_iter().map(|(name, _)| name);
    ENGINE_FILTERS.into_iter().map(|(name, ..)| name).chain(own)
}

/// Registers the filters with the engine.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("group_by", group_by);
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| {
        serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))
    });
    tera.register_filter("number", number);
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State<'_>| slug::slug(text));
    tera.register_filter(scope::LABEL_FILTER, label);
    tera.register_filter("url_encode", |text: &str, _: Kwargs, _: &State<'_>| {
        address::encode_part(text)
    });
}

/// Groups maps by a member; the groups stand in the order in which they first occur. A map in which the member is null
/// is in no group.
fn group_by(items: &[Value], kwargs: Kwargs, _: &State<'_>) -> TeraResult<Map> {
    let attribute = kwargs.must_get::<&str>("attribute")?;
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    let mut places: HashMap<Key<'static>, usize> = HashMap::new();
    for item in items {
        let value = item
            .get_from_path(attribute)
            .ok_or_else(|| Error::message(format!("Field `{attribute}` is not defined.")))?;
        if value.is_none() {
            continue;
        }
        let key = key(value).ok_or_else(|| {
            Error::message(format!("Cannot group by a value of type `{}`", value.name()))
        })?;
        let place = *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(item.clone());
    }
    Ok(groups.into_iter().map(|(key, items)| (key, Value::from(items))).collect())
}

fn key(value: &Value) -> Option<Key<'static>> {
    let number = || value.as_u64().map(Key::U64).or_else(|| value.as_i64().map(Key::I64));
    let text = value.as_str().map(|text| Key::String(text.into()));
    text.or_else(|| value.as_bool().map(Key::Bool)).or_else(number)
}

/// Writes a number with the signs of the language of the page: `1.234.567,5` in Vietnamese.
fn number(value: &Value, _: Kwargs, _: &State<'_>) -> TeraResult<String> {
    if !value.is_number() {
        return Err(Error::message(format!(
            "Math operations can only be done on numbers, found `{}`",
            value.name()
        )));
    }
    let decimal_sign = scope::label("decimal_sign")?.unwrap_or_else(|| ",".to_owned());
    Ok(with_signs(&value.to_string(), &decimal_sign))
}

/// Replaces the point of a number by the decimal sign, and parts its thousands by the other sign.
fn with_signs(number: &str, decimal_sign: &str) -> String {
    let group_sign = if decimal_sign == "," { '.' } else { ',' };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (minus, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut written = minus.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(group_sign);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push_str(decimal_sign);
        written.push_str(fraction);
    }
    written
}

/// Returns the label with a key; `{name}` in it is replaced by the argument of that name.
fn label(key: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let mut label = scope::label(key)?.unwrap_or_else(|| key.to_owned());
    for (name, value) in kwargs.iter() {
        if let Some(name) = name.as_str() {
            label = label.replace(&format!("{{{name}}}"), &value.to_string());
        }
    }
    Ok(label)
}

#[cfg(test)]
mod tests {
    use tera::Context;

    use super::*;

    fn render(expression: &str) -> String {
        let mut tera = Tera::default();
        register(&mut tera);
        let template = format!("{{{{ {expression} }}}}");
        tera.add_raw_template("a.html", &template).expect("the example compiles");
        tera.render("a.html", &Context::new()).unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    #[test]
    fn every_example_of_the_engine_has_its_value_in_every_engine() {
        for (name, expression, value) in ENGINE_FILTERS.into_iter().chain(ENGINE_TESTS) {
            assert!(expression.contains(name), "{name}");
            for _ in 0..5 {
                assert_eq!(render(expression), value, "{expression}");
            }
        }
    }

    #[test]
    fn groups_stand_in_the_order_of_their_first_items() {
        let items: Vec<String> =
            (0..40).map(|n| format!("{{\"year\": {}, \"name\": {n}}}", 2040 - n % 20)).collect();
        let groups = format!("[{}] | group_by(attribute=\"year\")", items.join(", "));
        let years: Vec<String> = (0..20).map(|n| (2040 - n).to_string()).collect();
        assert_eq!(render(&format!("{groups} | keys | join(sep=\" \")")), years.join(" "));
        assert_eq!(render(&format!("{groups} | values | first | length")), "2");
    }

    #[test]
    fn numbers_have_the_signs_of_a_language() {
        for (number, vietnamese, english) in [
            ("0", "0", "0"),
            ("123", "123", "123"),
            ("1234567.5", "1.234.567,5", "1,234,567.5"),
            ("-1000", "−1.000", "−1,000"),
        ] {
            assert_eq!(with_signs(number, ","), vietnamese);
            assert_eq!(with_signs(number, "."), english);
        }
    }
}
