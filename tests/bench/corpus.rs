//! The portals that benchmarks build: documents and news as offices publish them.
//!
//! The figures are those of real portals: seven of ten entries are documents, of 32 issuers and 24 fields over 16
//! years, more in later ones; a body has 3 to 15 kB, half of them more than 6.3; a document cites two others, four of
//! five of them on the portal; two of five have attachments; three of ten entries have a table, one of a hundred code,
//! one of twenty footnotes; seven of ten pieces of news have a picture.
//!
//! **Invariant.** The same number of entries gives the same files on every machine.

mod contents;
mod phrases;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use contents::{paragraph, pdf, write_picture};

const YEARS: std::ops::Range<usize> = 2010..2026;
const PICTURES: usize = 12;

/// A linear congruential generator (Knuth's MMIX).
struct CorpusRng(u64);

impl CorpusRng {
    /// A number less than `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    fn is_in(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.below(values.len())]
    }

    /// One of some values by weight.
    fn pick_weighted<T: Copy>(&mut self, values: &[T], weight: impl Fn(&T) -> usize) -> T {
        let mut rest = self.below(values.iter().map(&weight).sum());
        let found = values.iter().find(|value| {
            let is_found = rest < weight(value);
            rest = rest.saturating_sub(weight(value));
            is_found
        });
        *found.expect("the rest is less than the sum of the weights")
    }
}

/// A day, as year, month and day of the month.
type Day = (usize, usize, usize);

/// An entry of the corpus.
pub(crate) struct CorpusEntry {
    pub(crate) day: Day,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) subject: &'static str,
    pub(crate) kind: CorpusKind,
}

pub(crate) enum CorpusKind {
    Document(OfficialFields),
    News { category: &'static str, author: String, picture: Option<usize> },
}

/// What is known of an official document.
pub(crate) struct OfficialFields {
    pub(crate) type_name: &'static str,
    pub(crate) number: String,
    pub(crate) issuer: &'static str,
    pub(crate) fields: Vec<&'static str>,
    pub(crate) signer: String,
    pub(crate) position: &'static str,
    pub(crate) files: usize,
}

/// The entries of a portal: documents by day, then news.
pub(crate) struct Corpus {
    entries: Vec<CorpusEntry>,
    documents: usize,
}

impl Corpus {
    /// Plans a portal of as many entries.
    pub(crate) fn new(entries: usize) -> Self {
        let mut random = CorpusRng(entries as u64);
        let documents = entries * 7 / 10;
        let mut numbers = BTreeMap::new();
        let all = days(documents).map(|day| document(day, &mut random, &mut numbers));
        let mut all: Vec<CorpusEntry> = all.collect();
        all.extend(days(entries - documents).map(|day| news(day, &mut random)));
        // Addresses are unique, as the names of files are.
        for (number, entry) in all.iter_mut().enumerate() {
            write!(entry.slug, "-{number}").expect("writing to a text does not fail");
        }
        Self { entries: all, documents }
    }

    /// Writes the portal into a folder.
    pub(crate) fn write(&self, root: &Path) {
        self.write_as(root, "content/anh", CorpusEntry::front_matter);
        fs::write(root.join("portal.yaml"), SETTINGS).expect("the settings can be written");
    }

    /// Writes entries with the front matter of some generator of sites, and pictures to the folder that it wants.
    pub(crate) fn write_as(
        &self,
        root: &Path,
        pictures: &str,
        front_matter: impl Fn(&CorpusEntry) -> String,
    ) {
        let pictures = root.join(pictures);
        fs::create_dir_all(&pictures).expect("the folder can be made");
        for number in 0..PICTURES {
            write_picture(&pictures.join(format!("anh-{number}.png")), number);
        }
        for (number, entry) in self.entries.iter().enumerate() {
            let text = format!("---\n{}---\n\n{}", front_matter(entry), self.body(number, entry));
            let file = root.join(entry.path());
            let folder = file.parent().expect("the file is in a folder");
            fs::create_dir_all(folder).expect("the folder can be made");
            fs::write(&file, text).expect("the entry can be written");
            for name in entry.file_names() {
                fs::write(folder.join(&name), pdf(&name, number)).expect("the file can be written");
            }
        }
    }

    /// Returns the path of a document without attachments, for edits.
    pub(crate) fn document_path(&self) -> String {
        let plain = self.entries.iter().find(|entry| entry.files() == 0);
        plain.expect("most documents have no attachments").path()
    }

