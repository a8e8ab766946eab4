//! All that can be wrong, by name, with its wording in both languages.
//!
//! Whoever finds a fault calls a function of this folder and adds nothing to its words, so a reviewer can read here
//! everything that a webmaster may be told. A message says what is wrong; the repair says what to do about it.

mod files;
mod form;
mod front_matter;
mod links;
mod machines;
mod pictures;
mod portal;
mod relations;
mod theme;
mod watching;
mod yaml;

use super::{Diagnostic, Place, Severity, Wording};

pub use files::{
    crowded_pdf, damaged_pdf, huge_pdf, locked_pdf, scan_only, unknown_attachment_kind,
};
pub use form::{no_line, quoted_block, stray_block_end, unclosed_block, unknown_block};
pub use front_matter::{
    bad_alias, bad_date, bad_language, bad_slug, cut_by_hash, date_with_time, front_matter_open,
    front_matter_too_long, is_grave, key_of_other_kind, list_taken_back, missing_title,
    no_front_matter, number_and_type, number_slip, posted_tomorrow, secret, unfinished_title,
    unknown_key, unknown_status, unknown_template, unknown_type, wanted_yes_no,
};
pub use links::{
    attachment_elsewhere, broken_anchor, broken_link, broken_template_link, clash,
    clash_with_generated, damaged_name, empty_address, file_missing, file_outside, leads_outside,
    link_to_unpublished, long_address, markdown_in_entry_folder, misnamed_entry, nameless_term,
    no_picture, refused_scheme, refused_tag, reserved_address, same_identity, same_name_twice,
    section_index, term_clash, too_deep, unclosed_comment, unreadable_markdown,
};
pub use machines::{no_date, no_description};
pub use pictures::{
    broken_picture, damaged_picture, huge_picture, image_without_alt, picture_without_alt,
};
pub use portal::{
    bad_base_url, bad_home, bad_link, bad_setting, bad_web_address, key_twice, missing_setting,
    missing_template, no_content, no_portal, no_theme, not_utf8, own_language, reserved_section,
    template, unknown_section, unknown_setting,
};
pub use relations::{
    ambiguous_relation, changes_newer, relation_in_circle, relation_to_itself,
    relation_to_other_body, status_is_over,
};
pub use theme::{
    bad_token, bad_token_name, empty_token, extends_itself, faint_colours, ignored_file,
    joined_import, missing_parent, missing_style, no_base_theme, no_colour, open_style,
    theme_circle, unbalanced_token, unknown_token, unused_token,
};
pub use watching::{no_watching, program_broke, too_many_to_watch};
pub use yaml::{
    Slip, wanted_list, wanted_map, wanted_text, yaml_alias, yaml_key_is_no_text,
    yaml_second_document, yaml_syntax, yaml_too_deep,
};

fn error(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, place, Wording { vi, en })
}

fn warning(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code, place, Wording { vi, en })
}

fn advice(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Advice, code, place, Wording { vi, en })
}

/// Tells whether a fault keeps all that an entry says of itself from being known: its files, and whether it is a draft.
pub fn hides_metadata(fault: &Diagnostic) -> bool {
    let codes = ["not-utf8", "no-front-matter", "front-matter-open", "front-matter-too-long"];
    fault.is_error() && (fault.code.starts_with("yaml-") || codes.contains(&&*fault.code))
}

/// Adds the nearest known word as the repair, where there is one.
fn nearest(fault: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => {
            fault.repair(format!("có phải ý bạn là «{near}»?"), format!("did you mean «{near}»?"))
        }
        None => fault,
    }
}
