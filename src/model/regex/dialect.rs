//! What other dialects of regular expressions have and ECMA-262 does not: recognised by how it is written, so that it can
//! be said what to write instead.

use std::ops::Range;

/// Something of another dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Bytes of the pattern.
    pub at: Range<usize>,
    /// What it is taken for, or what becomes of it: the rest of a sentence behind the construct.
    pub why: String,
    /// What to write instead.
    pub help: String,
}

/// Escapes of other dialects that mean the letter itself here, with their meaning there and what to write.
const ESCAPES: &[(char, &str, &str)] = &[
    ('A', "the start of the text", "write `^`"),
    ('Z', "the end of the text", "write `$`"),
    ('z', "the end of the text", "write `$`"),
    ('G', "the end of the match before", "leave it out"),
    ('K', "a forgotten start", "write a look-behind, `(?<=…)`"),
    ('Q', "the start of a quotation", "escape each character that has a meaning with a backslash"),
    ('E', "the end of a quotation", "escape each character that has a meaning with a backslash"),
    ('R', "any line break", "write `(?:\\r\\n|[\\n\\r])`"),
    ('X', "a whole visible character", "write `.`"),
    ('h', "horizontal space", "write `[ \\t]`"),
    ('H', "anything but horizontal space", "write `[^ \\t]`"),
];

/// Openings of groups that ECMA-262 does not have.
const GROUPS: &[(&str, &str, &str)] = &[
    ("(?>", "an atomic group", "write `(?:…)` and keep repetitions from overlapping"),
    ("(?P<", "a named group as Python writes it", "write `(?<name>…)`"),
    ("(?P=", "a reference as Python writes it", "write `\\k<name>`"),
    ("(?P>", "a call of a group", "write the group out"),
    ("(?'", "a named group as .NET writes it", "write `(?<name>…)`"),
    ("(?#", "a comment", "put it into `description`"),
    ("(?|", "a group with a branch reset", "write `(?:…)`"),
    ("(?(", "a conditional group", "write alternatives"),
    ("(?R)", "a recursion", "a regular expression of ECMA-262 cannot nest"),
    ("(?&", "a call of a group", "write the group out"),
];

/// Classes of POSIX with what they are.
const POSIX: &[(&str, &str)] = &[
    ("alpha", "a-zA-Z"),
    ("digit", "0-9"),
    ("alnum", "a-zA-Z0-9"),
    ("upper", "A-Z"),
    ("lower", "a-z"),
    ("space", "\\s"),
    ("blank", " \\t"),
    ("punct", "!-\\/:-@\\[-`{-~"),
    ("xdigit", "0-9a-fA-F"),
    ("word", "\\w"),
    ("cntrl", "\\x00-\\x1f\\x7f"),
    ("print", " -~"),
    ("graph", "!-~"),
];

/// The constructs of other dialects in a pattern, in order. `is_unicode` says that the pattern is read with a flag that
/// gives `\p{…}` its meaning, `compiles` that it can be read at all.
pub(super) fn foreign(text: &str, is_unicode: bool, compiles: bool) -> Vec<Foreign> {
    let mut found: Vec<Foreign> = delimiters(text).into_iter().collect();
    let mut in_class = false;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = &text[at..];
        match c {
            '\\' => {
                let escaped = rest.chars().nth(1);
                skip_to = at + 1 + escaped.map_or(0, char::len_utf8);
                found.extend(escape(rest, at, escaped, in_class, is_unicode));
            }
            '[' if in_class => {
                let class = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]"));
                let name = class.map(|(name, _)| name.trim_start_matches('^'));
                if let Some((name, same)) = POSIX.iter().find(|(known, _)| Some(*known) == name) {
                    let end = at + rest.find(":]").map_or(rest.len(), |end| end + 2);
                    found.push(Foreign {
                        at: at..end,
                        why: format!("is a POSIX class, which ECMA-262 reads as the characters `[:{name}`"),
                        help: format!("write `{same}` into the class in its place"),
                    });
                    skip_to = end;
                }
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => found.extend(group(rest, at)),
            '+' if !in_class && !compiles && text[..at].ends_with(['*', '+', '?', '}']) && !is_escaped(text, at) => {
                found.push(Foreign {
                    at: at..at + 1,
                    why: "makes the repetition possessive, which ECMA-262 does not know".to_owned(),
                    help: "leave it out, and keep repetitions from overlapping".to_owned(),
                });
            }
            _ => {}
        }
    }
    found
}

