//! Writes `web.config` for IIS 10 with the module URL Rewrite 2.1, which IIS reads in the folder of the site.
//!
//! IIS refuses a file of more than 250 KB, so old addresses are left out once the file is long: those that have a
//! redirect page first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::policies::{CACHE_CONTROL, CONTENT_TYPE, FileSet, RULES};
use super::redirect::{Redirect, page_address};
use super::{ServerRules, SiteLocation, path_regexes, unseen_regex};
use crate::entry::address::href;
use crate::entry::media_types;
use crate::source::path_parts::extension;

/// The greatest length of a file that IIS reads, in bytes.
pub(super) const MAX_FILE_BYTES: usize = 250 * 1024;

/// The greatest length of the file, in bytes, without the last redirect and what says that others are left out.
const MAX_BYTES: usize = 240_000;

const LEFT_OUT: &str = "<!-- IIS reads no more: further old addresses are left out -->\n";

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
    write_media_types(&mut text, rules);
    text.push_str("<rewrite>\n<rules>\n");
    let unseen = format!("^{}$", unseen_regex());
    let _ = writeln!(
        text,
        "<rule name=\"unseen\" stopProcessing=\"true\"><match url=\"{}\"/>\
         <action type=\"CustomResponse\" statusCode=\"404\"/></rule>",
        escape(&unseen)
    );
    // Paths are relative to the folder of the file.
    let removed = rules.removed_forms().map(|form| form.trim_start_matches('/').to_owned());
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
    let start = text.len();
    let mut redirects = by_need(rules).enumerate();
    let is_full = redirects.any(|(index, redirect)| {
        let is_full = text.len() - start > free;
        if !is_full {
            write_redirect(&mut text, index, redirect, site);
        }
        is_full
    });
    if is_full {
        text.push_str(LEFT_OUT);
    }
    text.push_str(&end);
    text
}

/// Returns the redirects, those without a redirect page first.
fn by_need(rules: &ServerRules) -> impl Iterator<Item = &Redirect> {
    let has_page =
        |redirect: &&Redirect| redirect.query.is_empty() && page_address(&redirect.path).is_some();
    let (pages, others): (Vec<&Redirect>, Vec<&Redirect>) =
        rules.redirects.iter().partition(has_page);
    others.into_iter().chain(pages)
}

/// Returns how many redirects the text of a file lacks, with the first of them.
pub(super) fn left_out<'r>(rules: &'r ServerRules, text: &str) -> Option<(usize, &'r Redirect)> {
    let written = text.matches("<rule name=\"old ").count();
    let first = by_need(rules).nth(written)?;
    Some((rules.redirects.len() - written, first))
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
fn write_media_types(text: &mut String, rules: &ServerRules) {
    let of_rule = |(files, media_type)| match files {
        FileSet::Suffix(suffix) => Some((suffix.to_owned(), media_type)),
        _ => None,
    };
    let of_rules = RULES.iter().filter_map(|rule| Some((rule.files, rule.media_type()?)));
    let mut types: BTreeMap<String, &str> =
        media_types::all().map(|(extension, media)| (format!(".{extension}"), media)).collect();
    types.extend(of_rules.filter_map(of_rule));
    for address in &rules.downloads {
        types.entry(format!(".{}", extension(address))).or_insert("application/octet-stream");
    }
    text.push_str("<staticContent>\n");
    for (extension, media_type) in types {
        let extension = escape(&extension);
        let _ = writeln!(
            text,
            "<remove fileExtension=\"{extension}\"/><mimeMap fileExtension=\"{extension}\" mimeType=\"{media_type}\"/>"
        );
    }
    text.push_str("</staticContent>\n");
}

fn write_redirect(text: &mut String, index: usize, redirect: &Redirect, site: SiteLocation<'_>) {
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

/// Writes the headers that differ for some files: they replace those for all.
fn write_header_rules(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    for (index, rule) in RULES.iter().enumerate().skip(1) {
        // The types of other files are known by their extensions.
        let is_named = matches!(rule.files, FileSet::Name(_));
        let headers = rule.headers.iter().filter(|(name, _)| is_named || *name != CONTENT_TYPE);
        let headers: Vec<_> = headers.collect();
        for (at, pattern) in rule.regexes(rules, site).iter().enumerate() {
            for (name, value) in &headers {
                let variable = name.replace('-', "_");
                // What is missing now may be there soon, whatever its name promises.
                let status = match *name {
                    CACHE_CONTROL => "<add input=\"{RESPONSE_STATUS}\" pattern=\"^(200|304)\"/>",
                    _ => "",
                };
                let _ = writeln!(
                    text,
                    "<rule name=\"{name} {index} {at}\"><match serverVariable=\"RESPONSE_{variable}\" pattern=\".*\"/>\
                     <conditions><add input=\"{{URL}}\" pattern=\"{}\"/>{status}</conditions>\
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
