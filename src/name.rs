//! Names that many entries share: issuers, types, fields, signers, posts, tags, and the keys that a portal declares.
//!
//! A portal has a few thousand of them in hundreds of thousands of places. Each is stored once and never freed, so that
//! a [`Name`] is copied like a number and takes no memory of its own.
//!
//! **Invariant.** A name is compared, hashed and written as its text; that texts are shared cannot be observed.
//!
//! **Left out on purpose.** Texts that are as many as the entries: titles, abstracts, addresses.

use std::fmt;
use std::ops::Deref;
use std::sync::{LazyLock, PoisonError, RwLock};

use rapidhash::RapidHashSet;
use serde::{Deserialize, Deserializer, Serialize};

/// All names that were ever made.
static NAMES: LazyLock<RwLock<RapidHashSet<&'static str>>> = LazyLock::new(RwLock::default);

/// A text that many entries share.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Name(&'static str);

impl Name {
    /// Returns the text.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        if let Some(known) = NAMES.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Self(known);
        }
        let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have added it meanwhile.
        let known = names.get(text).copied();
        let name = known.unwrap_or_else(|| Box::leak(text.into()));
        names.insert(name);
        Self(name)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0.to_owned()
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_stored_once() {
        let (one, other) = (Name::from("Công đoàn"), Name::from("Công đoàn".to_owned()));
        assert_eq!(one, other);
        assert!(std::ptr::eq(one.as_str(), other.as_str()));
        assert_ne!(one, Name::from("Công đoàn "));
    }
}
