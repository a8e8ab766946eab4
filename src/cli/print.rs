//! Prints the result of a build for people or for tools.
//!
//! Text for people goes to standard error, JSON and GitHub annotations go to standard output, so that a tool can
//! read its output separately. Only `check` shows advice. The reason for a failed build is printed as text in every
//! format.
//!
//! **Left out on purpose.** The wording of single faults is in `diagnostic::faults`, their layout in
//! `diagnostic::format`.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;

use super::arguments::InvalidValue;
use super::explain::Explanation;
use super::{EXIT_FAILURE, EXIT_OK};
use crate::diagnostic::{
    Diagnostic, Language, MachineFault, Severity, format, printable_json, printable_lines,
};
use crate::output::{ObstacleKind, OutputError, OutputRefusal, Published};
use crate::pipeline::{BuildError, RebuildReason, Report};

/// Prints lines to standard error. A failure cannot be reported.
macro_rules! err {
    ($($args:tt)*) => {{
        let _ = writeln!(std::io::stderr(), "{}", printable_lines(&format!($($args)*)));
    }};
}

/// The greatest number of files listed as obstacles.
const MAX_LISTED: usize = 20;

/// Prints a build report.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReportPrinter {
    pub(super) language: Language,
    /// Whether advice is shown: by `check` only.
    pub(super) show_advice: bool,
    /// Whether the text output includes why each target was rendered; JSON always does.
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
        let show_advice = self.show_advice;
        report.faults.iter().filter(move |fault| show_advice || fault.severity != Severity::Advice)
    }

    /// Prints the report as text for people.
    pub(super) fn print_human(&self, report: &Report) {
        for fault in self.visible_faults(report) {
            err!("{}", format::human(fault, self.language));
        }
        if self.show_reasons {
            self.print_reasons(report);
        }
        if self.visible_faults(report).any(|fault| fault.severity == Severity::Advice) {
            err!(
                "{}",
                self.in_language(
                    "Góp ý nào không hợp thì bỏ qua bằng mã trong ngoặc vuông: «bỏ qua: [mã]» ở đầu bài, \
                     «ignore: [mã]» trong portal.yaml cho cả cổng.",
                    "Advice that does not fit is ignored by the code in brackets: «ignore: [code]» in front matter, \
                     or in portal.yaml for the whole portal.",
                )
            );
        }
        self.print_summary(report);
    }

    /// Prints why each target was rendered.
    fn print_reasons(&self, report: &Report) {
        for (path, reason) in &report.rendered {
            let Explanation { text, about, .. } = Explanation::new(reason);
            let about = if about.is_empty() { about } else { format!(" ({about})") };
            err!("{path}: {}{about}", text.in_language(self.language));
        }
        let (rendered, all) = (report.rendered.len(), report.targets);
        match self.language {
            Language::Vietnamese => err!("Đã dựng {rendered} trong {all} trang và tệp."),
            Language::English => err!("Rendered {rendered} of {all} pages and files."),
        }
    }

    /// Prints the report as GitHub workflow commands.
    pub(super) fn print_github(&self, report: &Report) -> Result<(), MachineFault> {
        for fault in self.visible_faults(report) {
            print_output(&format::github(fault, self.language))?;
        }
        self.print_summary(report);
        Ok(())
    }

    /// Prints the report as JSON.
    pub(super) fn print_json(&self, report: &Report) -> Result<(), MachineFault> {
        let published = report.published.as_ref();
        let faults: Vec<_> = self.visible_faults(report).map(format::json).collect();
        let value = json!({
            "ok": !report.has_errors(),
            "faults": faults,
            "entries": report.entries,
            "targets": report.targets,
            "rendered": report.rendered.iter().map(reason_json).collect::<Vec<_>>(),
            "left_out": report.excluded.iter().filter(|_| published.is_some()).map(|source| &**source).collect::<Vec<_>>(),
            "written": published.map(|published| &published.written),
            "removed": published.map(|published| &published.removed),
            "left": published.map(|published| &published.left_modified),
            "unchanged": published.map(|published| published.unchanged),
            "next_change": report.next_change.map(|date| date.to_string()),
        });
        print_output(&printable_json(&format!("{value:#}")))
    }

    fn print_summary(&self, report: &Report) {
        let count =
            |severity| self.visible_faults(report).filter(|f| f.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Advice]
            .map(|severity| (count(severity), severity))
            .into_iter()
            .filter(|(count, _)| *count > 0);
        let first = counts.clone().next().map_or(0, |(count, _)| count);
        let counts: Vec<String> =
            counts.map(|(count, severity)| self.counted(count, severity)).collect();
        let counts = counts.join(", ");
        let there_are = self.in_language("Có", if first == 1 { "There is" } else { "There are" });
        match &report.published {
            Some(published) => self.print_published(report, published, (there_are, &counts)),
            None if report.has_errors() => {
                let site_state =
                    self.in_language("trang web giữ nguyên như cũ", "the site is as it was");
                let site_state = if self.show_advice { "" } else { site_state };
                let separator = if site_state.is_empty() { "" } else { "; " };
                err!("{there_are} {counts}{separator}{site_state}.");
            }
            None => {
                let entries = self.in_language("bài", entries_noun(report.entries));
                let good = self.in_language("không có lỗi", "no errors");
                let separator = if counts.is_empty() { "" } else { "; " };
                err!("{} {entries}, {good}{separator}{counts}.", report.entries);
            }
        }
        if let (Some(date), false) = (report.next_change, report.has_errors()) {
            let date = crate::vietnamese::date::PartialDate::Day(date);
            let text = self.in_language(
                "Có nội dung đổi theo ngày: chạy lại «niemyet build» vào ngày",
                "Some content changes with the date: run «niemyet build» again on",
            );
            err!("{text} {date}.");
        }
    }

    /// Names a number of faults of one severity.
    fn counted(&self, count: usize, severity: Severity) -> String {
        let name = format::severity_name(severity, self.language);
        match (self.language, severity) {
            (Language::English, Severity::Advice) => format!("{count} {name}"),
            (Language::English, _) if count != 1 => format!("{count} {name}s"),
            _ => format!("{count} {name}"),
        }
    }

    fn print_published(
        &self,
        report: &Report,
        published: &Published,
        (there_are, counts): (&str, &str),
    ) {
        let (written, removed) = (published.written.len(), published.removed.len());
        let (entries, unchanged) = (report.entries, published.unchanged);
        match self.language {
            Language::Vietnamese => {
                err!(
                    "Đã đăng {entries} bài: ghi {written} tệp, xoá {removed}, giữ nguyên {unchanged}."
                );
            }
            Language::English => {
                let files = if written == 1 { "file" } else { "files" };
                err!(
                    "Published {entries} {}: {written} {files} written, {removed} removed, {unchanged} as before.",
                    entries_noun(entries)
                );
            }
        }
        if !counts.is_empty() {
            err!("{there_are} {counts}.");
        }
        for path in &published.left_modified {
            let text = self.in_language(
                "tệp này đã bị sửa tay nên không xoá",
                "this file was changed by hand and is not deleted",
            );
            err!("{path}: {text}");
        }
        for source in &report.excluded {
            let text = self.in_language(
                "bài bị lỗi, chưa đăng bản mới",
                "at fault, its new version is not published",
            );
            err!("{source}: {text}");
        }
    }
}

