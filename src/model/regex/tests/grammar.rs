//! What is a pattern and what is none.

use super::super::{Fuel, Mode, Regex};

fn mode(text: &str) -> Result<Option<Mode>, String> {
    Regex::new(text, &Fuel::new(5_000_000)).mode.map_err(|invalid| invalid.why)
}

#[test]
fn patterns_of_the_u_flag() {
    for text in [
        "",
        "a|b|",
        "^(?:a)$",
        "(?<year>\\d{4})-\\k<year>",
        "(?<a>x)|(?<a>y)",
        "a{2}b{2,}c{2,5}?d*?e+?f??",
        "[\\w\\-.]",
        "\\u{1F600}",
        "\\uD83D\\uDE00",
        "\\x41\\cA\\0",
        "[^]",
        "[]",
        "\\p{L}\\P{Script=Greek}\\p{Script_Extensions=Latn}",
        "\\p{General_Category=Lu}",
        "(?i:a)(?-m:b)(?s-i:c)",
        "(?<=a)b(?<!c)",
        "(?=a)(?!b)",
        "[a-z&&b]",
        "\\/",
        "\\1(a)",
        "[\\b]",
        "\\bx\\B",
        "(?<$é1>a)",
    ] {
        assert_eq!(mode(text), Ok(Some(Mode::Unicode)), "{text}");
    }
}

#[test]
fn patterns_without_a_flag() {
    for text in [
        "a{",
        "a{,5}",
        "]",
        "}",
        "{",
        "\\-",
        "\\_",
        "[\\w-.]",
        "(?=a)*",
        "\\1",
        "\\8",
        "\\07",
        "\\c",
        "[\\c]",
        "\\k",
        "\\x4",
        "\\u12",
        "\\p{Latin}",
        "[[:alpha:]]",
        "\\A",
        "x{1",
        "[a-\\d]",
    ] {
        assert_eq!(mode(text), Ok(Some(Mode::Legacy)), "{text}");
    }
    for text in ["[\\p{L}--[a-z]]", "[\\w&&[^\\d]]", "[\\q{ab|c}x]"] {
        // Lenient reading makes something of it as well; the operators say what is meant.
        assert_eq!(mode(text), Ok(Some(Mode::Sets)), "{text}");
    }
}

#[test]
fn what_is_no_pattern() {
    for text in [
        "(",
        ")",
        "a)",
        "(a",
        "[a",
        "*",
        "+a",
        "a**",
        "a++",
        "a{2,1}",
        "[b-a]",
        "\\",
        "(?<a>x)(?<a>y)",
        "(?<1>a)",
        "(?<a",
        "(?<a>)\\k<b>",
        "(?>a)",
        "(?P<n>a)",
        "(?i)a",
        "(?ii:a)",
        "(?-:a)",
        "(?i-i:a)",
        "(?x:a)",
        "(?#c)",
        "{1}",
        "a|*",
        "(?<=a)*",
        "^*",
        "\\b+",
        "(?",
    ] {
        assert!(mode(text).is_err(), "{text}: {:?}", mode(text));
    }
}

#[test]
fn errors_mark_their_place() {
    for (text, at) in [("ab(c", 2..3), ("é)", 2..3), ("a[b-a]", 2..5), ("x*+", 2..3), ("a{3,1}", 1..6), ("[a", 0..1)] {
        let found = Regex::new(text, &Fuel::new(100_000)).mode.map_err(|invalid| invalid.at);
        assert_eq!(found, Err(at), "{text}");
    }
}
