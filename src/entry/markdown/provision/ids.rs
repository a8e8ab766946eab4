//! The ids of headings and provisions assigned so far, and the provision that contains the next
//! block.
//!
//! **Invariant.** No id is assigned twice.

use std::rc::Rc;

use super::allocator::AnchorAllocator;
use super::label::{self, Division};

/// The number of kinds of divisions.
const DIVISION_KINDS: usize = 4;
/// The level of an article that is a paragraph, so that every heading ends it.
const PARAGRAPH_LEVEL: u8 = u8::MAX;

/// The ids assigned so far, and the provision that contains the next block.
#[derive(Default)]
pub(super) struct ProvisionIds {
    anchors: AnchorAllocator,
    assigned: Vec<String>,
    /// The ids of the open divisions, from the largest kind to the smallest.
    divisions: [Option<String>; DIVISION_KINDS],
    article: Option<Rc<OpenArticle>>,
    /// The id of the open clause.
    clause: Option<Rc<str>>,
}

/// The open article.
struct OpenArticle {
    id: String,
    level: u8,
}

/// The provision that contains an item.
pub(super) struct ItemScope {
    article: Option<Rc<OpenArticle>>,
    clause: Option<Rc<str>>,
}

impl ProvisionIds {
    /// Assigns an id to a heading; one that `is_nested`, as in a quote, is no provision of the
    /// document.
    pub(super) fn heading_id(
        &mut self,
        level: u8,
        explicit: Option<&str>,
        text: &str,
        is_nested: bool,
    ) -> String {
        let explicit = explicit.filter(|_| AnchorAllocator::is_usable(explicit));
        if is_nested {
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

    /// Assigns an id to a paragraph that starts an article.
    pub(super) fn article_paragraph_id(&mut self, source: &str) -> Option<String> {
        let number = label::parse_article(source)?;
        Some(self.open_article(PARAGRAPH_LEVEL, None, &number))
    }

    /// Assigns an id to a paragraph whose first line is the number of a division.
    pub(super) fn division_paragraph_id(&mut self, source: &str) -> Option<String> {
        let (division, id) = label::parse_division_line(source)?;
        Some(self.open_division(division, None, &id))
    }

    /// Restarts the numbering at a paragraph that starts an annex.
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

    /// Assigns an id to a paragraph that starts a clause of the open article.
    pub(super) fn clause_paragraph_id(&mut self, source: &str) -> Option<String> {
        self.article.as_ref()?;
        self.open_clause(&label::parse_clause(source)?)
    }

    /// Assigns an id to a numbered item, which is a clause of the open article.
    pub(super) fn numbered_item_id(&mut self, source: &str) -> Option<String> {
        self.open_clause(&label::parse_item_number(source)?)
    }

    /// Assigns an id to an item that starts with a letter (`a`, `dd1`), a point of the open clause or article.
    pub(super) fn lettered_item_id(&mut self, letter: &str) -> Option<String> {
        let article = self.article.as_ref()?;
        let parent = self.clause.as_deref().unwrap_or(&article.id);
        let id = format!("{parent}-diem-{letter}");
        Some(self.allocate_slug(id))
    }

    /// Returns the provision that contains the blocks of an item.
    pub(super) fn enter_item(&self) -> ItemScope {
        ItemScope { article: self.article.clone(), clause: self.clause.clone() }
    }

    /// Ends the article that an item contains.
    pub(super) fn leave_item(&mut self, scope: ItemScope) {
        let id = |article: &Option<Rc<OpenArticle>>| article.as_ref().map(Rc::as_ptr);
        if id(&self.article) != id(&scope.article) {
            (self.article, self.clause) = (scope.article, scope.clause);
        }
    }

    /// Returns all ids in the order in which they were assigned.
    pub(super) fn into_ids(self) -> Vec<String> {
        self.assigned
    }

    fn open_article(&mut self, level: u8, explicit: Option<&str>, number: &str) -> String {
        let id = match explicit {
            Some(explicit) => self.allocate(Some(explicit), ""),
            None => self.allocate_slug(format!("dieu-{number}")),
        };
        self.article = Some(Rc::new(OpenArticle { id: id.clone(), level }));
        self.clause = None;
        id
    }

    fn open_clause(&mut self, number: &str) -> Option<String> {
        let article = self.article.as_ref()?;
        let id = format!("{}-khoan-{number}", article.id);
        let id = self.allocate_slug(id);
        self.clause = Some(id.as_str().into());
        Some(id)
    }

    fn open_division(&mut self, division: Division, explicit: Option<&str>, slug: &str) -> String {
        let rank = division as usize;
        let parent = self.divisions[..rank].iter().rev().find_map(Option::as_deref);
        let requested = match (explicit, parent) {
            (Some(explicit), _) => explicit.to_owned(),
            (None, Some(parent)) if self.anchors.contains(slug) => format!("{parent}-{slug}"),
            (None, _) => slug.to_owned(),
        };
        let id = self.allocate(Some(&requested), "");
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

    /// Assigns an id that is already a slug.
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
    fn a_repeated_division_is_prefixed_with_its_parent() {
        let mut provision_ids = ProvisionIds::default();
        let mut assign = |text| provision_ids.heading_id(2, None, text, false);
        let texts =
            ["Chương I", "Mục 1", "Chương II", "Mục 1. x", "Tiểu mục 1", "Mục 2", "Tiểu mục 1"];
        assert_eq!(
            texts.map(&mut assign),
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
    fn an_annex_restarts_the_numbering_as_a_heading_and_as_a_paragraph() {
        for annex in ["**PHỤ LỤC**", "PHỤ LỤC I", "Phụ lục số 2.", "**Phụ lục A**\nDanh sách"]
        {
            let mut provision_ids = ProvisionIds::default();
            provision_ids.article_paragraph_id("**Điều 1.** Tên");
            provision_ids.enter_annex_paragraph(annex);
            assert_eq!(provision_ids.numbered_item_id("1. x"), None, "{annex}");
        }
        for prose in ["Phụ lục kèm theo Thông tư này", "Phụ lục I kèm theo", "phụ lục"]
        {
            let mut provision_ids = ProvisionIds::default();
            provision_ids.article_paragraph_id("**Điều 1.** Tên");
            provision_ids.enter_annex_paragraph(prose);
            assert!(provision_ids.numbered_item_id("1. x").is_some(), "{prose}");
        }
        let mut provision_ids = ProvisionIds::default();
        provision_ids.article_paragraph_id("**Điều 1.** Tên");
        provision_ids.heading_id(4, None, "PHỤ LỤC", false);
        assert_eq!(provision_ids.numbered_item_id("1. x"), None);
    }

    #[test]
    fn a_heading_ends_the_article_above_it() {
        let mut provision_ids = ProvisionIds::default();
        provision_ids.heading_id(3, None, "Điều 1", false);
        assert_eq!(provision_ids.numbered_item_id("1. x").as_deref(), Some("dieu-1-khoan-1"));
        assert_eq!(provision_ids.lettered_item_id("dd").as_deref(), Some("dieu-1-khoan-1-diem-dd"));
        provision_ids.heading_id(4, None, "Ghi chú", false);
        assert_eq!(provision_ids.lettered_item_id("a").as_deref(), Some("dieu-1-diem-a"));
        provision_ids.heading_id(3, None, "Thi hành", false);
        assert_eq!(provision_ids.numbered_item_id("1. x"), None);
        assert_eq!(provision_ids.lettered_item_id("a"), None);
    }
}
