//! What prose states where no keyword does: a largest or a smallest number, a unit, that a value is given out once, that
//! calls are limited. Only ever used to be milder about what the description lacks. Uses nothing of the other modules.

use std::borrow::Cow;

/// True when prose states the most there may be: `max 100`, `between 1 and 50`, `up to 20`, `cannot exceed 1000`,
/// `only a single one`, `may return fewer than this`. `defaults to 20` is none, nor `maximum number of items`.
pub fn states_most(prose: &str) -> bool {
    sentences(prose)
        .iter()
        .any(|words| cuts_down(words) || allows_one(words) || (0..words.len()).any(|at| most_at(words, at)))
}

/// True when prose states the least a number may be: `greater than zero`, `at least 1`, `must be positive`.
pub fn states_least(prose: &str) -> bool {
    sentences(prose).iter().any(|words| {
        words.iter().any(|word| matches!(word.as_ref(), "positive" | "non-negative" | "nonnegative" | "natural"))
            || (0..words.len()).any(|at| {
                let rest = words.get(at + 1..).unwrap_or_default();
                match (words[at].as_ref(), rest.first().map(AsRef::as_ref)) {
                    ("greater" | "larger" | "more" | "higher", Some("than" | "or")) => {
                        number_within(rest, 5) || rest.iter().take(5).any(|word| word == "zero")
                    }
                    ("at", Some("least")) => number_within(rest, 4),
                    ("minimum" | "min", _) => number_within(rest, 5),
                    _ => false,
                }
            })
            || ranges(words)
    })
}

/// True when prose says that a number counts time or bytes and not things: `number of days`, `how many hours`,
/// `in seconds`. `The number of days per page` counts the things.
pub fn counts_units(prose: &str) -> bool {
    sentences(prose).iter().any(|words| {
        words.windows(3).enumerate().any(|(at, three)| {
            let leads =
                matches!((three[0].as_ref(), three[1].as_ref()), ("number", "of") | ("amount", "of") | ("how", "many"));
            let is_paged = matches!(words.get(at + 3..), Some([per, page, ..]) if per == "per" && page == "page");
            leads && is_unit(&three[2]) && !is_paged
        }) || words.windows(2).any(|two| two[0] == "in" && is_unit(&two[1]))
    })
}

/// True when prose says that a value is never given out: `shall not be included when returned`, `never returned`.
pub fn is_never_returned(prose: &str) -> bool {
    const GIVEN: &[&str] = &["return", "returned", "included", "sent", "exposed", "readable"];
    sentences(prose).iter().any(|words| {
        let is_denial = |word: &Word<'_>| matches!(word.as_ref(), "not" | "never");
        let is_given = |word: &Word<'_>| GIVEN.contains(&word.as_ref());
        words.iter().enumerate().any(|(at, word)| is_denial(word) && words.iter().skip(at + 1).take(3).any(is_given))
    })
}

/// True when prose says that a value is not there whenever its object is returned: only once, only when it is made, only
/// on request, or blotted out.
pub fn is_shown_rarely(prose: &str) -> bool {
    const SHOWN: &[&str] =
        &["returned", "shown", "displayed", "available", "visible", "provided", "included", "present"];
    let is_shown = |word: &Word<'_>| SHOWN.contains(&word.as_ref());
    sentences(prose).iter().any(|words| {
        let near = |at: usize, one: &str| words.iter().skip(at.saturating_sub(3)).take(7).any(|word| word == one);
        let is_moment = |word: &Word<'_>| {
            matches!(word.as_ref(), "request" | "requested" | "initial" | "initially" | "first" | "endpoint")
                || word.starts_with("creat")
        };
        let has_moment = words.iter().any(is_moment);
        words
            .iter()
            .enumerate()
            .any(|(at, word)| is_shown(word) && (near(at, "once") || (near(at, "only") && has_moment)))
            || says(words, &["explicitly", "request"])
            || says(words, &["is", "an", "empty", "string"])
            || words.iter().any(|word| matches!(word.as_ref(), "masked" | "redacted" | "obfuscated"))
    })
}

/// True when prose says that a value is made for browsers and apps, which are no place for secrets.
pub fn is_for_browsers(prose: &str) -> bool {
    const PLACES: &[&str] =
        &["frontend", "front-end", "client-side", "clientside", "publishable", "browser", "stripe.js"];
    sentences(prose).iter().any(|words| {
        words.iter().any(|word| PLACES.contains(&word.as_ref()))
            || ["to the client", "your website", "your app", "mobile app", "front end"]
                .iter()
                .any(|phrase| says(words, &phrase.split(' ').collect::<Vec<_>>()))
    })
}

/// True when prose says that a value is there in development only: `only visible in dev`, `in debug mode only`.
pub fn is_for_development(prose: &str) -> bool {
    sentences(prose).iter().any(|words| {
        words.iter().any(|word| word == "only")
            && words
                .iter()
                .any(|word| matches!(word.as_ref(), "dev" | "development" | "debug" | "debugging" | "staging"))
    })
}

