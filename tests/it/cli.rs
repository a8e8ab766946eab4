//! The command line as people and tools use it: exit status, message formats, `init`, `new`, help.
//!
//! The program is run as its own process; what a build does is tested elsewhere, through the library.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::test_portal::TestPortal;

/// Runs the program in a folder.
fn run_niemyet(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_niemyet"));
    command.args(arguments).current_dir(folder).env_remove("RUST_BACKTRACE");
    command.output().expect("the program can be run")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("messages are UTF-8")
}

#[track_caller]
fn assert_exit(output: &Output, status: i32) {
    let found = output.status.code();
    assert_eq!(found, Some(status), "{}{}", stdout(output), stderr(output));
}

fn valid_portal() -> TestPortal {
    TestPortal::new().file(
        "content/gioi-thieu.md",
        "---\ntiêu đề: Giới thiệu\ntóm tắt: Về đơn vị\nngày đăng: 01/3/2020\n---\nNội dung.\n",
    )
}

fn faulty_portal() -> TestPortal {
    valid_portal().file(
        "content/van-ban/85.md",
        "---\ntiêu đề: A\nngày ban hành: 30/2/2014\nlạ lùng: x\n---\n",
    )
}

#[test]
fn a_successful_build_exits_0_and_reports_on_standard_error() {
    let portal = valid_portal();
    let run = run_niemyet(&portal.path(""), &["build"]);
    assert_exit(&run, 0);
    assert_eq!(stdout(&run), "");
    assert!(stderr(&run).starts_with("Đã đăng 1 bài: ghi "), "{}", stderr(&run));
    assert!(portal.has("/gioi-thieu/"));
}

#[test]
fn warnings_and_advice_do_not_change_the_status() {
    let portal =
        valid_portal().file("content/a.md", "---\ntiêu đề: A\nlạ lùng: x\n---\n<font>x</font>\n");
    let build = run_niemyet(&portal.path(""), &["build"]);
    assert_exit(&build, 0);
    assert!(stderr(&build).contains("content/a.md:3:1: cảnh báo: "), "{}", stderr(&build));
    assert!(!stderr(&build).contains("góp ý"), "advice is for check");
    let check = run_niemyet(&portal.path(""), &["check"]);
    assert_exit(&check, 0);
    assert!(stderr(&check).contains("góp ý: thẻ <font>"), "{}", stderr(&check));
}

#[test]
fn content_at_fault_exits_1_and_shows_the_line() {
    let portal = faulty_portal();
    for command in ["build", "check"] {
        let run = run_niemyet(&portal.path(""), &[command]);
        assert_exit(&run, 1);
        let shown = "content/van-ban/85.md:3:16: lỗi: \"30/2/2014\" không phải là ngày có thật\n  \
                     3 | ngày ban hành: 30/2/2014\n    \
                     |                ^^^^^^^^^ tháng 2 năm 2014 có 28 ngày\n";
        assert!(stderr(&run).contains(shown), "{}", stderr(&run));
    }
    assert!(!portal.has("/"));
}

#[test]
fn keep_going_publishes_the_rest_and_exits_1() {
    let portal = faulty_portal();
    let run = run_niemyet(&portal.path(""), &["build", "--keep-going"]);
    assert_exit(&run, 1);
    assert!(portal.has("/gioi-thieu/") && !portal.has("/van-ban/85/"));
    assert!(stderr(&run).contains("content/van-ban/85.md: bài bị lỗi"), "{}", stderr(&run));
}

