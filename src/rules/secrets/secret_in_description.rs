//! See `rules/secrets/secret-in-description.md`.

use super::{Written, documentation, prose};
use crate::finding::{Confidence, Severity};
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Value(check), Check::Wsdl(documentation::check)];

fn check<'a>(_: &'a Api, value: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Prose || !value.is_scalar() {
        return;
    }
    if !prose::may_hold(value.raw()) {
        return;
    }
    let Some(text) = value.string() else { return };
    let mut written = Written::new(value, &text);
    for leak in prose::leaks(&text) {
        let finding = cx.report(written.place(&leak.range), format!("this text gives away {}", leak.what));
        finding.help("take it out and change it; say where a reader gets a credential of his own");
        if leak.is_weak {
            finding.severity(Severity::Medium).confidence(Confidence::Medium);
        }
    }
}
