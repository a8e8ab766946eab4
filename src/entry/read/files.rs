//! The files of an entry: attachments, the picture, and what lies in its folder.
//!
//! The attachments are those that the key names, in the order written; without the key, a document or a piece of
//! news has every file in its folder that is no picture, in the order of the alphabet. A name that leads nowhere
//! is told at the line that wrote it.
//!
//! **Left out on purpose.** No file is opened: digests, pages and the like are filled in by the build.

use super::{DeferredValues, EntryReader};
use crate::config::EntryKind;
use crate::diagnostic::{Place, faults};
use crate::entry::files::{FileLookup, OwnFile, PathResolver, file_name};
use crate::entry::{Attachment, LeadImage, Picture, SpanKey, values};
use crate::picture::is_displayable;
use crate::source::SourceFile;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{collation, fold};
use crate::yaml::{Value, YamlNode};

impl<'a> EntryReader<'a> {
    /// Settles the attachments, the picture and the files in the entry's folder.
    pub(super) fn entry_files(&mut self, folder: PathResolver<'a>) -> Vec<OwnFile> {
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
            match folder.classify(file) {
                FileLookup::UnsafeName(file, proposal) => {
                    let place = Place::file(file.path.clone());
                    let fault = faults::unsafe_file_name(place, file_name(file), &proposal);
                    self.reader.faults.push(fault);
                }
                FileLookup::Own(file, address) => {
                    files.push(OwnFile { address, path: file.path.clone() });
                }
                _ => {}
            }
        }
        let written = std::mem::take(&mut self.deferred);
        self.image(folder, &written, &mut files);
        match &written.attachments {
            Some(node) => self.attachments(folder, node, &mut files),
            None => self.default_attachments(folder, &files),
        }
        files
    }

    /// Without the key, every file in the entry's folder that is no picture is an attachment.
    fn default_attachments(&mut self, folder: PathResolver<'_>, files: &[OwnFile]) {
        if !matches!(self.kind, EntryKind::Document | EntryKind::News) {
            return;
        }
        for own in files.iter().filter(|own| !is_displayable(&own.path)) {
            if let Some(file) = folder.files.get(&own.path) {
                self.metadata.attachments.push(new_attachment(file, own.address.clone()));
            }
        }
        self.metadata.attachments.sort_by_cached_key(|file| collation::sort_key(&file.name));
    }

    fn attachments(&mut self, folder: PathResolver<'_>, node: &YamlNode, files: &mut Vec<OwnFile>) {
        for item in node.as_items() {
            let (mut file, mut title, mut kind) = (None, None, None);
            if let Value::Map(pairs) = &item.value {
                for (key, value) in pairs {
                    match fold::key(&key.text).as_str() {
                        "file" | "tep" => file = Some(value),
                        "title" | "ten" | "tieu_de" => title = self.reader.read_text(value),
                        "kind" | "loai" => kind = values::attachment_kind(&mut self.reader, value),
                        _ => values::report_unknown_key(
                            &mut self.reader,
                            key,
                            &["file", "title", "kind"],
                        ),
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
            if let Some(mut found) = self.named_file(folder, node, files) {
                (found.title, found.kind) = (title, kind);
                let mark = SpanKey::Attachment(self.metadata.attachments.len());
                self.spans.push((mark, node.range.clone()));
                self.metadata.attachments.push(found);
            }
        }
    }

    /// Finds a file named in front matter, and claims it for the entry where it lies beside it.
    fn named_file(
        &mut self,
        folder: PathResolver<'_>,
        node: &YamlNode,
        files: &mut Vec<OwnFile>,
    ) -> Option<Attachment> {
        let written = self.reader.read_text(node)?;
        let place = self.reader.place(&node.range);
        match folder.find(&written) {
            FileLookup::Own(file, address) => {
                files.push(OwnFile { address: address.clone(), path: file.path.clone() });
                return Some(new_attachment(file, address));
            }
            FileLookup::Copied(file, address) if written.starts_with('/') => {
                return Some(new_attachment(file, address));
            }
            FileLookup::UnsafeName(file, proposal) => {
                self.reader.faults.push(faults::unsafe_file_name(
                    place,
                    file_name(file),
                    &proposal,
                ));
            }
            FileLookup::Outside | FileLookup::Copied(..) | FileLookup::OfOtherEntry(..) => {
                self.reader.faults.push(faults::file_outside_entry(place, &written));
            }
            FileLookup::Entry(_) | FileLookup::Missing
                if written.contains("://") || written.contains('\\') =>
            {
                let name = written.rsplit(['/', '\\']).next().unwrap_or_default();
                self.reader.faults.push(faults::external_attachment(place, name));
            }
            FileLookup::Entry(_) | FileLookup::Missing => {
                let near = self.nearest_file_name(folder, &written);
                self.reader.faults.push(faults::missing_file(place, &written, near.as_deref()));
            }
        }
        None
    }

    /// Finds the name nearest to a missing file's among the files beside the entry.
    fn nearest_file_name(&self, folder: PathResolver<'_>, written: &str) -> Option<String> {
        let dir = self.text.file().rsplit_once('/').map_or("", |(dir, _)| dir);
        let prefix = format!("{dir}/");
        let beside =
            folder.files.with_prefix(&prefix).map(file_name).filter(|n| !n.ends_with(".md"));
        nearest(written, beside).map(str::to_owned)
    }

    fn image(
        &mut self,
        folder: PathResolver<'_>,
        written: &DeferredValues,
        files: &mut Vec<OwnFile>,
    ) {
        let Some(node) = &written.image else { return };
        let (alt, caption) = (written.image_alt.clone(), written.image_caption.clone());
        let place = self.reader.place(&node.range);
        if let Some(found) = self.named_file(folder, node, files) {
            if !is_displayable(&found.path) {
                return self.reader.faults.push(faults::unsupported_picture(place, &found.name));
            }
            if alt.is_none() {
                self.reader.faults.push(faults::entry_picture_without_alt(place));
            }
            let picture = Picture::new(found.path, Some(found.address));
            self.spans.push((SpanKey::Image, node.range.clone()));
            self.metadata.image = Some(Box::new(LeadImage { picture, alt, caption }));
        }
    }
}

fn new_attachment(file: &SourceFile, address: String) -> Attachment {
    Attachment {
        path: file.path.clone(),
        name: file_name(file).to_owned(),
        title: None,
        kind: None,
        address,
        size: file.size,
        sha256: [0; 32],
        pages: None,
        has_text: None,
    }
}
