//! The digest of a file: its size and SHA-256, by which the manifest identifies what was written.
//!
//! Comparing a file with bytes in memory needs no digest of the file; a file on disk is hashed only before it is
//! deleted.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::disk::reading;
use crate::diagnostic::MachineFault;

/// The number of bytes of a file that are read at once.
pub(super) const CHUNK: usize = 128 * 1024;

/// The size and SHA-256 of some bytes. The text form is the hexadecimal sum, a space, and the size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Digest {
    /// The size in bytes.
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
}

impl Digest {
    /// Computes the digest of bytes in memory.
    pub(super) fn of(bytes: &[u8]) -> Digest {
        let mut digester = Digester::default();
        digester.update(bytes);
        digester.finish()
    }

    /// Computes the digest of a file on disk, reading it in chunks.
    pub(super) fn of_file(path: &Path) -> Result<Digest, MachineFault> {
        let mut file = File::open(path).map_err(reading(path))?;
        let mut digester = Digester::default();
        let mut chunk = vec![0; CHUNK];
        loop {
            let length = file.read(&mut chunk).map_err(reading(path))?;
            if length == 0 {
                return Ok(digester.finish());
            }
            digester.update(&chunk[..length]);
        }
    }

    /// Parses the two words of the text form; `None` if they are malformed.
    pub(super) fn parse(sum: &str, size: &str) -> Option<Digest> {
        let mut sha256 = [0; 32];
        if sum.len() != 2 * sha256.len() {
            return None;
        }
        let nibble = |digit: u8| char::from(digit).to_digit(16);
        for (byte, pair) in sha256.iter_mut().zip(sum.as_bytes().chunks_exact(2)) {
            *byte = u8::try_from(nibble(pair[0])? << 4 | nibble(pair[1])?).ok()?;
        }
        Some(Digest { size: size.parse().ok()?, sha256 })
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut sum = String::with_capacity(64);
        for byte in self.sha256 {
            sum.push(char::from(DIGITS[usize::from(byte >> 4)]));
            sum.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        write!(f, "{sum} {}", self.size)
    }
}

/// Computes a digest incrementally.
#[derive(Default)]
pub(super) struct Digester {
    size: u64,
    hasher: Sha256,
}

impl Digester {
    /// Adds the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.hasher.update(bytes);
    }

    /// Returns the digest of all bytes added.
    pub(super) fn finish(self) -> Digest {
        Digest { size: self.size, sha256: self.hasher.finalize().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn the_text_form_is_the_known_sum_and_the_size() {
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3";
        assert_eq!(Digest::of(b"abc").to_string(), text);
    }

    #[test]
    fn the_text_form_reads_back_and_anything_else_does_not() {
        let digest = Digest::of("Niêm Yết".as_bytes());
        let text = digest.to_string();
        let (sum, size) = text.split_once(' ').expect("the text form has two words");
        assert_eq!(Digest::parse(sum, size), Some(digest));
        assert_eq!(Digest::parse(&sum[1..], size), None);
        assert_eq!(Digest::parse(&sum.replace(&sum[..1], "x"), size), None);
        assert_eq!(Digest::parse(sum, "-1"), None);
        assert_eq!(Digest::parse(&"é".repeat(32), "1"), None);
    }
}
