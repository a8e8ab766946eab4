//! `niemyet verify`: what is reported of a folder and of a server that are not as they were built, and that nothing a
//! server does makes it read without end or ask another host.
//!
//! `servers` compares what real servers deliver.

mod site_server;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use self::site_server::{respond, serve_self_signed, serve_site};
use crate::test_portal::TestPortal;

/// A portal with a page, an attachment and an old address.
fn portal() -> TestPortal {
    TestPortal::new()
        .file(
            "content/van-ban/85/index.md",
            "---\ntiêu đề: A\nđường dẫn cũ: [/cu/]\ntệp đính kèm: [Báo cáo.pdf]\n---\nNội dung.\n",
        )
        .file("content/van-ban/85/Báo cáo.pdf", "%PDF-1.4\n")
        .file("content/van-ban/86.md", "---\ntiêu đề: B\n---\nNội dung.\n")
        .build()
}

fn site_of(portal: &TestPortal) -> PathBuf {
    portal.options().output.clone().expect("the portal was built")
}

/// Copies the manifest of a portal's site.
fn keep_manifest(portal: &TestPortal) -> PathBuf {
    let manifest = portal.path("manifest");
    let built = site_of(portal).join(".niemyet-manifest");
    std::fs::copy(built, &manifest).expect("the manifest can be copied");
    manifest
}

/// Runs the comparison of a server or a folder with a manifest.
pub(crate) fn run_verify(manifest: &Path, site: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_niemyet"));
    command.arg("verify").arg("--manifest").arg(manifest).args(arguments).arg(site);
    for proxy in ["all_proxy", "http_proxy", "https_proxy"] {
        command.env_remove(proxy).env_remove(proxy.to_uppercase());
    }
    command.output().expect("the program can be run")
}

