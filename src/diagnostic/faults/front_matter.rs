//! Faults of an entry's metadata.
//!
//! An invalid value is an error. An unknown key, a key of another kind of entry, and a number that looks mistyped are
//! warnings: the entry is published as written, because old documents do not follow today's rules. The hint proposes
//! the nearest valid spelling, if there is one.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::key_repair::KeyRepair;
use crate::diagnostic::fault::Diagnostic;
use crate::diagnostic::language::BilingualText;
use crate::diagnostic::place::Place;
use crate::vietnamese::date::{DateError, Moment, PartialDate};

faults! {
    fn file_without_front_matter() = Error "no-front-matter" HidesMetadata {
        "tệp không có phần khai báo ở đầu" | "the file does not begin with front matter"
        hint (front_matter_form())
    }
    fn empty_file() = Error "no-front-matter" HidesMetadata {
        "tệp rỗng" | "the file is empty"
        hint (front_matter_form())
    }
    /// The front matter is not closed.
    pub fn unclosed_front_matter() = Error "front-matter-open" HidesMetadata {
        "phần khai báo mở bằng --- nhưng không có dòng --- để đóng"
            | "the front matter is opened by --- and never closed"
        hint "thêm một dòng --- sau khoá cuối" | "add a line --- after the last key"
    }
    /// The front matter is too long; `limit` is in bytes.
    pub fn front_matter_too_long(limit: usize) = Error "front-matter-too-long" HidesMetadata {
        let limit = limit / 1024;
        "phần khai báo dài quá {limit} KB" | "the front matter is longer than {limit} KB"
        hint "kiểm tra dòng --- đóng phần khai báo; nội dung văn bản viết sau dòng đó"
            | "check the line --- that closes it; the text belongs after that line"
    }
    /// The entry has no title. A document may have a type and an abstract instead.
    pub fn missing_title(is_document: bool) = Error "missing-title" {
        "thiếu tiêu đề" | "the title is missing"
        hint if is_document => "thêm dòng «tiêu đề: …»" | "add a line «title: …»"
        hint if is_document => "hoặc thêm cả «thể loại: …» và «trích yếu: …»"
            | "or add both «type: …» and «abstract: …»"
        hint if !is_document => "thêm dòng «tiêu đề: …» vào phần khai báo giữa hai dòng --- ở đầu tệp"
            | "add a line «title: …» to the front matter between two lines --- at the file's head"
    }
    /// A title ends in an ellipsis, as in the templates of `new`.
    pub fn unfinished_title(title: &str) = Warning "unfinished-title" {
        "tiêu đề còn bỏ lửng: «{title}»" | "the title is not finished: «{title}»"
        hint "viết nốt tiêu đề" | "finish the title"
    }
    /// A key is unknown; its value is kept.
    pub fn unknown_key(key: &str, repair: &KeyRepair<'_>) = Warning "unknown-key" {
        let key = key.trim();
        "không có khoá «{key}»; nội dung dòng này sẽ không hiện trên trang" | "unknown key «{key}», not used"
        hint (repair.hint())
    }
    /// A key belongs to other kinds of entries, named in both languages; its value is kept.
    pub fn key_of_other_kind(key: &str, kinds: (&str, &str), repair: &KeyRepair<'_>) = Warning "key-of-other-kind" {
        let (vi, en) = kinds;
        "khoá «{key}» chỉ dùng cho {vi}, chưa dùng đến ở đây" | "the key «{key}» is for {en} only, not used here"
        hint (repair.hint())
    }
    /// A key is one that portal.yaml declares for other entries.
    pub fn own_key_elsewhere(key: &str) = Warning "key-of-other-entry" {
        "portal.yaml khai khoá «{key}» cho loại bài khác, chưa dùng đến ở đây"
            | "portal.yaml declares the key «{key}» for other entries; it is not used here"
        hint "xoá dòng này, hoặc thêm loại bài này vào «loại bài» của khoá ấy trong portal.yaml"
            | "delete this line, or add this kind to the «kinds» of the key in portal.yaml"
    }
    /// The day of issue is left empty in a document that is published.
    pub fn empty_day_of_issue(key: &str) = Advice "empty-day" {
        rule "NĐ 30/2020/NĐ-CP, Phụ lục I: ngày, tháng, năm ban hành" | "Decree 30/2020/NĐ-CP, appendix I: the date of issue"
        "«{key}» còn để trống" | "«{key}» is left empty"
        hint "điền ngày ghi trên văn bản, như 24/9/2014" | "write the day that the document bears, such as 24/9/2014"
        hint "không biết ngày thì xoá dòng này" | "delete this line if it is not known"
    }
    fn two_digit_year(written: &str, full: &str) = Error "bad-date" {
        "năm trong \"{written}\" chỉ có hai chữ số" | "the year in \"{written}\" has two digits only"
        hint "viết năm đủ bốn chữ số: {full}" | "write the year with four digits: {full}"
    }
    fn impossible_date(written: &str, reason: BilingualText) = Error "bad-date" {
        "\"{written}\" không phải là ngày có thật" | "\"{written}\" is no real date"
        hint (reason)
    }
    fn unreadable_date(written: &str) = Error "bad-date" {
        "không đọc được ngày \"{written}\"" | "the date \"{written}\" cannot be read"
        hint "viết như 24/9/2014, 23/12/2014 13:22 hoặc 2014-09-24"
            | "write it like 24/9/2014, 23/12/2014 13:22 or 2014-09-24"
    }
    /// A date is written with a time; `date` is the date alone.
    pub fn unexpected_time(written: &str, date: &str) = Error "bad-date" {
        "\"{written}\" có cả giờ, ở đây chỉ ghi ngày" | "\"{written}\" has a time, and only a date belongs here"
        hint "viết: {date}" | "write: {date}"
    }
    /// The day of posting is in the future, yet the entry is published.
    pub fn posted_in_future(day: &str) = Warning "posted-tomorrow" {
        "ngày đăng {day} ở tương lai, mà bài đã ở trên cổng"
            | "the day of posting, {day}, is in the future, yet the entry is on the site"
        hint "muốn đăng vào ngày đó thì dùng «hẹn đăng: …»" | "to post it on that day use «publish_at: …»"
        hint "nếu gõ nhầm thì sửa ngày" | "if it is a slip, mend the day"
    }
    /// A value is neither yes nor no.
    pub fn expected_yes_no(written: &str) = Error "wanted-yes-no" {
        "chỉ nhận «có» hoặc «không», không nhận «{written}»" | "«{written}» is neither yes nor no"
        hint "viết «có» hoặc «không»" | "write «có» (yes) or «không» (no)"
    }
    /// A value of a field that the portal declares is no number.
    pub fn bad_number(written: &str) = Error "bad-number" {
        "«{written}» không phải là một số" | "«{written}» is not a number"
        hint "viết như 12, 1.250 hoặc 3,5: dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân"
            | "write it like 12, 1.250 or 3,5: a point between thousands, a comma before the decimals"
    }
    /// A document type is unknown.
    pub fn unknown_type(written: &str, near: Option<&str>) = Error "unknown-type" {
        "không có thể loại văn bản «{written}»" | "there is no type of document «{written}»"
        suggest near
        hint if near.is_none() => "viết tên đầy đủ như Báo cáo, Kế hoạch, Quyết định, hoặc chữ viết tắt như BC, KH, QĐ"
            | "write a full name such as Báo cáo, Kế hoạch, or an abbreviation such as BC, KH"
    }
    /// A status is not one of the seven.
    pub fn unknown_status(written: &str, near: Option<&str>) = Error "unknown-status" {
        "không có tình trạng hiệu lực «{written}»" | "there is no status of effect «{written}»"
        suggest near
        hint if near.is_none() =>
            "một trong: chưa có hiệu lực, còn hiệu lực, hết hiệu lực một phần, hết hiệu lực toàn bộ, \
             ngưng hiệu lực, ngưng hiệu lực một phần, không còn phù hợp"
            | "see the seven states in the guide, such as còn hiệu lực (in force)"
    }
    /// The number looks mistyped; `intended` is what was probably meant.
    pub fn malformed_number(written: &str, intended: &str) = Warning "number-slip" {
        "số hiệu «{written}» viết chưa đúng thể thức" | "the number «{written}» is not in the usual form"
        hint "có phải ý bạn là «{intended}»?" | "did you mean «{intended}»?"
    }
    /// The value of the number holds more than `number`, such as its date `day`.
    pub fn more_than_number(written: &str, number: &str, day: Option<&str>) = Warning "number-slip" {
        let rest = written.replacen(number, " ", 1);
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || ",;:.".contains(c));
        "ở số hiệu có chữ thừa: «{rest}»; trang chỉ ghi «{number}»"
            | "the number has words that do not belong to it: «{rest}»; the page shows «{number}» only"
        hint "viết: {number}" | "write: {number}"
        hint if let Some(day) = day => "ngày {day} thuộc về dòng «ngày ban hành»"
            | "the date {day} belongs in the line «issued_on»"
    }
    /// The value of the number holds several numbers.
    pub fn several_numbers(written: &str) = Warning "number-slip" {
        "«{written}» có nhiều số hiệu" | "«{written}» holds several numbers"
        hint "chỉ ghi số của văn bản này; văn bản kia ghi ở «liên quan: …»"
            | "write the number of this document; the other belongs in «related: …»"
    }
    /// The value of the number is no number.
    pub fn no_number(written: &str) = Advice "odd-number" {
        rule "NĐ 30/2020/NĐ-CP, Phụ lục I: số, ký hiệu" | "Decree 30/2020/NĐ-CP, appendix I: numbers"
        "«{written}» không có dạng của một số hiệu" | "«{written}» has not the form of a number"
        hint "viết như 85/BC-LĐLĐ; văn bản không có số thì ghi «không số»"
            | "write it like 85/BC-LĐLĐ; a document without a number has «không số»"
    }
    /// The code in a number, in the place of a type, is unknown.
    pub fn unknown_number_code(code: &str) = Advice "unknown-number-code" {
        rule "NĐ 30/2020/NĐ-CP, Phụ lục III: bảng chữ viết tắt" | "Decree 30/2020/NĐ-CP, appendix III: abbreviations"
        "không rõ «{code}» trong số hiệu là thể loại nào, nên trang không ghi thể loại"
            | "which type «{code}» in the number stands for is unknown, so the page names none"
        hint "thêm dòng «thể loại: …»" | "add a line «type: …»"
        hint "nếu là tên viết tắt của cơ quan thì khai ở phần «cơ quan ban hành» (issuers) của portal.yaml"
            | "if it abbreviates a body, declare that in «issuers» of portal.yaml"
    }
    /// `date` on a document is the day of posting, which a webmaster may take for the day of issue.
    pub fn date_of_document(day: Option<&str>, has_day_of_issue: bool) = Warning "date-of-document" {
        let day = day.unwrap_or("…");
        "«date» của văn bản là ngày đăng, không phải ngày ban hành"
            | "«date» of a document is the day of posting, not that of issue"
        hint if !has_day_of_issue => "ngày ban hành thì viết «ngày ban hành: {day}»"
            | "for the day of issue write «issued_on: {day}»"
        hint "ngày đăng thì viết «ngày đăng: {day}»" | "for the day of posting write «posted_at: {day}»"
    }
    /// A name has a comma, and may be several names.
    pub fn comma_in_name(written: &str) = Advice "comma-in-name" SaidOnce {
        rule "kinh nghiệm: danh sách viết liền một dòng" | "experience: lists are written as one text"
        let list = written.split(',').map(str::trim).collect::<Vec<_>>().join("; ");
        "«{written}» được hiểu là một tên có dấu phẩy" | "«{written}» is taken for one name with a comma"
        hint "nếu là nhiều tên thì viết: {list}" | "if these are several names write: {list}"
        hint "nếu đúng là một tên thì đặt trong ngoặc vuông và ngoặc kép: [\"{written}\"]"
            | "if it is one name put it in brackets and quotes: [\"{written}\"]"
    }
    /// The number implies another type than the given one.
    pub fn number_type_mismatch(written: &str, given: &str, by_number: Option<&str>) = Warning "number-and-type" {
        "số hiệu «{written}» không khớp với thể loại «{given}»"
            | "the number «{written}» does not agree with the type «{given}»"
        hint if let Some(name) = by_number => "theo số hiệu thì đây là {name}" | "by its number this is: {name}"
    }
    /// A slug contains characters that it must not.
    pub fn bad_slug(written: &str) = Error "bad-slug" {
        "đường dẫn «{written}» không được chứa dấu / hoặc .." | "the slug «{written}» may not hold / or .."
        hint "chỉ viết phần cuối của địa chỉ, ví dụ 85-bc-ldld"
            | "write the last part of the address only, such as 85-bc-ldld"
    }
    /// An old address is invalid.
    pub fn bad_alias(written: &str) = Error "bad-alias" {
        "đường dẫn cũ «{written}» không dùng được" | "the old address «{written}» cannot be used"
        hint "viết phần sau tên miền, bắt đầu bằng /, không có dấu cách và .."
            | "write what follows the host, beginning with /, without spaces and .."
    }
    /// A language tag is invalid.
    pub fn bad_language(written: &str) = Error "bad-language" {
        let is_country = written.to_ascii_lowercase().starts_with("vn");
        "«{written}» không phải là mã ngôn ngữ" | "«{written}» is no language tag"
        hint if is_country => "tiếng Việt là vi; vn là mã của nước" | "Vietnamese is vi; vn is the country"
        hint "ví dụ: vi, en, km" | "such as vi, en, km (BCP 47)"
    }
    /// The template given by the entry does not exist.
    pub fn unknown_template(written: &str, near: Option<&str>) = Error "unknown-template" {
        "giao diện không có mẫu «{written}»" | "the theme has no template «{written}»"
        suggest near
    }
    /// The document is classified and must not be published: its old page would stay online unnoticed.
    pub fn classified_document(written: &str) = Error "secret" StopsKeepGoing {
        "văn bản có độ mật «{written}» không được đăng công khai"
            | "a document classified «{written}» must not be published"
        hint "đưa tệp này ra khỏi thư mục content/ rồi chạy lại; trang đã đăng trước đây, nếu có, sẽ được gỡ"
            | "take this file out of content/ and build again; a page published before is then removed"
    }
    /// A line of a document's body is a stamp of secrecy (Luật Bảo vệ bí mật nhà nước; Luật 104/2016/QH13, Điều 6).
    pub fn stamped_document(written: &str) = Error "secret" StopsKeepGoing {
        "dòng «{written}» là dấu chỉ độ mật; văn bản mật không được đăng công khai"
            | "the line «{written}» is a secrecy stamp; secret documents must not be published"
        hint "đưa tệp này ra khỏi thư mục content/ rồi chạy lại" | "take this file out of content/ and build again"
        hint "đã giải mật thì bỏ dòng này; bài chỉ nói về dấu ấy thì thêm vào phần khai báo «bỏ qua: secrecy-stamp»"
            | "if it is declassified, delete the line; if the text is about such stamps, add «ignore: secrecy-stamp» above"
    }
    /// A value is cut at a #, which starts a YAML comment.
    pub fn value_cut_at_hash() = Warning "cut-by-hash" {
        "phần từ dấu # đến hết dòng bị bỏ" | "what follows the # on this line is dropped"
        hint "nếu dấu # thuộc về giá trị thì đặt cả giá trị trong ngoặc kép"
            | "put the whole value in quotes if the # belongs to it"
    }
    /// Front matter that cannot be read has a key that takes the entry off the site.
    pub fn unread_withdrawal(key: &str) = Warning "unread-withdrawal" {
        "khai báo của bài không đọc được, nên dòng «{key}» chưa có tác dụng: bài đã đăng thì vẫn còn trên trang"
            | "the front matter cannot be read, so «{key}» has no effect: what was published is still on the site"
        hint "sửa khai báo rồi dựng lại; cần gỡ ngay thì tạm để ở đó chỉ dòng này và tiêu đề"
            | "mend it and build again; to take it down at once, leave only this line and the title there"
    }
    /// What a takedown erases is neither yes nor the title.
    pub fn bad_erasure(written: &str) = Error "bad-erase" {
        "không hiểu «gỡ hẳn: {written}»" | "«erase: {written}» is not understood"
        hint "«gỡ hẳn: có» để lại tiêu đề và số hiệu trong lời báo, «gỡ hẳn: cả tiêu đề» thì không"
            | "«erase: yes» leaves title and number in the notice, «erase: title» does not"
    }
    /// The title of an entry is erased, but its address is derived from the name of its file.
    pub fn address_of_erased_title(address: &str) = Warning "erased-address" {
        "đã gỡ cả tiêu đề, nhưng địa chỉ «{address}» lấy từ tên tệp nên có thể còn nói ra điều phải gỡ"
            | "the title is erased, but the address «{address}» is made of the name of the file and may still tell"
        hint "thêm «đường dẫn: …» với một tên không nói gì, như «go-bo-1»; tên tệp vô hại thì ghi đúng phần cuối của địa chỉ ấy"
            | "add «slug: …» with a name that tells nothing, such as «removed-1», or the last part of this address if it is harmless"
    }
    /// The title of an entry is erased, and with it what the document did to others; `others` are their numbers.
    pub fn erased_effects(others: &[String]) = Warning "erased-effects" {
        let others = others.join(", ");
        "gỡ cả tiêu đề thì cổng không còn nói văn bản này đã tác động đến {others}"
            | "with the title erased, the portal no longer tells what this document did to {others}"
        hint "ghi «tình trạng» hoặc «ngày hết hiệu lực» ở văn bản kia, rồi xoá dòng này"
            | "write «status» or «expires_on» in the other document, then delete this line"
    }
    /// The source of an erased entry still has what was erased.
    pub fn erased_content_in_source() = Advice "erased-source" {
        rule "kinh nghiệm: content/ thường nằm trong kho mã mà nhiều người đọc được"
            | "experience: content/ is often in a repository that many can read"
        "bài đã gỡ hẳn khỏi cổng, nhưng tệp này còn nội dung, khoá khác hoặc tệp kèm theo"
            | "the entry is erased from the portal, but its source still has a text, other keys or files"
        hint "xoá những thứ ấy khỏi content/, chỉ để lại các khoá mà lời báo cần; kho git còn giữ bản cũ trong lịch sử"
            | "delete them from content/ and leave the keys that the notice needs; git keeps old versions in its history"
    }
    /// A file of an erased entry is still published, because something else uses it.
    pub fn erased_file_in_use(path: &str) = Warning "erased-file-in-use" {
        "bài đã gỡ hẳn, nhưng tệp «{path}» của bài vẫn được đăng vì nơi khác dùng đến"
            | "the entry is erased, but its file «{path}» is still published, because something else uses it"
        hint "phải gỡ cả tệp thì bỏ liên kết ở những bài kia rồi xoá tệp khỏi content/"
            | "if it has to go too, remove the links of other entries and delete it from content/"
    }
    /// A key of _index.md withdraws or ends the text above a list, which is possible for entries only.
    pub fn not_allowed_in_index(key: &str) = Error "list-taken-back" {
        "«{key}» không dùng được trong _index.md: danh sách vẫn còn thì phần giới thiệu không thể bị gỡ"
            | "«{key}» does not go into _index.md: the list stays, so the text above it cannot be taken back"
        hint "xóa đoạn văn cần gỡ khỏi tệp, hoặc đưa cả tệp _index.md ra khỏi content/"
            | "delete the text from the file, or take the whole _index.md out of content/"
    }
}