/// True when prose speaks of limits of calls at all: `rate limits`, `too many requests`, `requests per minute`.
pub fn speaks_of_limits(prose: &str) -> bool {
    sentences(prose).iter().any(|words| holds_to_limits(words) || names_limit(words))
}

/// True when prose says that callers are held to limits, and does not only name them: `throttled`, `rate limit reached`.
pub fn holds_callers_to_limits(prose: &str) -> bool {
    const VERBS: &[&str] = &[
        "reached",
        "exceed",
        "exceeds",
        "exceeded",
        "exceeding",
        "hit",
        "apply",
        "applies",
        "applied",
        "enforced",
        "subject",
        "enforces",
    ];
    sentences(prose).iter().any(|words| {
        holds_to_limits(words) || (names_limit(words) && words.iter().any(|word| VERBS.contains(&word.as_ref())))
    })
}

fn names_limit(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| word.starts_with("rate-limit") || word.starts_with("ratelimit") || word == "throttling")
        || words.windows(2).any(|two| {
            matches!(two[0].as_ref(), "rate" | "rates" | "usage" | "request" | "call" | "requests" | "calls")
                && two[1].starts_with("limit")
        })
}

fn holds_to_limits(words: &[Word<'_>]) -> bool {
    words
        .iter()
        .any(|word| matches!(word.as_ref(), "throttled" | "throttle" | "throttles" | "rate-limited" | "ratelimited"))
        || words.windows(2).any(|two| {
            let is_calls = matches!(two[0].as_ref(), "requests" | "calls");
            (is_calls && two[1] == "per") || (two[0] == "rate" && two[1] == "limited")
        })
        || says(words, &["too", "many", "requests"])
        || says(words, &["too", "many", "calls"])
}

/// A word in lower case.
type Word<'p> = Cow<'p, str>;

/// The lower-case words of each sentence, punctuation and marks taken off, numbers without their commas.
fn sentences(prose: &str) -> Vec<Vec<Word<'_>>> {
    let mut all = vec![Vec::new()];
    for line in prose.split("\n\n") {
        for word in line.split(|c: char| c.is_whitespace() || "()[]{}`*\"/:".contains(c)) {
            let ends = word.ends_with(['.', ';', '!', '?']);
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !"<>=$-–".contains(c));
            let is_number = word.chars().all(|c| c.is_ascii_digit() || c == ',');
            let word = match word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
                true => Cow::Borrowed(word),
                false if is_number => Cow::Owned(word.replace(',', "")),
                false => Cow::Owned(word.to_lowercase()),
            };
            if let Some(words) = all.last_mut().filter(|_| !word.is_empty()) {
                words.push(word);
            }
            if ends {
                all.push(Vec::new());
            }
        }
        all.push(Vec::new());
    }
    all
}

