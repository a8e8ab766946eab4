//! What is in the files of the corpus: the texts of entries, PDFs and pictures.
//!
//! A text is of its number alone, so that each can be written by itself.

use std::fs;
use std::path::Path;

use super::{Corpus, CorpusEntry, CorpusKind, CorpusRng, OfficialFields, phrases};

/// The tenths of the lengths of bodies in bytes: a log-normal distribution between its bounds.
const LENGTHS: [usize; 11] =
    [3_000, 3_684, 4_431, 5_063, 5_673, 6_310, 7_019, 7_864, 8_986, 10_806, 15_000];

/// The number of chapters of a document, its closing ones aside.
const CHAPTERS: usize = 4;

/// How many documents a document cites, with weights.
const CITATIONS: [(usize, usize); 9] =
    [(0, 12), (1, 16), (2, 18), (3, 16), (4, 13), (5, 10), (6, 7), (7, 5), (8, 3)];

impl Corpus {
    /// Writes a citation by the document of this number, mostly of an earlier one.
    fn citation(&self, number: usize, random: &mut CorpusRng) -> String {
        let (year, month, day) = self.entries[number].day;
        let earlier = number > 0 && random.is_in(80);
        let cited = &self.entries[number.saturating_sub(1 + random.below(400.min(number.max(1))))];
        let (name, code, issuer, (year, month, day)) = match &cited.kind {
            CorpusKind::Document(cited_fields) if earlier => {
                let OfficialFields { type_name, number, issuer, .. } = cited_fields;
                (*type_name, number.clone(), *issuer, cited.day)
            }
            _ => {
                let code = format!("{}/{}/NĐ-CP", 1 + random.below(180), year - 1);
                ("Nghị định", code, "Chính phủ", (year - 1, month, day))
            }
        };
        let form = random.below(100);
        let name = if form < 93 { name } else { "văn bản" };
        // Days have two digits, months only for January and February.
        let month = if month < 3 { format!("0{month}") } else { month.to_string() };
        match form {
            60..80 => format!("{name} số {code} ngày {day:02} tháng {month} năm {year}"),
            80..93 => format!("{name} số {code} ngày {day:02}/{month}/{year} của {issuer}"),
            _ => format!("{name} số {code} ngày {day:02}/{month}/{year}"),
        }
    }

    /// Writes the body of an entry.
    pub(super) fn body(&self, number: usize, entry: &CorpusEntry) -> String {
        let mut random = CorpusRng(number as u64 + 1);
        let tenth = random.below(LENGTHS.len() - 1);
        let length = LENGTHS[tenth] + random.below(LENGTHS[tenth + 1] - LENGTHS[tenth]);
        let is_document = matches!(entry.kind, CorpusKind::Document(_));
        let mut citations: Vec<String> = Vec::new();
        if is_document {
            let count = random.pick_weighted(&CITATIONS, |(_, weight)| *weight).0;
            citations.extend((0..count).map(|_| self.citation(number, &mut random)));
        }
        let mut extras = self.extras(&mut random);
        let mut text = format!("Về {} ở địa phương, đơn vị thông tin như sau:\n\n", entry.subject);
        let mut chapter = 0;
        while text.len() < length {
            if is_document && text.len() >= chapter * length / CHAPTERS {
                let name = phrases::CHAPTERS[chapter % phrases::CHAPTERS.len()];
                chapter += 1;
                text += &format!("## {chapter}. {name}\n\n");
            } else if random.is_in(40) {
                text += &format!("### {}\n\n", random.pick(&phrases::SECTIONS));
            }
            text += &paragraph(&mut random);
            if random.is_in(35)
                && let Some(citation) = citations.pop()
            {
                text += &format!(" {}", random.pick(&phrases::CITING).replace("{}", &citation));
            }
            text += "\n\n";
            if random.is_in(22) {
                text += &list(&mut random);
            }
            if random.is_in(40) {
                text += &extras.pop().unwrap_or_default();
            }
        }
        for citation in citations {
            let sentence = random.pick(&phrases::CITING).replace("{}", &citation);
            text += &format!("{sentence}\n\n");
        }
        for extra in extras {
            text += &extra;
        }
        text
    }

