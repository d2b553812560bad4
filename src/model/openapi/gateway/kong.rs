//! Kong Gateway: what decK's `openapi2kong` makes of a description.

use super::Level::{Api, Operation, PathItem, Scheme};
use super::reading::{Cors, Reading, first_of, is_false, is_true, nothing};
use super::{Extension, Fact};
use crate::syntax::NodeRef;

const DECK: &str = "https://developer.konghq.com/deck/file/openapi2kong";

pub(super) static EXTENSIONS: &[Extension] = &[
    Extension {
        key: "x-kong-plugin-*",
        levels: &[Api, PathItem, Operation],
        means: "a plugin with its configuration; one nearer to the operation overrides",
        reference: "https://developer.konghq.com/plugins/",
        read: plugin,
    },
    Extension {
        key: "x-kong-service-defaults",
        levels: &[Api, PathItem, Operation],
        means: "fields of the service, which is the way to the backend",
        reference: "https://developer.konghq.com/gateway/entities/service/",
        read: service,
    },
    Extension {
        key: "x-kong-security-openid-connect",
        levels: &[Scheme],
        means: "configuration of the OpenID Connect plugin that checks the scheme",
        reference: DECK,
        read: openid_connect,
    },
    Extension {
        key: "x-kong-*",
        levels: &[Api, PathItem, Operation],
        means: "settings without a bearing on security",
        reference: DECK,
        read: nothing,
    },
];

/// Plugins that let nobody in without credentials.
const AUTHENTICATION: &[&str] = &[
    "basic-auth",
    "hmac-auth",
    "jwt",
    "key-auth",
    "key-auth-enc",
    "ldap-auth",
    "ldap-auth-advanced",
    "mtls-auth",
    "oauth2",
    "oauth2-introspection",
    "openid-connect",
];

const THROTTLE: &[&str] =
    &["rate-limiting", "rate-limiting-advanced", "response-ratelimiting", "ai-rate-limiting-advanced"];

fn plugin<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let name = reading.key().strip_prefix("x-kong-plugin-").unwrap_or("");
    let config = value.get("config");
    let set = |key: &str| config.and_then(|config| config.get(key));
    let disabled = value.get("enabled").filter(|node| is_false(*node));
    let at = disabled.unwrap_or(value);
    // A plugin for one consumer says nothing about the others; an anonymous consumer lets everybody pass.
    let is_for_all = value.get("consumer").is_none() && value.get("consumer_group").is_none();
    let lets_pass =
        set("anonymous").is_some_and(|node| !node.is_null() && node.text().is_some_and(|text| !text.is_empty()));
    if AUTHENTICATION.contains(&name) && is_for_all && !(lets_pass && disabled.is_none()) {
        reading.add(at, Fact::Authentication(disabled.is_none()));
    }
    if name == "openid-connect" && disabled.is_none() {
        reading.keys(set("issuer"));
    }
    if THROTTLE.contains(&name) && is_for_all {
        reading.add(at, Fact::Throttle(disabled.is_none()));
    }
    if name == "request-validator" {
        reading.add(at, Fact::Validation(disabled.is_none()));
    }
    if name == "cors" && disabled.is_none() {
        let any_origin = first_of(set("origins"), &["*"]).map(NodeRef::at);
        let credentials = set("credentials").filter(|node| is_true(*node)).map(NodeRef::at);
        reading.add(value, Fact::Cors(Cors { any_origin, credentials }));
    }
}

fn service<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if let Some(off) = value.get("tls_verify").filter(|node| is_false(*node)) {
        reading.add(off, Fact::TlsVerification(false));
    }
    if let Some(url) = value.get("url") {
        reading.backend(Some(url), false);
        return;
    }
    let text = |key: &str| value.get(key).and_then(NodeRef::string);
    if let (Some(protocol), Some(host)) = (text("protocol"), text("host"))
        && let Some(at) = value.get("protocol")
    {
        reading.add(at, Fact::Backend { url: format!("{protocol}://{host}"), is_private: false });
    }
}

fn openid_connect<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    reading.add(value, Fact::Authorizer);
    reading.keys(value.get("config").and_then(|config| config.get("issuer")));
}
