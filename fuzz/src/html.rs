//! Checks the HTML of a body: it is read as browsers read it, and must have only what the sanitiser allows.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

const TAGS: &str = "a abbr b blockquote br caption code col colgroup del details div em figcaption figure h1 h2 h3 h4 h5 \
    h6 hr i img input ins kbd li mark ol p picture pre s section small source span strong sub summary sup table tbody td \
    tfoot th thead time tr u ul";

/// Elements without an end tag.
const VOID: &str = "br col hr img input source";

const ATTRIBUTES: &str = "alt aria-label checked class colspan datetime decoding disabled download height href id loading \
    open role rowspan scope sizes span src srcset start tabindex title type value width";

/// Panics if the HTML has a tag, an attribute or a URL that is not allowed, or if its tags are not balanced.
pub fn check(html: &str) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Checker::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let open = tokenizer.sink.open.borrow();
    assert!(open.is_empty(), "elements are not closed: {open:?}");
}

#[derive(Default)]
struct Checker {
    open: RefCell<Vec<String>>,
}

impl TokenSink for Checker {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.check_tag(&tag),
            Token::CommentToken(text) => panic!("a comment: {text}"),
            Token::DoctypeToken(_) => panic!("a doctype"),
            Token::CharacterTokens(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Checker {
    fn check_tag(&self, tag: &Tag) {
        let name = &*tag.name;
        assert!(has_word(TAGS, name), "the element {name} is not allowed");
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if has_word(VOID, name) => {}
            TagKind::StartTag => open.push(name.to_owned()),
            TagKind::EndTag => {
                assert_eq!(open.pop().as_deref(), Some(name), "an end tag without its start")
            }
        }
        for attribute in &tag.attrs {
            let (key, value) = (&*attribute.name.local, &*attribute.value);
            assert!(has_word(ATTRIBUTES, key), "the attribute {key} is not allowed");
            if matches!(key, "href" | "src") {
                assert!(is_safe_url(value), "the URL {value:?} is not allowed");
            }
        }
    }
}

fn has_word(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|allowed| allowed == word)
}

/// Returns whether browsers take a URL for a relative one, or for one of an allowed scheme. They drop leading control
/// characters and spaces, and all tabs and line ends.
fn is_safe_url(url: &str) -> bool {
    let url = url.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    match scheme.split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => {
            matches!(&*scheme.to_ascii_lowercase(), "http" | "https" | "mailto" | "tel")
        }
        _ => true,
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Returns HTML about which the check is wrong, if there is any.
pub fn wrongly_checked() -> Option<&'static str> {
    let accepts = |html: &str| std::panic::catch_unwind(|| check(html)).is_ok();
    let harmless = "<p class=\"a\">a &lt;script&gt; <a href=\"/b?c:d\">b</a><br></p>\n";
    let harmful = [
        "<script>a</script>",
        "<p onclick=\"a\">a</p>",
        "<a href=\"java\tscript:a\">a</a>",
        "<img src=\" data:a\">",
        "<p>a",
        "<b><i>a</b></i>",
        "<!-- a -->",
    ];
    let accepted = harmful.into_iter().find(|html| accepts(html));
    accepted.or_else(|| Some(harmless).filter(|html| !accepts(html)))
}