/// Returns the English noun for a number of entries.
fn entries_noun(count: usize) -> &'static str {
    if count == 1 { "entry" } else { "entries" }
}

/// Formats the reason why a target was rendered as JSON.
fn reason_json((path, reason): &(Arc<str>, RebuildReason)) -> serde_json::Value {
    let Explanation { code, about, .. } = Explanation::new(reason);
    let about = Some(about).filter(|about| !about.is_empty());
    json!({ "path": &**path, "why": code, "about": about })
}

/// Prints the reason why a build failed as JSON.
pub(super) fn print_failure_json(failure: &BuildError) -> Result<(), MachineFault> {
    let message = match failure {
        BuildError::Machine(fault) => fault.to_string(),
        BuildError::Refused(refusal) => refusal.to_string(),
        BuildError::Output(error) => error.to_string(),
    };
    print_output(&printable_json(&format!("{:#}", json!({"ok": false, "failure": message}))))
}

/// Prints a line to standard output. A closed pipe is no fault: its reader has read enough.
pub(super) fn print_output(line: &str) -> Result<(), MachineFault> {
    let mut output = io::stdout().lock();
    unless_closed(writeln!(output, "{line}").and_then(|()| output.flush()))
}

/// Turns a failure to write to standard output into a fault, unless it is a closed pipe.
fn unless_closed(written: io::Result<()>) -> Result<(), MachineFault> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(MachineFault::writing(Path::new("stdout"), error))
        }
        _ => Ok(()),
    }
}

