//! See `rules/authentication/api-key-in-cookie.md`.

use super::weak::{Reach, title};
use crate::finding::Severity;
use crate::model::openapi::{Fields, Key, Operation, SchemeKind, SecurityScheme, Version};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let in_cookie = matches!(scheme.kind(), SchemeKind::ApiKey { place } if place == "cookie");
    if !in_cookie || scheme.api.version == Version::V2 {
        return;
    }
    let reach = Reach::of(scheme);
    let cookie = scheme.node().field(Key::Name).and_then(NodeRef::string).unwrap_or_default();
    let writes = reach.operations.iter().filter(|operation| !operation.is_safe_method()).count();
    let message =
        format!("{} is the cookie `{cookie}`, which browsers send by themselves; {}", title(scheme), reach.words());
    let finding = cx.report(scheme.kind_node(), message);
    finding.help(if writes > 0 {
        "set it `HttpOnly`, `Secure` and `SameSite`, and ask writing operations for a header other sites cannot send"
    } else {
        "set it `HttpOnly`, `Secure` and `SameSite`"
    });
    reach.apply(finding);
    let harmless = reach.operations.iter().all(|operation: &Operation<'_>| operation.is_safe_method());
    if harmless {
        finding.severity(Severity::Info);
    }
}
