//! A written date as tokens: numbers, words and marks, with a cursor over them.
//!
//! Tones and case are gone from the words, every dash is a hyphen, and spaces and brackets only
//! separate. So the grammar in `reading` and `moment` says what a date is, and nothing about how
//! people type.

use super::super::fold;

/// The longest text that is worth reading as a date, in bytes: a long place name and the date in
/// words.
const MAX_LEN: usize = 240;

/// One token of a folded date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateToken<'a> {
    Number(NumberToken),
    Word(&'a str),
    Punctuation(char),
}

/// A run of digits: its value, and how many digits it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberToken {
    pub(super) value: u32,
    pub(super) digits: usize,
}

impl NumberToken {
    /// Gives the value when it was written with one or two digits, as days, months and hours are.
    pub(super) fn as_short(self) -> Option<i8> {
        if self.digits <= 2 { i8::try_from(self.value).ok() } else { None }
    }
}

/// Folds a text for [`split`]; nothing comes of a text too long to be a date.
pub(super) fn fold_date_text(text: &str) -> Option<String> {
    if text.len() <= MAX_LEN { Some(fold::plain(text)) } else { None }
}

/// Splits a folded text into tokens; a number too long for a date spoils the text.
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
        let (piece, after) = rest.split_at(length);
        rest = after;
        if first.is_ascii_digit() {
            let value = piece.parse().ok().filter(|_| length <= 9)?;
            tokens.push(DateToken::Number(NumberToken { value, digits: length }));
        } else if first.is_alphabetic() {
            tokens.push(DateToken::Word(piece));
        } else if !(first.is_whitespace() || matches!(first, '(' | ')' | '[' | ']')) {
            tokens.push(DateToken::Punctuation(if fold::is_dash(first) { '-' } else { first }));
        }
    }
    Some(tokens)
}

/// Measures the run of characters of one class at the start of a text, in bytes.
fn run_len(text: &str, class: impl Fn(char) -> bool) -> usize {
    text.find(|c| !class(c)).unwrap_or(text.len())
}

/// A place in the tokens; every `eat` moves on only when it finds what it looks for.
pub(super) struct TokenCursor<'a> {
    tokens: &'a [DateToken<'a>],
}

impl<'a> TokenCursor<'a> {
    /// Begins at the first token.
    pub(super) fn new(tokens: &'a [DateToken<'a>]) -> Self {
        TokenCursor { tokens }
    }

    /// Gives the token some places ahead without moving.
    pub(super) fn peek(&self, ahead: usize) -> Option<DateToken<'a>> {
        self.tokens.get(ahead).copied()
    }

    /// Gives the word some places ahead, or an empty one.
    pub(super) fn word(&self, ahead: usize) -> &'a str {
        match self.peek(ahead) {
            Some(DateToken::Word(word)) => word,
            _ => "",
        }
    }

    /// Gives the number some places ahead.
    pub(super) fn number(&self, ahead: usize) -> Option<NumberToken> {
        match self.peek(ahead) {
            Some(DateToken::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// Moves on by some tokens.
    pub(super) fn skip(&mut self, count: usize) {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    /// Takes a number.
    pub(super) fn eat_number(&mut self) -> Option<NumberToken> {
        let number = self.number(0)?;
        self.skip(1);
        Some(number)
    }

    /// Takes one of these words.
    pub(super) fn eat_word(&mut self, words: &[&str]) -> Option<&'a str> {
        let word = self.word(0);
        if word.is_empty() || !words.contains(&word) {
            return None;
        }
        self.skip(1);
        Some(word)
    }

    /// Takes one of these marks.
    pub(super) fn eat_punctuation(&mut self, marks: &[char]) -> Option<char> {
        match self.peek(0) {
            Some(DateToken::Punctuation(mark)) if marks.contains(&mark) => {
                self.skip(1);
                Some(mark)
            }
            _ => None,
        }
    }

    /// Tells whether only closing punctuation is left.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.tokens, [] | [DateToken::Punctuation('.' | ',' | ';')])
    }

    /// Gives the tokens that are left.
    pub(super) fn rest(&self) -> &'a [DateToken<'a>] {
        self.tokens
    }
}
