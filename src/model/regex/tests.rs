//! The engine against a second opinion: a matcher that follows the text of ECMA-262 by plain recursion.

mod grammar;

use proptest::prelude::*;

use super::alphabet::Alphabet;
use super::ast::{Assert, Item, What};
use super::charset::word;
use super::dfa::{Part, table};
use super::nfa::{Counting, build};
use super::parse::parse;
use super::*;

fn regex(text: &str) -> Regex {
    Regex::new(text, &Fuel::new(20_000_000))
}

type Captures = Vec<Option<(usize, usize)>>;
type Next<'c> = &'c mut dyn FnMut(usize, Captures, &mut u64) -> bool;

/// Matches by recursion; counts its calls.
struct Naive<'t> {
    text: &'t [char],
}

impl Naive<'_> {
    fn find(&self, ast: &parse::Ast, steps: &mut u64) -> bool {
        let none = vec![None; ast.groups + 1];
        (0..=self.text.len()).any(|at| self.item(&ast.root, at, none.clone(), true, steps, &mut |_, _, _| true))
    }

    fn item(&self, item: &Item, at: usize, caps: Captures, ahead: bool, steps: &mut u64, next: Next<'_>) -> bool {
        *steps += 1;
        match &item.what {
            What::Empty => next(at, caps, steps),
            What::Set(set) => {
                let from = if ahead { Some(at) } else { at.checked_sub(1) };
                let taken = from.and_then(|from| self.text.get(from)).is_some_and(|c| set.has(*c as u32));
                taken && next(if ahead { at + 1 } else { at - 1 }, caps, steps)
            }
            What::Assert(assert) => self.holds(*assert, at) && next(at, caps, steps),
            What::Concat(parts) => {
                let order: Vec<&Item> = if ahead { parts.iter().collect() } else { parts.iter().rev().collect() };
                self.all(&order, at, caps, ahead, steps, next)
            }
            What::Alternatives(parts) => {
                parts.iter().any(|part| self.item(part, at, caps.clone(), ahead, steps, &mut *next))
            }
            What::Group(index, body) => self.item(body, at, caps, ahead, steps, &mut |end, mut caps, steps| {
                caps[*index] = Some((at.min(end), at.max(end)));
                next(end, caps, steps)
            }),
            What::BackReference(groups) => {
                let Some((from, to)) = groups.iter().find_map(|group| caps[*group]) else {
                    return next(at, caps, steps);
                };
                let length = to - from;
                let (start, end) =
                    if ahead { (Some(at), at + length) } else { (at.checked_sub(length), at.wrapping_sub(length)) };
                let same = start.and_then(|start| self.text.get(start..start + length)) == self.text.get(from..to);
                same && next(end, caps, steps)
            }
            What::Look(look, body) => {
                let mut found: Option<Captures> = None;
                let matches = self.item(body, at, caps.clone(), look.is_ahead, steps, &mut |_, inner, _| {
                    found = Some(inner);
                    true
                });
                match (matches, look.is_negative) {
                    (true, false) => next(at, found.unwrap_or(caps), steps),
                    (false, true) => next(at, caps, steps),
                    _ => false,
                }
            }
            What::Repeat(repeat, body) => {
                self.repeat(body, repeat.min, repeat.max, repeat.is_lazy, at, caps, ahead, steps, next)
            }
        }
    }

    fn all(&self, parts: &[&Item], at: usize, caps: Captures, ahead: bool, steps: &mut u64, next: Next<'_>) -> bool {
        match parts.split_first() {
            None => next(at, caps, steps),
            Some((first, rest)) => self.item(first, at, caps, ahead, steps, &mut |at, caps, steps| {
                self.all(rest, at, caps, ahead, steps, &mut *next)
            }),
        }
    }

    /// RepeatMatcher of the standard.
    #[allow(clippy::too_many_arguments, reason = "as the standard has it")]
    fn repeat(
        &self,
        body: &Item,
        min: u32,
        max: Option<u32>,
        lazy: bool,
        at: usize,
        caps: Captures,
        ahead: bool,
        steps: &mut u64,
        next: Next<'_>,
    ) -> bool {
        if max == Some(0) {
            return next(at, caps, steps);
        }
        let mut inner = caps.clone();
        body.visit(&mut |item| {
            if let What::Group(index, _) = item.what {
                inner[index] = None;
            }
        });
        if lazy && min == 0 && next(at, caps.clone(), steps) {
            return true;
        }
        let again = self.item(body, at, inner, ahead, steps, &mut |end, caps, steps| {
            if min == 0 && end == at {
                return false;
            }
            let max = max.map(|max| max - 1);
            self.repeat(body, min.saturating_sub(1), max, lazy, end, caps, ahead, steps, &mut *next)
        });
        again || (!lazy && min == 0 && next(at, caps, steps))
    }

    fn holds(&self, assert: Assert, at: usize) -> bool {
        let is_word = |at: Option<usize>| at.and_then(|at| self.text.get(at)).is_some_and(|c| word().has(*c as u32));
        let boundary = is_word(at.checked_sub(1)) != is_word(Some(at));
        match assert {
            Assert::Start => at == 0,
            Assert::End => at == self.text.len(),
            Assert::LineStart => at == 0 || self.text[at - 1] == '\n',
            Assert::LineEnd => at == self.text.len() || self.text[at] == '\n',
            Assert::Boundary => boundary,
            Assert::NoBoundary => !boundary,
        }
    }
}

