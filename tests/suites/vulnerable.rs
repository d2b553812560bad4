//! The descriptions of deliberately vulnerable applications: what is known to be wrong with them is found, at its place
//! and in the profile that should find it; what is known to be in order is not reported.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::BTreeMap;

use apivet::engine::{Settings, lint};
use apivet::finding::Profile;

use crate::common;

/// Label, file, rule that finds it, where (a pointer or the beginning of one), the narrowest profile.
const FOUND: &[(&str, &str, &str, &str, Profile)] = {
    use Profile::{Audit, Recommended, Strict};
    &[
        ("V1", "vampi.yml", "server-nonproduction-host", "/servers/0", Strict),
        ("V2", "vampi.yml", "global-security-missing", "/openapi", Recommended),
        ("V2", "vampi.yml", "operation-unauthenticated-read", "/paths/~1createdb/get", Recommended),
        ("V2", "vampi.yml", "operation-unauthenticated-read", "/paths/~1users~1v1/get", Recommended),
        ("V2", "vampi.yml", "operation-unauthenticated-read", "/paths/~1users~1v1~1{username}/get", Recommended),
        ("V2", "vampi.yml", "operation-unauthenticated-read", "/paths/~1books~1v1/get", Recommended),
        ("V3", "vampi.yml", "management-endpoint-published", "/paths/~1users~1v1~1_debug", Recommended),
        (
            "V3",
            "vampi.yml",
            "sensitive-property-in-response",
            "/paths/~1users~1v1~1_debug/get/responses/200",
            Recommended,
        ),
        ("V4", "vampi.yml", "safe-method-side-effect", "/paths/~1createdb/get", Audit),
        ("V5", "vampi.yml", "string-unbounded", "/paths/~1users~1v1~1register/post/requestBody", Recommended),
        ("V5", "vampi.yml", "string-unbounded", "/paths/~1users~1v1~1login/post/requestBody", Recommended),
        ("V6", "vampi.yml", "response-429-missing", "/paths", Recommended),
        ("V6", "vampi.yml", "response-error-missing", "/paths/~1createdb/get", Strict),
        ("V7", "vampi.yml", "path-parameter-unconstrained", "/paths/~1users~1v1~1{username}", Strict),
        ("V8", "vampi.yml", "pagination-missing", "/paths/~1users~1v1/get", Strict),
        ("V8", "vampi.yml", "pagination-missing", "/paths/~1books~1v1/get", Strict),
        ("C1", "crapi.json", "server-nonproduction-host", "/servers/0", Strict),
        (
            "C2",
            "crapi.json",
            "security-empty-array-operation",
            "/paths/~1workshop~1api~1mechanic~1receive_report/get/security",
            Recommended,
        ),
        (
            "C2",
            "crapi.json",
            "security-empty-array-operation",
            "/paths/~1workshop~1api~1mechanic~1signup/post/security",
            Recommended,
        ),
        (
            "C3",
            "crapi.json",
            "security-anonymous-alternative",
            "/paths/~1workshop~1api~1shop~1return_qr_code/get/security",
            Recommended,
        ),
        ("C4", "crapi.json", "global-security-missing", "/openapi", Audit),
        ("C5", "crapi.json", "version-stale-or-preview", "/paths/~1identity~1api~1auth~1v2~1check-otp", Audit),
        ("C6", "crapi.json", "url-parameter-ssrf", "/paths/~1workshop~1api~1merchant~1contact_mechanic/post", Strict),
        ("C7", "crapi.json", "safe-method-side-effect", "/paths/~1workshop~1api~1mechanic~1receive_report/get", Audit),
        (
            "C8",
            "crapi.json",
            "admin-operation-same-security",
            "/paths/~1identity~1api~1v2~1admin~1videos~1{video_id}/delete",
            Strict,
        ),
        (
            "C8",
            "crapi.json",
            "admin-operation-same-security",
            "/paths/~1workshop~1api~1management~1users~1all/get",
            Strict,
        ),
        ("C9", "crapi.json", "object-id-guessable", "/paths/~1identity~1api~1v2~1user~1videos~1{video_id}", Audit),
        ("C10", "crapi.json", "pii-property-in-response", "/components/schemas/Author", Audit),
        (
            "C11",
            "crapi.json",
            "pagination-size-unbounded",
            "/paths/~1workshop~1api~1shop~1orders~1all/get/parameters",
            Recommended,
        ),
        ("C12", "crapi.json", "response-429-missing", "/paths", Recommended),
        ("C12", "crapi.json", "additional-properties-implicit", "", Audit),
        (
            "C13",
            "crapi.json",
            "reserved-header-parameter",
            "/paths/~1workshop~1api~1shop~1return_qr_code/get/parameters/0",
            Strict,
        ),
        ("P1", "pixi.json", "server-cleartext", "/schemes/0", Recommended),
        ("P2", "pixi.json", "security-schemes-missing", "/swagger", Recommended),
        ("P3", "pixi.json", "credential-header-parameter", "", Recommended),
        ("P4", "pixi.json", "credentials-in-url", "/paths/~1api~1pictures/get/parameters", Recommended),
        ("P4", "pixi.json", "credentials-in-url", "/paths/~1api~1picture~1{picture_id}/get/parameters", Recommended),
        ("P5", "pixi.json", "safe-method-side-effect", "/paths/~1api~1picture~1delete~1{picture_id}/get", Audit),
        ("P6", "pixi.json", "security-schemes-missing", "/swagger", Recommended),
        ("P7", "pixi.json", "sensitive-property-in-response", "/definitions/UsersItem/properties/pass", Recommended),
        ("P7", "pixi.json", "mass-assignment-property", "/definitions/UsersItem/properties/is_admin", Recommended),
        (
            "P7",
            "pixi.json",
            "mass-assignment-property",
            "/definitions/UsersItem/properties/account_balance",
            Recommended,
        ),
        ("P9", "pixi.json", "format-unknown", "", Audit),
        ("R", "restler-demo-server.json", "security-schemes-missing", "/openapi", Recommended),
        ("R", "restler-demo-server.json", "object-id-guessable", "/paths/~1api~1blog~1posts~1{postId}", Audit),
        ("J", "juice-shop-b2b.yml", "string-unbounded", "/components/schemas/OrderLinesData", Strict),
    ]
};

