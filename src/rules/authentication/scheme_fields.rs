//! Which fields a security scheme of a type has and cannot do without, and what was meant by a type that is none.

use crate::model::openapi::{Fields, FlowKind, Key, Kind, SchemeKind, SecurityScheme, Version, grammar};
use crate::syntax::NodeRef;
use crate::words;

/// Fields of the object that only some types have.
const OWN: &[Key] = &[
    Key::Name,
    Key::In,
    Key::Scheme,
    Key::BearerFormat,
    Key::Flows,
    Key::Flow,
    Key::AuthorizationUrl,
    Key::TokenUrl,
    Key::Scopes,
    Key::OpenIdConnectUrl,
    Key::OAuth2MetadataUrl,
];

/// Fields that a scheme has and its type does not. What its version does not know at all is an unknown field.
pub(super) fn foreign<'a>(scheme: SecurityScheme<'a>) -> Vec<(Key, NodeRef<'a>)> {
    let own: &[Key] = match (scheme.kind(), scheme.api.version) {
        (SchemeKind::Http(_), Version::V2) => &[],
        (SchemeKind::Http(name), _) if name == "bearer" => &[Key::Scheme, Key::BearerFormat],
        (SchemeKind::Http(_), _) => &[Key::Scheme],
        (SchemeKind::ApiKey { .. }, _) => &[Key::Name, Key::In],
        (SchemeKind::OAuth2, Version::V2) => &[Key::Flow, Key::AuthorizationUrl, Key::TokenUrl, Key::Scopes],
        (SchemeKind::OAuth2, _) => &[Key::Flows, Key::OAuth2MetadataUrl],
        (SchemeKind::OpenIdConnect, _) => &[Key::OpenIdConnectUrl],
        (SchemeKind::MutualTls | SchemeKind::Other(_), _) => &[],
    };
    let node = scheme.node();
    let known = |key: &Key| grammar::field(Kind::SecurityScheme, *key);
    let version = scheme.api.version.as_set();
    let is_known = |key: &Key| known(key).is_some_and(|row| row.versions.has(version));
    OWN.iter()
        .filter(|key| !own.contains(key) && is_known(key))
        .filter_map(|key| Some((*key, node.field(*key)?)))
        .collect()
}

/// What to write for a type that no version has.
pub(super) fn instead(version: Version, name: &str) -> String {
    let is_v2 = version == Version::V2;
    let known: &[&str] = match version {
        Version::V2 => &["basic", "apiKey", "oauth2"],
        Version::V30 => &["apiKey", "http", "oauth2", "openIdConnect"],
        _ => &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"],
    };
    match (words::split(name).concat().as_str(), is_v2) {
        ("basic" | "basicauth", false) => "write `type: http` and `scheme: basic`".to_owned(),
        ("bearer" | "jwt" | "bearerauth" | "token" | "httpbearer", false) => {
            "write `type: http` and `scheme: bearer`".to_owned()
        }
        ("bearer" | "jwt" | "bearerauth" | "token", true) => {
            "write `type: apiKey` with `in: header` and `name: Authorization`".to_owned()
        }
        _ => match words::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("write one of {}", known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// The addresses a flow cannot do without.
pub(super) fn needed(flow: FlowKind) -> &'static [Key] {
    match flow {
        FlowKind::Implicit => &[Key::AuthorizationUrl],
        FlowKind::Password | FlowKind::ClientCredentials => &[Key::TokenUrl],
        FlowKind::AuthorizationCode => &[Key::AuthorizationUrl, Key::TokenUrl],
        FlowKind::DeviceAuthorization => &[Key::DeviceAuthorizationUrl, Key::TokenUrl],
    }
}

/// True when an address is among them.
pub(super) fn flow_address(fields: &[Key]) -> bool {
    fields.iter().any(|key| matches!(key, Key::AuthorizationUrl | Key::TokenUrl | Key::DeviceAuthorizationUrl))
}

/// Nothing, or text of nothing.
pub(super) fn is_blank(node: NodeRef<'_>) -> bool {
    node.is_scalar() && (node.is_null() || node.text().is_none_or(|text| text.trim().is_empty()))
}