/// True when the sign before a place is escaped.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = &text[..at - 1];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

fn escape(rest: &str, at: usize, escaped: Option<char>, in_class: bool, is_unicode: bool) -> Option<Foreign> {
    let c = escaped?;
    if let Some((_, meaning, help)) = ESCAPES.iter().find(|(known, ..)| *known == c).filter(|_| !in_class) {
        return Some(Foreign {
            at: at..at + 2,
            why: format!("is {meaning} in other dialects, and the letter `{c}` or an error in ECMA-262"),
            help: (*help).to_owned(),
        });
    }
    let braces =
        rest.get(2..).filter(|rest| rest.starts_with('{')).and_then(|rest| rest.find('}')).map(|end| at + end + 3);
    let end = braces?;
    match c {
        'x' => Some(Foreign {
            at: at..end,
            why: "is no code of a character in ECMA-262".to_owned(),
            help: "write `\\u{…}`, or `\\xHH` with two digits".to_owned(),
        }),
        'p' | 'P' if !is_unicode => Some(Foreign {
            at: at..end,
            why: "has its meaning with the `u` flag only, with which the rest of the pattern does not compile"
                .to_owned(),
            help: "mend what the `u` flag does not admit, such as needless backslashes".to_owned(),
        }),
        _ => None,
    }
}

fn group(rest: &str, at: usize) -> Option<Foreign> {
    if let Some((sign, what, help)) = GROUPS.iter().find(|(sign, ..)| rest.starts_with(sign)) {
        return Some(Foreign {
            at: at..at + sign.len(),
            why: format!("begins {what}, which ECMA-262 does not know"),
            help: (*help).to_owned(),
        });
    }
    // `(?i)` for all that follows; `(?i:…)` is known.
    let flags = rest.strip_prefix("(?")?.split(')').next()?;
    let is_flags = !flags.is_empty() && flags.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    is_flags.then(|| Foreign {
        at: at..at + flags.len() + 3,
        why: "switches flags for all that follows, which ECMA-262 does not know".to_owned(),
        help: if flags == "i" {
            "write both cases, `[Aa]`; what ECMA-262 has since 2025, `(?i:…)`, few validators read".to_owned()
        } else {
            "write what the flags stand for into the pattern".to_owned()
        },
    })
}

/// `/…/i`, as some languages write a pattern into their code.
fn delimiters(text: &str) -> Option<Foreign> {
    let inner = text.strip_prefix('/')?;
    let end = inner.rfind('/')?;
    let (inner, flags) = (&inner[..end], &inner[end + 1..]);
    let is_delimited = flags.chars().all(|c| "dgimsuvyx".contains(c))
        && (inner.starts_with('^') || (inner.ends_with('$') && !inner.ends_with("\\$")));
    is_delimited.then(|| Foreign {
        at: 0..text.len(),
        why: "stands between slashes, which belong to the text here: with `^` behind the first one nothing matches"
            .to_owned(),
        help: format!("write the pattern without them: `{inner}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_constructs_are_named_where_they_stand() {
        for (text, written) in [
            (r"\Aabc\z", vec![r"\A", r"\z"]),
            ("(?i)abc", vec!["(?i)"]),
            ("^[[:alpha:]]+$", vec!["[:alpha:]"]),
            ("(?P<year>a)", vec!["(?P<"]),
            ("a(?>b)", vec!["(?>"]),
            ("a++b", vec!["+"]),
            ("/^abc$/i", vec!["/^abc$/i"]),
            (r"[\w]\x{41}", vec![r"\x{41}"]),
        ] {
            let found = foreign(text, true, false);
            assert_eq!(found.into_iter().map(|one| &text[one.at]).collect::<Vec<_>>(), written, "{text}");
        }
        for text in [
            r"^\\A$",
            r"[\A]",
            "(?i:a)",
            "(?<year>a)",
            "a+",
            r"\++",
            r"\p{L}+",
            "/v1/users",
            "/a/b/",
            "[[a]",
            "(?=a)(?!b)",
        ] {
            assert_eq!(foreign(text, true, true), [], "{text}");
        }
    }
}