/// The file does not begin with front matter.
pub fn no_front_matter(place: Place, empty: bool) -> Diagnostic {
    if empty { empty_file(place) } else { file_without_front_matter(place) }
}

fn front_matter_form() -> BilingualText {
    text!(
        "dòng đầu tiên phải đúng ba dấu trừ ---, rồi «tiêu đề: …» và các khoá, rồi một dòng --- nữa"
            | "the first line must be ---, then «title: …» and other keys, then a line --- again"
    )
}

/// A date does not exist, or cannot be parsed; `today` helps to guess a century.
pub fn bad_date(
    place: Place,
    written: &str,
    date_error: &DateError,
    today: Option<Date>,
) -> Diagnostic {
    let reason = match *date_error {
        DateError::NoSuchDay { year, month, days } => text!(
            "tháng {month} năm {year} có {days} ngày" | "month {month} of {year} has {days} days"
        ),
        DateError::NoSuchMonth { month } => text!(
            "không có tháng {month}; viết ngày trước, tháng sau"
                | "there is no month {month}; the day comes first, then the month"
        ),
        DateError::NoSuchQuarter { quarter } => {
            text!("không có quý {quarter}; một năm có bốn quý" | "there is no quarter {quarter}")
        }
        DateError::MonthFirst { day, month, year } => text!(
            "viết ngày trước, tháng sau: {day}/{month}/{year}"
                | "the day comes first, then the month: {day}/{month}/{year}"
        ),
        DateError::TwoDigitYear => {
            return match with_four_digits(written, today) {
                Ok(full) => two_digit_year(place, written, &full),
                Err(error) => bad_date(place, written, &error, today),
            };
        }
        DateError::NoSuchYear { year } => text!(
            "năm {year} nằm ngoài khoảng 1900–2199" | "the year {year} lies outside 1900–2199"
        ),
        DateError::NoSuchTime => text!(
            "giờ từ 0 đến 23, phút từ 0 đến 59" | "hours run from 0 to 23, minutes from 0 to 59"
        ),
        DateError::Unreadable => return unreadable_date(place, written),
    };
    impossible_date(place, written, reason)
}

