//! Credentials in sentences: what words introduce them, and which values are only talked about.

use std::ops::Range;

use super::live::{is_password, is_random, stands_for_a_value};
use crate::rules::pairs::Starts;

/// What introduces a credential, in lower case.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "bearer ",
    "api key",
    "api-key",
    "api_key",
    "apikey",
    "secret",
    "credential",
    "login",
    "log in",
];

/// How those words begin.
static STARTS: Starts = {
    let mut starts = Starts::none();
    let mut at = 0;
    while at < WORDS.len() {
        starts = starts.with(WORDS[at], true);
        at += 1;
    }
    starts
};

/// A credential in a sentence.
pub(super) struct Leak {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// A password anybody would guess, as demonstrations have.
    pub(super) is_weak: bool,
}

/// False for most texts, which have none of the words.
pub(super) fn may_hold(written: &str) -> bool {
    let bytes = written.as_bytes();
    let mut from = 0;
    while let Some(at) = STARTS.next(bytes, from) {
        from = at + 1;
        let rest = bytes.get(at..).unwrap_or(b"");
        if WORDS.iter().any(|word| begins_with(rest, word.as_bytes())) {
            return true;
        }
    }
    false
}

/// Without regard to case.
fn begins_with(text: &[u8], word: &[u8]) -> bool {
    // The third letter tells nearly all words that begin alike.
    text.get(2).is_some_and(|byte| byte.to_ascii_lowercase() == word[2])
        && text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Every credential of a text, in order.
pub(super) fn leaks(text: &str) -> Vec<Leak> {
    let mut found: Vec<Leak> = Vec::new();
    let bytes = text.as_bytes();
    for word in ["password", "passwd", "pwd"] {
        for at in all(bytes, word) {
            found.extend(password(text, at, at + word.len()));
        }
    }
    for at in all(bytes, "bearer ") {
        let value = token(text, at + "bearer ".len());
        // `eyJ` is a signed token, which `secret-in-example` decodes.
        if value.len() >= 20 && !text.get(value.clone()).unwrap_or("").starts_with("eyJ") && is_live(text, &value) {
            found.push(Leak { range: value, what: "a bearer token", is_weak: false });
        }
    }
    for word in ["api key", "api-key", "api_key", "apikey", "secret", "x-api-key"] {
        for at in all(bytes, word) {
            let value = introduced(text, at + word.len());
            if let Some(value) = value.filter(|value| value.len() >= 16 && is_live(text, value)) {
                found.push(Leak { range: value, what: "a key", is_weak: false });
            }
        }
    }
    for word in ["credential", "login", "log in"] {
        for at in all(bytes, word) {
            found.extend(pair(text, at + word.len()));
        }
    }
    found.sort_by_key(|leak| (leak.range.start, leak.is_weak));
    found.dedup_by(|later, first| later.range.start < first.range.end);
    found
}

/// `password: Kx8!qLw2`, and with a user beside it also `password: admin`.
fn password(text: &str, word: usize, from: usize) -> Option<Leak> {
    let range = introduced(text, from)?;
    let value = text.get(range.clone())?;
    if stands_for_a_value(value) {
        return None;
    }
    if is_password(value, "") {
        return Some(Leak { range, what: "a password", is_weak: false });
    }
    let user = user_before(text, word)?;
    // A sentence goes on behind a word that is none.
    let behind = text.get(range.end..).unwrap_or("");
    let goes_on = behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let is_word = value.len() >= 3 && !goes_on;
    (is_word && !stands_for_a_value(user)).then_some(Leak {
        range,
        what: "a user name and its password",
        is_weak: true,
    })
}

/// The user that is named shortly before a password: `username: admin, password: admin`.
fn user_before(text: &str, word: usize) -> Option<&str> {
    let mut from = word.saturating_sub(48);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text.get(from..word)?;
    ["username", "user name", "user", "login", "account", "email"].into_iter().find_map(|name| {
        let at = all(before.as_bytes(), name).last().copied()?;
        before.get(introduced(before, at + name.len())?)
    })
}

/// `log in with admin/admin`: the user is one that everybody has.
fn pair(text: &str, from: usize) -> Option<Leak> {
    const USERS: &[&str] = &["admin", "administrator", "root", "guest", "test", "demo", "user", "sa", "postgres"];
    let near = text.get(from..)?;
    let end = near
        .char_indices()
        .take(40)
        .take_while(|(_, c)| !matches!(c, '\n' | '.'))
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let near = near.get(..end)?;
    let (at, slash) = near.match_indices(['/', ':']).find_map(|(slash, _)| {
        let user = near.get(..slash)?.trim_end();
        let start = user.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
        USERS.contains(&user.get(start..)?.to_ascii_lowercase().as_str()).then_some((start, slash))
    })?;
    // A path, or the key of a structure.
    if near.get(..at).is_some_and(|before| before.ends_with(['/', '.', '{', '"', ':'])) {
        return None;
    }
    let gap = near.get(slash + 1..)?.bytes().take_while(|byte| *byte == b' ').count();
    let start = from + slash + 1 + gap;
    let value = token(text, start);
    let password = text.get(value.clone())?;
    let is_word = password.len() >= 3 && text.as_bytes().get(value.end) != Some(&b'/');
    let user = near.get(at..slash)?.trim();
    let is_pair = password.eq_ignore_ascii_case(user)
        || is_password(password, "")
        || password.bytes().any(|b| b.is_ascii_digit());
    (is_word && is_pair && !stands_for_a_value(password)).then_some(Leak {
        range: value,
        what: "a user name and its password",
        is_weak: true,
    })
}

/// The value a name introduces: behind `:`, `=` or `is`, or in quotes or a code span.
fn introduced(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    // The closing mark of the name itself.
    let mut at = rest.bytes().take_while(|byte| b"`\"'*_ ".contains(byte)).count().min(4);
    let mark = rest.get(at..).unwrap_or("");
    let is_set = if mark.starts_with([':', '=']) {
        at += 1;
        true
    } else if mark.starts_with("is ") {
        at += 3;
        true
    } else {
        false
    };
    at += rest.get(at..)?.bytes().take_while(|byte| *byte == b' ').count();
    let opening = rest.get(at..)?.bytes().take_while(|byte| b"`\"'*".contains(byte)).count();
    let before = rest.get(..at)?;
    let is_quoted = opening > 0 || (!is_set && before.ends_with(['`', '"', '\'']));
    let is_introduced = is_set || (is_quoted && before.starts_with(' '));
    if !is_introduced {
        return None;
    }
    let value = token(text, from + at + opening);
    // Words of a sentence follow `is` without quotes.
    let is_plain = is_set && !is_quoted && mark.starts_with("is ");
    (!value.is_empty() && !is_plain).then_some(value)
}

/// A run of characters that a credential may have.
fn token(text: &str, from: usize) -> Range<usize> {
    let rest = text.get(from..).unwrap_or("");
    let is_part = |byte: u8| byte.is_ascii_graphic() && !b"`\"'<>(),;|\\".contains(&byte);
    let length = rest.bytes().take(256).take_while(|byte| is_part(*byte)).count();
    let run = rest.get(..length).unwrap_or("").trim_end_matches(['.', '*', ':', '!', '?']);
    from..from + run.len()
}

fn is_live(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone())
        .is_some_and(|value| !value.contains("://") && is_random(value) && !stands_for_a_value(value))
}

