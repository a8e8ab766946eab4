//! Faults of an entry's metadata.
//!
//! An invalid value is an error. An unknown key, a key of another kind of entry, and a number that looks mistyped are
//! warnings: the entry is published as written, because old documents do not follow today's rules. The repair
//! proposes the nearest valid spelling, if there is one.

use super::{error, suggest, warning};
use crate::diagnostic::{Diagnostic, Place};
use crate::vietnamese::date::DateError;

/// The front matter is not closed.
pub fn unclosed_front_matter(place: Place) -> Diagnostic {
    error(
        "front-matter-open",
        place,
        "phần khai báo mở bằng --- nhưng không có dòng --- để đóng".to_owned(),
        "the front matter is opened by --- and never closed".to_owned(),
    )
    .with_repair("thêm một dòng --- sau khoá cuối", "add a line --- after the last key")
}

/// The front matter is too long; `limit` is in bytes.
pub fn front_matter_too_long(place: Place, limit: usize) -> Diagnostic {
    let limit = limit / 1024;
    error(
        "front-matter-too-long",
        place,
        format!("phần khai báo dài quá {limit} KB"),
        format!("the front matter is longer than {limit} KB"),
    )
    .with_repair(
        "kiểm tra dòng --- đóng phần khai báo; nội dung văn bản viết sau dòng đó",
        "check the line --- that closes it; the text belongs after that line",
    )
}

/// The entry has no title. A document may have a type and an abstract instead.
pub fn missing_title(place: Place, is_document: bool) -> Diagnostic {
    let fault = error(
        "missing-title",
        place,
        "thiếu tiêu đề".to_owned(),
        "the title is missing".to_owned(),
    );
    if is_document {
        fault.with_repair(
            "thêm dòng «tiêu đề: …», hoặc cả «thể loại: …» và «trích yếu: …»",
            "add a line «title: …», or both «type: …» and «abstract: …»",
        )
    } else {
        fault.with_repair(
            "thêm dòng «tiêu đề: …» vào phần khai báo giữa hai dòng --- ở đầu tệp",
            "add a line «title: …» to the front matter between two lines --- at the file's head",
        )
    }
}

/// A title ends in an ellipsis, as in the templates of `new`.
pub fn unfinished_title(place: Place, title: &str) -> Diagnostic {
    warning(
        "unfinished-title",
        place,
        format!("tiêu đề còn bỏ lửng: «{title}»"),
        format!("the title is not finished: «{title}»"),
    )
    .with_repair("viết nốt tiêu đề", "finish the title")
}

/// A key is unknown; its value is kept.
pub fn unknown_key(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let fault = warning(
        "unknown-key",
        place,
        format!("không có khoá «{key}»; nội dung dòng này sẽ không hiện trên trang"),
        format!("unknown key «{key}», not used"),
    );
    suggest(fault, near)
}

/// A key belongs to other kinds of entries; its value is kept.
pub fn key_of_other_kind(place: Place, key: &str, kinds: (&str, &str)) -> Diagnostic {
    warning(
        "key-of-other-kind",
        place,
        format!("khoá «{key}» chỉ dùng cho {}, chưa dùng đến ở đây", kinds.0),
        format!("the key «{key}» is for {} only, not used here", kinds.1),
    )
}

