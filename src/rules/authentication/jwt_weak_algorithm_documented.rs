//! See `rules/authentication/jwt-weak-algorithm-documented.md`.

use super::weak::{Reach, title};
use crate::finding::Severity;
use crate::model::openapi::{Fields, Key, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

/// What a text admits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admission {
    /// `alg: none`.
    Unsigned,
    /// Signatures are not looked at.
    Unchecked,
    /// A secret that clients know makes the signature.
    Shared,
}

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let is_token = match scheme.kind() {
        SchemeKind::Http(name) => matches!(&*name, "bearer" | "dpop" | "jwt"),
        SchemeKind::ApiKey { .. } | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => true,
        _ => false,
    };
    if !is_token {
        return;
    }
    let node = scheme.node();
    let prose = [Key::Description, Key::BearerFormat].into_iter().filter_map(|key| node.field(key));
    let found = prose.filter_map(|text| Some((text, in_text(&text.string()?)?))).next();
    let extension = || {
        let own = node.entries().filter(|(key, _)| key.key_text().starts_with("x-"));
        own.filter_map(|(key, value)| in_extension(key.key_text(), value, 0)).next()
    };
    let Some((place, admission)) = found.or_else(extension) else { return };
    let reach = Reach::of(scheme);
    let what = match admission {
        Admission::Unsigned => "takes tokens without a signature (`alg: none`)",
        Admission::Unchecked => "does not check the signature of its tokens",
        Admission::Shared => "signs its tokens with a secret that clients know",
    };
    let finding = cx.report(Place::value(place), format!("{}, as described, {what}; {}", title(scheme), reach.words()));
    finding.help(match admission {
        Admission::Shared => "sign with a private key (`RS256`, `ES256`, `EdDSA`) and publish the public one",
        _ => "accept a fixed list of algorithms that sign, check every token, and say so here",
    });
    if admission == Admission::Shared {
        finding.severity(Severity::Low);
    } else {
        reach.apply(finding);
    }
}

/// Words of a sentence that turn it round.
const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "reject",
    "rejects",
    "rejected",
    "refuse",
    "refuses",
    "refused",
    "forbidden",
    "forbid",
    "forbids",
    "disallow",
    "disallowed",
    "prohibited",
    "cannot",
    "without",
    "don't",
    "doesn't",
    "isn't",
    "aren't",
    "won't",
    "mustn't",
    "invalid",
    "except",
    "unsupported",
    "avoid",
    "deny",
    "denied",
    "prevent",
    "prevents",
    "disabled",
];

fn in_text(text: &str) -> Option<Admission> {
    // Most say nothing of the kind.
    let lower = text.to_lowercase();
    if !["none", "unsigned", "unsecured", "signature", "hs256", "hs384", "hs512"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return None;
    }
    lower.split(['.', ';', '\n', '!', '?']).find_map(in_sentence)
}

fn in_sentence(sentence: &str) -> Option<Admission> {
    let words: Vec<&str> = sentence
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let follows = |first: &[&str], second: &[&str], within: usize| {
        words.iter().enumerate().any(|(at, word)| {
            let rest = words.get(at + 1..(at + 1 + within).min(words.len())).unwrap_or(&[]);
            first.contains(word) && rest.iter().any(|word| second.contains(word))
        })
    };
    let negated = has(NEGATIONS);
    // `alg: none`, `alg set to none`, not `algorithm RS256, scopes none`.
    let is_link =
        |word: &&&str| matches!(**word, "set" | "to" | "is" | "of" | "be" | "value" | "the" | "header" | "type");
    let names_none = words.iter().enumerate().any(|(at, word)| {
        let rest = words.get(at + 1..).unwrap_or(&[]);
        let links = rest.iter().take_while(is_link).count();
        matches!(*word, "alg" | "algorithm" | "algorithms") && rest.get(links) == Some(&"none")
    });
    let unsigned = names_none
        || follows(&["none"], &["alg", "algorithm"], 1)
        || follows(&["unsigned", "unsecured"], &["jwt", "jwts", "token", "tokens"], 1);
    if unsigned && !negated {
        return Some(Admission::Unsigned);
    }
    let checks = ["verified", "checked", "validated", "verify", "check", "validate", "verification", "validation"];
    let unchecked = follows(&["signature", "signatures"], &["not", "never", "isn't", "aren't"], 2)
        && follows(&["not", "never", "isn't", "aren't"], &checks, 2)
        || follows(&["without"], &["verifying", "checking", "validating", "verification"], 1)
            && has(&["signature", "signatures"])
        || follows(&["not", "doesn't", "don't"], &["verify", "check", "validate"], 1)
            && has(&["signature", "signatures"]);
    // `tokens whose signature is not verified are rejected`, `if the signature is not verified, 401`
    let consequence = has(&[
        "if",
        "whose",
        "when",
        "reject",
        "rejected",
        "rejects",
        "refused",
        "401",
        "must",
        "should",
        "otherwise",
        "fails",
    ]);
    if unchecked && !consequence {
        return Some(Admission::Unchecked);
    }
    let shared = has(&["hs256", "hs384", "hs512"])
        && (follows(&["client", "shared", "api", "your", "app", "application"], &["secret"], 2)
            || has(&["partner", "partners"]));
    (shared && !negated).then_some(Admission::Shared)
}

/// `x-jwt: {algorithms: [none]}`
fn in_extension<'a>(key: &str, value: NodeRef<'a>, depth: usize) -> Option<(NodeRef<'a>, Admission)> {
    if depth > 4 {
        return None;
    }
    let is_algorithm = crate::words::split(key)
        .iter()
        .any(|word| matches!(word.as_str(), "alg" | "algs" | "algorithm" | "algorithms"));
    if is_algorithm {
        let own = value.is_scalar().then_some(value);
        let found = own
            .into_iter()
            .chain(value.items())
            .find(|one| one.string().is_some_and(|text| text.eq_ignore_ascii_case("none")));
        if let Some(found) = found {
            return Some((found, Admission::Unsigned));
        }
    }
    value.entries().find_map(|(key, value)| in_extension(key.key_text(), value, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admissions_are_told_from_prohibitions() {
        for text in ["Accepts `alg: none` in tests", "JWT (alg=none)", "We take unsigned JWTs."] {
            assert!(in_text(text) == Some(Admission::Unsigned), "{text}");
        }
        for text in ["The signature is not verified.", "The gateway decodes the token without verifying its signature"]
        {
            assert!(in_text(text) == Some(Admission::Unchecked), "{text}");
        }
        assert!(in_text("Sign a JWT (HS256) with your client secret") == Some(Admission::Shared));
        for text in [
            "Tokens with alg none are rejected",
            "Never accept `alg: none`",
            "Unsigned tokens are not accepted",
            "Tokens whose signature is not verified are rejected",
            "The signature must be verified",
            "HS256 tokens issued by the login service",
            "Scopes: none. Algorithm RS256",
            "none of the algorithms",
            "Not signed with HS256 and a client secret",
        ] {
            assert!(in_text(text).is_none(), "{text}");
        }
    }
}
