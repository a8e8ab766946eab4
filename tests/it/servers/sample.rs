//! The sample portal on every server: all files as they were built, its old addresses, and its withdrawn pages.
//!
//! Hard cases are in the module above; these are what a webmaster sees first.

use super::folders;
use super::host::Host;
use super::server::ServerKind;
use crate::test_portal::TestPortal;
use crate::verify::run_verify;

/// The old addresses of the sample, with their documents.
const OLD: [(&str, &str); 3] = [
    ("/index.php?id=85", "/van-ban/2014/85-bc-ldld/"),
    ("/van-ban/bao-cao-85.html", "/van-ban/2014/85-bc-ldld/"),
    ("/thang-cong-nhan-2022.html", "/van-ban/2022/17-kh-ldld/"),
];

/// Its withdrawn pages.
const WITHDRAWN: [&str; 2] = ["/van-ban/2016/45-tb-ldld/", "/van-ban/2026/15-tb-ldld/"];

#[test]
fn the_sample_is_whole_on_every_server() {
    let portal = TestPortal::sample().today("30/11/2026").build();
    let (root, site) = folders(&portal, "");
    for host in Host::all(&root, &site, "") {
        for (address, target) in OLD {
            // Cloudflare Pages knows no parameters.
            let is_known = host.kind != ServerKind::Cloudflare || !address.contains('?');
            let target = Some(target).filter(|_| is_known);
            assert_eq!(host.end_of(address).as_deref(), target, "{:?} {address}", host.kind);
        }
        for address in WITHDRAWN {
            let status = if host.kind.is_hosted() { 200 } else { 410 };
            assert_eq!(host.get(address).status, status, "{:?} {address}", host.kind);
        }
        assert_eq!(host.get("/khong-co/").status, 404, "{:?}", host.kind);
        if let Some(url) = host.url() {
            let run = run_verify(&site.join(".niemyet-manifest"), &url, &[]);
            let text = String::from_utf8_lossy(&run.stderr);
            assert_eq!(run.status.code(), Some(0), "{:?}: {text}", host.kind);
        }
    }
}
