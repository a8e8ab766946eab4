//! The clocks of a preview, passed in so that tests can set them.
//!
//! Days are told by the wall clock, which may be set forward or back at any time. All waiting is measured on the
//! monotonic clock, which nobody can set.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

/// The wall clock and the monotonic clock.
#[derive(Clone)]
pub struct Clock {
    wall: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl Clock {
    /// Creates the clocks from two functions that return the time.
    pub fn new(
        wall: impl Fn() -> Timestamp + Send + Sync + 'static,
        monotonic: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        Self { wall: Arc::new(wall), monotonic: Arc::new(monotonic) }
    }

    /// Returns the current time, from which days follow.
    pub fn now(&self) -> Timestamp {
        (self.wall)()
    }

    /// Returns the current instant, to measure durations with.
    pub fn instant(&self) -> Instant {
        (self.monotonic)()
    }
}
