//! Template markers inside addresses: where they stand, so that nothing takes their `@`, `:` or braces for syntax.

use std::ops::Range;

/// Byte ranges of the template markers of a text, in order, not overlapping: `${x}`, `#{x}`, `%{x}`, `$(x)`, `{{x}}`,
/// `{x}`, `<x>`, `@x@`, `%X%`, `$x$`, `$X`, `__X__`, `%s`, and names such as `REPLACE_ME` or `YOUR_HOST`.
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match marker_at(text, at) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The end of the marker that starts at a byte, if one does.
fn marker_at(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    match rest {
        [b'{', b'{', ..] => closed(text, at, 2, "}}"),
        [b'$' | b'#' | b'%', b'{', ..] => closed(text, at, 2, "}"),
        [b'$', b'(', ..] => closed(text, at, 2, ")"),
        [b'{', ..] => closed(text, at, 1, "}"),
        [b'<', ..] => closed(text, at, 1, ">"),
        [b'@', ..] if !after_credentials(text, at) => named(text, at, b'@'),
        [b'%', ..] => percent(text, at),
        [b'$', ..] => named(text, at, b'$').or_else(|| variable(text, at)),
        [b'_', b'_', ..] => underscored(text, at),
        // The first letters of what asks to be replaced.
        [b'r' | b'y' | b'c' | b'i' | b't' | b'p' | b'R' | b'Y' | b'C' | b'I' | b'T' | b'P', ..]
            if starts_word(text, at) =>
        {
            instruction(text, at)
        }
        _ => None,
    }
}

/// A bracketed marker. It does not run over a `/`, a `?` or a line end.
fn closed(text: &str, at: usize, open: usize, close: &str) -> Option<usize> {
    let inner = text.get(at + open..)?;
    let end = find_near(inner, close)?;
    let name = inner.get(..end)?;
    let fits = !name.contains(['/', '?', '\n']) && (close == "}}" || !name.contains('{'));
    (fits && (!name.is_empty() || close == "}")).then_some(at + open + end + close.len())
}

/// Longest name of a marker, in bytes; keeps the search linear on a text of braces.
const LONGEST: usize = 128;

fn find_near(text: &str, needle: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let near = bytes.get(..LONGEST).unwrap_or(bytes);
    let first = *needle.as_bytes().first()?;
    memchr::memchr_iter(first, near).find(|at| near.get(*at..).is_some_and(|rest| rest.starts_with(needle.as_bytes())))
}

/// `@name@` and `$name$`.
fn named(text: &str, at: usize, mark: u8) -> Option<usize> {
    let end = name_end(text, at + 1)?;
    (text.as_bytes().get(end) == Some(&mark)).then_some(end + 1)
}

/// End of an identifier (dots and hyphens inside allowed) that starts at a byte.
fn name_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.as_bytes().get(start..)?;
    if !rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return None;
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    Some(start + length.count())
}

/// True when an authority has `user:secret` before this `@`, so that the `@` belongs to the secret or ends it.
fn after_credentials(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(['/', '@']).map_or(0, |slash| slash + 1);
    let part = before.get(start..).unwrap_or("");
    part.split_once(':').is_some_and(|(user, secret)| !user.is_empty() && !secret.is_empty())
}

/// `%NAME%` and printf's `%s`; `%41` is an encoded byte.
fn percent(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let hex = |from: usize| bytes.get(from..from + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    if let Some(end) = named(text, at, b'%').filter(|end| !(hex(at + 1) && hex(*end))) {
        return Some(end);
    }
    (!hex(at + 1) && matches!(bytes.get(at + 1), Some(b's' | b'd'))).then_some(at + 2)
}

/// `$NAME`, upper case only: `$` is a legal byte of a password.
fn variable(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at + 1..)?;
    let upper = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b'_';
    let length = rest.iter().take_while(upper).count();
    let whole = !rest.get(length).is_some_and(u8::is_ascii_alphanumeric);
    (length >= 2 && whole && !rest.first().is_some_and(u8::is_ascii_digit)).then_some(at + 1 + length)
}

/// `__NAME__`.
fn underscored(text: &str, at: usize) -> Option<usize> {
    let name = text.get(at + 2..)?;
    let end = find_near(name, "__")?;
    let inner = name.get(..end)?;
    let fits = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then_some(at + 2 + end + 2)
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'-')
}

/// What a name that asks to be replaced begins with.
const INSTRUCTIONS: [&str; 8] = ["replace", "your", "changeme", "change", "changed", "insert", "todo", "placeholder"];

/// A name such as `REPLACE_WITH_ACTUAL_URL`, `your-server`, `CHANGEME`.
fn instruction(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let begins = |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    if !INSTRUCTIONS.iter().any(|word| begins(word)) {
        return None;
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let word = text.get(at..at + length)?;
    let upper =
        word.bytes().any(|byte| byte.is_ascii_uppercase()) && !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let lower = word.to_ascii_lowercase();
    let mut parts = lower.split(['_', '-']);
    let first = parts.next().unwrap_or("");
    let more = parts.next().is_some();
    let asks = match first {
        "changeme" | "placeholder" | "replaceme" => true,
        "todo" => upper || more,
        "yourdomain" | "yourhost" | "yourserver" | "yourcompany" | "yoursite" | "yourapi" => true,
        _ => more && INSTRUCTIONS.contains(&first) && (upper || first == "your"),
    };
    asks.then_some(at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<&str> {
        placeholders(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_usual_template_languages_are_known() {
        assert_eq!(marks("http://@host@:@port@/x"), ["@host@", "@port@"]);
        assert_eq!(marks("https://${host}:$(port)/#{path}"), ["${host}", "$(port)", "#{path}"]);
        assert_eq!(marks("{{base.url}}/v1/{id}"), ["{{base.url}}", "{id}"]);
        assert_eq!(marks("http://%HOST%:%s/$HOST/$name$"), ["%HOST%", "%s", "$HOST", "$name$"]);
        assert_eq!(marks("http://<host>/__PATH__"), ["<host>", "__PATH__"]);
        assert_eq!(marks("REPLACE_WITH_ACTUAL_URL"), ["REPLACE_WITH_ACTUAL_URL"]);
        assert_eq!(marks("https://your-server.example.net/CHANGEME"), ["your-server", "CHANGEME"]);
    }

    #[test]
    fn ordinary_text_is_no_marker() {
        assert_eq!(marks("https://bob:p@ss@host/"), Vec::<&str>::new());
        assert_eq!(marks("https://api.acme.com/%7Eme/%AB%20x?a=%2F%41"), Vec::<&str>::new());
        assert_eq!(marks("https://bob:pa$word1@acme.com/"), Vec::<&str>::new());
        assert_eq!(marks("https://acme.com/replace/change-log/todo"), Vec::<&str>::new());
        assert_eq!(marks("a{b"), Vec::<&str>::new());
        assert_eq!(marks(""), Vec::<&str>::new());
        assert_eq!(marks("é@ü@€{"), Vec::<&str>::new());
    }
}
