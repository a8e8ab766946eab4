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

use super::why::Reason;
use crate::build::{Failure, Report, Why};
use crate::diagnostic::{Diagnostic, Language, Severity, report, system_words};
use crate::output::{ObstacleKind, OutputError, Published, Refusal};

/// Prints a line to standard output. A reader who has heard enough and closed it is no fault.
macro_rules! out {
    ($($words:tt)*) => {{ let _ = writeln!(std::io::stdout(), $($words)*); }};
}

/// Prints a line to standard error.
macro_rules! err {
    ($($words:tt)*) => {{ let _ = writeln!(std::io::stderr(), $($words)*); }};
}

/// Most files named in a list of what stands in the way.
const NAMED: usize = 20;

/// How to tell a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling {
    pub(super) language: Language,
    /// Advice is shown by `check` only.
    pub(super) check: bool,
    /// Whether people are told why each target was rendered; tools always are.
    pub(super) explain: bool,
}

impl Telling {
    fn pick<'w>(&self, vi: &'w str, en: &'w str) -> &'w str {
        match self.language {
            Language::Vietnamese => vi,
            Language::English => en,
        }
    }

    fn shown<'r>(&self, report: &'r Report) -> impl Iterator<Item = &'r Diagnostic> {
        let check = self.check;
        report.faults.iter().filter(move |fault| check || fault.severity != Severity::Advice)
    }

    /// Tells a person.
    pub(super) fn human(&self, told: &Report) {
        for fault in self.shown(told) {
            err!("{}", report::human(fault, self.language));
        }
        if self.explain {
            self.reasons(told);
        }
        self.summary(told);
    }

    /// Tells why each target was rendered.
    fn reasons(&self, told: &Report) {
        for (path, why) in &told.rendered {
            let Reason { words, about, .. } = Reason::of(why);
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
    pub(super) fn github(&self, told: &Report) {
        for fault in self.shown(told) {
            out!("{}", report::github(fault, self.language));
        }
        self.summary(told);
    }

    /// Tells a tool.
    pub(super) fn json(&self, told: &Report) {
        let published = told.published.as_ref();
        let faults: Vec<_> = self.shown(told).map(report::json).collect();
        let value = json!({
            "ok": !told.has_errors(),
            "faults": faults,
            "entries": told.entries,
            "targets": told.targets,
            "rendered": told.rendered.iter().map(reason_json).collect::<Vec<_>>(),
            "left_out": told.left_out.iter().filter(|_| published.is_some()).map(|source| &**source).collect::<Vec<_>>(),
            "written": published.map(|published| &published.written),
            "removed": published.map(|published| &published.removed),
            "left": published.map(|published| &published.left),
            "unchanged": published.map(|published| published.unchanged),
            "next_change": told.next_change.map(|date| date.to_string()),
        });
        out!("{value:#}");
    }

    fn summary(&self, report: &Report) {
        let count = |severity| self.shown(report).filter(|f| f.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Advice]
            .map(|severity| (count(severity), report::severity_name(severity, self.language)));
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        let counts = counts.join(", ");
        match &report.published {
            Some(published) => self.published(report, published, &counts),
            None if report.has_errors() => {
                let kept = self.pick("trang web giữ nguyên như cũ", "the site is as it was");
                let kept = if self.check { "" } else { kept };
                let part = if kept.is_empty() { "" } else { "; " };
                err!("{} {counts}{part}{kept}.", self.pick("Có", "There are"));
            }
            None => {
                let good = self.pick("bài, không có lỗi", "entries, no errors");
                let part = if counts.is_empty() { "" } else { "; " };
                err!("{} {good}{part}{counts}.", report.entries);
            }
        }
        if let (Some(date), false) = (report.next_change, report.has_errors()) {
            let date = crate::vietnamese::date::PartialDate::Day(date);
            let words = self.pick(
                "Có nội dung đổi theo ngày: chạy lại «niemyet build» vào ngày",
                "Some content changes with the date: run «niemyet build» again on",
            );
            err!("{words} {date}.");
        }
    }

    fn published(&self, report: &Report, published: &Published, counts: &str) {
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
            err!("{} {counts}.", self.pick("Có", "There are"));
        }
        for path in &published.left {
            let words = self.pick(
                "tệp này đã bị sửa tay nên không xoá",
                "this file was changed by hand and is not deleted",
            );
            err!("{path}: {words}");
        }
        for source in &report.left_out {
            let words = self.pick(
                "bài bị lỗi, chưa đăng bản mới",
                "at fault, its new version is not published",
            );
            err!("{source}: {words}");
        }
    }
}

/// Tells a tool why a target was rendered.
fn reason_json((path, why): &(Arc<str>, Why)) -> serde_json::Value {
    let Reason { code, about, .. } = Reason::of(why);
    let about = Some(about).filter(|about| !about.is_empty());
    json!({ "path": &**path, "why": code, "about": about })
}

/// Tells a tool why a build stopped.
pub(super) fn failure_json(failure: &Failure) {
    let said = match failure {
        Failure::Machine(fault) => fault.to_string(),
        Failure::Refused(refusal) => refusal.to_string(),
        Failure::Output(error) => error.to_string(),
    };
    out!("{:#}", json!({"ok": false, "failure": said}));
}

/// Says why a build stopped.
pub(super) fn failure(failure: &Failure, language: Language) {
    let vi = language == Language::Vietnamese;
    match failure {
        Failure::Machine(fault) => err!("niemyet: {}", fault.wording(language)),
        Failure::Refused(Refusal::Overlap { output, source }) if vi => err!(
            "niemyet: không đặt trang web ở {}, vì đó là (hoặc bao trùm) thư mục nguồn {}; chọn thư mục khác bằng --output",
            output.display(),
            source.display()
        ),
        Failure::Refused(Refusal::NotAFolder { path }) if vi => {
            err!("niemyet: {} không phải là thư mục", path.display());
        }
        Failure::Refused(Refusal::Locked { output }) if vi => err!(
            "niemyet: một lệnh build khác đang ghi vào {}; đợi lệnh đó xong rồi chạy lại",
            output.display()
        ),
        Failure::Refused(Refusal::Disk(fault)) | Failure::Output(OutputError::Disk(fault))
            if vi =>
        {
            let words = system_words(&fault.error, language);
            err!("niemyet: không ghi được {}: {words}", fault.path.display());
        }
        Failure::Output(OutputError::InTheWay { obstacles }) if vi => {
            err!("niemyet: ở chỗ cần ghi có tệp không rõ do ai tạo:");
            for obstacle in obstacles.iter().take(NAMED) {
                let kind = match obstacle.kind {
                    ObstacleKind::Foreign => "không do niemyet tạo, hoặc đã mất .niemyet-manifest",
                    ObstacleKind::Changed => "tệp đã bị sửa tay",
                    ObstacleKind::Link => "liên kết tệp",
                };
                err!("  {} ({kind})", obstacle.path);
            }
            if obstacles.len() > NAMED {
                err!("  … và {} tệp khác", obstacles.len() - NAMED);
            }
            err!(
                "Chuyển các tệp đó đi nơi khác rồi chạy lại; nếu thư mục chỉ chứa trang web cũ thì xoá cả thư mục."
            );
        }
        Failure::Refused(refusal) => err!("niemyet: {refusal}"),
        Failure::Output(error) => err!("niemyet: {error}"),
    }
}

/// Says what is wrong with the words of the command, or prints the help that was asked for; tells which.
pub(super) fn usage(error: &clap::Error) -> bool {
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
pub(super) fn line(language: Language, vi: &str, en: &str) {
    err!("{}", if language == Language::Vietnamese { vi } else { en });
}
