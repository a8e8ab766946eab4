//! The lookup page (tra cứu): lists by which a document can be found without a query, in any browser.
//!
//! Documents are listed by type, issuer, field and year. For readers who have a document number, the page explains the
//! abbreviations in it and links to the documents of that type or issuer.
//!
//! A theme may add a script that answers queries from the public open data files; the page works without it.

use serde::Serialize;

use super::page::Page;
use super::portal::LinkView;
use super::site_map::TermsView;
use super::year_label;
use crate::config::Taxonomy;
use crate::library::Term;
use crate::site::Overview;
use crate::site::open_data::{DataFile, DataFormat};
use crate::site::overview::LOOKUP_TAXONOMIES;
use crate::vietnamese::{collation, document_type};

/// The lists of the lookup page.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LookupView {
    /// Taxonomies with their terms.
    taxonomies: Vec<TermsView>,
    /// Links to taxonomies that have too many terms to be listed.
    others: Vec<LinkView>,
    /// Links to the lists of documents by year.
    years: Vec<LinkView>,
    /// Links to the open data tables (CSV) by year.
    tables: Vec<LinkView>,
    /// The abbreviations of document types.
    types: Vec<AbbreviationView>,
    /// The abbreviations of issuers.
    issuers: Vec<AbbreviationView>,
    /// The address of the list of information that must be disclosed.
    disclosure: Option<&'static str>,
}

/// An abbreviation used in document numbers.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AbbreviationView {
    /// The abbreviation.
    code: String,
    /// The document type or the issuer that it stands for.
    title: String,
    /// The address of the list of its documents.
    url: String,
}

impl Page<'_> {
    /// Builds the view of the lookup page.
    pub(super) fn lookup_view(&self) -> LookupView {
        let renderer = self.renderer;
        let exists = |of: &Taxonomy| renderer.exists(&self.tracker, &of.address());
        let taxonomies = LOOKUP_TAXONOMIES.into_iter().filter(exists);
        let is_other = |of: &Taxonomy| {
            matches!(of, Taxonomy::Signer | Taxonomy::Tag | Taxonomy::Own(_)) && exists(of)
        };
        let others = self.presenter.taxonomies().filter(is_other);
        let others = others.map(|taxonomy| self.taxonomy_view(taxonomy).link());
        let labels = self.ui_labels();
        let years = self.tracker.year_names(&Term::Documents);
        let head = Overview::Disclosure.address();
        let table_link = |year: &_| {
            let address = DataFile::Year(*year, DataFormat::Csv).address();
            LinkView::new(year_label(labels, *year), address)
        };
        LookupView {
            taxonomies: taxonomies.map(|taxonomy| self.terms_view(taxonomy)).collect(),
            others: others.collect(),
            years: self.disclosure_years(),
            tables: years.iter().map(table_link).collect(),
            types: self.type_abbreviations(),
            issuers: self.issuer_abbreviations(),
            disclosure: renderer.exists(&self.tracker, head).then_some(head),
        }
    }

    /// Returns links to the years of the disclosure list; empty if the list does not exist or is not divided by year.
    fn disclosure_years(&self) -> Vec<LinkView> {
        let head = Overview::Disclosure.address();
        let exists = self.renderer.exists(&self.tracker, head);
        if exists { self.year_links(head, &Term::Documents) } else { Vec::new() }
    }

    /// Returns the abbreviations of the document types that occur in the portal.
    fn type_abbreviations(&self) -> Vec<AbbreviationView> {
        let abbreviation = |term: LinkView| {
            let kind = document_type::by_name(&term.title)?;
            let code = (*kind.abbreviations.first()?).to_owned();
            Some(AbbreviationView { code, title: term.title, url: term.url })
        };
        sorted_by_code(
            self.term_links(Taxonomy::Type).into_iter().filter_map(abbreviation).collect(),
        )
    }

    /// Returns the codes of the issuers in portal.yaml that have documents in the portal.
    fn issuer_abbreviations(&self) -> Vec<AbbreviationView> {
        let list = Taxonomy::Issuer.address();
        let abbreviation = |issuer: &crate::config::Issuer| {
            let (_, slug) = self.tracker.term_name(&Term::value(Taxonomy::Issuer, &issuer.name))?;
            let url = format!("{list}{slug}/");
            Some(AbbreviationView { code: issuer.code.clone(), title: issuer.name.clone(), url })
        };
        let abbreviations = self.renderer.config.issuers.iter().filter_map(abbreviation);
        sorted_by_code(
            abbreviations.filter(|one| self.renderer.exists(&self.tracker, &one.url)).collect(),
        )
    }
}

fn sorted_by_code(mut abbreviations: Vec<AbbreviationView>) -> Vec<AbbreviationView> {
    abbreviations.sort_by_cached_key(|one| (collation::sort_key(&one.code), one.url.clone()));
    abbreviations
}
