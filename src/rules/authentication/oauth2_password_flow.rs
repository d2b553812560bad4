//! See `rules/authentication/oauth2-password-flow.md`.

use super::oauth2_implicit_flow::offered;
use crate::model::openapi::{FlowKind, SecurityScheme};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    offered(scheme, FlowKind::Password, cx, "the password flow, which gives users' passwords to client programs");
}