    /// Edits the text of that document.
    pub(crate) fn edit_body(&self, root: &Path) {
        let edited = root.join(self.document_path());
        let text = fs::read_to_string(&edited).expect("the document exists");
        fs::write(&edited, text + "\nMột đoạn mới.\n").expect("the document can be written");
    }
}

const SETTINGS: &str = "\
title: Cổng đo tốc độ
base_url: https://do.example.vn/
owner: {name: Đơn vị, address: Số 1, phone: '000', email: a@do.example.vn, responsible: Văn phòng}
sections:
  van-ban: {kind: document, title: Văn bản}
  tin-tuc: {kind: news, title: Tin tức}
taxonomies: [the-loai, co-quan-ban-hanh, linh-vuc]
";

/// The days of entries, more of them in later years, in order.
fn days(entries: usize) -> impl Iterator<Item = Day> {
    let weights = YEARS.map(|year| 3 + year - YEARS.start);
    let all: usize = weights.clone().sum();
    let mut before = 0;
    let years = YEARS.zip(weights).map(move |(year, weight)| {
        let first = entries * before / all;
        before += weight;
        (year, entries * before / all - first)
    });
    years.flat_map(|(year, count)| {
        (0..count).map(move |number| {
            let day = number * 330 / count;
            (year, 1 + day / 28, 1 + day % 28)
        })
    })
}

fn document(
    day: Day,
    random: &mut CorpusRng,
    numbers: &mut BTreeMap<(&'static str, &'static str, usize), usize>,
) -> CorpusEntry {
    let (type_name, code, _) = random.pick_weighted(&phrases::TYPES, |(.., weight)| *weight);
    let (issuer, issuer_code, is_party, _) =
        random.pick_weighted(&phrases::ISSUERS, |(.., weight)| *weight);
    let last = numbers.entry((issuer, type_name, day.0)).or_default();
    *last += 1 + random.below(6);
    let number = match (code, is_party) {
        ("", true) => format!("{last:02}-CV/{issuer_code}"),
        ("", false) => format!("{last:02}/{issuer_code}-VP"),
        (code, true) => format!("{last:02}-{code}/{issuer_code}"),
        (code, false) => format!("{last:02}/{code}-{issuer_code}"),
    };
    let (subject, period) = subject_and_period(day, random);
    let first = random.below(phrases::FIELDS.len());
    let count = 1 + random.pick_weighted(&[(0, 6), (1, 3), (2, 1)], |(_, weight)| *weight).0;
    let fields = (0..count).map(|k| phrases::FIELDS[(first + 5 * k) % phrases::FIELDS.len()]);
    let files = [(0, 59), (1, 24), (2, 12), (3, 5)];
    let official = OfficialFields {
        type_name,
        number,
        issuer,
        fields: fields.collect(),
        signer: person(random),
        position: random.pick(&phrases::POSITIONS),
        files: random.pick_weighted(&files, |(_, weight)| *weight).0,
    };
    CorpusEntry {
        day,
        slug: slug(&format!("{type_name} {} {subject}", official.number)),
        title: format!("{type_name} về {subject} {period}"),
        summary: format!("Về {subject} {period} {}.", random.pick(&phrases::ENDINGS)),
        subject,
        kind: CorpusKind::Document(official),
    }
}

fn news(day: Day, random: &mut CorpusRng) -> CorpusEntry {
    let (subject, period) = subject_and_period(day, random);
    let title = format!("{} người tham gia {subject} {period}", 12 + random.below(470));
    let picture = random.is_in(70).then(|| random.below(PICTURES));
    CorpusEntry {
        day,
        slug: slug(&title),
        title,
        summary: paragraph(random),
        subject,
        kind: CorpusKind::News {
            category: random.pick(&phrases::NEWS_CATEGORIES),
            author: person(random),
            picture,
        },
    }
}

fn subject_and_period(day: Day, random: &mut CorpusRng) -> (&'static str, String) {
    let period = random.pick(&phrases::PERIODS).replace("{}", &day.0.to_string());
    (random.pick(&phrases::SUBJECTS), period)
}

fn person(random: &mut CorpusRng) -> String {
    let (surname, middle) = (random.pick(&phrases::SURNAMES), random.pick(&phrases::MIDDLE_NAMES));
    format!("{surname} {middle} {}", random.pick(&phrases::GIVEN_NAMES))
}

/// The slug of a title, of 60 bytes at most.
fn slug(title: &str) -> String {
    let slug = niemyet::vietnamese::slug::slug(title);
    let end = slug.char_indices().map(|(at, _)| at).take_while(|at| *at <= 60).last();
    slug[..end.unwrap_or_default()].trim_matches('-').to_owned()
}

impl CorpusEntry {
    fn folder(&self) -> String {
        let section = match self.kind {
            CorpusKind::Document(_) => "van-ban",
            CorpusKind::News { .. } => "tin-tuc",
        };
        format!("{section}/{}", self.day.0)
    }

    fn files(&self) -> usize {
        match &self.kind {
            CorpusKind::Document(official) => official.files,
            CorpusKind::News { .. } => 0,
        }
    }

    fn file_names(&self) -> impl Iterator<Item = String> {
        (0..self.files()).map(|number| format!("tep-{number}.pdf"))
    }

    /// The path of the file: in a folder of its own if it has attachments.
    fn path(&self) -> String {
        let name = if self.files() == 0 { ".md" } else { "/index.md" };
        format!("content/{}/{}{name}", self.folder(), self.slug)
    }

    /// The day as `2026-11-30`.
    pub(crate) fn date(&self) -> String {
        let (year, month, day) = self.day;
        format!("{year}-{month:02}-{day:02}")
    }

    fn front_matter(&self) -> String {
        let (Self { title, summary, .. }, date) = (self, self.date());
        match &self.kind {
            CorpusKind::Document(official) => {
                let OfficialFields { type_name, number, issuer, fields, signer, position, .. } =
                    official;
                let mut text = format!(
                    "tieu_de: \"{title}\"\nthe_loai: {type_name}\nso_hieu: {number}\n\
                     ngay_ban_hanh: {date}\nco_quan_ban_hanh: {issuer}\nlinh_vuc: {fields:?}\n\
                     nguoi_ky: {signer}\nchuc_vu: {position}\nnguoi_dang: Văn thư\n\
                     ngay_dang: {date}T08:30:00+07:00\ntrich_yeu: \"{summary}\"\n"
                );
                if official.files > 0 {
                    let files: Vec<String> = self.file_names().collect();
                    text += &format!("tep_dinh_kem: {files:?}\n");
                }
                text
            }
            CorpusKind::News { category, author, picture } => {
                let mut text = format!(
                    "tieu_de: \"{title}\"\nchuyen_muc: {category}\ntac_gia: {author}\n\
                     ngay_dang: {date}T08:30:00+07:00\ntom_tat: \"{summary}\"\n"
                );
                if let Some(picture) = picture {
                    text += &format!("anh: /anh/anh-{picture}.png\n");
                }
                text
            }
        }
    }
}
