//! Vietnamese alphabetical order, as the CLDR collation `vi` defines it.
//!
//! The letters are a ă â b c d đ e ê … o ô ơ … u ư …; tones (none, huyền, hỏi, ngã, sắc, nặng)
//! decide only between words of the same letters. Runs of digits compare as numbers, so "2" sorts
//! before "10".
//!
//! **Invariant.** The order is compiled in and does not depend on locale or machine; [`compare`] and
//! [`sort_key`] agree. Texts that differ only in Unicode form or in leading zeros are equal, so a
//! total order needs a further key.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::from(&locale!("vi"));
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    Collator::try_new(preferences, options).expect("the data of every locale is compiled in")
});

/// Compares two texts in Vietnamese alphabetical order with natural numbers.
pub fn compare(one: &str, other: &str) -> Ordering {
    COLLATOR.compare(one, other)
}

/// Returns bytes whose byte order equals the order of [`compare`]; worth computing for a text that is
/// compared often.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() * 2);
    let Ok(()) = COLLATOR.write_sort_key_to(text, &mut key);
    key
}

#[cfg(test)]
mod tests {
    use super::{compare, sort_key};
    use crate::vietnamese::test_texts::{random_texts, unicode_forms};
    use std::cmp::Ordering;

    fn assert_ascending(texts: &[&str]) {
        for pair in texts.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn letters_sort_in_alphabetical_order() {
        let alphabet = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z";
        assert_ascending(&alphabet.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn tones_decide_between_equal_letters() {
        assert_ascending(&["ba", "bà", "bả", "bã", "bá", "bạ", "băng", "bâng", "bé"]);
        assert_ascending(&["bà b", "ba c"]);
        assert_ascending(&["a", "A", "à", "À", "ă"]);
        assert_ascending(&["dạ", "đa"]);
    }

    #[test]
    fn digits_compare_as_numbers() {
        assert_ascending(&["Quận 2", "Quận 10", "Quận 11"]);
        assert_eq!(compare("05/KH", "5/KH"), Ordering::Equal);
    }

    #[test]
    fn unicode_forms_are_equal_and_keys_agree_with_comparison() {
        let texts: Vec<String> = random_texts(300).collect();
        for pair in texts.windows(2) {
            let by_key = sort_key(&pair[0]).cmp(&sort_key(&pair[1]));
            assert_eq!(compare(&pair[0], &pair[1]), by_key, "{pair:?}");
            let [nfc, nfd] = unicode_forms(&pair[0]);
            assert_eq!(compare(&nfc, &nfd), Ordering::Equal);
        }
    }
}
