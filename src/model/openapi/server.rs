//! Where traffic goes: 2.0's `schemes` × `host` × `basePath` and 3.x servers with their variables, as endpoints.

use std::borrow::Cow;
use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};

use super::{Api, Fields, Key, Kind, Operation, Version};
use crate::model::endpoint::{Scheme, Url};
use crate::syntax::{At, NodeRef};

/// One address in one spelling of its scheme. A server whose scheme a variable decides has one for each choice.
#[derive(Debug)]
pub(super) struct Data {
    /// What the author would change: the `url`, or one entry of `schemes` in 2.0.
    at: At,
    /// The object that declares it: a Server Object, or the object that holds `schemes` (2.0).
    site: At,
    /// The list or object operations inherit: `servers`, `schemes`, or the root of 2.0 without `schemes`.
    group: At,
    text: String,
    scheme: Scheme,
    /// The server variable's value that decided the scheme: its `default` or an entry of its `enum`.
    choice: Option<At>,
}

/// An address operations are served at.
#[derive(Clone, Copy)]
pub struct Endpoint<'a> {
    /// The description.
    pub api: &'a Api,
    data: &'a Data,
}

impl PartialEq for Endpoint<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.data, other.data)
    }
}

impl<'a> Endpoint<'a> {
    /// What the author would change: the `url`, or one entry of `schemes` in 2.0.
    pub fn node(self) -> NodeRef<'a> {
        self.api.node(self.data.at)
    }

    /// The object that declares it.
    pub fn site(self) -> NodeRef<'a> {
        self.api.node(self.data.site)
    }

    /// The server variable's value that decides the scheme, where one does.
    pub fn choice(self) -> Option<NodeRef<'a>> {
        self.data.choice.map(|at| self.api.node(at))
    }

    /// The address with its variables filled in (defaults, and the choice that decides the scheme).
    pub fn text(self) -> &'a str {
        &self.data.text
    }

    /// The address taken apart.
    pub fn url(self) -> Url<'a> {
        Url::parse(&self.data.text)
    }

    /// How it is reached.
    pub fn scheme(self) -> &'a Scheme {
        &self.data.scheme
    }

    /// Served operations whose traffic goes here.
    pub fn used_by(self) -> Vec<Operation<'a>> {
        let users = self.api.endpoints.users.get_or_init(|| {
            let mut users: HashMap<At, Vec<usize>> = HashMap::new();
            for operation in self.api.served() {
                if let Some(group) = group_of(operation) {
                    users.entry(group).or_default().push(operation.index());
                }
            }
            users
        });
        users.get(&self.data.group).into_iter().flatten().map(|index| self.api.operation(*index)).collect()
    }
}

/// All endpoints, and those of each group.
#[derive(Debug, Default)]
pub(super) struct Endpoints {
    all: Vec<Data>,
    by_group: HashMap<At, Vec<usize>>,
    /// Served operations by the group they use, worked out when a rule asks.
    users: OnceLock<HashMap<At, Vec<usize>>>,
}

impl Api {
    /// Every endpoint declared anywhere, in the order of the description.
    pub fn endpoints(&self) -> impl Iterator<Item = Endpoint<'_>> {
        self.endpoints.all.iter().map(move |data| Endpoint { api: self, data })
    }
}

