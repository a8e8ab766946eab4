//! `init`, `new` and `theme new`: what they create builds without faults, and they overwrite nothing.
//!
//! Each command runs as its own process in a temporary portal.

use serde_json::Value;

use super::{assert_exit, run_niemyet, stderr, stdout, valid_portal};
use crate::test_portal::TestPortal;

#[test]
fn a_new_portal_builds_and_has_no_faults() {
    let folder = TestPortal::empty();
    let run = run_niemyet(&folder.path(""), &["init", "cong-moi"]);
    assert_exit(&run, 0);
    assert!(stderr(&run).contains("cong-moi"), "{}", stderr(&run));
    let portal = folder.path("cong-moi");
    let build = run_niemyet(&portal, &["build"]);
    assert_exit(&build, 0);
    let check = run_niemyet(&portal, &["check", "--format", "json"]);
    assert_exit(&check, 0);
    let told: Value = serde_json::from_str(&stdout(&check)).expect("the output is JSON");
    let faults = told["faults"].as_array().expect("a list of faults");
    let codes: Vec<&Value> = faults.iter().map(|fault| &fault["code"]).collect();
    // Only its webmaster knows the data of the owner.
    assert_eq!(codes, ["incomplete-owner"], "{told:#}");
    assert!(portal.join("public/index.html").is_file());
}

#[test]
fn git_is_told_to_alter_no_attachment() {
    let folder = TestPortal::empty();
    assert_exit(&run_niemyet(&folder.path(""), &["init", "."]), 0);
    let rules = std::fs::read_to_string(folder.path(".gitattributes")).expect("init wrote it");
    let rules: Vec<&str> = rules.lines().filter(|line| !line.starts_with('#')).collect();
    // A later line overrides an earlier one.
    assert_eq!(rules[0], "* -text");
    let texts = ["*.md text", "*.yaml text", ".gitattributes text", ".gitignore text"];
    assert_eq!(rules[1..], texts);
}

#[test]
fn init_overwrites_nothing() {
    let portal = valid_portal();
    let before = portal.site_files_in(".");
    let run = run_niemyet(&portal.path(""), &["init", "."]);
    assert_exit(&run, 1);
    assert_eq!(portal.site_files_in("."), before);
}

#[test]
fn a_new_document_has_its_type_and_builds_as_a_draft() {
    let portal = valid_portal();
    let run = run_niemyet(&portal.path(""), &["new", "van-ban", "85/2014/QĐ-UBND"]);
    assert_exit(&run, 0);
    let path = "content/van-ban/2014/85-2014-qd-ubnd.md";
    assert!(stderr(&run).contains(path), "{}", stderr(&run));
    let text = std::fs::read_to_string(portal.path(path)).expect("the file was made");
    assert!(text.contains("số hiệu: 85/2014/QĐ-UBND\n"), "{text}");
    assert!(text.contains("thể loại: Quyết định\n"), "{text}");
    assert!(text.contains("nháp: có\n"), "{text}");
    let address = "/van-ban/2014/85-2014-qd-ubnd/";
    let portal = portal.build().assert_clean();
    assert!(!portal.has(address), "a draft is not published");
    let portal = portal.with_drafts().build().assert_clean();
    assert!(portal.page(address).contains("85/2014/QĐ-UBND"));
}

#[test]
fn a_new_document_leaves_its_day_of_issue_to_be_filled_in() {
    let portal = valid_portal();
    assert_exit(&run_niemyet(&portal.path(""), &["new", "van-ban", "85/QĐ-UBND"]), 0);
    let files = portal.site_files_in("content/van-ban");
    let file = files.keys().find(|path| path.ends_with("/85-qd-ubnd.md")).expect("it was made");
    let path = format!("content/van-ban/{file}");
    let text = std::fs::read_to_string(portal.path(&path)).expect("the file was made");
    assert!(text.contains("\nngày ban hành:\n"), "{text}");
    let day = format!("{path}:5:1 advice empty-day");
    assert!(!portal.check().faults().contains(&day), "a draft is not finished");
    let text = text.replace("nháp: có\n", "").replace(" …", " về cây phi lao");
    let portal = valid_portal().today("1/1/2199").file(&path, &text).check().assert_clean();
    assert!(portal.faults().contains(&day), "{:?}", portal.faults());
}

