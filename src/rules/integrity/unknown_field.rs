//! See `rules/integrity/unknown-field.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::openapi::grammar::{self, Field, Versions};
use crate::model::openapi::{Api, Key, Kind, Version};
use crate::rules::{Check, Cx, Place};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Fields that only describe: without them nothing is less safe.
const PROSE: [Key; 21] = [
    Key::Summary,
    Key::Description,
    Key::Title,
    Key::Example,
    Key::Examples,
    Key::ExternalDocs,
    Key::Xml,
    Key::Tags,
    Key::Contact,
    Key::License,
    Key::TermsOfService,
    Key::Name,
    Key::Email,
    Key::Identifier,
    Key::Comment,
    Key::OperationId,
    Key::Nullable,
    Key::Links,
    Key::Parent,
    Key::Kind,
    Key::Definitions,
];

/// Names an older version had for a field of a newer one.
const RENAMED: [(Kind, &str, &str); 5] = [
    (Kind::OAuthFlows, "accessCode", "authorizationCode"),
    (Kind::OAuthFlows, "application", "clientCredentials"),
    (Kind::Components, "securityDefinitions", "securitySchemes"),
    (Kind::Components, "definitions", "schemas"),
    (Kind::Root, "securitySchemes", "components.securitySchemes"),
];

/// Why a field is not read.
#[derive(Clone, Copy)]
enum Why {
    /// It looks like this one.
    Near(&'static Field),
    /// Other versions have it.
    Version(&'static Field),
    /// It has another name or place.
    Renamed(&'static str),
    /// Security requirements do not belong in such an object.
    NoSecurity,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let version = api.version.as_set();
    let mut known: HashMap<(Kind, &str), Option<Why>> = HashMap::new();
    for kind in Kind::ALL {
        // Where any name is allowed none is wrong, and a reference has nothing beside it.
        if Kind::VALUES.contains(kind) || *kind == Kind::Reference || grammar::pattern_field(*kind).is_some() {
            continue;
        }
        for node in api.nodes_of(*kind) {
            for (key, _) in node.entries() {
                let name = key.key_text();
                if let Some(why) = known.entry((*kind, name)).or_insert_with(|| why(*kind, name, version)) {
                    report(api.version, *kind, Place::key(key), name, *why, cx);
                }
            }
        }
    }
}

fn why(kind: Kind, name: &str, version: Versions) -> Option<Why> {
    if name.starts_with("x-") || name.starts_with('$') || name == "<<" {
        return None;
    }
    let same = grammar::FIELDS.iter().find(|field| field.of == kind && field.key.as_str() == name);
    // From 3.1 on a schema may have keywords of any vocabulary.
    let is_open = kind == Kind::Schema && Versions(grammar::V31.0 | grammar::V32.0).has(version);
    if let Some(field) = same {
        let is_read = field.versions.has(version) || is_open || PROSE.contains(&field.key);
        return (!is_read).then_some(Why::Version(field));
    }
    if let Some((.., right)) = RENAMED.iter().find(|(of, old, _)| *of == kind && *old == name) {
        return grammar::V3.has(version).then_some(Why::Renamed(right));
    }
    if name == "security" && kind != Kind::Schema {
        return Some(Why::NoSecurity);
    }
    let names = || grammar::fields(kind, version).filter(|field| field.key != Key::Ref);
    let near = words::nearest(name, names().map(|field| field.key.as_str()))?;
    let budget = if name.len() < 8 { 1 } else { 2 };
    let is_near = name.len() >= 4 && words::distance(name, near) <= budget;
    names().find(|field| is_near && field.key.as_str() == near).map(Why::Near)
}

fn report(version: Version, kind: Kind, place: Place<'_>, name: &str, why: Why, cx: &mut Cx<'_>) {
    let object = kind.words();
    let (message, help, is_prose) = match why {
        Why::Near(field) => (
            format!("`{name}` is no field of {object}, so it is not read"),
            format!("did you mean `{}`?", field.key.as_str()),
            PROSE.contains(&field.key),
        ),
        Why::Version(field) => {
            let since = first(field.versions);
            let when = if since > version {
                format!("{object} has `{name}` only from {} on", number(since))
            } else {
                format!("{object} no longer has `{name}` in {}", number(version))
            };
            (format!("{when}, so here it is not read"), help_of(field, since > version), false)
        }
        Why::Renamed(right) => {
            (format!("{object} has no `{name}`, so it is not read"), format!("since 3.0 it is `{right}`"), false)
        }
        Why::NoSecurity => (
            format!("`security` has no meaning in {object}, so it protects nothing"),
            "write it at the root or in each operation".to_owned(),
            false,
        ),
    };
    let finding = cx.report(place, message).help(help);
    if is_prose {
        finding.severity(Severity::Low);
    }
}

fn help_of(field: &Field, is_newer: bool) -> String {
    if is_newer {
        return "state the version that has it, or say it in the words of this one".into();
    }
    match (field.of, field.key) {
        (Kind::Root, Key::SecurityDefinitions) => "since 3.0 it is `components.securitySchemes`",
        (Kind::Root, Key::Host | Key::BasePath | Key::Schemes) => "since 3.0 addresses stand in `servers`",
        (Kind::Root, Key::Definitions) => "since 3.0 it is `components.schemas`",
        (Kind::Root, Key::Parameters) => "since 3.0 it is `components.parameters`",
        (Kind::Root, Key::Responses) => "since 3.0 it is `components.responses`",
        (Kind::SecurityScheme, _) => "since 3.0 it stands in an object below `flows`",
        (Kind::Parameter | Kind::Header, _) => "since 3.0 it stands in `schema`",
        (Kind::Response, Key::Schema) => "since 3.0 it stands below `content`",
        _ => "say it in the words of this version",
    }
    .into()
}

fn first(versions: Versions) -> Version {
    let all = [Version::V2, Version::V30, Version::V31, Version::V32];
    all.into_iter().find(|version| versions.has(version.as_set())).unwrap_or(Version::V32)
}

fn number(version: Version) -> &'static str {
    version.format().trim_start_matches("openapi-")
}