/// Prints the reason why a build failed as text; returns the exit status.
pub(super) fn print_failure(failure: &BuildError, language: Language) -> u8 {
    let is_vietnamese = language == Language::Vietnamese;
    match failure {
        BuildError::Machine(fault) => err!("niemyet: {}", fault.message(language)),
        BuildError::Refused(OutputRefusal::Overlap { output, source }) if is_vietnamese => err!(
            "niemyet: không đặt trang web ở {}, vì đó là (hoặc bao trùm) thư mục nguồn {}; chọn thư mục khác bằng --output",
            output.display(),
            source.display()
        ),
        BuildError::Refused(OutputRefusal::NotAFolder { path }) if is_vietnamese => {
            err!("niemyet: {} không phải là thư mục", path.display());
        }
        BuildError::Refused(OutputRefusal::Locked { output }) if is_vietnamese => err!(
            "niemyet: một lệnh build khác đang ghi vào {}; đợi lệnh đó xong rồi chạy lại",
            output.display()
        ),
        BuildError::Output(OutputError::Obstructed { obstacles }) if is_vietnamese => {
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
        BuildError::Output(OutputError::NotUndone { fault, written, removed }) => {
            err!("niemyet: {}", fault.message(language));
            print_not_undone(written, removed, is_vietnamese);
        }
        BuildError::Refused(refusal) => err!("niemyet: {refusal}"),
        BuildError::Output(error) => err!("niemyet: {error}"),
    }
    EXIT_FAILURE
}

/// Prints which files of the site are not as they were, all of them.
fn print_not_undone(written: &[String], removed: &[String], is_vietnamese: bool) {
    let (head, new, missing, end) = if is_vietnamese {
        (
            "Trang web chưa trở lại như cũ được; các tệp sau khác trước:",
            "bản mới",
            "đã mất",
            "Sửa lỗi trên rồi chạy lại niemyet build: lần đó hoàn tất trang web.",
        )
    } else {
        (
            "The site could not be put back; these files differ:",
            "new",
            "missing",
            "Repair the fault above and run niemyet build again: that completes the site.",
        )
    };
    err!("{head}");
    written.iter().for_each(|path| err!("  {path} ({new})"));
    removed.iter().for_each(|path| err!("  {path} ({missing})"));
    err!("{end}");
}

/// Prints what is wrong with the arguments, or the requested help; returns the exit status.
pub(super) fn print_usage(error: &clap::Error, language: Language) -> u8 {
    let context_text = |kind| match error.get(kind) {
        Some(ContextValue::String(context_text)) => context_text.clone(),
        Some(ContextValue::Strings(words)) => words.join(" "),
        _ => String::new(),
    };
    let argument = context_text(ContextKind::InvalidArg);
    let (vi, en) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let command = context_text(ContextKind::InvalidSubcommand);
            (format!("không có lệnh «{command}»"), format!("there is no command «{command}»"))
        }
        ErrorKind::UnknownArgument => {
            (format!("không có tuỳ chọn «{argument}»"), format!("there is no option «{argument}»"))
        }
        ErrorKind::MissingRequiredArgument => {
            (format!("thiếu {argument}"), format!("{argument} is missing"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let expected = std::error::Error::source(error)
                .and_then(|source| source.downcast_ref::<InvalidValue>())
                .map(|invalid| format!(": {}", invalid.expected(language)))
                .or_else(|| Some(format!(": {}", std::error::Error::source(error)?)))
                .unwrap_or_default();
            let value = context_text(ContextKind::InvalidValue);
            (
                format!("«{value}» không dùng được cho {argument}{expected}"),
                format!("«{value}» cannot be used for {argument}{expected}"),
            )
        }
        ErrorKind::ArgumentConflict => {
            (format!("{argument} chỉ ghi một lần"), format!("{argument} may be given only once"))
        }
        _ => {
            return match unless_closed(error.print()) {
                Ok(()) if error.use_stderr() => EXIT_FAILURE,
                Ok(()) => EXIT_OK,
                Err(fault) => print_failure(&BuildError::Machine(fault), language),
            };
        }
    };
    print_line(language, &format!("niemyet: {vi}"), &format!("niemyet: {en}"));
    print_line(
        language,
        "Xem các lệnh và tuỳ chọn: niemyet --help",
        "For commands and options see: niemyet --help",
    );
    EXIT_FAILURE
}

/// Prints a line in the chosen language.
pub(super) fn print_line(language: Language, vi: &str, en: &str) {
    err!("{}", if language == Language::Vietnamese { vi } else { en });
}
