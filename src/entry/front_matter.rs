//! The boundary between the front matter of a file and its body.
//!
//! Front matter opens with `---` on the very first line and ends at the next such line; later ones belong to the
//! Markdown. A file without front matter is all body. Front matter that never ends, or is too long to be intended, is
//! a fault, and the file then has no body, so that metadata is never shown as text.
//!
//! **Left out on purpose.** The YAML between the two lines is not parsed here.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, SourceText, faults};

/// The maximum size of the YAML, in bytes.
const MAX_YAML_BYTES: usize = 64 * 1024;

/// Returns the range of the YAML between the first two `---` lines; `None` if the file does not begin with one.
pub(super) fn find(text: &SourceText) -> Result<Option<Range<usize>>, Box<Diagnostic>> {
    let whole = text.as_str();
    let Some(start) = yaml_start(whole) else { return Ok(None) };
    let mut at = start;
    for line in whole[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            if at - start > MAX_YAML_BYTES {
                return Err(Box::new(faults::front_matter_too_long(
                    text.place(0..3),
                    MAX_YAML_BYTES,
                )));
            }
            return Ok(Some(start..at));
        }
        at += line.len();
    }
    Err(Box::new(faults::unclosed_front_matter(text.place(0..3))))
}

/// Returns where the body begins: after the front matter, or at the start of a file without one.
pub fn body_start(text: &SourceText) -> usize {
    match find(text) {
        Ok(Some(yaml)) => {
            let rest = &text.as_str()[yaml.end..];
            yaml.end + rest.find('\n').map_or(rest.len(), |at| at + 1)
        }
        Ok(None) => 0,
        Err(_) => text.as_str().len(),
    }
}

fn yaml_start(whole: &str) -> Option<usize> {
    let first = whole.split_inclusive('\n').next()?;
    (first.trim_end() == "---").then_some(first.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(source: &str) -> String {
        let text = SourceText::new("a.md", source.to_owned());
        text.as_str()[body_start(&text)..].to_owned()
    }

    #[test]
    fn the_body_follows_the_second_line_of_dashes() {
        assert_eq!(body("---\na: b\n---\nxin chào\n"), "xin chào\n");
        assert_eq!(body("---\n---\n\nxin\n---\n"), "\nxin\n---\n");
        assert_eq!(body("xin chào\n---\n"), "xin chào\n---\n");
        assert_eq!(body("---\na: b"), "");
    }
}
