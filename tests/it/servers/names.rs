//! What an attacker writes as an old address, a parameter or the name of a file is refused, or is a name for every
//! server: the rules stay what they are.

use std::collections::BTreeSet;

use niemyet::entry::address::{complete_encoding, href};
use niemyet::vietnamese::fold;

use super::host::Host;
use super::server::Response;
use super::{BASES, folders};
use crate::payloads::{PAYLOADS, file_name};
use crate::test_portal::TestPortal;
use crate::verify::run_verify;

/// The forms of an old address with a payload.
fn old_addresses(payload: &str) -> Vec<String> {
    let encoded = href(payload).replace(['/', '?'], "_").replace('&', "%26").replace('=', "%3D");
    vec![
        format!("/{payload}"),
        format!("/{encoded}"),
        format!("/a/{encoded}.aspx"),
        format!("/x.php?{encoded}=1"),
        format!("/x.php?id={encoded}"),
    ]
}

/// A portal with each payload in the texts that reach the rules of servers, without the entries that are refused, and
/// the old addresses that are left, each with the address of its document.
fn hostile_portal(base: &str) -> (TestPortal, Vec<(String, String)>) {
    let mut portal = TestPortal::new();
    let mut aliases = Vec::new();
    for (index, payload) in PAYLOADS.iter().copied().flatten().enumerate() {
        for (form, alias) in old_addresses(payload).into_iter().enumerate() {
            let quoted = serde_json::to_string(&alias).expect("a text is JSON");
            let text = format!("---\ntiêu đề: T\nđường dẫn cũ: {quoted}\n---\n");
            portal = portal.file(&format!("content/van-ban/a{index}-{form}.md"), &text);
            aliases.push((
                fold::without_active(&alias).into_owned(),
                format!("/van-ban/a{index}-{form}/"),
            ));
        }
        let name = file_name(payload);
        let folder = format!("content/van-ban/t{index}");
        portal = portal
            .file(&format!("{folder}/index.md"), "---\ntiêu đề: T\n---\n")
            .file(&format!("{folder}/{name}.html"), "<script>hong()</script>")
            .file(
                &format!("content/van-ban/g{index}/{name}.md"),
                "---\ntiêu đề: T\nthu hồi: có\n---\n",
            )
            .file(
                &format!("content/tep{index}/{name}.svg"),
                "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            );
    }
    let portal = portal.base_url(base).keep_going().build();
    assert!(portal.report().published.is_some(), "{}", portal.messages());
    aliases.retain(|(_, target)| portal.has(target));
    (portal, aliases)
}

/// The names of headers, without those that depend on the kind of file or on the time.
fn header_names(response: &Response) -> BTreeSet<String> {
    let names = response.head.lines().filter_map(|line| line.split_once(": "));
    names.map(|(name, _)| name.to_lowercase()).collect()
}

#[test]
fn no_payload_is_a_rule_of_a_server() {
    for (base_url, base) in BASES {
        let (portal, aliases) = hostile_portal(base_url);
        assert!(aliases.len() > 2 * PAYLOADS.len(), "some are names: {aliases:#?}");
        let manifest = portal.path("public/.niemyet-manifest");
        let kept = portal.path("cong.manifest");
        std::fs::copy(manifest, &kept).expect("the manifest can be copied");
        let (root, site) = folders(&portal, base);
        for host in Host::all(&root, &site, base) {
            let known = header_names(&host.get("/")).into_iter();
            let mut known: BTreeSet<String> = known.collect();
            known.extend(
                ["location", "content-disposition", "access-control-allow-origin"]
                    .map(str::to_owned),
            );
            known.extend(
                [
                    "content-length",
                    "etag",
                    "last-modified",
                    "accept-ranges",
                    "vary",
                    "content-type",
                    "transfer-encoding",
                ]
                .map(str::to_owned),
            );
            for (alias, target) in &aliases {
                let asked = complete_encoding(alias);
                let response = host.get(&asked);
                let context = format!("{:?} {base}{asked}: {}", host.kind, response.head);
                let new: Vec<_> = header_names(&response).difference(&known).cloned().collect();
                assert!(new.is_empty(), "{context}: {new:?}");
                // The services know no further parameters, or none.
                if !host.kind.is_hosted() {
                    assert_eq!(host.end_of(&asked).as_deref(), Some(&**target), "{context}");
                } else if let Some(end) = host.end_of(&asked) {
                    assert_eq!(end, *target, "{context}");
                }
            }
            if let Some(url) = host.url() {
                let run = run_verify(&kept, &url, &[]);
                let text = String::from_utf8_lossy(&run.stderr);
                assert_eq!(run.status.code(), Some(0), "{:?} {base}: {text}", host.kind);
            }
        }
    }
}
