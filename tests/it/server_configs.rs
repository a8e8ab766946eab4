//! The generated server configurations, parsed by the servers themselves where these are installed;
//! `tests/spec/headers.md` tests their content.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::test_portal::TestPortal;

/// Asserts that a server accepts a configuration. If the server is not installed, nothing is checked.
#[track_caller]
fn assert_accepted(program: &str, arguments: &[&str], config: &Path) {
    let Ok(output) = Command::new(program).args(arguments).arg(config).output() else { return };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {stderr}");
}

/// The path of the built site.
fn site_path(portal: &TestPortal) -> String {
    let output = portal.options().output.as_ref().expect("the portal was built");
    output.to_str().expect("the path of a temporary folder is UTF-8").to_owned()
}

/// The sample, with an attachment and a base URL that are hard to quote.
fn portal(base: &str) -> TestPortal {
    TestPortal::sample()
        .file(
            "content/van-ban/x/index.md",
            "---\ntiêu đề: X\ntệp đính kèm: \"Bảng $1 {a}.html\"\n---\n",
        )
        .file("content/van-ban/x/Bảng $1 {a}.html", "<p>x</p>\n")
        .base_url(base)
        .build()
        .assert_clean()
}

const BASES: [&str; 2] = ["https://thu.example.vn/", "https://thu.example.vn/c%C3%B4ng-doan/"];

#[test]
fn nginx_accepts_the_generated_configuration() {
    for base in BASES {
        let portal = portal(base);
        let (site, config) = (site_path(&portal), portal.path("nginx.conf"));
        let folder = portal.path("");
        let folder = folder.display();
        let text = format!(
            "pid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nevents {{ }}\nhttp {{\n\
             access_log off;\nclient_body_temp_path {folder}/a;\nproxy_temp_path {folder}/b;\n\
             fastcgi_temp_path {folder}/c;\nuwsgi_temp_path {folder}/d;\nscgi_temp_path {folder}/e;\n\
             include {site}/redirects.nginx;\nserver {{\nlisten unix:{folder}/nginx.sock;\n\
             root {site};\ninclude {site}/headers.nginx;\n\
             if ($niemyet_redirect) {{ return 301 $niemyet_redirect; }}\n}}\n}}\n"
        );
        fs::write(&config, text).expect("a temporary folder can be written");
        assert_accepted("nginx", &["-q", "-t", "-c"], &config);
    }
}

#[test]
fn caddy_accepts_the_generated_configuration() {
    for base in BASES {
        let portal = portal(base);
        let (site, config) = (site_path(&portal), portal.path("Caddyfile"));
        let text = format!(
            "http://127.0.0.1:18081 {{\nroot * {site}\nimport {site}/headers.caddy\n\
             import {site}/redirects.caddy\nfile_server\n}}\n"
        );
        fs::write(&config, text).expect("a temporary folder can be written");
        assert_accepted("caddy", &["adapt", "--adapter", "caddyfile", "--config"], &config);
    }
}
