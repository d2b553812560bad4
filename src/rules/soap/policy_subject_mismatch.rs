//! See `rules/soap/policy-subject-mismatch.md`.

use super::causes::tag;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::reading::BindingKind;
use crate::model::wsdl::policy::{Attached, Level};
use crate::rules::{Check, Cx, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    if policies.is_empty() {
        return;
    }
    let mut told = hashbrown::HashSet::new();
    for (level, Attached { by, policy, to, .. }) in wsdl.protections().flat_map(|message| message.attached()) {
        let Ok(policy) = *policy else { continue };
        if *level < Level::Operation || !told.insert((policy, *level)) {
            continue;
        }
        let readings = policies.readings(policy);
        let is_too_deep = |kind: BindingKind| kind == BindingKind::Transport || *level == Level::Message;
        let found = readings.iter().flat_map(|reading| &reading.bindings).find(|binding| is_too_deep(binding.kind));
        let (Some(binding), Some(to)) = (found, wsdl.element(*to)) else { continue };
        let Some(element) = wsdl.element(binding.at) else { continue };
        let message =
            format!("`sp:{}` is attached to `{}`, where not every stack looks for it", element.local(), to.local());
        let finding = cx.report(tag(element), message).value(to.local());
        finding.help(match binding.kind {
            BindingKind::Transport => "attach it to the binding or the port",
            _ => "attach it to the binding, the port or the operation",
        });
        match (wsdl.element(*by), wsdl.node(*by)) {
            (Some(by), _) => finding.related(tag(by), "attached here"),
            (None, Some(by)) => finding.related(by, "attached here"),
            (None, None) => finding,
        };
    }
}
