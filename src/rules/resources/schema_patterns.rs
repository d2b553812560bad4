//! The part of `regex-catastrophic` for the schemas of WSDL: `xs:pattern` on what travels in messages.

use hashbrown::HashMap;

use super::regex_catastrophic::Costly;
use crate::finding::Severity;
use crate::model::regex::{Fuel, Regex};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::rules::carried::{operations, related_operation};
use crate::rules::{Cx, many, patterns};
use crate::syntax::{At, NodeRef};

/// Steps that judging all patterns of a description may cost together.
const ALL_STEPS: u64 = 20_000_000;

/// A pattern with what it judges.
struct Judging<'a> {
    node: NodeRef<'a>,
    text: String,
    /// The first value that travels.
    value: Reached<'a>,
    way: Way,
    /// Characters of the longest text it judges; `None` where one has no limit.
    most: Option<u64>,
}

pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let all = patterns::wants_all(cx);
    let fuel = Fuel::new(ALL_STEPS);
    // The same text copied is one decision.
    for same in many::by_key(judging(wsdl, all), |one| (one.text.clone(), one.way)) {
        let Some(first) = same.first() else { continue };
        let Some(regex) = Regex::of_xsd(&first.text, &fuel) else { continue };
        let is_client = first.way == Way::Input;
        let costly = same.iter().find_map(|one| Some((one, Costly::of(&regex, is_client, one.most)?)));
        let Some((one, costly)) = costly.filter(|(_, costly)| all || costly.severity >= Severity::Medium) else {
            continue;
        };
        let message = format!(
            "{} (`{}`, in messages of {})",
            costly.sentence("a text"),
            one.value.trail(one.way),
            operations(one.value, one.way)
        );
        let finding = costly.report(one.node, message, "maxLength ", cx);
        if let Some(operation) = one.value.operations(one.way).next() {
            related_operation(finding, operation);
        }
        let others = same.iter().filter(|other| other.node.at() != one.node.at());
        many::list(finding, others.map(|other| crate::rules::Place::value(other.node)), "here too");
    }
}

/// The patterns on values that clients send, and where wanted on those that only the service does.
fn judging(wsdl: &Wsdl, all: bool) -> Vec<Judging<'_>> {
    let mut found: Vec<Judging<'_>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let ways = if all { &[Way::Input, Way::Output][..] } else { &[Way::Input] };
    for (way, value) in ways.iter().flat_map(|way| wsdl.reach().values(*way).map(move |value| (*way, value))) {
        let component = value.component();
        let facets = if component.builtin_type().is_none() { component.facets() } else { None };
        let Some(facets) = facets else { continue };
        let most = facets.length.or(facets.max_length).filter(|_| !facets.is_list);
        for node in facets.patterns {
            let index = *known.entry(node.at()).or_insert(found.len());
            match found.get_mut(index) {
                Some(one) => one.most = one.most.zip(most).map(|(one, other)| one.max(other)),
                None => {
                    let text = node.text().unwrap_or_default().into_owned();
                    found.push(Judging { node, text, value, way, most });
                }
            }
        }
    }
    found
}
