//! Fingerprints stay when a text is laid out anew, reordered, put into the other notation, given other prefixes or split
//! into files: those of real descriptions, and of one service of ours.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apivet::engine::{Settings, lint};
use apivet::finding::{InputState, Profile};
use apivet::source::MemLoader;
use serde_json::{Value, json};

/// Larger texts take long without optimisation and say no more.
const LARGEST: u64 = 25_000;
const LARGEST_WSDL: u64 = 8_000;
/// Rules on what only the text has: the new text has it not, or has something else.
const OF_THE_TEXT: &[&str] = &[
    "duplicate-key",
    "key-not-text",
    "secret-in-comment",
    "yaml-ambiguous-scalar",
    "version-quoting",
    "control-characters",
    // What splitting adds or takes away.
    "component-unused",
];

/// Findings by fingerprint: rule and place, to be read where something is lost.
type Found = BTreeMap<String, String>;

/// With every rule, told as a profile tells it.
fn found(files: &MemLoader, root: &str, profile: Profile) -> Option<Found> {
    let settings = Settings { name: Some("api".into()), profile, ..Settings::default() };
    let checked = lint(root, files, &settings);
    let [one] = checked.as_slice() else { return None };
    if one.input.state != InputState::Checked {
        return None;
    }
    let kept = one.findings.iter().filter(|finding| !OF_THE_TEXT.contains(&finding.rule.id));
    Some(kept.map(|finding| (finding.fingerprint.clone(), format!("{} {}", finding.rule.id, finding.place))).collect())
}