/// What the automaton says about a text; `None` where it does not know.
fn automaton(ast: &parse::Ast, text: &[char]) -> Option<bool> {
    let fuel = Fuel::new(2_000_000);
    let nfa = build(&ast.root, Counting::Exact).filter(|nfa| !nfa.is_loose)?;
    // The characters of the text become letters of their own.
    let singles: Vec<_> = text.iter().map(|c| charset::CharSet::one(*c as u32)).collect();
    let sets: Vec<_> = nfa.sets.iter().chain(&singles).collect();
    let alphabet = Alphabet::new(&sets, &fuel)?;
    let part = Part { nfa: &nfa, sets: 0, anywhere: true, to_anywhere: true };
    let table = table(&[part], &alphabet, &fuel)?;
    let state = text.iter().enumerate().try_fold(0, |state, (at, _)| {
        let letter = (0..alphabet.letters.len()).find(|letter| alphabet.has(nfa.sets.len() + at, *letter))?;
        table.next[state].get(letter).copied()
    })?;
    table.accepts[state].first().copied()
}

fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => Just("a".to_owned()),
        3 => Just("b".to_owned()),
        2 => Just("[ab]".to_owned()),
        1 => Just("[^a]".to_owned()),
        1 => Just(".".to_owned()),
        1 => Just("\\w".to_owned()),
        1 => Just("^".to_owned()),
        1 => Just("$".to_owned()),
        1 => Just("\\b".to_owned()),
        1 => Just("\\B".to_owned()),
        1 => Just(String::new()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            4 => proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            3 => proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => inner.clone().prop_map(|one| format!("({one})")),
            3 => (inner.clone(), prop_oneof![Just("*"), Just("+"), Just("?"), Just("*?"), Just("{2}"), Just("{1,3}"), Just("{0,2}?")])
                .prop_map(|(one, sign)| format!("(?:{one}){sign}")),
            1 => inner.clone().prop_map(|one| format!("(?={one})")),
            1 => inner.clone().prop_map(|one| format!("(?!{one})")),
            1 => inner.clone().prop_map(|one| format!("(?<={one})")),
            1 => inner.clone().prop_map(|one| format!("(?<!{one})")),
            1 => inner.prop_map(|one| format!("(?:({one})\\1)")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn automaton_and_machine_agree_with_plain_recursion(pattern in pattern(), texts in proptest::collection::vec("[ab \n]{0,5}", 6)) {
        // A group inserted into another moves the numbers of those behind it; any number that is there will do.
        let Ok(ast) = parse(&pattern, Mode::Unicode) else { return Ok(()) };
        let judged = regex(&pattern);
        let language = &judged.language;
        for text in texts {
            let chars: Vec<char> = text.chars().collect();
            let expected = Naive { text: &chars }.find(&ast, &mut 0);
            if let Some(matches) = judged.search(&text, 1_000_000).matches {
                prop_assert_eq!(matches, expected, "machine: {} on {:?}", pattern, text);
            }
            if let Some(accepts) = automaton(&ast, &chars) {
                prop_assert_eq!(accepts, expected, "automaton: {} on {:?}", pattern, text);
            }
            let length = chars.len() as u32;
            if expected {
                prop_assert!(language.least <= length, "least of {}", pattern);
                prop_assert!(!matches!(language.most, Length::Finite(most) if most < length), "most of {} on {:?}", pattern, text);
                prop_assert_ne!(language.is_nothing, Some(true), "{} on {:?}", pattern, text);
                prop_assert_ne!(language.admits_length(u64::from(length), Some(u64::from(length))), Some(false), "{}", pattern);
            } else if !text.is_empty() && !text.contains('\n') {
                prop_assert_ne!(language.is_everything, Some(true), "{} on {:?}", pattern, text);
            }
            if expected && language.end == Anchor::Tied && language.start == Anchor::Tied {
                // Tied at both ends: something stands in no other text. Only the matcher can tell; it must not throw.
                let _ = judged.search(&format!("\u{1}{text}\u{1}"), 10_000);
            }
        }
        if let (Anchor::Open { example, .. }, false) = (&language.end, pattern.contains("(?") || pattern.contains("\\b") || pattern.contains("\\B")) {
            let wide = judged.search(&format!("{example}\u{1}\u{1}"), 100_000);
            prop_assert_ne!(wide.matches, Some(false), "{} is not open behind {:?}", pattern, example);
        }
    }

    #[test]
    fn any_text_is_read_in_bounded_steps(text in "[\\PC]{0,40}", signs in "[\\[\\](){}|*+?^$.\\\\a-c0-9<>=!:,&-]{0,40}") {
        for text in [text, signs] {
            let fuel = Fuel::new(3_000_000);
            let judged = Regex::new(&text, &fuel);
            if let Err(invalid) = &judged.mode {
                prop_assert!(text.get(invalid.at.clone()).is_some(), "{:?} of {:?}", invalid, text);
            }
            for one in &judged.foreign {
                prop_assert!(text.get(one.at.clone()).is_some());
            }
        }
    }
}

/// An overlap that was found makes plain recursion slow as well.
#[test]
fn overlaps_blow_up_in_the_other_matcher_too() {
    for text in [
        "(a+)+$",
        "^(a|a)*$",
        "^(\\w+\\s?)*$",
        "(.*)*x",
        "^(a|aa)+$",
        "^(ab|abab)*$",
        "^([^,]*,?)*;$",
        "^(\\s*\\w+\\s*)+$",
        "^(a?){30}a{30}$",
        "^(a*){50}$",
        "^(?=(a+)+$)",
        "^(([a-z])+.)+[A-Z]$",
    ] {
        let judged = regex(text);
        let Some(overlap) = judged.overlap.filter(|one| one.growth == Growth::Exponential) else { panic!("{text}") };
        let Ok(ast) = parse(text, Mode::Unicode) else { panic!("{text}") };
        let steps = |rounds: usize| {
            let chars: Vec<char> = overlap.text(rounds).chars().collect();
            let mut steps = 0;
            assert!(!Naive { text: &chars }.find(&ast, &mut steps), "{text}");
            steps as f64
        };
        let last = overlap.rounds - 1;
        assert!(steps(last) > 1.4 * steps(last - 1), "{text}: {} {}", steps(last - 1), steps(last));
    }
    for (text, degree) in [("\\s+$", 2), ("^\\d+\\d+$", 2), ("\\w*@", 2), ("^.*,.*,.*$", 3), ("^(?:a|b)*(?:a|c)*$", 2)]
    {
        let growth = regex(text).overlap.map(|one| one.growth);
        assert_eq!(growth, Some(Growth::Polynomial(degree)), "{text}");
    }
    for text in [
        "^(?:[^\"\\\\]|\\\\.)*$",
        "^([a-z]+\\.)*[a-z]+$",
        "^(\\.[a-z]+)*$",
        "^[a-z]{1,10}[a-z]{1,10}$",
        "(a+)+",
        "^(a+)+",
        "x*y*x*$",
        "^((?:a|b)|(?:c|d))*$",
        "^(?:\\w|-)+(?:\\.(?:\\w|-)+)*@x$",
        "^[a-z]+$",
        "^$",
        "^.*$",
    ] {
        assert_eq!(regex(text).overlap, None, "{text}");
    }
}

#[test]
fn lengths_are_those_of_the_texts() {
    use Length::{Finite, Infinite};
    for (text, least, most) in [
        ("^[A-Z]{3}$", 3, Finite(3)),
        ("^(a|bc)?$", 0, Finite(2)),
        ("^a$|^b$", 1, Finite(1)),
        (r"^\d{1,3}(\.\d{1,3}){3}$", 7, Finite(15)),
        ("^$", 0, Finite(0)),
        (r"^\u0041[\]a+]{2,5}?$", 3, Finite(6)),
        ("(^[0-9]{4}$)", 4, Finite(4)),
        ("^(?<year>[0-9]{4})$", 4, Finite(4)),
        ("^(?!0)[0-9]{4}$", 4, Finite(4)),
        (r"^[\w.\-]{1,64}$", 1, Finite(64)),
        (r"^\p{Lu}{1,9}$", 1, Finite(9)),
        ("^(?=.{1,64}$)[a-z]+$", 1, Finite(64)),
        ("^(?!.{65})[a-z]+$", 1, Finite(64)),
        ("^a{1,5000}$", 1, Finite(5000)),
        ("^(?:a{100}){1000}$", 100_000, Finite(100_000)),
        ("", 0, Infinite),
        ("[A-Z]{3}", 3, Infinite),
        ("^[A-Z]{3}", 3, Infinite),
        ("[A-Z]{3}$", 3, Infinite),
        ("^[a-z]+$", 1, Infinite),
        ("^a{2,}$", 2, Infinite),
        ("^(a*){2}$", 0, Infinite),
        ("^a|b$", 1, Infinite),
        (r"^\$$|^a\$", 1, Infinite),
        ("^(a)\\1$", 1, Finite(2)),
        ("^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$", 8, Infinite),
        ("(?:^a|b)c$", 2, Infinite),
        ("^(\\b[a-z])*$", 0, Finite(1)),
    ] {
        let language = regex(text).language;
        assert_eq!((language.least, language.most), (least, most), "{text}");
    }
    for text in ["^(a", "*", "^[a", "\\", "^a+(?!b)$"] {
        assert_eq!(regex(text).language.most, Length::Unknown, "{text}");
    }
}

#[test]
fn anchors_are_judged_by_what_they_tie() {
    let ends = |text: &str| {
        let language = regex(text).language;
        let say = |anchor| match anchor {
            Anchor::Tied => 't',
            Anchor::Open { is_meant: true, .. } => 'm',
            Anchor::Open { .. } => 'o',
            Anchor::Unknown => '?',
        };
        [say(language.start), say(language.end)].iter().collect::<String>()
    };
    for (text, expected) in [
        ("^a$", "tt"),
        ("^a|b$", "oo"),
        ("^(a|b)$", "tt"),
        ("^a$|^b$", "tt"),
        ("a", "oo"),
        (r"^a\$", "to"),
        ("^[a$]", "to"),
        ("(?:^)?a$", "ot"),
        ("(?:^|x)a$", "ot"),
        ("^a.*", "tm"),
        (".*a$", "mt"),
        (r"^a[\s\S]*", "tm"),
        ("^(?=[a-z]+$)", "tt"),
        ("^(?=.*\\d)[a-z0-9]+", "to"),
        ("^(?!.*[^a-z])", "tt"),
        ("(?m:^a$)", "oo"),
        ("(?<!.)a(?!.)", "??"),
        ("^(?:a{100}){1000}$", "tt"),
    ] {
        assert_eq!(ends(text), expected, "{text}");
    }
}

#[test]
fn what_excludes_nothing_is_everything() {
    for text in ["", ".*", "^.*$", "^.+$", ".", r"[\s\S]*", "^[^\\n]*$", "^(a|.)*$", "^(?:.|\\n)+$", "a*", "^(?!\\n).+"]
    {
        assert_eq!(regex(text).language.is_everything, Some(true), "{text}");
    }
    for text in ["^.{1,10}$", r"^\S+$", r"\S", "^[ -~]*$", "^[^<>]*$", "^.{2,}$", "^(?!a).*$", "^$", "a"] {
        assert_eq!(regex(text).language.is_everything, Some(false), "{text}");
    }
    for (text, is_nothing) in
        [("a^", true), ("$a", true), ("^a$:b", true), ("[]", true), ("^(?=a)b", true), ("^a", false)]
    {
        assert_eq!(regex(text).language.is_nothing, Some(is_nothing), "{text}");
    }
    for (text, least, most, admits) in [
        ("^[A-Z]{3}$", 0, Some(2), Some(false)),
        ("^[A-Z]{3}$", 4, None, Some(false)),
        ("^(a{3}|a{9})$", 4, Some(8), Some(false)),
        ("^(a{3}|a{9})$", 4, Some(9), Some(true)),
        ("^(aa)+$", 3, Some(3), Some(false)),
        ("^a+$", 3, None, None),
        ("a", 0, Some(0), Some(false)),
    ] {
        assert_eq!(regex(text).language.admits_length(least, most), admits, "{text}");
    }
}

#[test]
fn hostile_patterns_cost_bounded_steps() {
    let many = |count: usize, one: &str| one.repeat(count);
    for text in [
        many(10_000, "("),
        many(10_000, "["),
        many(5_000, "(a") + &many(5_000, ")*"),
        many(150, "(a") + &many(150, ")*"),
        "a{1000}{1000}{1000}".to_owned(),
        "(?:a{1000}){1000}".to_owned(),
        "(?:(?:a?){1000}){1000}b".to_owned(),
        many(2_000, "ab|") + "c",
        format!("^({}c)*$", many(2_000, "a|")),
        format!("^{}$", many(3_000, "[a-z]?")),
        format!("^{}$", many(200, "(a*)*")),
        format!("({})", many(300, "(?=a*)(a*)*")),
        "(?:){4294967295}".to_owned(),
        format!("(a){}", many(60, "(\\1\\2)")),
        many(1_000, "\\p{L}\\P{N}"),
        "[".to_owned() + &many(3_000, "\\u{1F600}-\\u{1F64F}") + "]",
    ] {
        let fuel = Fuel::new(1_000_000_000);
        let judged = Regex::new(&text, &fuel);
        let spent = 1_000_000_000 - fuel.left();
        assert!(spent < 4_000_000, "{spent} steps for {}", &judged.text[..20]);
    }
    let empty = Fuel::new(0);
    let judged = Regex::new("^(a+)+$", &empty);
    assert_eq!((judged.language.most, judged.overlap), (Length::Unknown, None));
}
