//! Writes `.htaccess` for Apache 2.4, which reads it in the folder of the site if `AllowOverride All` permits.
//!
//! Its paths are relative to that folder. It needs the modules `rewrite` and `headers`.

use std::fmt::Write as _;

use super::policies::{COMPRESSED, CONTENT_TYPE, FileSet, RULES};
use super::{ServerRules, SiteLocation, path_regexes, unseen_regex};
use crate::entry::address::href;
use crate::limits::REQUEST_BYTES;

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
    // No long query is compared with every old address.
    if !rules.redirects.is_empty() {
        let _ = writeln!(text, "RewriteCond %{{QUERY_STRING}} \"^.{{{REQUEST_BYTES}}}\"");
        let _ = writeln!(text, "RewriteRule ^ - [S={}]", rules.redirects.len());
    }
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
    let _ = writeln!(
        text,
        "<IfModule mod_deflate.c>\nAddOutputFilterByType DEFLATE text/html {COMPRESSED}\n</IfModule>"
    );
    text
}

/// Removed pages: the notice, with status 410. The rule that fits tells which notice is the error document.
fn write_gone(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    let folders = rules.removed.iter().map(|address| address.trim_matches('/').to_owned());
    let here = SiteLocation { base: "", ..site };
    for regex in path_regexes(here, folders) {
        let folder = regex.trim_end_matches('$');
        let _ = writeln!(text, "RewriteCond %{{ENV:REDIRECT_STATUS}} ^$");
        let forms = "(/|/index|/index\\.html)?$";
        let _ = writeln!(text, "RewriteRule \"{folder}{forms}\" - [E=niemyet_gone:$1,R=410,L]");
    }
    if !rules.removed.is_empty() {
        let page = "%{reqenv:niemyet_gone}/index.html";
        let _ = writeln!(text, "ErrorDocument 410 \"{}/{page}\"", site.base);
    }
}

fn write_header_rules(text: &mut String, rules: &ServerRules, site: SiteLocation<'_>) {
    for rule in &RULES {
        let mut headers = String::new();
        for (name, value) in rule.headers {
            let _ = match *name {
                CONTENT_TYPE => writeln!(headers, "ForceType \"{value}\""),
                _ => writeln!(headers, "Header always set {name} \"{value}\""),
            };
        }
        if rule.files == FileSet::All {
            text.push_str(&headers);
            continue;
        }
        for regex in rule.regexes(rules, site) {
            let _ = writeln!(text, "<If \"%{{REQUEST_URI}} =~ m#{regex}#\">\n{headers}</If>");
        }
    }
}
