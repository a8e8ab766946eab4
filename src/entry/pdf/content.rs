//! The drawing instructions of a PDF page, searched for one that shows text.
//!
//! Instructions are operands, then an operator (ISO 32000-1, 7.8.2 and 9.4.3): `(Niêm yết) Tj`. They are passed over
//! word by word; nothing is decoded, so no font need be understood. Blank strings are no text, for some programs
//! write a space on each empty page.
//!
//! **Invariant.** Every step moves on, so the search ends whatever the bytes are.

/// Tells whether instructions show a string that is not blank.
pub(super) fn shows_text(content: &[u8]) -> bool {
    let mut rest = content;
    // Whether a string stands among the operands of the operator to come.
    let mut said = false;
    // Whether a picture among the instructions was begun.
    let mut picture = false;
    while let Some((first, after)) = rest.split_first() {
        match first {
            b'(' => {
                let (text, end) = skip_literal_string(after);
                said |= text;
                rest = end;
            }
            b'<' if !after.starts_with(b"<") => {
                let end = after.iter().position(|b| *b == b'>').unwrap_or(after.len());
                said |= after[..end].iter().any(|b| b.is_ascii_hexdigit() && *b != b'0');
                rest = &after[end..];
            }
            b'<' => rest = &after[1..],
            b'%' => rest = &after[position_or_end(after, |b| matches!(b, b'\n' | b'\r'))..],
            b'/' => rest = &after[position_or_end(after, ends_token)..],
            b if ends_token(*b) => rest = after,
            _ => {
                let (word, end) = rest.split_at(position_or_end(rest, ends_token));
                rest = end;
                match word {
                    b"Tj" | b"TJ" | b"'" | b"\"" if said => return true,
                    b"BI" => picture = true,
                    b"ID" if std::mem::take(&mut picture) => rest = skip_inline_image(end),
                    _ if matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') => {}
                    _ => said = false,
                }
            }
        }
    }
    false
}

/// Passes over a string whose `(` was read; tells whether it is more than blanks.
fn skip_literal_string(mut rest: &[u8]) -> (bool, &[u8]) {
    let (mut depth, mut text) = (1, false);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'\\' => {
                text = true;
                rest = after.get(1..).unwrap_or_default();
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            byte => text |= !(is_blank(*byte)),
        }
        if depth == 0 {
            break;
        }
    }
    (text, rest)
}

/// Passes over the bytes of a picture that stands among the instructions.
fn skip_inline_image(rest: &[u8]) -> &[u8] {
    let ends = |at: &usize| {
        let after = rest.get(at + 3).copied();
        is_blank(rest[*at]) && rest[at + 1..].starts_with(b"EI") && after.is_none_or(is_blank)
    };
    let end = (0..rest.len()).find(ends);
    end.map_or(&[], |at| &rest[at + 3..])
}

fn position_or_end(bytes: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| ends(*byte)).unwrap_or(bytes.len())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// Tells whether a byte ends a word: a blank or a delimiter.
fn ends_token(byte: u8) -> bool {
    is_blank(byte) || b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::shows_text;

    #[test]
    fn a_string_is_shown_by_each_of_the_four_operators() {
        for content in [
            "BT /F1 12 Tf (a) Tj ET",
            "BT [(a) -20 (b)] TJ ET",
            "(a)'",
            "1 2 (a)\"",
            "<0041>Tj",
            "3 Tr (nhan dang) Tj",
            "(\\() Tj",
            "((a)) Tj",
            "(a) % TJ\nTj",
            "ID (a) Tj",
            "BI /W 1 ID xx EI ID (a) Tj",
            "BI /W 1 ID xx(EI \x01 EI (a) Tj",
        ] {
            assert!(shows_text(content.as_bytes()), "{content}");
        }
    }

    #[test]
    fn nothing_else_is_text() {
        for content in [
            "",
            "q 595 0 0 842 0 0 cm /Im1 Do Q",
            "BT /F1 12 Tf ET",
            "BT ( ) Tj <0000> Tj [] TJ ET",
            "/Span <</ActualText (a)>> BDC EMC [] TJ",
            "% (a) Tj\n",
            "/Tj (a) Do",
            "((a) Tj",
            "BI /W 1 ID (a) Tj EI",
            "BI /W 1 ID (a) Tj ",
            "<",
            "<<",
            "(\\",
        ] {
            assert!(!shows_text(content.as_bytes()), "{content}");
        }
    }
}
