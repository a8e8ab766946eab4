//! How a build went, told to a person or to a tool.
//!
//! Words for people go to standard error, JSON and GitHub's annotations to standard output, so that a tool may
//! read the one without the other. Advice is shown by `check` only. Why a build stopped is told in words whatever
//! the format.
//!
//! **Left out on purpose.** The wording of single faults lies in `diagnostic::faults`, their form in
//! `diagnostic::report`.

use std::io::Write as _;
use std::sync::Arc;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;

use super::explain::Explanation;
use crate::diagnostic::{Diagnostic, Language, Severity, format, system_error_text};
use crate::output::{ObstacleKind, OutputError, OutputRefusal, Published};
use crate::pipeline::{BuildError, RebuildReason, Report};

/// Prints a line to standard output. A reader who has heard enough and closed it is no fault.
macro_rules! out {
    ($($words:tt)*) => {{ let _ = writeln!(std::io::stdout(), $($words)*); }};
}

/// Prints a line to standard error.
macro_rules! err {
    ($($words:tt)*) => {{ let _ = writeln!(std::io::stderr(), $($words)*); }};
}

/// Most files named in a list of what stands in the way.
const MAX_LISTED: usize = 20;

/// How to tell a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReportPrinter {
    pub(super) language: Language,
    /// Advice is shown by `check` only.
    pub(super) show_advice: bool,
    /// Whether people are told why each target was rendered; tools always are.
    pub(super) show_reasons: bool,
}

impl ReportPrinter {
    fn in_language<'w>(&self, vi: &'w str, en: &'w str) -> &'w str {
        match self.language {
            Language::Vietnamese => vi,
            Language::English => en,
        }
    }

    fn visible_faults<'r>(&self, report: &'r Report) -> impl Iterator<Item = &'r Diagnostic> {
        let check = self.show_advice;
        report.faults.iter().filter(move |fault| check || fault.severity != Severity::Advice)
    }

    /// Tells a person.
    pub(super) fn print_human(&self, told: &Report) {
        for fault in self.visible_faults(told) {
            err!("{}", format::human(fault, self.language));
        }
        if self.show_reasons {
            self.print_reasons(told);
        }
        self.print_summary(told);
    }

    /// Tells why each target was rendered.
    fn print_reasons(&self, told: &Report) {
        for (path, why) in &told.rendered {
            let Explanation { text: words, about, .. } = Explanation::new(why);
            let about = if about.is_empty() { about } else { format!(" ({about})") };
            err!("{path}: {}{about}", words.in_language(self.language));
        }
        let (rendered, all) = (told.rendered.len(), told.targets);
        match self.language {
            Language::Vietnamese => err!("Đã dựng {rendered} trong {all} trang và tệp."),
            Language::English => err!("Rendered {rendered} of {all} pages and files."),
        }
    }

    /// Tells GitHub's workflow runner.
    pub(super) fn print_github(&self, told: &Report) {
        for fault in self.visible_faults(told) {
            out!("{}", format::github(fault, self.language));
        }
        self.print_summary(told);
    }

    /// Tells a tool.
    pub(super) fn print_json(&self, told: &Report) {
        let published = told.published.as_ref();
        let faults: Vec<_> = self.visible_faults(told).map(format::json).collect();
        let value = json!({
            "ok": !told.has_errors(),
            "faults": faults,
            "entries": told.entries,
            "targets": told.targets,
            "rendered": told.rendered.iter().map(reason_json).collect::<Vec<_>>(),
            "left_out": told.excluded.iter().filter(|_| published.is_some()).map(|source| &**source).collect::<Vec<_>>(),
            "written": published.map(|published| &published.written),
            "removed": published.map(|published| &published.removed),
            "left": published.map(|published| &published.left_modified),
            "unchanged": published.map(|published| published.unchanged),
            "next_change": told.next_change.map(|date| date.to_string()),
        });
        out!("{value:#}");
    }

    fn print_summary(&self, report: &Report) {
        let count =
            |severity| self.visible_faults(report).filter(|f| f.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Advice]
            .map(|severity| (count(severity), format::severity_name(severity, self.language)));
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        let counts = counts.join(", ");
        match &report.published {
            Some(published) => self.print_published(report, published, &counts),
            None if report.has_errors() => {
                let kept = self.in_language("trang web giữ nguyên như cũ", "the site is as it was");
                let kept = if self.show_advice { "" } else { kept };
                let part = if kept.is_empty() { "" } else { "; " };
                err!("{} {counts}{part}{kept}.", self.in_language("Có", "There are"));
            }
            None => {
                let good = self.in_language("bài, không có lỗi", "entries, no errors");
                let part = if counts.is_empty() { "" } else { "; " };
                err!("{} {good}{part}{counts}.", report.entries);
            }
        }
        if let (Some(date), false) = (report.next_change, report.has_errors()) {
            let date = crate::vietnamese::date::PartialDate::Day(date);
            let words = self.in_language(
                "Có nội dung đổi theo ngày: chạy lại «niemyet build» vào ngày",
                "Some content changes with the date: run «niemyet build» again on",
            );
            err!("{words} {date}.");
        }
    }

    fn print_published(&self, report: &Report, published: &Published, counts: &str) {
        let (written, removed) = (published.written.len(), published.removed.len());
        let (entries, same) = (report.entries, published.unchanged);
        match self.language {
            Language::Vietnamese => {
                err!("Đã đăng {entries} bài: ghi {written} tệp, xoá {removed}, giữ nguyên {same}.");
            }
            Language::English => err!(
                "Published {entries} entries: {written} files written, {removed} removed, {same} as they were."
            ),
        }
        if !counts.is_empty() {
            err!("{} {counts}.", self.in_language("Có", "There are"));
        }
        for path in &published.left_modified {
            let words = self.in_language(
                "tệp này đã bị sửa tay nên không xoá",
                "this file was changed by hand and is not deleted",
            );
            err!("{path}: {words}");
        }
        for source in &report.excluded {
            let words = self.in_language(
                "bài bị lỗi, chưa đăng bản mới",
                "at fault, its new version is not published",
            );
            err!("{source}: {words}");
        }
    }
}