/// A date does not exist, or cannot be parsed.
pub fn bad_date(place: Place, written: &str, date_error: &DateError) -> Diagnostic {
    let impossible = |vi: String, en: String| {
        error(
            "bad-date",
            place.clone(),
            format!("\"{written}\" không phải là ngày có thật"),
            format!("\"{written}\" is no real date"),
        )
        .with_repair(vi, en)
    };
    match *date_error {
        DateError::NoSuchDay { year, month, days } => impossible(
            format!("tháng {month} năm {year} có {days} ngày"),
            format!("month {month} of {year} has {days} days"),
        ),
        DateError::NoSuchMonth { month } => impossible(
            format!("không có tháng {month}; viết ngày trước, tháng sau"),
            format!("there is no month {month}; the day comes first, then the month"),
        ),
        DateError::NoSuchQuarter { quarter } => impossible(
            format!("không có quý {quarter}; một năm có bốn quý"),
            format!("there is no quarter {quarter}"),
        ),
        DateError::MonthFirst { day, month, year } => impossible(
            format!("viết ngày trước, tháng sau: {day}/{month}/{year}"),
            format!("the day comes first, then the month: {day}/{month}/{year}"),
        ),
        DateError::TwoDigitYear => impossible(
            "viết năm đủ bốn chữ số, ví dụ 24/9/2014".to_owned(),
            "write the year with four digits, such as 24/9/2014".to_owned(),
        ),
        DateError::NoSuchYear { year } => impossible(
            format!("năm {year} nằm ngoài khoảng 1900–2199"),
            format!("the year {year} lies outside 1900–2199"),
        ),
        DateError::NoSuchTime => impossible(
            "giờ từ 0 đến 23, phút từ 0 đến 59".to_owned(),
            "hours run from 0 to 23, minutes from 0 to 59".to_owned(),
        ),
        DateError::Unreadable => error(
            "bad-date",
            place,
            format!("không đọc được ngày \"{written}\""),
            format!("the date \"{written}\" cannot be read"),
        )
        .with_repair(
            "viết như 24/9/2014, 23/12/2014 13:22 hoặc 2014-09-24",
            "write it like 24/9/2014, 23/12/2014 13:22 or 2014-09-24",
        ),
    }
}

/// A value is neither yes nor no.
pub fn expected_yes_no(place: Place, written: &str) -> Diagnostic {
    error(
        "wanted-yes-no",
        place,
        format!("chỉ nhận «có» hoặc «không», không nhận «{written}»"),
        format!("«{written}» is neither yes nor no"),
    )
    .with_repair("viết «có» hoặc «không»", "write «có» (yes) or «không» (no)")
}

/// A document type is unknown.
pub fn unknown_type(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-type",
        place,
        format!("không có thể loại văn bản «{written}»"),
        format!("there is no type of document «{written}»"),
    );
    match near {
        Some(_) => suggest(fault, near),
        None => fault.with_repair(
            "viết tên đầy đủ như Báo cáo, Kế hoạch, Quyết định, hoặc chữ viết tắt như BC, KH, QĐ",
            "write a full name such as Báo cáo, Kế hoạch, or an abbreviation such as BC, KH",
        ),
    }
}

/// A status is not one of the seven.
pub fn unknown_status(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-status",
        place,
        format!("không có tình trạng hiệu lực «{written}»"),
        format!("there is no status of effect «{written}»"),
    );
    match near {
        Some(_) => suggest(fault, near),
        None => fault.with_repair(
            "một trong: chưa có hiệu lực, còn hiệu lực, hết hiệu lực một phần, hết hiệu lực toàn bộ, \
             ngưng hiệu lực, ngưng hiệu lực một phần, không còn phù hợp",
            "see the seven states in the guide, such as còn hiệu lực (in force)",
        ),
    }
}

/// The number looks mistyped; `intended` is what was probably meant.
pub fn malformed_number(place: Place, written: &str, intended: &str) -> Diagnostic {
    warning(
        "number-slip",
        place,
        format!("số hiệu «{written}» viết chưa đúng thể thức"),
        format!("the number «{written}» is not in the usual form"),
    )
    .with_repair(format!("có phải ý bạn là «{intended}»?"), format!("did you mean «{intended}»?"))
}

/// The number implies another type than the given one.
pub fn number_type_mismatch(
    place: Place,
    written: &str,
    given: &str,
    by_number: Option<&str>,
) -> Diagnostic {
    let fault = warning(
        "number-and-type",
        place,
        format!("số hiệu «{written}» không khớp với thể loại «{given}»"),
        format!("the number «{written}» does not agree with the type «{given}»"),
    );
    match by_number {
        Some(name) => fault.with_repair(
            format!("theo số hiệu thì đây là {name}"),
            format!("by its number this is: {name}"),
        ),
        None => fault,
    }
}

/// A slug contains characters that it must not.
pub fn bad_slug(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-slug",
        place,
        format!("đường dẫn «{written}» không được chứa dấu / hoặc .."),
        format!("the slug «{written}» may not hold / or .."),
    )
    .with_repair(
        "chỉ viết phần cuối của địa chỉ, ví dụ 85-bc-ldld",
        "write the last part of the address only, such as 85-bc-ldld",
    )
}

