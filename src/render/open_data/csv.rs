//! CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, lines ending in CRLF.
//!
//! Spreadsheets interpret a cell that begins with `=`, `+`, `-` or `@` as a formula, which may access the network. Such
//! a cell is prefixed with an apostrophe, and so is one that already begins with an apostrophe: removing one leading
//! apostrophe from every cell restores the original text.
//!
//! The items of a list share one cell, separated by ";". A ";" within an item is replaced by ","; only the JSON files
//! have such an item as written.
//!
//! **Left out on purpose.** A `sep=` line: only Excel understands it, and other programs would read it as data.

use super::table::{DataRecord, FieldTable, FieldValue};

/// The separator between the items of a list.
const SEPARATOR: &str = "; ";

/// Characters at which a spreadsheet starts a formula, in half and full width, and the apostrophe that prevents it.
const FORMULA_STARTS: [char; 12] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// Writes a header line with the columns of a table and a line for each record.
pub(super) fn write_csv(table: &FieldTable, records: &[DataRecord]) -> String {
    let mut csv = String::from("\u{FEFF}");
    write_line(&mut csv, table.fields.iter().map(|field| field.column.to_owned()));
    for record in records {
        write_line(&mut csv, record.values().map(cell_text));
    }
    csv
}

fn write_line(csv: &mut String, cells: impl Iterator<Item = String>) {
    for (index, text) in cells.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        write_cell(csv, &text);
    }
    csv.push_str("\r\n");
}

fn cell_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Missing => String::new(),
        FieldValue::Text(text) => text.clone(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| list_item(text)).collect();
            texts.join(SEPARATOR)
        }
        FieldValue::Records(records) => {
            let texts: Vec<&str> = records.iter().map(|record| record.cell_text.as_str()).collect();
            texts.join(SEPARATOR)
        }
    }
}

/// Returns an item of a list with ";" replaced by ",", as in Dublin Core, because ";" separates the items.
pub(super) fn list_item(text: &str) -> String {
    text.replace(';', ",")
}

fn write_cell(csv: &mut String, text: &str) {
    let guard = if text.starts_with(FORMULA_STARTS) { "'" } else { "" };
    let is_plain = !text.contains(['"', ',', '\r', '\n']) && text.trim() == text;
    if is_plain {
        csv.extend([guard, text]);
    } else {
        csv.extend(["\"", guard, &text.replace('"', "\"\""), "\""]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_cell(text: &str) -> String {
        let mut csv = String::new();
        write_cell(&mut csv, text);
        csv
    }

    #[test]
    fn a_file_begins_with_bom_and_header_and_lines_end_in_crlf() {
        let table = &super::super::fields::DOCUMENT;
        let csv = write_csv(table, &[]);
        let last = table.fields.last().map(|field| field.column).unwrap_or_default();
        assert!(csv.starts_with("\u{FEFF}Địa chỉ,Tiêu đề,Số hiệu,"), "{csv}");
        assert!(csv.ends_with(&format!(",{last}\r\n")) && csv.matches('\n').count() == 1, "{csv}");
    }

    #[test]
    fn a_cell_is_quoted_where_rfc_4180_requires_it() {
        for (text, cell) in [
            ("85/BC-LĐLĐ", "85/BC-LĐLĐ"),
            ("", ""),
            ("a, b", "\"a, b\""),
            ("gọi là \"a\"", "\"gọi là \"\"a\"\"\""),
            ("một\nhai", "\"một\nhai\""),
            (" a", "\" a\""),
        ] {
            assert_eq!(written_cell(text), cell);
        }
    }

    #[test]
    fn list_items_can_be_split_again() {
        let list = FieldValue::Texts(vec!["Đất đai; nhà ở".to_owned(), "Y tế".to_owned()]);
        assert_eq!(cell_text(&list), "Đất đai, nhà ở; Y tế");
    }

    #[test]
    fn no_cell_is_a_formula_and_the_text_can_be_recovered() {
        for text in
            ["=1+1", "+84", "-5", "@a", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "'a", "a'=", "=\"a\""]
        {
            let cell = written_cell(text);
            let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            let unquoted = inside.unwrap_or(&cell).replace("\"\"", "\"");
            assert!(!unquoted.starts_with(&FORMULA_STARTS[..11]), "{text}: {cell}");
            assert_eq!(unquoted.strip_prefix('\'').unwrap_or(&unquoted), text);
        }
    }
}
