//! A scanner for the content stream of a PDF page that detects operators that show text.
//!
//! An instruction is a list of operands followed by an operator (ISO 32000-1, 7.8.2 and 9.4.3): `(Niêm yết) Tj`. The
//! stream is scanned token by token; strings are not decoded, so fonts need not be interpreted. Blank strings do not
//! count as text, since some programs write a space on each empty page.
//!
//! **Invariant.** Every step consumes input, so the scan terminates on any bytes.

/// Returns whether a content stream shows a string that is not blank.
pub(super) fn shows_text(content: &[u8]) -> bool {
    let mut rest = content;
    // Whether the operands of the next operator include a non-blank string.
    let mut has_string = false;
    // Whether the dictionary of an inline image has begun.
    let mut in_image = false;
    while let Some((first, after)) = rest.split_first() {
        match first {
            b'(' => {
                let (is_text, end) = skip_literal_string(after);
                has_string |= is_text;
                rest = end;
            }
            b'<' if !after.starts_with(b"<") => {
                let end = after.iter().position(|b| *b == b'>').unwrap_or(after.len());
                has_string |= after[..end].iter().any(|b| b.is_ascii_hexdigit() && *b != b'0');
                rest = &after[end..];
            }
            b'<' => rest = &after[1..],
            b'%' => rest = &after[position_or_end(after, |b| matches!(b, b'\n' | b'\r'))..],
            b'/' => rest = &after[position_or_end(after, ends_token)..],
            b if ends_token(*b) => rest = after,
            _ => {
                let (token, end) = rest.split_at(position_or_end(rest, ends_token));
                rest = end;
                match token {
                    b"Tj" | b"TJ" | b"'" | b"\"" if has_string => return true,
                    b"BI" => in_image = true,
                    b"ID" if std::mem::take(&mut in_image) => rest = skip_inline_image(end),
                    _ if matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') => {}
                    _ => has_string = false,
                }
            }
        }
    }
    false
}

/// Skips a string whose `(` was read; returns whether it is not blank, and the rest.
fn skip_literal_string(mut rest: &[u8]) -> (bool, &[u8]) {
    let (mut depth, mut is_text) = (1, false);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'\\' => {
                is_text = true;
                rest = after.get(1..).unwrap_or_default();
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            byte => is_text |= !(is_blank(*byte)),
        }
        if depth == 0 {
            break;
        }
    }
    (is_text, rest)
}

/// Skips the data of an inline image.
fn skip_inline_image(rest: &[u8]) -> &[u8] {
    let is_end = |at: &usize| {
        let after = rest.get(at + 3).copied();
        is_blank(rest[*at]) && rest[at + 1..].starts_with(b"EI") && after.is_none_or(is_blank)
    };
    let end = (0..rest.len()).find(is_end);
    end.map_or(&[], |at| &rest[at + 3..])
}

fn position_or_end(bytes: &[u8], predicate: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| predicate(*byte)).unwrap_or(bytes.len())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// Returns whether a byte ends a token: a blank or a delimiter.
fn ends_token(byte: u8) -> bool {
    is_blank(byte) || b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::shows_text;

    #[test]
    fn each_of_the_four_operators_shows_a_string() {
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
    fn other_content_shows_no_text() {
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
