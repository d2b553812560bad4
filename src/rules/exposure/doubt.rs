//! Which secrets in responses are doubtful, by their descriptions and by the names of tokens.

use crate::model::openapi::{Api, Schema};
use crate::model::stated;
use crate::rules::lexicon::Sensitive;
use crate::syntax::NodeRef;
use crate::words;

/// True when the description says that the value is given out once or on request, or made for browsers; and for tokens
/// that neither name nor description calls a login: `gateway_token`, `donationToken`.
pub(super) fn is_doubtful(api: &Api, name: &str, value: NodeRef<'_>, meaning: Sensitive) -> bool {
    let prose = Schema::new(api, value).and_then(Schema::description);
    if prose.as_deref().is_some_and(|prose| stated::is_shown_rarely(prose) || stated::is_for_browsers(prose)) {
        return true;
    }
    if meaning != Sensitive::Token {
        return false;
    }
    let words = words::split(name);
    let opens = |word: &String| OPENING.contains(&word.as_str());
    let is_told = prose.as_deref().map(|prose| words::split(prose).iter().any(opens));
    match words.split_last() {
        Some((last, [])) => last == "token" && is_told == Some(false),
        Some((_, front)) => {
            let says_whose = |word: &String| WHOSE.contains(&word.as_str());
            !front.iter().any(|word| opens(word) || says_whose(word)) && is_told != Some(true)
        }
        None => false,
    }
}

/// Words of tokens that open an account, in names and prose.
const OPENING: &[&str] = &[
    "access",
    "auth",
    "authenticate",
    "authenticating",
    "authentication",
    "authorization",
    "bearer",
    "credential",
    "credentials",
    "invitation",
    "invite",
    "jwt",
    "login",
    "oauth",
    "password",
    "secret",
];

/// More of them in names.
const WHOSE: &[&str] = &[
    "account",
    "api",
    "bot",
    "id",
    "identity",
    "personal",
    "refresh",
    "registration",
    "security",
    "service",
    "session",
    "user",
];
