//! Which of the values that clients send are addresses, and what becomes of them, as far as names tell.

use crate::model::endpoint::{Scheme, Url};
use crate::words;

/// What a name says about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// The server calls it: `webhookUrl`, `status_callback`.
    Called,
    /// Some address.
    Plain,
    /// A machine or service, perhaps without a scheme: `host`, `endpoint`.
    Host,
    /// People or browsers follow it: `homepage`, `avatarUrl`, `returnUrl`.
    Followed,
    /// It names something, like a namespace; nobody goes there.
    Name,
    /// Nothing about addresses.
    None,
}

const CALLED: &[&str] = &["webhook", "webhooks", "callback", "callbacks", "hook", "hooks"];
const ADDRESSES: &[&str] = &["url", "urls", "uri", "uris"];
const HOSTS: &[&str] = &["host", "hostname", "hosts", "endpoint", "endpoints", "fqdn", "href"];
/// What browsers and readers do with an address, or whose it is.
const FOLLOWED: &[&str] = &[
    "homepage",
    "home",
    "website",
    "site",
    "avatar",
    "logo",
    "icon",
    "favicon",
    "blog",
    "doc",
    "docs",
    "documentation",
    "terms",
    "tos",
    "privacy",
    "policy",
    "support",
    "help",
    "profile",
    "portfolio",
    "social",
    "linkedin",
    "twitter",
    "facebook",
    "instagram",
    "youtube",
    "return",
    "redirect",
    "redirects",
    "redirection",
    "success",
    "cancel",
    "cancelled",
    "canceled",
    "failure",
    "failed",
    "error",
    "next",
    "continue",
    "back",
    "goto",
    "landing",
    "checkout",
    "login",
    "logout",
    "signup",
    "html",
    "canonical",
    "company",
    "business",
    "store",
    "shop",
    "product",
    "storefront",
    "license",
    "licence",
    "contact",
    "about",
    "tracking",
    "review",
    "page",
    "referrer",
    "referer",
    "referral",
    "origin",
    "origins",
    "external",
    "share",
    "public",
    "permalink",
    "web",
    "browser",
    "exit",
    "details",
    "refresh",
    "onboarding",
    "marketing",
    "button",
    "action",
    "info",
    "information",
    "readme",
    "changelog",
    "ticket",
    "issue",
    "repository",
    "repo",
    "project",
    "merchant",
    "brand",
    "vanity",
    "display",
    "receipt",
    "receipts",
    "invoice",
    "confirmation",
    "linked",
    "mandate",
    "join",
    "wiki",
    "statement",
    "resume",
    "cv",
    "bio",
    "unsubscribe",
    "preferences",
    "career",
    "careers",
    "job",
    "menu",
    "booking",
    "maps",
    "map",
    "press",
    "news",
    "article",
    "forum",
    "community",
    "chat",
    "discord",
    "github",
    "gitlab",
    "npm",
    "tiktok",
    "pinterest",
    "discussion",
    "thread",
    "domain",
    "domains",
    "faq",
    "guide",
    "tutorial",
    "demo",
    "authorize",
    "authorization",
    "assertion",
    "order",
    "item",
    "soldout",
    "pending",
];
/// Any text, of which an address is one example.
const TEXTS: &[&str] = &[
    "value",
    "values",
    "prefix",
    "suffix",
    "name",
    "key",
    "keys",
    "text",
    "title",
    "description",
    "query",
    "q",
    "search",
    "content",
    "message",
    "body",
    "data",
    "default",
    "regex",
    "exact",
    "pattern",
    "filter",
    "filters",
    "label",
    "labels",
    "comment",
    "note",
    "notes",
    "reference",
    "referer",
    "referrer",
    "term",
    "terms",
    "keyword",
    "keywords",
    "input",
    "prompt",
    "subject",
    "summary",
    "tag",
    "tags",
    "param",
    "params",
    "string",
    "token",
    "code",
];
/// Identifiers in the form of an address.
const NAMES: &[&str] = &[
    "namespace",
    "xmlns",
    "schema",
    "schemas",
    "issuer",
    "iss",
    "audience",
    "aud",
    "type",
    "types",
    "rel",
    "id",
    "ids",
    "profile",
    "context",
    "vocabulary",
    "resource",
    "entity",
    "predicate",
    "realm",
    "object",
    "model",
    "ontology",
    "sid",
    "dialect",
    "claim",
];
/// Without one of these no name is worth taking apart.
const HINTS: &[&str] = &["url", "uri", "href", "hook", "callback", "host", "endpoint", "fqdn"];

