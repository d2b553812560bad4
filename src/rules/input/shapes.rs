//! What the rules on the shape of requests share: which schemas clients send, as a body, as a parameter or within one,
//! and what these leave unsaid.

use hashbrown::{HashMap, HashSet};

use crate::finding::Finding;
use crate::model::openapi::{Api, Gap, Key, Kind, Operation, Reach, Schema, Way};
use crate::rules::site::{self, Site};
use crate::rules::{Cx, Place, exposed, many};
use crate::syntax::{At, NodeRef};
use crate::words;

/// What a schema is to a request. In the order of what a weakness there weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A property, an item, a value of a map.
    Part,
    /// All of a parameter.
    Parameter,
    /// All of a body.
    Body,
}

/// A schema that leaves something unsaid.
pub(super) struct Found<'a> {
    pub(super) schema: Schema<'a>,
    pub(super) role: Role,
}

/// Which schemas are bodies and parameters as a whole.
pub(super) struct Roles {
    roles: HashMap<At, Role>,
    /// Bodies of media types that no schema describes.
    raw: HashSet<At>,
    /// Bodies that are forms, which are objects by nature.
    forms: HashSet<At>,
}

impl Roles {
    pub(super) fn new(api: &Api) -> Self {
        let mut roles = HashMap::new();
        let (mut raw, mut forms, mut documents) = (HashSet::new(), HashSet::new(), HashSet::new());
        for operation in api.served() {
            for payload in operation.request_payloads() {
                let Some(schema) = payload.schema else { continue };
                let at = schema.node().at();
                if payload.is_form() {
                    forms.insert(at)
                } else {
                    documents.insert(at)
                };
                let is_field = api.kind(schema.node()) == Kind::Parameter;
                match payload.is_structured() {
                    true if is_field => roles.entry(schema.node().at()).or_insert(Role::Parameter),
                    true => roles.entry(schema.node().at()).insert(Role::Body).into_mut(),
                    false => {
                        raw.insert(schema.node().at());
                        continue;
                    }
                };
            }
            for parameter in operation.parameters() {
                for schema in parameter.schemas() {
                    roles.entry(schema.node().at()).or_insert(Role::Parameter);
                }
            }
        }
        raw.retain(|at| !roles.contains_key(at));
        forms.retain(|at| !documents.contains(at));
        Self { roles, raw, forms }
    }

    pub(super) fn of(&self, schema: Schema<'_>) -> Role {
        self.roles.get(&schema.node().at()).copied().unwrap_or(Role::Part)
    }

    /// True for what is sent as it is, such as an image.
    fn is_raw(&self, schema: Schema<'_>) -> bool {
        self.raw.contains(&schema.node().at())
    }
}

/// Schemas of requests with one gap, each place once.
pub(super) fn with_gap<'a>(api: &'a Api, gap: Gap) -> Vec<Found<'a>> {
    let mut gaps = api.sent_gaps().filter(|(_, found, _)| *found == gap).peekable();
    if gaps.peek().is_none() {
        return Vec::new();
    }
    let roles = Roles::new(api);
    let mut out: Vec<Found<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    for (schema, _, place) in gaps.filter(|(schema, ..)| !roles.is_raw(*schema)) {
        let role = roles.of(schema);
        if gap == Gap::Type && roles.forms.contains(&schema.node().at()) {
            continue;
        }
        let index = *known.entry(place.node().at()).or_insert(out.len());
        match out.get_mut(index) {
            Some(found) => found.role = found.role.max(role),
            None => out.push(Found { schema: place, role }),
        }
    }
    out
}

/// True where any value is meant: the value of a JSON Patch, and what its author describes as such.
pub(super) fn is_meant_open(schema: Schema<'_>) -> bool {
    is_patch_value(schema.node()) || schema.own(Key::Description).and_then(NodeRef::string).is_some_and(says_any)
}

/// `value` beside `op` and `path` (RFC 6902).
pub(super) fn is_patch_value(node: NodeRef<'_>) -> bool {
    let Some(key) = node.key().filter(|key| key.key_text() == "value") else { return false };
    key.parent().is_some_and(|properties| properties.get("op").is_some())
}

fn says_any(description: std::borrow::Cow<'_, str>) -> bool {
    words::split(&description).iter().any(|word| {
        matches!(
            word.as_str(),
            "any" | "arbitrary" | "free" | "freeform" | "anything" | "dynamic" | "custom" | "whatever"
        )
    })
}

/// How the findings of one rule are told.
pub(super) struct Telling<'f, 'a> {
    /// What is wrong with one, behind its name: `may be any value`.
    pub(super) weakness: &'f dyn Fn(&Found<'a>) -> String,
    /// The same for many.
    pub(super) habit: &'static str,
    /// Of so many schemas that could have it.
    pub(super) total: usize,
}

/// Reports each place, or all at once where it is the habit of a description. `finish` adds what more is to be said.
pub(super) fn report<'a>(
    api: &'a Api,
    found: &[Found<'a>],
    telling: &Telling<'_, 'a>,
    cx: &mut Cx<'a>,
    finish: &dyn Fn(&Found<'a>, &mut Finding),
) {
    let Some(first) = found.first() else { return };
    let is_habit = found.len() > many::MANY && found.len() * 2 > telling.total;
    if is_habit || many::is_one_decision(found.len(), cx) {
        let message = format!("{} schemas that clients send {}", found.len(), telling.habit);
        let finding = cx.report(Place::key(many::whole(api)), message);
        finish(found.iter().max_by_key(|one| one.role).unwrap_or(first), finding);
        finding.primary.text.clear();
        many::list(finding, found.iter().map(|one| place(one.schema)), "here");
        return;
    }
    for one in found {
        let Some(by) = senders(api, one.schema.node()) else { continue };
        let subject = subject(one, &site::of(api, one.schema.node()));
        let message = format!("{} {}", with_senders(&subject, &by), (telling.weakness)(one));
        let finding = cx.report(place(one.schema), message);
        finish(one, finding);
        exposed::chain(finding, &by);
    }
}

/// The operations clients call that take a schema; `None` when there are none: answers to webhooks are somebody else's.
pub(super) fn senders<'a>(api: &'a Api, node: NodeRef<'a>) -> Option<Reach<'a>> {
    let mut by = api.reach(node, Way::Received);
    by.retain(Operation::is_served);
    (!by.is_empty() || by.is_partial()).then_some(by)
}

/// `` `Order`, received by `POST /orders`,`` or the name alone.
pub(super) fn with_senders(name: &str, by: &Reach<'_>) -> String {
    match by.clause() {
        Some(clause) => format!("{name}, {clause},"),
        None => name.to_owned(),
    }
}

/// Where to point at a schema: at itself when it is a mere `{}` or `true`, at its name otherwise.
pub(super) fn place(schema: Schema<'_>) -> Place<'_> {
    match schema.boolean() {
        Some(_) => Place::value(schema.node()),
        None => site::place(schema.api, schema.node()),
    }
}

fn subject(found: &Found<'_>, site: &Site<'_>) -> String {
    let name = site.full();
    match (found.role, &site.parameter) {
        (_, Some(_)) => format!("the parameter `{name}`"),
        (Role::Body, _) | (_, None) if name.is_empty() => "the body".to_owned(),
        (Role::Body, _) => format!("the body `{name}`"),
        _ => format!("`{name}`"),
    }
}
