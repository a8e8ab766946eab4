//! What is to be done about a key that is not used, worded as a hint.
//!
//! `crate::entry` finds the repair; each can be typed as it is worded.

use crate::diagnostic::language::BilingualText;

/// What is to be done about a key that is not used; all names are Vietnamese and English.
#[derive(Debug)]
pub enum KeyRepair<'a> {
    /// Another key was meant.
    Rename((&'a str, &'a str)),
    /// The value belongs under two keys.
    Both([(&'a str, &'a str); 2], &'a str),
    /// The line says what this one does.
    Line((&'a str, &'a str)),
    /// The value is this number of a document with more, such as its date.
    Number(String),
    /// The key that was meant is given already.
    Given((&'a str, &'a str)),
    /// The same key was meant by another unknown one.
    GivenTwice((&'a str, &'a str)),
    /// The value belongs to those of a key that is given already.
    AddTo((&'a str, &'a str), String),
    /// The line belongs to the map of a key above it, whose lines are indented by so many spaces; with its key.
    Indent(&'a str, usize, &'a str),
    /// The key is the rest of a value that a comma cut; with that value, in quotes.
    Quote(String),
    /// There are only these keys in this place.
    OneOf(&'a [(&'a str, &'a str)]),
    /// The line serves nothing.
    Delete,
}

impl KeyRepair<'_> {
    /// Words the repair as a hint.
    pub(super) fn hint(&self) -> BilingualText {
        match self {
            Self::Rename((vi, en)) => {
                text!("có phải ý bạn là «{vi}»?" | "did you mean «{en}»?")
            }
            Self::Both([(vi, en), (other_vi, other_en)], value) => text!(
                "viết hai dòng: «{vi}: {value}» và «{other_vi}: {value}»"
                    | "write two lines: «{en}: {value}» and «{other_en}: {value}»"
            ),
            Self::Line((vi, en)) => text!("thay bằng dòng «{vi}»" | "write «{en}» in its place"),
            Self::Given((vi, en)) => text!(
                "«{vi}» đã có ở dòng khác: xoá một trong hai dòng"
                    | "«{en}» is given on another line: delete one of the two"
            ),
            Self::Number(number) => text!(
                "viết «số hiệu: {number}»; phần còn lại, như ngày, ghi ở dòng riêng"
                    | "write «number: {number}»; the rest, such as a date, has a line of its own"
            ),
            Self::GivenTwice((vi, en)) => text!(
                "hai dòng này cùng có vẻ là «{vi}»: giữ một"
                    | "both lines seem to be «{en}»: keep one"
            ),
            Self::AddTo((vi, en), value) => text!(
                "thêm vào dòng «{vi}», sau dấu phẩy: {value}"
                    | "add it to the line «{en}», after a comma: {value}"
            ),
            Self::Indent(above, indent, key) => {
                let below = " ".repeat(*indent);
                text!(
                    "dòng này thuộc «{above}:» ở trên thì thụt vào {indent} dấu cách: «{below}{key}: …»"
                        | "if it belongs to «{above}:» above, indent it by {indent} spaces: «{below}{key}: …»"
                )
            }
            Self::Quote(line) => text!(
                "giá trị có dấu phẩy thì phải đặt trong ngoặc kép; viết: {line}"
                    | "a value with a comma must stand in quotes; write: {line}"
            ),
            Self::OneOf(known) => {
                let (vi, en): (Vec<&str>, Vec<&str>) = known.iter().copied().unzip();
                let (vi, en) = (vi.join(", "), en.join(", "));
                text!("ở đây chỉ có: {vi}" | "there are only: {en}")
            }
            Self::Delete => text!(
                "xoá dòng này, hoặc nếu giao diện của cổng dùng đến thì đặt nó dưới khoá «thêm»"
                    | "delete this line, or put it below the key «extra» if the theme uses it"
            ),
        }
    }
}
