//! Faults of files, addresses and links, and of the body of an entry.
//!
//! A fault that would lead a reader to a missing page is an error: a broken link, a missing file, an address that is
//! claimed twice. A fault with a readable fallback, such as a disallowed tag shown as text, is advice. A clash has the
//! places of both claimants.

use super::{advice, error, suggest, warning};
use crate::diagnostic::{Diagnostic, Place};

/// The name of a file lost letters in a wrong encoding, or cannot be published for another reason.
pub fn unsafe_file_name(place: Place, name: &str, proposal: &str) -> Diagnostic {
    error(
        "damaged-name",
        place,
        format!("tên tệp «{}» bị hỏng, không đăng được", name.escape_debug()),
        format!("the file name «{}» is damaged and cannot be published", name.escape_debug()),
    )
    .with_repair(format!("đổi tên tệp, ví dụ {proposal}"), format!("rename it, such as {proposal}"))
}

/// The names of two files differ only in their Unicode form.
pub fn duplicate_file_name(place: Place) -> Diagnostic {
    error(
        "same-name-twice",
        place,
        "có hai tệp cùng tên, chỉ khác cách mã hoá dấu tiếng Việt".to_owned(),
        "two files have this name, in different Unicode forms".to_owned(),
    )
    .with_repair("xoá hoặc đổi tên một tệp", "delete or rename one of them")
}

/// A symbolic link leads out of the portal, is dangling, or is cyclic.
pub fn bad_symbolic_link(place: Place) -> Diagnostic {
    error(
        "leads-outside",
        place,
        "liên kết tệp này dẫn ra ngoài thư mục của cổng hoặc không dẫn đến đâu".to_owned(),
        "this symbolic link leads out of the portal's folder, or nowhere".to_owned(),
    )
    .with_repair("thay liên kết bằng chính tệp đó", "put the file itself in its place")
}

/// A pipe, a socket or a device is in the place of a file.
pub fn special_file(place: Place) -> Diagnostic {
    error(
        "not-a-file",
        place,
        "đây là ống dẫn, socket hoặc thiết bị, không phải là tệp; không đọc".to_owned(),
        "this is a pipe, a socket or a device and not a file; it is not read".to_owned(),
    )
    .with_repair("chuyển đi nơi khác hoặc xoá", "move it elsewhere or delete it")
}

/// A path in an entry leads out of the folder of the entry.
pub fn file_outside_entry(place: Place, written: &str) -> Diagnostic {
    error(
        "file-outside",
        place,
        format!("«{written}» không nằm trong thư mục của bài này"),
        format!("«{written}» does not lie beside this entry"),
    )
    .with_repair(
        "chép tệp vào cạnh bài, hoặc viết đường dẫn từ content/ bắt đầu bằng /",
        "copy the file beside the entry, or write a path from content/ that begins with /",
    )
}

/// A file given by an entry does not exist.
pub fn missing_file(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "file-missing",
        place,
        format!("không thấy tệp «{written}»"),
        format!("there is no file «{written}»"),
    );
    match near {
        Some(_) => suggest(fault, near),
        None => fault.with_repair("chép tệp vào cạnh bài này", "copy the file beside this entry"),
    }
}

/// An attachment is given as a URL of another site, or as a path on a local computer.
pub fn external_attachment(place: Place, name: &str) -> Diagnostic {
    error(
        "file-missing",
        place,
        "tệp đính kèm phải nằm cạnh bài này".to_owned(),
        "an attachment must lie beside this entry".to_owned(),
    )
    .with_repair(
        format!("chép tệp vào cạnh bài và chỉ ghi tên tệp: {name}; liên kết ra ngoài thì viết trong nội dung"),
        format!("copy it beside the entry and write its name only: {name}; links belong in the body"),
    )
}

/// The picture of an entry has a format that browsers cannot display.
pub fn unsupported_picture(place: Place, written: &str) -> Diagnostic {
    error(
        "no-picture",
        place,
        format!("«{written}» không phải là ảnh mà trình duyệt hiện được"),
        format!("«{written}» is no picture that browsers show"),
    )
    .with_repair(
        "dùng ảnh .jpg, .png, .webp, .gif hoặc .svg",
        "use a .jpg, .png, .webp, .gif or .svg",
    )
}

