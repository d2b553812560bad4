//! See `rules/soap/binding-operation-mismatch.md`.

use hashbrown::{HashMap, HashSet};

use super::causes::listed;
use crate::finding::{Confidence, Finding, Profile, Severity};
use crate::model::wsdl::{Binding, BoundOperation, Link, PortType, Wsdl};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::source::Span;
use crate::syntax::Element;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// A port type with all that binds it.
struct Bound<'a> {
    port_type: PortType<'a>,
    /// The first of its bindings.
    binding: Binding<'a>,
    is_guessed: bool,
    /// Names of the operations that are bound.
    names: HashSet<&'a str>,
    /// Operations that are bound and that it does not declare.
    foreign: Vec<BoundOperation<'a>>,
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for mut bound in bound(wsdl) {
        let names = bound.port_type.operations().map(|operation| operation.name());
        let mut missing: Vec<&str> = names.filter(|name| !name.is_empty() && !bound.names.contains(name)).collect();
        misspelt(&mut bound, &mut missing, cx);
        undocumented(&bound, cx);
        // Nobody can reach it, so nobody can misuse it.
        if wsdl.is_complete() && wsdl.version().is_11() && cx.profile() != Profile::Recommended {
            unreachable(&bound, &missing, cx);
        }
    }
}

fn bound(wsdl: &Wsdl) -> Vec<Bound<'_>> {
    let mut all: Vec<Bound<'_>> = Vec::new();
    let mut known: HashMap<Span, usize> = HashMap::new();
    for binding in wsdl.bindings() {
        let is_guessed = binding.port_type().is_guessed();
        let Some(port_type) = binding.port_type().target() else { continue };
        let index = *known.entry(port_type.element().node().span()).or_insert(all.len());
        if index == all.len() {
            all.push(Bound { port_type, binding, is_guessed, names: HashSet::new(), foreign: Vec::new() });
        }
        let Some(bound) = all.get_mut(index) else { continue };
        bound.names.extend(binding.operations().map(BoundOperation::name));
        let is_foreign = |operation: &BoundOperation<'_>| {
            !operation.name().is_empty() && matches!(operation.abstract_operation(), Link::Missing)
        };
        bound.foreign.extend(binding.operations().filter(is_foreign));
    }
    all
}

/// One operation under two names: a finding for both. Takes them out of the lists.
fn misspelt<'a>(bound: &mut Bound<'a>, missing: &mut Vec<&'a str>, cx: &mut Cx<'a>) {
    let names = many::by_key(std::mem::take(&mut bound.foreign), |operation| operation.name());
    let is_one = names.len() == 1 && missing.len() == 1 && bound.names.len() == 1;
    for same in names {
        let name = same.first().map_or("", |operation| operation.name());
        // `getRate` and `setRate` are near each other, and two operations.
        let verb = words::split(name).into_iter().next();
        let alike = missing.iter().copied().filter(|other| words::split(other).into_iter().next() == verb);
        let holds = |other: &&str| is_part(name, other) || is_part(other, name);
        let near = words::nearest(name, alike).or_else(|| missing.iter().copied().find(|other| holds(other)));
        let Some(meant) = near.or(missing.first().copied().filter(|_| is_one)) else {
            bound.foreign.extend(same);
            continue;
        };
        missing.retain(|other| *other != meant);
        let port_type = bound.port_type;
        let message = format!("`{name}` is bound, but the port type `{}` declares `{meant}`", port_type.name());
        let Some(finding) = report(&same, message, bound.is_guessed, cx) else { continue };
        finding.help("call the operation the same in both");
        if near.is_none() {
            finding.severity(Severity::Medium);
        }
        if let Some(operation) = port_type.operations().find(|operation| operation.name() == meant) {
            finding.related(name_of(operation.element()), "which no binding binds");
        }
    }
}

/// True where a name is the beginning of another, in words: `doIt` of `doItMan`.
fn is_part(part: &str, whole: &str) -> bool {
    let (part, whole) = (words::split(part), words::split(whole));
    part.len() > 1 && whole.starts_with(&part)
}

/// Operations that only bindings have.
fn undocumented<'a>(bound: &Bound<'a>, cx: &mut Cx<'a>) {
    let mut seen = HashSet::new();
    let names = bound.foreign.iter().map(|operation| operation.name());
    let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
    let (is, what) = if names.len() == 1 { ("is", "operation") } else { ("are", "operations") };
    let port_type = bound.port_type;
    let message =
        format!("{} {is} bound, but the port type `{}` declares no such {what}", listed(&names), port_type.name());
    if let Some(finding) = report(&bound.foreign, message, bound.is_guessed, cx) {
        finding.severity(Severity::Medium);
        finding.help("declare them in the port type, or remove them from the binding");
        finding.related(name_of(port_type.element()), "without them");
    }
}

/// Operations that only the port type has.
fn unreachable<'a>(bound: &Bound<'a>, missing: &[&str], cx: &mut Cx<'a>) {
    let Some(first) = missing.first() else { return };
    let more = match missing.len() - 1 {
        0 => String::new(),
        1 => " and 1 more operation".to_owned(),
        more => format!(" and {more} more operations"),
    };
    let port_type = bound.port_type;
    let message = format!("no binding of the port type `{}` binds `{first}`{more}", port_type.name());
    let binding = bound.binding.element();
    let finding = cx.report(name_of(port_type.element()), message).value(*first);
    finding.help("bind them, or remove what the service no longer has");
    finding.related(Place::within(binding.node(), binding.name_span()), "bound here without them");
    if bound.is_guessed {
        finding.confidence(Confidence::Medium);
    }
}

/// Reports bound operations at the first.
fn report<'a, 'c>(
    operations: &[BoundOperation<'a>],
    message: String,
    is_guessed: bool,
    cx: &'c mut Cx<'a>,
) -> Option<&'c mut Finding> {
    let mut nodes = operations.iter().filter_map(|operation| operation.name_node());
    let finding = cx.report(nodes.next()?, message);
    many::list(finding, nodes.map(Place::value), "and here");
    if is_guessed {
        finding.confidence(Confidence::Medium);
    }
    Some(finding)
}

fn name_of(element: Element<'_>) -> Place<'_> {
    match element.attr("", "name") {
        Some(name) => Place::value(name),
        None => Place::within(element.node(), element.name_span()),
    }
}
