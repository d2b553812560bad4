//! What the size rules share: which values clients may send in any size, and what to call them.

use hashbrown::{HashMap, HashSet};

use crate::finding::{Finding, Severity};
use crate::model::openapi::{
    self as model, Api, Fields, Key, Kind, Location, Operation, Parameter, Reach, Schema, Type,
};
use crate::rules::site::{self, Site};
use crate::rules::{Cx, Place, Related, exposed, many};
use crate::syntax::{At, NodeRef};

/// A schema that lets clients send values of any size.
pub(super) struct Unbounded<'a> {
    /// Where the limit is missing.
    pub(super) schema: Schema<'a>,
    /// Sent in a body.
    pub(super) is_body: bool,
    /// Sent in a body by somebody without credentials.
    pub(super) is_open: bool,
}

/// Schemas of a type that clients send values of and that nothing limits, each definition once.
pub(super) fn unbounded<'a>(api: &'a Api, one: Type, limits: fn(Schema<'a>) -> bool) -> Vec<Unbounded<'a>> {
    let mut out: Vec<Unbounded<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    let tells_callers = api.tells_callers();
    for schema in api.schemas() {
        let direction = schema.direction();
        if !direction.is_whole_request() {
            continue;
        }
        let unlimited = schema.unbounded(one, &limits);
        if unlimited.is_empty() || is_discriminator(schema) {
            continue;
        }
        let is_open = tells_callers && direction.is_open_body();
        for schema in unlimited {
            let index = *known.entry(schema.node().at()).or_insert(out.len());
            if index == out.len() {
                out.push(Unbounded { schema, is_body: false, is_open: false });
            }
            if let Some(found) = out.get_mut(index) {
                found.is_body |= direction.is_body();
                found.is_open |= is_open;
            }
        }
    }
    out
}

/// A property that tells the variants of its object apart takes their names only.
fn is_discriminator(schema: Schema<'_>) -> bool {
    let object = schema.node().key().and_then(|key| key.parent()?.parent().zip(Some(key.key_text())));
    object.is_some_and(|(object, name)| {
        let told = object.field(Key::Discriminator);
        let told = told.and_then(|told| if told.is_map() { told.field(Key::PropertyName) } else { Some(told) });
        told.and_then(NodeRef::string).is_some_and(|told| told == name)
    })
}

/// Schemas that are a body as a whole, and 2.0's body parameters. Parsers of forms limit the number of fields by
/// themselves.
pub(super) fn bodies(api: &Api) -> HashSet<At> {
    let mut bodies = HashSet::new();
    let payloads = api.served().flat_map(|operation| operation.request_payloads());
    for payload in payloads.filter(|payload| !payload.is_form()) {
        bodies.insert(payload.node.at());
        let parts = payload.schema.map(|schema| schema.conjuncts().parts);
        bodies.extend(parts.into_iter().flatten().map(|part| part.node().at()));
    }
    bodies
}

/// Where values travel, as far as it matters to their size.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// In a body that is not a form: the array or text itself, or a property of the body.
    Direct,
    /// Deeper in a body, or in a form.
    Body,
    /// In the query.
    Query,
    /// In the path, a header or a cookie.
    Other,
}

/// All that one definition, body or list of parameters leaves unlimited: one decision of its author.
pub(super) struct Group<'a> {
    /// The definition, schema of a body, parameter, operation or path item.
    owner: NodeRef<'a>,
    /// The same for all.
    pub(super) way: Way,
    /// One of them can be sent by somebody without credentials.
    pub(super) is_open: bool,
    members: Vec<(NodeRef<'a>, Site<'a>)>,
}

/// How messages call what is unlimited.
pub(super) struct Words {
    pub(super) noun: &'static str,
    pub(super) weakness: &'static str,
    pub(super) label: &'static str,
    /// What would limit it.
    pub(super) keyword: Key,
}

/// Names and places listed with a finding.
const LISTED: usize = 5;

/// Puts together what belongs together.
pub(super) fn groups<'a>(
    api: &'a Api,
    found: Vec<Unbounded<'a>>,
    way: impl Fn(&Unbounded<'a>, &Site<'a>) -> Way,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<(At, Way), usize> = HashMap::new();
    for found in found {
        let node = found.schema.node();
        let site = site::of(api, node);
        let way = way(&found, &site);
        let owner = holder(api, &site);
        let index = *known.entry((cause(api, owner).at(), way)).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Group { owner, way, is_open: false, members: Vec::new() });
        }
        if let Some(group) = groups.get_mut(index) {
            group.is_open |= found.is_open;
            group.members.push((node, site));
        }
    }
    groups
}

/// The media types of one body repeat its schema.
fn cause<'a>(api: &'a Api, owner: NodeRef<'a>) -> NodeRef<'a> {
    let around = owner.parent().filter(|parent| api.kind(*parent) == Kind::MediaType).and_then(NodeRef::parent);
    around.unwrap_or(owner)
}

/// Parameters written into an operation or path item are one list.
fn holder<'a>(api: &'a Api, site: &Site<'a>) -> NodeRef<'a> {
    let around = site.owner.parent().filter(|list| list.is_seq() && site.parameter.is_some()).and_then(NodeRef::parent);
    around.filter(|around| matches!(api.kind(*around), Kind::Operation | Kind::PathItem)).unwrap_or(site.owner)
}

/// Reports groups with what each weighs: together, where it is the habit of a description to leave such values unlimited.
pub(super) fn report_all<'a>(
    api: &'a Api,
    groups: Vec<(Group<'a>, Severity)>,
    words: &Words,
    help: &str,
    cx: &mut Cx<'a>,
) {
    report_with(api, groups, 0, words, help, cx);
}

