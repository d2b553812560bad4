//! See `rules/authentication/issued-token-weak-key.md`.

use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::TokenKind;
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::whose;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Bits that hold for years.
const SYMMETRIC: u32 = 128;
const PUBLIC: u32 = 2048;
/// Sizes of keys on curves: no stack makes RSA keys of these.
const CURVES: [u32; 4] = [224, 256, 384, 521];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in any_alternative(wsdl, weak) {
        let message = format!("the key of the token issued for {} has {}", whose(&cause), cause.about);
        let is_public = cause.about.contains("public");
        if let Some(finding) = cause.report(message, cx) {
            finding.help(if is_public {
                "write 2048 or more, or 256 or more for a key on an elliptic curve"
            } else {
                "write 128 or 256"
            });
        }
    }
}

fn weak(seen: &Seen<'_>) -> Vec<Blame> {
    let tokens = seen.reading.tokens().filter(|(_, token)| token.kind == TokenKind::Issued);
    let found = tokens.filter_map(|(_, token)| {
        let template = token.template.as_ref()?;
        let (at, bits) = template.key_size()?;
        short(at, bits, template.key_type().map(|(_, kind)| kind))
    });
    found.collect()
}

/// Without a type, WS-Trust means a symmetric key.
fn short(at: At, bits: u32, kind: Option<&str>) -> Option<Blame> {
    let (words, least) = match kind {
        Some("PublicKey") => ("public", PUBLIC),
        Some("Bearer" | "NoProofKey") => return None,
        _ => ("symmetric", SYMMETRIC),
    };
    let is_curve = least == PUBLIC && CURVES.contains(&bits);
    (bits < least && !is_curve).then(|| Blame::for_what(at, format!("{bits} bits, too few for a {words} key")))
}
