//! See `rules/authentication/auth-http-digest.md`.

use super::schemes_by_name::report;
use crate::model::openapi::SecurityScheme;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let what = "proves a password with a digest that can be guessed offline (HTTP Digest)";
    if let Some((finding, _)) = report(scheme, &["digest"], what, cx) {
        finding.help("use short-lived bearer tokens from OAuth 2 or OpenID Connect, or mutual TLS between machines");
    }
}
