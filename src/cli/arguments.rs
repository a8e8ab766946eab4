//! Definition of the command line.
//!
//! `--help` shows the doc comments of commands and options, hence they are in Vietnamese.
//!
//! **Left out on purpose.** Defaults that depend on the portal or the environment (the current folder, `public/`,
//! the language of portal.yaml): the callers apply them.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::config::BaseUrl;
use crate::diagnostic::{BilingualText, Language};
use crate::vietnamese::date::PartialDate;

const HELP: &str = "{about}\n\nCách dùng: {usage}\n\n{all-args}\n";

/// Niêm Yết: từ văn bản và tin tức viết bằng Markdown đến một cổng thông tin công khai.
#[derive(Debug, Parser)]
#[command(
    name = "niemyet",
    version,
    help_template = HELP,
    override_usage = "niemyet LỆNH [TUỲ CHỌN]",
    subcommand_help_heading = "Lệnh",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    /// In trợ giúp này
    #[arg(short, long, action = ArgAction::Help, global = true, help_heading = "Tuỳ chọn")]
    help: Option<bool>,
    /// In số phiên bản
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Tuỳ chọn")]
    version: Option<bool>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What a build tells beside its result.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct BuildReports {
    /// Nói rõ vì sao dựng lại từng trang
    #[arg(long, help_heading = "Tuỳ chọn")]
    pub(super) explain: bool,
    /// Cho biết việc gì mất bao nhiêu thời gian
    #[arg(long, help_heading = "Tuỳ chọn")]
    pub(super) profile: bool,
}

