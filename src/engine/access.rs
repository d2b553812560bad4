//! From a root description to its access table. Uses the model, as rules do; judges nothing.

use hashbrown::{HashMap, HashSet};

use super::{Settings, descriptions, guarded, read, status};
use crate::finding::{Access, AccessRow, AccessTable, InputState, Need, SchemeRow, ServerRow, Stated, Transport};
use crate::model::endpoint::Scheme;
use crate::model::openapi::{self, Api, Detected, FlowKind, Operation, Origin, Required, SchemeKind, SecurityScheme};
use crate::source::{Loader, Source, SourceId};
use crate::syntax::{Document, parse};

/// The access tables of the OpenAPI descriptions in a file; a YAML stream may hold several.
///
/// # Errors
/// A sentence when the file cannot be read, holds no OpenAPI description, or something in it cannot be understood.
pub fn access(uri: &str, loader: &dyn Loader, settings: &Settings) -> Result<Vec<AccessTable>, String> {
    let text = read(uri, loader, &settings.limits)?;
    let open = || parse(Source::new(SourceId(0), uri, text.as_str()), &settings.limits, openapi::WORDS);
    let document = guarded(open)?;
    let roots = descriptions(&document);
    if roots.is_empty() {
        return Err(super::NO_DESCRIPTION.to_owned());
    }
    let mut tables = Vec::new();
    for index in roots {
        tables.push(guarded(|| table(open(), index, loader, settings))??);
    }
    Ok(tables)
}

fn table(document: Document, index: usize, loader: &dyn Loader, settings: &Settings) -> Result<AccessTable, String> {
    let Some(root) = document.roots().nth(index) else { return Err(super::NO_DESCRIPTION.to_owned()) };
    let Detected::Known(version) = openapi::detect(root) else {
        return Err("only OpenAPI 2.0 to 3.2 descriptions have an access table".to_owned());
    };
    let at = root.at();
    let api = Api::load(document, at, version, settings.declared.clone(), loader, &settings.limits);
    Ok(of(&api))
}

fn of(api: &Api) -> AccessTable {
    let input = status(api.documents(), api.version.format());
    let broken = input.reason.filter(|_| input.state != InputState::Checked);
    let mut servers = Servers::default();
    AccessTable {
        path: input.path,
        format: api.version.format(),
        schemes: api.security_schemes().map(|(name, _, scheme)| row_of(name, scheme)).collect(),
        operations: api.operations().map(|operation| row(operation, &mut servers)).collect(),
        servers: servers.rows,
        incomplete: broken.or_else(|| api.exceeded().into_iter().next()),
    }
}

/// Addresses by first sight.
#[derive(Default)]
struct Servers {
    rows: Vec<ServerRow>,
    known: HashMap<String, usize>,
}

impl Servers {
    fn index(&mut self, address: &str, transport: Transport) -> usize {
        let rows = &mut self.rows;
        *self.known.entry_ref(address).or_insert_with(|| {
            rows.push(ServerRow { address: address.to_owned(), transport });
            rows.len() - 1
        })
    }

    /// Those of an operation that clients call; the others go where the caller says.
    fn of(&mut self, operation: Operation<'_>) -> Vec<usize> {
        if !operation.is_served() {
            return Vec::new();
        }
        let mut endpoints = operation.endpoints().peekable();
        if endpoints.peek().is_none() {
            return vec![self.index("/", Transport::Unknown)];
        }
        let mut indexes: Vec<usize> = Vec::new();
        let mut seen: HashSet<usize> = HashSet::new();
        for endpoint in endpoints {
            let transport = match endpoint.scheme() {
                Scheme::Https | Scheme::Wss => Transport::Encrypted,
                Scheme::Http | Scheme::Ws => Transport::Cleartext,
                _ => Transport::Unknown,
            };
            let index = self.index(endpoint.text(), transport);
            if seen.insert(index) {
                indexes.push(index);
            }
        }
        indexes
    }
}

fn row_of(name: &str, scheme: Option<SecurityScheme<'_>>) -> SchemeRow {
    SchemeRow { name: name.to_owned(), words: scheme.map(words) }
}

/// What a scheme is, as people say it.
fn words(scheme: SecurityScheme<'_>) -> String {
    let text = |key: &str| scheme.node().get(key).and_then(|node| node.text()).unwrap_or_default();
    match scheme.kind() {
        SchemeKind::Http(name) => match &*text("bearerFormat") {
            "" => format!("HTTP {name}"),
            format => format!("HTTP {name} ({format})"),
        },
        SchemeKind::ApiKey { place } => format!("API key in {place} `{}`", text("name")),
        SchemeKind::OAuth2 => {
            let grants: Vec<&str> = scheme.flows().iter().map(|flow| grant(flow.kind)).collect();
            if grants.is_empty() { "OAuth 2".to_owned() } else { format!("OAuth 2 ({})", grants.join(", ")) }
        }
        SchemeKind::OpenIdConnect => "OpenID Connect".to_owned(),
        SchemeKind::MutualTls => "client certificate".to_owned(),
        SchemeKind::Other(kind) => format!("unknown type `{kind}`"),
    }
}

fn grant(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Implicit => "implicit",
        FlowKind::Password => "password",
        FlowKind::ClientCredentials => "client credentials",
        FlowKind::AuthorizationCode => "authorization code",
        FlowKind::DeviceAuthorization => "device authorization",
    }
}

fn row(operation: Operation<'_>, servers: &mut Servers) -> AccessRow {
    let api = operation.api;
    let security = operation.security();
    let source = &operation.node().doc.source;
    AccessRow {
        method: operation.method().to_owned(),
        path: operation.path().to_owned(),
        origin: match operation.origin() {
            Origin::Path => "path",
            Origin::Webhook => "webhook",
            Origin::Callback => "callback",
        },
        line: source.lines().position(&source.text, operation.node().grip().start).line,
        file: source.uri.clone(),
        access: match () {
            () if operation.is_elsewhere() => Access::Unknown,
            () if security.is_open() => Access::Open,
            () if security.admits_anonymous() => Access::Optional,
            () => Access::Required,
        },
        stated: match () {
            () if operation.is_elsewhere() => Stated::Unknown,
            () if security.is_absent() => Stated::Nowhere,
            () if security.inherited => Stated::Root,
            () => Stated::Operation,
        },
        alternatives: security
            .alternatives()
            .iter()
            .filter(|_| !operation.is_elsewhere())
            .map(|alternative| alternative.schemes.iter().map(|required| need(api, required)).collect())
            .collect(),
        public: operation.public_reason().map(|reason| reason.into_owned()),
        servers: servers.of(operation),
    }
}

fn need(api: &Api, required: &Required) -> Need {
    Need {
        scheme: required.name.clone(),
        scopes: api.node(required.scopes).items().filter_map(|scope| Some(scope.text()?.into_owned())).collect(),
        defined: required.defined,
    }
}
