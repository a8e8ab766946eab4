//! Constructors of all diagnostics, with their codes and their wording in both languages.
//!
//! Other modules call these functions and add nothing to the wording, so a reviewer finds every message to webmasters
//! in this folder. The message describes the fault; the repair describes how to fix it.

mod dublin_core;
mod files;
mod form;
mod front_matter;
mod links;
mod pictures;
mod portal;
mod relations;
mod theme;
mod watch;
mod yaml;

use super::{BilingualText, Diagnostic, Place, Severity};

pub use dublin_core::{missing_date, missing_description};
pub use files::{
    damaged_pdf, encrypted_pdf, pdf_structure_too_large, pdf_too_large, scan_only,
    unknown_attachment_kind,
};
pub use form::{
    block_in_quote, stray_block_end, unclosed_block, unknown_block, unsupported_block_line,
};
pub use front_matter::{
    bad_alias, bad_date, bad_language, bad_slug, classified_document, expected_yes_no,
    front_matter_too_long, key_of_other_kind, malformed_number, missing_title, no_front_matter,
    not_allowed_in_index, number_type_mismatch, posted_in_future, stops_keep_going,
    unclosed_front_matter, unexpected_time, unfinished_title, unknown_key, unknown_status,
    unknown_template, unknown_type, value_cut_at_hash,
};
pub use links::{
    address_clash, address_part_too_long, bad_symbolic_link, broken_anchor, broken_link,
    broken_template_link, disallowed_scheme, disallowed_tag, duplicate_document,
    duplicate_file_name, empty_address_part, empty_term_address, external_attachment,
    file_outside_entry, generated_address_clash, index_in_section, link_to_unpublished,
    markdown_in_entry_folder, markup_too_deep, misnamed_entry, missing_file, reserved_address,
    special_file, term_address_clash, unclosed_comment, unreadable_markdown, unsafe_file_name,
    unsupported_picture,
};
pub use pictures::{
    body_picture_without_alt, entry_picture_without_alt, picture_decoding_failed,
    picture_too_large, unreadable_picture,
};
pub use portal::{
    bad_base_url, bad_home, bad_link, bad_setting, bad_web_address, duplicate_key,
    missing_content_folder, missing_portal_yaml, missing_setting, missing_template, not_utf8,
    portal_language_repeated, reserved_section, template_error, unknown_section, unknown_setting,
    unknown_theme,
};
pub use relations::{
    ambiguous_relation, changes_newer_document, relation_cycle, relation_to_other_issuer,
    self_relation, status_contradicts_relation,
};
pub use theme::{
    bad_token, bad_token_name, empty_token, import_in_joined_style, invalid_colour, low_contrast,
    missing_style_file, template_cycle, theme_cycle, unbalanced_token, unclosed_style,
    unknown_base_theme, unknown_parent_template, unknown_token, unused_theme_file, unused_token,
};
pub use watch::{internal_error, watch_limit_reached, watch_unavailable};
pub use yaml::{
    YamlMistake, expected_list, expected_map, expected_text, yaml_alias, yaml_key_not_text,
    yaml_second_document, yaml_syntax, yaml_too_deep,
};

fn error(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, place, BilingualText { vi, en })
}

fn warning(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code, place, BilingualText { vi, en })
}

fn advice(code: &'static str, place: Place, vi: String, en: String) -> Diagnostic {
    Diagnostic::new(Severity::Advice, code, place, BilingualText { vi, en })
}

/// Returns whether a fault makes the metadata of an entry unreadable: its files, and whether it is a draft.
pub fn hides_metadata(fault: &Diagnostic) -> bool {
    let codes = ["not-utf8", "no-front-matter", "front-matter-open", "front-matter-too-long"];
    fault.is_error() && (fault.code.starts_with("yaml-") || codes.contains(&&*fault.code))
}

/// Adds the nearest known word as the repair, if there is one.
fn suggest(fault: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => fault
            .with_repair(format!("có phải ý bạn là «{near}»?"), format!("did you mean «{near}»?")),
        None => fault,
    }
}