/// A file looks like an entry but does not have the name of one, so it would be published as is.
pub fn misnamed_entry(place: Place, proposal: &str) -> Diagnostic {
    error(
        "misnamed-entry",
        place,
        "tệp này có vẻ là một bài nhưng tên không đúng".to_owned(),
        "this file looks like an entry, but its name is not that of one".to_owned(),
    )
    .with_repair(format!("đổi tên thành {proposal}"), format!("rename it to {proposal}"))
}

/// The text of a section has the file name of an entry.
pub fn index_in_section(place: Place) -> Diagnostic {
    error(
        "section-index",
        place,
        "thư mục này là một chuyên mục, không phải một bài".to_owned(),
        "this folder is a section, not an entry".to_owned(),
    )
    .with_repair("đổi tên index.md thành _index.md", "rename index.md to _index.md")
}

/// A link leads to an entry that is a draft or not published yet.
pub fn link_to_unpublished(place: Place, written: &str, draft: bool) -> Diagnostic {
    let (vi, en) = if draft {
        ("còn là bản nháp", "is a draft")
    } else {
        ("chưa đến ngày đăng", "is not due yet")
    };
    error(
        "broken-link",
        place,
        format!("liên kết «{written}» dẫn đến bài {vi}"),
        format!("the link «{written}» leads to an entry that {en}"),
    )
    .with_repair("đăng bài đó, hoặc bỏ liên kết", "publish that entry, or drop the link")
}

/// A Markdown file is in the folder of another entry.
pub fn markdown_in_entry_folder(place: Place, entry: &str) -> Diagnostic {
    error(
        "markdown-in-entry-folder",
        place,
        format!("tệp .md này nằm trong thư mục của bài {entry}"),
        format!("this .md file lies in the folder of {entry}"),
    )
    .with_repair("chuyển tệp ra thư mục bên ngoài", "move it to the folder above")
}

/// The slug of a part of the path is empty.
pub fn empty_address_part(place: Place, part: &str) -> Diagnostic {
    error(
        "empty-address",
        place,
        format!("«{part}» không có chữ hoặc số nào để làm địa chỉ"),
        format!("«{part}» has no letter or digit to make an address of"),
    )
    .with_repair("đổi tên tệp, hoặc thêm dòng «đường dẫn: …»", "rename it, or add a line «slug: …»")
}

/// A part of an address is longer than file systems allow.
pub fn address_part_too_long(place: Place, part: &str) -> Diagnostic {
    let start: String = part.chars().take(40).collect();
    error(
        "long-address",
        place,
        format!("địa chỉ «{start}…» quá dài"),
        format!("the address «{start}…» is too long"),
    )
    .with_repair(
        "đặt tên ngắn hơn; nếu là danh sách thì viết mỗi mục một dòng, bắt đầu bằng «- »",
        "choose a shorter name; if it is a list, write one item a line, beginning with «- »",
    )
}

/// A part of the path is reserved for generated pages.
pub fn reserved_address(place: Place, part: &str) -> Diagnostic {
    error(
        "reserved-address",
        place,
        format!("«{part}» là địa chỉ dành riêng cho các trang danh sách"),
        format!("«{part}» is an address kept for lists"),
    )
    .with_repair("đổi tên thư mục hoặc tệp", "rename the folder or the file")
}

/// An address is claimed twice; `by_slug` if a slug can change the address of one claimant.
pub fn address_clash(
    place: Place,
    other: Option<Place>,
    address: &str,
    by_slug: bool,
) -> Diagnostic {
    let fault = error(
        "clash",
        place,
        format!("có hai nơi cùng nhận địa chỉ {address}"),
        format!("two claim the address {address}"),
    );
    let fault = if by_slug {
        fault.with_repair(
            "đổi tên một trong hai tệp, hoặc thêm dòng «đường dẫn: …» cho một bài",
            "rename one of the two files, or give one entry a line «slug: …»",
        )
    } else {
        fault.with_repair("đổi hoặc bỏ một trong hai", "change or drop one of the two")
    };
    match other {
        Some(other) => fault.with_other_place(other),
        None => fault,
    }
}

/// An address of a generated page or file is claimed.
pub fn generated_address_clash(place: Place, address: &str) -> Diagnostic {
    error(
        "clash",
        place,
        format!("địa chỉ {address} dành cho một trang hoặc tệp do chương trình tạo"),
        format!("the address {address} belongs to a page or file that the program makes"),
    )
    .with_repair("đổi tên tệp hoặc đổi địa chỉ này", "rename the file, or change this address")
}

