//! What stands where, what overrides what, and that the tables are complete.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;
use crate::model::Declared;
use crate::model::openapi::{Version, WORDS};
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::{Limits, parse};

fn load(text: &str) -> Api {
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), "api.yaml", text), &limits, WORDS);
    let root = document.root().unwrap().at();
    Api::load(document, root, Version::V30, Declared::default(), &MemLoader::default(), &limits)
}

fn api(extensions: &str, operation: &str) -> Api {
    load(&format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{extensions}\npaths:\n  /orders:\n    post:\n      {operation}\n      operationId: make\n      responses: {{}}\n"
    ))
}

fn operation(api: &Api) -> Operation<'_> {
    api.served().next().unwrap()
}

#[test]
fn what_stands_nearer_overrides() {
    let both = api("x-wso2-disable-security: true", "x-auth-type: Application User");
    assert!(operation(&both).is_authenticated_by_gateway());
    let off = api("x-wso2-application-security: {security-types: [oauth2], optional: false}", "x-auth-type: None");
    assert!(!operation(&off).is_authenticated_by_gateway());
    let plugins = api("x-kong-plugin-jwt: {}", "x-kong-plugin-jwt: {enabled: false}");
    assert!(!operation(&plugins).is_authenticated_by_gateway());
    let other = api("x-kong-plugin-jwt: {}", "x-kong-plugin-key-auth: {enabled: false}");
    assert!(operation(&other).is_authenticated_by_gateway());
}

#[test]
fn plugins_that_let_somebody_pass_prove_nothing() {
    for plugin in ["{config: {anonymous: guest}}", "{consumer: partner}", "{enabled: false}"] {
        let api = api(&format!("x-kong-plugin-key-auth: {plugin}"), "tags: []");
        assert!(!operation(&api).is_authenticated_by_gateway(), "{plugin}");
    }
}

#[test]
fn keys_are_read_where_they_may_stand() {
    let misplaced = api("x-auth-type: Application User", "x-google-allow: all");
    assert!(misplaced.gateway().settings().next().is_none());
    assert_eq!(misplaced.gateway().vendors(), [Vendor::Google]);
    let tyk = api(
        "x-tyk-api-gateway: {middleware: {operations: {make: {ignoreAuthentication: {enabled: true}, rateLimit: {enabled: true}}}}}",
        "tags: []",
    );
    let operation = operation(&tyk);
    assert_eq!(operation.gateway_setting(Fact::as_throttle).unwrap().fact(), &Fact::Throttle(true));
    assert_eq!(operation.gateway_setting(Fact::as_authentication).unwrap().operations().len(), 1);
}

#[test]
fn references_inside_extensions_are_followed() {
    let api = load(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/one'}\n      responses: {}\ncomponents:\n  x-amazon-apigateway-integrations:\n    one: {type: http, uri: 'http://backend.acme.com', tlsConfig: {insecureSkipVerification: true}}\n",
    );
    let facts: Vec<&Fact> = api.gateway().settings().map(Setting::fact).collect();
    let backend = Fact::Backend { url: "http://backend.acme.com".into(), is_private: false };
    assert_eq!(facts, [&backend, &Fact::TlsVerification(false)]);
}

#[test]
fn every_row_is_complete_and_found_by_its_key() {
    for (vendor, table) in TABLES {
        for row in *table {
            let (found, first) = extension(row.key).unwrap();
            assert_eq!((found, first.key), (*vendor, row.key));
            assert!(row.reference.starts_with("https://") && !row.means.is_empty() && !row.levels.is_empty());
        }
    }
}
