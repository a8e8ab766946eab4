//! The command line as people and tools use it: exit status, languages, message formats and help; in `create`, the
//! commands that create files.
//!
//! The program is run as its own process; what a build does is tested elsewhere, through the library.

mod create;

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
fn a_profile_lists_stages_and_the_costliest_work() {
    let portal = valid_portal();
    let run = run_niemyet(&portal.path(""), &["build", "--profile", "--format", "json"]);
    assert_exit(&run, 0);
    let table = stderr(&run);
    for row in ["Đọc bài", "Dựng trang", "library", "home.html", "content/gioi-thieu.md × 3"]
    {
        assert!(table.lines().any(|line| line.ends_with(row)), "{row}: {table}");
    }
    let report: Value = serde_json::from_str(&stdout(&run)).expect("the report is JSON");
    assert_eq!(report["ok"], true);
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
fn check_takes_the_output_folder_of_build_and_leaves_it_alone() {
    let portal = valid_portal();
    assert_exit(&run_niemyet(&portal.path(""), &["check", "--output", "khac"]), 0);
    assert!(!portal.path("khac").exists());
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
    assert_eq!(faults.len(), 3);
    assert_eq!(faults[0]["code"], "bad-date");
    assert!(faults[0]["rule"].is_null());
    assert_eq!(faults[2]["code"], "incomplete-owner");
    assert!(faults[2]["rule"]["vi"].as_str().is_some_and(|rule| rule.contains("Điều 16")));
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
    assert_eq!(lines.len(), 3, "{printed}");
    assert!(
        lines[0].starts_with("::error file=content/van-ban/85.md,line=3,col=16,endColumn=25::")
    );
    assert!(lines[1].starts_with("::warning file=content/van-ban/85.md,line=4,"));
    assert!(lines[2].starts_with("::notice file=portal.yaml,line=3,"));
    assert!(lines[2].ends_with("[incomplete-owner]"), "{printed}");
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
fn every_command_uses_the_given_language_or_that_of_the_portal() {
    let vietnamese = valid_portal();
    let english =
        valid_portal().edit("portal.yaml", "title: Cổng thử", "language: en\ntitle: Cổng thử");
    let commands: [(&[&str], &str, &str); 11] = [
        (&["new", "van-bn", "1/BC"], "không có chuyên mục", "no section"),
        (&["new", "van-ban", "1/BC-A"], "Đã tạo", "Made"),
        (&["theme", "new", "Đỏ"], "tên", "name"),
        (&["theme", "new", "do"], "Đã tạo", "lies in"),
        (&["init", "."], "đã là một cổng", "a portal already"),
        (&["xay"], "không có lệnh «xay»", "no command «xay»"),
        (&["build", "--xyz"], "không có tuỳ chọn", "no option"),
        (&["build", "--today", "xx"], "cần một ngày", "expected a day"),
        (&["build", "--base-url", "x"], "cần địa chỉ", "expected a full URL"),
        (&["build", "--drafts", "--drafts"], "một lần", "only once"),
        (&["new", "van-ban"], "thiếu", "is missing"),
    ];
    for (arguments, in_vietnamese, in_english) in commands {
        let shows = |portal: &TestPortal, options: &[&str], expected: &str| {
            let arguments = [arguments, options].concat();
            let shown = stderr(&run_niemyet(&portal.path(""), &arguments));
            assert!(shown.contains(expected), "{arguments:?}: {shown}");
            // What the command created would be in the way of its next run; most create nothing.
            let _ = std::fs::remove_dir_all(portal.path("content/van-ban"));
            let _ = std::fs::remove_dir_all(portal.path("themes/do"));
        };
        shows(&vietnamese, &["--language", "en"], in_english);
        shows(&english, &["--language", "vi"], in_vietnamese);
        shows(&vietnamese, &[], in_vietnamese);
        // The folder of `init` is no portal yet, so it has no language.
        if arguments[0] != "init" {
            shows(&english, &[], in_english);
        }
    }
}

#[test]
fn a_wrong_argument_uses_the_language_of_the_portal_at_root() {
    let english =
        valid_portal().edit("portal.yaml", "title: Cổng thử", "language: en\ntitle: Cổng thử");
    let root = english.path("").display().to_string();
    for root in [vec!["--root".to_owned(), root.clone()], vec![format!("--root={root}")]] {
        let mut arguments = vec!["build", "--xyz"];
        arguments.extend(root.iter().map(String::as_str));
        let shown = stderr(&run_niemyet(&std::env::temp_dir(), &arguments));
        assert!(shown.contains("there is no option"), "{arguments:?}: {shown}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_exits_2() {
    let portal = faulty_portal();
    let commands: [&[&str]; 4] = [
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["--version"],
        &["build", "--help"],
    ];
    for arguments in commands {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
        let mut command = Command::new(env!("CARGO_BIN_EXE_niemyet"));
        command.args(arguments).current_dir(portal.path("")).stdout(full);
        let run = command.output().expect("the program can be run");
        assert_exit(&run, 2);
        assert!(stderr(&run).contains("không ghi được stdout: đĩa đã đầy"), "{}", stderr(&run));
    }
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

/// A line that begins with `::` is a command to some CI systems, and an escape sequence to a terminal.
#[cfg(unix)]
#[test]
fn names_and_values_reach_no_terminal_and_no_log_raw() {
    let active = ["a\n::error::\u{1b}[2J.pdf", "b\u{202e}fdp.exe\u{7f}.pdf", "c\u{9b}31m.md"];
    let mut portal = valid_portal()
        .file("content/x.md", "---\ntiêu đề: X\n\"k\\n::set-env::\\e[2J\": \"\\u202e\"\n---\n");
    for name in active {
        portal = portal.file(&format!("content/{name}"), "x");
    }
    let active = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    for format in ["human", "json", "github"] {
        let run = run_niemyet(&portal.path(""), &["check", "--format", format]);
        assert_exit(&run, 1);
        let shown = stdout(&run) + &stderr(&run);
        assert!(!shown.contains(active), "{format}: {shown:?}");
        let commands = shown.lines().filter(|line| line.starts_with("::"));
        let levels = ["error ", "warning ", "notice "];
        for command in commands {
            assert!(levels.iter().any(|level| command[2..].starts_with(level)), "{command}");
        }
        assert!(shown.contains("fdp.exe"), "{format}: {shown}");
    }
    let output = portal.path(".niemyet/web");
    let run = run_niemyet(&portal.path(""), &["build", "--output", &output.to_string_lossy()]);
    assert_exit(&run, 2);
    assert!(stderr(&run).contains("không đặt trang web ở "), "{}", stderr(&run));
    assert!(!output.exists());
}
