//! Faults of pictures: missing descriptions, and files that cannot be decoded.
//!
//! An unreadable picture does not keep pages from being published: it is published as is, and browsers display as
//! much of it as they can. Only a failure while smaller versions are generated stops a build, because pages refer to
//! them by then.

use crate::limits::{self, MEGABYTE};

faults! {
    /// The picture of an entry has no description.
    pub fn entry_picture_without_alt() = Advice "picture-without-alt" {
        rule "TT 32/2017/TT-BTTTT, Điều 18" | "Circular 32/2017/TT-BTTTT, art. 18"
        "ảnh này chưa có lời mô tả cho người không nhìn thấy ảnh"
            | "this picture has no description for those who do not see it"
        hint "thêm dòng «mô tả ảnh: …», nói trong ảnh có gì" | "add a line «image_alt: …» on what it shows"
        hint "ảnh chỉ để trang trí thì ghi «mô tả ảnh: \"\"»" | "of a mere ornament write «image_alt: \"\"»"
    }
    /// A picture in a body has no description.
    pub fn body_picture_without_alt() = Advice "picture-without-alt" {
        "ảnh này chưa có lời mô tả cho người không nhìn thấy ảnh"
            | "this picture has no description for those who do not see it"
        hint "viết giữa hai ngoặc vuông xem trong ảnh có gì: ![Lễ trao nhà mái ấm](…)"
            | "write what it shows between the brackets: ![The hall on opening day](…)"
    }
    /// A file named like a picture is not one, or is truncated.
    pub fn unreadable_picture(name: &str) = Warning "unreadable-picture" {
        "không đọc được ảnh «{name}»: tệp hỏng, chép thiếu, hoặc không phải loại ảnh như tên gọi"
            | "the picture «{name}» cannot be read: damaged, cut off, or not of the kind its name says"
        hint "mở ảnh, lưu lại thành JPG (ảnh HEIC của iPhone cũng vậy) rồi chép lại"
            | "open it, save it as JPG (also HEIC pictures of iPhones), and copy it anew"
    }
    /// A text shows a file that browsers do not display.
    pub fn picture_not_shown(name: &str, kind: [&str; 2]) = Warning "picture-not-shown" {
        let [vi, en] = kind;
        let is_picture = vi.starts_with("ảnh");
        "tệp «{name}» là {vi}, trình duyệt không hiện được, người đọc chỉ thấy một ô trống"
            | "the file «{name}» is {en}, which browsers do not show; readers see an empty frame"
        hint if is_picture => "mở bằng Photos, Paint hoặc Xem trước, lưu lại thành JPG rồi sửa tên tệp ở đây"
            | "open it in Photos, Paint or Preview, save it as JPG, and name that file here"
        hint if en.contains("HEIC") => "iPhone: Cài đặt > Camera > Định dạng > Tương thích nhất để chụp thẳng ra JPG"
            | "iPhone: Settings > Camera > Formats > Most Compatible takes pictures as JPG"
        hint if !is_picture => "viết thành liên kết, không có dấu ! ở trước: [{name}](…)"
            | "write a link, without the ! before it: [{name}](…)"
    }
    /// A picture exceeds one of the limits of pictures.
    pub fn picture_too_large(name: &str) = Warning "huge-picture" {
        let pixels = limits::PICTURE_PIXELS / 1_000_000;
        let [bytes, decoded] =
            [limits::PICTURE_BYTES, limits::PICTURE_DECODING_BYTES].map(|bytes| bytes / MEGABYTE);
        let side = limits::PICTURE_SIDE;
        "ảnh «{name}» quá lớn: trên {pixels} triệu điểm ảnh, {side} điểm một chiều, {bytes} MB, hoặc {decoded} MB lúc giải nén"
            | "the picture «{name}» is too large, over {pixels} million points, {side} a side, {bytes} MB, or {decoded} MB decoded"
        hint "người xem phải tải cả ảnh; thu nhỏ ảnh còn rộng khoảng 2000 điểm rồi chép lại"
            | "readers load all of it; make it about 2000 points wide"
    }
    /// A picture could not be decoded while smaller versions were generated, when other pages are already rendered.
    pub fn picture_decoding_failed() = Error "broken-picture" StopsKeepGoing {
        "ảnh này bị hỏng ở giữa tệp nên không làm được bản nhỏ"
            | "this picture is damaged inside, so no smaller one can be made of it"
        hint "mở ảnh, lưu lại thành JPG rồi chép lại" | "open it, save it as JPG and copy it anew"
    }
}