#[test]
fn new_refuses_a_name_without_letters() {
    let portal = valid_portal();
    let before = portal.site_files_in("content");
    for name in ["", "  ", "…"] {
        let run = run_niemyet(&portal.path(""), &["new", "van-ban", name]);
        assert_exit(&run, 1);
        assert!(stderr(&run).contains("85/BC-LĐLĐ"), "{}", stderr(&run));
    }
    assert_eq!(portal.site_files_in("content"), before);
}

#[test]
fn init_here_prints_a_plain_path() {
    let folder = TestPortal::empty();
    let run = run_niemyet(&folder.path(""), &["init", "."]);
    assert_exit(&run, 0);
    assert!(!stderr(&run).contains("/./"), "{}", stderr(&run));
}

#[test]
fn numbers_agree_with_their_nouns_in_english() {
    let portal = TestPortal::new().file("content/a.md", "---\ntitle: A\nabc: 1\n---\n");
    let run = run_niemyet(&portal.path(""), &["build", "--language", "en"]);
    assert!(stderr(&run).contains("Published 1 entry: "), "{}", stderr(&run));
    assert!(stderr(&run).contains("There is 1 warning."), "{}", stderr(&run));
    let portal = portal.file("content/b.md", "---\ntitle: B\nabc: 1\n---\n");
    let run = run_niemyet(&portal.path(""), &["build", "--language", "en"]);
    assert!(stderr(&run).contains("Published 2 entries: "), "{}", stderr(&run));
    assert!(stderr(&run).contains("There are 2 warnings."), "{}", stderr(&run));
}

