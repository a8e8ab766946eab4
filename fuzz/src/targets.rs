//! The targets: a parser each, with what must hold for every input.
//!
//! A target returns a number for what came of an input, such as a hash of the codes of its faults: inputs with a new
//! outcome are changed further.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use jiff::civil::Date;
use niemyet::config::{Config, EntryKind};
use niemyet::diagnostic::{Diagnostic, SourceText};
use niemyet::entry::citation::{self, CitedDocument};
use niemyet::entry::file_dependencies::FileSystemView;
use niemyet::entry::markdown::{self, LinkKind, LinkResolver, LinkTarget};
use niemyet::entry::section::Section;
use niemyet::entry::{self, ReadContext};
use niemyet::source::FileTree;
use niemyet::vietnamese::date::{Moment, PartialDate};
use niemyet::vietnamese::number::DocumentNumber;
use niemyet::{entry::pdf, ledger, output, picture, theme};

use crate::{html, seeds, server, words};

pub struct Target {
    pub name: &'static str,
    /// The inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words of the format, which are inserted.
    pub words: &'static [&'static str],
    /// Parses an input; panics if something does not hold.
    pub run: fn(&[u8]) -> u64,
}

pub const TARGETS: [Target; 12] = [
    Target { name: "front-matter", seeds: entries, words: words::YAML, run: read_entry },
    Target { name: "portal-yaml", seeds: portals, words: words::YAML, run: read_portal },
    Target { name: "theme-yaml", seeds: themes, words: words::YAML, run: read_theme },
    Target { name: "markdown", seeds: bodies, words: words::MARKDOWN, run: render_body },
    Target { name: "number", seeds: numbers, words: words::NUMBERS, run: read_number },
    Target { name: "date", seeds: dates, words: words::DATES, run: read_date },
    Target { name: "citation", seeds: citations, words: words::CITATIONS, run: find_citations },
    Target {
        name: "pdf",
        seeds: || seeds::files(&["content", "tests"], &["pdf"]),
        words: words::PDF,
        run: inspect_pdf,
    },
    Target { name: "picture", seeds: pictures, words: &[], run: inspect_picture },
    Target { name: "ledger", seeds: seeds::ledger_parts, words: &[], run: decode_part },
    Target { name: "manifest", seeds: manifests, words: words::MANIFESTS, run: read_manifest },
    Target { name: "request", seeds: requests, words: words::REQUESTS, run: send_request },
];

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns a hash of the codes of faults, after checking that each lies in its file.
fn outcome(faults: &[Diagnostic], text: &SourceText) -> u64 {
    let lines = text.as_str().split('\n').count();
    for fault in faults {
        assert!(
            fault.place.line as usize <= lines,
            "line {} of {lines}: {fault:?}",
            fault.place.line
        );
        assert!(fault.place.line == 0 || fault.place.column > 0, "{fault:?}");
        niemyet::diagnostic::format::human(fault, niemyet::diagnostic::Language::Vietnamese);
    }
    let mut codes: Vec<&str> = faults.iter().map(|fault| &*fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    hash(&codes)
}

fn entries() -> Vec<Vec<u8>> {
    let files =
        seeds::files(&["content", "tests/validators/portal", "tests/citations/content"], &["md"]);
    files.into_iter().chain(seeds::spec_blocks(".md")).collect()
}

fn read_entry(input: &[u8]) -> u64 {
    let source = SourceText::new("content/van-ban/a.md", text(input));
    let settings = SourceText::new("portal.yaml", "issuers: {UBND: {name: a}}".to_owned());
    let (config, _) = Config::read(&settings).expect("it is a map");
    let tree = FileTree::default();
    let sections = [Section {
        folder: "van-ban".to_owned(),
        address: "/van-ban/".into(),
        kind: EntryKind::Document,
        title: "Văn bản".to_owned(),
        language: None,
        index: None,
    }];
    let entry_folders = HashSet::new();
    let context = ReadContext {
        settings: config.entry_settings(),
        sections: &sections,
        files: FileSystemView { tree: &tree, entry_folders: &entry_folders },
        today: Date::constant(2026, 11, 30),
        prepares_body: true,
    };
    let read = entry::read(&source, context);
    outcome(&read.faults, &source)
}

fn portals() -> Vec<Vec<u8>> {
    let files = [include_bytes!("../../portal.yaml").to_vec()].into_iter();
    files.chain(seeds::spec_blocks("settings")).chain(seeds::spec_blocks("portal.yaml")).collect()
}

fn read_portal(input: &[u8]) -> u64 {
    let source = SourceText::new("portal.yaml", text(input));
    match Config::read(&source) {
        Ok((_, faults)) => outcome(&faults, &source),
        Err(fault) => outcome(&[*fault], &source),
    }
}

fn themes() -> Vec<Vec<u8>> {
    let files = seeds::files(&["themes", "tests/themes"], &["yaml"]);
    files.into_iter().chain(seeds::spec_blocks("theme.yaml")).collect()
}

fn read_theme(input: &[u8]) -> u64 {
    let source = SourceText::new("themes/a/theme.yaml", text(input));
    outcome(&theme::read_theme_yaml(&source), &source)
}

fn bodies() -> Vec<Vec<u8>> {
    let files = seeds::files(&["tests/texts", "content"], &["md"]);
    files.into_iter().chain(seeds::spec_blocks(".md")).collect()
}

/// The destinations and citations that rendering asks for.
#[derive(Default)]
struct Asked {
    links: Vec<(String, LinkKind)>,
    citations: Vec<CitedDocument>,
}

impl LinkResolver for Asked {
    fn resolve_link(&mut self, destination: &str, kind: LinkKind) -> LinkTarget {
        self.links.push((destination.to_owned(), kind));
        LinkTarget::from_href(entry::address::complete_encoding(destination))
    }

    fn resolve_citation(&mut self, cited: &CitedDocument) -> Option<String> {
        self.citations.push(cited.clone());
        Some("/a/".to_owned())
    }
}

fn render_body(input: &[u8]) -> u64 {
    let source = SourceText::new("a.md", text(input));
    let body = source.as_str();
    let outline = markdown::outline(body);
    let mut asked = Asked::default();
    let rendered = markdown::render(body, &mut asked);
    html::check(&rendered.html);
    let links: Vec<_> =
        outline.links.into_iter().map(|link| (link.destination, link.kind)).collect();
    assert_eq!(links, asked.links, "outline and page differ in their links");
    assert_eq!(outline.citations, asked.citations, "outline and page differ in their citations");
    let mut tags: Vec<&str> =
        rendered.html.split('<').skip(1).filter_map(|tag| tag.split([' ', '>']).next()).collect();
    tags.sort_unstable();
    tags.dedup();
    hash(&(tags, outline.remarks.len().min(3), rendered.toc.len().min(3)))
}

fn numbers() -> Vec<Vec<u8>> {
    let samples = include_str!("../../src/vietnamese/number/samples.tsv").lines().skip(1);
    samples
        .filter_map(|line| line.split('\t').next())
        .map(|number| number.as_bytes().to_vec())
        .collect()
}

fn read_number(input: &[u8]) -> u64 {
    let number = DocumentNumber::parse(&text(input));
    let normal = number.normal();
    let again = DocumentNumber::parse(&normal);
    if number.form().is_complete() {
        assert_eq!(again.normal(), normal, "the normal form is not stable");
    }
    assert_eq!(number.compare(&number), std::cmp::Ordering::Equal);
    number.correction();
    number.issuer_code();
    let parts = (number.serial().is_some(), number.year().is_some(), number.codes().len().min(5));
    hash(&(
        format!("{:?}", number.form()),
        parts,
        number.type_code().is_some(),
        number.document_type().is_some(),
    ))
}

fn dates() -> Vec<Vec<u8>> {
    seeds::lines(
        "05/8/2014\n2014-08-05\nngày 05 tháng 8 năm 2014\ntháng 8/2014\nquý II/2014\nnăm 2014\n2014\n8/2014\n05.08.2014\n\
         2014-08-05T07:30:00+07:00\n7 giờ 30 ngày 05/8/2014\n05/8/2014 07:30\nThứ Hai, 04/8/2014\n5-8-2014",
    )
}

fn read_date(input: &[u8]) -> u64 {
    let written = text(input);
    let date = PartialDate::parse(&written);
    if let Ok(date) = date {
        assert_eq!(PartialDate::parse(&date.iso()), Ok(date), "the ISO form is not stable");
        assert!(date.first_day() <= date.last_day());
        date.in_words();
    }
    let moment = Moment::parse(&written, jiff::tz::Offset::UTC);
    let kind = |debug: String| debug.split(['(', ' ']).next().unwrap_or_default().to_owned();
    hash(&(
        kind(format!("{date:?}")),
        date.map_err(|error| kind(format!("{error:?}"))).map(|_| ()),
        moment.is_ok(),
    ))
}

fn citations() -> Vec<Vec<u8>> {
    seeds::files(&["tests/citations", "tests/texts"], &["md", "txt"])
}

fn find_citations(input: &[u8]) -> u64 {
    let source = text(input);
    let found = citation::find(&source);
    let mut end = 0;
    for citation in &found {
        assert!(citation.range.start >= end, "citations overlap: {found:?}");
        assert!(
            source.get(citation.range.clone()).is_some(),
            "{citation:?} is no part of the text"
        );
        assert!(
            source.get(citation.number.clone()).is_some(),
            "{citation:?} is no part of the text"
        );
        end = citation.range.end;
    }
    let kinds = |cited: &CitedDocument| {
        let debug = format!("{cited:?}");
        (debug.matches("None").count(), debug.matches("Some").count())
    };
    hash(&found.iter().map(|citation| kinds(&citation.cited)).collect::<HashSet<_>>().len())
}

fn inspect_pdf(input: &[u8]) -> u64 {
    hash(&format!("{:?}", pdf::inspect(input)))
}

fn pictures() -> Vec<Vec<u8>> {
    let files =
        seeds::files(&["content", "tests", "themes"], &["jpg", "png", "webp", "gif", "svg"]);
    let drawn = [(1, 1), (40, 30)].map(|(width, height)| small_png(width, height));
    files.into_iter().chain(drawn).collect()
}

/// A PNG of one colour with stored (uncompressed) data and no valid checksums.
fn small_png(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend(b"\x08\x02\0\0\0\0\0\0\0\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0");
    png
}

fn inspect_picture(input: &[u8]) -> u64 {
    let info = picture::inspect(input);
    let is_small = input.len() < 8 * 1024;
    let decoded = is_small && picture::can_decode(input);
    let resized = decoded.then(|| picture::resize(input, &[16]).is_ok());
    let private_data = format!("{:?}", picture::remove_private_data(&mut input.to_vec()));
    hash(&(format!("{info:?}").len(), info.is_ok(), decoded, resized, private_data))
}

fn decode_part(input: &[u8]) -> u64 {
    u64::from(ledger::are_records(input))
}

fn manifests() -> Vec<Vec<u8>> {
    let digest = "0".repeat(64);
    [0, 1, 3]
        .map(|count| {
            let lines = (0..count).map(|n| format!("page {digest} {n} van-ban/{n}/index.html\n"));
            format!("niemyet-manifest 1 {count}\n{}", lines.collect::<String>()).into_bytes()
        })
        .to_vec()
}

fn read_manifest(input: &[u8]) -> u64 {
    let written = output::rewritten_manifest(&text(input));
    if let Some(written) = &written {
        assert_eq!(
            output::rewritten_manifest(written).as_ref(),
            Some(written),
            "a manifest is read otherwise again"
        );
        let paths = written.lines().skip(1).filter_map(|line| line.splitn(4, ' ').nth(3));
        assert!(
            paths
                .into_iter()
                .all(|path| !path.starts_with('/') && path.split('/').all(|part| part != ".."))
        );
    }
    hash(&written.map(|text| text.lines().count().min(5)))
}

fn requests() -> Vec<Vec<u8>> {
    let paths = ["/", "/van-ban/", "/.niemyet/preview.js?seen=1", "/c%C3%B4ng", "/a?b=c"];
    let request = |path: &&str| {
        format!("GET {path} HTTP/1.1\r\nHost: {{host}}\r\nAccept: */*\r\n\r\n").into_bytes()
    };
    paths.iter().map(request).collect()
}

fn send_request(input: &[u8]) -> u64 {
    let status = server::answer(input);
    assert!(!status.contains(" 5"), "{status}");
    assert!(status.is_empty() || status.starts_with("HTTP/1."), "{status}");
    hash(&status)
}
