//! Whether a value could be in use somewhere, or only stands for one: placeholders, dummies, too little disorder.
//! Uses `model::endpoint` for template markers.

use crate::model::endpoint::placeholders;

/// Parts of values that were made up. Lower case.
const MADE_UP: &[&str] = &[
    "example",
    "sample",
    "test",
    "dummy",
    "fake",
    "mock",
    "demo",
    "place",
    "your",
    "redact",
    "secret",
    "token",
    "xxx",
    "***",
    "...",
    "change",
    "insert",
    "replace",
    "abcdef",
    "12345",
    "foobar",
    "lorem",
    "deadbeef",
    "invalid",
    "string",
    "hidden",
    "masked",
    "removed",
    "snip",
    "omitted",
    "truncated",
    "censored",
];

/// Parts of passwords that nobody uses or everybody does. Lower case.
const COMMON: &[&str] = &[
    "pass", "pwd", "p@ss", "pw", "admin", "guest", "root", "user", "sesame", "qwerty", "letmein", "welcome", "foo",
    "1234", "abcd", "key", "value", "hello", "passwd", "name", "postgres", "mysql", "mongo", "redis", "rabbit",
];

/// True when a random value of a known shape could be a real one.
pub(super) fn is_random(body: &str) -> bool {
    let bytes = body.as_bytes();
    let is_hex = bytes.iter().all(u8::is_ascii_hexdigit);
    let floor = match (is_hex, bytes.len()) {
        (true, _) => 3.0,
        (false, 0..30) => 3.4,
        (false, _) => 4.0,
    };
    !is_made_up(body) && !has_pattern(bytes) && entropy(bytes) >= floor
}

/// True when a password could be a real one.
pub(super) fn is_password(password: &str, user: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let bytes = password.as_bytes();
    let classes: [fn(&u8) -> bool; 4] =
        [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit, u8::is_ascii_punctuation];
    let mixed = classes.iter().filter(|class| bytes.iter().any(class)).count() >= 2;
    bytes.len() >= 7
        && mixed
        && distinct(bytes) >= 5
        && !is_made_up(password)
        && !COMMON.iter().any(|word| lower.contains(word))
        && (user.is_empty() || !lower.contains(&user.to_ascii_lowercase()))
        && !has_pattern(bytes)
}

/// True for template markers and words that say the value is none.
pub(super) fn is_made_up(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    MADE_UP.iter().any(|word| lower.contains(word)) || !placeholders(value).is_empty()
}

/// True for texts that nobody sends as a credential: placeholders, names of types and schemes, flags, too short ones.
pub(super) fn stands_for_a_value(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "null",
        "none",
        "nil",
        "undefined",
        "true",
        "false",
        "yes",
        "no",
        "n/a",
        "text",
        "object",
        "bearer",
        "basic",
        "digest",
        "jwt",
        "oauth",
        "oauth2",
        "apikey",
        "api_key",
        "api-key",
        "access_token",
        "password",
        "auto",
        "default",
        "random",
        "generated",
        "secure",
        "anonymous",
    ];
    let lower = text.to_ascii_lowercase();
    let bare = lower.strip_prefix("bearer ").or_else(|| lower.strip_prefix("basic ")).unwrap_or(&lower).trim();
    let marks = |c: char| matches!(c, '*' | 'x' | '.' | '-' | '_' | '•' | '#' | '0');
    bare.chars().count() < 3
        || WORDS.contains(&bare)
        || bare.chars().all(marks)
        || !placeholders(bare).is_empty()
        || bare.starts_with(['$', '<', '{', '['])
        || [
            "example",
            "your",
            "my_",
            "my-",
            "my ",
            "xxx",
            "placeholder",
            "redacted",
            "changeme",
            "insert",
            "replace",
            "dummy",
            "sample",
        ]
        .iter()
        .any(|word| bare.contains(word))
        || bare.split_whitespace().count() > 2
}

/// True for values with one character four times in a row, six in alphabetical order, or two equal halves.
fn has_pattern(bytes: &[u8]) -> bool {
    let runs = |length: usize, step: u8| {
        bytes.windows(length).any(|window| window.windows(2).all(|two| two[0].checked_add(step) == Some(two[1])))
    };
    let (front, back) = bytes.split_at(bytes.len() / 2);
    runs(5, 0) || runs(6, 1) || (bytes.len() >= 16 && front == back)
}

fn distinct(bytes: &[u8]) -> usize {
    counts(bytes).iter().filter(|count| **count > 0).count()
}

fn counts(bytes: &[u8]) -> [u32; 256] {
    let mut counts = [0; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    counts
}

/// Shannon entropy in bits for each byte.
fn entropy(bytes: &[u8]) -> f64 {
    let all = bytes.len() as f64;
    let share = |count: u32| f64::from(count) / all;
    counts(bytes).iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_values_are_told_from_random_ones() {
        for body in ["q8Zr2LmV0tXc7HdYw3Kp9BfN", "9f86d081884c7d659a2feaa0c55ad015", "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY"]
        {
            assert!(is_random(body), "{body}");
        }
        for body in [
            "xxxxxxxxxxxxxxxxxxxxxxxx",
            "YOUR_TOKEN_q8Zr2LmV0tXc7",
            "1234567890abcdef1234567890abcdef",
            "q8Zr2LmV0tXcEXAMPLEdYw3Kp",
            "00000000000000000000000000000000",
            "abababababababababababab",
            "{token}q8Zr2LmV0tXc7HdYw3Kp9",
        ] {
            assert!(!is_random(body), "{body}");
        }
    }

    #[test]
    fn passwords_that_nobody_uses_are_known() {
        for password in ["Kx8!qLw2", "hunter2", "t7mQz-91bE"] {
            assert!(is_password(password, "orders"), "{password}");
        }
        for password in [
            "password",
            "P@ssw0rd",
            "secret",
            "orders99",
            "********",
            "{password}",
            "<pwd>",
            "changeme1",
            "12345678",
            "abcdefgh",
        ] {
            assert!(!is_password(password, "orders"), "{password}");
        }
    }
}