/// The command to run.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Tạo trang web của cổng trong thư mục public/
    #[command(help_template = HELP, override_usage = "niemyet build [TUỲ CHỌN]")]
    Build {
        #[command(flatten)]
        portal: PortalArguments,
        #[command(flatten)]
        format: FormatArgument,
        /// Thư mục đặt trang web [mặc định: public/ trong thư mục của cổng]
        #[arg(long, value_name = "THƯ_MỤC", help_heading = "Tuỳ chọn")]
        output: Option<PathBuf>,
        /// Địa chỉ của trang web, thay cho địa chỉ trong portal.yaml
        #[arg(long, value_name = "ĐỊA_CHỈ", value_parser = parse_base_url, help_heading = "Tuỳ chọn")]
        base_url: Option<BaseUrl>,
        /// Đăng cả bản nháp
        #[arg(long, help_heading = "Tuỳ chọn")]
        drafts: bool,
        /// Coi ngày này là hôm nay
        #[arg(long, value_name = "NGÀY", value_parser = parse_day, help_heading = "Tuỳ chọn")]
        today: Option<Date>,
        /// Vẫn đăng các bài đúng khi có bài bị lỗi
        #[arg(long, help_heading = "Tuỳ chọn")]
        keep_going: bool,
        #[command(flatten)]
        reports: BuildReports,
    },
    /// Xem thử cổng trên máy này: trang tự cập nhật mỗi khi lưu tệp
    #[command(help_template = HELP, override_usage = "niemyet serve [TUỲ CHỌN]")]
    Serve {
        #[command(flatten)]
        portal: PortalArguments,
        /// Số cổng mạng; nếu đã có chương trình khác dùng thì lấy số kế tiếp còn trống [mặc định: 8080]
        #[arg(long, value_name = "SỐ", help_heading = "Tuỳ chọn")]
        port: Option<u16>,
        /// Địa chỉ để máy khác trong mạng cũng xem được [mặc định: chỉ máy này]
        #[arg(long, value_name = "ĐỊA_CHỈ", help_heading = "Tuỳ chọn")]
        host: Option<String>,
        /// Xem cả bản nháp
        #[arg(long, help_heading = "Tuỳ chọn")]
        drafts: bool,
        /// Tự dò tìm thay đổi, dùng khi thư mục nằm trên ổ đĩa mạng
        #[arg(long, help_heading = "Tuỳ chọn")]
        poll: bool,
        /// Mở trang trong trình duyệt
        #[arg(long, help_heading = "Tuỳ chọn")]
        open: bool,
    },
    /// Kiểm tra tất cả, có thêm góp ý, không ghi gì
    #[command(help_template = HELP, override_usage = "niemyet check [TUỲ CHỌN]")]
    Check {
        #[command(flatten)]
        portal: PortalArguments,
        #[command(flatten)]
        format: FormatArgument,
        /// Nhận như «build» để chỉ cần đổi một chữ của lệnh; không có gì được ghi vào thư mục này
        #[arg(long, value_name = "THƯ_MỤC", help_heading = "Tuỳ chọn")]
        output: Option<PathBuf>,
        /// Kiểm tra cả bản nháp
        #[arg(long, help_heading = "Tuỳ chọn")]
        drafts: bool,
        /// Coi ngày này là hôm nay
        #[arg(long, value_name = "NGÀY", value_parser = parse_day, help_heading = "Tuỳ chọn")]
        today: Option<Date>,
    },
    /// So trang đang chạy trên máy chủ, hoặc một thư mục, với tệp kê của lần dựng, không ghi gì
    #[command(help_template = HELP, override_usage = "niemyet verify --manifest TỆP [TUỲ CHỌN] ĐỊA_CHỈ|THƯ_MỤC")]
    Verify(VerifyArguments),
    /// Bắt đầu một bài mới, ví dụ: niemyet new van-ban 85/BC-LĐLĐ
    #[command(help_template = HELP, override_usage = "niemyet new [TUỲ CHỌN] CHUYÊN_MỤC SỐ_HIỆU_HOẶC_TIÊU_ĐỀ")]
    New {
        #[command(flatten)]
        portal: PortalArguments,
        /// Chuyên mục: tên thư mục trong content/
        #[arg(value_name = "CHUYÊN_MỤC", help_heading = "Tham số")]
        section: String,
        /// Số hiệu của văn bản, hoặc tiêu đề của tin
        #[arg(value_name = "SỐ_HIỆU_HOẶC_TIÊU_ĐỀ", help_heading = "Tham số")]
        name: String,
    },
    /// Làm giao diện riêng cho cổng
    #[command(
        help_template = HELP,
        override_usage = "niemyet theme LỆNH [TUỲ CHỌN]",
        subcommand_help_heading = "Lệnh",
        disable_help_subcommand = true,
        arg_required_else_help = true
    )]
    Theme {
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Tạo một cổng mới
    #[command(help_template = HELP, override_usage = "niemyet init [TUỲ CHỌN] THƯ_MỤC")]
    Init {
        /// Thư mục của cổng mới
        #[arg(value_name = "THƯ_MỤC", help_heading = "Tham số")]
        dir: PathBuf,
        /// Ngôn ngữ của thông báo
        #[arg(long, value_name = "vi|en", hide_possible_values = true, help_heading = "Tuỳ chọn")]
        language: Option<LanguageArgument>,
    },
}

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// Địa chỉ của trang chủ (bắt đầu bằng http), hoặc thư mục chứa trang web
    #[arg(value_name = "ĐỊA_CHỈ|THƯ_MỤC", help_heading = "Tham số")]
    pub(super) site: String,
    /// Bản chép của .niemyet-manifest, giữ ở máy đã dựng trang
    #[arg(long, value_name = "TỆP", help_heading = "Tuỳ chọn")]
    pub(super) manifest: PathBuf,
    /// Chỉ tin chứng thư do nơi cấp trong tệp PEM này bảo đảm, cho cơ quan có nơi cấp riêng
    #[arg(long, value_name = "TỆP", help_heading = "Tuỳ chọn")]
    pub(super) ca: Option<PathBuf>,
    /// Nghỉ trước mỗi lần hỏi máy chủ, tính bằng phần nghìn giây [mặc định: 0]
    #[arg(
        long,
        value_name = "SỐ",
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "Tuỳ chọn"
    )]
    pub(super) pause: u32,
    /// Chờ mỗi câu trả lời lâu nhất bấy nhiêu giây, tệp lớn thì thêm [mặc định: 30]
    #[arg(
        long,
        value_name = "GIÂY",
        default_value_t = 30,
        hide_default_value = true,
        help_heading = "Tuỳ chọn"
    )]
    pub(super) timeout: u32,
    /// Dừng sau bấy nhiêu phút, dù chưa so hết [mặc định: 60]
    #[arg(
        long,
        value_name = "PHÚT",
        value_parser = clap::value_parser!(u32).range(1..=10_080),
        default_value_t = 60,
        hide_default_value = true,
        help_heading = "Tuỳ chọn"
    )]
    pub(super) minutes: u32,
    /// Dạng kết quả: cho người đọc, hoặc JSON
    #[arg(
        long,
        value_name = "human|json",
        value_parser = ["human", "json"],
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Tuỳ chọn"
    )]
    pub(super) format: String,
    /// Ngôn ngữ của thông báo
    #[arg(long, value_name = "vi|en", hide_possible_values = true, help_heading = "Tuỳ chọn")]
    pub(super) language: Option<LanguageArgument>,
}

