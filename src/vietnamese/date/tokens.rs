//! Tokeniser for dates: numbers, words and punctuation, with a cursor over them.
//!
//! Words are in lower case without tones, every dash is a hyphen, and spaces and brackets only
//! separate tokens, so the grammar in `parser` and `moment` is free of spelling variants.

use super::super::fold;

/// The longest text that is parsed as a date, in bytes: a long place name and the date in words.
const MAX_LEN: usize = 240;

/// One token of a folded date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateToken<'a> {
    Number(NumberToken),
    Word(&'a str),
    Punctuation(char),
}

/// A run of digits: its value and its number of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberToken {
    pub(super) value: u32,
    pub(super) digits: usize,
}

impl NumberToken {
    /// Returns the value if it has one or two digits, as days, months and hours have.
    pub(super) fn as_short(self) -> Option<i8> {
        if self.digits <= 2 { i8::try_from(self.value).ok() } else { None }
    }
}

/// Folds a text for [`tokenize`]; `None` for a text that is too long to be a date.
pub(super) fn fold_date_text(text: &str) -> Option<String> {
    if text.len() <= MAX_LEN { Some(fold::plain(text)) } else { None }
}

/// Splits a folded text into tokens; `None` if it has a number too long for a date.
pub(super) fn tokenize(folded: &str) -> Option<Vec<DateToken<'_>>> {
    let mut tokens = Vec::with_capacity(12);
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            run_len(rest, |c| c.is_ascii_digit())
        } else if first.is_alphabetic() {
            run_len(rest, char::is_alphabetic)
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        if first.is_ascii_digit() {
            let value = token.parse().ok().filter(|_| length <= 9)?;
            tokens.push(DateToken::Number(NumberToken { value, digits: length }));
        } else if first.is_alphabetic() {
            tokens.push(DateToken::Word(token));
        } else if !(first.is_whitespace() || matches!(first, '(' | ')' | '[' | ']')) {
            tokens.push(DateToken::Punctuation(if fold::is_dash(first) { '-' } else { first }));
        }
    }
    Some(tokens)
}

/// Returns the length in bytes of the run of characters of one class at the start of a text.
fn run_len(text: &str, class: impl Fn(char) -> bool) -> usize {
    text.find(|c| !class(c)).unwrap_or(text.len())
}

/// A position in the tokens; an `eat_*` method advances only if the next token matches.
pub(super) struct TokenCursor<'a> {
    tokens: &'a [DateToken<'a>],
}

impl<'a> TokenCursor<'a> {
    /// Creates a cursor at the first token.
    pub(super) fn new(tokens: &'a [DateToken<'a>]) -> Self {
        TokenCursor { tokens }
    }

    /// Returns the token `ahead` positions from here, without advancing.
    pub(super) fn peek(&self, ahead: usize) -> Option<DateToken<'a>> {
        self.tokens.get(ahead).copied()
    }

    /// Returns the word `ahead` positions from here, or an empty string.
    pub(super) fn word(&self, ahead: usize) -> &'a str {
        match self.peek(ahead) {
            Some(DateToken::Word(word)) => word,
            _ => "",
        }
    }

    /// Returns the number `ahead` positions from here.
    pub(super) fn number(&self, ahead: usize) -> Option<NumberToken> {
        match self.peek(ahead) {
            Some(DateToken::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// Advances by `count` tokens.
    pub(super) fn skip(&mut self, count: usize) {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    /// Consumes a number.
    pub(super) fn eat_number(&mut self) -> Option<NumberToken> {
        let number = self.number(0)?;
        self.skip(1);
        Some(number)
    }

    /// Consumes one of these words.
    pub(super) fn eat_word(&mut self, words: &[&str]) -> Option<&'a str> {
        let word = self.word(0);
        if word.is_empty() || !words.contains(&word) {
            return None;
        }
        self.skip(1);
        Some(word)
    }

    /// Consumes one of these punctuation characters.
    pub(super) fn eat_punctuation(&mut self, marks: &[char]) -> Option<char> {
        match self.peek(0) {
            Some(DateToken::Punctuation(mark)) if marks.contains(&mark) => {
                self.skip(1);
                Some(mark)
            }
            _ => None,
        }
    }

    /// Returns whether only closing punctuation is left.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.tokens, [] | [DateToken::Punctuation('.' | ',' | ';')])
    }

    /// Returns the remaining tokens.
    pub(super) fn rest(&self) -> &'a [DateToken<'a>] {
        self.tokens
    }
}
