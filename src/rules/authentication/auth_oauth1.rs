//! See `rules/authentication/auth-oauth1.md`.

use super::schemes_by_name::report;
use crate::model::openapi::SecurityScheme;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let what = "is OAuth 1, obsolete since 2012, whose tokens know no expiry";
    if let Some((finding, _)) = report(scheme, &["oauth"], what, cx) {
        finding.help("move to OAuth 2: `type: oauth2` with the authorization code flow or client credentials");
    }
}
