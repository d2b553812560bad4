//! What the size rules share: which values clients may send in any size, and what to call them.

use hashbrown::{HashMap, HashSet};

use crate::finding::{Finding, Severity};
use crate::model::openapi::{Api, Fields, Key, Kind, Location, Schema, Type};
use crate::rules::site::{self, Site};
use crate::rules::{Cx, Place, Related, many};
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
        if !direction.is_whole_request() || is_discriminator(schema) {
            continue;
        }
        let is_open = tells_callers && direction.is_open_body();
        for schema in schema.unbounded(one, &limits) {
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
    let senders = Senders::new(api);
    let is_common = |severity: Severity| severity < Severity::High;
    let common = groups.iter().filter(|(_, severity)| is_common(*severity)).count();
    let unlimited: usize = groups.iter().map(|(group, _)| group.members.len()).sum();
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
        if let Some(finding) = report(api, &group, words, &senders, cx) {
            finding.severity(severity).help(help);
        }
    }
}

/// Reports a group at its owner, its members named and listed.
fn report<'a, 'c>(
    api: &'a Api,
    group: &Group<'a>,
    words: &Words,
    senders: &Senders,
    cx: &'c mut Cx<'a>,
) -> Option<&'c mut Finding> {
    let (_, first) = group.members.first()?;
    let is_list = matches!(api.kind(group.owner), Kind::Operation | Kind::PathItem);
    let subject = subject(group, first, is_list, words);
    let is_body = matches!(group.way, Way::Direct | Way::Body);
    let uses = if is_list { String::new() } else { senders.words(api, group.owner, is_body) };
    let place = if is_list { Place::key(group.owner) } else { site::place(api, group.owner) };
    let finding = cx.report(place, format!("{subject} {}{uses}", words.weakness));
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
            None => format!("the {noun} `{}` that clients send", first.full()),
        };
    }
    let count = names.len();
    names.truncate(LISTED);
    let more = if count > LISTED { format!(" and {} more", count - LISTED) } else { String::new() };
    let of = if is_list || first.name.is_empty() { String::new() } else { format!(" of `{}`", first.name) };
    format!("{count} {noun}s{of} that clients send ({}{more})", names.join(", "))
}

fn label(site: &Site<'_>, is_list: bool) -> String {
    let name = if is_list { site.full() } else { site.path.clone() };
    if name.is_empty() { "itself".to_owned() } else { format!("`{name}`") }
}

/// Operations that take a body, by index: one that takes none at most returns what a body is made of.
struct Senders(Vec<bool>);

impl Senders {
    fn new(api: &Api) -> Self {
        Self(api.operations().map(|one| one.is_served() && !one.request_payloads().is_empty()).collect())
    }

    /// `, in `POST /orders` and 3 more operations`; empty when no operation is known.
    fn words(&self, api: &Api, node: NodeRef<'_>, is_body: bool) -> String {
        let mut uses = api.uses(node);
        uses.operations.retain(|operation| match is_body {
            true => self.0.get(operation.index()).copied().unwrap_or(false),
            false => operation.is_served(),
        });
        uses.words().map_or(String::new(), |words| format!(", in {words}"))
    }
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