fn says(words: &[Word<'_>], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|part| part == phrase)
}

/// `The service may return fewer than this`; a limit that returns fewer because of filters cuts nothing down.
fn cuts_down(words: &[Word<'_>]) -> bool {
    words.windows(4).any(|four| {
        matches!(four[0].as_ref(), "service" | "server" | "api" | "response")
            && matches!(four[1].as_ref(), "may" | "might" | "can")
            && four[2] == "return"
            && matches!(four[3].as_ref(), "fewer" | "less")
    })
}

/// `Only a single one can be given`; not `when only one is used`.
fn allows_one(words: &[Word<'_>]) -> bool {
    let is_rule = |word: &Word<'_>| {
        matches!(word.as_ref(), "can" | "may" | "must" | "allowed" | "permitted" | "supported" | "accepted" | "valid")
    };
    (says(words, &["only", "a", "single"]) || says(words, &["only", "one"]))
        && words.iter().any(is_rule)
        && !words.iter().any(|word| matches!(word.as_ref(), "when" | "if"))
}

fn most_at(words: &[Word<'_>], at: usize) -> bool {
    let rest = words.get(at + 1..).unwrap_or_default();
    let next = rest.first().map(AsRef::as_ref);
    match (words[at].as_ref(), next) {
        ("maximum" | "max" | "largest" | "limited" | "capped", _) => {
            number_within(rest, 8) || at.checked_sub(1).is_some_and(|before| is_number(&words[before]))
        }
        ("up", Some("to")) | ("at", Some("most")) => number_within(rest, 3),
        ("more" | "less" | "fewer" | "greater" | "larger", Some("than")) => {
            let is_upper = matches!(words[at].as_ref(), "less" | "fewer")
                || at.checked_sub(1).is_some_and(|before| matches!(words[before].as_ref(), "no" | "not" | "is"));
            is_upper && number_within(rest, 6)
        }
        ("exceed" | "exceeds" | "exceeding", _) => number_within(rest, 3),
        ("<" | "<=" | ">" | "≤", _) => number_within(rest, 1),
        _ => at == 0 && ranges(words),
    }
}

/// `between 1 and 100`, `from 1 to 100`, `1 - 100`, `1-100`.
fn ranges(words: &[Word<'_>]) -> bool {
    let between = |word: &str| matches!(word, "and" | "to" | "-" | "–" | "through");
    words.windows(3).any(|three| is_number(&three[0]) && between(&three[1]) && is_number(&three[2]))
        || words.iter().any(|word| {
            word.split_once(['-', '–']).is_some_and(|(least, most)| {
                is_number(least) && is_number(most) && least.len() <= most.len() && !least.starts_with("20")
            })
        })
}

/// A number among the next words, unless they go on to what holds without a value.
fn number_within(words: &[Word<'_>], count: usize) -> bool {
    let known = words.iter().take(count).take_while(|word| !word.starts_with("default"));
    known.enumerate().any(|(at, word)| is_number(word) || (at < 3 && is_number_word(word)))
}

fn is_number_word(word: &str) -> bool {
    matches!(word, "one" | "two" | "three" | "four" | "five" | "ten")
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || ",k_".contains(c))
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "days"
            | "hours"
            | "minutes"
            | "seconds"
            | "milliseconds"
            | "weeks"
            | "months"
            | "years"
            | "bytes"
            | "characters"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_is_a_number_and_no_default() {
        for prose in [
            "How many items to return at one time (max 100)",
            "Default is 5, maximum is 100.",
            "A limit. Limit can range between 1 and 100, and the default is 20.\n",
            "Valid values 1 - 10",
            "At most one subtitle track is allowed",
            "values above 10,000 will be coerced; the maximum value is 10,000",
            "The service may return fewer than this value.",
            "Maximum of `100`.",
            "Maximum of 2 websites with a maximum of 256 characters each",
            "By default only a single broadcast destination can be specified.",
            "honored only if it is less than the 100",
            "if limit is <= 0 or > 1000, it is set to the default",
        ] {
            assert!(states_most(prose), "{prose}");
        }
        for prose in [
            "maximum number of results to return",
            "Maximum number of events to return. This param defaults to 1000 if unspecified.",
            "Maximum number of jobs in a response (defaults to 20)",
            "Number of items to return. Defaults to 30.",
            "When listing resources, return up to this many results.",
            "the maximum number of results to return at one time",
            "Setting a limit may return fewer than the requested amount of items (up to zero items)",
            "input can also be a string when only one file is used",
            "Changed on 2020-01",
            "",
        ] {
            assert!(!states_most(prose), "{prose}");
        }
    }

    #[test]
    fn the_least_is_stated() {
        for prose in
            ["Must be an integer greater than zero.", "a positive number", "greater than or equal to 0", "at least 1"]
        {
            assert!(states_least(prose), "{prose}");
        }
        assert!(!states_least("The number of items."));
    }

    #[test]
    fn units_are_not_things() {
        assert!(counts_units("Number of days to go back in time. Default is 20."));
        assert!(!counts_units("Number of records per day"));
        assert!(!counts_units("The number of days per page."));
    }

    #[test]
    fn what_is_shown_once_is_not_shown_always() {
        for prose in [
            "**Note that this value is only returned once when creating a key.**",
            "This field is returned only once, upon the initial creation.",
            "Only returned at creation.",
            "it's only available via the endpoint",
            "when using the GET endpoints, the value is an empty string",
        ] {
            assert!(is_shown_rarely(prose), "{prose}");
        }
        for prose in [
            "Password of the user. The user may have only one.",
            "Only collect it when needed",
            "only returned for clusters with support for tokens",
        ] {
            assert!(!is_shown_rarely(prose), "{prose}");
        }
        assert!(is_for_development("Note: the callstack is only visible in dev/qa"));
        assert!(is_for_browsers("Used for client-side retrieval using a publishable key."));
        assert!(!is_for_browsers("The client secret of the app"));
    }

    #[test]
    fn limits_of_calls_in_words() {
        for prose in [
            "Some of these calls have rate limits.",
            "Authentication failed or rate-limit reached",
            "60 requests per minute",
            "Too many requests",
        ] {
            assert!(speaks_of_limits(prose), "{prose}");
        }
        for prose in ["The exchange rate has no limit", "Limits the number of results", "one request per order"] {
            assert!(!speaks_of_limits(prose), "{prose}");
        }
        for prose in
            ["rate limit reached", "This call is throttled.", "Rate-limited to ten a second", "Too many requests"]
        {
            assert!(holds_callers_to_limits(prose), "{prose}");
        }
        assert!(!holds_callers_to_limits("Retrieve the list of rate limits for all fields"));
    }
}
