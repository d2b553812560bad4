//! What the extensions of API gateways say, as facts: who is let in, what is limited, where traffic goes. A table for
//! each vendor names the keys, where they may stand, what they mean and where the vendor publishes that; a key that
//! stands elsewhere is not read. Extensions are data, so everything here is read by plain keys.
//!
//! Vendors without a published key for security in a description have no table: Azure API Management, Apigee and Traefik
//! keep policies in files of their own.

mod aws;
mod google;
mod kong;
mod reading;
mod tyk;
mod wso2;
mod zuplo;

pub use reading::Cors;

use hashbrown::{HashMap, HashSet};

use super::{Api, Fields, Flow, Key, Kind, Operation, SchemeKind, SecurityScheme};
use crate::syntax::{At, NodeRef};
use reading::{Reader, Reading};

/// Who makes the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Vendor {
    /// Amazon API Gateway.
    Aws,
    /// Google Cloud Endpoints and API Gateway.
    Google,
    /// Kong Gateway, by way of decK.
    Kong,
    /// WSO2 API Manager and its microgateway.
    Wso2,
    /// Tyk Gateway.
    Tyk,
    /// Zuplo.
    Zuplo,
}

impl Vendor {
    /// The gateway's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws => "Amazon API Gateway",
            Self::Google => "the Google gateway",
            Self::Kong => "Kong",
            Self::Wso2 => "WSO2",
            Self::Tyk => "Tyk",
            Self::Zuplo => "Zuplo",
        }
    }
}

/// Where an extension may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The root: for the whole API.
    Api,
    /// A Path Item Object: for its operations.
    PathItem,
    /// An Operation Object.
    Operation,
    /// A Security Scheme Object.
    Scheme,
    /// A Server Object.
    Server,
}

/// One row of a vendor's table.
pub struct Extension {
    /// The key; one that ends in `*` stands for all keys that begin so.
    pub key: &'static str,
    /// Where it may stand.
    pub levels: &'static [Level],
    /// What it sets, in the words of the reference.
    pub means: &'static str,
    /// The vendor's documentation.
    pub reference: &'static str,
    read: Reader,
}

impl Extension {
    fn is_named(&self, key: &str) -> bool {
        match self.key.strip_suffix('*') {
            Some(start) => key.starts_with(start),
            None => key == self.key,
        }
    }
}

/// Every table with its vendor, and what the vendor's keys begin with.
static TABLES: &[(Vendor, &[Extension])] = &[
    (Vendor::Aws, aws::EXTENSIONS),
    (Vendor::Google, google::EXTENSIONS),
    (Vendor::Kong, kong::EXTENSIONS),
    (Vendor::Wso2, wso2::EXTENSIONS),
    (Vendor::Tyk, tyk::EXTENSIONS),
    (Vendor::Zuplo, zuplo::EXTENSIONS),
];

/// The row that describes a key, wherever it stands.
pub fn extension(key: &str) -> Option<(Vendor, &'static Extension)> {
    TABLES.iter().find_map(|(vendor, table)| table.iter().find(|row| row.is_named(key)).map(|row| (*vendor, row)))
}

/// What a setting says.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Callers are authenticated at the gateway, or are not.
    Authentication(bool),
    /// The gateway is told how to check the credentials of a scheme.
    Authorizer,
    /// Tokens are checked against the audience they were made for, or are not.
    Audience(bool),
    /// The node is the address of an issuer or of its keys.
    Keys,
    /// Calls are limited, or explicitly are not.
    Throttle(bool),
    /// Requests are checked against the description, or are not.
    Validation(bool),
    /// The node is an address requests are sent on to; a private connection leads there or not.
    Backend {
        /// The address as a URL.
        url: String,
        /// Reached over a private connection of the gateway.
        is_private: bool,
    },
    /// Certificates of backends are verified, or are not.
    TlsVerification(bool),
    /// An outdated protocol version or cipher, in words.
    WeakTls(String),
    /// Paths that the description does not have are forwarded too (`false`: only methods that it does not have).
    CatchAll(bool),
    /// Which pages of other origins may call.
    Cors(Cors),
    /// A policy about who may call at all.
    ResourcePolicy,
    /// The API can only be reached by way of a private network.
    PrivateEndpoint,
    /// The host name that the provider gives every API is answered, or is not.
    DefaultEndpoint(bool),
    /// The node names something inside the provider's account: a role, a function, a number.
    Internal(&'static str),
}

/// A fact and where it is written.
#[derive(Debug)]
struct Data {
    vendor: Vendor,
    fact: Fact,
    node: At,
    key: At,
    extension: At,
    holder: At,
    level: Level,
}

/// What the gateway extensions of a description say.
#[derive(Debug, Default)]
pub(super) struct Settings {
    all: Vec<Data>,
    /// Settings by the object they stand in (Tyk: are about).
    by_holder: HashMap<At, Vec<usize>>,
    /// Served operations by the objects around them.
    operations: HashMap<At, Vec<usize>>,
    vendors: Vec<Vendor>,
    /// Keys that a table describes.
    keys: HashSet<At>,
}

