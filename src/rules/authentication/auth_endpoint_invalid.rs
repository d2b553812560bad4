//! See `rules/authentication/auth-endpoint-invalid.md`.

use super::weak::title;
use crate::finding::Severity;
use crate::model::endpoint::{Scheme, Url};
use crate::model::openapi::{Fields, Key, SchemeKind, SecurityScheme, Version};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

const FLOW_URLS: &[Key] = &[Key::AuthorizationUrl, Key::DeviceAuthorizationUrl, Key::TokenUrl, Key::RefreshUrl];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let mut addresses: Vec<NodeRef<'a>> = Vec::new();
    match scheme.kind() {
        SchemeKind::OAuth2 => {
            let flows = scheme.flows();
            addresses.extend(flows.iter().flat_map(|flow| FLOW_URLS.iter().filter_map(|key| flow.node.field(*key))));
            addresses.extend(scheme.metadata_url());
        }
        SchemeKind::OpenIdConnect => addresses.extend(scheme.node().field(Key::OpenIdConnectUrl)),
        _ => return,
    }
    for address in addresses {
        let Some((wrong, help)) = wrong(address, scheme.api.version) else { continue };
        let key = address.key().map_or("", NodeRef::key_text);
        let finding = cx.report(address, format!("`{key}` of {} {wrong}", title(scheme))).help(help);
        if scheme.api.has_operations() && scheme.used_by().is_empty() {
            finding.severity(Severity::Medium);
        }
    }
}

const ABSOLUTE: &str = "write the absolute address with `https`";

/// What is wrong with an address, and what to write. `None` for a good one and for one that is not written, which
/// `security-scheme-incomplete` tells where it is required.
fn wrong(address: NodeRef<'_>, version: Version) -> Option<(String, String)> {
    let Some(text) = address.string() else {
        return (!address.is_null()).then(|| ("is no text".to_owned(), ABSOLUTE.to_owned()));
    };
    let text = text.trim();
    let is_optional = address.key().is_some_and(|key| matches!(key.key_text(), "refreshUrl" | "oauth2MetadataUrl"));
    if text.is_empty() {
        return is_optional.then(|| ("is empty".to_owned(), "write the address, or leave the field out".to_owned()));
    }
    // Templates are filled in by whoever publishes the description.
    let url = Url::parse(text);
    if url.has_placeholder() {
        let is_word = url.is_placeholder(&(0..text.len())) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return is_word.then(|| (format!("is the stand-in `{text}`"), ABSOLUTE.to_owned()));
    }
    if let Some(bad) = text.chars().find(|c| c.is_whitespace() || c.is_control() || "\"<>\\^`|".contains(*c)) {
        return Some((format!("holds {}, which no URL has", named(bad)), ABSOLUTE.to_owned()));
    }
    match url.scheme() {
        Scheme::Http | Scheme::Https if url.host().is_none_or(str::is_empty) => {
            Some((format!("is `{text}`, which names no host"), ABSOLUTE.to_owned()))
        }
        Scheme::Http | Scheme::Https => fragment(&url),
        Scheme::Relative if url.host().is_some() => fragment(&url),
        Scheme::Relative if version == Version::V2 => {
            Some((format!("is `{text}`, which is not absolute, as 2.0 demands"), ABSOLUTE.to_owned()))
        }
        Scheme::Relative if !text.contains(['/', '.', '?']) => {
            Some((format!("is `{text}`, which is no address"), ABSOLUTE.to_owned()))
        }
        Scheme::Relative if starts_like_host(text) => Some((
            format!("is `{text}`, which without `https://` is a path below the server"),
            format!("write `https://{text}`"),
        )),
        Scheme::Relative => fragment(&url),
        _ => Some((format!("is `{}`, which clients cannot open", short(text)), ABSOLUTE.to_owned())),
    }
}

/// Endpoints must not have one (RFC 6749, 3.1 and 3.2).
fn fragment(url: &Url<'_>) -> Option<(String, String)> {
    let fragment = url.fragment()?;
    Some((format!("ends in the fragment `#{fragment}`, which is never sent"), "remove the fragment".to_owned()))
}

/// `login.acme.com/token`
fn starts_like_host(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    labels.len() > 2 && labels.iter().all(is_label)
        || labels.len() == 2
            && labels.iter().all(is_label)
            && matches!(labels.last(), Some(&("com" | "org" | "net" | "io" | "dev" | "eu")))
}

fn named(bad: char) -> String {
    if bad.is_whitespace() {
        "a space".to_owned()
    } else if bad.is_control() {
        "a control character".to_owned()
    } else {
        format!("`{bad}`")
    }
}

fn short(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text.to_owned() }
}
