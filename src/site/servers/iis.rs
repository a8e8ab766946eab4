//! Writes `web.config` for IIS 10 with the module URL Rewrite 2.1, which IIS reads in the folder of the site.
//!
//! IIS refuses a file of more than 250 KB, so old addresses that have a redirect page are left out once the file is
//! long, and then further ones.

use std::fmt::Write as _;

use super::policies::{CONTENT_TYPE, FileSet, RULES, file_set_regex};
use super::redirect::{Redirect, page_address};
use super::{ServerRules, SiteLocation, page_forms, path_regexes, unseen_regex};
use crate::entry::address::href;

/// The greatest length of the file, in bytes, without the last redirect and what says that others are left out.
const MAX_BYTES: usize = 240_000;

/// Writes the file.
pub(super) fn write(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n<system.webServer>\n\
         <defaultDocument><files><clear/><add value=\"index.html\"/></files></defaultDocument>\n\
         <directoryBrowse enabled=\"false\"/>\n<urlCompression doStaticCompression=\"true\"/>\n",
    );
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "<httpErrors errorMode=\"Custom\" existingResponse=\"Replace\"><remove statusCode=\"404\"/>\
         <error statusCode=\"404\" path=\"{}\" responseMode=\"ExecuteURL\"/>",
        escape(&format!("{}/404.html", site.base))
    );
    text.push_str("</httpErrors>\n");
    write_media_types(&mut text);
    text.push_str("<rewrite>\n<rules>\n");
    let unseen = format!("^{}$", unseen_regex());
    let _ = writeln!(
        text,
        "<rule name=\"unseen\" stopProcessing=\"true\"><match url=\"{}\"/>\
         <action type=\"CustomResponse\" statusCode=\"404\"/></rule>",
        escape(&unseen)
    );
    let removed = rules.removed.iter().flat_map(|address| page_forms(address));
    // Paths are relative to the folder of the file.
    let removed = removed.map(|form| form.trim_start_matches('/').to_owned());
    let here = SiteLocation { base: "", ..site };
    for (index, regex) in path_regexes(here, removed).iter().enumerate() {
        let _ = writeln!(
            text,
            "<rule name=\"gone {index}\" stopProcessing=\"true\"><match url=\"{}\"/>\
             <action type=\"CustomResponse\" statusCode=\"410\" statusReason=\"Gone\"/></rule>",
            escape(regex)
        );
    }
    let end = end_of_file(rules, site);
    let free = MAX_BYTES.saturating_sub(text.len() + end.len());
    write_redirects(&mut text, rules, site, free);
    text.push_str(&end);
    text
}

/// Returns what follows the redirects.
fn end_of_file(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let mut text = String::new();
    text.push_str("</rules>\n<outboundRules>\n");
    write_header_rules(&mut text, rules, site);
    text.push_str("</outboundRules>\n</rewrite>\n<httpProtocol><customHeaders>\n");
    for (name, value) in RULES[0].headers {
        let _ = writeln!(text, "<add name=\"{name}\" value=\"{}\"/>", escape(value));
    }
    text.push_str("</customHeaders></httpProtocol>\n</system.webServer>\n</configuration>\n");
    text
}

/// IIS answers 404 for a file of a type that it does not know.
fn write_media_types(text: &mut String) {
    text.push_str("<staticContent>\n");
    for rule in &RULES {
        let media_type = rule.headers.iter().find(|(name, _)| *name == CONTENT_TYPE);
        if let (FileSet::Suffix(suffix), Some((_, media_type))) = (rule.files, media_type) {
            let _ = writeln!(
                text,
                "<remove fileExtension=\"{suffix}\"/><mimeMap fileExtension=\"{suffix}\" mimeType=\"{media_type}\"/>"
            );
        }
    }
    for (extension, media_type) in
        [(".webp", "image/webp"), (".avif", "image/avif"), (".7z", "application/x-7z-compressed")]
    {
        let _ = writeln!(
            text,
            "<remove fileExtension=\"{extension}\"/><mimeMap fileExtension=\"{extension}\" mimeType=\"{media_type}\"/>"
        );
    }
    text.push_str("</staticContent>\n");
}

/// Writes redirects into the free space, in bytes.
fn write_redirects(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>, free: usize) {
    let has_page =
        |redirect: &&Redirect| redirect.query.is_empty() && page_address(&redirect.path).is_some();
    let (pages, others): (Vec<&Redirect>, Vec<&Redirect>) =
        rules.redirects.iter().partition(has_page);
    let start = text.len();
    for (index, redirect) in others.into_iter().chain(pages).enumerate() {
        if text.len() - start > free {
            text.push_str("<!-- IIS reads no more: further old addresses are left out -->\n");
            return;
        }
        let path = redirect.path_regex();
        let target = format!("{}{}", site.base, href(&redirect.target));
        let _ = writeln!(
            text,
            "<rule name=\"old {index}\" stopProcessing=\"true\"><match url=\"^{}$\" ignoreCase=\"false\"/>\
             <conditions><add input=\"{{QUERY_STRING}}\" pattern=\"^{}$\" ignoreCase=\"false\"/></conditions>\
             <action type=\"Redirect\" url=\"{}\" appendQueryString=\"false\" redirectType=\"Permanent\"/></rule>",
            escape(path.strip_prefix('/').unwrap_or(&path)),
            escape(&redirect.query_regex()),
            escape(&target)
        );
    }
}

/// Writes the headers that differ for some files: they replace those for all.
fn write_header_rules(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    for (index, rule) in RULES.iter().enumerate().skip(1) {
        let patterns: Vec<String> = match file_set_regex(rule.files, site) {
            Some(regex) => vec![regex],
            None => rules.download_regexes(site),
        };
        for (at, pattern) in patterns.iter().enumerate() {
            for (name, value) in rule.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
                let variable = name.replace('-', "_");
                let _ = writeln!(
                    text,
                    "<rule name=\"{name} {index} {at}\"><match serverVariable=\"RESPONSE_{variable}\" pattern=\".*\"/>\
                     <conditions><add input=\"{{URL}}\" pattern=\"{}\"/></conditions>\
                     <action type=\"Rewrite\" value=\"{}\"/></rule>",
                    escape(pattern),
                    escape(value)
                );
            }
        }
    }
}

/// Escapes a text for an attribute.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
