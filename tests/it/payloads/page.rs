//! Reads a page as browsers do, by html5ever.
//!
//! **Left out on purpose.** The tree: elements, attributes and the text directly after a tag show what runs.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// An element, or a comment with the name `!--`.
#[derive(Debug, Default)]
pub(super) struct PageElement {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text up to the next tag.
    pub(super) text: String,
}

impl PageElement {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct ElementSink(RefCell<(Vec<PageElement>, bool)>);

impl TokenSink for ElementSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let (elements, is_open) = &mut *self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let name = tag.name.to_string();
                let attributes = tag.attrs.iter();
                let attributes =
                    attributes.map(|at| (at.name.local.to_string(), at.value.to_string()));
                let attributes = attributes.collect();
                let raw = raw_kind(&name);
                elements.push(PageElement { name, attributes, text: String::new() });
                *is_open = true;
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            Token::TagToken(_) => *is_open = false,
            Token::CommentToken(_) => {
                elements.push(PageElement { name: "!--".to_owned(), ..PageElement::default() });
            }
            Token::CharacterTokens(text) if *is_open => {
                if let Some(element) = elements.last_mut() {
                    element.text += &text;
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The elements whose content browsers read by other rules.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "title" | "textarea" => Some(RawKind::Rcdata),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        _ => None,
    }
}

/// The elements and comments of a page, in order.
pub(super) fn elements(page: &str) -> Vec<PageElement> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let tokenizer = Tokenizer::new(ElementSink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().0
}

#[test]
fn a_page_is_read_as_browsers_read_it() {
    let page = "<title><b></title><script>a<b></script><a href=\"x&quot;\" y='1'>z<!-- c --><p>";
    let found: Vec<_> = elements(page).into_iter().map(|e| (e.name, e.text)).collect();
    let expected = [("title", "<b>"), ("script", "a<b>"), ("a", "z"), ("!--", ""), ("p", "")];
    assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert_eq!(elements(page)[2].attribute("href"), Some("x\""));
}
