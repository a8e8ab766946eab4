//! The JSON Schema (draft 2020-12) of the open data files, generated from the tables of fields.
//!
//! One schema covers both the index and the files of the years.

use serde_json::{Map, Value, json};

use super::fields::TABLES;
use super::table::{DataField, FieldTable, FieldType};

/// A day, a month, a quarter as its months, or a year.
const DATE: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$|^[0-9]{4}-[0-9]{2}/[0-9]{4}-[0-9]{2}$";
/// A day, or a day with time and offset.
const MOMENT: &str =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2})?$";

/// Builds the schema published at the absolute URL `id`.
pub(super) fn schema(id: &str) -> Value {
    let mut definitions = Map::new();
    for table in TABLES {
        definitions.insert(table.name.to_owned(), record_schema(table));
    }
    definitions.insert("index".to_owned(), index_schema());
    definitions.insert("year".to_owned(), year_schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "title": "Dữ liệu mở về văn bản",
        "description": "Tệp chỉ mục, hoặc tệp văn bản của một năm.",
        "type": "object",
        "oneOf": [{"$ref": "#/$defs/index"}, {"$ref": "#/$defs/year"}],
        "$defs": definitions,
    })
}

fn record_schema(table: &FieldTable) -> Value {
    let properties: Map<String, Value> =
        table.fields.iter().map(|field| (field.name.to_owned(), property_schema(field))).collect();
    let required: Vec<&str> =
        table.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({
        "title": table.title,
        "type": "object",
        "properties": properties,
        "required": required,
    })
}

fn property_schema(field: &DataField) -> Value {
    let mut property = match field.field_type {
        FieldType::Text | FieldType::Language => json!({"type": "string", "minLength": 1}),
        FieldType::OneOf(values) => json!({"enum": values()}),
        FieldType::Address => json!({"type": "string", "format": "uri"}),
        FieldType::Date => json!({"type": "string", "pattern": DATE}),
        FieldType::Moment => json!({"type": "string", "pattern": MOMENT}),
        FieldType::Number => json!({"type": "integer", "minimum": 0}),
        FieldType::Digest => json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        FieldType::Texts => json!({"type": "array", "items": {"type": "string"}, "minItems": 1}),
        FieldType::Records(table) => {
            let items = json!({"$ref": format!("#/$defs/{}", table.name)});
            json!({"type": "array", "items": items, "minItems": 1})
        }
    };
    property["description"] = field.meaning.into();
    property
}

fn year_number_schema() -> Value {
    json!({
        "type": ["integer", "null"],
        "description": "Năm ban hành, nếu không rõ thì năm đăng; null là các văn bản không rõ cả hai.",
    })
}

fn publisher_schema() -> Value {
    json!({
        "type": "object",
        "description": "Đơn vị công bố.",
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "Tên đơn vị."},
            "url": {"type": "string", "format": "uri", "description": "Địa chỉ của cổng."},
        },
        "required": ["name", "url"],
    })
}

fn index_schema() -> Value {
    let address =
        |meaning: &str| json!({"type": "string", "format": "uri", "description": meaning});
    json!({
        "title": "Chỉ mục",
        "type": "object",
        "properties": {
            "$schema": address("Địa chỉ của lược đồ này."),
            "title": {"type": "string", "minLength": 1, "description": "Tên của bộ dữ liệu."},
            "publisher": publisher_schema(),
            "language": {"type": "string", "minLength": 1, "description": "Ngôn ngữ của cổng."},
            "documentation": address("Trang giải thích dữ liệu."),
            "years": {
                "type": "array",
                "description": "Các năm, mới trước; các văn bản không rõ ngày ở cuối.",
                "items": {
                    "type": "object",
                    "properties": {
                        "year": year_number_schema(),
                        "json": address("Tệp JSON của năm."),
                        "csv": address("Tệp CSV của năm."),
                    },
                    "required": ["year", "json", "csv"],
                },
            },
        },
        "required": ["$schema", "title", "publisher", "language", "years"],
        "not": {"required": ["documents"]},
    })
}

fn year_schema() -> Value {
    json!({
        "title": "Văn bản của một năm",
        "type": "object",
        "properties": {
            "$schema": {"type": "string", "format": "uri", "description": "Địa chỉ của lược đồ này."},
            "title": {"type": "string", "minLength": 1, "description": "Tên của bộ dữ liệu."},
            "publisher": publisher_schema(),
            "year": year_number_schema(),
            "documents": {
                "type": "array",
                "description": "Mọi văn bản của năm đang được công khai, theo thứ tự của danh sách trên cổng: \
                                ngày ban hành mới trước, rồi số, rồi tiêu đề.",
                "items": {"$ref": "#/$defs/document"},
            },
        },
        "required": ["$schema", "title", "publisher", "year", "documents"],
    })
}
