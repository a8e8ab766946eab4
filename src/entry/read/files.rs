//! The files of an entry: attachments, the picture, and what lies in its folder.
//!
//! The attachments are those that the key names, in the order written; without the key, a document or a piece of
//! news has every file in its folder that is no picture, in the order of the alphabet. A name that leads nowhere
//! is told at the line that wrote it.
//!
//! **Left out on purpose.** No file is opened: digests, pages and the like are filled in by the build.

use super::{Reading, Written};
use crate::config::Kind;
use crate::diagnostic::{Place, faults};
use crate::entry::files::{Folder, Found, OwnFile, name};
use crate::entry::{Attachment, Image, Mark, Picture, values};
use crate::picture::is_shown;
use crate::source::File;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{collation, fold};
use crate::yaml::{Node, Value};

impl<'a> Reading<'a> {
    /// Settles the attachments, the picture and the files in the entry's folder.
    pub(super) fn files(&mut self, folder: Folder<'a>) -> Vec<OwnFile> {
        let mut files = Vec::new();
        for file in folder.own_files() {
            if file.path.ends_with(".md") {
                if file.path != *self.text.file() {
                    let place = Place::file(file.path.clone());
                    let fault = faults::markdown_in_entry_folder(place, self.text.file());
                    self.reader.faults.push(fault);
                }
                continue;
            }
            match folder.place(file) {
                Found::Unsafe(file, proposal) => {
                    let place = Place::file(file.path.clone());
                    let fault = faults::damaged_name(place, name(file), &proposal);
                    self.reader.faults.push(fault);
                }
                Found::Own(file, address) => {
                    files.push(OwnFile { address, path: file.path.clone() });
                }
                _ => {}
            }
        }
        let written = std::mem::take(&mut self.written);
        self.image(folder, &written, &mut files);
        match &written.attachments {
            Some(node) => self.attachments(folder, node, &mut files),
            None => self.unnamed_attachments(folder, &files),
        }
        files
    }

    /// Without the key, every file in the entry's folder that is no picture is an attachment.
    fn unnamed_attachments(&mut self, folder: Folder<'_>, files: &[OwnFile]) {
        if !matches!(self.kind, Kind::Document | Kind::News) {
            return;
        }
        for own in files.iter().filter(|own| !is_shown(&own.path)) {
            if let Some(file) = folder.around.get(&own.path) {
                self.metadata.attachments.push(attachment(file, own.address.clone()));
            }
        }
        self.metadata.attachments.sort_by_cached_key(|file| collation::sort_key(&file.name));
    }

    fn attachments(&mut self, folder: Folder<'_>, node: &Node, files: &mut Vec<OwnFile>) {
        for item in node.items() {
            let (mut file, mut title, mut kind) = (None, None, None);
            if let Value::Map(pairs) = &item.value {
                for (key, value) in pairs {
                    match fold::key(&key.text).as_str() {
                        "file" | "tep" => file = Some(value),
                        "title" | "ten" | "tieu_de" => title = self.reader.text(value),
                        "kind" | "loai" => kind = values::attachment_kind(&mut self.reader, value),
                        _ => values::unknown(&mut self.reader, key, &["file", "title", "kind"]),
                    }
                }
                if file.is_none() {
                    let place = self.reader.place(&item.range);
                    self.reader.faults.push(faults::missing_setting(place, "file"));
                }
            } else {
                file = Some(item);
            }
            let Some(node) = file else { continue };
            if let Some(mut found) = self.file(folder, node, files) {
                (found.title, found.kind) = (title, kind);
                let mark = Mark::Attachment(self.metadata.attachments.len());
                self.marks.push((mark, node.range.clone()));
                self.metadata.attachments.push(found);
            }
        }
    }

    /// Finds a file named in front matter, and claims it for the entry where it lies beside it.
    fn file(
        &mut self,
        folder: Folder<'_>,
        node: &Node,
        files: &mut Vec<OwnFile>,
    ) -> Option<Attachment> {
        let written = self.reader.text(node)?;
        let place = self.reader.place(&node.range);
        match folder.find(&written) {
            Found::Own(file, address) => {
                files.push(OwnFile { address: address.clone(), path: file.path.clone() });
                return Some(attachment(file, address));
            }
            Found::Copied(file, address) if written.starts_with('/') => {
                return Some(attachment(file, address));
            }
            Found::Unsafe(file, proposal) => {
                self.reader.faults.push(faults::damaged_name(place, name(file), &proposal));
            }
            Found::Outside | Found::Copied(..) | Found::Other(..) => {
                self.reader.faults.push(faults::file_outside(place, &written));
            }
            Found::Entry(_) | Found::Missing
                if written.contains("://") || written.contains('\\') =>
            {
                let name = written.rsplit(['/', '\\']).next().unwrap_or_default();
                self.reader.faults.push(faults::attachment_elsewhere(place, name));
            }
            Found::Entry(_) | Found::Missing => {
                let near = self.near_file(folder, &written);
                self.reader.faults.push(faults::file_missing(place, &written, near.as_deref()));
            }
        }
        None
    }

    /// Finds the name nearest to a missing file's among the files beside the entry.
    fn near_file(&self, folder: Folder<'_>, written: &str) -> Option<String> {
        let dir = self.text.file().rsplit_once('/').map_or("", |(dir, _)| dir);
        let prefix = format!("{dir}/");
        let beside = folder.around.under(&prefix).map(name).filter(|n| !n.ends_with(".md"));
        nearest(written, beside).map(str::to_owned)
    }

    fn image(&mut self, folder: Folder<'_>, written: &Written, files: &mut Vec<OwnFile>) {
        let Some(node) = &written.image else { return };
        let (alt, caption) = (written.image_alt.clone(), written.image_caption.clone());
        let place = self.reader.place(&node.range);
        if let Some(found) = self.file(folder, node, files) {
            if !is_shown(&found.path) {
                return self.reader.faults.push(faults::no_picture(place, &found.name));
            }
            if alt.is_none() {
                self.reader.faults.push(faults::image_without_alt(place));
            }
            let picture = Picture::at(found.path, Some(found.address));
            self.marks.push((Mark::Image, node.range.clone()));
            self.metadata.image = Some(Box::new(Image { picture, alt, caption }));
        }
    }
}

fn attachment(file: &File, address: String) -> Attachment {
    Attachment {
        path: file.path.clone(),
        name: name(file).to_owned(),
        title: None,
        kind: None,
        address,
        size: file.size,
        sha256: [0; 32],
        pages: None,
        has_text: None,
    }
}
