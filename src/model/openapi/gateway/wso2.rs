//! WSO2 API Manager, its microgateway and Choreo Connect.

use super::Level::{Api, Operation, PathItem};
use super::reading::{Cors, Reading, first_of, is_false, is_true, nothing};
use super::{Extension, Fact};
use crate::syntax::NodeRef;

/// Of API Manager.
const CATALOG: &str = "https://apim.docs.wso2.com/en/4.2.0/reference/vendor-extensions-catalog/";
/// Of the microgateway.
const MICRO: &str = "https://mg.docs.wso2.com/en/latest/reference/openapi-extensions/";

pub(super) static EXTENSIONS: &[Extension] = &[
    Extension {
        key: "x-auth-type",
        levels: &[Operation],
        means: "which tokens a resource needs; `None` for none",
        reference: CATALOG,
        read: auth_type,
    },
    Extension {
        key: "x-throttling-tier",
        levels: &[Operation],
        means: "how many calls a resource takes; `Unlimited` for any number",
        reference: CATALOG,
        read: tier,
    },
    Extension {
        key: "x-wso2-throttling-tier",
        levels: &[Api, PathItem, Operation],
        means: "how many calls the API or a resource takes",
        reference: MICRO,
        read: tier,
    },
    Extension {
        key: "x-wso2-disable-security",
        levels: &[Api, PathItem, Operation],
        means: "`true` lets calls in without authentication",
        reference: "https://apim.docs.wso2.com/en/4.1.0/deploy-and-publish/deploy-on-gateway/choreo-connect/security/api-authentication/disabling-security/",
        read: disable_security,
    },
    Extension {
        key: "x-wso2-application-security",
        levels: &[Api, PathItem, Operation],
        means: "the kinds of credentials that are taken, and whether they are optional",
        reference: MICRO,
        read: application_security,
    },
    Extension {
        key: "x-wso2-cors",
        levels: &[Api],
        means: "cross-origin resource sharing",
        reference: MICRO,
        read: cors,
    },
    Extension {
        key: "x-wso2-production-endpoints",
        levels: &[Api, PathItem, Operation],
        means: "the backend",
        reference: MICRO,
        read: endpoints,
    },
    Extension {
        key: "x-wso2-endpoints",
        levels: &[Api],
        means: "backends with names that other extensions refer to",
        reference: MICRO,
        read: named_endpoints,
    },
    Extension {
        key: "x-wso2-transports",
        levels: &[Api],
        means: "`http`, `https` or both",
        reference: MICRO,
        read: transports,
    },
    Extension {
        key: "x-wso2-*",
        levels: &[Api, PathItem, Operation],
        means: "settings without a bearing on security",
        reference: MICRO,
        read: nothing,
    },
];

fn auth_type<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    match value.string().as_deref() {
        Some("None") => reading.add(value, Fact::Authentication(false)),
        Some("Application" | "Application User" | "Application & Application User") => {
            reading.add(value, Fact::Authentication(true));
        }
        _ => {}
    }
}

fn tier<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let Some(tier) = value.text().filter(|tier| !tier.is_empty()) else { return };
    reading.add(value, Fact::Throttle(!tier.eq_ignore_ascii_case("unlimited")));
}

fn disable_security<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if is_true(value) {
        reading.add(value, Fact::Authentication(false));
    } else if is_false(value) {
        // The gateway's own default: every resource needs a token.
        reading.add(value, Fact::Authentication(true));
    }
}

fn application_security<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    let has_types = value.get("security-types").is_some_and(|types| !types.is_empty());
    if has_types && value.get("optional").is_some_and(is_false) {
        reading.add(value, Fact::Authentication(true));
    }
}

fn cors<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if value.get("corsConfigurationEnabled").is_some_and(is_false) {
        return;
    }
    let any_origin = first_of(value.get("accessControlAllowOrigins"), &["*"]).map(NodeRef::at);
    let credentials = value.get("accessControlAllowCredentials").filter(|node| is_true(*node)).map(NodeRef::at);
    reading.add(value, Fact::Cors(Cors { any_origin, credentials }));
}

fn endpoints<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    for url in value.get("urls").into_iter().flat_map(NodeRef::items) {
        reading.backend(Some(url), false);
    }
}

fn named_endpoints<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    for (_, endpoint) in value.items().flat_map(NodeRef::entries) {
        endpoints(reading, endpoint);
    }
}

fn transports<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if let Some(http) = first_of(Some(value), &["http"]) {
        reading.add(http, Fact::WeakTls("the API is served over plain `http` too".to_owned()));
    }
}