/// Checks the exit status and returns the lines about files.
#[track_caller]
fn findings(output: &Output, status: i32) -> Vec<String> {
    let text = String::from_utf8(output.stderr.clone()).expect("messages are UTF-8");
    assert_eq!(output.status.code(), Some(status), "{text}");
    text.lines()
        .take_while(|line| line.contains(": ") && !line.contains("tệp đúng"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_hacked_folder_is_reported_file_by_file() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let site = site_of(&portal);
    let folder = site.display().to_string();
    assert_eq!(findings(&run_verify(&manifest, &folder, &[]), 0), [""; 0]);
    let _hacked = portal
        .file("public/van-ban/85/index.html", "hacked")
        .file("public/tin/la/index.html", "spam")
        .file("public/.htaccess", "x")
        .remove("public/van-ban/86/index.html");
    assert_eq!(
        findings(&run_verify(&manifest, &folder, &[]), 1)
            .iter()
            .map(|line| line.split(" (").next().unwrap_or_default())
            .collect::<Vec<_>>(),
        [
            ".htaccess: khác bản đã dựng",
            "tin/la/index.html: không có trong bản đã dựng",
            "van-ban/85/index.html: khác bản đã dựng",
            "van-ban/86/index.html: không còn",
        ]
    );
    let run = run_verify(&manifest, &folder, &["--format", "json", "--language", "en"]);
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON is printed");
    assert_eq!(json["ok"], false);
    assert_eq!(json["findings"][1]["kind"], "added");
    assert!(run.stderr.is_empty());
}

#[cfg(unix)]
#[test]
fn no_name_of_a_hacked_folder_is_a_command_to_a_ci_system() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let names = ["a\n::error file=a::x", "::error::y", "##[error]z", "b\u{1b}[2J\u{202e}c"];
    let hacked =
        names.iter().fold(portal, |portal, name| portal.file(&format!("public/{name}"), "x"));
    let folder = site_of(&hacked).display().to_string();
    for language in ["vi", "en"] {
        let run = run_verify(&manifest, &folder, &["--language", language]);
        let text = String::from_utf8(run.stderr).expect("messages are UTF-8");
        assert!(text.contains("a\\n::error"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("##["), "{text:?}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_or_a_folder_is_not_followed() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let site = site_of(&portal);
    std::fs::rename(site.join("van-ban"), portal.path("khac")).expect("it can be moved");
    std::os::unix::fs::symlink(portal.path("khac"), site.join("van-ban")).expect("a link");
    std::fs::rename(site.join("index.html"), portal.path("a.html")).expect("it can be moved");
    std::os::unix::fs::symlink(portal.path("a.html"), site.join("index.html")).expect("a link");
    let found = findings(&run_verify(&manifest, &site.display().to_string(), &[]), 1);
    assert!(
        found.contains(&"index.html: khác bản đã dựng (không phải là tệp thường)".to_owned()),
        "{found:?}"
    );
    assert!(found.contains(&"van-ban: không có trong bản đã dựng".to_owned()), "{found:?}");
    assert!(found.contains(&"van-ban/86/index.html: không còn".to_owned()), "{found:?}");
}

#[test]
fn a_server_that_delivers_what_was_built_is_equal_also_below_a_path() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    for base in ["", "/c%C3%B4ng-doan"] {
        let url = serve_site(&site_of(&portal), base, |_, _| false);
        assert_eq!(findings(&run_verify(&manifest, &url, &[]), 0), [""; 0]);
    }
}

#[test]
fn a_hacked_server_is_reported_with_the_pages_that_were_injected() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let site = site_of(&portal);
    let page = portal.page("/van-ban/85/");
    let url = serve_site(&site, "/cong", |_, _| false);
    let host = url.trim_end_matches("/cong/");
    let bare_host = host.trim_start_matches("http://");
    let links = format!(
        "<a href=\"/cong/tin/casino/\">x</a><a href=\"{host}/cong/a/\u{1b}[2J.html\">y</a>\
         <a href=//{bare_host}/cong/b/>v</a><a href=https://{bare_host}/cong/c/>u</a>\
         <a href=/khac/>z</a><a href=\"../86/\">w</a></body>"
    );
    let _hacked = portal
        .file("public/van-ban/85/index.html", &page.replace("</body>", &links))
        .remove("public/van-ban/86/index.html");
    let run = run_verify(&manifest, &url, &[]);
    let found = findings(&run, 1);
    assert_eq!(
        found,
        [
            "a/\\u{1b}[2J.html: không có trong bản đã dựng (van-ban/85/index.html dẫn đến)"
                .to_owned(),
            "b/: không có trong bản đã dựng (van-ban/85/index.html dẫn đến)".to_owned(),
            "c/: không có trong bản đã dựng (van-ban/85/index.html dẫn đến)".to_owned(),
            "tin/casino/: không có trong bản đã dựng (van-ban/85/index.html dẫn đến)".to_owned(),
            format!(
                "van-ban/85/index.html: khác bản đã dựng ({} byte, bản đã dựng có {})",
                page.len() + links.len() - "</body>".len(),
                page.len()
            ),
            "van-ban/86/index.html: không còn".to_owned(),
        ]
    );
}

#[test]
fn only_the_named_host_is_asked_and_a_redirect_is_a_change() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let other = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let away = format!("http://{}/x", other.local_addr().expect("it has an address"));
    let target = away.clone();
    let url = serve_site(&site_of(&portal), "", move |address, connection| {
        let location = match address {
            "/van-ban/85/" => target.as_str(),
            "/van-ban/86/" | "/van-ban/86/?niemyet-verify" => "/van-ban/85/",
            "/404.html" => "/404.html",
            "/van-ban/85/bao-cao.pdf" => "/casino/",
            _ => return false,
        };
        respond(connection, &format!("301 Moved\r\nLocation: {location}"), b"");
        true
    });
    let found = findings(&run_verify(&manifest, &url, &[]), 1);
    assert!(
        found.contains(&format!("van-ban/85/index.html: khác bản đã dựng (dẫn sang {away})")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|line| line.starts_with("van-ban/86/index.html: khác bản đã dựng (dẫn sang")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|line| line.starts_with("404.html: không đọc được (dẫn vòng quanh")),
        "{found:?}"
    );
    let injected = "casino/: không có trong bản đã dựng (van-ban/85/bao-cao.pdf dẫn đến)";
    assert!(found.contains(&injected.to_owned()), "{found:?}");
    other.set_nonblocking(true).expect("it can be set");
    assert!(other.accept().is_err(), "the other host was asked");
}

#[test]
fn a_redirect_is_right_only_from_an_old_address_to_its_page() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    // As servers do with old addresses: a parameter that nobody appends is not passed over.
    for (target, changed) in
        [("van-ban/85/", vec!["van-ban/86/"]), ("van-ban/", vec!["cu/", "van-ban/86/"])]
    {
        let url = serve_site(&site_of(&portal), "", move |address, connection| {
            let is_led = ["/cu/", "/van-ban/86/"].contains(&address);
            if is_led {
                respond(connection, &format!("301 Moved\r\nLocation: /{target}"), b"");
            }
            is_led
        });
        let expected = changed
            .iter()
            .map(|path| format!("{path}index.html: khác bản đã dựng (dẫn sang {url}{target})"));
        let expected: Vec<String> = expected.collect();
        assert_eq!(findings(&run_verify(&manifest, &url, &[]), 1), expected);
    }
}

