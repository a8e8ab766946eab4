//! The portals that benchmarks build: documents of about 6 KB each, with relations, citations and attachments.
//!
//! Every build is of the same day and program, so that its work depends on the portal alone.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::{Options, Report, run};

/// Builds the portal `root`.
pub(crate) fn build(root: &Path) -> Report {
    let options = Options {
        output: Some(root.join("public")),
        today: Some(Date::constant(2026, 11, 22)),
        build_id: Some(1),
        ..Options::new(root.to_owned(), Timestamp::now())
    };
    let report = run(&options).expect("the build does not fail");
    assert!(!report.has_errors(), "{:?}", report.faults.first());
    report
}

/// Edits the body of one document of a portal.
pub(crate) fn edit_body(root: &Path) {
    let edited = root.join("content/van-ban/2012/tai-lieu-1.md");
    let text = fs::read_to_string(&edited).expect("the document exists");
    fs::write(&edited, text + "\nMột đoạn mới.\n").expect("the document can be written");
}

/// Writes a portal of documents of about 6 KB each, with relations, citations and attachments.
pub(crate) fn write_portal(root: &Path, documents: usize) {
    let portal = "title: Cổng đo tốc độ\nbase_url: https://do.example.vn/\nowner: {name: Đơn vị}\n\
                  sections: {van-ban: {kind: document, title: Văn bản}}\n";
    fs::create_dir_all(root.join("content")).expect("the folder can be made");
    fs::write(root.join("portal.yaml"), portal).expect("portal.yaml can be written");
    for year in 2010..2026 {
        fs::create_dir_all(root.join(format!("content/van-ban/{year}"))).expect("made");
    }
    for number in 0..documents {
        let year = 2010 + (number * 2) % 16;
        let path = root.join(format!("content/van-ban/{year}/tai-lieu-{number}.md"));
        fs::write(&path, document(number, year)).expect("the document can be written");
        if number.is_multiple_of(3) {
            let text = format!("Phụ lục của tài liệu {number}\n").repeat(200);
            fs::write(path.with_extension("txt"), text).expect("the attachment can be written");
        }
    }
}

fn document(number: usize, year: usize) -> String {
    let types = [("Báo cáo", "BC"), ("Kế hoạch", "KH"), ("Quyết định", "QĐ"), ("Thông báo", "TB")];
    let (name, code) = types[number % types.len()];
    let (month, day) = (number % 12 + 1, number % 28 + 1);
    let mut text = format!(
        "---\ntiêu đề: {name} số {number} về công tác công đoàn\nsố hiệu: {number}/{code}-LĐLĐ\n\
         ngày ban hành: {day}/{month}/{year}\ncơ quan ban hành: Liên đoàn Lao động số {}\n\
         lĩnh vực: [Lĩnh vực {}, Lĩnh vực {}]\nngười ký: Nguyễn Văn {}\n\
         người đăng: Văn thư\nngày đăng: {day}/{month}/{year} 08:30\n",
        number % 40,
        number % 9,
        number % 7,
        number % 120,
    );
    // Writing to a String cannot fail.
    if number.is_multiple_of(3) {
        let _ = writeln!(text, "tệp đính kèm: [tai-lieu-{number}.txt]");
    }
    if number >= types.len() {
        let (_, code) = types[(number - 1) % types.len()];
        let _ = writeln!(text, "căn cứ: [{}/{code}-LĐLĐ]", number - 1);
    }
    text += "---\n\n";
    for paragraph in 0..12 {
        let _ = write!(
            text,
            "## {paragraph}. Nội dung thứ {paragraph}\n\n\
             Thực hiện Kế hoạch số {}/KH-LĐLĐ, các công đoàn cơ sở đã **tổ chức** {} buổi sinh hoạt, \
             có {} đoàn viên tham gia; kết quả được ghi trong [mục văn bản](/van-ban/) \
             và các phụ lục kèm theo văn bản này.\n\n\
             - Tuyên truyền đến từng tổ sản xuất;\n- Kiểm tra việc thực hiện;\n\
             - Báo cáo kết quả trước ngày {day} hằng tháng.\n\n",
            number + paragraph,
            paragraph + 3,
            number % 500,
        );
    }
    text
}
