//! The keys of one configuration file: from the tree to a [`Config`], all problems at once.

use globset::GlobSet;

use super::reader::{Map, Reader};
use super::{Choice, Config, Decision, Excluded, IgnoreEntry, Layer, Stated};
use crate::model::{Control, Operations, PublicOperation};
use crate::rules::{Options, Rule};
use crate::source::{Span, Spot};
use crate::syntax::{Document, NodeRef};
use crate::words;

const KEYS: &[&str] =
    &["extends", "profile", "fail-on", "rules", "overrides", "public", "controls", "ignore", "exclude"];
/// The controls rules know of.
pub(super) const CONTROLS: &[&str] = &["authentication", "rate-limiting", "request-size", "request-validation", "tls"];
/// What an element path into a WSDL starts with: children of its root.
const ELEMENTS: &[&str] = &[
    "binding",
    "documentation",
    "import",
    "include",
    "interface",
    "message",
    "Policy",
    "portType",
    "service",
    "types",
];
const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

/// A file that another one extends: its path as written, and where.
pub(super) type Extended = (String, Span);

/// Reads what the file itself says. The files it extends come back.
pub(super) fn whole(reader: &mut Reader, document: &Document, config: &mut Config) -> Vec<Extended> {
    let Some(map) = root(reader, document, ("configuration", KEYS)) else { return Vec::new() };
    let at = |node: NodeRef<'_>| document.source.spot(node.grip());
    config.fail_on = map.get("fail-on").and_then(|node| Some(stated(reader.word(node, "`fail-on`")?, at(node))));
    config.layers.push((None, layer(reader, document, &map)));
    for item in section(reader, &map, "overrides") {
        if let Some((files, layer)) = override_of(reader, document, item) {
            config.layers.push((Some(files), layer));
        }
    }
    for item in section(reader, &map, "public") {
        config.declared.public.extend(public(reader, document, item));
    }
    if let Some(controls) = map.get("controls").and_then(|node| reader.open_map(node, "`controls`")) {
        for (key, value) in controls.entries() {
            config.declared.controls.extend(control(reader, document, (key, value)));
        }
    }
    for item in section(reader, &map, "ignore") {
        config.ignores.extend(ignore(reader, document, item));
    }
    for item in section(reader, &map, "exclude") {
        config.exclude.extend(excluded(reader, document, item));
    }
    extends(reader, &map)
}

/// The entries of a file that is one YAML document, if it has any; `what` it is, and its keys.
pub(super) fn root<'a>(reader: &mut Reader, document: &'a Document, what: (&str, &[&str])) -> Option<Map<'a>> {
    let (what, keys) = what;
    if let Some(second) = document.roots().nth(1) {
        reader.problem(second.span(), format!("a {what} is one YAML document, this is a second one"));
    }
    let root = document.root().filter(|root| !root.is_scalar() || !root.is_null())?;
    reader.map(root, &format!("the {what}"), keys)
}

fn stated<T>(value: T, by: Spot) -> Stated<T> {
    Stated { value, by }
}

fn extends(reader: &mut Reader, map: &Map<'_>) -> Vec<Extended> {
    let Some(node) = map.get("extends") else { return Vec::new() };
    let items = if node.is_seq() { node.items().collect() } else { vec![node] };
    let texts = items.into_iter().filter_map(|item| Some((reader.text(item, "`extends`")?.into_owned(), item.span())));
    texts.collect()
}

pub(super) fn excluded(reader: &mut Reader, document: &Document, node: NodeRef<'_>) -> Option<Excluded> {
    let pattern = reader.text(node, "a pattern")?.into_owned();
    Some(Excluded { files: reader.glob(node, &pattern)?, pattern, at: document.source.spot(node.span()) })
}

fn section<'a>(reader: &mut Reader, map: &Map<'a>, key: &str) -> Vec<NodeRef<'a>> {
    map.get(key).map_or_else(Vec::new, |node| reader.list(node, &format!("`{key}`")))
}

