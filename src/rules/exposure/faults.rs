//! The part of `error-leaks-internals` for WSDL: what declared faults carry.

use hashbrown::HashMap;

use super::error_leaks_internals::internals;
use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Component, ComponentId, Family, Kind, Target};
use crate::rules::carried::{Weak, operations, place, related_operation};
use crate::rules::{Cx, many};
use crate::words;

/// Where WCF declares what it sends with `includeExceptionDetailInFaults`.
const WCF: &str = "http://schemas.datacontract.org/2004/07/System.ServiceModel";

/// One finding for each name and kind.
pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let values: Vec<Reached<'a>> = wsdl.reach().values(Way::Fault).collect();
    // Names that stand together decide what a name means.
    let mut beside: HashMap<Option<ComponentId>, Vec<Vec<String>>> = HashMap::new();
    for reached in &values {
        let component = reached.component();
        beside.entry(component.parent().map(Component::id)).or_default().push(words::split(component.name()));
    }
    let none = Vec::new();
    let leaks = values.iter().filter_map(|reached| {
        let component = reached.component();
        let names = beside.get(&component.parent().map(Component::id)).unwrap_or(&none);
        Some((*reached, leak(component, names)?))
    });
    // What is inside of what leaks already has the same cause.
    let leaks: Vec<(Reached<'a>, &'static str)> = leaks.collect();
    let outer = |(reached, _): &(Reached<'a>, &'static str)| !is_within_another(*reached, &leaks);
    let kept: Vec<_> = leaks.iter().filter(|leak| outer(leak)).copied().collect();
    for alike in many::by_key(kept, |(reached, what)| (reached.component().name(), *what)) {
        report(&alike, cx);
    }
    if leaks.is_empty() && cx.profile() > Profile::Recommended {
        open_details(&values, cx);
    }
}

fn report<'a>(alike: &[(Reached<'a>, &'static str)], cx: &mut Cx<'a>) {
    let Some(((reached, what), others)) = alike.split_first() else { return };
    let Some(element) = reached.component().element() else { return };
    let more = match others.len() {
        0 => String::new(),
        more => format!(", and so do {more} more declarations"),
    };
    let message =
        format!("faults of {} carry {what} in `{}`{more}", operations(*reached, Way::Fault), reached.trail(Way::Fault));
    let finding = cx.report(place(element), message).value(reached.component().name());
    finding.help("keep it in the log and return an id under which it can be found there");
    if let Some(operation) = reached.operations(Way::Fault).next() {
        related_operation(finding, operation);
    }
    many::list(
        finding,
        others.iter().filter_map(|(other, _)| Some(place(other.component().element()?))),
        "returned here too",
    );
}

/// What a value of a fault shows.
fn leak(component: Component<'_>, beside: &[Vec<String>]) -> Option<&'static str> {
    let of_type = component.value_type().and_then(Target::component);
    if of_type.is_some_and(|of| of.name() == "ExceptionDetail" && of.home() == WCF) {
        return Some("an exception of the program");
    }
    if component.home() == WCF || component.kind() == Kind::Part {
        return None;
    }
    let name = words::split(component.name());
    // The text beside a code of the API's own, and not an exception of the program.
    let is = |name: &[String], words: [&str; 2]| name.iter().map(String::as_str).eq(words);
    if is(&name, ["exception", "message"]) && beside.iter().any(|other| is(other, ["exception", "code"])) {
        return None;
    }
    let what = internals(&name, beside)?;
    let tells = match component.facets() {
        Some(facets) => facets.enumerations == 0 && facets.builtin.is_none_or(|builtin| says_much(builtin.family)),
        // An exception with declared content is a fault as it should be; what matters is inside.
        None => !component.is_global() && words::split(component.name()).iter().any(|word| word.contains("stack")),
    };
    tells.then_some(what)
}

fn says_much(family: Family) -> bool {
    matches!(family, Family::Any | Family::AnySimple | Family::Text | Family::List | Family::Array)
}

fn is_within_another<'a>(reached: Reached<'a>, leaks: &[(Reached<'a>, &'static str)]) -> bool {
    let path = reached.path(Way::Fault);
    let is_leak = |component: Component<'a>| leaks.iter().any(|(other, _)| other.component() == component);
    path.iter().any(|used| is_leak(used.owner()) && used.owner() != reached.component())
}

/// Faults whose detail may be anything: whatever was thrown.
fn open_details<'a>(values: &[Reached<'a>], cx: &mut Cx<'a>) {
    let is_open = |reached: &&Reached<'a>| {
        let component = reached.component();
        let is_typed = component.element().is_some_and(|element| element.attr("", "type").is_some());
        let builtin = component.value_type().and_then(Target::builtin);
        is_typed && !component.is_abstract() && builtin.is_some_and(|builtin| builtin.family == Family::Any)
    };
    let open: Vec<Weak<'a>> = values.iter().filter(is_open).filter_map(|reached| Weak::component(*reached)).collect();
    let Some(first) = open.first() else { return };
    let message = format!(
        "faults of {} carry anything at all in `{}`, the exception that was thrown as well",
        first.operations(Way::Fault),
        first.trail(Way::Fault)
    );
    let finding = cx.report(first.place(), message).severity(Severity::Low).confidence(Confidence::Low);
    finding.value("any").help("declare what the detail of the fault holds: a code, a sentence and an id");
    many::list(finding, open.iter().skip(1).map(Weak::place), "here too");
}