    /// Writes what only some entries have: tables, code, footnotes, links.
    fn extras(&self, random: &mut CorpusRng) -> Vec<String> {
        let mut extras = Vec::new();
        if random.is_in(30) {
            extras.push(table(random));
        }
        if random.is_in(1) {
            extras.push(format!("```json\n{{\"mã\": {}}}\n```\n\n", random.below(10_000)));
        }
        if random.is_in(5) {
            let note = paragraph(random);
            extras.push(format!("Số liệu đã được kiểm tra lại.[^1]\n\n[^1]: {note}\n\n"));
        }
        if random.is_in(35) {
            let page = random.below(10_000);
            extras.push(format!("Xem [biểu mẫu](https://mau.example.vn/{page}) để làm theo.\n\n"));
        }
        if random.is_in(25) {
            let other = &self.entries[random.below(self.documents)];
            let (title, address) = (&other.title, format!("/{}/{}/", other.folder(), other.slug));
            extras.push(format!("Xem thêm: [{title}]({address}).\n\n"));
        }
        extras
    }
}

pub(super) fn paragraph(random: &mut CorpusRng) -> String {
    let count = 3 + random.below(4);
    let sentences = (0..count).map(|_| sentence(random));
    sentences.collect::<Vec<_>>().join(" ")
}

fn sentence(random: &mut CorpusRng) -> String {
    if random.is_in(30) {
        let count = 3 + random.below(240);
        return random.pick(&phrases::COUNTS).replace("{}", &count.to_string());
    }
    let words = [
        random.pick(&phrases::OPENINGS),
        random.pick(&phrases::ACTORS),
        random.pick(&phrases::STATES),
        random.pick(&phrases::VERBS),
        random.pick(&phrases::OBJECTS),
        random.pick(&phrases::ENDINGS),
    ];
    let text = words.join(" ");
    let mut letters = text.trim_start().chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

fn list(random: &mut CorpusRng) -> String {
    let items = 3 + random.below(4);
    let items = (0..items).map(|_| {
        let count = 2 + random.below(90);
        format!("- {}\n", random.pick(&phrases::ITEMS).replace("{}", &count.to_string()))
    });
    items.collect::<String>() + "\n"
}

fn table(random: &mut CorpusRng) -> String {
    let rows = 4 + random.below(6);
    let rows = (1..=rows).map(|number| {
        let (plan, done) = (20 + random.below(880), 10 + random.below(880));
        format!("| {number} | {} | {plan} | {done} |\n", random.pick(&phrases::OBJECTS))
    });
    let rows: String = rows.collect();
    format!("| STT | Nội dung | Kế hoạch | Thực hiện |\n| ---: | --- | ---: | ---: |\n{rows}\n")
}

/// A PDF of one page and about a kilobyte.
pub(super) fn pdf(name: &str, number: usize) -> String {
    let mut random = CorpusRng(number as u64);
    let lines = (0..12 + random.below(16)).map(|_| format!("% {:060}\n", random.below(1 << 30)));
    let lines: String = lines.collect();
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
         % {name}\n{lines}trailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
    )
}

pub(super) fn write_picture(path: &Path, number: usize) {
    const SIZE: (u32, u32) = (320, 200);
    let colour = |at: u32| -> [u8; 3] {
        let shade = u8::try_from(at % 160).expect("less than 160") + 40;
        [shade, shade / 2, u8::try_from(20 * number).expect("less than 256")]
    };
    let pixels: Vec<u8> = (0..SIZE.0 * SIZE.1).flat_map(|at| colour(at / SIZE.0 + at)).collect();
    let file = fs::File::create(path).expect("the picture can be made");
    let mut encoder = png::Encoder::new(file, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("the picture can be written");
    writer.write_image_data(&pixels).expect("the picture can be written");
}