/// An old address is invalid.
pub fn bad_alias(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-alias",
        place,
        format!("đường dẫn cũ «{written}» không dùng được"),
        format!("the old address «{written}» cannot be used"),
    )
    .with_repair(
        "viết phần sau tên miền, bắt đầu bằng /, không có dấu cách và ..",
        "write what follows the host, beginning with /, without spaces and ..",
    )
}

/// A language tag is invalid.
pub fn bad_language(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-language",
        place,
        format!("«{written}» không phải là mã ngôn ngữ"),
        format!("«{written}» is no language tag"),
    )
    .with_repair("ví dụ: vi, en, km", "such as vi, en, km (BCP 47)")
}

/// The template given by the entry does not exist.
pub fn unknown_template(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-template",
        place,
        format!("giao diện không có mẫu «{written}»"),
        format!("the theme has no template «{written}»"),
    );
    suggest(fault, near)
}

/// The document is classified and must not be published.
pub fn classified_document(place: Place, written: &str) -> Diagnostic {
    error(
        "secret",
        place,
        format!("văn bản có độ mật «{written}» không được đăng công khai"),
        format!("a document classified «{written}» must not be published"),
    )
    .with_repair(
        "đưa tệp này ra khỏi thư mục content/ rồi chạy lại; trang đã đăng trước đây, nếu có, sẽ được gỡ",
        "take this file out of content/ and build again; a page published before is then removed",
    )
}

/// Returns whether a fault stops a build even with `--keep-going`: a classified document, and a picture whose damage
/// is detected only when other pages are already rendered.
pub fn stops_keep_going(fault: &Diagnostic) -> bool {
    ["secret", "broken-picture"].contains(&&*fault.code)
}

/// A value is cut at a #, which starts a YAML comment.
pub fn value_cut_at_hash(place: Place) -> Diagnostic {
    warning(
        "cut-by-hash",
        place,
        "phần từ dấu # đến hết dòng bị bỏ".to_owned(),
        "what follows the # on this line is dropped".to_owned(),
    )
    .with_repair(
        "nếu dấu # thuộc về giá trị thì đặt cả giá trị trong ngoặc kép",
        "put the whole value in quotes if the # belongs to it",
    )
}

/// The file does not begin with front matter.
pub fn no_front_matter(place: Place, empty: bool) -> Diagnostic {
    let (vi, en) = if empty {
        ("tệp rỗng", "the file is empty")
    } else {
        ("tệp không có phần khai báo ở đầu", "the file does not begin with front matter")
    };
    error("no-front-matter", place, vi.to_owned(), en.to_owned()).with_repair(
        "dòng đầu tiên phải đúng ba dấu trừ ---, rồi «tiêu đề: …» và các khoá, rồi một dòng --- nữa",
        "the first line must be ---, then «title: …» and other keys, then a line --- again",
    )
}

/// A date is written with a time; `date` is the date alone.
pub fn unexpected_time(place: Place, written: &str, date: &str) -> Diagnostic {
    error(
        "bad-date",
        place,
        format!("\"{written}\" có cả giờ, ở đây chỉ ghi ngày"),
        format!("\"{written}\" has a time, and only a date belongs here"),
    )
    .with_repair(format!("viết: {date}"), format!("write: {date}"))
}

/// A key of _index.md withdraws or ends the text above a list, which is possible for entries only.
pub fn not_allowed_in_index(place: Place, key: &str) -> Diagnostic {
    error(
        "list-taken-back",
        place,
        format!("«{key}» không dùng được trong _index.md: danh sách vẫn còn thì phần giới thiệu không thể bị gỡ"),
        format!("«{key}» does not go into _index.md: the list stays, so the text above it cannot be taken back"),
    )
    .with_repair(
        "xóa đoạn văn cần gỡ khỏi tệp, hoặc đưa cả tệp _index.md ra khỏi content/",
        "delete the text from the file, or take the whole _index.md out of content/",
    )
}

/// The day of posting is in the future, yet the entry is published.
pub fn posted_in_future(place: Place, day: &str) -> Diagnostic {
    warning(
        "posted-tomorrow",
        place,
        format!("ngày đăng {day} ở tương lai, mà bài đã ở trên cổng"),
        format!("the day of posting, {day}, is in the future, yet the entry is on the site"),
    )
    .with_repair(
        "muốn đăng vào ngày đó thì dùng «hẹn đăng: …»; nếu gõ nhầm thì sửa ngày",
        "to post it on that day use «publish_at: …»; if it is a slip, mend the day",
    )
}
