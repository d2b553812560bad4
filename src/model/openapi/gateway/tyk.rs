//! Tyk Gateway: one extension at the root.

use super::reading::{Cors, Reading, first_of, is_false, is_true};
use super::{Extension, Fact, Level};
use crate::model::openapi::Api;
use crate::syntax::NodeRef;

const KEY: &str = "x-tyk-api-gateway";

pub(super) static EXTENSIONS: &[Extension] = &[Extension {
    key: KEY,
    levels: &[Level::Api],
    means: "backend, client authentication and middleware of an API and its operations",
    reference: "https://tyk.io/docs/api-management/gateway-config-tyk-oas",
    read: gateway,
}];

/// Whether the gateway checks a scheme of a name. Without `server.authentication` the backend is to do it.
pub(super) fn is_enabled(api: &Api, scheme: &str) -> Option<bool> {
    let authentication = api.root().get(KEY)?.get("server")?.get("authentication")?;
    let of_scheme = authentication.get("securitySchemes").and_then(|schemes| schemes.get(scheme));
    Some(is_enabled_in(authentication) && of_scheme.is_some_and(is_enabled_in))
}

fn is_enabled_in(node: NodeRef<'_>) -> bool {
    node.get("enabled").is_some_and(is_true)
}

fn gateway<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if let Some(upstream) = value.get("upstream") {
        backend(reading, upstream);
    }
    let authentication = value.get("server").and_then(|server| server.get("authentication"));
    // Which scheme is checked is for `security` to say.
    if let Some(off) = authentication.and_then(|node| node.get("enabled")).filter(|node| is_false(*node)) {
        reading.add(off, Fact::Authentication(false));
    }
    let Some(middleware) = value.get("middleware") else { return };
    if let Some(cors) = middleware.get("global").and_then(|global| global.get("cors")).filter(|n| is_enabled_in(*n)) {
        let any_origin = first_of(cors.get("allowedOrigins"), &["*"]).map(NodeRef::at);
        let credentials = cors.get("allowCredentials").filter(|node| is_true(*node)).map(NodeRef::at);
        reading.add(cors, Fact::Cors(Cors { any_origin, credentials }));
    }
    if let Some(operations) = middleware.get("operations") {
        per_operation(reading, operations);
    }
}

fn backend<'a>(reading: &mut Reading<'a>, upstream: NodeRef<'a>) {
    reading.backend(upstream.get("url"), false);
    let limit = upstream.get("rateLimit");
    if let Some(limit) = limit.filter(|limit| limit.get("enabled").is_some_and(|node| is_true(node) || is_false(node)))
    {
        let at = limit.get("enabled").unwrap_or(limit);
        reading.add(at, Fact::Throttle(is_true(at)));
    }
    let Some(tls) = upstream.get("tlsTransport") else { return };
    if let Some(skip) = tls.get("insecureSkipVerify").filter(|node| is_true(*node)) {
        reading.add(skip, Fact::TlsVerification(false));
    }
    if let Some(version) = tls.get("minVersion")
        && let Some(text) = version.text().filter(|text| matches!(text.trim(), "1" | "1.0" | "1.1"))
    {
        reading.add(version, Fact::WeakTls(format!("backends are reached over TLS {text} too")));
    }
    for cipher in tls.get("ciphers").into_iter().flat_map(NodeRef::items) {
        if let Some(name) = cipher.string().filter(|name| is_weak(name)) {
            reading.add(cipher, Fact::WeakTls(format!("backends are reached with the broken cipher `{name}` too")));
        }
    }
}

/// Ciphers that are broken, by their parts: RC4, DES, no encryption, no authentication.
fn is_weak(cipher: &str) -> bool {
    cipher.split('_').any(|part| matches!(part, "RC4" | "3DES" | "DES" | "NULL" | "EXPORT" | "anon" | "MD5"))
}

fn per_operation<'a>(reading: &mut Reading<'a>, operations: NodeRef<'a>) {
    let api = reading.api;
    for operation in api.served() {
        let Some(settings) = operation.id().and_then(|id| operations.get(&id)) else { continue };
        let mut add = |node, fact| reading.add_about(operation.node(), Level::Operation, node, fact);
        let switch = |key: &str| settings.get(key).and_then(|one| one.get("enabled"));
        if let Some(on) = switch("ignoreAuthentication").filter(|node| is_true(*node)) {
            add(on, Fact::Authentication(false));
        }
        if let Some(on) = switch("rateLimit") {
            add(on, Fact::Throttle(is_true(on)));
        }
        if let Some(on) = switch("validateRequest") {
            add(on, Fact::Validation(is_true(on)));
        }
    }
}
