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
use crate::site::open_data::{DataFile, Format};
use crate::site::overview::LOOKED_UP;
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
    types: Vec<Code>,
    /// Abbreviations of issuers.
    issuers: Vec<Code>,
    /// The address of the list of what must be made public.
    disclosure: Option<&'static str>,
}

/// Letters of a number and what they mean.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Code {
    /// The letters.
    code: String,
    /// What they stand for.
    title: String,
    /// The list of its documents.
    url: String,
}

impl Page<'_> {
    /// Gathers the ways to look.
    pub(super) fn lookup(&self) -> LookupView {
        let renderer = self.renderer;
        let known = |of: &Taxonomy| renderer.stands(&self.inquiry, &of.address());
        let taxonomies = LOOKED_UP.into_iter().filter(known);
        let others = [Taxonomy::Signer, Taxonomy::Tag].into_iter().filter(known);
        let words = self.words();
        let others = others.map(|taxonomy| TaxonomyView::of(taxonomy, words).link());
        let years = self.inquiry.year_names(&Term::Documents);
        let head = Overview::Disclosure.address();
        let table = |year: &_| {
            let address = DataFile::Year(*year, Format::Csv).address();
            LinkView::new(year_label(words, *year), address)
        };
        LookupView {
            taxonomies: taxonomies.map(|taxonomy| self.few_terms(taxonomy)).collect(),
            others: others.collect(),
            years: self.listed_years(),
            tables: years.iter().map(table).collect(),
            types: self.type_codes(),
            issuers: self.issuer_codes(),
            disclosure: renderer.stands(&self.inquiry, head).then_some(head),
        }
    }

    /// The years of the list of documents, where there is that list and it is divided.
    fn listed_years(&self) -> Vec<LinkView> {
        let head = Overview::Disclosure.address();
        let there = self.renderer.stands(&self.inquiry, head);
        if there { self.year_links(head, &Term::Documents) } else { Vec::new() }
    }

    /// The abbreviations of the types that the portal has.
    fn type_codes(&self) -> Vec<Code> {
        let code = |term: LinkView| {
            let kind = document_type::by_name(&term.title)?;
            let code = (*kind.abbreviations.first()?).to_owned();
            Some(Code { code, title: term.title, url: term.url })
        };
        sorted(self.all_terms(Taxonomy::Type).into_iter().filter_map(code).collect())
    }

    /// The codes of the issuers that portal.yaml knows and the portal has documents of.
    fn issuer_codes(&self) -> Vec<Code> {
        let list = Taxonomy::Issuer.address();
        let code = |issuer: &crate::config::Issuer| {
            let (_, slug) = self.inquiry.name(&Term::value(Taxonomy::Issuer, &issuer.name))?;
            let url = format!("{list}{slug}/");
            Some(Code { code: issuer.code.clone(), title: issuer.name.clone(), url })
        };
        let codes = self.renderer.config.issuers.iter().filter_map(code);
        sorted(codes.filter(|code| self.renderer.stands(&self.inquiry, &code.url)).collect())
    }
}

fn sorted(mut codes: Vec<Code>) -> Vec<Code> {
    codes.sort_by_cached_key(|code| (collation::sort_key(&code.code), code.url.clone()));
    codes
}
