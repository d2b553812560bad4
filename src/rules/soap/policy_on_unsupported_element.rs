//! See `rules/soap/policy-on-unsupported-element.md`.

use super::causes::tag;
use super::policies::{Security, outer, words};
use super::policy_reference_unresolved::place;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::{HTTP, MIME, SOAP11, SOAP12, WSDL11, WSDL11_UNSLASHED, WSDL20, XSD};
use crate::model::wsdl::policy::{Place, Target};
use crate::rules::{Check, Cx};
use crate::syntax::Element;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const HELP: &str = "attach it to the service, the port, the binding, or an operation, input, output or fault of it";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let policies = wsdl.policies();
    if policies.is_empty() {
        return;
    }
    let mut security = Security::of(wsdl);
    for (policy, element) in outer(wsdl) {
        let Some(parent) = element.parent() else { continue };
        // One that references name is only kept there.
        let is_lost = policies.place(policy) == Place::Unsupported && !policies.is_attached(policy.at);
        if is_lost && is_described(parent) && security.is_asked_by(policy.at) {
            let message = format!("{} stands in `{}`, which no policy applies to", words(policy), parent.local());
            cx.report(tag(element), message).help(HELP);
        }
    }
    for reference in policies.references().iter().filter(|reference| !reference.inside) {
        let where_it_is = policies.place_of_reference(reference);
        let is_lost = matches!(where_it_is, Place::Unsupported | Place::Container);
        let asks = match reference.target {
            Target::Policy(at) | Target::ByUnrecognisedId(at) => security.is_asked_by(at),
            Target::Remote | Target::Opaque => true,
            // Said of the reference itself.
            _ => false,
        };
        let Some(parent) = reference.parent.and_then(|parent| wsdl.element(parent)) else { continue };
        if !is_lost || !asks || !is_described(parent) {
            continue;
        }
        let Some(place) = place(wsdl, reference) else { continue };
        let message = format!(
            "the reference to the policy `{}` stands in `{}`, which no policy applies to",
            reference.uri,
            parent.local()
        );
        cx.report(place, message).help(HELP);
    }
}

/// True for an element whose meaning is known: of WSDL, its bindings or XML Schema.
fn is_described(element: Element<'_>) -> bool {
    [WSDL11, WSDL11_UNSLASHED, WSDL20, SOAP11, SOAP12, HTTP, MIME, XSD].contains(&element.namespace())
}