/// Tells a tool why a target was rendered.
fn reason_json((path, why): &(Arc<str>, RebuildReason)) -> serde_json::Value {
    let Explanation { code, about, .. } = Explanation::new(why);
    let about = Some(about).filter(|about| !about.is_empty());
    json!({ "path": &**path, "why": code, "about": about })
}

/// Tells a tool why a build stopped.
pub(super) fn print_failure_json(failure: &BuildError) {
    let said = match failure {
        BuildError::Machine(fault) => fault.to_string(),
        BuildError::Refused(refusal) => refusal.to_string(),
        BuildError::Output(error) => error.to_string(),
    };
    out!("{:#}", json!({"ok": false, "failure": said}));
}

/// Says why a build stopped.
pub(super) fn print_failure(failure: &BuildError, language: Language) {
    let vi = language == Language::Vietnamese;
    match failure {
        BuildError::Machine(fault) => err!("niemyet: {}", fault.message(language)),
        BuildError::Refused(OutputRefusal::Overlap { output, source }) if vi => err!(
            "niemyet: không đặt trang web ở {}, vì đó là (hoặc bao trùm) thư mục nguồn {}; chọn thư mục khác bằng --output",
            output.display(),
            source.display()
        ),
        BuildError::Refused(OutputRefusal::NotAFolder { path }) if vi => {
            err!("niemyet: {} không phải là thư mục", path.display());
        }
        BuildError::Refused(OutputRefusal::Locked { output }) if vi => err!(
            "niemyet: một lệnh build khác đang ghi vào {}; đợi lệnh đó xong rồi chạy lại",
            output.display()
        ),
        BuildError::Refused(OutputRefusal::Disk(fault))
        | BuildError::Output(OutputError::Disk(fault))
            if vi =>
        {
            let words = system_error_text(&fault.error, language);
            err!("niemyet: không ghi được {}: {words}", fault.path.display());
        }
        BuildError::Output(OutputError::Obstructed { obstacles }) if vi => {
            err!("niemyet: ở chỗ cần ghi có tệp không rõ do ai tạo:");
            for obstacle in obstacles.iter().take(MAX_LISTED) {
                let kind = match obstacle.kind {
                    ObstacleKind::Foreign => "không do niemyet tạo, hoặc đã mất .niemyet-manifest",
                    ObstacleKind::Modified => "tệp đã bị sửa tay",
                    ObstacleKind::Symlink => "liên kết tệp",
                };
                err!("  {} ({kind})", obstacle.path);
            }
            if obstacles.len() > MAX_LISTED {
                err!("  … và {} tệp khác", obstacles.len() - MAX_LISTED);
            }
            err!(
                "Chuyển các tệp đó đi nơi khác rồi chạy lại; nếu thư mục chỉ chứa trang web cũ thì xoá cả thư mục."
            );
        }
        BuildError::Refused(refusal) => err!("niemyet: {refusal}"),
        BuildError::Output(error) => err!("niemyet: {error}"),
    }
}

/// Says what is wrong with the words of the command, or prints the help that was asked for; tells which.
pub(super) fn print_usage(error: &clap::Error) -> bool {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(" "),
        _ => String::new(),
    };
    let argument = word(ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("không có lệnh «{}»", word(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("không có tuỳ chọn «{argument}»"),
        ErrorKind::MissingRequiredArgument => format!("thiếu {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
            let value = word(ContextKind::InvalidValue);
            format!("«{value}» không dùng được cho {argument}{}", cause.unwrap_or_default())
        }
        ErrorKind::ArgumentConflict => format!("{argument} chỉ ghi một lần"),
        _ => {
            // Nothing can be said if printing fails.
            let _ = error.print();
            return error.use_stderr();
        }
    };
    err!("niemyet: {said}");
    err!("Xem các lệnh và tuỳ chọn: niemyet --help");
    true
}

/// Says a line to a person.
pub(super) fn print_line(language: Language, vi: &str, en: &str) {
    err!("{}", if language == Language::Vietnamese { vi } else { en });
}
