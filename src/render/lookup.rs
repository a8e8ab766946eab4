//! Tra cứu: the ways to find a document that need no query, for every reader and every browser.
//!
//! By type, issuer, field and year; and for one who holds a number, what its letters mean and where such numbers are
//! listed.
//!
//! A theme may bring a script that answers queries from the data files; it reads what is there for everybody, and the
//! page is whole without it.

use serde::Serialize;

use super::pages::Page;
use super::portal::{LinkView, TaxonomyView};
use super::site_map::TermsView;
use super::year_label;
use crate::config::Taxonomy;
use crate::library::Term;
use crate::site::Overview;
use crate::site::open_data::{DataFile, DataFormat};
use crate::site::overview::LOOKUP_TAXONOMIES;
use crate::vietnamese::{collation, document_type};

/// The ways to look, as templates see them.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LookupView {
    /// Ways of dividing, with their terms.
    taxonomies: Vec<TermsView>,
    /// Ways of dividing that have too many terms to be listed.
    others: Vec<LinkView>,
    /// The lists of documents by year.
    years: Vec<LinkView>,
    /// The tables of open data by year.
    tables: Vec<LinkView>,
    /// Abbreviations of types of documents.
    types: Vec<AbbreviationView>,
    /// Abbreviations of issuers.
    issuers: Vec<AbbreviationView>,
    /// The address of the list of what must be made public.
    disclosure: Option<&'static str>,
}

/// Letters of a number and what they mean.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AbbreviationView {
    /// The letters.
    code: String,
    /// What they stand for.
    title: String,
    /// The list of its documents.
    url: String,
}

impl Page<'_> {
    /// Gathers the ways to look.
    pub(super) fn lookup_view(&self) -> LookupView {
        let renderer = self.renderer;
        let known = |of: &Taxonomy| renderer.exists(&self.tracker, &of.address());
        let taxonomies = LOOKUP_TAXONOMIES.into_iter().filter(known);
        let others = [Taxonomy::Signer, Taxonomy::Tag].into_iter().filter(known);
        let words = self.ui_labels();
        let others = others.map(|taxonomy| TaxonomyView::of(taxonomy, words).link());
        let years = self.tracker.year_names(&Term::Documents);
        let head = Overview::Disclosure.address();
        let table = |year: &_| {
            let address = DataFile::Year(*year, DataFormat::Csv).address();
            LinkView::new(year_label(words, *year), address)
        };
        LookupView {
            taxonomies: taxonomies.map(|taxonomy| self.terms_view(taxonomy)).collect(),
            others: others.collect(),
            years: self.disclosure_years(),
            tables: years.iter().map(table).collect(),
            types: self.type_abbreviations(),
            issuers: self.issuer_abbreviations(),
            disclosure: renderer.exists(&self.tracker, head).then_some(head),
        }
    }

    /// The years of the list of documents, where there is that list and it is divided.
    fn disclosure_years(&self) -> Vec<LinkView> {
        let head = Overview::Disclosure.address();
        let there = self.renderer.exists(&self.tracker, head);
        if there { self.year_links(head, &Term::Documents) } else { Vec::new() }
    }

    /// The abbreviations of the types that the portal has.
    fn type_abbreviations(&self) -> Vec<AbbreviationView> {
        let code = |term: LinkView| {
            let kind = document_type::by_name(&term.title)?;
            let code = (*kind.abbreviations.first()?).to_owned();
            Some(AbbreviationView { code, title: term.title, url: term.url })
        };
        sorted_by_code(self.term_links(Taxonomy::Type).into_iter().filter_map(code).collect())
    }

    /// The codes of the issuers that portal.yaml knows and the portal has documents of.
    fn issuer_abbreviations(&self) -> Vec<AbbreviationView> {
        let list = Taxonomy::Issuer.address();
        let code = |issuer: &crate::config::Issuer| {
            let (_, slug) = self.tracker.term_name(&Term::value(Taxonomy::Issuer, &issuer.name))?;
            let url = format!("{list}{slug}/");
            Some(AbbreviationView { code: issuer.code.clone(), title: issuer.name.clone(), url })
        };
        let codes = self.renderer.config.issuers.iter().filter_map(code);
        sorted_by_code(
            codes.filter(|code| self.renderer.exists(&self.tracker, &code.url)).collect(),
        )
    }
}

fn sorted_by_code(mut codes: Vec<AbbreviationView>) -> Vec<AbbreviationView> {
    codes.sort_by_cached_key(|code| (collation::sort_key(&code.code), code.url.clone()));
    codes
}
