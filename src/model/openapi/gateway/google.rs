//! Google Cloud Endpoints and API Gateway. `disable_auth` of a backend is about the token the gateway sends there, not
//! about callers, and is no fact here.

use super::Level::{Api, Operation, PathItem, Scheme, Server};
use super::reading::{Reading, nothing};
use super::{Extension, Fact};
use crate::model::openapi::{SchemeKind, SecurityScheme};
use crate::syntax::NodeRef;

/// For 2.0.
const V2: &str = "https://docs.cloud.google.com/endpoints/docs/openapi/openapi-extensions";
/// For 3.x.
const V3: &str = "https://docs.cloud.google.com/api-gateway/docs/oasv3-extensions";

pub(super) static EXTENSIONS: &[Extension] = &[
    Extension {
        key: "x-google-allow",
        levels: &[Api],
        means: "`all` sends calls that the description does not list on to the backend, without any check",
        reference: V2,
        read: allow,
    },
    Extension {
        key: "x-google-backend",
        levels: &[Api, PathItem, Operation],
        means: "where requests go",
        reference: V2,
        read: backend,
    },
    Extension {
        key: "x-google-api-management",
        levels: &[Api],
        means: "backends, metrics and quotas of a 3.x description",
        reference: V3,
        read: api_management,
    },
    Extension {
        key: "x-google-management",
        levels: &[Api],
        means: "metrics and quotas",
        reference: V2,
        read: management,
    },
    Extension {
        key: "x-google-quota",
        levels: &[Operation],
        means: "what a call costs of which quota",
        reference: V2,
        read: quota,
    },
    Extension {
        key: "x-google-issuer",
        levels: &[Scheme],
        means: "who issues the tokens of the scheme",
        reference: V2,
        read: issuer,
    },
    Extension {
        key: "x-google-jwks_uri",
        levels: &[Scheme],
        means: "the keys that tokens are checked with",
        reference: V2,
        read: keys,
    },
    Extension {
        key: "x-google-auth",
        levels: &[Scheme],
        means: "issuer, keys and audiences of a scheme in a 3.x description",
        reference: "https://docs.cloud.google.com/api-gateway/docs/authenticating-users-jwt",
        read: auth,
    },
    Extension {
        key: "x-google-*",
        levels: &[Api, Operation, Scheme, Server],
        means: "settings without a bearing on security",
        reference: V2,
        read: nothing,
    },
];

/// Keys that the gateway checks itself: `key` and `api_key` in the query, `x-api-key` in a header.
pub(super) fn is_key(scheme: SecurityScheme<'_>) -> bool {
    let SchemeKind::ApiKey { place } = scheme.kind() else { return false };
    let name = scheme.node().get("name").and_then(NodeRef::string).unwrap_or_default().to_ascii_lowercase();
    matches!((&*place, name.as_str()), ("query", "key" | "api_key") | ("header", "x-api-key"))
}

fn allow<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if value.string().as_deref() == Some("all") {
        reading.add(value, Fact::CatchAll(true));
    }
}

fn backend<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.backend(value.get("address"), false);
}

fn api_management<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    for (_, one) in value.get("backends").into_iter().flat_map(NodeRef::entries) {
        reading.backend(one.get("address"), false);
    }
    let quotas = value.get("quota").filter(|quota| quota.subtree().any(|node| is_named(node, "values")));
    if let Some(quota) = quotas {
        reading.add(quota, Fact::Throttle(true));
    }
}

fn is_named(node: NodeRef<'_>, name: &str) -> bool {
    node.key().is_some_and(|key| key.key_text() == name)
}

fn management<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let limits = value.get("quota").and_then(|quota| quota.get("limits")).filter(|limits| !limits.is_empty());
    let measured = value.get("metrics").filter(|metrics| !metrics.is_empty());
    match (limits, measured) {
        (Some(limits), _) => reading.add(limits, Fact::Throttle(true)),
        // What is measured is meant to be limited.
        (None, Some(metrics)) => reading.add(metrics, Fact::Throttle(false)),
        (None, None) => {}
    }
}

fn quota<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if value.get("metricCosts").is_some_and(|costs| !costs.is_empty()) {
        reading.add(value, Fact::Throttle(true));
    }
}

fn issuer<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.add(value, Fact::Authorizer);
    keys(reading, value);
}

fn keys<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.keys(Some(value));
}

fn auth<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if value.get("issuer").is_some() {
        reading.add(value, Fact::Authorizer);
    }
    reading.keys(value.get("issuer"));
    reading.keys(value.get("jwksUri"));
}