/// The same where some more are without the keyword and limited in words: they are part of the habit, and not reported.
pub(super) fn report_with<'a>(
    api: &'a Api,
    groups: Vec<(Group<'a>, Severity)>,
    in_words: usize,
    words: &Words,
    help: &str,
    cx: &mut Cx<'a>,
) {
    let is_common = |severity: Severity| severity < Severity::High;
    let common = groups.iter().filter(|(_, severity)| is_common(*severity)).count();
    let unlimited = in_words + groups.iter().map(|(group, _)| group.members.len()).sum::<usize>();
    let is_limited = |one: &Schema<'_>| one.direction().is_whole_request() && one.own(words.keyword).is_some();
    let is_habit =
        many::is_one_decision(common, cx) && unlimited > api.schemas().filter(is_limited).take(unlimited).count();
    if is_habit {
        let message = format!(
            "{noun}s that clients send {weakness}: {common} definitions and bodies set no limit",
            noun = words.noun,
            weakness = words.weakness
        );
        let finding = cx.report(Place::key(many::whole(api)), message).help(help);
        let told = groups.iter().filter(|(_, severity)| is_common(*severity));
        finding.severity(told.clone().map(|(_, severity)| *severity).max().unwrap_or(Severity::Medium));
        many::list(finding, told.map(|(group, _)| site::place(api, group.owner)), words.label);
    }
    for (group, severity) in groups.into_iter().filter(|(_, severity)| !is_habit || !is_common(*severity)) {
        if let Some(finding) = report(api, &group, words, cx) {
            finding.severity(severity).help(help);
        }
    }
}

/// Reports a group at its owner, its members named and listed.
fn report<'a, 'c>(api: &'a Api, group: &Group<'a>, words: &Words, cx: &'c mut Cx<'a>) -> Option<&'c mut Finding> {
    let (_, first) = group.members.first()?;
    let is_list = matches!(api.kind(group.owner), Kind::Operation | Kind::PathItem);
    let subject = subject(group, first, is_list, words);
    let by = (!is_list).then(|| senders(api, group));
    let uses = match by.as_ref().and_then(Reach::clause) {
        Some(clause) => format!(", {clause},"),
        None if first.parameter.is_some() && group.members.len() == 1 => String::new(),
        None => " that clients send".to_owned(),
    };
    let place = if is_list { Place::key(group.owner) } else { site::place(api, group.owner) };
    let cause = cause(api, group.owner);
    let known = (cause != group.owner).then(|| cx.address(cause));
    let finding = cx.report(place, format!("{subject}{uses} {}", words.weakness));
    if let Some(known) = known {
        finding.known_by(known);
    }
    // Groups that share a place stay apart.
    if group.way != Way::Direct {
        finding.value(match group.way {
            Way::Direct | Way::Body => "body",
            Way::Query => "query",
            Way::Other => "parameters",
        });
    }
    for (node, _) in group.members.iter().take(LISTED) {
        finding.related(site::place(api, *node), words.label);
    }
    // A single member is pointed at itself. For the fingerprint it stays where the owner is, so that the finding is the
    // same when a second one joins it.
    if group.members.len() == 1
        && let Some(label) = finding.related.pop()
    {
        finding.primary = label;
    }
    if let Some(by) = by {
        exposed::chain(finding, &by);
    }
    Some(finding)
}

fn subject(group: &Group<'_>, first: &Site<'_>, is_list: bool, words: &Words) -> String {
    let noun = words.noun;
    // Branches of a composition and media types of a body say the same name again.
    let mut names: Vec<String> = group.members.iter().map(|(_, site)| label(site, is_list)).collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    if names.len() == 1 {
        return match &first.parameter {
            Some(parameter) => format!("the {} `{}`", location_words(parameter.location()), first.full()),
            None if first.full().is_empty() => format!("the {noun} that is the body"),
            None => format!("the {noun} `{}`", first.full()),
        };
    }
    let count = names.len();
    names.truncate(LISTED);
    let more = if count > LISTED { format!(" and {} more", count - LISTED) } else { String::new() };
    let of = if is_list || first.name.is_empty() { String::new() } else { format!(" of `{}`", first.name) };
    format!("{count} {noun}s{of} ({}{more})", names.join(", "))
}

fn label(site: &Site<'_>, is_list: bool) -> String {
    let name = if is_list { site.full() } else { site.path.clone() };
    if name.is_empty() { "itself".to_owned() } else { format!("`{name}`") }
}

/// Operations that clients call and send the owner of a group to: in a body, where it is about bodies.
fn senders<'a>(api: &'a Api, group: &Group<'a>) -> Reach<'a> {
    let any = !matches!(group.way, Way::Direct | Way::Body);
    let mut by = api.reach_through(group.owner, model::Way::Received, |root| any || is_body(api, root));
    by.retain(Operation::is_served);
    by
}

/// True for a request body as written at an operation, and for 2.0's body parameters and form fields.
fn is_body<'a>(api: &'a Api, root: NodeRef<'a>) -> bool {
    let parameter = api.resolve(root).filter(|node| api.kind(*node) == Kind::Parameter);
    let location = parameter.map(|node| Parameter::new(api, node).location());
    matches!(location, None | Some(Location::Body | Location::FormData))
}

/// `query parameter`, for messages.
fn location_words(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query | Location::QueryString => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::FormData => "form field",
        Location::Body | Location::Other => "parameter",
    }
}
