//! What servers answer with the generated files: nginx, Caddy and Apache run, set up as the documentation says; IIS,
//! Netlify and Cloudflare Pages are played by readers of their documented rules. A server that is not installed is
//! passed over; `tests/run` says so.

mod host;
mod hosted;
mod iis;
mod names;
mod sample;
mod server;

use std::path::PathBuf;

use niemyet::entry::address::decode;
use niemyet::limits;

use self::host::Host;
use self::server::{ServerKind, WebServer};
use crate::test_portal::TestPortal;
use crate::verify::run_verify;

/// A document with old addresses and with attachments of every kind, another one, and a withdrawn one.
fn hard_cases(base: &str) -> TestPortal {
    let script = "<script>document.title = 'chạy'</script>\n";
    let portal = TestPortal::new()
        .file(
            "content/van-ban/85/index.md",
            "---\ntiêu đề: A\n\
             tệp đính kèm: [Bảng.html, sơ đồ.svg, Báo cáo.pdf, kiểu.xslt, mục.rss, \"Bảng $1 {a}.html\", khong-duoi]\n\
             đường dẫn cũ:\n\
             \x20 - /index.php?option=com_content&view=article&id=12\n\
             \x20 - /cu/bai-85.aspx\n\
             \x20 - /tin/85\n\
             \x20 - /?p=12\n\
             \x20 - /x.php?id=\n\
             \x20 - /xem?12\n\
             \x20 - /index.php?c[id]=7\n\
             \x20 - /tim?q=b%C3%A1o+c%C3%A1o&x=a%20b\n\
             \x20 - /văn-bản/cũ/85.html\n\
             \x20 - /rat-dai/bao-cao-tong-ket-cong-tac-nam-2014-va-phuong-huong-nhiem-vu-nam-2015.aspx\n\
             ---\n[x](phu-luc/hinh.txt)\n",
        )
        .file(
            "content/van-ban/86.md",
            "---\ntiêu đề: B\n\
             đường dẫn cũ: [/x.php, /index.php?id=13, \"/index.php?id=13&catid=2\", \"/$1/%7Bb%7D.aspx\", /Nội/%20/b.aspx,\n\
             \x20 \"/tin:tuc/b.aspx\"]\n---\n",
        )
        .file(
            "content/van-ban/cu.md",
            "---\ntiêu đề: C\nthu hồi: {ngày: 01/3/2020, lý do: Sai}\n---\n",
        )
        .file("content/Hinh.SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/van-ban/85/Báo cáo.pdf", "%PDF-1.4\n")
        .file("content/van-ban/85/phu-luc/hinh.txt", "x");
    let active = [
        "Bảng.html",
        "sơ đồ.svg",
        "kiểu.xslt",
        "mục.rss",
        "Bảng $1 {a}.html",
        "khong-duoi",
        "phu-luc/index.html",
    ];
    active
        .into_iter()
        .fold(portal, |portal, name| portal.file(&format!("content/van-ban/85/{name}"), script))
        .base_url(base)
        .build()
        .assert_clean()
}

const BASES: [(&str, &str); 2] = [
    ("https://thu.example.vn/", ""),
    ("https://thu.example.vn/c%C3%B4ng-doan/", "/c%C3%B4ng-doan"),
];

/// The folder that a server delivers as the root of the host, and that of the site.
fn folders(portal: &TestPortal, base: &str) -> (PathBuf, PathBuf) {
    let site = portal.options().output.clone().expect("the portal was built");
    let readable = |path: &std::path::Path| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(path, mode).expect("the folder is ours");
        }
    };
    readable(&portal.path(""));
    if base.is_empty() {
        return (site.clone(), site);
    }
    let root = portal.path("goc");
    std::fs::create_dir(&root).expect("a folder can be created");
    let below = root.join("công-doan");
    std::fs::rename(&site, &below).expect("the site can be moved");
    (root, below)
}

