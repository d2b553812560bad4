//! See `rules/soap/policy-obsolete-dialect.md`.

use super::causes::tag;
use super::policies::{and_more, outer};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::rules::{Check, Cx, many};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Security policies of WebLogic 9.
const WLS90: &str = "http://www.bea.com/wls90/security/policy";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let obsolete = wsdl.policies().obsolete().iter().filter_map(|at| wsdl.element(*at));
    let inner = outer(wsdl).flat_map(|(_, policy)| policy.descendants()).filter(is_obsolete);
    let all: Vec<Element<'a>> = obsolete.chain(inner).collect();
    for same in many::by_key(all, |element| (element.node().doc.source.id, element.namespace())) {
        let Some((first, others)) = same.split_first() else { continue };
        let what = match first.local() {
            "Policy" => "this policy",
            local => &format!("`{local}`"),
        };
        let message = format!(
            "{what} is written in `{}`, which current stacks do not read{}",
            first.namespace(),
            and_more(others.len())
        );
        let finding = cx.report(tag(*first), message).value(first.namespace());
        finding.help("write it in WS-Policy 1.5 and WS-SecurityPolicy 1.3; until then count it as no protection");
    }
}

/// True for the outermost element of an obsolete dialect within a policy.
fn is_obsolete(element: &Element<'_>) -> bool {
    let is_old = |element: &Element<'_>| {
        element.namespace().starts_with(WLS90) || Dialect::of(element.namespace()) == Dialect::SpObsolete
    };
    is_old(element) && !element.parent().is_some_and(|parent| is_old(&parent))
}