/// `profile` and `rules`, of the whole or of an override.
fn layer(reader: &mut Reader, document: &Document, map: &Map<'_>) -> Layer {
    let profile = map
        .get("profile")
        .and_then(|node| Some(stated(reader.word(node, "`profile`")?, document.source.spot(node.grip()))));
    let mut layer = Layer { profile, rules: Vec::new() };
    let Some(rules) = map.get("rules").and_then(|node| reader.open_map(node, "`rules`")) else {
        return layer;
    };
    for (key, value) in rules.entries() {
        let Some(rule) = reader.rule(key.span(), key.key_text()) else { continue };
        if let Some(choice) = choice(reader, value, (rule, &[])) {
            if layer.rules.iter().any(|other| other.rule.meta.id == rule.meta.id) {
                reader.problem(key.span(), format!("the rule `{}` stands twice in `rules`", rule.meta.id));
            }
            layer.rules.push(Decision { rule, choice, by: document.source.spot(key.span()) });
        }
    }
    layer
}

/// What is said of a rule; as a mapping it may have further keys that the caller reads.
pub(super) fn choice(
    reader: &mut Reader,
    node: NodeRef<'_>,
    (rule, further): (&'static Rule, &[&str]),
) -> Option<Choice> {
    if node.is_map() {
        let keys: Vec<&str> =
            rule.meta.options.iter().copied().chain(["severity"]).chain(further.iter().copied()).collect();
        let map = reader.map(node, &format!("the settings of `{}`", rule.meta.id), &keys)?;
        let mut options = Options::default();
        for name in rule.meta.options {
            if let Some(node) = map.get(name) {
                options.set(name, reader.texts(node, &format!("`{name}`"))?);
            }
        }
        let severity = match map.get("severity") {
            Some(node) => Some(reader.word(node, "`severity`")?),
            None => None,
        };
        return Some(Choice::On(severity, options));
    }
    let text = reader.text(node, "the setting of a rule")?;
    match &*text {
        "off" => Some(Choice::Off),
        "on" => Some(Choice::On(None, Options::default())),
        word => match word.parse() {
            Ok(severity) => Some(Choice::On(Some(severity), Options::default())),
            Err(_) => {
                let known = ["off", "on", "critical", "high", "medium", "low", "info"];
                let near =
                    words::nearest(word, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                reader.problem(node.span(), format!("`{word}` is none of {}{near}", known.join(", ")));
                None
            }
        },
    }
}

fn override_of(reader: &mut Reader, document: &Document, node: NodeRef<'_>) -> Option<(GlobSet, Layer)> {
    let map = reader.map(node, "an override", &["files", "profile", "rules"])?;
    let layer = layer(reader, document, &map);
    let Some(files) = map.get("files") else {
        reader.problem(map.grip(), "an override needs `files`");
        return None;
    };
    Some((reader.globs(files, "`files`")?, layer))
}

fn public(reader: &mut Reader, document: &Document, node: NodeRef<'_>) -> Option<PublicOperation> {
    let map = reader.map(node, "a public operation", &["operation", "reason"])?;
    let operation = match map.get("operation") {
        Some(node) => operation(reader, node),
        None => {
            reader.problem(map.grip(), "a public operation needs `operation`");
            None
        }
    };
    let reason = reader.required(&map, "reason", "a public operation");
    let at = document.source.spot(map.grip());
    Some(PublicOperation { operations: operation?, reason: reason?.into_owned(), at })
}

/// `METHOD PATH` or `PATH`; the method in upper case, none for `*`.
pub(super) fn operation(reader: &mut Reader, node: NodeRef<'_>) -> Option<Operations> {
    let text = reader.text(node, "an operation")?;
    let mut parts = text.split_whitespace();
    let (method, path) = match (parts.next(), parts.next(), parts.next()) {
        (Some(path), None, None) => ("*", path),
        (Some(method), Some(path), None) => (method, path),
        _ => ("", ""),
    };
    if !path.starts_with('/') || !(method == "*" || is_method(method)) {
        reader.problem(node.span(), format!("`{text}` is no operation; write it as `GET /path`, `* /path` or `/path`"));
        return None;
    }
    let method = method.to_ascii_uppercase();
    if let Some(near) = words::nearest(&method, METHODS.iter().copied()).filter(|_| !METHODS.contains(&&*method)) {
        reader.problem(node.span(), format!("unknown method `{method}`; did you mean `{near}`?"));
        return None;
    }
    Some(Operations { method: (method != "*").then_some(method), path: path.to_owned() })
}

/// A token of RFC 9110, 5.6.2, letters only being realistic.
fn is_method(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-' || byte == b'_')
}

fn control(reader: &mut Reader, document: &Document, (key, value): (NodeRef<'_>, NodeRef<'_>)) -> Option<Control> {
    let name = key.key_text();
    let known = is_control(reader, key.span(), name);
    let (by, reason) = if value.is_map() {
        let map = reader.map(value, &format!("the control `{name}`"), &["by", "reason"])?;
        let by = reader.required(&map, "by", "a control")?.into_owned();
        (by, map.get("reason").and_then(|node| reader.text(node, "`reason`")).map(|text| text.into_owned()))
    } else {
        (reader.text(value, &format!("the control `{name}`"))?.into_owned(), None)
    };
    known.then(|| Control { name: name.to_owned(), by, reason, at: document.source.spot(key.span()) })
}

/// Whether there is a control of a name.
pub(super) fn is_control(reader: &mut Reader, span: Span, name: &str) -> bool {
    let known = CONTROLS.contains(&name);
    if !known {
        let near = match words::nearest(name, CONTROLS.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", CONTROLS.join(", ")),
        };
        reader.problem(span, format!("unknown control `{name}`; {near}"));
    }
    known
}

fn ignore(reader: &mut Reader, document: &Document, node: NodeRef<'_>) -> Option<(Option<GlobSet>, IgnoreEntry)> {
    const KEYS: &[&str] = &["rule", "files", "pointer", "operation", "reason", "expires"];
    let map = reader.map(node, "an ignore entry", KEYS)?;
    let rule = match map.get("rule") {
        Some(node) => reader.text(node, "`rule`").and_then(|id| reader.rule(node.span(), &id)),
        None => {
            reader.problem(map.grip(), "an ignore entry needs `rule`");
            None
        }
    };
    let pointer = map.get("pointer").and_then(|node| pointer(reader, node));
    let operation = map.get("operation").and_then(|node| operation(reader, node));
    match (map.get("pointer"), map.get("operation")) {
        (None, None) => reader.problem(
            map.grip(),
            "an ignore entry needs a place, `pointer` or `operation`; to switch a rule off for whole files use `overrides`",
        ),
        (Some(_), Some(second)) => {
            reader.problem(second.grip(), "an ignore entry has one place, either `pointer` or `operation`");
        }
        _ => {}
    }
    let reason = reader.required(&map, "reason", "an ignore entry");
    let expires = map.get("expires").and_then(|node| reader.date(node, "`expires`"));
    let files = map.get("files").and_then(|node| reader.globs(node, "`files`"));
    let names = map.get("files").into_iter().flat_map(NodeRef::items).filter_map(NodeRef::text);
    let entry = IgnoreEntry {
        rule: rule?.meta.id.to_owned(),
        pointer,
        operation: operation.map(|operation| operation.to_string()),
        reason: reason?.into_owned(),
        expires,
        files: names.map(|name| name.trim_start_matches("./").to_owned()).collect(),
        at: document.source.spot(map.grip()),
    };
    Some((files, entry))
}

/// An RFC 6901 pointer, or an element path of a WSDL.
fn pointer(reader: &mut Reader, node: NodeRef<'_>) -> Option<String> {
    let text = reader.text(node, "`pointer`")?;
    let escapes_hold = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    let first = text.split(['/', '[']).next().unwrap_or("");
    if !ELEMENTS.contains(&first) && (!text.starts_with('/') || !escapes_hold) {
        reader.problem(
            node.span(),
            format!(
                "`{text}` is no JSON Pointer; write `/servers/0`, with `~1` for `/` and `~0` for `~` inside a name"
            ),
        );
        return None;
    }
    Some(text.into_owned())
}
