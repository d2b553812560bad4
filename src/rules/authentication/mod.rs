//! Who may call: schemes, requirements, and what each operation demands in the end.
//!
//! Missing authentication has one cause and one finding; `Api::protection` says which rule speaks. Nothing defined and
//! nothing required: `security-schemes-missing`. Defined but never required, or required by a minority:
//! `global-security-missing`. A root that opens everything: `security-empty-array-global` or
//! `security-anonymous-alternative`. Some left out: `operation-unauthenticated-write` and `-read`, one by one. An
//! operation's own `[]` or `{}` is its own cause wherever anything is required at all.

pub(super) mod api_key_in_cookie;
pub(super) mod api_key_in_query;
pub(super) mod auth_endpoint_invalid;
pub(super) mod auth_header_as_parameter;
pub(super) mod auth_http_basic;
pub(super) mod auth_http_digest;
pub(super) mod auth_http_negotiate;
pub(super) mod auth_http_unknown_scheme;
pub(super) mod auth_inconsistent_siblings;
pub(super) mod auth_oauth1;
pub(super) mod auth_weaker_alternative;
pub(super) mod authentication_removed;
pub(super) mod bearer_token_in_query;
pub(super) mod binding_missing_timestamp;
pub(super) mod credential_header_parameter;
mod demands;
pub(super) mod deprecated_scheme_used;
pub(super) mod endpoint_added_unauthenticated;
pub(super) mod endpoint_unprotected_sibling;
pub(super) mod global_security_missing;
mod header_credential;
pub(super) mod homegrown_security_header;
pub(super) mod http_auth_over_cleartext;
pub(super) mod https_token_legacy_client_cert;
pub(super) mod issued_token_bearer_without_transport;
pub(super) mod issued_token_weak_key;
pub(super) mod jwt_weak_algorithm_documented;
pub(super) mod key_value_token_untrusted;
pub(super) mod no_client_authentication_declared;
pub(super) mod oauth2_implicit_flow;
pub(super) mod oauth2_password_flow;
pub(super) mod operation_less_protected;
pub(super) mod operation_unauthenticated_read;
pub(super) mod operation_unauthenticated_write;
pub(super) mod public_against_policy;
pub(super) mod rel_or_legacy_token;
pub(super) mod saml_bearer_without_transport;
pub(super) mod saml_legacy_version;
mod scheme_fields;
mod schemes_by_name;
pub(super) mod scope_removed;
pub(super) mod secure_conversation_without_bootstrap;
pub(super) mod security_anonymous_alternative;
pub(super) mod security_empty_array_global;
pub(super) mod security_empty_array_operation;
pub(super) mod security_scheme_incomplete;
pub(super) mod security_scheme_type_disallowed;
pub(super) mod security_scheme_undefined;
pub(super) mod security_scheme_unused;
pub(super) mod security_schemes_missing;
pub(super) mod security_tokens_without_binding;
pub(super) mod service_without_declared_security;
mod somebody;
mod strength;
pub(super) mod supporting_token_unprotected;
pub(super) mod username_token_as_key;
pub(super) mod username_token_cleartext;
pub(super) mod username_token_digest_cleartext;
pub(super) mod username_token_not_encrypted;
pub(super) mod username_token_replayable;
pub(super) mod username_token_without_password;
mod weak;
pub(super) mod x509_v1_token;

use super::{Place, Related};
use crate::finding::{Finding, Severity, Status};
use crate::model::openapi::{Api, Fields, Key, Operation};

/// Operations listed with a finding about many.
const LISTED: usize = 5;

/// High where something can be changed, medium where it can be read.
fn grade(open: &[Operation<'_>]) -> Severity {
    if open.iter().all(|operation| operation.is_safe_method()) { Severity::Medium } else { Severity::High }
}

/// Who can be called by anybody: `anybody can call 14 operations, 5 of which write, such as `POST /pets``.
fn callable(open: &[Operation<'_>]) -> String {
    let writes: Vec<&Operation<'_>> = open.iter().filter(|operation| !operation.is_safe_method()).collect();
    match (open, writes.as_slice()) {
        ([], _) => "an operation added without `security` is open".to_owned(),
        ([one], _) => format!("anybody can call `{}`", one.title()),
        ([first, ..], []) => format!("anybody can call {} operations, such as `{}`", open.len(), first.title()),
        (_, [write]) => format!("anybody can call {} operations, `{}` among them", open.len(), write.title()),
        (_, [write, ..]) => format!(
            "anybody can call {} operations, {} of which write, such as `{}`",
            open.len(),
            writes.len(),
            write.title()
        ),
    }
}

/// Lists the first operations of a finding about many, writes before reads.
fn list(finding: &mut Finding, open: &[Operation<'_>]) {
    let writes = open.iter().filter(|operation| !operation.is_safe_method());
    let reads = open.iter().filter(|operation| operation.is_safe_method());
    for operation in writes.chain(reads).take(LISTED) {
        finding.related(Place::key(operation.node()), format!("`{}` is open", operation.title()));
    }
}

/// Where to point when the root lacks something: the key that states the version.
fn version_key(api: &Api) -> Place<'_> {
    let root = api.root();
    Place::key(root.field(Key::OpenApi).or_else(|| root.field(Key::Swagger)).unwrap_or(root))
}

/// Where the configuration says that something in front of the API authenticates, a finding about missing
/// authentication stays on record and does not count.
pub(in crate::rules) fn unless_provided(finding: &mut Finding, api: &Api) {
    let Some(control) = api.declared.control("authentication") else { return };
    let reason = match &control.reason {
        Some(reason) => format!("authentication is provided by {}: {reason}", control.by),
        None => format!("authentication is provided by {}", control.by),
    };
    finding.status = Status::Ignored { by: None, kind: "config", reason: Some(reason) };
}

/// `security: [{bearerAuth: []}]` with a name this description knows.
fn example(name: Option<&str>) -> String {
    format!("`security: [{{{}: []}}]`", name.unwrap_or("bearerAuth"))
}