/// What the labels call legitimate: file, the beginning of a rule's name, where nothing of it may be reported.
const SILENT: &[(&str, &str, &str)] = &[
    ("vampi.yml", "operation-unauthenticated", "/paths/~1/get"),
    ("vampi.yml", "operation-unauthenticated", "/paths/~1users~1v1~1register"),
    ("vampi.yml", "operation-unauthenticated", "/paths/~1users~1v1~1login"),
    ("vampi.yml", "auth-", "/components/securitySchemes/bearerAuth"),
    ("crapi.json", "security-empty-array", "/paths/~1identity~1api~1auth"),
    ("juice-shop-b2b.yml", "operation-unauthenticated", ""),
    ("juice-shop-b2b.yml", "security-", ""),
    ("juice-shop-b2b.yml", "global-security", ""),
    ("juice-shop-b2b.yml", "server-cleartext", ""),
    ("juice-shop-b2b.yml", "credentials-over-cleartext", ""),
];

/// What a profile finds in a file: rules and pointers.
fn findings(root: &std::path::Path, file: &str, profile: Profile) -> Vec<(&'static str, String)> {
    let mut settings = Settings { profile, ..Settings::default() };
    settings.rules.retain(|enabled| enabled.rule.meta.profile <= profile);
    let checked = lint(file, &common::Folder(root.join("openapi/vulnerable")), &settings);
    assert!(!checked.is_empty());
    let open = checked.iter().flat_map(|one| &one.findings).filter(|finding| finding.is_open());
    // What is told as one stands at its related places too.
    open.flat_map(|finding| {
        let labels = std::iter::once(&finding.primary).chain(&finding.related);
        labels.map(|label| (finding.rule.id, label.pointer.clone())).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn known_problems_are_found() {
    let Some(root) = common::corpus() else { return };
    let mut known = BTreeMap::new();
    let mut missing = Vec::new();
    for (label, file, rule, pointer, profile) in FOUND {
        let found = known.entry((*file, *profile)).or_insert_with(|| findings(&root, file, *profile));
        if !found.iter().any(|(id, at)| id == rule && at.starts_with(pointer)) {
            let elsewhere: Vec<&String> = found.iter().filter(|(id, _)| id == rule).map(|(_, at)| at).take(3).collect();
            missing.push(format!("{label} {file} {profile}: {rule} at {pointer:?}; it is at {elsewhere:?}"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn what_is_in_order_is_silent() {
    let Some(root) = common::corpus() else { return };
    let mut wrong = Vec::new();
    for (file, rule, pointer) in SILENT {
        let found = findings(&root, file, Profile::Audit);
        wrong.extend(
            found
                .into_iter()
                .filter(|(id, at)| id.starts_with(rule) && at.starts_with(pointer))
                .map(|one| (*file, one)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
