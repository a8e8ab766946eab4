//! Reads the files of an entry: attachments, the lead picture, and the files published under its address.
//!
//! The attachments are those listed in the front matter, in that order; without a list, the attachments of a document
//! or a piece of news are all its files except pictures, in alphabetical order. A missing file is reported at the line
//! that names it.
//!
//! **Left out on purpose.** No file is opened: digests, page counts and the like are filled in by the pipeline.

use super::{DeferredValues, EntryReader};
use crate::config::EntryKind;
use crate::diagnostic::{Place, faults};
use crate::entry::address::SiteAddress;
use crate::entry::path_resolution::{FileLookup, OwnFile, PathResolver};
use crate::entry::{Attachment, FieldKey, LeadImage, Picture, address, values};
use crate::picture::is_displayable;
use crate::source::SourceFile;
use crate::source::path_parts::{extension, file_name, folder};
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::{collation, fold};
use crate::yaml::{KeyNames, Value, YamlNode};

const ATTACHMENT_KEYS: &[KeyNames] = &[("tệp", "file"), ("tên", "title"), ("loại", "kind")];

impl<'a> EntryReader<'a> {
    /// Sets the attachments and the lead picture, and returns the files published under the entry's address.
    pub(super) fn read_files(&mut self, resolver: PathResolver<'a>) -> Vec<OwnFile> {
        let mut files = Vec::new();
        for file in resolver.own_files() {
            if file.path.ends_with(".md") {
                if file.path != *self.text.file() {
                    let place = Place::file(file.path.clone());
                    let fault = faults::markdown_in_entry_folder(place, self.text.file());
                    self.reader.faults.push(fault);
                }
                continue;
            }
            match resolver.classify(file) {
                FileLookup::UnsafeName(file, proposal) => {
                    let place = Place::file(file.path.clone());
                    let fault = faults::unsafe_file_name(place, file_name(&file.path), &proposal);
                    self.reader.faults.push(fault);
                }
                FileLookup::Own(file, address) => {
                    add_own_file(file, address, &mut files);
                }
                _ => {}
            }
        }
        let deferred = std::mem::take(&mut self.deferred);
        self.read_image(resolver, &deferred, &mut files);
        match &deferred.attachments {
            Some(node) => self.read_attachments(resolver, node, &mut files),
            None => self.add_default_attachments(resolver, &files),
        }
        files
    }

    /// Without a list in the front matter, every file of the entry that is not a picture is an attachment.
    fn add_default_attachments(&mut self, resolver: PathResolver<'_>, files: &[OwnFile]) {
        if !matches!(self.kind, EntryKind::Document | EntryKind::News) {
            return;
        }
        for own in files.iter().filter(|own| !is_displayable(&own.path)) {
            if let Some(file) = resolver.files.get(&own.path) {
                self.metadata.attachments.push(new_attachment(file, own.address.clone()));
            }
        }
        self.metadata.attachments.sort_by_cached_key(|file| collation::sort_key(file.name()));
    }

    fn read_attachments(
        &mut self,
        resolver: PathResolver<'_>,
        node: &YamlNode,
        files: &mut Vec<OwnFile>,
    ) {
        for item in node.as_items() {
            let (mut file, mut title, mut kind) = (None, None, None);
            if let Value::Map(pairs) = &item.value {
                for (key, value) in pairs {
                    match fold::key(&key.text).as_str() {
                        "file" | "tep" => file = Some(value),
                        "title" | "ten" | "tieu_de" => title = self.reader.read_text(value),
                        "kind" | "loai" => kind = values::attachment_kind(&mut self.reader, value),
                        _ => values::report_unknown_key(&mut self.reader, key, ATTACHMENT_KEYS),
                    }
                }
                if file.is_none() {
                    self.reader.report_missing_key(item, ATTACHMENT_KEYS[0]);
                }
            } else {
                file = Some(item);
            }
            let Some(node) = file else { continue };
            let Some(written) = self.reader.read_text(node) else { continue };
            for name in file_names(resolver, &written) {
                if let Some(mut found) =
                    self.named_file(resolver, (node, name), "quyet-dinh.pdf", files)
                {
                    (found.title, found.kind) = (title.as_deref().map(Into::into), kind);
                    let key = FieldKey::nth(FieldKey::Attachment, self.metadata.attachments.len());
                    self.spans.push((key, node.range.clone()));
                    self.metadata.attachments.push(found);
                }
            }
        }
    }

