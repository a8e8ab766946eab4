//! Advice of `crate::lint` on metadata, relations, dates, files and the structure of bodies, and faults of ignoring it.
//!
//! Advice says what a careful colleague would: what looks wrong, why, and what to do if it is right as it is. Each has
//! the source of its rule, a law or experience.

use crate::diagnostic::language::BilingualText;

faults! {
    /// A code under «bỏ qua» is not that of advice.
    pub fn unknown_ignored_code(code: &str, near: Option<&str>) = Warning "unknown-ignored-code" {
        "không có mã góp ý «{code}» để bỏ qua" | "there is no advice with the code «{code}» to ignore"
        suggest near
        hint if near.is_none() => "mã đứng trong ngoặc vuông ở cuối mỗi góp ý của «niemyet check»"
            | "«niemyet check» shows the code in brackets at the end of each advice"
    }
    /// A code under «bỏ qua» is that of an error or a warning.
    pub fn cannot_ignore(code: &str) = Warning "cannot-ignore" {
        "«{code}» không phải góp ý nên không bỏ qua được" | "«{code}» is no advice and cannot be ignored"
        hint "sửa điều được báo, và bỏ mã này" | "mend what is reported, and drop the code"
    }
    /// A code under «bỏ qua» of an entry is that of advice on the portal as a whole.
    pub fn cannot_ignore_in_entry(code: &str) = Warning "cannot-ignore" {
        "«{code}» là góp ý về cả cổng, không bỏ qua được ở một bài"
            | "«{code}» is advice on the portal as a whole, which no single entry can ignore"
        hint "ghi mã này ở dòng «bỏ qua» của portal.yaml" | "write the code under «ignore» of portal.yaml"
    }
    /// A title is in capitals only.
    pub fn title_in_capitals() = Advice "title-in-capitals" {
        rule "TT 32/2017/TT-BTTTT, Điều 18; kinh nghiệm: máy đọc màn hình đánh vần chữ in hoa, danh sách khó đọc"
            | "Circular 32/2017/TT-BTTTT, art. 18; experience: screen readers spell capitals out, lists are hard to read"
        "tiêu đề viết toàn chữ in hoa" | "the title is in capitals only"
        hint "viết hoa như một câu thường" | "write it like a sentence"
    }
    /// A document lacks facts that every list of documents shows; `names` says which in both languages.
    pub fn missing_facts(names: (&[&str], &[&str]), lacks_number: bool) = Advice "missing-fact" {
        rule "NĐ 224/2026/NĐ-CP, Điều 11; danh mục thông tin ở NĐ 43/2011/NĐ-CP, Điều 10"
            | "Decree 224/2026/NĐ-CP, art. 11; the list of facts in Decree 43/2011/NĐ-CP, art. 10"
        let (vi, en) = (names.0.join(", "), names.1.join(", "));
        let vi_lines = names.0.iter().map(|name| format!("«{name}: …»")).collect::<Vec<_>>().join(" và ");
        let en_lines = names.1.iter().map(|name| format!("«{name}: …»")).collect::<Vec<_>>().join(" and ");
        "văn bản chưa ghi {vi}, nên khó tìm" | "the document has no {en}, so it is hard to find"
        hint "thêm dòng {vi_lines}" | "add {en_lines}"
        hint if lacks_number => "văn bản không có số thì ghi «số hiệu: không số»"
            | "of a document without a number write «number: không số»"
    }
    /// Documents have no issuer, because portal.yaml lacks the codes in their numbers; `codes` has them with the number
    /// of documents, `commonest` is one of them, `issuers` the key of portal.yaml.
    pub fn unknown_issuer_codes(count: usize, codes: &str, issuers: (&str, &str), commonest: &str)
        = Advice "unknown-issuer" ConcernsPortal {
        rule "NĐ 43/2011/NĐ-CP, Điều 10: cơ quan ban hành là thông tin phải có"
            | "Decree 43/2011/NĐ-CP, art. 10: the issuer must be shown"
        let (vi, en) = issuers;
        "{count} văn bản không rõ cơ quan ban hành, vì chưa khai mã: {codes}"
            | "{count} documents have no issuer, for these codes are not declared: {codes}"
        hint "thêm vào portal.yaml, dưới dòng «{vi}:» (chưa có thì thêm), mỗi mã một dòng: «  {commonest}: tên cơ quan»"
            | "add to portal.yaml, below «{en}:» (add it if it is missing), one line a code: «  {commonest}: name of the body»"
        hint "hoặc ghi «cơ quan ban hành: …» ở văn bản" | "or write «issuer: …» in the document"
    }
    /// The number of a document was left blank, as in "Số:    BC/ĐU".
    pub fn blank_number(written: &str) = Advice "blank-number" {
        rule "NĐ 30/2020/NĐ-CP, Điều 15 và Phụ lục I" | "Decree 30/2020/NĐ-CP, art. 15 and appendix I"
        "số hiệu «{written}» còn để trống số thứ tự" | "the number «{written}» has no serial yet"
        hint "điền số của bản đã phát hành; nếu bản gốc cũng để trống thì bỏ qua góp ý này"
            | "fill in that of the issued original; if that is blank as well, ignore this advice"
    }
    /// A body of the state writes a number as the Party does.
    pub fn state_number_in_party_form(written: &str, intended: &str) = Advice "party-form" {
        rule "NĐ 30/2020/NĐ-CP, Phụ lục I: số/loại-cơ quan; Hướng dẫn 05-HD/VPTW: số-loại/cơ quan"
            | "Decree 30/2020/NĐ-CP, appendix I: serial/type-body; Guide 05-HD/VPTW: serial-type/body"
        "số «{written}» viết theo thể thức của Đảng" | "«{written}» is in the form of the Party"
        hint "cơ quan nhà nước viết «{intended}»; nếu bản gốc ghi như vậy thì bỏ qua góp ý này"
            | "a body of the state writes «{intended}»; ignore this advice if the original has it so"
    }
    /// Two documents of one issuer and type have the same number in the same year.
    pub fn same_number_in_year(written: &str, other_file: &str) = Advice "same-number" {
        rule "NĐ 30/2020/NĐ-CP, Điều 15: số lấy liên tiếp từ 01 trong mỗi năm"
            | "Decree 30/2020/NĐ-CP, art. 15: serials run from 01 within each year"
        "cơ quan này đã có văn bản số {written} cùng thể loại, cùng năm: {other_file}"
            | "this issuer has another document of this type, number {written} and year: {other_file}"
        hint "xem lại số hiệu và ngày ban hành của hai tệp; nếu là một văn bản thì xoá một tệp"
            | "check number and date of issue in both files; if they are one document, delete one"
    }
    /// The name of an attachment has another number than the document.
    pub fn file_of_other_number(name: &str, number: &str) = Advice "other-number-in-file-name" {
        rule "kinh nghiệm: tệp của văn bản khác hay bị đính kèm nhầm"
            | "experience: the file of another document is easily attached by mistake"
        "tên tệp «{name}» mang số khác với số hiệu {number}"
            | "the file name «{name}» has another number than {number}"
        hint "mở tệp xem có đúng văn bản này không; đúng thì đổi tên tệp, sai thì thay tệp"
            | "open it: if it is this document, rename the file, else replace it"
    }
    /// The year in a number is not the year of issue.
    pub fn year_of_number_differs(number: &str, day: &str) = Advice "year-of-number" {
        rule "Luật 80/2015/QH13, Điều 10: số hiệu ghi năm ban hành" | "Law 80/2015/QH13, art. 10: the number has the year of issue"
        "năm trong số hiệu {number} khác năm ban hành ({day})"
            | "the year in the number {number} is not that of the issue ({day})"
        hint "xem lại số hiệu và ngày ban hành" | "check the number and the date of issue"
    }
    /// The letterhead in the body has another number than the metadata.
    pub fn letterhead_number_differs(found: &str, number: &str) = Advice "letterhead-differs" {
        rule "kinh nghiệm: người đọc thấy hai số, hai ngày khác nhau trên một trang"
            | "experience: readers see two numbers or dates on one page"
        "phần đầu văn bản ghi số «{found}», còn số hiệu khai là {number}"
            | "the letterhead has the number «{found}», the metadata {number}"
        hint "xem bản gốc rồi sửa chỗ sai" | "look at the original and mend the one that is wrong"
    }
    /// The letterhead in the body has another date than the metadata.
    pub fn letterhead_date_differs(found: &str, day: &str) = Advice "letterhead-differs" {
        "phần đầu văn bản ghi ngày {found}, còn ngày ban hành khai là {day}"
            | "the letterhead is dated {found}, the metadata {day}"
        hint "xem bản gốc rồi sửa chỗ sai" | "look at the original and mend the one that is wrong"
    }
    /// An entry was posted before its document was issued.
    pub fn posted_before_issue(posted: &str, issued: &str) = Advice "posted-before-issue" {
        rule "kinh nghiệm: một trong hai ngày bị gõ nhầm" | "experience: one of the two dates is mistyped"
        "ngày đăng ({posted}) trước ngày ban hành ({issued})"
            | "it was posted ({posted}) before it was issued ({issued})"
        hint "sửa ngày gõ nhầm" | "mend the date that is wrong"
    }
    /// A document was posted months after its issue.
    pub fn posted_late(days: i32) = Advice "posted-late" {
        rule "Luật Tiếp cận thông tin 2016, Điều 18: công khai trong 5 ngày làm việc; NĐ 43/2011/NĐ-CP, Điều 17"
            | "Law on access to information 2016, art. 18: within 5 working days; Decree 43/2011/NĐ-CP, art. 17"
        "văn bản được đăng {days} ngày sau khi ban hành" | "the document was posted {days} days after its issue"
        hint "xem lại ngày ban hành và ngày đăng; nếu đăng muộn thật thì bỏ qua góp ý này"
            | "check both dates; if it was that late, ignore this advice"
    }
    /// A document takes effect before it was issued.
    pub fn effect_before_issue(effective: &str, issued: &str) = Advice "effect-before-issue" {
        rule "Luật 64/2025/QH15, Điều 53: văn bản có hiệu lực từ hoặc sau ngày ban hành; Điều 55: trở về trước"
            | "Law 64/2025/QH15, art. 53: effect begins with or after the issue; art. 55: retroactive effect"
        "ngày hiệu lực ({effective}) trước ngày ban hành ({issued})"
            | "effect ({effective}) begins before the issue ({issued})"
        hint "sửa ngày gõ nhầm; văn bản có hiệu lực trở về trước thì bỏ qua góp ý này"
            | "mend the date that is wrong; ignore this advice if the document is retroactive"
    }
    /// A document ceases to be in force before, or when, it enters into force.
    pub fn ends_before_begin(expires: &str, begins: &str) = Advice "ends-before-begin" {
        rule "Luật 64/2025/QH15, Điều 57" | "Law 64/2025/QH15, art. 57"
        "ngày hết hiệu lực ({expires}) không sau ngày bắt đầu ({begins})"
            | "effect ends ({expires}) no later than it begins ({begins})"
        hint "xem lại hai ngày" | "check both dates"
    }
    /// A document has no date of effect; its text may state one.
    pub fn no_effective_date(stated: Option<&str>) = Advice "no-effective-date" {
        rule "Luật 64/2025/QH15, Điều 53 (văn bản quy phạm); NĐ 224/2026/NĐ-CP, Điều 11: phải có dữ liệu đặc tả"
            | "Law 64/2025/QH15, art. 53 (normative acts); Decree 224/2026/NĐ-CP, art. 11: metadata are required"
        "văn bản này chưa ghi ngày có hiệu lực" | "this document has no date of effect"
        hint if let Some(stated) = stated => "theo nội dung thì thêm dòng «ngày hiệu lực: {stated}»"
            | "by its text, add a line «effective_on: {stated}»"
        hint if stated.is_none() => "thêm dòng «ngày hiệu lực: …» theo điều khoản thi hành; «có hiệu lực từ ngày ký» là ngày ban hành"
            | "add a line «effective_on: …» from the last articles; «from the signing» is the date of issue"
    }
    /// Another document, in a file, acts on this one, but it is not known whether as a whole, or from when; `line` is
    /// its relation with the part to be filled in, unless that is known.
    pub fn unclear_effect(file: &str, line: Option<&BilingualText>, lacks_day: bool) = Advice "unclear-effect" {
        rule "kinh nghiệm: trang chỉ nói được «chưa rõ hiệu lực»" | "experience: the page can only say that it is unclear"
        "chưa rõ văn bản này còn hiệu lực không: {file} thay thế, bãi bỏ hoặc đình chỉ nó mà chưa ghi rõ phần nào, hoặc từ ngày nào"
            | "whether this document holds is unclear: {file} acts on it and gives no part, or no day"
        hint if let Some(BilingualText { vi, en }) = line => "ở {file}, ghi phần bị tác động: {vi}; cả văn bản thì «phần: toàn bộ»"
            | "in {file} write the part: {en}; if it is the whole document, «part: toàn bộ»"
        hint if lacks_day => "ở {file}, thêm dòng «ngày hiệu lực: …»" | "in {file} add a line «effective_on: …»"
    }
    /// The text of a normative act states another date of effect than the metadata.
    pub fn stated_effect_differs(stated: &str, effective: &str) = Advice "stated-effect-differs" {
        rule "kinh nghiệm: tình trạng hiệu lực tính theo ngày đã khai"
            | "experience: the legal status is computed from the metadata"
        "nội dung ghi có hiệu lực từ ngày {stated}, còn ngày hiệu lực khai là {effective}"
            | "the text is in force from {stated}, the metadata says {effective}"
        hint "xem bản gốc rồi sửa chỗ sai" | "look at the original and mend the one that is wrong"
    }
    /// A date is earlier or later than can be.
    pub fn unlikely_date(written: &str) = Advice "unlikely-date" {
        rule "kinh nghiệm: phần mềm ghi 01/01/1970 khi không có ngày, người gõ nhầm chữ số của năm"
            | "experience: programs write 01/01/1970 for no date, people mistype a digit of the year"
        "khó có ngày «{written}» ở đây" | "the date «{written}» is unlikely here"
        hint "sửa ngày; nếu không biết thì xoá dòng này" | "mend it; if it is unknown, delete the line"
    }
    /// A document is dated after the day of the check.
    pub fn issued_in_future(written: &str) = Advice "unlikely-date" {
        "ngày ban hành {written} chưa đến" | "the date of issue {written} has not come yet"
        hint "sửa ngày; dự thảo thì ghi «nháp: có»" | "mend it; of a draft write «draft: yes»"
    }
    /// A relation names a document of the portal's own body that the portal does not have.
    pub fn own_document_not_on_portal(number: &str, near: Option<&str>, line: &BilingualText) = Advice "not-on-portal" {
        rule "Luật Tiếp cận thông tin 2016, Điều 17; kinh nghiệm: số hiệu bị gõ nhầm"
            | "Law on access to information 2016, art. 17; experience: the number is mistyped"
        let BilingualText { vi, en } = line;
        "văn bản số {number} của chính cơ quan này không có trên cổng"
            | "document {number}, of this very body, is not on the portal"
        hint if let Some(near) = near => "số gần nhất trên cổng là {near}" | "the nearest on the portal is {near}"
        hint "sửa số, hoặc đăng văn bản đó; của cơ quan khác thì ghi {vi}"
            | "mend it, or post that document; if it is of another body, write {en}"
    }
    /// A ground of a document is newer than the document; `dates` has both days of issue.
    pub fn newer_ground(written: &str, dates: (&str, &str)) = Advice "newer-ground" {
        rule "kinh nghiệm: một trong hai ngày, hoặc số hiệu, bị gõ nhầm"
            | "experience: one of the dates, or the number, is mistyped"
        let (own, other) = dates;
        "«{written}» ban hành ngày {other}, sau văn bản này ({own})"
            | "«{written}» was issued on {other}, after this document ({own})"
        hint "xem lại số hiệu và hai ngày ban hành" | "check the number and both dates of issue"
    }
    /// A relation has another date than the document of that number and year on the portal, to which `line` leads.
    pub fn relation_to_other_day(number: &str, dates: (&str, &str), line: &BilingualText) = Advice "date-of-relation" {
        rule "kinh nghiệm: ngày gõ nhầm thì quan hệ không dẫn đến văn bản"
            | "experience: with a mistyped date, a relation leads nowhere"
        let BilingualText { vi, en } = line;
        let (written, actual) = dates;
        "văn bản số {number} trên cổng ban hành ngày {actual}, không phải {written}"
            | "document {number} on the portal was issued on {actual}, not on {written}"
        hint "nếu đúng văn bản đó, ghi {vi}; của cơ quan khác thì ghi thêm cơ quan ban hành"
            | "if that one is meant, write {en}; if it is of another body, add its issuer"
    }
    /// A body cites one document in two spellings.
    pub fn two_spellings(one: &str, other: &str) = Advice "two-spellings" {
        rule "Hướng dẫn 05-HD/VPTW và NĐ 30/2020/NĐ-CP, Phụ lục I" | "Guide 05-HD/VPTW and Decree 30/2020/NĐ-CP, appendix I"
        "văn bản số {other} còn được viết là «{one}» trong bài" | "document {other} is also written «{one}» in this text"
        hint "viết một cách, theo văn bản gốc, để tìm là thấy" | "write it one way, as the original does, so that it is found"
    }
    /// The only file of a document is that of another one; `other_file` is the path of the other entry.
    pub fn file_of_other_document(name: &str, other_file: &str) = Advice "same-file" {
        rule "kinh nghiệm: tệp của văn bản khác hay bị đính kèm nhầm"
            | "experience: the file of another document is easily attached by mistake"
        "tệp «{name}» giống hệt tệp của văn bản khác: {other_file}"
            | "the file «{name}» equals that of another document: {other_file}"
        hint "mở tệp xem là của văn bản nào, rồi thay tệp đính kèm nhầm"
            | "open it to see whose it is, and replace the one attached by mistake"
    }
    /// A document has neither a text nor a file.
    pub fn nothing_to_read() = Advice "nothing-to-read" {
        rule "NĐ 43/2011/NĐ-CP, Điều 10: tệp văn bản cho phép tải về" | "Decree 43/2011/NĐ-CP, art. 10: a file to download"
        "văn bản này không có nội dung và không có tệp để tải về" | "this document has neither a text nor a file"
        hint "đặt tệp văn bản cạnh bài, hoặc chép nội dung vào bài" | "put its file beside the entry, or paste its text"
    }
    /// The footer lacks data of the portal's owner; `names` says which in both languages, `lines` how they are written
    /// in portal.yaml, below the key `owner`, or at the end of its braces.
    pub fn incomplete_owner(
        names: (&str, &str), owner: (&str, &str), lines: (&str, &str), in_braces: bool
    ) = Advice "incomplete-owner" ConcernsPortal {
        rule "TT 32/2017/TT-BTTTT, Điều 16; NĐ 174/2026/NĐ-CP, Điều 93 (phạt 10–20 triệu đồng)"
            | "Circular 32/2017/TT-BTTTT, art. 16; Decree 174/2026/NĐ-CP, art. 93 (a fine of 10–20 million đồng)"
        let ((vi, en), (vi_owner, en_owner), (vi_lines, en_lines)) = (names, owner, lines);
        "cuối trang còn thiếu {vi}" | "the footer lacks {en}"
        hint if !in_braces => "thêm vào portal.yaml, dưới dòng «{vi_owner}:»: {vi_lines}"
            | "add to portal.yaml, below the line «{en_owner}:»: {en_lines}"
        hint if in_braces => "thêm vào portal.yaml, ngay trước dấu }} của «{vi_owner}»: «{vi_lines}»"
            | "add to portal.yaml, right before the }} of «{en_owner}»: «{en_lines}»"
    }
    /// A file is published that no entry refers to.
    pub fn unused_file() = Advice "unused-file" ConcernsPortal {
        rule "kinh nghiệm: tệp bỏ quên vẫn được đăng, ai biết địa chỉ đều tải được"
            | "experience: a forgotten file is published all the same"
        "không bài nào dùng tệp này, nhưng tệp vẫn được đăng" | "no entry uses this file, but it is published"
        hint "đính kèm hoặc dẫn đến tệp trong một bài, hoặc đưa tệp ra khỏi content/"
            | "attach it or link to it, or move it out of content/"
    }
    /// A service or server does not read all rules of a file; `first` is the address of the first that is lost.
    pub fn too_many_rules(server: &str, file: &str, count: usize, first: &str) = Advice "server-limit" ConcernsPortal {
        rule "tài liệu của Cloudflare Pages và của IIS" | "documentation of Cloudflare Pages and of IIS"
        "{server} bỏ qua {count} quy tắc của {file}, kể từ «{first}»: nhiều quá"
            | "{server} ignores {count} rules of {file}, from «{first}» on: there are too many"
        hint "không dùng {server} thì bỏ qua góp ý này; dùng thì bớt địa chỉ cũ, hoặc đăng tệp ở dạng PDF"
            | "ignore this if you do not use {server}; otherwise drop old addresses, or publish files as PDF"
    }
    /// A server refuses the whole file with its rules.
    pub fn rules_too_long(server: &str, file: &str) = Advice "server-limit" ConcernsPortal {
        "{server} không nhận {file} vì dài quá, và sẽ báo lỗi ở mọi trang"
            | "{server} refuses {file}, which is too long, and answers every request with an error"
        hint "không dùng {server} thì bỏ qua góp ý này; dùng thì bớt bài thu hồi, hoặc đăng tệp ở dạng PDF"
            | "ignore this if you do not use {server}; otherwise withdraw fewer entries, or publish files as PDF"
    }
    /// A table has no header row.
    pub fn table_without_header() = Advice "table-without-header" {
        rule "TT 32/2017/TT-BTTTT, Điều 18" | "Circular 32/2017/TT-BTTTT, art. 18"
        "bảng này không có dòng tiêu đề cột" | "this table has no header row"
        hint "viết tên các cột ở dòng đầu, trên dòng |---|" | "name the columns in the first row, above |---|"
    }
    /// The text of a link says nothing of its target.
    pub fn vague_link(text: &str) = Advice "vague-link" {
        rule "TT 32/2017/TT-BTTTT, Điều 18" | "Circular 32/2017/TT-BTTTT, art. 18"
        "chữ của liên kết «{text}» không nói dẫn đến đâu" | "the link text «{text}» does not say where it leads"
        hint "viết tên trang hoặc tên văn bản trong ngoặc vuông: [Kế hoạch 09/KH-UBND](…)"
            | "write the name of the page or document: [Plan 09/KH-UBND](…)"
    }
    /// A heading is more than one level below the one before.
    pub fn skipped_heading(written: u8, expected: u8) = Advice "skipped-heading" {
        rule "TT 32/2017/TT-BTTTT, Điều 18; WCAG 2.2, 1.3.1" | "Circular 32/2017/TT-BTTTT, art. 18; WCAG 2.2, 1.3.1"
        let (found, wanted) = ("#".repeat(written.into()), "#".repeat(expected.into()));
        "đề mục nhảy bậc: «{found}» ngay sau bậc trên, thiếu bậc giữa" | "the heading «{found}» skips a level"
        hint "dùng «{wanted}»" | "use «{wanted}»"
    }
    /// A piece of news names its source in the text only.
    pub fn source_in_text(found: &str) = Advice "source-in-text" {
        rule "NĐ 147/2024/NĐ-CP, Điều 24: ghi rõ nguồn và thời gian đăng" | "Decree 147/2024/NĐ-CP, art. 24: name source and time"
        "bài ghi nguồn trong nội dung («{found}») mà không khai nguồn" | "the text names its source («{found}»), the metadata does not"
        hint "thêm «nguồn: {{tên: …, địa chỉ: …, ngày đăng: …}}»" | "add «source: {{name: …, url: …, posted_at: …}}»"
    }
}
