//! The command line interface: arguments, output and exit status.
//!
//! The only module that prints. Text for people goes to standard error; JSON and GitHub annotations go to standard
//! output. Exit status: 0 success; 1 faults in the content, the configuration or the theme, or a site that is not as it
//! was built; 2 wrong usage, or a failure of the machine.

mod arguments;
mod build_watcher;
mod explain;
mod print;
mod profile;
mod progress;
mod scaffold;
mod serve;
mod theme;
mod verify;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, Language, MachineFault, format};
use crate::pipeline::{self, BuildError, Options};
use crate::preview::clock::Clock;
use crate::preview::server::ListenOptions;
use crate::preview::{PreviewOptions, server};
use arguments::{Arguments, BuildReports, Command, Format, PortalArguments};
use build_watcher::BuildWatcher;

const EXIT_OK: u8 = 0;
const EXIT_FAULTS: u8 = 1;
const EXIT_FAILURE: u8 = 2;

/// Runs the command; `here` is the current folder, `build_id` identifies this executable: the build cache is
/// discarded when it differs.
pub fn run(
    arguments: impl Iterator<Item = OsString>,
    here: &Path,
    clock: Clock,
    build_id: &dyn Fn() -> Option<u64>,
) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let arguments = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => arguments,
        // Clap returns help and version as errors.
        Err(error) => {
            let (root, language) = arguments::root_and_language(&arguments);
            let root = root.map_or_else(|| here.to_owned(), |root| here.join(root));
            let language = language.unwrap_or_else(|| portal_language(&root));
            return ExitCode::from(print::print_usage(&error, language));
        }
    };
    let status = match &arguments.command {
        Command::Build { portal, format, output, base_url, drafts, today, keep_going, reports } => {
            let mut options = build_options(portal, here, clock.now());
            let root = options.root.clone();
            options.output =
                Some(output.as_ref().map_or_else(|| root.join("public"), |o| here.join(o)));
            options.base_url.clone_from(base_url);
            (options.drafts, options.today, options.keep_going) = (*drafts, *today, *keep_going);
            options.build_id = build_id();
            build_or_check(portal, (format.format, *reports), &mut options, clock)
        }
        Command::Check { portal, format, output: _, drafts, today } => {
            let mut options = build_options(portal, here, clock.now());
            (options.drafts, options.today, options.build_id) = (*drafts, *today, build_id());
            let no_reports = BuildReports::default();
            build_or_check(portal, (format.format, no_reports), &mut options, clock)
        }
        Command::Serve { portal, port, host, drafts, poll, open } => {
            let mut options = build_options(portal, here, clock.now());
            (options.drafts, options.build_id) = (*drafts, build_id());
            let listen =
                ListenOptions { host: host.clone(), port: port.unwrap_or(server::DEFAULT_PORT) };
            let (poll, language) = (*poll, portal.language());
            serve::serve(PreviewOptions { options, listen, poll, language, clock }, *open)
        }
        Command::Verify(arguments) => verify::verify(arguments, here, clock),
        Command::New { portal, section, name } => {
            let options = build_options(portal, here, clock.now());
            scaffold::create_entry(&options, section, name, message_language(portal, &options))
        }
        Command::Theme { command } => {
            let portal = command.portal();
            let options = build_options(portal, here, clock.now());
            theme::run(command, &options, message_language(portal, &options))
        }
        Command::Init { dir, language } => scaffold::create_portal(
            &here.join(dir),
            clock.now(),
            language.unwrap_or_default().into(),
        ),
    };
    ExitCode::from(status)
}

fn build_options(portal: &PortalArguments, here: &Path, now: Timestamp) -> Options {
    Options::new(portal.root.as_ref().map_or_else(|| here.to_owned(), |root| here.join(root)), now)
}

/// Builds or checks, and prints the result; returns the exit status.
fn build_or_check(
    portal: &PortalArguments,
    (output_format, reports): (Format, BuildReports),
    options: &mut Options,
    clock: Clock,
) -> u8 {
    let is_text = matches!(output_format, Format::Human);
    let language = message_language(portal, options);
    let watcher = BuildWatcher::new(clock, language, (is_text, reports.profile));
    options.monitor = watcher.monitor();
    let result = pipeline::run(options);
    watcher.finish();
    match result {
        Ok(report) => {
            let language =
                portal.language().unwrap_or_else(|| Language::for_portal(&report.language));
            let printer = print::ReportPrinter {
                language,
                show_advice: options.output.is_none(),
                show_reasons: reports.explain,
            };
            let printed = match output_format {
                Format::Human => {
                    printer.print_human(&report);
                    Ok(())
                }
                Format::Json => printer.print_json(&report),
                Format::Github => printer.print_github(&report),
            };
            match printed {
                Ok(()) if report.has_errors() => EXIT_FAULTS,
                Ok(()) => EXIT_OK,
                Err(fault) => print::print_failure(&BuildError::Machine(fault), language),
            }
        }
        Err(failure) => {
            if matches!(output_format, Format::Json) {
                // The failure is printed as text as well.
                let _ = print::print_failure_json(&failure);
            }
            print::print_failure(&failure, language)
        }
    }
}

/// Returns the language of messages: that given by `--language`, else that of portal.yaml.
fn message_language(portal: &PortalArguments, options: &Options) -> Language {
    portal.language().unwrap_or_else(|| portal_language(&options.root))
}

/// Reads the language from portal.yaml, for commands that fail or end without a report.
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
        Err(fault) => Err(print::print_failure(&BuildError::Machine(fault), language)),
    }
}
