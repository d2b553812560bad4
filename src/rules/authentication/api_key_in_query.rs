//! See `rules/authentication/api-key-in-query.md`.

use super::weak::{Reach, title};
use crate::model::openapi::{Fields, Key, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    if !matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "query") {
        return;
    }
    let reach = Reach::of(scheme);
    let parameter = scheme.node().field(Key::Name).and_then(NodeRef::string).unwrap_or_default();
    let message = format!("{} puts its key into the URL as `?{parameter}=…`; {}", title(scheme), reach.words());
    let finding = cx.report(scheme.kind_node(), message);
    finding.label("stays in logs and histories").help("send it in a header: `in: header`");
    reach.apply(finding);
}
