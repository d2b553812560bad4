//! See `rules/soap/policy-id-duplicate.md`.

use hashbrown::HashSet;

use super::causes::tag;
use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::POLICY;
use crate::model::wsdl::policy::IdKind;
use crate::rules::{Check, Cx, Related};
use crate::syntax::{At, Attr, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    if policies.duplicate_ids().is_empty() {
        return;
    }
    let names: HashSet<At> = policies.all().iter().flat_map(|policy| &policy.ids).map(|id| id.at).collect();
    for duplicate in policies.duplicate_ids() {
        let (Some(attribute), Some(first)) = (wsdl.node(duplicate.again), wsdl.element(duplicate.first)) else {
            continue;
        };
        let ids = policies.all().iter().flat_map(|policy| &policy.ids);
        let is_read = |kind| kind != IdKind::Unrecognised;
        let Some(id) = ids.filter(|id| is_read(id.kind)).find(|id| id.at == duplicate.again) else { continue };
        let again = attribute.parent().and_then(Element::new);
        let same = again.is_some_and(|again| is_same(first, again, &names));
        if same && cx.profile() == Profile::Recommended {
            continue;
        }
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

/// True for elements that say the same in any version of WS-Policy, identifiers of policies apart.
fn is_same(one: Element<'_>, other: Element<'_>, names: &HashSet<At>) -> bool {
    let space = |namespace: &str| if POLICY.contains(&namespace) { POLICY[0].to_owned() } else { namespace.to_owned() };
    let attributes = |element: Element<'_>| {
        let all =
            element.attributes().filter(|attr| !attr.name().starts_with("xmlns") && !names.contains(&attr.node().at()));
        let text = |attr: Attr<'_>| attr.value().trim().to_owned();
        let mut all: Vec<_> = all.map(|attr| (space(attr.namespace()), attr.local().to_owned(), text(attr))).collect();
        all.sort();
        all
    };
    let mut open = vec![(one, other)];
    while let Some((one, other)) = open.pop() {
        let (inner, others): (Vec<_>, Vec<_>) = (one.elements().collect(), other.elements().collect());
        let is_like = one.local() == other.local()
            && space(one.namespace()) == space(other.namespace())
            && inner.len() == others.len()
            && one.text().trim() == other.text().trim()
            && attributes(one) == attributes(other);
        if !is_like {
            return false;
        }
        open.extend(inner.into_iter().zip(others));
    }
    true
}