    /// Finds a file named in the front matter, and adds it to the files of the entry if it belongs to the entry;
    /// `example` is the name of such a file.
    fn named_file(
        &mut self,
        resolver: PathResolver<'_>,
        (node, written): (&YamlNode, &str),
        example: &str,
        files: &mut Vec<OwnFile>,
    ) -> Option<Attachment> {
        let place = self.reader.place(&node.range);
        match resolver.find(written) {
            FileLookup::Own(file, address) => {
                return Some(new_attachment(file, add_own_file(file, address, files)));
            }
            FileLookup::Copied(file, address) if written.starts_with('/') => {
                return Some(new_attachment(file, address.into()));
            }
            FileLookup::UnsafeName(file, proposal) => {
                self.reader.faults.push(faults::unsafe_file_name(
                    place,
                    file_name(&file.path),
                    &proposal,
                ));
            }
            _ if resolver.is_left_out(written) => {
                self.reader.faults.push(faults::left_out_file_named(place, written));
            }
            FileLookup::Outside | FileLookup::Copied(..) | FileLookup::OfOtherEntry(..) => {
                self.reader.faults.push(faults::file_outside_entry(place, written));
            }
            FileLookup::Entry(_) | FileLookup::Missing
                if written.contains("://") || written.starts_with("www.") =>
            {
                let (scheme, rest) = written.split_once("://").unwrap_or(("https", written));
                let path = rest.split(['?', '#']).next().unwrap_or_default();
                let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
                let (url, name) = (format!("{scheme}://{rest}"), address::decode(name));
                // The last part of an address without a path is a host.
                let name = Some(&*name).filter(|name| path.contains('/') && has_extension(name));
                self.reader.faults.push(faults::attachment_on_web(place, &url, name, example));
            }
            FileLookup::Entry(_) | FileLookup::Missing if written.contains('\\') => {
                let name = written.rsplit(['/', '\\']).next().unwrap_or_default();
                self.reader.faults.push(faults::external_attachment(place, name));
            }
            FileLookup::Entry(_) | FileLookup::Missing => {
                let near = self.nearest_file_name(resolver, written);
                self.reader.faults.push(faults::missing_file(place, written, near.as_deref()));
            }
        }
        None
    }

    /// Returns the file in the entry's folder whose name is most similar to that of a missing file.
    fn nearest_file_name(&self, resolver: PathResolver<'_>, written: &str) -> Option<String> {
        let dir = folder(self.text.file());
        let prefix = format!("{dir}/");
        let names = resolver
            .files
            .with_prefix(&prefix)
            .map(|file| file_name(&file.path))
            .filter(|n| !n.ends_with(".md"));
        nearest(written, names).map(str::to_owned)
    }

    fn read_image(
        &mut self,
        resolver: PathResolver<'_>,
        deferred: &DeferredValues,
        files: &mut Vec<OwnFile>,
    ) {
        let Some(node) = &deferred.image else { return };
        let (alt, caption) = (deferred.image_alt.clone(), deferred.image_caption.clone());
        let place = self.reader.place(&node.range);
        if let Some(name) = node.as_scalar().filter(|name| !name.contains(['.', '/', '\\']))
            && self.kind == EntryKind::News
        {
            return self.reader.faults.push(faults::picture_without_file(place, name));
        }
        let Some(written) = self.reader.read_text(node) else { return };
        if let Some(found) = self.named_file(resolver, (node, &written), "anh.jpg", files) {
            if !is_displayable(&found.path) {
                return self.reader.faults.push(faults::unsupported_picture(place, found.name()));
            }
            if alt.is_none() {
                self.reader.faults.push(faults::entry_picture_without_alt(place));
            }
            let picture = Picture::new(found.path, Some(found.address));
            self.spans.push((FieldKey::Image, node.range.clone()));
            self.metadata.image = Some(Box::new(LeadImage { picture, alt, caption }));
        }
    }
}

/// Returns the names of files in a text: one, unless there is no such file and each part between commas or semicolons
/// is the name of a file. A text that says that there is none has none.
fn file_names<'t>(resolver: PathResolver<'_>, written: &'t str) -> Vec<&'t str> {
    if values::is_absent(written) {
        return Vec::new();
    }
    let parts: Vec<&str> =
        written.split([',', ';']).map(|part| values::unquoted(part.trim())).collect();
    let is_one_file = parts.len() == 1 || !matches!(resolver.find(written), FileLookup::Missing);
    let written = if parts.len() == 1 { parts[0] } else { written };
    let is_list = !is_one_file && parts.iter().all(|part| has_extension(part));
    if is_list { parts } else { vec![written] }
}

fn has_extension(name: &str) -> bool {
    let extension = extension(name);
    (1..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Adds a file of the entry, unless it is known; returns its address, of which there is one copy in memory.
pub(super) fn add_own_file(
    file: &SourceFile,
    address: String,
    files: &mut Vec<OwnFile>,
) -> SiteAddress {
    if let Some(known) = files.iter().find(|own| own.path == file.path && *own.address == *address)
    {
        return known.address.clone();
    }
    let address = SiteAddress::from(address);
    files.push(OwnFile { address: address.clone(), path: file.path.clone() });
    address
}

fn new_attachment(file: &SourceFile, address: SiteAddress) -> Attachment {
    Attachment {
        path: file.path.clone(),
        title: None,
        kind: None,
        address,
        size: file.size(),
        sha256: [0; 32],
        pages: None,
        has_text: None,
    }
}
