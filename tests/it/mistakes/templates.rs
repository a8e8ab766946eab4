//! Mistakes of theme makers: each is reported at its place, in Vietnamese, with the nearest name.
//!
//! What can be found without a page is reported for all templates in one run.

use super::{MARK, expected_fault};
use crate::test_portal::{TestPortal, fault_line};

/// The source of a template with a mark where the fault must point, its code, a part of the message, and a part of a
/// hint; empty if there is none.
type TemplateMistake = (&'static str, &'static str, &'static str, &'static str);

/// Mistakes that are found without rendering a page; all are reported in one run.
const BEFORE_RENDERING: [TemplateMistake; 11] = [
    ("{{ 1 | ⟦uper }}", "template", "không có bộ lọc «uper»", "«upper»"),
    ("{{ 1 is ⟦evn }}", "template", "không có phép thử «evn»", "«even»"),
    ("{{ ⟦latst(take=1) }}", "template", "không có hàm «latst»", "«latest»"),
    ("{% include ⟦\"hom.html\" %}", "template", "không có mẫu «hom.html»", "«home.html»"),
    ("{{ 1 | ⟦string }}", "template", "không có bộ lọc «string»", ""),
    ("{{ \"⟦signr\" | t }}", "unknown-label", "không có nhãn «signr»", "«signer»"),
    ("{{ \"⟦nhan_rieng\" | t }}", "unknown-label", "không có nhãn «nhan_rieng»", "thêm một dòng"),
    ("{{⟦<facs />}}", "template", "không có thành phần «facs»", ""),
    ("{{ \"signer\" | t }}", "", "", ""),
    ("{{ \"Báo cáo\" | slug }}", "", "", ""),
    ("{{ (\"status_\" ~ \"x\") | t }}", "", "", ""),
];

/// Errors of the template language, each in a template of its own, reported in one run.
const SYNTAX: [TemplateMistake; 7] = [
    ("{{ entry.title ⟦</h1>", "template", "gặp ", ""),
    ("{% ⟦iff entry %}{% endif %}", "template", "không có thẻ này", ""),
    ("{% if entry ⟦%}", "template", "mẫu hết giữa chừng", ""),
    ("{% for a entry %}{% endfor %}", "template", "gặp một tên, đáng lẽ là", ""),
    ("{{ ⟦\"a }}", "template", "thiếu dấu", ""),
    ("{% block a %}{% endblock %}{% block ⟦a %}{% endblock %}", "template", "hai khối tên «a»", ""),
    ("{{ t(a=1, ⟦a=2) }}", "template", "tham số «a» viết hai lần", ""),
];

/// Mistakes that are found when a page is rendered.
const WHILE_RENDERING: [TemplateMistake; 9] = [
    ("{{ entry.⟦titel }}", "template", "không có giá trị «titel» ở đây", "«title»"),
    ("{{ ⟦entri.title }}", "template", "không có giá trị «entri»", "«entry»"),
    (
        "{% for a in ⟦latest(section=\"van-bam\") %}{% endfor %}",
        "template",
        "cổng không có mục «van-bam»",
        "«van-ban»",
    ),
    (
        "{% for a in ⟦latest(sectoin=\"van-ban\") %}{% endfor %}",
        "template",
        "hàm «latest» không có tham số «sectoin»",
        "«section»",
    ),
    (
        "{% for a in ⟦terms(taxonomy=\"the-lai\") %}{% endfor %}",
        "template",
        "không có cách phân loại «the-lai»",
        "«the-loai»",
    ),
    ("{{ ⟦terms(take=1) }}", "template", "thiếu tham số «taxonomy»", ""),
    (
        "{{ ⟦asset(name=\"portl.css\") }}",
        "template",
        "không có tệp assets/portl.css",
        "«portal.css»",
    ),
    ("{% for a in ⟦1 %}{% endfor %}", "template", "không lặp qua", ""),
    ("{{ [{\"a\": []}] | ⟦group_by(attribute=\"a\") }}", "template", "không chia nhóm theo", ""),
];

const DOCUMENT: &str =
    "---\ntiêu đề: Báo cáo\nsố hiệu: 1/BC-UBND\nngày ban hành: 1/3/2026\n---\nNội dung.\n";

fn template(name: &str) -> String {
    format!("themes/cong-thong-tin/templates/{name}.html")
}

/// Asserts that each mistake is reported in the template with its number, and that nothing is where there is none.
#[track_caller]
fn assert_reported(
    portal: &TestPortal,
    name: &str,
    (source, code, message, hint): TemplateMistake,
) {
    let path = template(name);
    let faults = portal.report().faults.iter();
    let here: Vec<_> =
        faults.filter(|fault| *fault.place.file == *path && fault.code != "ignored-file").collect();
    if code.is_empty() {
        assert!(here.is_empty(), "{source}: {here:#?}");
        return;
    }
    let expected = expected_fault(&path, source, &format!("error {code}"));
    let [fault] = here[..] else { panic!("{source}: {:#?}", portal.faults()) };
    if source.contains(MARK) {
        assert_eq!(fault_line(fault), expected, "{source}");
    }
    let text = format!("{fault:?}");
    assert!(text.contains(message) && text.contains(hint), "{source}: {text}");
}

#[test]
fn mistakes_in_templates_are_all_reported_before_a_page_is_rendered() {
    for mistakes in [&BEFORE_RENDERING[..], &SYNTAX[..]] {
        let mut portal = TestPortal::new();
        for (index, (source, ..)) in mistakes.iter().enumerate() {
            portal = portal.file(&template(&format!("thu-{index}")), &source.replace(MARK, ""));
        }
        let portal = portal.check();
        for (index, mistake) in mistakes.iter().enumerate() {
            assert_reported(&portal, &format!("thu-{index}"), *mistake);
        }
    }
}

#[test]
fn a_mistake_that_shows_when_a_page_is_rendered_is_reported_once() {
    for mistake in WHILE_RENDERING {
        let portal = TestPortal::new()
            .file("content/van-ban/a.md", DOCUMENT)
            .file("content/van-ban/b.md", &DOCUMENT.replace("1/BC", "2/BC"))
            .file(&template("document"), &mistake.0.replace(MARK, ""))
            .check();
        assert_reported(&portal, "document", mistake);
    }
}

#[test]
fn a_misspelt_key_of_a_label_is_a_warning() {
    let portal = TestPortal::new()
        .file(
            "themes/cong-thong-tin/i18n/vi.yaml",
            "signr: Người duyệt\nloai_gap: Gấp\nnhan_rieng: Nhãn\n",
        )
        .file(
            &template("page"),
            "{% extends \"cong-thong-tin/page.html\" %}{# {{ (\"loai_\" ~ 1) | t }} #}",
        )
        .check();
    portal.assert_faults(["themes/cong-thong-tin/i18n/vi.yaml:1:1 warning misspelt-label"]);
}
