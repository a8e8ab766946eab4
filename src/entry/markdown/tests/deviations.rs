//! The deviations from `CommonMark`.
//!
//! Each case occurs in pages that were pasted from a word processor or an old site, with invented
//! text.

use super::{assert_html, outline};

#[test]
fn indented_text_is_parsed_as_markdown() {
    assert_html(&[
        ("    Căn cứ **Luật**", "<p>Căn cứ <strong>Luật</strong></p>"),
        (
            "Mở đầu\n\n    Đoạn một\n\n    Đoạn hai",
            "<p>Mở đầu</p>\n<p>Đoạn một</p>\n<p>Đoạn hai</p>",
        ),
        (
            "    Thụt dòng đầu\ncòn dòng sau thì không",
            "<p>Thụt dòng đầu\ncòn dòng sau thì không</p>",
        ),
        ("\tBằng phím tab", "<p>Bằng phím tab</p>"),
        ("  \tLẫn lộn\n\n \t  hai thứ", "<p>Lẫn lộn</p>\n<p>hai thứ</p>"),
        ("    một *hai\n    ba* bốn", "<p>một <em>hai\nba</em> bốn</p>"),
        ("    - a\n      - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("    a\n\n        b\n\n            c", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("    # Mục", "<h2 id=\"muc\">Mục</h2>"),
        ("                    *\n               \nBÁO CÁO", "<p>*</p>\n<p>BÁO CÁO</p>"),
        (">     trong trích dẫn", "<blockquote>\n<p>trong trích dẫn</p>\n</blockquote>"),
    ]);
}

#[test]
fn indented_text_in_a_list_stays_in_its_item() {
    assert_html(&[
        ("- a\n\n      b", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("-     a", "<ul>\n<li>a</li>\n</ul>"),
        (
            "1.  a\n\n        b\n2.  c",
            "<ol>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ol>",
        ),
        ("- a\n\n\t\tb", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("- -      a", "<ul>\n<li>\n<ul>\n<li>a</li>\n</ul>\n</li>\n</ul>"),
    ]);
}

#[test]
fn only_fenced_code_is_code() {
    assert_html(&[
        ("```\n    a\n-----\n*\n```", "<pre><code>    a\n-----\n*\n</code></pre>"),
        ("    ```\n    a\n    ```", "<pre><code>a\n</code></pre>"),
        ("~~~\n\ta <b>\n~~~", "<pre><code>\ta &lt;b&gt;\n</code></pre>"),
    ]);
}

#[test]
fn an_underline_makes_no_heading() {
    assert_html(&[
        ("Độc lập\n-----", "<p>Độc lập</p>\n<hr>"),
        ("Độc lập\nTự do\n---  \nHạnh phúc", "<p>Độc lập\nTự do</p>\n<hr>\n<p>Hạnh phúc</p>"),
        ("BÁO CÁO\n=====", "<p>BÁO CÁO\n=====</p>"),
        ("BÁO CÁO\n=\nsơ kết", "<p>BÁO CÁO\n=\nsơ kết</p>"),
        ("a\n--", "<p>a\n--</p>"),
        ("> a\n> ---", "<blockquote>\n<p>a</p>\n<hr>\n</blockquote>"),
        ("- a\n  ---", "<ul>\n<li>a\n<hr>\n</li>\n</ul>"),
        ("1. a\n-----\n2. b", "<ol>\n<li>a</li>\n</ol>\n<hr>\n<ol start=\"2\">\n<li>b</li>\n</ol>"),
        ("    Độc lập\n    -----", "<p>Độc lập</p>\n<hr>"),
        ("-----\n\n***\n\n_ _ _", "<hr>\n<hr>\n<hr>"),
    ]);
}

#[test]
fn a_bullet_alone_in_its_line_is_text() {
    assert_html(&[
        ("*", "<p>*</p>"),
        ("ĐẢNG ỦY\n\n*\n\nSố 5", "<p>ĐẢNG ỦY</p>\n<p>*</p>\n<p>Số 5</p>"),
        ("ĐẢNG ỦY\n*\nSố 5", "<p>ĐẢNG ỦY\n*\nSố 5</p>"),
        ("ĐẢNG ỦY\n-\nSố 5", "<p>ĐẢNG ỦY\n-\nSố 5</p>"),
        ("+ \nSố 5", "<p>+\nSố 5</p>"),
        ("- a\n\n-\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li></li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
        ("> *", "<blockquote>\n<p>*</p>\n</blockquote>"),
        ("*MỘT SỐ KIẾN NGHỊ", "<p>*MỘT SỐ KIẾN NGHỊ</p>"),
        ("* Nguyên nhân:", "<ul>\n<li>Nguyên nhân:</li>\n</ul>"),
    ]);
}

#[test]
fn words_in_the_braces_of_a_heading_are_kept() {
    assert_html(&[
        ("## Mẫu {điền tên}", "<h2 id=\"mau-dien-ten\">Mẫu {điền tên}</h2>"),
        ("## Mẫu {#mau-so-1}", "<h2 id=\"mau-so-1\">Mẫu</h2>"),
        ("## Mẫu {.rieng onclick=x}", "<h2 id=\"mau\">Mẫu</h2>"),
    ]);
}

#[test]
fn items_keep_their_numbers_as_written() {
    assert_html(&[
        (
            "1. a\n2. b\n4. c\n5. d",
            "<ol>\n<li>a</li>\n<li>b</li>\n<li value=\"4\">c</li>\n<li>d</li>\n</ol>",
        ),
        (
            "7) a\n7) b",
            "<ol class=\"ngoac\" start=\"7\">\n<li>a</li>\n<li value=\"7\">b</li>\n</ol>",
        ),
        ("01. a\n02. b", "<ol class=\"hai-chu-so\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("2014. Năm của dân vận", "<ol start=\"2014\">\n<li>Năm của dân vận</li>\n</ol>"),
        ("0. a", "<ol start=\"0\">\n<li>a</li>\n</ol>"),
        ("Năm\n2014. Hết", "<p>Năm\n2014. Hết</p>"),
        ("1.Liền chữ\n\n1.1. Hai cấp", "<p>1.Liền chữ</p>\n<p>1.1. Hai cấp</p>"),
        ("1. a\n   3. b\n2. c", "<ol>\n<li>a\n3. b</li>\n<li>c</li>\n</ol>"),
        (
            "3. a\n\n   1) b\n   3) c\n4. d",
            "<ol start=\"3\">\n<li>\n<p>a</p>\n<ol class=\"ngoac\">\n<li>b</li>\n<li value=\"3\">c</li>\n\
             </ol>\n</li>\n<li>\n<p>d</p>\n</li>\n</ol>",
        ),
    ]);
}

#[test]
fn spaces_and_punctuation_are_kept_as_typed() {
    assert_html(&[
        ("\u{a0}\u{a0}Thụt\u{a0}vào", "<p>\u{a0}\u{a0}Thụt\u{a0}vào</p>"),
        ("Số    BC/ĐU -- \"nguyên\" ...", "<p>Số    BC/ĐU -- \"nguyên\" ...</p>"),
        ("a & b < c > d", "<p>a &amp; b &lt; c &gt; d</p>"),
    ]);
}

#[test]
fn ranges_refer_to_the_original_text() {
    let body = "\t\t[a](mot.pdf)\n\nA\n===\n\n*\n\n- b\n\n        [c](hai.pdf)\n\n<x> [d](ba.pdf)";
    let outline = outline(body);
    let destinations: Vec<_> = outline.links.iter().map(|link| &body[link.range.clone()]).collect();
    assert_eq!(destinations, ["mot.pdf", "hai.pdf", "ba.pdf"]);
    assert_eq!(&body[outline.remarks[0].range.clone()], "<x>");
}