/// One fact about the gateway.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The description.
    pub api: &'a Api,
    data: &'a Data,
}

impl<'a> Setting<'a> {
    /// Whose gateway.
    pub fn vendor(self) -> Vendor {
        self.data.vendor
    }

    /// What is set.
    pub fn fact(self) -> &'a Fact {
        &self.data.fact
    }

    /// The value that sets it.
    pub fn node(self) -> NodeRef<'a> {
        self.api.node(self.data.node)
    }

    /// The value of the extension around it.
    pub fn extension(self) -> NodeRef<'a> {
        self.api.node(self.data.extension)
    }

    /// The key of the extension.
    pub fn key(self) -> &'a str {
        self.api.node(self.data.key).key_text()
    }

    /// The object the setting is about: the root, a path item, an operation, a scheme, a server.
    pub fn holder(self) -> NodeRef<'a> {
        self.api.node(self.data.holder)
    }

    /// The kind of that object.
    pub fn level(self) -> Level {
        self.data.level
    }

    /// Served operations it is about. One that is set nearer to an operation may override it; see
    /// [`Operation::gateway_setting`].
    pub fn operations(self) -> Vec<Operation<'a>> {
        let api = self.api;
        match self.data.level {
            Level::Api | Level::Server => api.served().collect(),
            Level::Scheme => SecurityScheme::new(api, self.holder()).used_by(),
            Level::PathItem | Level::Operation => {
                let known = api.gateway_settings().operations.get(&self.data.holder);
                known.into_iter().flatten().map(|index| api.operation(*index)).collect()
            }
        }
    }
}

/// The gateway in front of the API, as far as the description configures it.
#[derive(Clone, Copy)]
pub struct Gateway<'a> {
    api: &'a Api,
}

impl<'a> Gateway<'a> {
    /// All facts, in the order of the objects they stand in: root, servers, schemes, then path items and operations.
    pub fn settings(self) -> impl Iterator<Item = Setting<'a>> {
        let api = self.api;
        api.gateway_settings().all.iter().map(move |data| Setting { api, data })
    }

    /// Vendors whose extensions are used.
    pub fn vendors(self) -> &'a [Vendor] {
        &self.api.gateway_settings().vendors
    }

    /// True when extensions of a vendor are used.
    pub fn is_from(self, vendor: Vendor) -> bool {
        self.vendors().contains(&vendor)
    }

    /// True for an extension's value that a table describes, at a place where it may stand.
    pub fn is_setting(self, extension: NodeRef<'_>) -> bool {
        self.api.gateway_settings().keys.contains(&extension.at())
    }
}

impl Api {
    /// What the description says about the gateway in front of the API.
    pub fn gateway(&self) -> Gateway<'_> {
        Gateway { api: self }
    }

    fn gateway_settings(&self) -> &Settings {
        self.gateway.get_or_init(|| collect(self))
    }
}

impl<'a> Operation<'a> {
    /// Settings that are about the operation, the nearest first: its own, those of its path items, those of the root.
    pub fn gateway_settings(self) -> impl Iterator<Item = Setting<'a>> {
        let api = self.api;
        let settings = api.gateway_settings();
        let holders = std::iter::once(self.node()).chain(self.path_items()).chain(std::iter::once(api.root()));
        holders
            .filter(|_| !settings.all.is_empty())
            .filter_map(|holder| settings.by_holder.get(&holder.at()))
            .flatten()
            .filter_map(move |index| settings.all.get(*index).map(|data| Setting { api, data }))
    }

    /// What is in force of a kind of facts that are on or off: on when any is on that nothing nearer of the same key
    /// switches off; `None` when nothing is said.
    pub fn gateway_setting(self, kind: fn(&Fact) -> Option<bool>) -> Option<Setting<'a>> {
        let mut decided: Vec<(Vendor, &str)> = Vec::new();
        let mut off = None;
        for setting in self.gateway_settings() {
            let Some(is_on) = kind(setting.fact()) else { continue };
            let subject = (setting.vendor(), setting.subject());
            if decided.contains(&subject) {
                continue;
            }
            decided.push(subject);
            if is_on {
                return Some(setting);
            }
            off = off.or(Some(setting));
        }
        off
    }

    /// What the gateway is told about callers without credentials, whatever `security` says.
    pub fn gateway_authentication(self) -> Option<Setting<'a>> {
        let setting = self.gateway_setting(Fact::as_authentication)?;
        if *setting.fact() == Fact::Authentication(true) {
            return Some(setting);
        }
        let is_real = match setting.vendor() {
            // A plugin that is off says something only where it would else be on.
            Vendor::Kong => self
                .gateway_settings()
                .any(|other| other.key() == setting.key() && *other.fact() == Fact::Authentication(true)),
            // Keys of usage plans are checked beside the authorization.
            Vendor::Aws => !self.needs_gateway_key(),
            _ => true,
        };
        is_real.then_some(setting)
    }

    /// True when every way in needs a key that Amazon's gateway checks.
    fn needs_gateway_key(self) -> bool {
        let list = self.api.own_requirements(self.node()).or_else(|| self.api.root_requirements());
        list.is_some_and(|list| {
            list.alternatives.iter().all(|alternative| {
                let mut schemes = alternative.schemes.iter().filter_map(|one| self.api.required_scheme(one));
                schemes.any(aws::is_key)
            })
        })
    }

    /// True when the gateway is told to let nobody call the operation without credentials, whatever `security` says.
    pub fn is_authenticated_by_gateway(self) -> bool {
        self.gateway_authentication().is_some_and(|setting| *setting.fact() == Fact::Authentication(true))
    }
}