#[test]
fn a_new_document_accepts_any_spelling_of_its_number() {
    for number in ["12/QĐ-UBND", "[1]/KH-UBND", "#5/KH", "'5/KH'", "7/QĐ: x # y"] {
        let portal = valid_portal();
        assert_exit(&run_niemyet(&portal.path(""), &["new", "van-ban", number]), 0);
        let portal = portal.with_drafts().build();
        let errors = portal.faults().into_iter().filter(|fault| fault.contains(" error "));
        assert_eq!(errors.count(), 0, "{number}: {}", portal.messages());
        let pages = portal.site_files();
        let page = pages.iter().find(|(path, _)| path.starts_with("van-ban/20"));
        let page = page.map(|(_, bytes)| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let facts =
            crate::html::inner_by_attribute(&page, "data-niemyet", "facts").unwrap_or_default();
        assert_eq!(
            crate::html::element_texts(facts, "dd").first().map(String::as_str),
            Some(number)
        );
    }
}

#[test]
fn new_overwrites_nothing() {
    let portal = valid_portal();
    assert_exit(&run_niemyet(&portal.path(""), &["new", "van-ban", "85/2014/QĐ-UBND"]), 0);
    let before = portal.site_files_in("content");
    let run = run_niemyet(&portal.path(""), &["new", "van-ban", "85/2014/QĐ-UBND"]);
    assert_exit(&run, 1);
    assert_eq!(portal.site_files_in("content"), before);
}

#[test]
fn a_new_piece_of_news_has_a_folder_for_its_pictures() {
    let portal = valid_portal();
    let title = "Hội thi \"kéo co\": Đội Đông & đội Đoài";
    let run = run_niemyet(&portal.path(""), &["new", "tin-tuc", title]);
    assert_exit(&run, 0);
    let files = portal.site_files_in("content/tin-tuc");
    let path = files.keys().next().expect("a file was made");
    assert!(path.ends_with("/hoi-thi-keo-co-doi-dong-doi-doai/index.md"), "{path}");
    let portal = portal.with_drafts().build().assert_clean();
    let address = path.trim_end_matches("index.md");
    let page = portal.page(&format!("/tin-tuc/{address}"));
    assert_eq!(crate::html::element_texts(&page, "h1"), [title]);
}

#[test]
fn new_lists_the_sections_of_the_portal() {
    let run = run_niemyet(&valid_portal().path(""), &["new", "vanban", "85/BC-LĐLĐ"]);
    assert_exit(&run, 1);
    assert!(stderr(&run).contains("van-ban"), "{}", stderr(&run));
}

#[test]
fn a_new_theme_builds_without_faults_and_overrides_the_default() {
    let portal = valid_portal();
    let run = run_niemyet(&portal.path(""), &["theme", "new", "xanh"]);
    assert_exit(&run, 0);
    assert!(stderr(&run).contains("theme: xanh"), "{}", stderr(&run));
    let settings = format!("{}theme: xanh\n", crate::test_portal::SETTINGS);
    let portal =
        portal.file("portal.yaml", &settings).check().assert_faults([]).build().assert_clean();
    assert!(portal.page("/").contains("<meta name=\"theme-color\" content=\"#0b4f8a\">"));
    assert!(portal.page("/404.html").contains("<h1>Không có trang này</h1>"));
    let style = portal.page("/tai-nguyen/portal.css");
    assert!(
        style.contains("--accent:#0b4f8a;") && style.ends_with("h1 { color: var(--accent); }\n"),
        "{style}"
    );
    assert!(!portal.has("/tai-nguyen/rieng.css"));
}

#[test]
fn files_of_the_embedded_theme_are_printed_and_copied() {
    let portal = valid_portal();
    let run = |arguments: &[&str]| run_niemyet(&portal.path(""), arguments);
    let shown = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).expect("UTF-8");
    assert!(shown(&["theme", "show"]).contains("templates/document.html\n"));
    let embedded = include_str!("../../../themes/cong-thong-tin/templates/page.html");
    assert_eq!(shown(&["theme", "show", "page.html"]).trim_end(), embedded.trim_end());
    assert!(shown(&["theme", "tokens"]).contains("accent:"));
    assert!(shown(&["theme", "labels"]).contains("signer:"));
    for (name, word) in [("pgae.html", "có phải «page.html»?"), ("../portal.yaml", "không có tệp")]
    {
        for command in ["show", "eject"] {
            let run = run(&["theme", command, name]);
            assert_exit(&run, 1);
            assert!(stderr(&run).contains(word), "{}", stderr(&run));
        }
    }
    assert_exit(&run(&["theme", "eject", "page.html"]), 0);
    let copy = portal.path("themes/cong-thong-tin/templates/page.html");
    assert_eq!(std::fs::read_to_string(&copy).expect("the copy can be read"), embedded);
    let again = run(&["theme", "eject", "page.html"]);
    assert_exit(&again, 1);
    assert!(stderr(&again).contains("đã có, không ghi đè"), "{}", stderr(&again));
    portal.check().assert_faults([]);
}

#[test]
fn a_new_theme_overwrites_nothing_and_needs_a_name_and_a_portal() {
    let portal = valid_portal().file("themes/co-roi/ghi-chu.md", "Của tôi\n");
    for (name, word) in [
        ("co-roi", "themes/co-roi đã có"),
        ("cong-thong-tin", "giao diện đi kèm"),
        ("Xanh Lá", "«xanh-la»"),
        ("../ngoai", "«ngoai»"),
        ("…", "không dùng làm tên được"),
    ] {
        let run = run_niemyet(&portal.path(""), &["theme", "new", name]);
        assert_exit(&run, 1);
        assert!(stderr(&run).contains(word), "{name}: {}", stderr(&run));
    }
    assert_eq!(crate::files::files_under(&portal.path("themes")).len(), 1);
    assert_exit(&run_niemyet(&portal.path("content"), &["theme", "new", "xanh"]), 1);
    assert_exit(
        &run_niemyet(&portal.path("content"), &["theme", "new", "xanh", "--root", ".."]),
        0,
    );
    assert_exit(&run_niemyet(&portal.path(""), &["theme"]), 2);
}