#[test]
fn wrong_usage_exits_2() {
    let portal = valid_portal();
    let wrong: [&[&str]; 8] = [
        &[],
        &["xay"],
        &["build", "--xyz"],
        &["build", "--today", "30/2/2014"],
        &["build", "--base-url", "example.vn"],
        &["build", "--format", "xml"],
        &["build", "--language", "fr"],
        &["new", "van-ban"],
    ];
    for arguments in wrong {
        let run = run_niemyet(&portal.path(""), arguments);
        assert_exit(&run, 2);
        assert!(!stderr(&run).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_machine_fault_exits_2_and_names_the_path() {
    let portal = valid_portal().file("public", "một tệp nằm ở chỗ của thư mục");
    let run = run_niemyet(&portal.path(""), &["build"]);
    assert_exit(&run, 2);
    assert!(stderr(&run).contains("public"), "{}", stderr(&run));
    let run = run_niemyet(&portal.path(""), &["build", "--output", "content/x"]);
    assert_exit(&run, 2);
    assert!(stderr(&run).contains("content"), "{}", stderr(&run));
}

#[test]
fn a_folder_without_a_portal_exits_1_and_says_what_to_do() {
    let run = run_niemyet(&TestPortal::empty().path(""), &["build"]);
    assert_exit(&run, 1);
    assert!(stderr(&run).contains("không thấy portal.yaml"));
    assert!(stderr(&run).contains("niemyet init"));
}

#[test]
fn paths_are_relative_to_the_current_folder() {
    let portal = valid_portal().file("noi-khac/a.txt", "");
    let run = run_niemyet(&portal.path("noi-khac"), &["build", "--root", "..", "--output", "site"]);
    assert_exit(&run, 0);
    assert!(portal.path("noi-khac/site/gioi-thieu/index.html").is_file());
    let run = run_niemyet(&portal.path("noi-khac"), &["build", "--root", ".."]);
    assert_exit(&run, 0);
    assert!(portal.has("/gioi-thieu/"), "the site is written into the portal's folder");
}

#[test]
fn json_goes_to_standard_output_and_is_complete() {
    let portal = faulty_portal();
    let run = run_niemyet(&portal.path(""), &["check", "--format", "json"]);
    assert_exit(&run, 1);
    let told: Value = serde_json::from_str(&stdout(&run)).expect("the output is JSON");
    assert_eq!(told["ok"], false);
    let faults = told["faults"].as_array().expect("a list of faults");
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0]["code"], "bad-date");
    assert_eq!(faults[0]["severity"], "error");
    assert_eq!(faults[0]["place"]["file"], "content/van-ban/85.md");
    assert_eq!(
        (faults[0]["place"]["line"].as_u64(), faults[0]["place"]["column"].as_u64()),
        (Some(3), Some(16))
    );
    for language in ["vi", "en"] {
        assert!(faults[0]["message"][language].as_str().is_some_and(|text| !text.is_empty()));
    }
    let run = run_niemyet(&valid_portal().path(""), &["build", "--format", "json"]);
    assert_exit(&run, 0);
    let told: Value = serde_json::from_str(&stdout(&run)).expect("the output is JSON");
    assert_eq!(told["ok"], true);
    let written = told["written"].as_array().expect("a list of files");
    assert!(written.iter().any(|path| path == "gioi-thieu/index.html"));
}

#[test]
fn the_github_format_prints_one_annotation_per_line() {
    let run = run_niemyet(&faulty_portal().path(""), &["check", "--format", "github"]);
    assert_exit(&run, 1);
    let printed = stdout(&run);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert!(
        lines[0].starts_with("::error file=content/van-ban/85.md,line=3,col=16,endColumn=25::")
    );
    assert!(lines[1].starts_with("::warning file=content/van-ban/85.md,line=4,"));
}

#[test]
fn messages_are_in_english_on_request() {
    let run = run_niemyet(&faulty_portal().path(""), &["check", "--language", "en"]);
    assert_exit(&run, 1);
    assert!(stderr(&run).contains("error: \"30/2/2014\" is no real date"), "{}", stderr(&run));
    assert!(stderr(&run).contains("month 2 of 2014 has 28 days"));
    assert!(!stderr(&run).contains("lỗi"));
}

#[test]
fn a_refused_build_uses_the_language_of_the_portal() {
    let portal = valid_portal().file("public/index.html", "của người khác");
    let run = run_niemyet(&portal.path(""), &["build"]);
    assert_exit(&run, 2);
    assert!(stderr(&run).contains("index.html (không do niemyet tạo"), "{}", stderr(&run));
    let portal = portal.edit("portal.yaml", "title: Cổng thử", "language: en\ntitle: Cổng thử");
    let run = run_niemyet(&portal.path(""), &["build"]);
    assert_exit(&run, 2);
    assert!(stderr(&run).contains("index.html (not made by a build)"), "{}", stderr(&run));
}

#[test]
fn help_is_in_vietnamese() {
    let folder = TestPortal::empty();
    let run = run_niemyet(&folder.path(""), &["--help"]);
    assert_exit(&run, 0);
    let help = stdout(&run);
    for word in ["Cách dùng:", "Lệnh:", "build", "check", "new", "init", "Tạo một cổng mới"]
    {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    for command in ["build", "check", "new", "init", "theme"] {
        let run = run_niemyet(&folder.path(""), &[command, "--help"]);
        assert_exit(&run, 0);
        let help = stdout(&run);
        assert!(help.contains("Cách dùng:"), "{help}");
        for english in ["Usage", "Options", "Arguments", "Print help", "possible values"] {
            assert!(!help.contains(english), "{command}: {english} is in\n{help}");
        }
    }
}

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
    assert_eq!(told["faults"].as_array().map(Vec::len), Some(0), "{told:#}");
    assert!(portal.join("public/index.html").is_file());
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
fn a_new_document_accepts_any_spelling_of_its_number() {
    for number in ["Số: 12/QĐ-UBND", "[1]/KH-UBND", "#5/KH-UBND", "'5/KH-UBND'", "7/QĐ-UBND: x # y"]
    {
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
fn the_day_and_the_base_url_can_be_given() {
    let portal =
        valid_portal().file("content/tin-tuc/a.md", "---\ntiêu đề: A\nhẹn đăng: 05/12/2030\n---\n");
    let build = [
        "build",
        "--today",
        "ngày 05 tháng 12 năm 2030",
        "--base-url",
        "https://x.example.vn/doan",
    ];
    assert_exit(&run_niemyet(&portal.path(""), &build), 0);
    assert!(portal.page("/tin-tuc/a/").contains("https://x.example.vn/doan/tin-tuc/a/"));
    assert_exit(&run_niemyet(&portal.path(""), &["build", "--today", "04/12/2030"]), 0);
    assert!(!portal.has("/tin-tuc/a/"));
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
        style.contains("--accent:#0b4f8a;") && style.ends_with("h1{color:var(--accent)}"),
        "{style}"
    );
    assert!(!portal.has("/tai-nguyen/rieng.css"));
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
