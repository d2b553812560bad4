//! See `rules/outbound/url-parameter-ssrf.md`.

use hashbrown::HashMap;

use super::address::{Role, is_absolute_url, is_any_text, role, role_of_address};
use super::{endpoints, leads_anywhere};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::openapi::{Api, Fields, Input, Key, Location, Operation, Response, Schema};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::{At, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(endpoints::check)];

/// What shows that a value is an address.
#[derive(Clone, Copy)]
enum Evidence<'a> {
    Format,
    Example(NodeRef<'a>),
    Name,
}

/// An address that clients send.
struct Address<'a> {
    input: Input<'a>,
    evidence: Evidence<'a>,
    role: Role,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let examples = api.examples_containing("://");
    let is_audit = cx.profile() == Profile::Audit;
    let found = api.inputs().filter_map(|input| {
        let address = address(input, &examples)?;
        let is_told = match address.role {
            Role::Called | Role::Plain => true,
            Role::Host | Role::Followed => is_audit,
            Role::Name | Role::None => false,
        };
        (is_told && leads_anywhere(&address.input)).then_some(address)
    });
    for group in many::by_key(found, |one| (one.input.name.to_ascii_lowercase(), one.role)) {
        // One name is one kind of address, written out by a generator.
        let size = if group.len() > many::MANY { group.len() } else { 1 };
        group.chunks(size).for_each(|told| report(api, told, cx));
    }
}

fn address<'a>(input: Input<'a>, examples: &HashMap<At, NodeRef<'a>>) -> Option<Address<'a>> {
    if let Some(parameter) = input.parameter
        && (!input.schema.direction().is_request() || parameter.location() == Location::Cookie)
    {
        return None;
    }
    let is_format = |format: &str| matches!(format.to_ascii_lowercase().as_str(), "uri" | "url" | "iri" | "href");
    let schema = input.text_schema();
    let evidence = if schema.format().is_some_and(|format| is_format(&format)) && !is_belied(&input) {
        Evidence::Format
    } else if let Some(example) = example(&input, examples).filter(|_| !is_any_text(&input.name)) {
        Evidence::Example(example)
    } else {
        Evidence::Name
    };
    let role = match evidence {
        // The function that wraps JSON for old browsers.
        Evidence::Name if wraps_json(&input) || is_filter(&input) => Role::None,
        Evidence::Name => role(&input.name),
        Evidence::Format | Evidence::Example(_) => role_of_address(&input.name),
    };
    (role != Role::None).then_some(Address { input, evidence, role })
}

/// Examples are written, and none is an address: `com/acme/lib` under `format: uri`.
fn is_belied(input: &Input<'_>) -> bool {
    let written: Vec<_> = input.written_values().into_iter().filter_map(NodeRef::string).collect();
    !written.is_empty() && written.iter().all(|text| !text.is_empty() && !text.contains(':') && !text.starts_with("//"))
}

/// A query parameter of reads whose answer is a list of things with a property of that name picks some of them, and so does
/// one that is described as a filter or search.
fn is_filter(input: &Input<'_>) -> bool {
    let Some(parameter) = input.parameter.filter(|parameter| parameter.location() == Location::Query) else {
        return false;
    };
    let operations = parameter.api.uses(parameter.node()).operations;
    let description = parameter.node().field(Key::Description).and_then(NodeRef::string).unwrap_or_default();
    let is_said =
        words::split(&description).iter().any(|word| matches!(word.as_str(), "filter" | "filters" | "search"));
    let picks = |one: &Operation<'_>| one.is_safe_method() && (is_said || lists_by(*one, &input.name));
    !operations.is_empty() && operations.iter().all(picks)
}

fn lists_by(operation: Operation<'_>, name: &str) -> bool {
    let has = |schema: Schema<'_>| schema.property(name).is_some();
    let items_have = |schema: Schema<'_>| schema.items().is_some_and(has);
    let is_list_of = |schema: Schema<'_>| {
        items_have(schema) || schema.properties().into_iter().filter_map(|(_, inner)| inner).any(items_have)
    };
    operation.successes().iter().flat_map(Response::payloads).filter_map(|one| one.schema).any(is_list_of)
}

fn wraps_json(input: &Input<'_>) -> bool {
    let description = input.schema.node().field(Key::Description).and_then(NodeRef::text);
    let is_said = description.is_some_and(|text| ["jsonp", "JSONP"].iter().any(|word| text.contains(word)));
    &*input.name == "callback" && (input.parameter.is_some() || is_said)
}

fn example<'a>(input: &Input<'a>, examples: &HashMap<At, NodeRef<'a>>) -> Option<NodeRef<'a>> {
    let written = input.written_values().into_iter().chain(examples.get(&input.node.at()).copied());
    written
        .filter(|value| value.raw().contains("://"))
        .find(|value| value.string().is_some_and(|text| is_absolute_url(&text)))
}

fn report<'a>(api: &'a Api, told: &[Address<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = told.split_first() else { return };
    let mut uses = api.uses(first.input.node);
    let is_body = first.input.parameter.is_none();
    let takes = |one: &Operation<'_>| one.is_served() && (!is_body || !one.request_payloads().is_empty());
    uses.operations.retain(takes);
    let Some(words) = uses.words() else { return };
    let because = match first.evidence {
        Evidence::Format => " (by its format)",
        Evidence::Example(_) => " (by its example)",
        Evidence::Name => "",
    };
    let name = &first.input.name;
    let of = if others.is_empty() { words } else { format!("{words} ({} places)", told.len()) };
    let what = if first.role == Role::Host { "a host" } else { "an address" };
    let message = format!("`{name}` of {of} is {what} that callers choose{because}, and nothing limits where it leads");
    let finding = cx.report(Place::input(&first.input), message);
    finding.help(
        "allow only `https` and the hosts the server has to reach, by `enum` or by a `pattern` that starts with \
         `^https://`, and have the server refuse names that resolve to inner addresses",
    );
    match first.role {
        Role::Followed => finding.severity(Severity::Info).confidence(Confidence::Low),
        Role::Host => finding.severity(Severity::Low).confidence(Confidence::Low),
        _ => finding,
    };
    if let Evidence::Example(example) = first.evidence {
        finding.related(example, "an address");
    }
    many::known(finding, told, name.to_ascii_lowercase());
    many::list(finding, others.iter().map(|one| Place::input(&one.input)), "here too");
}