/// What becomes of a value of that name, told from its whole words.
pub(super) fn role(name: &str) -> Role {
    let is_hinted =
        |hint: &&str| name.as_bytes().windows(hint.len()).any(|part| part.eq_ignore_ascii_case(hint.as_bytes()));
    if !HINTS.iter().any(is_hinted) {
        return Role::None;
    }
    let words = words::split(name);
    let Some((last, before)) = words.split_last() else { return Role::None };
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let ends_in_address = is(ADDRESSES, last);
    // Something handed back as it came: `base64EncodedCallback`.
    if is(CALLED, last) && before.iter().any(|word| word == "encoded") {
        return Role::None;
    }
    if is(CALLED, last) || (ends_in_address && before.iter().any(|word| is(CALLED, word))) {
        return Role::Called;
    }
    // `urlType`, `hostId`, `callbackMethod` say something about an address.
    if !ends_in_address {
        return if is(HOSTS, last) && before.len() < 2 { Role::Host } else { Role::None };
    }
    if before.iter().any(|word| is(FOLLOWED, word)) {
        return Role::Followed;
    }
    if before.last().is_some_and(|word| is(NAMES, word)) { Role::Name } else { Role::Plain }
}

/// True for names of texts, which may be an address as well as anything else.
pub(super) fn is_any_text(name: &str) -> bool {
    words::split(name).last().is_none_or(|word| TEXTS.contains(&word.as_str()))
}

/// What becomes of a value that is an address by its format or examples.
pub(super) fn role_of_address(name: &str) -> Role {
    match role(name) {
        Role::None => {
            let words = words::split(name);
            let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
            if words.last().is_none_or(|word| NAMES.contains(&word.as_str())) {
                Role::Name
            } else if has(FOLLOWED) {
                Role::Followed
            } else {
                Role::Plain
            }
        }
        known => known,
    }
}

/// True for `https://host/…` and nothing else around it.
pub(super) fn is_absolute_url(text: &str) -> bool {
    let url = Url::parse(text);
    let is_web = matches!(url.scheme(), Scheme::Http | Scheme::Https);
    is_web && url.host().is_some_and(|host| !host.is_empty()) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_tell_what_an_address_is_for() {
        for (name, expected) in [
            ("url", Role::Plain),
            ("imageUrl", Role::Plain),
            ("source_uri", Role::Plain),
            ("webhook", Role::Called),
            ("webhookUrl", Role::Called),
            ("StatusCallback", Role::Called),
            ("statusCallbackMethod", Role::None),
            ("base64EncodedCallback", Role::None),
            ("callback_url", Role::Called),
            ("host", Role::Host),
            ("smtpHost", Role::Host),
            ("returnUrl", Role::Followed),
            ("homepage_url", Role::Followed),
            ("schemaUrl", Role::Name),
            ("dialectUri", Role::Name),
            ("assertionConsumerUrl", Role::Followed),
            ("curl", Role::None),
            ("duration", Role::None),
            ("urlType", Role::None),
            ("securities", Role::None),
            ("ghost", Role::None),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
        assert_eq!(role_of_address("mechanic_api"), Role::Plain);
        assert_eq!(role_of_address("type"), Role::Name);
        assert_eq!(role_of_address("avatar"), Role::Followed);
    }

    #[test]
    fn addresses_are_told_from_texts_with_addresses() {
        assert!(is_absolute_url("https://acme.com/a?b"));
        for text in
            ["see https://acme.com", "acme.com", "/a", "https://", "ftp://acme.com", "https://acme.com and more"]
        {
            assert!(!is_absolute_url(text), "{text}");
        }
    }
}
