//! Advice of `check`: what a careful colleague would say.
//!
//! `text` finds what conversion, pasting and haste leave in a text. Pure.

pub mod text;
