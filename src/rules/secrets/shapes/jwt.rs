//! Signed tokens (JWT, RFC 7519), judged by what they decode to.

use super::super::live::is_random;
use super::{Hit, LONGEST, base64, is_word, run};
use crate::finding::{Confidence, Severity};

/// Tokens that expired before this are of no use any more, whatever the clock says: 2026-01-01.
const LONG_EXPIRED: f64 = 1_767_225_600.0;

pub(super) fn jwt(text: &str, at: usize) -> Option<Hit> {
    let part = |start: usize| {
        let end = start + run(text, start, LONGEST, is_word);
        Some((text.get(start..end).filter(|part| !part.is_empty())?, end))
    };
    let (header, end) = part(at)?;
    let header: serde_json::Value = serde_json::from_slice(&base64(header)?).ok()?;
    let (payload, end) = part(end + 1)?;
    let payload: serde_json::Value = serde_json::from_slice(&base64(payload)?).ok()?;
    if header.get("alg")?.as_str()?.eq_ignore_ascii_case("none") {
        return unsigned(text, at, end, payload.as_object()?);
    }
    let (signature, end) = part(end + 1)?;
    if text.as_bytes().get(end) == Some(&b'.') && text.as_bytes().get(end + 1).copied().is_some_and(is_word) {
        return None;
    }
    let claims = payload.as_object()?;
    let signed = base64(signature)?;
    let wanted = match header.get("alg")?.as_str()? {
        "HS256" => signed.len() == 32,
        "HS384" => signed.len() == 48,
        "HS512" | "ES256" | "EdDSA" | "Ed25519" => signed.len() == 64,
        "ES384" => signed.len() == 96,
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => signed.len() >= 128,
        _ => false,
    };
    if !wanted || is_sample(claims) || !is_random(signature.get(..64).unwrap_or(signature)) {
        return None;
    }
    let mut hit = Hit::new(at..end, "a signed token (JWT)");
    hit.confidence = Confidence::Medium;
    hit.severity = Severity::High;
    if claims.get("exp").and_then(serde_json::Value::as_f64).is_some_and(|exp| exp < LONG_EXPIRED) {
        hit.what = "an expired signed token (JWT), whose claims anybody can read";
        hit.severity = Severity::Low;
    }
    Some(hit)
}

/// A token without a signature: nothing to steal, but a server that takes it takes any.
fn unsigned(text: &str, at: usize, end: usize, claims: &serde_json::Map<String, serde_json::Value>) -> Option<Hit> {
    let behind = text.as_bytes().get(end + 1).copied().unwrap_or(b' ');
    let is_whole = text.as_bytes().get(end) == Some(&b'.') && !is_word(behind);
    let mut hit = Hit::new(at..end + 1, "an unsigned token (JWT with `alg: none`): a server that takes it takes any");
    hit.severity = Severity::Medium;
    hit.confidence = Confidence::Medium;
    hit.help = "let the server refuse `alg: none`, and show a token that is plainly made up";
    (is_whole && !claims.is_empty() && !is_sample(claims)).then_some(hit)
}

/// Claims of the tokens that documentation shows.
fn is_sample(claims: &serde_json::Map<String, serde_json::Value>) -> bool {
    let text = |name: &str| claims.get(name).and_then(serde_json::Value::as_str).unwrap_or("");
    let number = |name: &str| claims.get(name).and_then(serde_json::Value::as_i64);
    text("sub") == "1234567890"
        || text("iss") == "joe"
        || matches!(text("name"), "John Doe" | "Jane Doe")
        || number("iat") == Some(1_516_239_022)
        || claims
            .values()
            .filter_map(serde_json::Value::as_str)
            .any(|value| value.contains("example") || value.contains("test"))
}