/// Calls `check` for each server that there is, with a portal of hard cases at the root and below a path.
fn for_each_server(check: impl Fn(&Host<'_>)) {
    for (base_url, base) in BASES {
        let portal = hard_cases(base_url);
        let (root, site) = folders(&portal, base);
        Host::all(&root, &site, base).for_each(|host| check(&host));
    }
}

/// Old addresses, as they are requested, with the document that they lead to.
const REQUESTS: [(&str, Option<&str>); 36] = [
    ("/index.php?option=com_content&view=article&id=12", Some("/van-ban/85/")),
    ("/index.php?id=12&view=article&option=com_content", Some("/van-ban/85/")),
    (
        "/index.php?id=12&fbclid=IwAR0&view=article&Itemid=101&option=com_content&utm_source=zalo",
        Some("/van-ban/85/"),
    ),
    ("/index.php?option=com_content&view=article&id=13", None),
    ("/index.php?option=com_content&view=article&id=99", None),
    ("/index.php?option=com_content&view=article&id=12&id=13", None),
    ("/index.php?option=com_content&view=article", None),
    ("/index.php?option=com_content&view=article&id=12&start=5", None),
    ("/index.php", None),
    ("/index.php?id=13", Some("/van-ban/86/")),
    ("/index.php?id=13&utm_medium=x", Some("/van-ban/86/")),
    ("/index.php?id=13&catid=2", Some("/van-ban/86/")),
    ("/index.php?id=13&catid=3", None),
    ("/index.php?id=1", None),
    ("/index.php?id=130", None),
    ("/index.php?c[id]=7", Some("/van-ban/85/")),
    ("/cu/bai-85.aspx", Some("/van-ban/85/")),
    ("/cu/bai-85.aspx?fbclid=x", Some("/van-ban/85/")),
    ("/cu/bai-85.aspx?id=9", None),
    ("/cu/bai-85xaspx", None),
    ("/tin/85", Some("/van-ban/85/")),
    ("/tin/85/", Some("/van-ban/85/")),
    ("/?p=12", Some("/van-ban/85/")),
    ("/xem?12", Some("/van-ban/85/")),
    ("/xem", None),
    ("/x.php?id=", Some("/van-ban/85/")),
    ("/x.php", Some("/van-ban/86/")),
    ("/x.php?id=1", None),
    ("/tim?q=b%c3%a1o%20c%C3%A1o&x=a+b", Some("/van-ban/85/")),
    ("/tim?x=a%20b&q=b%C3%A1o+c%C3%A1o", Some("/van-ban/85/")),
    ("/v%C4%83n-b%E1%BA%A3n/c%C5%A9/85.html", Some("/van-ban/85/")),
    (
        "/rat-dai/bao-cao-tong-ket-cong-tac-nam-2014-va-phuong-huong-nhiem-vu-nam-2015.aspx",
        Some("/van-ban/85/"),
    ),
    ("/$1/%7Bb%7D.aspx", Some("/van-ban/86/")),
    ("/N%E1%BB%99i/%20/b.aspx", Some("/van-ban/86/")),
    ("/tin:tuc/b.aspx", Some("/van-ban/86/")),
    ("/tin-tuc/b.aspx", None),
];

/// What the services for static sites do otherwise: Netlify knows no further parameters, Cloudflare Pages none at all,
/// and a rule without parameters fits every query.
const OF_NETLIFY: [(&str, Option<&str>); 5] = [
    (
        "/index.php?id=12&fbclid=IwAR0&view=article&Itemid=101&option=com_content&utm_source=zalo",
        None,
    ),
    ("/index.php?id=13&utm_medium=x", None),
    ("/cu/bai-85.aspx?id=9", Some("/van-ban/85/")),
    ("/xem?12", None),
    ("/x.php?id=1", Some("/van-ban/86/")),
];
const OF_CLOUDFLARE: [(&str, Option<&str>); 9] = [
    ("/index.php?option=com_content&view=article&id=12", None),
    ("/index.php?id=12&view=article&option=com_content", None),
    ("/index.php?id=13", None),
    ("/index.php?id=13&catid=2", None),
    ("/index.php?c[id]=7", None),
    ("/?p=12", Some("/")),
    ("/cu/bai-85.aspx?id=9", Some("/van-ban/85/")),
    ("/x.php", None),
    // It would be a pattern.
    ("/tin:tuc/b.aspx", None),
];

/// Where an old address leads on a server.
fn expected(kind: ServerKind, address: &str, target: Option<&'static str>) -> Option<&'static str> {
    let others = match kind {
        ServerKind::Netlify => &OF_NETLIFY[..],
        ServerKind::Cloudflare => &OF_CLOUDFLARE[..],
        _ => &[],
    };
    let other = others.iter().find(|(other, _)| *other == address).map(|(_, target)| *target);
    let is_asked = address.contains('?') && address != "/cu/bai-85.aspx?fbclid=x";
    match other {
        Some(target) => target,
        None if kind == ServerKind::Cloudflare && is_asked => None,
        None => target,
    }
}

#[test]
fn an_old_address_leads_to_its_own_document_and_to_no_other() {
    for_each_server(|host| {
        for (address, target) in REQUESTS {
            let target = expected(host.kind, address, target);
            let response = host.get(address);
            let context = format!("{:?} {}{address}: {}", host.kind, host.base, response.head);
            assert_eq!(host.end_of(address).as_deref(), target, "{context}");
            if !host.kind.is_hosted() && target.is_some() {
                assert!([301, 308].contains(&response.status), "{context}");
            }
        }
        assert_eq!(host.get("/?p=13").status, 200, "{:?}: the home page", host.kind);
    });
}

#[test]
fn a_request_that_is_too_long_leads_to_no_document() {
    for_each_server(|host| {
        let request = |length| format!("/index.php?id=13&utm_source={}", "x".repeat(length));
        let end = |length| host.end_of(&request(length));
        if matches!(host.kind, ServerKind::Nginx | ServerKind::Apache) {
            assert_eq!(end(limits::REQUEST_BYTES - 100).as_deref(), Some("/van-ban/86/"));
            assert_eq!(end(limits::REQUEST_BYTES), None, "{:?}", host.kind);
        }
    });
}

#[test]
fn removed_pages_answer_410_with_their_notice_and_missing_ones_404_with_the_same_page() {
    for_each_server(|host| {
        for address in ["/van-ban/cu/", "/van-ban/cu", "/van-ban/cu/index.html", "/van-ban/cu/?x=1"]
        {
            let response = host.get_in_the_end(address);
            let context = format!("{:?} {}{address}: {}", host.kind, host.base, response.head);
            // The services have no such status.
            assert_eq!(response.status, if host.kind.is_hosted() { 200 } else { 410 }, "{context}");
            let is_shown = response.body.contains("Sai");
            assert!(is_shown || host.kind == ServerKind::Iis, "{context}: the notice is shown");
            assert!(response.header("content-security-policy").is_some(), "{context}");
        }
        for end in SAME_FILE {
            let response = host.get_in_the_end(&format!("/van-ban/cu/index.html{end}"));
            let context = format!("{:?} {end}: {}", host.kind, response.head);
            assert!(response.status != 200 || host.url().is_none(), "{context}");
        }
        let missing = host.get("/khong-co/");
        let title = "Không tìm thấy";
        assert!(missing.status == 404 && missing.body.contains(title), "{:?}", missing.head);
        let unseen = [
            "/_headers",
            "/_redirects",
            "/headers.nginx",
            "/redirects.caddy",
            "/web.config",
            "/.niemyet-manifest",
            "/.niemyet-lock",
            "/.git/config",
            "/van-ban/.env",
            "/.vscode/settings.json",
            "/.well",
            "/.well-known-x/a.txt",
        ];
        for address in unseen {
            let response = host.get_in_the_end(address);
            // Cloudflare Pages leads to the page instead.
            let is_led = host.kind == ServerKind::Cloudflare && response.status == 200;
            assert!(response.status == 404 || is_led, "{:?} {address}", host.kind);
            assert!(response.body.contains(title), "{:?} {address}", host.kind);
        }
        let hidden = host.get_in_the_end("/.htaccess");
        let is_hidden = hidden.status == 403 || hidden.body.contains(title);
        assert!(is_hidden, "{:?}: {hidden:?}", host.kind);
    });
}

/// What may follow the path of a file so that a server that cleans paths finds the same file.
const SAME_FILE: [&str; 6] = ["%2F.", "%2F%2e", "%2Fx%2F..", "/x%2F..", "%2F%2F", "%2F.%2F"];

#[test]
fn a_file_that_could_act_as_the_site_is_a_download_at_every_address_of_it() {
    let files = [
        "bang.html",
        "so-do.svg",
        "kieu.xslt",
        "muc.rss",
        "bang-1-a.html",
        "khong-duoi",
        "phu-luc/index.html",
        "phu-luc/",
    ];
    for_each_server(|host| {
        for file in files {
            // Caddy leads from an index file to its folder, Cloudflare Pages to the address without `.html`.
            let response = host.get_in_the_end(&format!("/van-ban/85/{file}"));
            let context = format!("{:?} {file}: {}", host.kind, response.head);
            assert_eq!(response.status, 200, "{context}");
            assert_eq!(
                response.header("content-disposition").as_deref(),
                Some("attachment"),
                "{context}"
            );
            assert!(response.is_sandboxed(), "{context}");
            assert_eq!(
                response.header("x-content-type-options").as_deref(),
                Some("nosniff"),
                "{context}"
            );
        }
        // Readers of documented rules do not know how the servers clean a path.
        for (file, end) in files.iter().flat_map(|file| SAME_FILE.map(|end| (file, end))) {
            let response = host.get_in_the_end(&format!("/van-ban/85/{file}{end}"));
            let is_safe = response.status != 200 || response.is_sandboxed();
            assert!(is_safe || host.url().is_none(), "{:?} {file}{end}: {response:?}", host.kind);
        }
        let drawing = host.get("/Hinh.SVG");
        assert!(drawing.is_sandboxed(), "{:?}: {}", host.kind, drawing.head);
        let pdf = host.get("/van-ban/85/bao-cao.pdf");
        assert!(pdf.status == 200 && pdf.header("content-disposition").is_none(), "{}", pdf.head);
    });
}

#[test]
fn pages_are_compressed_and_have_the_headers_of_the_site() {
    for_each_server(|host| {
        let address = format!("{}/van-ban/85/", host.base);
        let page = host.get_of_host(&address, "Accept-Encoding: gzip\r\n");
        let context = format!("{:?}: {}", host.kind, page.head);
        assert_eq!(page.status, 200, "{context}");
        assert_eq!(page.header("content-encoding").as_deref(), Some("gzip"), "{context}");
        assert!(page.is_asked_again(), "{context}");
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'self';"), "{context}");
        let without_slash = host.get("/van-ban/85");
        assert!([301, 308].contains(&without_slash.status), "{context}");
        assert_eq!(
            without_slash.location(),
            Some(decode(&address)),
            "{:?}: {}",
            host.kind,
            without_slash.head
        );
        let feed = host.get("/van-ban/atom.xml");
        let media = feed.header("content-type").unwrap_or_default();
        assert!(media.starts_with("application/atom+xml"), "{:?}: {}", host.kind, feed.head);
    });
}

#[test]
fn what_a_server_delivers_is_what_was_built() {
    for (base_url, base) in BASES {
        let portal = hard_cases(base_url);
        let (root, site) = folders(&portal, base);
        let manifest = site.join(".niemyet-manifest");
        for kind in ServerKind::RUNNING {
            let Some(server) = WebServer::start(kind, &root, &site) else { continue };
            let run = run_verify(&manifest, &server.url(&format!("{base}/")), &[]);
            let text = String::from_utf8_lossy(&run.stderr);
            assert_eq!(run.status.code(), Some(0), "{kind:?} {base}: {text}");
        }
    }
}

#[test]
fn files_of_the_theme_are_kept_for_ever_and_pages_and_errors_are_not() {
    for_each_server(|host| {
        let page = host.get("/van-ban/85/");
        let asked = page.body.split('"').filter(|part| part.contains("/tai-nguyen/"));
        let asked: Vec<&str> = asked.collect();
        assert!(asked.len() > 1, "{:?}: {asked:?}", host.kind);
        for address in asked {
            let file = host.get_of_host(address, "");
            assert_eq!(file.status, 200, "{:?} {address}", host.kind);
            let cache = file.header("cache-control").unwrap_or_default();
            assert!(cache.contains("immutable"), "{:?} {address}: {cache}", host.kind);
        }
        // A page may arrive before the style that it asks for. The services take over all files at once.
        if host.kind.is_hosted() {
            return;
        }
        for address in ["/tai-nguyen/portal.0000000000.css", "/a-0123456789-480.webp", "/khong-co/"]
        {
            let missing = host.get(address);
            let context = format!("{:?} {}{address}: {}", host.kind, host.base, missing.head);
            assert_eq!(missing.status, 404, "{context}");
            assert!(missing.is_asked_again(), "{context}");
        }
    });
}
