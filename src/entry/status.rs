//! The legal status of a document.
//!
//! It may be written in the metadata; otherwise the library derives it from dates and relations.

use serde::{Deserialize, Serialize};

/// The seven legal statuses, as named by the national database of law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Chưa có hiệu lực.
    NotYet,
    /// Còn hiệu lực.
    InForce,
    /// Hết hiệu lực một phần.
    PartlyExpired,
    /// Hết hiệu lực toàn bộ.
    Expired,
    /// Ngưng hiệu lực.
    Suspended,
    /// Ngưng hiệu lực một phần.
    PartlySuspended,
    /// Không còn phù hợp.
    Unsuitable,
}

impl Status {
    /// All statuses with their names.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::NotYet, "Chưa có hiệu lực"),
        (Self::InForce, "Còn hiệu lực"),
        (Self::PartlyExpired, "Hết hiệu lực một phần"),
        (Self::Expired, "Hết hiệu lực toàn bộ"),
        (Self::Suspended, "Ngưng hiệu lực"),
        (Self::PartlySuspended, "Ngưng hiệu lực một phần"),
        (Self::Unsuitable, "Không còn phù hợp"),
    ];

    /// Returns the Vietnamese name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// Returns the code name, which is also part of the label's key (`status_in_force`).
    pub fn code(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::InForce => "in_force",
            Self::PartlyExpired => "partly_expired",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::PartlySuspended => "partly_suspended",
            Self::Unsuitable => "unsuitable",
        }
    }
}
