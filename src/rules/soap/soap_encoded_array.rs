//! See `rules/soap/soap-encoded-array.md`.

use hashbrown::HashSet;

use crate::finding::{Profile, Severity};
use crate::model::wsdl::namespaces::{SOAP_ENCODING, WSDL11, XSD};
use crate::model::wsdl::reach::Way;
use crate::model::wsdl::{Wsdl, xsd};
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, Element};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

const HELP: &str = "declare a repeated element with `maxOccurs`";

/// One finding for each type or element of a schema, and for each part of a message.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut told: HashSet<At> = HashSet::new();
    let mut returned = Returned { wsdl, known: None };
    for schema in wsdl.schemas() {
        let symbols = schema.node().doc.tree.symbols();
        let names_encoding = SOAP_ENCODING.iter().any(|namespace| symbols.lookup(namespace).is_some());
        if (!names_encoding && symbols.lookup("arrayType").is_none()) || is_standard(schema) {
            continue;
        }
        for element in schema.descendants().filter(|element| is_array(*element)) {
            let around = std::iter::successors(Some(element), |inner| inner.parent());
            let Some((owner, name)) = around.map_while(named).find(|(_, name)| !name.is_empty()) else { continue };
            if told.insert(owner.node().at()) {
                let place = owner.attr("", "name").map_or(super::causes::tag(owner), Place::value);
                if !returned.holds(owner.node().at()) {
                    report(place, &format!("`{name}`"), cx);
                } else if cx.profile() == Profile::Audit {
                    let message = format!("`{name}` is an array of SOAP encoding: the service says how large it is");
                    cx.report(place, message).severity(Severity::Info).help(HELP);
                }
            }
        }
    }
    for part in wsdl.messages().flat_map(|message| message.parts()) {
        let is_array = |(namespace, local): &(String, String)| is_array_name(namespace, local);
        if let Some(node) = part.type_node().filter(|_| part.type_name().as_ref().is_some_and(is_array)) {
            report(Place::value(node), &format!("the part `{}`", part.name()), cx);
        }
    }
}

fn report<'a>(place: Place<'a>, what: &str, cx: &mut Cx<'a>) {
    cx.report(place, format!("{what} is an array of SOAP encoding: its sender says how large it is")).help(HELP);
}

/// Declarations that only travel back to clients.
struct Returned<'a> {
    wsdl: &'a Wsdl,
    known: Option<HashSet<At>>,
}

impl Returned<'_> {
    fn holds(&mut self, declaration: At) -> bool {
        let reach = self.wsdl.reach();
        let travel = |way| {
            let elements = reach.components(way).filter_map(|reached| reached.component().element());
            elements.map(|element| element.node().at())
        };
        let known = self.known.get_or_insert_with(|| {
            let sent: HashSet<At> = travel(Way::Input).collect();
            travel(Way::Output).filter(|at| !sent.contains(at)).collect()
        });
        known.contains(&declaration)
    }
}

/// A declaration with its name, empty for none; stops at the schema.
fn named(element: Element<'_>) -> Option<(Element<'_>, String)> {
    let is_in_schema = element.namespace() == XSD && element.local() != "schema";
    is_in_schema.then(|| (element, element.attr_text("name").unwrap_or_default().into_owned()))
}

/// A restriction of `soapenc:Array`, or an attribute with `wsdl:arrayType`.
fn is_array(element: Element<'_>) -> bool {
    match element.local() {
        "restriction" | "extension" => {
            let base = element.attr_text("base").unwrap_or_default();
            base.trim().ends_with("Array")
                && element.resolve_qname(&base).is_some_and(|(namespace, local)| is_array_name(&namespace, local))
        }
        "attribute" => element.attr(WSDL11, "arrayType").is_some(),
        "element" => {
            let kind = element.attr_text("type").unwrap_or_default();
            kind.trim().ends_with("Array")
                && element.resolve_qname(&kind).is_some_and(|(namespace, local)| is_array_name(&namespace, local))
        }
        _ => false,
    }
}

fn is_array_name(namespace: &str, local: &str) -> bool {
    local == "Array" && SOAP_ENCODING.contains(&namespace)
}

fn is_standard(schema: Element<'_>) -> bool {
    schema.attr_text("targetNamespace").is_some_and(|namespace| xsd::is_standard_namespace(&namespace))
}
