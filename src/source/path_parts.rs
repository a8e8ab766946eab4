//! The parts of a path or an address: its folder, its name, and the stem and extension of the name.
//!
//! A name that only begins with a dot (`.env`) has an extension and no stem, as servers see it: what follows the last
//! dot decides what they send. Extensions are compared in lower case.

/// Returns the folder of a path, without a slash at the end; empty for a name alone.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Returns a path without the extension of its name.
pub fn without_extension(path: &str) -> &str {
    let name = file_name(path);
    let extension = name.rfind('.').map_or(0, |dot| name.len() - dot);
    &path[..path.len() - extension]
}

/// Returns the extension of a path's name in lower case; empty if it has none.
pub fn extension(path: &str) -> String {
    let name = file_name(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_dot_of_the_name_begins_the_extension() {
        let parts =
            |path| (folder(path), file_name(path), without_extension(path), extension(path));
        assert_eq!(parts("a/b.1/c.tar.GZ"), ("a/b.1", "c.tar.GZ", "a/b.1/c.tar", "gz".to_owned()));
        assert_eq!(parts("b.1/c"), ("b.1", "c", "b.1/c", String::new()));
        assert_eq!(parts(".env"), ("", ".env", "", "env".to_owned()));
    }
}
