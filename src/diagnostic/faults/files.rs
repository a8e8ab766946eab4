//! Faults of files: what is left out, what git and browsers put in place of a file, and whether citizens can use it.
//!
//! A file whose content is lost is an error, for there is a better one. Faults of a PDF itself are advice: the office
//! may have no better file.

faults! {
    /// An editor left a copy.
    pub fn backup_left_out(name: &str) = Warning "left-out" {
        "«{name}» là bản cũ do trình soạn thảo để lại, không được đăng"
            | "«{name}» is an earlier version that an editor left; it is not published"
        hint "lấy phần còn cần sang tệp chính rồi xoá" | "move what is still needed to the file itself, then delete it"
    }
    /// A sync program left one of two versions.
    pub fn sync_conflict_left_out(name: &str) = Warning "left-out" {
        "«{name}» là bản xung đột do phần mềm đồng bộ tạo ra khi hai nơi cùng sửa một tệp, không được đăng"
            | "«{name}» is a conflicting version that a sync program made of two edits; it is not published"
        hint "so với tệp chính, giữ phần đúng ở đó rồi xoá bản này"
            | "compare it with the file itself, keep there what is right, then delete it"
    }
    /// A program left a temporary file, or a part of a download.
    pub fn temporary_left_out(name: &str) = Warning "left-out" {
        "«{name}» là tệp tạm hoặc tệp tải dở, không được đăng"
            | "«{name}» is a temporary file or an unfinished download; it is not published"
        hint "xoá tệp này; tải dở thì tải lại" | "delete it; download it again if it is unfinished"
    }
    /// A text with front matter does not have the name of an entry.
    pub fn text_left_out(name: &str, proposal: &str) = Warning "left-out" {
        "«{name}» có phần khai báo như một bài nhưng tên không phải là .md, nên không được đăng"
            | "«{name}» has front matter like an entry, but is not named .md, so it is not published"
        hint "là một bài thì đổi tên thành {proposal}" | "rename it to {proposal} if it is an entry"
        hint "không phải thì xoá hoặc chuyển ra ngoài content/" | "else delete it, or move it out of content/"
    }
    /// A text that is no entry by its name has front matter with a degree of secrecy.
    pub fn secret_left_out(name: &str, degree: &str) = Warning "left-out" {
        "«{name}» có phần khai báo ghi độ mật, nên không được đăng"
            | "«{name}» has front matter with a degree of secrecy, so it is not published"
        hint "tệp ghi độ mật «{degree}»: đưa ra khỏi content/"
            | "the file is classified «{degree}»: move it out of content/"
    }
    /// A file to be published is a program, or may contain macros.
    pub fn program_file(extension: &str) = Error "program-file" {
        "tệp .{extension} là chương trình hoặc có thể chứa macro, không được đăng"
            | "a .{extension} file is a program or may contain macros, and is not published"
        hint "đăng bản PDF, .docx, .xlsx … thay cho nó" | "publish a PDF, .docx, .xlsx … in its place"
        hint "hoặc, nếu thật sự cần, thêm dòng «cho phép tệp: {extension}» vào portal.yaml"
            | "or, if you must, add a line «allowed_files: {extension}» to portal.yaml"
    }
    /// A link or a key names a program, which is not published.
    pub fn program_named(written: &str) = Error "program-file" {
        "«{written}» là chương trình hoặc có thể chứa macro, không được đăng, nên chỗ này không dẫn đến đâu"
            | "«{written}» is a program or may contain macros and is not published, so this would lead nowhere"
        hint "dẫn đến bản PDF, .docx, .xlsx … thay cho nó, hoặc bỏ chỗ này"
            | "lead to a PDF, .docx, .xlsx … in its place, or delete this"
    }
    /// A link or a key names a file that is left out.
    pub fn left_out_file_named(written: &str) = Error "left-out-file" {
        "«{written}» là tệp không được đăng (bản sao, tệp tạm, hoặc bài đặt sai tên)"
            | "«{written}» is not published (a copy, a temporary file, or an entry under another name)"
        hint "sửa thành tên tệp chính, hoặc đổi tên tệp đó" | "name the file itself, or rename that file"
    }
    /// The name of a file or folder is that of a copy made by hand.
    pub fn copy_by_name(name: &str) = Advice "copy-by-name" {
        rule "kinh nghiệm: bản sao do máy đặt tên hay bị đăng nhầm" | "experience: copies are published by mistake"
        "tên «{name}» là tên máy đặt cho bản sao; bản này vẫn được đăng"
            | "«{name}» is what computers call a copy; it is published all the same"
        hint "xoá nếu trùng với bản chính, còn không thì đặt lại tên" | "delete it if it is a duplicate, else rename it"
    }
    /// Both versions of a merge are in a text.
    pub fn merge_conflict() = Error "merge-conflict" HidesMetadata {
        "hai người sửa cùng một chỗ, git giữ cả hai bản giữa các dòng «<<<<<<<», «=======», «>>>>>>>»"
            | "two people edited the same place, and git kept both versions between <<<<<<<, ======= and >>>>>>>"
        hint "giữ lại bản đúng, xoá bản kia và các dòng dấu đó rồi lưu"
            | "keep the right version, delete the other one and these marker lines, and save"
    }
    /// The same in a file that is published as it is.
    pub fn merge_conflict_in_file(name: &str) = Error "merge-conflict" HidesMetadata {
        "tệp «{name}» có hai bản của cùng một chỗ, git giữ cả hai giữa các dòng «<<<<<<<» và «>>>>>>>»"
            | "the file «{name}» has two versions of one place, which git kept between <<<<<<< and >>>>>>>"
        hint "mở tệp, giữ lại bản đúng, xoá bản kia và các dòng dấu đó"
            | "open it, keep the right version, and delete the other one and the marker lines"
    }
    /// A file is a pointer of Git LFS.
    pub fn lfs_pointer(path: &str) = Error "pointer-file" HidesMetadata {
        let name = path.rsplit('/').next().unwrap_or_default();
        "tệp «{name}» chỉ là con trỏ của git LFS, nội dung của tệp chưa được tải về"
            | "«{name}» is only a pointer of Git LFS; the content of the file was not downloaded"
        hint "chạy «git lfs install», rồi «git lfs pull», rồi dựng lại"
            | "run «git lfs install», then «git lfs pull», and build again"
        hint "máy dựng trang tự động thì bật LFS khi lấy mã về (GitHub Actions: «lfs: true»)"
            | "where the site is built automatically, check out with LFS (GitHub Actions: «lfs: true»)"
    }
    /// A file is a pointer of git-annex.
    pub fn annex_pointer(path: &str) = Error "pointer-file" HidesMetadata {
        let name = path.rsplit('/').next().unwrap_or_default();
        "tệp «{name}» chỉ là con trỏ của git-annex, nội dung của tệp chưa được tải về"
            | "«{name}» is only a pointer of git-annex; the content of the file was not downloaded"
        hint "chạy «git annex get \"{path}\"», rồi dựng lại" | "run «git annex get \"{path}\"», and build again"
    }
    /// A file has no content.
    pub fn empty_file(name: &str) = Error "empty-file" {
        "tệp «{name}» rỗng (0 byte), người dân tải về không có gì"
            | "the file «{name}» is empty (0 bytes); citizens would download nothing"
        hint "chép lại tệp; không dùng nữa thì xoá tệp và chỗ nhắc đến nó"
            | "copy it anew, or delete it together with what names it"
    }
    /// The site was published, but its staging folder could not be removed; `reason` is in the words of the system.
    pub fn leftover_files(reason: &str) = Warning "leftover-files" {
        "trang web đã đăng xong, nhưng các bản cũ còn nằm trong thư mục này vì không xoá được: {reason}"
            | "the site is published, but old files are still in this folder, which could not be removed: {reason}"
        hint "đừng chép thư mục này lên máy chủ; xoá tay, hoặc chạy lại niemyet build"
            | "do not copy this folder to the server; delete it, or run niemyet build again"
    }
    /// Line ends were converted in a file that is no text.
    pub fn altered_line_ends(path: &str) = Error "altered-line-ends" {
        let name = path.rsplit('/').next().unwrap_or_default();
        let extension = path.rsplit('.').next().unwrap_or_default();
        "tệp «{name}» bị hỏng: git hoặc phần mềm chép tệp đã đổi dấu xuống dòng (CRLF, LF) ở trong tệp"
            | "the file «{name}» is damaged: git or a copying program converted line ends (CRLF, LF) in it"
        hint "thêm dòng «*.{extension} binary» vào tệp .gitattributes, rồi chép tệp gốc vào lại"
            | "add a line «*.{extension} binary» to .gitattributes, then copy the original file anew"
        hint "bản trong git còn lành thì xoá tệp rồi chạy «git checkout -- \"{path}\"»"
            | "if the version in git is sound, delete the file and run «git checkout -- \"{path}\"»"
    }
    /// A server answered with a page instead of the file.
    pub fn html_in_place_of_file(name: &str) = Error "html-in-file" {
        "tệp «{name}» thật ra là một trang web, có lẽ là trang báo lỗi hoặc đăng nhập được lưu nhầm khi tải tệp"
            | "«{name}» is really a web page, probably an error or log-in page saved in place of the file"
        hint "tải lại đúng tệp, mở thử, rồi chép vào" | "download the file again, open it to see, and copy it here"
    }
    /// The content of a file is of another type than its name.
    pub fn wrong_extension(name: &str, kind: [&str; 2], proposal: &str) = Advice "wrong-extension" {
        rule "kinh nghiệm: máy mở tệp theo đuôi của tên" | "experience: computers open a file by its extension"
        let [vi, en] = kind;
        "tệp «{name}» thật ra là {vi}, không phải loại tệp như tên gọi"
            | "the file «{name}» is really {en}, not what its name says"
        hint "đổi tên thành {proposal}, cả ở chỗ nhắc đến tệp" | "rename it to {proposal}, also where it is named"
    }
    /// A picture says who took it or where, and this cannot be removed from it.
    pub fn private_data_in_picture(name: &str, limit: u64) = Warning "private-data-in-picture" {
        let limit = limit / (1024 * 1024);
        "ảnh «{name}» có thể ghi nơi chụp hoặc người chụp, chương trình không gỡ được khỏi tệp này"
            | "the picture «{name}» may say where or by whom it was taken, which cannot be removed from this file"
        hint "mở ảnh rồi lưu lại thành JPG hoặc PNG không quá {limit} MB: phần ấy được gỡ khi dựng"
            | "open it and save it as JPG or PNG of at most {limit} MB, from which the build removes that"
    }
    /// A file for download has a format that few programs open.
    pub fn hard_to_open(name: &str, kind: [&str; 2]) = Advice "hard-to-open" {
        rule "TT 32/2017/TT-BTTTT, Điều 18; kinh nghiệm: trình duyệt không hiện HEIC, TIFF"
            | "Circular 32/2017/TT-BTTTT, art. 18; experience: browsers show no HEIC and no TIFF"
        let [vi, en] = kind;
        "tệp «{name}» là {vi}, trình duyệt và nhiều máy không mở được"
            | "the file «{name}» is {en}, which browsers and many computers cannot open"
        hint "ảnh thì lưu lại thành JPG; bản quét thì in ra PDF (Print to PDF)"
            | "save a picture as JPG; print a scan to a PDF"
    }
    /// The kind of an attachment is unknown.
    pub fn unknown_attachment_kind(written: &str, near: Option<&str>) = Warning "unknown-attachment-kind" {
        "không có loại tệp đính kèm «{written}»; trang sẽ không ghi loại của tệp này"
            | "there is no kind of attachment «{written}»; the page names none for this file"
        suggest near
        hint if near.is_none() => "một trong: bản gốc, phụ lục, bản dịch; tên riêng của tệp thì ghi ở «tên»"
            | "one of: original, appendix, translation; what the file is called belongs in «title»"
    }
    /// A PDF is truncated or damaged, so its pages cannot be counted.
    pub fn damaged_pdf(name: &str) = Advice "unreadable-pdf" {
        rule "kinh nghiệm: người dân không mở được tệp hỏng" | "experience: citizens cannot open a damaged file"
        "không đọc được tệp PDF «{name}», có thể tệp bị hỏng hoặc chép thiếu"
            | "the PDF «{name}» cannot be read; it may be damaged or cut off"
        hint "mở thử tệp; nếu lỗi thì chép hoặc xuất lại" | "open it, and copy or export it anew if that fails"
    }
    /// A PDF has more compressed objects than are decompressed to count its pages.
    pub fn pdf_structure_too_large(name: &str) = Advice "unreadable-pdf" {
        "không đếm trang của tệp PDF «{name}» vì cấu tạo của tệp quá lớn"
            | "the pages of the PDF «{name}» are not counted, for its structure is too large"
        hint "mở tệp rồi in lại ra PDF (Print to PDF)" | "open it and print it to a PDF anew"
    }
    /// A PDF needs a password, or is encrypted in an unknown way.
    pub fn encrypted_pdf(name: &str) = Advice "unreadable-pdf" {
        "tệp PDF «{name}» đòi mật khẩu hoặc mã hoá theo cách lạ, người dân có thể không mở được"
            | "the PDF «{name}» asks for a password or is encrypted in an unknown way"
        hint "xuất lại tệp, không đặt mật khẩu" | "export it again without a password"
    }
    /// A PDF is too large to be read for its pages; `limit` is in bytes.
    pub fn pdf_too_large(name: &str, limit: u64) = Advice "unreadable-pdf" {
        let limit = limit / (1024 * 1024);
        "tệp PDF «{name}» lớn hơn {limit} MB nên không được đọc để đếm trang"
            | "the PDF «{name}» is larger than {limit} MB and is not read for its pages"
        hint "giảm độ phân giải khi quét, hoặc chia tệp, để người dân dễ tải về"
            | "scan at a lower resolution or split it, so that citizens can download it"
    }
    /// A document is attached only as a scan: it cannot be searched or read by screen readers.
    pub fn scan_only(name: &str) = Advice "scan-only" {
        rule "Luật Tiếp cận thông tin 2016, Điều 19; kinh nghiệm: bản quét không tìm, không nghe đọc được"
            | "Law on access to information 2016, art. 19; experience: a scan cannot be searched or read aloud"
        "tệp PDF «{name}» là bản quét, không có lớp chữ" | "the PDF «{name}» is a scan without a text layer"
        hint "đính kèm thêm bản có chữ (Word, hoặc PDF xuất từ Word)"
            | "attach a version with text too (Word, or a PDF made from it)"
        hint "hoặc nhận dạng chữ (OCR) rồi lưu lại" | "or run OCR on the scan"
    }
}
