//! The classifications of entries: those that every portal has, and those that it declares.
//!
//! **Left out on purpose.** Titles: those of the former are labels of the theme, those of the latter in [`OwnField`].
//!
//! [`OwnField`]: super::OwnField

use serde::{Deserialize, Serialize};

use crate::name::Name;

/// A classification of entries by one of their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Taxonomy {
    /// Thể loại.
    Type,
    /// Cơ quan ban hành.
    Issuer,
    /// Lĩnh vực.
    Field,
    /// Người ký.
    Signer,
    /// Chuyên mục.
    Category,
    /// Từ khoá.
    Tag,
    /// One that the portal declares, by its name.
    Own(Name),
}

impl Taxonomy {
    /// The taxonomies that every portal has, in the default order.
    pub const BUILT_IN: [Self; 6] =
        [Self::Type, Self::Issuer, Self::Field, Self::Signer, Self::Category, Self::Tag];

    /// Returns the name in portal.yaml, which is also the first part of the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "the-loai",
            Self::Issuer => "co-quan-ban-hanh",
            Self::Field => "linh-vuc",
            Self::Signer => "nguoi-ky",
            Self::Category => "chuyen-muc",
            Self::Tag => "tu-khoa",
            Self::Own(name) => name.as_str(),
        }
    }

    /// Returns the address of its list of terms (`/the-loai/`), the prefix of the addresses of its terms.
    pub fn address(self) -> String {
        format!("/{}/", self.name())
    }

    /// Returns the key of its title in a theme's labels; `None` if the portal declares it, with its title.
    pub fn label_key(self) -> Option<&'static str> {
        Some(match self {
            Self::Type => "type",
            Self::Issuer => "issuer",
            Self::Field => "fields",
            Self::Signer => "signer",
            Self::Category => "category",
            Self::Tag => "tags",
            Self::Own(_) => return None,
        })
    }
}
