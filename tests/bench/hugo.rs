//! The corpus as a site for Hugo: the same texts, files and pictures, with templates for what Hugo can make of them.
//!
//! Hugo has no relations, citations, checks or search for such a site, so it does less on each page.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::corpus::{Corpus, CorpusEntry, CorpusKind, OfficialFields};

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/hugo");

/// Returns whether Hugo is installed.
pub(crate) fn is_installed() -> bool {
    Command::new("hugo").arg("version").output().is_ok()
}

/// Writes the site of the corpus into a folder.
pub(crate) fn write(corpus: &Corpus, root: &Path) {
    corpus.write_as(root, "static/anh", front_matter);
    copy(Path::new(TEMPLATES), root);
}

/// Copies the files of a folder into another.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for item in fs::read_dir(from).expect("the folder can be read") {
        let item = item.expect("the folder can be read").path();
        let target = to.join(item.file_name().expect("an item of a folder has a name"));
        if item.is_dir() {
            copy(&item, &target);
        } else {
            fs::copy(&item, &target).expect("the file can be copied");
        }
    }
}

fn front_matter(entry: &CorpusEntry) -> String {
    let (CorpusEntry { title, summary, .. }, date) = (entry, entry.date());
    let mut text = format!("title: \"{title}\"\ndate: {date}\ndescription: \"{summary}\"\n");
    text += &match &entry.kind {
        CorpusKind::Document(official) => {
            let OfficialFields { type_name, number, issuer, fields, signer, position, .. } =
                official;
            format!(
                "the_loai: [\"{type_name}\"]\nco_quan_ban_hanh: [\"{issuer}\"]\n\
                     linh_vuc: {fields:?}\nparams: {{so_hieu: \"{number}\", \
                     nguoi_ky: \"{signer}\", chuc_vu: \"{position}\"}}\n"
            )
        }
        CorpusKind::News { category, author, picture } => {
            let picture = picture.map_or(String::new(), |number| format!("/anh/anh-{number}.png"));
            format!(
                "params: {{chuyen_muc: \"{category}\", tac_gia: \"{author}\", \
                     anh: \"{picture}\"}}\n"
            )
        }
    };
    text
}
