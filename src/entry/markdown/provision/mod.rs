//! The ids of a body: of its headings, and of the provisions that its paragraphs and items are.
//!
//! | Written | Id |
//! |---|---|
//! | "Phần thứ nhất …", "Chương II …", "Mục 1 …", a heading | `phan-thu-nhat`, `chuong-ii`, `muc-1` |
//! | the same, alone in the first line of a paragraph | the same |
//! | "Mục 1" again, in another chapter | `chuong-ii-muc-1` |
//! | "Điều 3. …", a heading or a paragraph | `dieu-3` |
//! | "2. …" after it, an item or a paragraph | `dieu-3-khoan-2` |
//! | "a) …" after that, an item | `dieu-3-khoan-2-diem-a` |
//! | any other heading | its text as a slug |
//!
//! **Invariant.** This is the one place where an id is given, and it is asked once for each block.

pub(super) mod label;

use self::label::Division;
use super::anchors::Anchors;

/// How many kinds of divisions there are.
const DIVISIONS: usize = 4;
/// The level of an article that is a paragraph: every heading ends it.
const PARAGRAPH: u8 = u8::MAX;

/// The ids given so far, and the provision that the next block lies in.
#[derive(Default)]
pub(super) struct Provisions {
    anchors: Anchors,
    given: Vec<String>,
    /// The ids of the open divisions, from large to small.
    divisions: [Option<String>; DIVISIONS],
    article: Option<Article>,
    /// The id of the open clause.
    clause: Option<String>,
}

/// The article that is open.
struct Article {
    id: String,
    level: u8,
}

impl Provisions {
    /// Gives an id to a heading; with `aside` it is no part of the document's own order, as in a
    /// quote.
    pub(super) fn heading(
        &mut self,
        level: u8,
        explicit: Option<&str>,
        text: &str,
        aside: bool,
    ) -> String {
        let explicit = explicit.filter(|_| Anchors::can_be(explicit));
        if aside {
            return self.give(explicit, text);
        }
        if let Some((division, id)) = label::division(text) {
            return self.division(division, explicit, &id);
        }
        if let Some(number) = label::article_in_heading(text) {
            return self.article(level, explicit, &number);
        }
        if label::is_annex(text) {
            self.begin_annex();
        }
        self.clause = None;
        if self.article.as_ref().is_some_and(|open| level <= open.level) {
            self.article = None;
        }
        self.give(explicit, text)
    }

    /// Gives an id to a paragraph that begins an article.
    pub(super) fn article_paragraph(&mut self, source: &str) -> Option<String> {
        let number = label::article(source)?;
        Some(self.article(PARAGRAPH, None, &number))
    }

    /// Gives an id to a paragraph whose first line is the number of a division.
    pub(super) fn division_paragraph(&mut self, source: &str) -> Option<String> {
        let (division, id) = label::division_alone(source)?;
        Some(self.division(division, None, &id))
    }

    /// Begins to count anew at a paragraph that begins an annex.
    pub(super) fn annex_paragraph(&mut self, source: &str) {
        if label::is_annex_alone(source) {
            self.begin_annex();
        }
    }

    fn begin_annex(&mut self) {
        self.divisions = Default::default();
        self.article = None;
        self.clause = None;
    }

    /// Gives an id to a paragraph that begins a clause of the open article.
    pub(super) fn clause_paragraph(&mut self, source: &str) -> Option<String> {
        self.article.as_ref()?;
        self.clause(&label::clause(source)?)
    }

    /// Gives an id to a numbered item, a clause of the open article.
    pub(super) fn numbered_item(&mut self, source: &str) -> Option<String> {
        self.clause(&label::item(source)?)
    }

    /// Gives an id to an item that begins with a letter.
    pub(super) fn lettered_item(&mut self, letter: char) -> Option<String> {
        let article = self.article.as_ref().map(|article| &article.id)?;
        let parent = self.clause.as_ref().unwrap_or(article);
        let id = format!("{parent}-diem-{}", label::letter(letter));
        Some(self.take(id))
    }

    /// Hands over all ids in the order in which they were given.
    pub(super) fn into_ids(self) -> Vec<String> {
        self.given
    }

