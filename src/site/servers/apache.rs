//! Writes `.htaccess` for Apache 2.4, which reads it in the folder of the site if `AllowOverride All` permits.
//!
//! Its paths are relative to that folder. It needs the modules `rewrite` and `headers`.

use std::fmt::Write as _;

use super::policies::{CONTENT_TYPE, FileSet, RULES, file_set_regex};
use super::{ServerRules, SiteLocation, escape_regex, page_forms, unseen_regex};
use crate::entry::address::{decode, href};

/// Writes the file.
pub(super) fn write(rules: &ServerRules, site: SiteLocation<'_>) -> String {
    let base = site.base;
    let mut text = String::from(
        "Options -Indexes -MultiViews\nDirectoryIndex index.html\nDirectorySlash On\n\
         AddDefaultCharset utf-8\nRewriteEngine On\n",
    );
    // Writing to a String cannot fail.
    let _ = writeln!(text, "ErrorDocument 404 \"{base}/404.html\"");
    let _ = writeln!(text, "RewriteRule \"^{}$\" - [R=404,L]", unseen_regex());
    for redirect in &rules.redirects {
        let path = redirect.path_regex();
        let path = path.strip_prefix('/').unwrap_or(&path);
        let target = format!("{base}{}", href(&redirect.target)).replace('$', "%24");
        let _ = writeln!(text, "RewriteCond %{{QUERY_STRING}} \"^{}$\"", redirect.query_regex());
        // A percent sign would refer to a group of the condition.
        let target = target.replace('%', "\\%");
        let _ = writeln!(text, "RewriteRule \"^{path}$\" \"{target}\" [R=301,L,NE,QSD]");
    }
    write_gone(&mut text, rules, site);
    write_header_rules(&mut text, rules, site);
    text.push_str("<IfModule mod_deflate.c>\nAddOutputFilterByType DEFLATE text/html text/css text/plain text/csv \
         text/xml text/javascript application/javascript application/json application/xml \
         application/atom+xml application/manifest+json image/svg+xml\n</IfModule>\n");
    text
}

/// Removed pages: the notice, with status 410. The notice of each is its own error document.
fn write_gone(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    for address in &rules.removed {
        let forms: Vec<String> = page_forms(address)
            .iter()
            .map(|form| escape_regex(form.trim_start_matches('/')))
            .collect();
        let _ = writeln!(text, "RewriteCond %{{ENV:REDIRECT_STATUS}} ^$");
        let _ = writeln!(text, "RewriteRule \"^({})$\" - [R=410,L]", forms.join("|"));
        let folder = escape_regex(&format!("{}{address}", decode(site.base)));
        let folder = folder.trim_end_matches('/').to_owned();
        let _ = writeln!(text, "<If \"%{{REQUEST_URI}} =~ m#^{folder}(/|/index|/index.html)?$#\">");
        let _ =
            writeln!(text, "ErrorDocument 410 \"{}{}index.html\"\n</If>", site.base, href(address));
    }
}

fn write_header_rules(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    for rule in &RULES {
        let conditions: Vec<String> = match (rule.files, file_set_regex(rule.files, site)) {
            (FileSet::All, _) => vec![String::new()],
            (_, Some(regex)) => vec![regex],
            (_, None) => rules.download_regexes(site),
        };
        for condition in conditions {
            if !condition.is_empty() {
                let _ = writeln!(text, "<If \"%{{REQUEST_URI}} =~ m#{condition}#\">");
            }
            for (name, value) in rule.headers {
                let _ = match *name {
                    CONTENT_TYPE => writeln!(text, "ForceType \"{value}\""),
                    _ => writeln!(text, "Header always set {name} \"{value}\""),
                };
            }
            if !condition.is_empty() {
                text.push_str("</If>\n");
            }
        }
    }
}