/// Two terms of a taxonomy have the same address.
pub fn term_address_clash(
    place: Place,
    other: Option<Place>,
    address: &str,
    terms: [&str; 2],
) -> Diagnostic {
    let [second, first] = terms;
    let fault = error(
        "term-clash",
        place,
        format!("«{second}» và «{first}» cùng có địa chỉ {address}"),
        format!("«{second}» and «{first}» have one address, {address}"),
    )
    .with_repair(
        "viết thống nhất hoặc đổi một trong hai",
        "write both alike, or change one of them",
    );
    match other {
        Some(other) => fault.with_other_place(other),
        None => fault,
    }
}

/// A term has no letter or digit for an address.
pub fn empty_term_address(place: Place, term: &str) -> Diagnostic {
    error(
        "nameless-term",
        place,
        format!("«{term}» không có chữ hoặc số nào để làm địa chỉ"),
        format!("«{term}» has no letter or digit to make an address of"),
    )
    .with_repair("viết lại giá trị này bằng chữ", "write this value in letters")
}

/// Two documents have the same issuer, number, date and language.
pub fn duplicate_document(place: Place, other: Place, number: &str, date: &str) -> Diagnostic {
    error(
        "same-identity",
        place,
        format!("văn bản số {number} ngày {date} của cùng cơ quan đã có ở tệp khác"),
        format!("the document {number} of {date} by the same issuer is in another file too"),
    )
    .with_repair(
        "xoá một tệp, hoặc sửa số hiệu, ngày, cơ quan ban hành",
        "delete one file, or mend its number, date or issuer",
    )
    .with_other_place(other)
}

/// A link or picture of an entry has no target.
pub fn broken_link(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "broken-link",
        place,
        format!("liên kết «{written}» không dẫn đến trang hay tệp nào của cổng"),
        format!("the link «{written}» leads to no page or file of the portal"),
    );
    suggest(fault, near)
}

/// A link leads to a heading that does not exist on the page.
pub fn broken_anchor(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = advice(
        "broken-anchor",
        place,
        format!("trang này không có mục «{written}»"),
        format!("this page has no heading «{written}»"),
    );
    suggest(fault, near)
}

/// A link that a template generates has no target.
pub fn broken_template_link(place: Place, link: &str, page: &str) -> Diagnostic {
    error(
        "broken-template-link",
        place,
        format!("mẫu trang viết liên kết «{link}» không dẫn đến đâu (ở trang {page})"),
        format!("the template writes a link «{link}» that leads nowhere (on the page {page})"),
    )
}

/// A tag that is not on the allow-list is shown as text.
pub fn disallowed_tag(place: Place, name: &str) -> Diagnostic {
    advice(
        "refused-tag",
        place,
        format!("thẻ <{name}> không được phép, sẽ hiện ra như chữ thường"),
        format!("the tag <{name}> is not allowed and is shown as text"),
    )
}

/// A link with a scheme that is not allowed is shown as text.
pub fn disallowed_scheme(place: Place, destination: &str) -> Diagnostic {
    advice(
        "refused-scheme",
        place,
        format!("liên kết «{destination}» không được phép, chỉ hiện chữ"),
        format!("the link «{destination}» is not allowed and is shown as text"),
    )
    .with_repair("chỉ dùng https:, http:, mailto:, tel:", "use https:, http:, mailto: or tel: only")
}

/// An HTML comment is not closed.
pub fn unclosed_comment(place: Place) -> Diagnostic {
    advice(
        "unclosed-comment",
        place,
        "ghi chú <!-- không có dấu đóng -->, sẽ hiện ra như chữ thường".to_owned(),
        "the comment <!-- is not closed by --> and is shown as text".to_owned(),
    )
}

/// Markup is nested so deeply that the innermost levels are dropped.
pub fn markup_too_deep(place: Place) -> Diagnostic {
    advice(
        "too-deep",
        place,
        "các dấu định dạng lồng nhau quá sâu, phần trong cùng bị bỏ dấu".to_owned(),
        "the marks are nested too deeply, the innermost are dropped".to_owned(),
    )
}

/// The Markdown parser failed; the body is shown as plain text.
pub fn unreadable_markdown(place: Place) -> Diagnostic {
    warning(
        "unreadable-markdown",
        place,
        "không định dạng được nội dung này, sẽ hiện ra như chữ thường".to_owned(),
        "this body cannot be formatted and is shown as plain text".to_owned(),
    )
}