    fn article(&mut self, level: u8, explicit: Option<&str>, number: &str) -> String {
        let id = match explicit {
            Some(explicit) => self.give(Some(explicit), ""),
            None => self.take(format!("dieu-{number}")),
        };
        self.article = Some(Article { id: id.clone(), level });
        self.clause = None;
        id
    }

    fn clause(&mut self, number: &str) -> Option<String> {
        let article = self.article.as_ref()?;
        let id = format!("{}-khoan-{number}", article.id);
        let id = self.take(id);
        self.clause = Some(id.clone());
        Some(id)
    }

    fn division(&mut self, division: Division, explicit: Option<&str>, own: &str) -> String {
        let rank = division as usize;
        let parent = self.divisions[..rank].iter().rev().find_map(Option::as_deref);
        let wanted = match (explicit, parent) {
            (Some(explicit), _) => explicit.to_owned(),
            (None, Some(parent)) if self.anchors.has(own) => format!("{parent}-{own}"),
            (None, _) => own.to_owned(),
        };
        let id = self.give(Some(&wanted), "");
        self.divisions[rank..].fill(None);
        self.divisions[rank] = Some(id.clone());
        self.article = None;
        self.clause = None;
        id
    }

    fn give(&mut self, explicit: Option<&str>, text: &str) -> String {
        let id = self.anchors.give(explicit, text);
        self.given.push(id.clone());
        id
    }

    /// Gives an id that is made of slugs.
    fn take(&mut self, id: String) -> String {
        let id = self.anchors.take(id);
        self.given.push(id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use super::Provisions;

    #[test]
    fn a_division_again_has_its_parent_in_front() {
        let mut provisions = Provisions::default();
        let mut give = |text| provisions.heading(2, None, text, false);
        let ids =
            ["Chương I", "Mục 1", "Chương II", "Mục 1. x", "Tiểu mục 1", "Mục 2", "Tiểu mục 1"];
        assert_eq!(
            ids.map(&mut give),
            [
                "chuong-i",
                "muc-1",
                "chuong-ii",
                "chuong-ii-muc-1",
                "tieu-muc-1",
                "muc-2",
                "muc-2-tieu-muc-1"
            ]
        );
    }

    #[test]
    fn an_annex_counts_anew_as_a_heading_and_as_a_paragraph() {
        for annex in ["**PHỤ LỤC**", "PHỤ LỤC I", "Phụ lục số 2.", "**Phụ lục A**\nDanh sách"]
        {
            let mut provisions = Provisions::default();
            provisions.article_paragraph("**Điều 1.** Tên");
            provisions.annex_paragraph(annex);
            assert_eq!(provisions.numbered_item("1. x"), None, "{annex}");
        }
        for prose in ["Phụ lục kèm theo Thông tư này", "Phụ lục I kèm theo", "phụ lục"]
        {
            let mut provisions = Provisions::default();
            provisions.article_paragraph("**Điều 1.** Tên");
            provisions.annex_paragraph(prose);
            assert!(provisions.numbered_item("1. x").is_some(), "{prose}");
        }
        let mut provisions = Provisions::default();
        provisions.article_paragraph("**Điều 1.** Tên");
        provisions.heading(4, None, "PHỤ LỤC", false);
        assert_eq!(provisions.numbered_item("1. x"), None);
    }

    #[test]
    fn a_heading_ends_the_article_above_it() {
        let mut provisions = Provisions::default();
        provisions.heading(3, None, "Điều 1", false);
        assert_eq!(provisions.numbered_item("1. x").as_deref(), Some("dieu-1-khoan-1"));
        assert_eq!(provisions.lettered_item('đ').as_deref(), Some("dieu-1-khoan-1-diem-dd"));
        provisions.heading(4, None, "Ghi chú", false);
        assert_eq!(provisions.lettered_item('a').as_deref(), Some("dieu-1-diem-a"));
        provisions.heading(3, None, "Thi hành", false);
        assert_eq!(provisions.numbered_item("1. x"), None);
        assert_eq!(provisions.lettered_item('a'), None);
    }
}
