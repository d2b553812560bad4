//! See `rules/soap/policy-id-duplicate.md`.

use super::causes::tag;
use crate::finding::Severity;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::IdKind;
use crate::rules::{Check, Cx, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    for duplicate in policies.duplicate_ids() {
        let (Some(attribute), Some(first)) = (wsdl.node(duplicate.again), wsdl.element(duplicate.first)) else {
            continue;
        };
        let ids = policies.all().iter().flat_map(|policy| &policy.ids);
        let is_read = |kind| kind != IdKind::Unrecognised;
        let Some(id) = ids.filter(|id| is_read(id.kind)).find(|id| id.at == duplicate.again) else { continue };
        let same = attribute.parent().is_some_and(|again| again.raw() == first.node().raw());
        let message = match same {
            true => format!("two equal policies are called `{}`", id.text),
            false => {
                format!("two different policies are called `{}`: which of them counts, each stack decides", id.text)
            }
        };
        let finding = cx.report(attribute, message);
        finding.help("give each policy an identifier of its own, and see which one each reference means");
        finding.related(tag(first), "the first one");
        if same {
            finding.severity(Severity::Info);
        }
    }
}