#[test]
fn a_status_or_a_head_that_keeps_readers_from_a_page_is_a_change() {
    let withdrawn = "---\ntiêu đề: C\nthu hồi: {ngày: 01/3/2020, lý do: Sai}\n---\n";
    let portal = portal().file("content/van-ban/87.md", withdrawn).build();
    let manifest = keep_manifest(&portal);
    let page = |address: &str| portal.page(address).into_bytes();
    let pages = ["/van-ban/85/", "/van-ban/86/", "/van-ban/87/"].map(page);
    let url = serve_site(&site_of(&portal), "", move |address, connection| {
        let (head, page) = match address {
            "/van-ban/85/" => ("410 Gone", &pages[0]),
            "/van-ban/86/" => ("200 OK\r\nRefresh: 0; url=https://khac.vn/", &pages[1]),
            "/van-ban/87/" => ("410 Gone", &pages[2]),
            _ => return false,
        };
        respond(connection, head, page);
        true
    });
    assert_eq!(
        findings(&run_verify(&manifest, &url, &[]), 1),
        [
            "van-ban/85/index.html: khác bản đã dựng (máy chủ trả lời 410)",
            "van-ban/86/index.html: khác bản đã dựng (dẫn sang https://khac.vn/)",
        ]
    );
}

/// Sends bytes until the client has enough.
fn send_endlessly(connection: &mut TcpStream, part: &[u8]) -> bool {
    while connection.write_all(part).is_ok() {}
    true
}

#[test]
fn endless_answers_are_cut() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let url = serve_site(&site_of(&portal), "", |address, connection| match address {
        "/van-ban/85/" => {
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            send_endlessly(connection, &[b'x'; 4096])
        }
        "/van-ban/86/" => {
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\n");
            send_endlessly(connection, b"X: y\r\n")
        }
        _ => false,
    });
    let found = findings(&run_verify(&manifest, &url, &[]), 1);
    let [long, head] = &found[..] else { panic!("{found:?}") };
    assert!(long.starts_with("van-ban/85/index.html: khác bản đã dựng (dài hơn nhiều"), "{long}");
    assert!(head.starts_with("van-ban/86/index.html: không đọc được"), "{head}");
}

#[test]
fn what_cannot_be_compared_is_told_and_exits_2() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let url = serve_site(&site_of(&portal), "", |address, connection| match address {
        // No answer: the connection stays open until the client gives up.
        "/van-ban/85/" => std::io::copy(connection, &mut std::io::sink()).is_ok(),
        "/van-ban/86/" => true,
        "/van-ban/" => {
            respond(connection, "503 Busy\r\nRetry-After: 86400", b"");
            true
        }
        _ => false,
    });
    let found = findings(&run_verify(&manifest, &url, &["--timeout", "1"]), 2);
    let expected = [
        "van-ban/85/index.html: không đọc được (quá lâu không trả lời xong",
        "van-ban/86/index.html: không đọc được (nối với máy chủ không được, hoặc bị cắt",
        "van-ban/index.html: không đọc được (máy chủ trả lời 503)",
    ];
    assert_eq!(found.len(), 3, "{found:?}");
    for (line, start) in found.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_busy_server_is_asked_again() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let asked = Mutex::new(BTreeSet::new());
    let url = serve_site(&site_of(&portal), "", move |address, connection| {
        let is_first = asked.lock().expect("no thread panics").insert(address.to_owned());
        if is_first {
            respond(connection, "429 Too Many Requests\r\nRetry-After: 0", b"");
        }
        is_first
    });
    assert_eq!(findings(&run_verify(&manifest, &url, &["--pause", "1"]), 0), [""; 0]);
}

#[test]
fn a_server_that_is_not_there_a_torn_manifest_and_a_wrong_address_exit_2() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    drop(listener);
    for (site, words) in [
        (format!("http://{address}/"), "không đọc được http"),
        (serve_self_signed(), "chứng thư của máy chủ không đáng tin"),
        ("https://a b/".to_owned(), "không phải là địa chỉ"),
        (portal.path("không có").display().to_string(), "không tồn tại"),
    ] {
        let run = run_verify(&manifest, &site, &[]);
        let text = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.code() == Some(2) && text.contains(words), "{text}");
    }
    let text = std::fs::read(&manifest).expect("it was copied");
    std::fs::write(&manifest, &text[..text.len() / 2]).expect("it can be written");
    let run = run_verify(&manifest, &site_of(&portal).display().to_string(), &["--format", "json"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stdout).contains("no complete .niemyet-manifest"));
}

#[test]
fn an_authority_of_the_office_vouches_for_its_server() {
    let portal = portal();
    let manifest = keep_manifest(&portal);
    let file = portal.path("ca.pem");
    std::fs::write(&file, include_bytes!("self-signed.pem")).expect("it can be written");
    let file = file.display().to_string();
    // It was asked, and has nothing.
    let run = run_verify(&manifest, &serve_self_signed(), &["--ca", &file]);
    assert!(findings(&run, 1).contains(&"index.html: không còn".to_owned()), "{run:?}");
    let run =
        run_verify(&manifest, &serve_self_signed(), &["--ca", &manifest.display().to_string()]);
    let text = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(2) && text.contains("không có chứng thư nào"), "{text}");
}
