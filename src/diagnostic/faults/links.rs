//! Faults of files, addresses and links, and of the body of an entry.
//!
//! A fault that would lead a reader to a missing page is an error: a broken link, a missing file, an address that is
//! claimed twice. A fault with a readable fallback, such as a disallowed tag shown as text, is advice. A clash has the
//! places of both claimants.

use crate::diagnostic::place::Place;
use crate::limits;

faults! {
    /// The name of a file lost letters in a wrong encoding, or cannot be published for another reason.
    pub fn unsafe_file_name(name: &str, proposal: &str) = Error "damaged-name" {
        let name = name.escape_debug();
        "tên tệp «{name}» bị hỏng, không đăng được" | "the file name «{name}» is damaged and cannot be published"
        hint "đổi tên tệp, ví dụ {proposal}" | "rename it, such as {proposal}"
    }
    /// The names of two files differ only in their Unicode form.
    pub fn duplicate_file_name() = Error "same-name-twice" {
        "có hai tệp cùng tên, chỉ khác cách mã hoá dấu tiếng Việt"
            | "two files have this name, in different Unicode forms"
        hint "xoá hoặc đổi tên một tệp" | "delete or rename one of them"
    }
    /// A symbolic link leads out of its folder of sources or to a hidden file, is dangling, or is cyclic.
    pub fn bad_symbolic_link() = Error "leads-outside" {
        "liên kết tệp này dẫn ra ngoài thư mục nguồn, đến một tệp ẩn, hoặc không dẫn đến đâu"
            | "this symbolic link leads out of its folder of sources, to a hidden file, or nowhere"
        hint "thay liên kết bằng chính tệp đó" | "put the file itself in its place"
    }
    /// A pipe, a socket or a device is in the place of a file.
    pub fn special_file() = Error "not-a-file" {
        "đây là ống dẫn, socket hoặc thiết bị, không phải là tệp; không đọc"
            | "this is a pipe, a socket or a device and not a file; it is not read"
        hint "chuyển đi nơi khác hoặc xoá" | "move it elsewhere or delete it"
    }
    /// A path in an entry leads out of the folder of the entry.
    pub fn file_outside_entry(written: &str) = Error "file-outside" {
        "«{written}» không nằm trong thư mục của bài này" | "«{written}» does not lie beside this entry"
        hint "chép tệp vào cạnh bài, hoặc viết đường dẫn từ content/ bắt đầu bằng /"
            | "copy the file beside the entry, or write a path from content/ that begins with /"
    }
    /// A file given by an entry does not exist.
    pub fn missing_file(written: &str, near: Option<&str>) = Error "file-missing" {
        "không thấy tệp «{written}»" | "there is no file «{written}»"
        suggest near
        hint if near.is_none() => "chép tệp vào cạnh bài này" | "copy the file beside this entry"
    }
    /// An attachment or picture is given as a URL of another site; `name` is that of the file, if the URL has it, and
    /// `example` one.
    pub fn attachment_on_web(url: &str, name: Option<&str>, example: &str) = Error "file-missing" {
        let text = name.unwrap_or("tên tệp");
        "«{url}» là địa chỉ trên mạng, không phải tệp nằm cạnh bài này"
            | "«{url}» is a web address, not a file beside this entry"
        hint if let Some(name) = name => "tải tệp về, đặt cạnh bài và chỉ ghi tên tệp: {name}"
            | "download it, put it beside the entry and write its name only: {name}"
        hint if name.is_none() => "tải tệp về, đặt cạnh bài, rồi ghi tên tệp đã tải, như: {example}"
            | "download it, put it beside the entry, then write the name of that file, such as: {example}"
        hint "hoặc bỏ dòng này và đặt liên kết trong nội dung: [{text}]({url})"
            | "or drop this line and link it in the body: [{text}]({url})"
    }
    /// The value of the picture's key of a piece of news is no file name: it is rather the name of the photographer.
    pub fn picture_without_file(written: &str) = Error "file-missing" {
        "«{written}» không phải là tên tệp ảnh" | "«{written}» is not the name of a picture"
        hint "tên người chụp thì viết «ảnh của: {written}»" | "write a photographer as «photographer: {written}»"
        hint "tên tệp thì viết cả phần đuôi, ví dụ {written}.jpg" | "write a file with its ending, such as {written}.jpg"
    }
    /// An attachment is given as a path on a local computer.
    pub fn external_attachment(name: &str) = Error "file-missing" {
        "tệp đính kèm phải nằm cạnh bài này" | "an attachment must lie beside this entry"
        hint "chép tệp vào cạnh bài và chỉ ghi tên tệp: {name}"
            | "copy it beside the entry and write its name only: {name}"
    }
    /// The picture of an entry has a format that browsers cannot display.
    pub fn unsupported_picture(written: &str) = Error "no-picture" {
        "«{written}» không phải là ảnh mà trình duyệt hiện được" | "«{written}» is no picture that browsers show"
        hint "dùng ảnh .jpg, .png, .webp, .gif hoặc .svg; ảnh HEIC, TIFF thì mở rồi lưu lại thành JPG"
            | "use a .jpg, .png, .webp, .gif or .svg; open a HEIC or TIFF picture and save it as JPG"
    }
    /// A file looks like an entry but does not have the name of one, so it would be published as is.
    pub fn misnamed_entry(proposal: &str) = Error "misnamed-entry" {
        "tệp này có vẻ là một bài nhưng tên không đúng"
            | "this file looks like an entry, but its name is not that of one"
        hint "đổi tên thành {proposal}" | "rename it to {proposal}"
    }
    /// The text of a section has the file name of an entry.
    pub fn index_in_section() = Error "section-index" {
        "thư mục này là một chuyên mục, không phải một bài" | "this folder is a section, not an entry"
        hint "đổi tên index.md thành _index.md" | "rename index.md to _index.md"
    }
    /// A document has the file name of the text of a section; `name` is the right one.
    pub fn document_as_index(key: &str, name: &str) = Error "section-index" {
        "_index.md là lời giới thiệu của một thư mục, nhưng tệp này có «{key}» như một văn bản"
            | "_index.md is the text of a folder, but this file has «{key}», as documents do"
        hint "đổi tên _index.md thành {name}" | "rename _index.md to {name}"
    }
    /// A Markdown file is in the folder of another entry.
    pub fn markdown_in_entry_folder(entry: &str) = Error "markdown-in-entry-folder" {
        "tệp .md này nằm trong thư mục của bài {entry}" | "this .md file lies in the folder of {entry}"
        hint "chuyển tệp ra thư mục bên ngoài" | "move it to the folder above"
    }
    /// The slug of a part of the path is empty.
    pub fn empty_address_part(part: &str) = Error "empty-address" {
        "«{part}» không có chữ hoặc số nào để làm địa chỉ" | "«{part}» has no letter or digit to make an address of"
        hint "đổi tên tệp, hoặc thêm dòng «đường dẫn: …»" | "rename it, or add a line «slug: …»"
    }
    /// A part of an address is longer than file systems allow.
    pub fn address_part_too_long(part: &str) = Error "long-address" {
        let start = part.chars().take(40).collect::<String>();
        "địa chỉ «{start}…» quá dài" | "the address «{start}…» is too long"
        hint "đặt tên ngắn hơn" | "choose a shorter name"
        hint "nếu là danh sách thì viết mỗi mục một dòng, bắt đầu bằng «- »"
            | "if it is a list, write one item a line, beginning with «- »"
    }
    /// An address is too long as a whole, or has too many parts.
    pub fn address_too_long(address: &str) = Error "long-address" {
        let start = address.chars().take(40).collect::<String>();
        let (bytes, parts) = (limits::ADDRESS_BYTES, limits::ADDRESS_PARTS);
        "địa chỉ «{start}…» dài quá {bytes} byte hoặc quá {parts} phần"
            | "the address «{start}…» has more than {bytes} bytes or {parts} parts"
        hint "bớt cấp thư mục, hoặc đặt tên ngắn hơn" | "use fewer folders, or shorter names"
    }
    /// An old address is so long that servers do not compare requests for it.
    pub fn old_address_too_long(address: &str) = Warning "long-old-address" {
        let start = address.chars().take(40).collect::<String>();
        let limit = limits::REQUEST_BYTES;
        "địa chỉ cũ «{start}…» quá dài: nginx và Apache không chuyển từ đó đến bài này"
            | "the old address «{start}…» is too long: nginx and Apache do not redirect from there"
        hint "bỏ khỏi địa chỉ những tham số thừa, cho ngắn hơn {limit} ký tự nhiều"
            | "leave out parameters without a meaning, so that it has much fewer than {limit} characters"
    }
    /// A part of the path is reserved for generated pages.
    pub fn reserved_address(part: &str) = Error "reserved-address" {
        "«{part}» là địa chỉ dành riêng cho các trang danh sách" | "«{part}» is an address kept for lists"
        hint "đổi tên thư mục hoặc tệp" | "rename the folder or the file"
    }
    /// Windows cannot keep a file of the name of a part of an address.
    pub fn device_address(address: &str) = Error "device-name" {
        "địa chỉ {address} có phần mà Windows không nhận làm tên (con, nul, com1 …, dấu hai chấm, dấu chấm hay dấu cách ở cuối)"
            | "a part of the address {address} is no name on Windows (con, nul, com1 …, a colon, a dot or space at the end)"
        hint "đổi tên tệp hoặc thư mục, hoặc ghi «đường dẫn: …»; với địa chỉ cũ thì bỏ dòng này"
            | "rename the file or folder, or write «slug: …»; drop the line if it is an old address"
    }
    /// An address is claimed twice; `by_slug` if a slug can change the address of one claimant.
    pub fn address_clash(other: Option<Place>, address: &str, by_slug: bool) = Error "clash" {
        "có hai nơi cùng nhận địa chỉ {address}" | "two claim the address {address}"
        hint if by_slug => "đổi tên một trong hai tệp" | "rename one of the two files"
        hint if by_slug => "hoặc thêm dòng «đường dẫn: …» cho một bài" | "or give one entry a line «slug: …»"
        hint if !by_slug => "đổi hoặc bỏ một trong hai" | "change or drop one of the two"
        other_place other
    }
    /// An address of a generated page or file is claimed.
    pub fn generated_address_clash(address: &str) = Error "clash" {
        "địa chỉ {address} dành cho một trang hoặc tệp do chương trình tạo"
            | "the address {address} belongs to a page or file that the program makes"
        hint "đổi tên tệp hoặc đổi địa chỉ này" | "rename the file, or change this address"
    }
    /// Two terms of a taxonomy have the same address.
    pub fn term_address_clash(other: Option<Place>, address: &str, terms: [&str; 2]) = Error "term-clash" {
        let [second, first] = terms;
        "«{second}» và «{first}» cùng có địa chỉ {address}" | "«{second}» and «{first}» have one address, {address}"
        hint "viết thống nhất hoặc đổi một trong hai" | "write both alike, or change one of them"
        other_place other
    }
    /// A term has no letter or digit for an address.
    pub fn empty_term_address(term: &str) = Error "nameless-term" {
        "«{term}» không có chữ hoặc số nào để làm địa chỉ" | "«{term}» has no letter or digit to make an address of"
        hint "viết lại giá trị này bằng chữ" | "write this value in letters"
    }
    /// Two documents have the same issuer, number, date and language.
    pub fn duplicate_document(other: Place, number: &str, date: &str) = Error "same-identity" {
        "văn bản số {number} ngày {date} của cùng cơ quan đã có ở tệp khác"
            | "the document {number} of {date} by the same issuer is in another file too"
        hint "xoá một tệp, hoặc sửa số hiệu, ngày, cơ quan ban hành"
            | "delete one file, or mend its number, date or issuer"
        other_place other
    }
    /// A link or picture of an entry has no target.
    pub fn broken_link(written: &str, near: Option<&str>) = Error "broken-link" {
        "liên kết «{written}» không dẫn đến trang hay tệp nào của cổng"
            | "the link «{written}» leads to no page or file of the portal"
        suggest near
    }
    /// A link of an entry has the name of a file that does not exist.
    pub fn broken_file_link(written: &str, near: Option<&str>) = Error "broken-link" {
        "liên kết «{written}» không dẫn đến tệp nào của cổng"
            | "the link «{written}» leads to no file of the portal"
        suggest near
        hint if near.is_none() => "chép tệp vào cạnh bài này" | "copy the file beside this entry"
    }
    /// A picture of an entry does not exist.
    pub fn missing_picture(written: &str, near: Option<&str>) = Error "broken-link" {
        "không thấy ảnh «{written}»" | "there is no picture «{written}»"
        suggest near
        hint if near.is_none() => "chép tệp vào cạnh bài này" | "copy the file beside this entry"
    }
    /// The address of a picture is that of a page.
    pub fn page_as_picture(written: &str, near: Option<&str>) = Error "broken-link" {
        "«{written}» là địa chỉ của một trang, không phải tệp ảnh"
            | "«{written}» is the address of a page, not a picture"
        suggest near
        hint "ghi tên tệp ảnh đặt cạnh bài này, như anh.jpg; muốn dẫn đến trang thì bỏ dấu ! ở trước"
            | "write the name of a picture beside this entry, such as anh.jpg; to link to the page drop the !"
    }
    /// A link leads to an entry that is a draft or not published yet.
    pub fn link_to_unpublished(written: &str, draft: bool) = Error "broken-link" {
        let (vi, en) = if draft {
            ("còn là bản nháp", "is a draft")
        } else {
            ("chưa đến ngày đăng", "is not due yet")
        };
        "liên kết «{written}» dẫn đến bài {vi}" | "the link «{written}» leads to an entry that {en}"
        hint "đăng bài đó, hoặc bỏ liên kết" | "publish that entry, or drop the link"
    }
    /// A link leads to a heading that does not exist on the page.
    pub fn broken_anchor(written: &str, near: Option<&str>) = Advice "broken-anchor" {
        rule "NĐ 43/2011/NĐ-CP, Điều 15: liên kết đúng" | "Decree 43/2011/NĐ-CP, art. 15: links are right"
        "trang này không có mục «{written}»" | "this page has no heading «{written}»"
        suggest near
    }
    /// A link that a template generates has no target.
    /// `asset` is the name of the file of the theme that it may mean.
    pub fn broken_template_link(link: &str, page: &str, asset: Option<&str>) = Error "broken-template-link" {
        "mẫu trang viết liên kết «{link}» không dẫn đến đâu (ở trang {page})"
            | "the template writes a link «{link}» that leads nowhere (on the page {page})"
        hint if let Some(name) = asset => "dùng {{{{ asset(name=\"{name}\") }}}}: tên đăng của tệp đổi theo nội dung"
            | "use {{{{ asset(name=\"{name}\") }}}}: the published name of a file changes with its content"
    }
    /// A tag that is not on the allow-list is shown as text.
    pub fn disallowed_tag(name: &str) = Advice "refused-tag" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "thẻ <{name}> không được phép, sẽ hiện ra như chữ thường"
            | "the tag <{name}> is not allowed and is shown as text"
        hint "xoá thẻ này; chữ đậm thì viết **chữ**, video hay bản đồ thì đặt liên kết: [tên](địa chỉ)"
            | "delete it; for bold write **text**, for a video or a map put a link: [name](address)"
    }
    /// A link with a scheme that is not allowed is shown as text.
    pub fn disallowed_scheme(destination: &str) = Advice "refused-scheme" {
        rule "kinh nghiệm: liên kết như vậy có thể chạy mã lạ" | "experience: such a link may run foreign code"
        "liên kết «{destination}» không được phép, chỉ hiện chữ"
            | "the link «{destination}» is not allowed and is shown as text"
        hint "chỉ dùng https:, http:, mailto:, tel:" | "use https:, http:, mailto: or tel: only"
    }
    /// An HTML comment is not closed.
    pub fn unclosed_comment() = Advice "unclosed-comment" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "ghi chú <!-- không có dấu đóng -->, sẽ hiện ra như chữ thường"
            | "the comment <!-- is not closed by --> and is shown as text"
    }
    /// An inline tag is not closed; it ends with its paragraph.
    pub fn unclosed_tag(name: &str) = Advice "unclosed-tag" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "thẻ <{name}> không có thẻ đóng, nên kết thúc ở cuối đoạn"
            | "the tag <{name}> is not closed and ends with its paragraph"
        hint "viết </{name}> ở cuối phần chữ của nó" | "write </{name}> at the end of its text"
    }
    /// A heading has no text and is left out.
    pub fn empty_heading() = Advice "empty-heading" {
        rule "TT 32/2017/TT-BTTTT, Điều 18" | "Circular 32/2017/TT-BTTTT, art. 18"
        "đề mục không có chữ, nên không hiện ra" | "the heading has no text and is left out"
        hint "viết chữ sau dấu #, hoặc xoá dòng này" | "write text after the #, or delete the line"
    }
    /// A line with the mark of a unit was made a block of its own, though the line before is not finished.
    pub fn line_begins_block() = Advice "line-begins-block" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "dòng này thành đoạn riêng, nhưng dòng trên chưa hết câu"
            | "this line is a block of its own, but the line before does not end a sentence"
        hint "nối vào dòng trên nếu là phần tiếp theo của câu; thêm dòng trống phía trên nếu là đoạn mới"
            | "join it with the line before if it continues the sentence; else put an empty line above it"
    }
    /// A line with the mark of a unit was taken for the rest of the line before.
    pub fn line_continues() = Advice "line-continues" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "dòng này được nối vào dòng trên, vì dòng trên chưa hết câu"
            | "this line is joined with the line before, which does not end a sentence"
        hint "thêm dòng trống phía trên nếu là đoạn mới; nối vào dòng trên nếu không phải"
            | "put an empty line above it if it is a new block; else join it with the line before"
    }
    /// Markup is nested so deeply that the innermost levels are dropped.
    pub fn markup_too_deep() = Advice "too-deep" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "các dấu định dạng lồng nhau quá sâu, phần trong cùng bị bỏ dấu"
            | "the marks are nested too deeply, the innermost are dropped"
    }
    /// The Markdown parser failed; the body is shown as plain text.
    pub fn unreadable_markdown() = Warning "unreadable-markdown" {
        "không định dạng được nội dung này, sẽ hiện ra như chữ thường"
            | "this body cannot be formatted and is shown as plain text"
    }
}
