//! What a terminal shows of a build that takes longer than a second: its stage, the steps done, and the time.
//!
//! Logs and other programs see nothing of it: without a terminal there is no bar.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::Language;
use crate::monitor::Stage;

/// How long a build takes before it shows a bar.
const SHOWN_AFTER: Duration = Duration::from_secs(1);

/// How often the time is drawn again while no step is done.
const TICK: Duration = Duration::from_millis(200);

const COUNTED: &str = "{msg} {bar:24} {pos}/{len} · {elapsed}";
const UNCOUNTED: &str = "{msg} · {elapsed}";

/// The progress bar of a build, hidden until the build has taken a second.
#[derive(Debug)]
pub(super) struct BuildProgress {
    bar: ProgressBar,
    start: Instant,
    is_shown: AtomicBool,
    make_target: fn() -> ProgressDrawTarget,
    language: Language,
}

impl BuildProgress {
    /// Creates the bar of a build that begins now; `make_target` is called when it is to be shown.
    pub(super) fn new(
        start: Instant,
        make_target: fn() -> ProgressDrawTarget,
        language: Language,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, start, is_shown: AtomicBool::new(false), make_target, language }
    }

    /// Shows another stage.
    pub(super) fn begin(&self, stage: Stage, steps: usize, now: Instant) {
        let template = if steps == 0 { UNCOUNTED } else { COUNTED };
        // The templates above are valid; with the default style the bar would have no message.
        let style = ProgressStyle::with_template(template);
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.bar.set_message(stage_name(stage, self.language));
        self.bar.set_length(steps as u64);
        self.bar.set_position(0);
        self.show_if_due(now);
    }

    /// Counts a step.
    pub(super) fn advance(&self, now: impl FnOnce() -> Instant) {
        self.bar.inc(1);
        if !self.is_shown.load(Ordering::Relaxed) {
            self.show_if_due(now());
        }
    }

    fn show_if_due(&self, now: Instant) {
        let is_due = now.duration_since(self.start) >= SHOWN_AFTER;
        if is_due && !self.is_shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target((self.make_target)());
            self.bar.enable_steady_tick(TICK);
            self.bar.force_draw();
        }
    }

    /// Removes the bar from the terminal, before the report is printed.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Returns what a stage does, in words.
pub(super) fn stage_name(stage: Stage, language: Language) -> &'static str {
    let (vi, en) = match stage {
        Stage::Scan => ("Tìm tệp đã đổi", "Looking for changed files"),
        Stage::Read => ("Đọc bài", "Reading entries"),
        Stage::Index => ("Lập danh mục", "Indexing"),
        Stage::Validate => ("Kiểm tra", "Checking"),
        Stage::Make => ("Dựng trang", "Making pages"),
        Stage::Publish => ("Đăng", "Publishing"),
        Stage::Record => ("Ghi nhớ cho lần sau", "Recording for the next build"),
    };
    match language {
        Language::Vietnamese => vi,
        Language::English => en,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use indicatif::TermLike;

    use super::*;

    static DRAWN: Mutex<String> = Mutex::new(String::new());

    /// A terminal that remembers what was written.
    #[derive(Debug)]
    struct Recorder;

    impl TermLike for Recorder {
        fn width(&self) -> u16 {
            80
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            DRAWN.lock().expect("no other test writes here").push_str(text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_bar_appears_after_a_second() {
        let start = Instant::now();
        let target = || ProgressDrawTarget::term_like(Box::new(Recorder));
        let progress = BuildProgress::new(start, target, Language::Vietnamese);
        let drawn = || DRAWN.lock().expect("no other test writes here").clone();
        progress.begin(Stage::Make, 10, start);
        progress.advance(|| start + Duration::from_millis(999));
        assert_eq!(drawn(), "");
        progress.advance(|| start + Duration::from_secs(1));
        assert!(drawn().contains("Dựng trang"), "{}", drawn());
        assert!(drawn().contains("2/10"), "{}", drawn());
        progress.clear();
    }
}