impl<'a> Setting<'a> {
    /// What a nearer setting overrides: in Kong each plugin by itself, elsewhere an extension about authentication any
    /// other, and each key itself.
    fn subject(self) -> &'a str {
        match (self.data.vendor, &self.data.fact) {
            (Vendor::Kong, _) => self.key(),
            (_, Fact::Authentication(_)) => "",
            _ => self.key(),
        }
    }
}

impl Fact {
    /// On or off, of [`Fact::Authentication`].
    pub fn as_authentication(&self) -> Option<bool> {
        if let Self::Authentication(is_on) = self { Some(*is_on) } else { None }
    }

    /// On or off, of [`Fact::Throttle`].
    pub fn as_throttle(&self) -> Option<bool> {
        if let Self::Throttle(is_on) = self { Some(*is_on) } else { None }
    }

    /// On or off, of [`Fact::Validation`].
    pub fn as_validation(&self) -> Option<bool> {
        if let Self::Validation(is_on) = self { Some(*is_on) } else { None }
    }
}

impl<'a> SecurityScheme<'a> {
    /// Whether the gateway checks the credentials of this scheme: `None` when no extension says which gateway that is, or
    /// the gateway leaves it to others.
    pub fn is_enforced_by_gateway(self) -> Option<bool> {
        let settings = self.api.gateway_settings();
        if self.has_authorizer() {
            return Some(true);
        }
        let [vendor] = settings.vendors.as_slice() else { return None };
        match vendor {
            Vendor::Aws => Some(aws::is_key(self)),
            Vendor::Google => Some(google::is_key(self)),
            // decK makes a plugin of an OpenID Connect scheme; plugins for others may stand in other files.
            Vendor::Kong if self.kind() == SchemeKind::OpenIdConnect => Some(true),
            Vendor::Tyk => self.name().and_then(|name| tyk::is_enabled(self.api, name)),
            _ => None,
        }
    }
}

impl SecurityScheme<'_> {
    /// True when an extension says how the gateway checks the scheme.
    fn has_authorizer(self) -> bool {
        let settings = self.api.gateway_settings();
        let own = settings.by_holder.get(&self.node().at());
        let mut facts = own.into_iter().flatten().filter_map(|index| settings.all.get(*index)).map(|data| &data.fact);
        facts.any(|fact| *fact == Fact::Authorizer)
    }

    /// True for a flow that is there because the version demands one: the gateway checks tokens of an issuer that is
    /// named beside it, and no address says where the flow would begin.
    pub fn is_formality(self, flow: &Flow<'_>) -> bool {
        let leads_nowhere =
            |key: Key| flow.node.field(key).and_then(NodeRef::string).is_none_or(|url| url.trim().is_empty());
        leads_nowhere(Key::AuthorizationUrl) && leads_nowhere(Key::TokenUrl) && self.has_authorizer()
    }
}

fn collect(api: &Api) -> Settings {
    let mut reading = Reading::new(api);
    let root = api.root();
    reading.holder(root, Level::Api);
    for server in api.nodes_of(Kind::Server) {
        reading.holder(server, Level::Server);
    }
    for scheme in api.nodes_of(Kind::SecurityScheme) {
        reading.holder(scheme, Level::Scheme);
    }
    for item in api.nodes_of(Kind::PathItem) {
        reading.holder(item, Level::PathItem);
    }
    for operation in api.nodes_of(Kind::Operation) {
        reading.holder(operation, Level::Operation);
    }
    let mut settings = reading.settings;
    if settings.all.is_empty() {
        return settings;
    }
    for (index, data) in settings.all.iter().enumerate() {
        settings.by_holder.entry(data.holder).or_default().push(index);
    }
    for operation in api.served() {
        for holder in std::iter::once(operation.node()).chain(operation.path_items()) {
            settings.operations.entry(holder.at()).or_default().push(operation.index());
        }
    }
    settings
}

#[cfg(test)]
mod tests;
