//! HTTP authentication schemes by name: the registry, and rules that report one of them.

use super::weak::{Reach, title};
use crate::finding::Finding;
use crate::model::openapi::{SchemeKind, SecurityScheme};
use crate::rules::Cx;

/// The HTTP Authentication Scheme Registry of IANA as of 2025-02-18, in lower case.
pub(super) const REGISTERED: &[&str] = &[
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

/// Reports a scheme whose name is one of `names`, with what it is about, and grades it by its uses.
pub(super) fn report<'a, 'c>(
    scheme: SecurityScheme<'a>,
    names: &[&str],
    what: &str,
    cx: &'c mut Cx<'a>,
) -> Option<(&'c mut Finding, Reach<'a>)> {
    let SchemeKind::Http(name) = scheme.kind() else { return None };
    if !names.contains(&&*name) {
        return None;
    }
    let reach = Reach::of(scheme);
    let finding = cx.report(scheme.kind_node(), format!("{} {what}; {}", title(scheme), reach.words()));
    reach.apply(finding);
    Some((finding, reach))
}