/// Every place where a word begins, without regard to case.
fn all(bytes: &[u8], word: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = find(bytes, from, word) {
        from = at + word.len();
        if at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            found.push(at);
        }
    }
    found
}

fn find(bytes: &[u8], from: usize, word: &str) -> Option<usize> {
    let (&first, rest) = word.as_bytes().split_first()?;
    let mut at = from;
    loop {
        let tail = bytes.get(at..)?;
        at += memchr::memchr2(first, first.to_ascii_uppercase(), tail)?;
        if bytes.get(at + 1..at + 1 + rest.len()).is_some_and(|found| found.eq_ignore_ascii_case(rest)) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        leaks(text).into_iter().filter_map(|leak| text.get(leak.range)).collect()
    }

    #[test]
    fn credentials_in_sentences_are_found() {
        for (text, secret) in [
            ("Use username: admin, password: admin.", "admin"),
            ("The password is `Kx8!qLw2`.", "Kx8!qLw2"),
            ("password=Kx8!qLw2;", "Kx8!qLw2"),
            ("Log in with admin/admin to try it", "admin"),
            ("login: `demo` / password: `demo123`", "demo123"),
            ("Default credentials are admin / admin", "admin"),
            ("Authorization: Bearer q8Zr2LmV0tXc7HdYw3Kp9BfN6sGj1R", "q8Zr2LmV0tXc7HdYw3Kp9BfN6sGj1R"),
            ("send `X-API-Key: q8Zr2LmV0tXc7HdYw3Kp9BfN`", "q8Zr2LmV0tXc7HdYw3Kp9BfN"),
            ("api key `q8Zr2LmV0tXc7HdYw3Kp9BfN`", "q8Zr2LmV0tXc7HdYw3Kp9BfN"),
        ] {
            assert_eq!(found(text), [secret], "{text}");
        }
    }

    #[test]
    fn sentences_about_credentials_are_left_alone() {
        for text in [
            "The password is required.",
            "password: string",
            "Use password: YOUR_PASSWORD",
            "Authorization: Bearer YOUR_ACCESS_TOKEN_HERE_PLEASE",
            "Authorization: Bearer <token>",
            "you can use the api key `special-key` to test",
            "`username:password` in base 64",
            "user: the login name, password: the password",
            "username: <user>, password: <password>",
            "the endpoints `/login/admin/users`",
            "login or password: one of them is wrong",
            "username: {user}, password: {password}",
            "Must match the `password` property",
            "secret: true",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