/// The subcommand of `theme`.
#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// Bắt đầu một giao diện kế thừa giao diện đi kèm, ví dụ: niemyet theme new xanh
    #[command(help_template = HELP, override_usage = "niemyet theme new [TUỲ CHỌN] TÊN")]
    New {
        #[command(flatten)]
        portal: PortalArguments,
        /// Tên của giao diện, cũng là tên thư mục trong themes/
        #[arg(value_name = "TÊN", help_heading = "Tham số")]
        name: String,
    },
    /// In một tệp của giao diện đi kèm; không nêu tệp thì kể tên các tệp
    #[command(help_template = HELP, override_usage = "niemyet theme show [TUỲ CHỌN] [TỆP]")]
    Show {
        #[command(flatten)]
        portal: PortalArguments,
        /// Tên tệp, ví dụ document.html
        #[arg(value_name = "TỆP", help_heading = "Tham số")]
        file: Option<String>,
    },
    /// Chép một tệp của giao diện đi kèm vào themes/ để sửa, ví dụ: niemyet theme eject document.html
    #[command(help_template = HELP, override_usage = "niemyet theme eject [TUỲ CHỌN] TỆP")]
    Eject {
        #[command(flatten)]
        portal: PortalArguments,
        /// Tên tệp, ví dụ document.html
        #[arg(value_name = "TỆP", help_heading = "Tham số")]
        file: String,
    },
    /// In các biến kiểu dáng đặt lại được trong theme.yaml
    #[command(help_template = HELP, override_usage = "niemyet theme tokens [TUỲ CHỌN]")]
    Tokens {
        #[command(flatten)]
        portal: PortalArguments,
    },
    /// In các nhãn đặt lại được trong i18n/vi.yaml
    #[command(help_template = HELP, override_usage = "niemyet theme labels [TUỲ CHỌN]")]
    Labels {
        #[command(flatten)]
        portal: PortalArguments,
    },
}

impl ThemeCommand {
    pub(super) fn portal(&self) -> &PortalArguments {
        match self {
            Self::New { portal, .. }
            | Self::Show { portal, .. }
            | Self::Eject { portal, .. }
            | Self::Tokens { portal }
            | Self::Labels { portal } => portal,
        }
    }
}

/// The options of all commands for an existing portal.
#[derive(Debug, Args)]
pub(super) struct PortalArguments {
    /// Thư mục của cổng [mặc định: thư mục hiện tại]
    #[arg(long, value_name = "THƯ_MỤC", help_heading = "Tuỳ chọn")]
    pub(super) root: Option<PathBuf>,
    /// Ngôn ngữ của thông báo [mặc định: theo portal.yaml]
    #[arg(long, value_name = "vi|en", hide_possible_values = true, help_heading = "Tuỳ chọn")]
    language: Option<LanguageArgument>,
}

/// The option of the commands that report faults of the content.
#[derive(Debug, Args)]
pub(super) struct FormatArgument {
    /// Dạng thông báo: cho người đọc, JSON, hoặc chú thích của GitHub
    #[arg(
        long,
        value_enum,
        value_name = "human|json|github",
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Tuỳ chọn"
    )]
    pub(super) format: Format,
}

impl PortalArguments {
    /// Returns the language given by `--language`, if any.
    pub(super) fn language(&self) -> Option<Language> {
        self.language.map(Language::from)
    }
}

/// The output format of messages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Github,
}

/// The value of `--language`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum LanguageArgument {
    #[default]
    Vi,
    En,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::Vi => Self::Vietnamese,
            LanguageArgument::En => Self::English,
        }
    }
}

/// A value that an option does not accept.
#[derive(Debug)]
pub(super) struct InvalidValue(BilingualText);

impl InvalidValue {
    /// Returns what is expected instead.
    pub(super) fn expected(&self, language: Language) -> &str {
        self.0.in_language(language)
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected(Language::English))
    }
}

impl std::error::Error for InvalidValue {}

/// Parses the value of `--base-url`.
fn parse_base_url(written: &str) -> Result<BaseUrl, InvalidValue> {
    BaseUrl::parse(written).ok_or_else(|| {
        InvalidValue(BilingualText::new(
            "cần địa chỉ đầy đủ, ví dụ https://example.vn/",
            "expected a full URL such as https://example.vn/",
        ))
    })
}

/// Parses the value of `--today`.
fn parse_day(written: &str) -> Result<Date, InvalidValue> {
    PartialDate::parse(written).ok().and_then(PartialDate::as_day).ok_or_else(|| {
        InvalidValue(BilingualText::new(
            "cần một ngày, ví dụ 24/9/2026",
            "expected a day such as 24/9/2026",
        ))
    })
}

/// Finds `--root` and `--language` in arguments that cannot be parsed.
pub(super) fn root_and_language(arguments: &[OsString]) -> (Option<PathBuf>, Option<Language>) {
    let value_of = |option: &str| {
        let mut rest = arguments.iter().skip(1);
        rest.find_map(|argument| {
            let after = argument.to_str()?.strip_prefix(option)?;
            match after.strip_prefix('=') {
                Some(value) => Some(OsString::from(value)),
                None => after.is_empty().then_some(OsString::new()),
            }
        })
        .and_then(|value| if value.is_empty() { rest.next().cloned() } else { Some(value) })
    };
    let language = value_of("--language").and_then(|tag| tag.into_string().ok());
    let language = language.and_then(|tag| LanguageArgument::from_str(&tag, true).ok());
    (value_of("--root").map(PathBuf::from), language.map(Language::from))
}
