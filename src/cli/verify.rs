//! `verify`: compares a published site with the manifest of its build, and prints the result file by file.
//!
//! Exit status: 1 if something differs; otherwise 2 if not every file could be compared.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::arguments::VerifyArguments;
use super::{EXIT_FAILURE, EXIT_FAULTS, EXIT_OK, print};
use crate::config::BaseUrl;
use crate::diagnostic::Language::{English, Vietnamese};
use crate::diagnostic::{BilingualText, Language, MachineFault, printable, printable_json};
use crate::output::ExpectedFiles;
use crate::pipeline::BuildError;
use crate::preview::clock::Clock;
use crate::source;
use crate::verify::{
    Authorities, Finding, FindingKind, Politeness, Verification, verify_folder, verify_server,
};

/// Runs the comparison; returns the exit status.
pub(super) fn verify(arguments: &VerifyArguments, here: &Path, clock: Clock) -> u8 {
    let language = arguments.language.unwrap_or_default().into();
    let result = compare(arguments, here, clock);
    if arguments.format == "json" {
        let json = match &result {
            Ok(verification) => json_value(verification),
            Err(failure) => json!({ "ok": false, "failure": failure.en }),
        };
        if let Err(fault) = print::print_output(&printable_json(&format!("{json:#}"))) {
            return print::print_failure(&BuildError::Machine(fault), language);
        }
    }
    match result {
        Ok(verification) => {
            if arguments.format != "json" {
                let is_server = is_url(&arguments.site);
                print_human(&verification, is_server, language);
            }
            status(&verification)
        }
        Err(BilingualText { vi, en }) => {
            print::print_line(language, &format!("niemyet: {vi}"), &format!("niemyet: {en}"));
            EXIT_FAILURE
        }
    }
}

/// Compares; the error says why nothing could be compared.
fn compare(
    arguments: &VerifyArguments,
    here: &Path,
    clock: Clock,
) -> Result<Verification, BilingualText> {
    let file = here.join(&arguments.manifest);
    let Some(expected) = ExpectedFiles::read(&file).map_err(fault_text)? else {
        let file = file.display();
        return Err(BilingualText::new(
            format!("{file} không phải là một tệp .niemyet-manifest nguyên vẹn"),
            format!("{file} is no complete .niemyet-manifest"),
        ));
    };
    let written = &arguments.site;
    if !is_url(written) {
        return verify_folder(&expected, &here.join(written)).map_err(fault_text);
    }
    let Some(site) = BaseUrl::parse(written) else {
        return Err(BilingualText::new(
            format!(
                "«{written}» không phải là địa chỉ của một trang chủ, ví dụ https://example.vn/"
            ),
            format!("«{written}» is no address of a home page such as https://example.vn/"),
        ));
    };
    let politeness = Politeness {
        pause: Duration::from_millis(arguments.pause.into()),
        timeout: Duration::from_secs(arguments.timeout.into()),
        total_time: Duration::from_secs(u64::from(arguments.minutes) * 60),
    };
    let authorities = arguments.ca.as_ref().map(|file| read_authorities(&here.join(file)));
    let authorities = authorities.transpose()?;
    verify_server(&expected, &site, authorities, politeness, clock).map_err(|reason| {
        BilingualText::new(
            format!("không đọc được {site}: {}", printable(&reason.vi)),
            format!("cannot read {site}: {}", printable(&reason.en)),
        )
    })
}

/// Reads the certificates of authorities, in PEM.
fn read_authorities(file: &Path) -> Result<Authorities, BilingualText> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let folder = file.parent().unwrap_or(file);
    let text = source::read_file(folder, &name).map_err(fault_text)?;
    let authorities = text.and_then(Result::ok).and_then(|text| Authorities::parse(text.as_str()));
    authorities.ok_or_else(|| {
        let file = file.display();
        BilingualText::new(
            format!("{file} không có chứng thư nào ở dạng PEM"),
            format!("{file} has no certificate in PEM"),
        )
    })
}

fn is_url(site: &str) -> bool {
    site.contains("://")
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed to map_err")]
fn fault_text(fault: MachineFault) -> BilingualText {
    BilingualText::new(fault.message(Vietnamese), fault.message(English))
}

fn status(verification: &Verification) -> u8 {
    match verification.has_differences() {
        true => EXIT_FAULTS,
        false if verification.is_complete() => EXIT_OK,
        false => EXIT_FAILURE,
    }
}

/// Returns the name of a kind for JSON, and its texts.
fn kind_texts(kind: FindingKind) -> (&'static str, BilingualText) {
    let (name, vi, en) = match kind {
        FindingKind::Changed => ("changed", "khác bản đã dựng", "not as it was built"),
        FindingKind::Missing => ("missing", "không còn", "missing"),
        FindingKind::Added => ("added", "không có trong bản đã dựng", "not part of the build"),
        FindingKind::Unreadable => ("unreadable", "không đọc được", "cannot be read"),
    };
    (name, BilingualText::new(vi, en))
}

fn json_value(verification: &Verification) -> serde_json::Value {
    let finding = |finding: &Finding| {
        let detail = finding.detail.as_ref();
        json!({
            "path": finding.path,
            "kind": kind_texts(finding.kind).0,
            "detail": detail.map(|detail| json!({ "vi": detail.vi, "en": detail.en })),
        })
    };
    json!({
        "ok": status(verification) == EXIT_OK,
        "equal": verification.equal,
        "findings": verification.findings.iter().map(finding).collect::<Vec<_>>(),
        "not_asked": verification.not_asked,
        "undelivered": verification.undelivered,
    })
}

fn print_human(verification: &Verification, is_server: bool, language: Language) {
    for Finding { path, kind, detail } in &verification.findings {
        let (_, text) = kind_texts(*kind);
        let text = text.in_language(language);
        let detail = detail.as_ref().map(|detail| format!(" ({})", detail.in_language(language)));
        let line = format!("{path}: {text}{}", detail.unwrap_or_default());
        let line = printable(&line);
        print::print_line(language, &line, &line);
    }
    let count = |kind| verification.count(kind);
    let (changed, missing) = (count(FindingKind::Changed), count(FindingKind::Missing));
    let (added, unreadable) = (count(FindingKind::Added), count(FindingKind::Unreadable));
    let equal = verification.equal;
    print::print_line(
        language,
        &format!(
            "{equal} tệp đúng như đã dựng; {changed} khác, {missing} không còn, {added} lạ, \
             {unreadable} không đọc được."
        ),
        &format!(
            "{equal} files are as they were built; {changed} changed, {missing} missing, {added} added, \
             {unreadable} unreadable."
        ),
    );
    let not_asked = verification.not_asked;
    if not_asked > 0 {
        print::print_line(
            language,
            &format!("Chưa so {not_asked} tệp: hết giờ, hoặc máy chủ không còn trả lời."),
            &format!("{not_asked} files were not compared: no time left, or no more answers."),
        );
    }
    if is_server {
        let undelivered = verification.undelivered.join(", ");
        let undelivered = printable(&undelivered);
        print::print_line(
            language,
            &format!(
                "Máy chủ không kể tệp của nó: tệp lạ chỉ thấy được khi trang đã bị sửa có liên kết đến. Tệp riêng của \
                 máy chủ ({undelivered}) không so được. Muốn chắc chắn, so cả thư mục."
            ),
            &format!(
                "Servers do not list their files: an added one shows only where a changed page links to it. Files for \
                 the server itself ({undelivered}) were not compared. To be sure, compare the folder."
            ),
        );
    }
}
