//! The command line interface: arguments, output and exit status.
//!
//! The only module that prints. Text for people goes to standard error; JSON and GitHub annotations go to standard
//! output. Exit status: 0 success; 1 faults in the content, the configuration or the theme; 2 wrong usage, or a
//! failure of the machine.

mod arguments;
mod explain;
mod print;
mod scaffold;
mod serve;
mod theme;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use jiff::Timestamp;

use crate::config::BaseUrl;
use crate::diagnostic::{Diagnostic, Language, MachineFault, format};
use crate::pipeline::{self, BuildError, Options};
use crate::preview::clock::Clock;
use crate::preview::server::ListenOptions;
use crate::preview::{PreviewOptions, server};
use crate::vietnamese::date::PartialDate;
use arguments::{Arguments, Command, CommonArguments, Format, ThemeCommand};

const EXIT_OK: u8 = 0;
const EXIT_FAULTS: u8 = 1;
const EXIT_FAILURE: u8 = 2;

/// Runs the command; `here` is the current folder, `build_id` identifies this executable: the build cache is
/// discarded when it differs.
pub fn run(
    arguments: impl Iterator<Item = OsString>,
    here: &Path,
    clock: Clock,
    build_id: Option<u64>,
) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Clap returns help and version as errors.
            return ExitCode::from(if print::print_usage(&error) { EXIT_FAILURE } else { EXIT_OK });
        }
    };
    let status = match &arguments.command {
        Command::Build { common, output, base_url, drafts, today, keep_going, explain } => {
            let mut options = build_options(common, here, clock.now());
            let root = options.root.clone();
            options.output =
                Some(output.as_ref().map_or_else(|| root.join("public"), |o| here.join(o)));
            options.base_url.clone_from(base_url);
            (options.drafts, options.today, options.keep_going) = (*drafts, *today, *keep_going);
            options.build_id = build_id;
            build_or_check(common, &options, *explain)
        }
        Command::Check { common, drafts, today } => {
            let mut options = build_options(common, here, clock.now());
            (options.drafts, options.today, options.build_id) = (*drafts, *today, build_id);
            build_or_check(common, &options, false)
        }
        Command::Serve { common, port, host, drafts, poll, open } => {
            let mut options = build_options(common, here, clock.now());
            (options.drafts, options.build_id) = (*drafts, build_id);
            let listen =
                ListenOptions { host: host.clone(), port: port.unwrap_or(server::DEFAULT_PORT) };
            let (poll, language) = (*poll, common.language());
            serve::serve(PreviewOptions { options, listen, poll, language, clock }, *open)
        }
        Command::New { common, section, name } => scaffold::create_entry(
            &build_options(common, here, clock.now()),
            section,
            name,
            common.language(),
        ),
        Command::Theme { command: ThemeCommand::New { common, name } } => {
            theme::create_theme(&build_options(common, here, clock.now()), name, common.language())
        }
        Command::Init { dir, language } => scaffold::create_portal(
            &here.join(dir),
            clock.now(),
            language.unwrap_or_default().into(),
        ),
    };
    ExitCode::from(status)
}

fn build_options(common: &CommonArguments, here: &Path, now: Timestamp) -> Options {
    Options {
        root: common.root.as_ref().map_or_else(|| here.to_owned(), |root| here.join(root)),
        output: None,
        base_url: None,
        drafts: false,
        today: None,
        now,
        keep_going: false,
        build_id: None,
    }
}

/// Builds or checks, and prints the result; returns the exit status.
fn build_or_check(common: &CommonArguments, options: &Options, show_reasons: bool) -> u8 {
    match pipeline::run(options) {
        Ok(report) => {
            let language =
                common.language().unwrap_or_else(|| Language::for_portal(&report.language));
            let printer = print::ReportPrinter {
                language,
                show_advice: options.output.is_none(),
                show_reasons,
            };
            match common.format {
                Format::Human => printer.print_human(&report),
                Format::Json => printer.print_json(&report),
                Format::Github => printer.print_github(&report),
            }
            if report.has_errors() { EXIT_FAULTS } else { EXIT_OK }
        }
        Err(failure) => {
            let language = common.language().unwrap_or_else(|| portal_language(&options.root));
            if matches!(common.format, Format::Json) {
                print::print_failure_json(&failure);
            }
            print::print_failure(&failure, language);
            EXIT_FAILURE
        }
    }
}

/// Reads the language from portal.yaml, for a build that failed without a report.
fn portal_language(root: &Path) -> Language {
    let settings = pipeline::read_settings(root).ok().and_then(Result::ok);
    settings.map_or(Language::Vietnamese, |read| Language::for_portal(&read.config.language))
}

/// Returns what was read from portal.yaml; or prints why it cannot be read, and returns the exit status.
fn read_or_print<T>(
    read: Result<Result<T, Box<Diagnostic>>, MachineFault>,
    language: Language,
) -> Result<T, u8> {
    match read {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(fault)) => {
            let message = format::human(&fault, language);
            print::print_line(language, &message, &message);
            Err(EXIT_FAULTS)
        }
        Err(fault) => {
            print::print_failure(&BuildError::Machine(fault), language);
            Err(EXIT_FAILURE)
        }
    }
}

/// Parses the value of `--base-url`.
fn parse_base_url(written: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(written)
        .ok_or_else(|| "cần địa chỉ đầy đủ, ví dụ https://example.vn/".to_owned())
}

/// Parses the value of `--today`.
fn parse_day(written: &str) -> Result<jiff::civil::Date, String> {
    let date = PartialDate::parse(written).ok().and_then(PartialDate::as_day);
    date.ok_or_else(|| "cần một ngày, ví dụ 24/9/2026".to_owned())
}
