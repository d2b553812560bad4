//! Names that say what a value is, by whole words. Shared by rules; every list has its stop list.

use super::pairs::Pairs;
use crate::words;

/// What a name says a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sensitive {
    /// Something a user knows and reuses: password, passphrase, PIN.
    Password,
    /// A key or secret of a program.
    Key,
    /// A token that stands for a login.
    Token,
    /// A card verification value, a national identity number.
    Identity,
}

/// Names of one word.
const SINGLE: &[(&str, Sensitive)] = &[
    ("password", Sensitive::Password),
    ("passwd", Sensitive::Password),
    ("pwd", Sensitive::Password),
    ("passphrase", Sensitive::Password),
    ("passcode", Sensitive::Password),
    ("secret", Sensitive::Key),
    ("apikey", Sensitive::Key),
    ("privatekey", Sensitive::Key),
    ("connectionstring", Sensitive::Key),
    ("token", Sensitive::Token),
    ("jwt", Sensitive::Token),
    ("accesstoken", Sensitive::Token),
    ("authtoken", Sensitive::Token),
    ("sessionid", Sensitive::Token),
    ("jsessionid", Sensitive::Token),
    ("cvv", Sensitive::Identity),
    ("cvv2", Sensitive::Identity),
    ("cvc", Sensitive::Identity),
    ("cvc2", Sensitive::Identity),
    ("ssn", Sensitive::Identity),
];

/// Names of two words.
const PAIRS: &[(&str, &str, Sensitive)] = &[
    ("api", "key", Sensitive::Key),
    ("private", "key", Sensitive::Key),
    ("secret", "key", Sensitive::Key),
    ("access", "key", Sensitive::Key),
    ("signing", "key", Sensitive::Key),
    ("encryption", "key", Sensitive::Key),
    ("subscription", "key", Sensitive::Key),
    ("connection", "string", Sensitive::Key),
    ("session", "id", Sensitive::Token),
    ("pin", "code", Sensitive::Password),
    ("social", "security", Sensitive::Identity),
];

/// Words in front that turn the meaning: `hasPassword`, `pageToken`, `publicKey`, `csrfToken`.
const TURNING: &[&str] = &[
    "is",
    "has",
    "have",
    "needs",
    "requires",
    "require",
    "required",
    "can",
    "should",
    "allow",
    "allows",
    "enable",
    "enabled",
    "use",
    "uses",
    "reset",
    "forgot",
    "forgotten",
    "change",
    "changed",
    "next",
    "previous",
    "prev",
    "page",
    "paging",
    "pagination",
    "continuation",
    "continue",
    "cursor",
    "sync",
    "batch",
    "upload",
    "skip",
    "delta",
    "resume",
    "csrf",
    "xsrf",
    "idempotency",
    "public",
    "design",
    "syntax",
    "cancellation",
    "no",
    "display",
    "show",
    "hide",
    "max",
    "min",
    "num",
    "total",
    "shortened",
    "push",
    "stop",
    "eos",
    "bos",
    "prompt",
    "completion",
    "device",
    "media",
    "asset",
    "version",
];

/// Words behind that leave the meaning: `passwordHash`, `secretValue`.
const TAILS: &[&str] = &["value", "hash", "digest", "plain", "plaintext", "text", "raw", "encrypted", "salt"];

/// What a name says its value is, if it is something that must not travel openly. Whole words only, at the end of the
/// name: `password`, `userPassword`, `client_secret`, `X-Api-Key`; not `passwordPolicy`, `tokenType`, `keyId`.
pub(super) fn sensitive(name: &str) -> Option<Sensitive> {
    if !ends_like_one(name) {
        return None;
    }
    let mut words = words::split(name);
    while words.len() > 1 && TAILS.contains(&words[words.len() - 1].as_str()) {
        words.pop();
    }
    if words.iter().any(|word| TURNING.contains(&word.as_str())) {
        return None;
    }
    let last = words.last()?;
    let single = SINGLE.iter().find(|(word, _)| word == last).map(|(_, meaning)| *meaning);
    single.or_else(|| {
        let before = &words[words.len().checked_sub(2)?];
        PAIRS.iter().find(|(a, b, _)| a == before && b == last).map(|(_, _, meaning)| *meaning)
    })
}

/// The last two bytes of every word that may end such a name.
static ENDS: Pairs = {
    let mut ends = Pairs::none();
    let mut at = 0;
    while at < SINGLE.len() + PAIRS.len() + TAILS.len() {
        let word = if at < SINGLE.len() {
            SINGLE[at].0
        } else if at < SINGLE.len() + PAIRS.len() {
            PAIRS[at - SINGLE.len()].1
        } else {
            TAILS[at - SINGLE.len() - PAIRS.len()]
        };
        let word = word.as_bytes();
        ends = ends.with(word[word.len() - 2], word[word.len() - 1]);
        at += 1;
    }
    ends
};

/// True when the name ends in a word of the lists above. Only then is it worth taking apart.
fn ends_like_one(name: &str) -> bool {
    let end = name.trim_end_matches(|c: char| !c.is_alphanumeric()).as_bytes();
    let [.., second, last] = end else { return false };
    if !ENDS.has(second.to_ascii_lowercase(), last.to_ascii_lowercase()) {
        return false;
    }
    let singles = SINGLE.iter().map(|(word, _)| *word);
    let seconds = PAIRS.iter().map(|(_, word, _)| *word);
    singles.chain(seconds).chain(TAILS.iter().copied()).any(|word| {
        let start = end.len().checked_sub(word.len());
        start.is_some_and(|start| end[start..].eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_decide() {
        for name in [
            "password",
            "userPassword",
            "passwordHash",
            "client_secret",
            "X-Api-Key",
            "access_token",
            "cvv",
            "apiKey",
            "password[]",
        ] {
            assert!(sensitive(name).is_some(), "{name}");
        }
        for name in [
            "passwordPolicy",
            "tokenType",
            "keyId",
            "publicKey",
            "pageToken",
            "next_page_token",
            "hasPassword",
            "tokenize",
            "secretary",
            "csrfToken",
            "keyword",
            "tokensUsed",
            "passwordResetUrl",
            "monkey",
            "displayPassword",
            "show_password",
            "access_token_url",
        ] {
            assert_eq!(sensitive(name), None, "{name}");
        }
    }
}