/// Returns a date with all digits of its year: of this century, if the day is not after `today`; else of either. If
/// neither has the day, the error tells why.
fn with_four_digits(written: &str, today: Option<Date>) -> Result<String, DateError> {
    let in_century = |century: &str| {
        let numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 2);
        let at = |run: &str| run.as_ptr() as usize - written.as_ptr() as usize;
        // The year is never the first number of a date.
        let years = numbers.filter(|run| !written[at(run) + 2..].starts_with(['/', '-', '.']));
        // The last number of two digits that the century makes the year of a date.
        let dates = years.rev().map(|year| {
            let (before, after) = written.split_at(at(year));
            let full = format!("{before}{century}{after}");
            let moment = |error| match Moment::parse(&full, Offset::UTC) {
                Ok(moment) => Ok(moment.date()),
                Err(_) => Err(error),
            };
            let day = PartialDate::parse(&full).map(PartialDate::first_day).or_else(moment);
            day.map(|day| (full, day))
        });
        let is_wrong =
            |error: &DateError| !matches!(error, DateError::Unreadable | DateError::TwoDigitYear);
        let mut wrong = None;
        for date in dates {
            match date {
                Ok(date) => return Ok(date),
                Err(error) => wrong = wrong.or(Some(error).filter(is_wrong)),
            }
        }
        Err(wrong.unwrap_or(DateError::Unreadable))
    };
    match (in_century("20"), in_century("19")) {
        (Ok((full, day)), _) if today.is_some_and(|today| day <= today) => Ok(full),
        (Ok((this, _)), Ok((last, _))) => Ok(format!("{this} / {last}")),
        (Ok((full, _)), Err(_)) | (Err(_), Ok((full, _))) => Ok(full),
        (Err(error), Err(_)) => Err(error),
    }
}
