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
use super::anchors::AnchorAllocator;

/// How many kinds of divisions there are.
const DIVISION_KINDS: usize = 4;
/// The level of an article that is a paragraph: every heading ends it.
const PARAGRAPH_LEVEL: u8 = u8::MAX;

/// The ids given so far, and the provision that the next block lies in.
#[derive(Default)]
pub(super) struct ProvisionIds {
    anchors: AnchorAllocator,
    assigned: Vec<String>,
    /// The ids of the open divisions, from large to small.
    divisions: [Option<String>; DIVISION_KINDS],
    article: Option<OpenArticle>,
    /// The id of the open clause.
    clause: Option<String>,
}

/// The article that is open.
struct OpenArticle {
    id: String,
    level: u8,
}

impl ProvisionIds {
    /// Gives an id to a heading; with `aside` it is no part of the document's own order, as in a
    /// quote.
    pub(super) fn heading_id(
        &mut self,
        level: u8,
        explicit: Option<&str>,
        text: &str,
        aside: bool,
    ) -> String {
        let explicit = explicit.filter(|_| AnchorAllocator::is_usable(explicit));
        if aside {
            return self.allocate(explicit, text);
        }
        if let Some((division, id)) = label::parse_division(text) {
            return self.open_division(division, explicit, &id);
        }
        if let Some(number) = label::parse_article_heading(text) {
            return self.open_article(level, explicit, &number);
        }
        if label::is_annex_heading(text) {
            self.reset();
        }
        self.clause = None;
        if self.article.as_ref().is_some_and(|open| level <= open.level) {
            self.article = None;
        }
        self.allocate(explicit, text)
    }

    /// Gives an id to a paragraph that begins an article.
    pub(super) fn article_paragraph_id(&mut self, source: &str) -> Option<String> {
        let number = label::parse_article(source)?;
        Some(self.open_article(PARAGRAPH_LEVEL, None, &number))
    }

    /// Gives an id to a paragraph whose first line is the number of a division.
    pub(super) fn division_paragraph_id(&mut self, source: &str) -> Option<String> {
        let (division, id) = label::parse_division_line(source)?;
        Some(self.open_division(division, None, &id))
    }

    /// Begins to count anew at a paragraph that begins an annex.
    pub(super) fn enter_annex_paragraph(&mut self, source: &str) {
        if label::is_annex_line(source) {
            self.reset();
        }
    }

    fn reset(&mut self) {
        self.divisions = Default::default();
        self.article = None;
        self.clause = None;
    }

    /// Gives an id to a paragraph that begins a clause of the open article.
    pub(super) fn clause_paragraph_id(&mut self, source: &str) -> Option<String> {
        self.article.as_ref()?;
        self.open_clause(&label::parse_clause(source)?)
    }

    /// Gives an id to a numbered item, a clause of the open article.
    pub(super) fn numbered_item_id(&mut self, source: &str) -> Option<String> {
        self.open_clause(&label::parse_item_number(source)?)
    }

    /// Gives an id to an item that begins with a letter.
    pub(super) fn lettered_item_id(&mut self, letter: char) -> Option<String> {
        let article = self.article.as_ref().map(|article| &article.id)?;
        let parent = self.clause.as_ref().unwrap_or(article);
        let id = format!("{parent}-diem-{}", label::letter_slug(letter));
        Some(self.allocate_slug(id))
    }

    /// Hands over all ids in the order in which they were given.
    pub(super) fn into_ids(self) -> Vec<String> {
        self.assigned
    }

    fn open_article(&mut self, level: u8, explicit: Option<&str>, number: &str) -> String {
        let id = match explicit {
            Some(explicit) => self.allocate(Some(explicit), ""),
            None => self.allocate_slug(format!("dieu-{number}")),
        };
        self.article = Some(OpenArticle { id: id.clone(), level });
        self.clause = None;
        id
    }

    fn open_clause(&mut self, number: &str) -> Option<String> {
        let article = self.article.as_ref()?;
        let id = format!("{}-khoan-{number}", article.id);
        let id = self.allocate_slug(id);
        self.clause = Some(id.clone());
        Some(id)
    }

    fn open_division(&mut self, division: Division, explicit: Option<&str>, own: &str) -> String {
        let rank = division as usize;
        let parent = self.divisions[..rank].iter().rev().find_map(Option::as_deref);
        let wanted = match (explicit, parent) {
            (Some(explicit), _) => explicit.to_owned(),
            (None, Some(parent)) if self.anchors.contains(own) => format!("{parent}-{own}"),
            (None, _) => own.to_owned(),
        };
        let id = self.allocate(Some(&wanted), "");
        self.divisions[rank..].fill(None);
        self.divisions[rank] = Some(id.clone());
        self.article = None;
        self.clause = None;
        id
    }

    fn allocate(&mut self, explicit: Option<&str>, text: &str) -> String {
        let id = self.anchors.allocate(explicit, text);
        self.assigned.push(id.clone());
        id
    }

    /// Gives an id that is made of slugs.
    fn allocate_slug(&mut self, id: String) -> String {
        let id = self.anchors.allocate_slug(id);
        self.assigned.push(id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use super::ProvisionIds;

    #[test]
    fn a_division_again_has_its_parent_in_front() {
        let mut provisions = ProvisionIds::default();
        let mut give = |text| provisions.heading_id(2, None, text, false);
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
            let mut provisions = ProvisionIds::default();
            provisions.article_paragraph_id("**Điều 1.** Tên");
            provisions.enter_annex_paragraph(annex);
            assert_eq!(provisions.numbered_item_id("1. x"), None, "{annex}");
        }
        for prose in ["Phụ lục kèm theo Thông tư này", "Phụ lục I kèm theo", "phụ lục"]
        {
            let mut provisions = ProvisionIds::default();
            provisions.article_paragraph_id("**Điều 1.** Tên");
            provisions.enter_annex_paragraph(prose);
            assert!(provisions.numbered_item_id("1. x").is_some(), "{prose}");
        }
        let mut provisions = ProvisionIds::default();
        provisions.article_paragraph_id("**Điều 1.** Tên");
        provisions.heading_id(4, None, "PHỤ LỤC", false);
        assert_eq!(provisions.numbered_item_id("1. x"), None);
    }

    #[test]
    fn a_heading_ends_the_article_above_it() {
        let mut provisions = ProvisionIds::default();
        provisions.heading_id(3, None, "Điều 1", false);
        assert_eq!(provisions.numbered_item_id("1. x").as_deref(), Some("dieu-1-khoan-1"));
        assert_eq!(provisions.lettered_item_id('đ').as_deref(), Some("dieu-1-khoan-1-diem-dd"));
        provisions.heading_id(4, None, "Ghi chú", false);
        assert_eq!(provisions.lettered_item_id('a').as_deref(), Some("dieu-1-diem-a"));
        provisions.heading_id(3, None, "Thi hành", false);
        assert_eq!(provisions.numbered_item_id("1. x"), None);
        assert_eq!(provisions.lettered_item_id('a'), None);
    }
}
