//! What the rules on the shape of requests share: which schemas clients send, as a body, as a parameter or within one,
//! and what these leave unsaid.

use hashbrown::{HashMap, HashSet};

use crate::finding::Finding;
use crate::model::openapi::{Api, Gap, Key, Kind, Operation, Schema};
use crate::rules::site::{self, Site};
use crate::rules::{Cx, Place, many};
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
    let roles = Roles::new(api);
    let mut out: Vec<Found<'a>> = Vec::new();
    let mut known: HashMap<At, usize> = HashMap::new();
    for schema in api.sent_schemas().filter(|schema| !roles.is_raw(*schema)) {
        let role = roles.of(schema);
        if gap == Gap::Type && roles.forms.contains(&schema.node().at()) {
            continue;
        }
        for (_, place) in schema.gaps().into_iter().filter(|(found, _)| *found == gap) {
            let index = *known.entry(place.node().at()).or_insert(out.len());
            match out.get_mut(index) {
                Some(found) => found.role = found.role.max(role),
                None => out.push(Found { schema: place, role }),
            }
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
    let senders = Senders::new(api);
    for one in found {
        let site = site::of(api, one.schema.node());
        let Some(uses) = senders.words(api, one.schema.node()) else { continue };
        let message = format!("{} {}{uses}", subject(one, &site), (telling.weakness)(one));
        let finding = cx.report(place(one.schema), message);
        finish(one, finding);
    }
}

/// Operations that take something, by index: one that takes nothing at most returns what a body is made of.
pub(super) struct Senders(Vec<bool>);

impl Senders {
    pub(super) fn new(api: &Api) -> Self {
        let takes = |one: Operation<'_>| !one.request_payloads().is_empty() || !one.parameters().is_empty();
        Self(api.operations().map(|one| one.is_served() && takes(one)).collect())
    }

    /// `, in `POST /orders` and 3 more operations`; `None` when clients cannot send it: answers to webhooks are somebody
    /// else's.
    pub(super) fn words(&self, api: &Api, node: NodeRef<'_>) -> Option<String> {
        let mut uses = api.uses(node);
        uses.operations.retain(|operation| self.0.get(operation.index()).copied().unwrap_or(false));
        let writes = uses.operations.iter().any(|operation| !operation.is_safe_method());
        uses.operations.retain(|operation| !writes || !operation.is_safe_method());
        match uses.words() {
            Some(words) => Some(format!(", in {words}")),
            None => uses.is_partial.then(String::new),
        }
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
