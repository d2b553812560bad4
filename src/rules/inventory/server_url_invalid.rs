//! See `rules/inventory/server-url-invalid.md`.

use crate::model::endpoint::{Scheme, Url, placeholders};
use crate::model::openapi::{Api, Fields, Key, Kind, Version};
use crate::rules::{Check, Cx, Place};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if api.version == Version::V2 {
        for (key, judge) in [(Key::Host, host as fn(&str) -> Option<(String, String)>), (Key::BasePath, base_path)] {
            let Some(node) = api.root().field(key) else { continue };
            if let Some((why, help)) = node.string().and_then(|text| judge(&text)) {
                cx.report(Place::value(node), format!("the `{}` {why}", key.as_str())).help(help);
            }
        }
        return;
    }
    for server in api.nodes_of(Kind::Server) {
        let Some(node) = server.field(Key::Url) else { continue };
        if let Some((why, help)) = node.string().and_then(|text| url(&text)) {
            cx.report(Place::value(node), format!("the server's `url` {why}")).help(help);
        }
    }
}

type Wrong = Option<(String, String)>;

fn wrong(why: impl Into<String>, help: impl Into<String>) -> Wrong {
    Some((why.into(), help.into()))
}

/// A text with its template markers taken out, which may stand for anything.
fn without_markers(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for mark in placeholders(text) {
        out.push_str(text.get(from..mark.start).unwrap_or(""));
        from = mark.end;
    }
    out + text.get(from..).unwrap_or("")
}

fn url(text: &str) -> Wrong {
    let plain = without_markers(text);
    if plain.trim().contains(char::is_whitespace) {
        return wrong("has white space in it", "remove it");
    }
    if plain.contains(['{', '}']) {
        return wrong("has a brace without its other half", "write each variable as `{name}`");
    }
    let url = Url::parse(text);
    match url.scheme() {
        Scheme::Http | Scheme::Https | Scheme::Ws | Scheme::Wss if url.host().is_none_or(str::is_empty) => {
            return wrong("has a scheme but no host", "write `https://`, the host, and the path");
        }
        Scheme::Other(name) => {
            let near = words::nearest(name, ["https", "http", "wss"]).filter(|_| name.len() > 2 && name.len() < 8);
            if let Some(near) = near {
                return wrong(format!("has the scheme `{name}`"), format!("did you mean `{near}`?"));
            }
        }
        Scheme::Relative if !text.trim().starts_with(['/', '.']) && looks_like_host(text.trim(), &url) => {
            let text = text.trim();
            return wrong(
                "has a host but no scheme, so that the host is read as a path",
                format!("write `https://{text}`"),
            );
        }
        _ => {}
    }
    parts(&url)
}

fn parts(url: &Url<'_>) -> Wrong {
    if url.query().is_some() {
        return wrong("has a query, which no operation can follow", "describe it as a parameter of the operations");
    }
    if url.fragment().is_some() {
        return wrong("has a fragment, which is never sent", "remove it");
    }
    let port = url.port().filter(|port| !port.is_empty() && placeholders(port).is_empty());
    if port.is_some() && url.port_number().is_none() {
        return wrong("has a port that is no number up to 65535", "write the port's number");
    }
    None
}

/// `api.acme.com/v1` and `localhost:8080`; not `v1.0/api`, `files/a.json`.
fn looks_like_host(text: &str, url: &Url<'_>) -> bool {
    if url.host().is_some_and(|host| !host.is_empty()) {
        return true;
    }
    let first = text.split('/').next().unwrap_or("");
    let labels: Vec<&str> = first.split('.').collect();
    let is_label = |label: &&str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_domain = |label: &&&str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    labels.len() > 2 && labels.iter().all(is_label) && labels.last().filter(is_domain).is_some()
}

fn host(text: &str) -> Wrong {
    let plain = without_markers(text);
    if text.contains("://") {
        return wrong("has a scheme in it", "write the scheme into `schemes`");
    }
    if plain.contains('/') {
        return wrong("has a path in it", "write the path into `basePath`");
    }
    if plain.contains(['?', '#']) || plain.trim().contains(char::is_whitespace) {
        return wrong("is no name of a host", "write a name or address, and a port where it is not the usual one");
    }
    parts(&Url::parse_authority(text))
}

fn base_path(text: &str) -> Wrong {
    if text.contains("://") {
        return wrong("has a scheme and host in it", "write them into `schemes` and `host`");
    }
    if !text.is_empty() && !text.starts_with('/') && placeholders(text).first().is_none_or(|mark| mark.start > 0) {
        return wrong("does not start with `/`", format!("write `/{text}`"));
    }
    let plain = without_markers(text);
    if plain.contains(['?', '#']) {
        return wrong("has a query or fragment in it", "describe it as a parameter of the operations");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_nowhere_are_told_from_those_that_do() {
        for text in [
            "api.acme.com/v1",
            "localhost:8080/v1",
            "https:///v1",
            "https:/api.acme.com",
            "htps://api.acme.com",
            "https://api.acme.com?v=1",
            "https://api.acme.com/#x",
            "https://api.acme.com:port",
            "https://api acme.com",
            "https://{host/v1",
            "https://api.acme.com:99999",
        ] {
            assert!(url(text).is_some(), "{text}");
        }
        for text in [
            "/",
            "/v1",
            "//api.acme.com",
            "./v1",
            "../v1",
            "v1",
            "v1.0/api",
            "{server}/v1",
            "https://{host}:{port}/v1",
            "https://api.acme.com:8443/v1/",
            "https://${host}/a",
            "unix:///var/run/x.sock",
            "mqtts://a",
            "",
            "{+base}/x?a",
        ] {
            assert!(url(text).is_none() || text.contains('?'), "{text}");
        }
    }
}