/// The endpoints of an operation: the most specific level that declares any.
pub(super) fn effective(operation: Operation<'_>) -> impl Iterator<Item = Endpoint<'_>> + Clone {
    let api = operation.api;
    let group = group_of(operation).and_then(|group| api.endpoints.by_group.get(&group));
    group.into_iter().flatten().map(move |index| Endpoint { api, data: &api.endpoints.all[*index] })
}

/// The group of endpoints an operation uses.
pub(super) fn group_of(operation: Operation<'_>) -> Option<At> {
    let api = operation.api;
    let key = if api.version == Version::V2 { Key::Schemes } else { Key::Servers };
    let levels = std::iter::once(operation.node()).chain(operation.path_items());
    let own = levels.filter_map(|node| node.field(key)).find(|list| !list.is_empty());
    let group = match api.version {
        Version::V2 => own.or_else(|| api.root().field(Key::Schemes)).unwrap_or(api.root()),
        _ => own.or_else(|| api.root().field(Key::Servers))?,
    };
    Some(group.at())
}

pub(super) fn collect(api: &Api) -> Endpoints {
    let all = if api.version == Version::V2 { collect_v2(api) } else { collect_v3(api) };
    let mut by_group: HashMap<At, Vec<usize>> = HashMap::new();
    for (index, data) in all.iter().enumerate() {
        by_group.entry(data.group).or_default().push(index);
    }
    Endpoints { all, by_group, users: OnceLock::new() }
}

fn collect_v2(api: &Api) -> Vec<Data> {
    let root = api.root();
    let text = |key| root.field(key).and_then(NodeRef::text).unwrap_or(Cow::Borrowed(""));
    let (host, base) = (text(Key::Host), text(Key::BasePath));
    let address = |scheme: &str| match (scheme, host.is_empty()) {
        (_, true) => base.to_string(),
        ("", false) => format!("//{host}{base}"),
        (scheme, false) => format!("{scheme}://{host}{base}"),
    };
    let mut out = Vec::new();
    let holders = std::iter::once(root).chain(api.nodes_of(Kind::Operation));
    for holder in holders {
        let list = holder.field(Key::Schemes).filter(|list| !list.is_empty());
        for scheme in list.into_iter().flat_map(NodeRef::items) {
            let Some(name) = scheme.string() else { continue };
            out.push(Data {
                at: scheme.at(),
                site: holder.at(),
                group: scheme.parent().unwrap_or(holder).at(),
                text: address(&name),
                scheme: Scheme::named(&name),
                choice: None,
            });
        }
        if list.is_none() && holder == root {
            // Without `schemes` the document's own address decides, which nobody here knows.
            let at = root.field(Key::Host).unwrap_or(root).at();
            let site = root.at();
            out.push(Data { at, site, group: site, text: address(""), scheme: Scheme::Unknown, choice: None });
        }
    }
    out
}

fn collect_v3(api: &Api) -> Vec<Data> {
    let mut out = Vec::new();
    for server in api.nodes_of(Kind::Server) {
        let Some(url) = server.field(Key::Url) else { continue };
        let Some(template) = url.string() else { continue };
        let group = server.parent().unwrap_or(server).at();
        for (text, choice) in expand(server, &template) {
            let scheme = Url::parse(&text).scheme().clone();
            out.push(Data { at: url.at(), site: server.at(), group, text, scheme, choice });
        }
    }
    out
}

/// Fills variables in. The one in the place of the scheme is tried with every value it may take, the others take their
/// default; a variable without a declaration stays as it is.
fn expand(server: NodeRef<'_>, template: &str) -> Vec<(String, Option<At>)> {
    let variables = server.field(Key::Variables);
    let mut rest = template;
    let mut fixed = String::new();
    let mut deciding: Option<NodeRef<'_>> = None;
    let mut behind = String::new();
    while let Some((before, name, after)) = next_variable(rest) {
        let variable = variables.and_then(|variables| variables.get(name));
        let decides = deciding.is_none() && fixed.is_empty() && before.is_empty();
        let out = if deciding.is_some() { &mut behind } else { &mut fixed };
        out.push_str(before);
        match variable {
            Some(variable) if decides => deciding = Some(variable),
            Some(variable) => {
                let default = variable.field(Key::Default).and_then(NodeRef::text);
                out.push_str(&default.unwrap_or_else(|| Cow::Owned(format!("{{{name}}}"))));
            }
            None => out.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    if deciding.is_some() { &mut behind } else { &mut fixed }.push_str(rest);
    let Some(variable) = deciding else { return vec![(fixed, None)] };

    let default = variable.field(Key::Default);
    let values = default.into_iter().chain(variable.field(Key::Enum).into_iter().flat_map(NodeRef::items));
    let mut out: Vec<(String, Option<At>)> = Vec::new();
    let mut known = HashSet::new();
    for value in values {
        let Some(text) = value.text() else { continue };
        let text = format!("{fixed}{text}{behind}");
        if known.insert(text.clone()) {
            out.push((text, Some(value.at())));
        }
    }
    if out.is_empty() {
        out.push((template.to_owned(), None));
    }
    out
}

/// Splits at the first `{name}`.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('{')?;
    let close = open + text[open..].find('}')?;
    Some((&text[..open], &text[open + 1..close], &text[close + 1..]))
}
