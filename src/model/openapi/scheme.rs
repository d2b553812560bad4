//! Security schemes of all versions as one type.

use std::borrow::Cow;

use hashbrown::{HashMap, HashSet};

use super::{Api, Fields, Key, Kind, Requirements, Version};
use crate::syntax::{At, NodeRef};

/// A scheme under the name requirements use.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    /// As written under the name.
    pub(super) written: At,
    /// The Security Scheme Object; `None` when the reference leads nowhere we know.
    pub(super) target: Option<At>,
}

/// Schemes of the entry document, which alone decides (3.x), in order.
pub(super) fn collect(api: &Api) -> Vec<Named> {
    let root = api.root();
    let map = match api.version {
        Version::V2 => root.field(Key::SecurityDefinitions),
        _ => root.field(Key::Components).and_then(|components| components.field(Key::SecuritySchemes)),
    };
    map.into_iter()
        .flat_map(NodeRef::entries)
        // `x-api-key` is a name like any other in a map of schemes.
        .filter(|(key, value)| value.is_map() || !key.key_text().starts_with("x-"))
        .map(|(key, value)| Named {
            name: key.key_text().to_owned(),
            written: value.at(),
            target: api.resolve(value).filter(|node| api.kind(*node) == Kind::SecurityScheme).map(NodeRef::at),
        })
        .collect()
}

/// What a scheme is.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemeKind<'a> {
    /// HTTP authentication with a scheme name in lower case: `basic`, `bearer`, `digest` … (2.0: `type: basic`).
    Http(Cow<'a, str>),
    /// A key; `place` is `header`, `query`, `cookie` or what else is written.
    ApiKey {
        /// Where it is sent.
        place: Cow<'a, str>,
    },
    /// OAuth 2; see [`SecurityScheme::flows`].
    OAuth2,
    /// OpenID Connect discovery.
    OpenIdConnect,
    /// Client certificates (3.1 and later).
    MutualTls,
    /// Anything else.
    Other(Cow<'a, str>),
}

/// A Security Scheme Object.
#[derive(Clone, Copy)]
pub struct SecurityScheme<'a> {
    /// The description.
    pub api: &'a Api,
    node: NodeRef<'a>,
}

impl<'a> SecurityScheme<'a> {
    /// A view of a node of that kind.
    pub fn new(api: &'a Api, node: NodeRef<'a>) -> Self {
        Self { api, node }
    }

    /// The object.
    pub fn node(self) -> NodeRef<'a> {
        self.node
    }

    /// The name requirements use for it, if the entry document gives it one.
    pub fn name(self) -> Option<&'a str> {
        let at = self.node.at();
        self.api.schemes.iter().find(|named| named.target == Some(at)).map(|named| named.name.as_str())
    }

    /// What it is.
    pub fn kind(self) -> SchemeKind<'a> {
        let text = |key| self.node.field(key).and_then(NodeRef::string).unwrap_or_default();
        match &*text(Key::Type) {
            "basic" if self.api.version == Version::V2 => SchemeKind::Http(Cow::Borrowed("basic")),
            "http" => SchemeKind::Http(Cow::Owned(text(Key::Scheme).to_lowercase())),
            "apiKey" => SchemeKind::ApiKey { place: text(Key::In) },
            "oauth2" => SchemeKind::OAuth2,
            "openIdConnect" => SchemeKind::OpenIdConnect,
            "mutualTLS" => SchemeKind::MutualTls,
            _ => SchemeKind::Other(text(Key::Type)),
        }
    }

    /// The field that says what it is: `scheme` of an HTTP scheme, `in` of a key, else `type`, else the object.
    pub fn kind_node(self) -> NodeRef<'a> {
        let key = match self.kind() {
            SchemeKind::Http(_) if self.api.version != Version::V2 => Key::Scheme,
            SchemeKind::ApiKey { .. } => Key::In,
            _ => Key::Type,
        };
        self.node.field(key).or_else(|| self.node.field(Key::Type)).unwrap_or(self.node)
    }

    /// Marked `deprecated` (3.2).
    pub fn is_deprecated(self) -> bool {
        self.api.version == Version::V32 && self.node.field(Key::Deprecated).and_then(NodeRef::bool) == Some(true)
    }

    /// OAuth flows, in order; 2.0 has one.
    pub fn flows(self) -> Vec<Flow<'a>> {
        if self.api.version == Version::V2 {
            let flow = self.node.field(Key::Flow);
            let kind = flow.and_then(NodeRef::string).and_then(|name| FlowKind::of_v2(&name));
            return flow
                .zip(kind)
                .map(|(named_at, kind)| Flow { kind, named_at, node: self.node })
                .into_iter()
                .collect();
        }
        let flows = self.node.field(Key::Flows).into_iter().flat_map(NodeRef::entries);
        flows
            .filter_map(|(key, node)| FlowKind::named(key.key_text()).map(|kind| Flow { kind, named_at: key, node }))
            .collect()
    }

    /// Operations that need this scheme in at least one way of being called, callbacks and webhooks left out.
    pub fn used_by(self) -> Vec<super::Operation<'a>> {
        let users = self.users();
        // Every scheme of the root's list is used by every operation that has no list of its own.
        let mut walk = self.api.walk();
        let lists = users.lists.get(&self.node.at()).into_iter().flatten();
        let operations = lists.filter_map(|list| users.operations.get(list)).flatten();
        let mut indexes: Vec<usize> = operations.copied().take_while(|_| walk.goes_on()).collect();
        indexes.sort_unstable();
        indexes.into_iter().map(|index| self.api.operation(index)).collect()
    }

    /// True when operations that this API calls name the scheme.
    pub fn is_used_by_others(self) -> bool {
        self.users().others.contains(&self.node.at())
    }

    /// True when a requirement names the scheme: the root's, that of an operation, or one of [`Self::is_used_by_others`].
    pub fn is_required(self) -> bool {
        let (users, at) = (self.users(), self.node.at());
        users.lists.contains_key(&at) || users.others.contains(&at) || users.of_root.contains(&at)
    }

    fn users(self) -> &'a Users {
        self.api.scheme_users.get_or_init(|| Users::new(self.api))
    }
}

