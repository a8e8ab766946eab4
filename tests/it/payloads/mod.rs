//! What an attacker writes in a place that an author fills: it is refused with an error that names the place, or it is
//! nothing but a text of pages, feeds, data and messages.
//!
//! `sinks` has the places, `structure` reads what is published. `servers` tests the same for the rules of servers.

mod page;
mod sinks;
mod structure;

use niemyet::diagnostic::{Diagnostic, Language, Severity, format, printable_json};

use self::sinks::HostilePortal;
pub(crate) use self::sinks::file_name;
use self::structure::{SiteStructure, is_active};
use crate::test_portal::TestPortal;

/// What is more than a text in some format. Those of a row are one text where their beginning does not matter.
pub(crate) const PAYLOADS: &[&[&str]] = &[
    &[
        "\"><script>hong()</script>",
        "'><img src=x onerror=hong()>",
        "</title></style></textarea><svg onload=hong()>",
        "<!--<script>",
        "--><b onclick=hong()>x",
        "]]><x xmlns=\"y\">",
        "&lt;script&gt;hong()&lt;/script&gt;",
    ],
    &["</script><script>hong()</script>", "__proto__", "\\\"\\"],
    &["javascript:hong()"],
    &[" jAvAsCrIpT\n\t:hong()"],
    &["data:text/html,<script>hong()</script>"],
    &["//hong.vn/x"],
    &[
        "x\r\nX-Hong: 1\r\n\r\n<script>hong()</script>",
        "\"; } return 418; location /x { #",
        "'; } return 418; #",
        "\"\n}\nrespond \"x\" 418\n",
        "\"\nHeader set X-Hong 1\n</If>",
        "\"/></rule><rule name=\"x\"><match url=\".*\"/></rule>",
        "a,\"b\"\r\n=1;c",
    ],
    &["%>"],
    &[
        "{{ 7 * 7 }}{% raw %}{# x #}",
        "{$HOME}",
        "{env.HOME} {http.request.host}",
        "$uri ${HOME} $1",
        "%{HTTP_HOST} %1 {R:1}",
        ":splat",
        "*",
    ],
    &["=HYPERLINK(\"http://hong.vn\")"],
    &["+1-1"],
    &["-1+1"],
    &["@SUM(1)"],
    &["\t\r＝1"],
    &["::error file=a::x", "\n::error::y", "\n##[error]z"],
    &[
        "\u{202e}gnp.exe",
        "\u{2066}x\u{2028}y\u{2029}z\u{200e}",
        "\u{0}x",
        "\u{1b}[31mx\u{7}\u{9b}2J\u{7f}",
        "\u{feff}x\u{fffe}\u{ffff}",
    ],
];

/// Builds a portal with a payload in every place that does not refuse it; the error lists errors that name none.
fn build(payload: &str) -> Result<(HostilePortal, TestPortal), String> {
    let mut hostile = HostilePortal::new(payload);
    for _ in 0..12 {
        let portal = hostile.write().build();
        let report = portal.report();
        check_messages(payload, &report.faults);
        if report.published.is_some() {
            return Ok((hostile, portal));
        }
        let errors = report.faults.iter().filter(|fault| fault.severity == Severity::Error);
        let mut refused = 0;
        let mut unnamed = Vec::new();
        for error in errors {
            match hostile.refuse(error) {
                true => refused += 1,
                false => unnamed.push(format!("{:?} {}", error.place, error.code)),
            }
        }
        // Two errors may name the same place.
        if refused == 0 {
            return Err(format!("errors name no place: {unnamed:#?}"));
        }
    }
    Err("it is refused again and again".to_owned())
}

/// Messages are lines of their own format only, and nothing acts on a terminal.
#[track_caller]
fn check_messages(payload: &str, faults: &[Diagnostic]) {
    for fault in faults {
        for language in [Language::Vietnamese, Language::English] {
            let text = format::human(fault, language);
            assert!(!text.contains(|c| c != '\n' && is_active(c)), "{payload:?}: {text:?}");
            let commands =
                text.lines().filter(|line| line.starts_with("::") || line.starts_with("##["));
            assert_eq!(commands.count(), 0, "{payload:?}: {text}");
            let command = format::github(fault, language);
            assert!(command.starts_with("::") && !command.contains(is_active), "{command:?}");
        }
        let json = printable_json(&format::json(fault).to_string());
        assert!(!json.contains(is_active), "{payload:?}: {json:?}");
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&json);
        assert!(parsed.is_ok(), "{payload:?}: {json}");
    }
}

#[test]
fn no_payload_is_more_than_a_text_of_the_site() {
    let (harmless, portal) = build("Lời lành").expect("a text is no fault");
    let mut known = SiteStructure::read(&portal.site_files()).parts;
    known.append(&mut SiteStructure::read(&TestPortal::sample().build().site_files()).parts);
    assert!(harmless.count() > 200, "the portal has places: {}", harmless.count());
    let mut faults = Vec::new();
    for row in PAYLOADS {
        let payload = &row.concat();
        let (hostile, portal) = match build(payload) {
            Ok(built) => built,
            Err(error) => {
                faults.push(format!("{payload:?}: {error}"));
                continue;
            }
        };
        let site = SiteStructure::read(&portal.site_files());
        let new = site.parts.difference(&known).map(|part| format!("a new {part}"));
        let found: Vec<String> = site.faults.into_iter().chain(new).collect();
        if !found.is_empty() {
            let shown = found.len().min(8);
            faults.push(format!("{payload:?}: {} {:#?}", found.len(), &found[..shown]));
        }
        assert!(hostile.count() > 60, "{payload:?} is refused nearly everywhere");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
