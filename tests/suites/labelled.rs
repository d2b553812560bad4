//! The labelled descriptions of another tool: for each of its checks, our rule of the same concept speaks on what is
//! labelled `fail` and is silent on what is labelled `pass`, but for the labels that are wrong, each with its reason.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::{BTreeMap, BTreeSet};

use apivet::engine::{Settings, lint};

use crate::common;

/// Folder of a check, and the rules that say the same.
const CHECKS: &[(&str, &[&str])] = &[
    ("ClearTextAPIKey", &["credentials-over-cleartext"]),
    ("CleartextCredsOverUnencryptedChannel", &["auth-http-basic", "credentials-over-cleartext"]),
    (
        "GlobalSecurityFieldIsEmpty",
        &["global-security-missing", "security-empty-array-global", "security-schemes-missing"],
    ),
    ("GlobalSchemeDefineHTTP", &["credentials-over-cleartext", "server-cleartext"]),
    ("GlobalSecurityScopeUndefined", &["scope-undefined"]),
    ("NoMaximumNumberItems", &["array-unbounded"]),
    ("Oauth2OperationObjectPasswordFlow", &["oauth2-password-flow"]),
    ("Oauth2SecurityDefinitionImplicitFlow", &["oauth2-implicit-flow"]),
    ("Oauth2SecurityDefinitionPasswordFlow", &["oauth2-password-flow"]),
    ("Oauth2SecurityPasswordFlow", &["oauth2-password-flow"]),
    ("Oauth2SecurityRequirement", &["scopes-on-non-oauth"]),
    ("OperationObjectBasicAuth", &["auth-http-basic"]),
    ("OperationObjectConsumesUndefined", &["request-media-type-undeclared"]),
    ("OperationObjectImplicitFlow", &["oauth2-implicit-flow"]),
    ("OperationObjectProducesUndefined", &["response-media-type-undeclared"]),
    ("OperationObjectSecurityScopeUndefined", &["scope-undefined"]),
    ("PathSchemeDefineHTTP", &["credentials-over-cleartext", "server-cleartext"]),
    ("SecurityDefinitionBasicAuth", &["auth-http-basic"]),
    ("SecurityDefinitions", &["security-schemes-missing"]),
    (
        "SecurityOperations",
        &[
            "global-security-missing",
            "operation-unauthenticated-read",
            "operation-unauthenticated-write",
            "security-anonymous-alternative",
            "security-empty-array-global",
            "security-empty-array-operation",
            "security-schemes-missing",
        ],
    ),
    ("SecurityRequirement", &["security-scheme-undefined"]),
];

/// Labels that are wrong: folder and file without its extension (the twins in JSON and YAML are alike), and why.
const WRONG: &[(&str, &str)] = &[
    ("ClearTextAPIKey/fail", "no server is declared, and a missing server is not `http`: how keys travel is unknown"),
    (
        "ClearTextAPIKey/fail2",
        "no `schemes` and no `host`: how keys travel is unknown, which `transport-undeclared` says",
    ),
    ("GlobalSecurityFieldIsEmpty/fail", "there are no paths, so there is nothing that anybody could call"),
    ("NoMaximumNumberItems/fail", "the array is returned, not received: how long it gets is the server's own choice"),
    ("NoMaximumNumberItems/fail3", "no operation reaches the schema, so nobody can send such an array"),
    ("OperationObjectConsumesUndefined/fail", "the operation takes no body, so there is nothing to declare a type for"),
    ("OperationObjectProducesUndefined/fail", "the response has no body, so there is nothing to declare a type for"),
    (
        "OperationObjectSecurityScopeUndefined/fail1",
        "the scheme itself is not defined, which `security-scheme-undefined` says",
    ),
];

#[test]
fn labels_hold_but_for_those_that_are_wrong() {
    let Some(root) = common::corpus() else { return };
    let files = common::files(&root, "openapi/labelled/checkov", &["json", "yaml"]);
    let rules: BTreeMap<&str, &[&str]> = CHECKS.iter().copied().collect();
    let mut disagreeing = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("expected.yaml")) {
        let (folder, name) = file.rsplit_once('/').unwrap();
        let check = folder.rsplit_once("example_").unwrap().1;
        let rules = rules.get(check).unwrap_or_else(|| panic!("{check} has no rule"));
        let mut settings = Settings::default();
        settings.rules.retain(|enabled| rules.contains(&enabled.rule.meta.id));
        assert_eq!(settings.rules.len(), rules.len(), "{check}: {rules:?}");
        let checked = lint(name, &common::Folder(root.join(folder)), &settings);
        let found: BTreeSet<&str> =
            checked.iter().flat_map(|one| &one.findings).filter(|f| f.is_open()).map(|f| f.rule.id).collect();
        let stem = format!("{check}/{}", name.rsplit_once('.').unwrap().0);
        if found.is_empty() == name.starts_with("fail") {
            disagreeing.insert(stem.clone(), format!("{name}: {found:?}, {:?}", checked[0].input.reason));
        }
        seen.insert(check.to_owned());
    }
    assert_eq!(seen.len(), CHECKS.len(), "{seen:?}");
    assert!(WRONG.iter().all(|(_, reason)| reason.len() > 20));
    let known: BTreeSet<String> = WRONG.iter().map(|(label, _)| (*label).to_owned()).collect();
    let unknown: Vec<_> = disagreeing.iter().filter(|(label, _)| !known.contains(*label)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let agreed: Vec<_> = known.iter().filter(|label| !disagreeing.contains_key(*label)).collect();
    assert!(agreed.is_empty(), "no longer wrong: {agreed:?}");
}