/// Who uses which scheme.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// Requirement lists by the schemes they name.
    lists: HashMap<At, Vec<At>>,
    /// Served operations by the list that protects them.
    operations: HashMap<At, Vec<usize>>,
    /// Schemes that callbacks and webhooks name.
    others: HashSet<At>,
    /// Schemes that the root names, be it for no operation.
    of_root: HashSet<At>,
}

impl Users {
    fn new(api: &Api) -> Self {
        let mut users = Self::default();
        let targets = |list: &Requirements| {
            let required = list.alternatives.iter().flat_map(|alternative| &alternative.schemes);
            required.filter_map(|required| required.target).collect::<Vec<At>>()
        };
        for operation in api.served() {
            let Some(list) = operation.security().requirements else { continue };
            let is_new = !users.operations.contains_key(&list.at);
            users.operations.entry(list.at).or_default().push(operation.index());
            for target in if is_new { targets(list) } else { Vec::new() } {
                let lists = users.lists.entry(target).or_default();
                if lists.last() != Some(&list.at) {
                    lists.push(list.at);
                }
            }
        }
        users.of_root.extend(api.root_requirements().into_iter().flat_map(targets));
        let mut known = HashSet::new();
        for operation in api.operations().filter(|operation| !operation.is_served()) {
            let list = operation.security().requirements.filter(|list| known.insert(list.at));
            users.others.extend(list.into_iter().flat_map(targets));
        }
        users
    }
}

/// The grant of an OAuth flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// Tokens in the URL.
    Implicit,
    /// The user's password to the client.
    Password,
    /// 2.0 calls it `application`.
    ClientCredentials,
    /// 2.0 calls it `accessCode`.
    AuthorizationCode,
    /// RFC 8628 (3.2).
    DeviceAuthorization,
}

impl FlowKind {
    fn of_v2(name: &str) -> Option<Self> {
        Some(match name {
            "implicit" => Self::Implicit,
            "password" => Self::Password,
            "application" => Self::ClientCredentials,
            "accessCode" => Self::AuthorizationCode,
            _ => return None,
        })
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "implicit" => Self::Implicit,
            "password" => Self::Password,
            "clientCredentials" => Self::ClientCredentials,
            "authorizationCode" => Self::AuthorizationCode,
            "deviceAuthorization" => Self::DeviceAuthorization,
            _ => return None,
        })
    }
}

/// One OAuth flow.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    /// Its grant.
    pub kind: FlowKind,
    /// The node that names the grant: the key in 3.x, the value of `flow` in 2.0.
    pub named_at: NodeRef<'a>,
    /// The object that holds its URLs and scopes.
    pub node: NodeRef<'a>,
}

impl<'a> Api {
    /// Schemes of the entry document by name; `None` for one whose definition is unknown.
    pub fn security_schemes(&'a self) -> impl Iterator<Item = (&'a str, NodeRef<'a>, Option<SecurityScheme<'a>>)> {
        self.schemes.iter().map(move |named| {
            let scheme = named.target.map(|at| SecurityScheme::new(self, self.node(at)));
            (named.name.as_str(), self.node(named.written), scheme)
        })
    }
}
