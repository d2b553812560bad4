//! See `rules/integrity/unknown-field.md`.

use hashbrown::{HashMap, HashSet};

use crate::finding::Severity;
use crate::model::openapi::grammar::{self, Field, Versions};
use crate::model::openapi::{Api, Key, Kind, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, Format, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// True for fields that only describe: without them nothing is less safe.
fn is_prose(key: Key) -> bool {
    use Key::*;
    matches!(
        key,
        Summary
            | Description
            | Title
            | Example
            | Examples
            | ExternalDocs
            | Xml
            | Tags
            | Contact
            | License
            | TermsOfService
            | Name
            | Email
            | Identifier
            | Comment
            | OperationId
            | Nullable
            | Links
            | Parent
            | Kind
            | Definitions
    )
}

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
    // A field of another version is mostly written all over a description: one cause, one finding.
    let mut order: Vec<(Kind, &'a str, Why, Vec<NodeRef<'a>>)> = Vec::new();
    let mut moved: HashMap<(Kind, &str), usize> = HashMap::new();
    for kind in Kind::ALL {
        // Where any name is allowed none is wrong, and a reference has nothing beside it.
        if Kind::VALUES.contains(kind) || *kind == Kind::Reference || grammar::pattern_field(*kind).is_some() {
            continue;
        }
        // Each text is judged once, however many objects merge it.
        let mut seen: HashSet<At> = HashSet::new();
        let mut maps: Vec<NodeRef<'a>> = Vec::new();
        for node in api.nodes_of(*kind) {
            maps.push(node);
            while let Some(map) = maps.pop() {
                if !seen.insert(map.at()) {
                    continue;
                }
                for (key, value) in map.written_entries() {
                    let name = key.key_text();
                    if name == "<<" {
                        maps.extend(merged(value));
                        continue;
                    }
                    let Some(why) = *known.entry((*kind, name)).or_insert_with(|| why(*kind, name, version)) else {
                        continue;
                    };
                    let at = match why {
                        Why::Version(_) => *moved.entry((*kind, name)).or_insert(order.len()),
                        _ => order.len(),
                    };
                    match order.get_mut(at) {
                        Some((.., keys)) => keys.push(key),
                        None => order.push((*kind, name, why, vec![key])),
                    }
                }
            }
        }
    }
    for (kind, name, why, keys) in order {
        report(api.version, kind, &keys, name, why, cx);
    }
}

/// The maps a YAML merge key brings.
fn merged(value: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let value = value.resolve_alias();
    if value.doc.format != Format::Yaml {
        return Vec::new();
    }
    if value.is_seq() { value.items().filter(|item| item.is_map()).collect() } else { vec![value] }
}

fn why(kind: Kind, name: &str, version: Versions) -> Option<Why> {
    if name.starts_with("x-") || name.starts_with('$') || name == "<<" {
        return None;
    }
    let same = grammar::FIELDS.iter().find(|field| field.of == kind && field.key.as_str() == name);
    // From 3.1 on a schema may have keywords of any vocabulary.
    let is_open = kind == Kind::Schema && Versions(grammar::V31.0 | grammar::V32.0).has(version);
    if let Some(field) = same {
        let is_read = field.versions.has(version) || is_open || is_prose(field.key);
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

fn report(version: Version, kind: Kind, keys: &[NodeRef<'_>], name: &str, why: Why, cx: &mut Cx<'_>) {
    let Some((first, others)) = keys.split_first() else { return };
    let object = kind.words();
    let (message, help, only_describes) = match why {
        Why::Near(field) => (
            format!("`{name}` is no field of {object}, so it is not read"),
            format!("did you mean `{}`?", field.key.as_str()),
            is_prose(field.key),
        ),
        Why::Version(field) => {
            let is_newer = versions(field).next().is_some_and(|since| since > version);
            let when = match (versions(field).next(), versions(field).next_back()) {
                (Some(since), _) if is_newer => format!("from {} on", number(since)),
                (_, Some(last)) => format!("up to {}", number(last)),
                _ => return,
            };
            let message = format!("`{name}` is a field of {object} only {when}, so here it is not read");
            (message, help_of(field, is_newer), false)
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
    let count = if others.is_empty() { String::new() } else { format!(" ({} times)", keys.len()) };
    let finding = cx.report(Place::key(*first), format!("{message}{count}")).help(help);
    if matches!(why, Why::Version(_)) {
        finding.known_by(format!("{object}/{name}"));
    }
    for other in others.iter().take(4) {
        finding.related(Place::key(*other), "here too");
    }
    if only_describes {
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

/// The versions that have a field, the oldest first.
fn versions(field: &Field) -> impl DoubleEndedIterator<Item = Version> {
    let all = [Version::V2, Version::V30, Version::V31, Version::V32];
    all.into_iter().filter(|version| field.versions.has(version.as_set()))
}

fn number(version: Version) -> &'static str {
    version.format().trim_start_matches("openapi-")
}