fn alone(name: &str, text: String) -> MemLoader {
    let mut files = MemLoader::default();
    files.insert(name, text);
    files
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// Moves each schema and each path item into a file of its own.
fn split(value: &Value) -> Option<MemLoader> {
    let mut files = MemLoader::default();
    let mut root = value.clone();
    let mut count = 0;
    let old = value.get("swagger").is_some();
    let schemas = if old { "/definitions" } else { "/components/schemas" };
    let is_plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let moves = |(name, schema): (&String, &Value)| {
        (is_plain(name) && schema.is_object() && schema.get("$ref").is_none()).then(|| name.clone())
    };
    let names: Vec<String> = value.pointer(schemas).and_then(Value::as_object)?.iter().filter_map(moves).collect();
    // What moves, and where to.
    let items = value.get("paths").and_then(Value::as_object).into_iter().flatten();
    let items = items.enumerate().filter(|(_, (path, item))| path.starts_with('/') && item.get("$ref").is_none());
    let mut moved: Vec<(String, String)> = items
        .map(|(at, (path, _))| {
            (format!("#/paths/{}", path.replace('~', "~0").replace('/', "~1")), format!("paths/{at}.json"))
        })
        .collect();
    moved.extend(names.iter().map(|name| (format!("#{schemas}/{name}"), format!("schemas/{name}.json"))));
    // What a reference is from a file in a folder, or from the root, where names stay where they are.
    let target = |reference: &str, folder: &str| -> Option<String> {
        let reference = &reference.replace("%7B", "{").replace("%7D", "}");
        let part = moved.iter().find_map(|(pointer, file)| {
            let rest = reference.strip_prefix(pointer.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then_some((file, rest))
        });
        let up = if folder.is_empty() { "" } else { "../" };
        let pointer = |rest: &str| if rest.is_empty() { String::new() } else { format!("#{rest}") };
        match part {
            Some((_, "")) if folder.is_empty() => None,
            Some((file, rest)) => {
                let file = file.strip_prefix(&format!("{folder}/")).map_or(format!("{up}{file}"), str::to_owned);
                Some(file + &pointer(rest))
            }
            None if folder.is_empty() => None,
            None if reference.is_empty() || reference.starts_with('#') => Some(format!("../root.json{reference}")),
            None => (!reference.contains(':') && !reference.starts_with('/')).then(|| format!("../{reference}")),
        }
    };
    redirect(&mut root, &|reference| target(reference, ""));
    if let Some(map) = root.pointer_mut(schemas).and_then(Value::as_object_mut) {
        for (name, schema) in map.iter_mut().filter(|(name, _)| names.contains(name)) {
            let file = format!("schemas/{name}.json");
            let mut content = value.pointer(schemas).and_then(|all| all.get(name)).cloned().unwrap_or_default();
            *schema = json!({"$ref": file});
            redirect(&mut content, &|reference| target(reference, "schemas"));
            files.insert(file, content.to_string());
            count += 1;
        }
    }
    if let Some(map) = root.get_mut("paths").and_then(Value::as_object_mut) {
        for (at, (path, item)) in map.iter_mut().enumerate() {
            if !path.starts_with('/') || item.get("$ref").is_some() {
                continue;
            }
            let file = format!("paths/{at}.json");
            let mut content = value.get("paths").and_then(|all| all.get(path)).cloned().unwrap_or_default();
            *item = json!({"$ref": file});
            redirect(&mut content, &|reference| target(reference, "paths"));
            files.insert(file, content.to_string());
            count += 1;
        }
    }
    files.insert("root.json", root.to_string());
    (count > 0).then_some(files)
}

/// Rewrites references that stand where references do; examples hold data.
fn redirect(value: &mut Value, to: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(map) => {
            let has_type = map.contains_key("type");
            for (key, value) in map.iter_mut() {
                if key == "$ref"
                    && let Some(text) = value.as_str()
                    && let Some(new) = to(text)
                {
                    *value = new.into();
                } else if key == "mapping"
                    && let Some(names) = value.as_object_mut()
                {
                    // Of a discriminator.
                    for name in names.values_mut() {
                        if let Some(new) = name.as_str().filter(|name| name.contains(['#', '/', '.'])).and_then(to) {
                            *name = new.into();
                        }
                    }
                } else if key == "examples"
                    && let Some(examples) = value.as_object_mut()
                {
                    examples.values_mut().filter(|one| one.get("$ref").is_some()).for_each(|one| redirect(one, to));
                } else if !(matches!(key.as_str(), "example" | "examples" | "enum") || has_type && key == "default") {
                    redirect(value, to);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, to)),
        _ => {}
    }
}

/// What a change did to the fingerprints of many descriptions.
#[derive(Default)]
struct Tally {
    documents: usize,
    findings: usize,
    /// Lost and new by change.
    changed: BTreeMap<&'static str, (usize, usize)>,
    report: String,
}

impl Tally {
    fn compare(&mut self, file: &str, what: &'static str, before: &Found, after: Option<Found>) {
        let Some(after) = after else {
            writeln!(self.report, "{file}: not checked when {what}").unwrap();
            return;
        };
        let lost: Vec<_> = before.iter().filter(|(print, _)| !after.contains_key(*print)).collect();
        let new: Vec<_> = after.iter().filter(|(print, _)| !before.contains_key(*print)).collect();
        let counts = self.changed.entry(what).or_default();
        *counts = (counts.0 + lost.len(), counts.1 + new.len());
        for (mark, all) in [("-", lost), ("+", new)] {
            for (_, words) in all.iter().take(40) {
                writeln!(self.report, "{file} {what}: {mark} {words}").unwrap();
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.findings += other.findings;
        self.report += &other.report;
        for (what, (lost, new)) in other.changed {
            let counts = self.changed.entry(what).or_default();
            *counts = (counts.0 + lost, counts.1 + new);
        }
    }
}

/// Takes each file on one of a few threads.
fn over(files: &[String], each: impl Fn(&str, &mut Tally) + Sync) -> Tally {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Tally::default();
    let part = |from: usize| {
        let mut tally = Tally::default();
        files.iter().skip(from).step_by(threads).for_each(|file| each(file, &mut tally));
        tally
    };
    std::thread::scope(|scope| {
        let part = &part;
        let running: Vec<_> = (0..threads).map(|from| scope.spawn(move || part(from))).collect();
        running.into_iter().for_each(|one| all.add(one.join().unwrap()));
    });
    let Tally { documents, findings, changed, report } = &all;
    assert!(
        report.is_empty(),
        "{documents} documents, {findings} findings, lost and new by change: {changed:?}\n{report}"
    );
    all
}

#[test]
fn fingerprints_survive_layout_order_notation_and_splitting() {
    let Some(root) = common::corpus() else { return };
    let mut files = common::files(&root, "openapi", &["yaml", "yml", "json"]);
    files.retain(|file| std::fs::metadata(root.join(file)).unwrap().len() <= LARGEST);
    let all = over(&files, |file, tally| {
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        // What this reader takes as one document is what a converter writes anew.
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else { return };
        if !value.is_object() || text.contains("<<:") {
            return;
        }
        let compact = alone("a.json", value.to_string());
        let Some(before) = found(&compact, "a.json", Profile::Audit) else { return };
        tally.documents += 1;
        tally.findings += before.len();
        let laid_out = alone("a.json", serde_json::to_string_pretty(&value).unwrap());
        tally.compare(file, "laid out", &before, found(&laid_out, "a.json", Profile::Audit));
        let yaml = alone("a.yaml", serde_yaml::to_string(&value).unwrap());
        tally.compare(file, "as YAML", &before, found(&yaml, "a.yaml", Profile::Audit));
        // What comes first matters where much is told as one, too.
        let as_one = found(&compact, "a.json", Profile::Recommended).unwrap_or_default();
        let reordered = alone("a.json", reversed(&value).to_string());
        let split = split(&value);
        for (before, profile) in [(&before, Profile::Audit), (&as_one, Profile::Recommended)] {
            tally.compare(file, "reordered", before, found(&reordered, "a.json", profile));
            if let Some(files) = &split {
                tally.compare(file, "split", before, found(files, "root.json", profile));
            }
        }
    });
    assert!(all.documents > 150, "{} documents", all.documents);
}

/// White space between tags in another way.
fn reindented(text: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split('>').enumerate() {
        if index > 0 {
            out.push('>');
        }
        let inner = piece.trim_start();
        if index > 0 && inner.len() < piece.len() && (inner.is_empty() || inner.starts_with('<')) {
            out.push_str("\n\t\t");
            out.push_str(inner);
        } else {
            out.push_str(piece);
        }
    }
    out
}

#[test]
fn fingerprints_survive_indentation_of_xml() {
    let Some(root) = common::corpus() else { return };
    let mut files = common::files(&root, "wsdl", &["wsdl"]);
    files.retain(|file| std::fs::metadata(root.join(file)).unwrap().len() <= LARGEST_WSDL);
    let all = over(&files, |file, tally| {
        let Ok(text) = std::fs::read_to_string(root.join(file)) else { return };
        let Some(before) = found(&alone("a.wsdl", text.clone()), "a.wsdl", Profile::Audit) else { return };
        tally.documents += 1;
        tally.findings += before.len();
        let after = alone("a.wsdl", reindented(&text));
        tally.compare(file, "reindented", &before, found(&after, "a.wsdl", Profile::Audit));
    });
    assert!(all.documents > 300, "{} documents", all.documents);
}

/// `W`, `S`, `X` and `T` stand for prefixes.
const SERVICE: &str = r#"<{W}definitions {xmlns} targetNamespace="urn:orders">
  <{W}types>{TYPES}</{W}types>
  <{W}message name="AddRequest"><{W}part name="body" element="{T}add"/></{W}message>
  <{W}message name="AddResponse"><{W}part name="body" element="{T}added"/></{W}message>
  <{W}portType name="Orders">
    <{W}operation name="add"><{W}input message="{T}AddRequest"/><{W}output message="{T}AddResponse"/></{W}operation>
  </{W}portType>
  <{W}binding name="OrdersSoap" type="{T}Orders">
    <{S}binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <{W}operation name="add">
      <{S}operation soapAction="urn:add"/>
      <{W}input><{S}body use="literal"/></{W}input>
      <{W}output><{S}body use="encoded"/></{W}output>
    </{W}operation>
  </{W}binding>
  <{W}service name="Orders">
    <{W}port name="Soap" binding="{T}OrdersSoap"><{S}address location="http://orders.acme.com/soap"/></{W}port>
  </{W}service>
</{W}definitions>"#;

const SCHEMA: &str = r#"<{X}schema {xmlns} targetNamespace="urn:orders" elementFormDefault="qualified">
  <{X}element name="add">
    <{X}complexType>
      <{X}sequence>
        <{X}element name="comment" type="{X}string"/>
        <{X}element name="line" type="{X}string" maxOccurs="unbounded"/>
        <{X}any processContents="skip"/>
      </{X}sequence>
    </{X}complexType>
  </{X}element>
  <{X}element name="added"><{X}complexType><{X}sequence>
    <{X}element name="password" type="{X}string"/><{X}element name="stackTrace" type="{X}string"/>
  </{X}sequence></{X}complexType></{X}element>
</{X}schema>"#;

const IMPORT: &str = r#"<{X}schema><{X}import namespace="urn:orders" schemaLocation="orders.xsd"/></{X}schema>"#;

/// A text with prefixes for WSDL, SOAP, XML Schema and the service's own names; an empty one is the default namespace.
fn prefixed(text: &str, prefixes: [&str; 4]) -> String {
    const NAMESPACES: [(&str, &str); 4] = [
        ("{W}", "http://schemas.xmlsoap.org/wsdl/"),
        ("{S}", "http://schemas.xmlsoap.org/wsdl/soap/"),
        ("{X}", "http://www.w3.org/2001/XMLSchema"),
        ("{T}", "urn:orders"),
    ];
    let mut text = text.to_owned();
    let mut declared = String::new();
    for ((mark, namespace), prefix) in NAMESPACES.into_iter().zip(prefixes) {
        let (colon, attribute) = if prefix.is_empty() {
            (String::new(), "xmlns".to_owned())
        } else {
            (format!("{prefix}:"), format!("xmlns:{prefix}"))
        };
        text = text.replace(mark, &colon);
        write!(declared, " {attribute}=\"{namespace}\"").unwrap();
    }
    text.replace("{xmlns}", declared.trim_start())
}

#[test]
fn fingerprints_survive_other_prefixes_and_schemas_in_their_own_file() {
    let inline = SERVICE.replace("{TYPES}", SCHEMA);
    for profile in [Profile::Audit, Profile::Recommended] {
        let usual = ["wsdl", "soap", "xs", "tns"];
        let before = found(&alone("a.wsdl", prefixed(&inline, usual)), "a.wsdl", profile).unwrap();
        let in_schema = before.values().filter(|words| words.contains("schema/")).count();
        assert!(before.len() > 5 && in_schema > 1, "{before:#?}");
        let other = found(&alone("a.wsdl", prefixed(&inline, ["", "s", "q1", "my"])), "a.wsdl", profile).unwrap();
        assert_eq!(other, before);
        let mut files = alone("a.wsdl", prefixed(&SERVICE.replace("{TYPES}", IMPORT), usual));
        files.insert("orders.xsd", prefixed(SCHEMA, usual));
        assert_eq!(found(&files, "a.wsdl", profile).unwrap(), before);
    }
}
