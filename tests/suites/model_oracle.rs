//! The model against `openapiv3`, a reader of another lineage, on every real 3.0 description it accepts: the same
//! operations, the same effective security, the same servers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test reads files and may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use apivet::model::Declared;
use apivet::model::openapi::{Api, Detected, Version, WORDS, detect};
use apivet::source::{Source, SourceId};
use apivet::syntax::{Limits, decode_bytes, parse};
use openapiv3::{OpenAPI, ReferenceOr, SecurityRequirement};

use crate::common;

/// (method, path) with the alternatives, each the names of its schemes; `None` when nothing is said anywhere.
type Operations = BTreeMap<(String, String), Option<Vec<BTreeSet<String>>>>;

#[derive(Debug, PartialEq)]
struct View {
    operations: Operations,
    servers: Vec<String>,
}

fn alternatives(list: &[SecurityRequirement]) -> Vec<BTreeSet<String>> {
    list.iter().map(|one| one.keys().cloned().collect()).collect()
}

fn theirs(api: &OpenAPI) -> View {
    let mut operations = Operations::new();
    for (path, item) in &api.paths.paths {
        // A path item of its own file is not followed by the other reader.
        let ReferenceOr::Item(item) = item else { continue };
        for (method, operation) in item.iter() {
            let security = operation.security.as_ref().or(api.security.as_ref());
            operations.insert((method.to_uppercase(), path.clone()), security.map(|list| alternatives(list)));
        }
    }
    View { operations, servers: api.servers.iter().map(|server| server.url.clone()).collect() }
}

fn ours(api: &Api) -> View {
    let mut operations = Operations::new();
    let written = api.operations().filter(|operation| operation.is_served() && operation.path_items().count() == 1);
    for operation in written {
        let effective = operation.security();
        let list = effective.requirements.map(|list| {
            let names =
                |one: &apivet::model::openapi::Alternative| one.schemes.iter().map(|each| each.name.clone()).collect();
            list.alternatives.iter().map(names).collect()
        });
        assert_eq!(list.is_none(), effective.is_absent());
        assert_eq!(list.as_ref().is_some_and(Vec::is_empty), effective.is_empty_list());
        operations.insert((operation.method().to_owned(), operation.path().to_owned()), list);
    }
    let list = api.root().get("servers");
    let urls = list
        .into_iter()
        .flat_map(|list| list.items())
        .filter_map(|server| Some(server.get("url")?.text()?.into_owned()));
    View { operations, servers: urls.collect() }
}

/// Addresses of root servers as the model gives them must be those servers, with variables filled in.
fn endpoints_agree(api: &Api, other: &OpenAPI) -> Result<(), String> {
    for server in &other.servers {
        let mut expected = server.url.clone();
        for (name, variable) in server.variables.iter().flatten() {
            expected = expected.replace(&format!("{{{name}}}"), &variable.default);
        }
        let root = api.root().get("servers");
        let mut found = api.endpoints().filter(|endpoint| endpoint.site().parent() == root);
        if !found.any(|endpoint| endpoint.text() == expected) {
            return Err(format!("no endpoint {expected}"));
        }
    }
    Ok(())
}

fn load(folder: &common::Folder, uri: &str, text: &str) -> Option<Api> {
    let limits = Limits::default();
    let document = parse(Source::new(SourceId(0), uri, text), &limits, WORDS);
    let root = document.root().filter(|_| document.errors.is_empty())?;
    let at = root.at();
    match detect(root) {
        Detected::Known(Version::V30) => {
            Some(Api::load(document, at, Version::V30, Declared::default(), folder, &limits))
        }
        _ => None,
    }
}

fn other_reader(uri: &str, text: &str) -> Result<OpenAPI, String> {
    if uri.ends_with(".json") {
        serde_json::from_str(text).map_err(|error| error.to_string())
    } else {
        serde_yaml::from_str(text).map_err(|error| error.to_string())
    }
}

#[test]
fn operations_security_and_servers_agree_on_real_descriptions() {
    let Some(root) = common::corpus() else { return };
    let folder = common::Folder(root.clone());
    let (mut agreed, mut operations, mut refused, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for uri in common::files(&root, "openapi", &["yaml", "yml", "json"]) {
        let text = match std::fs::read(root.join(&uri)).ok().and_then(|bytes| decode_bytes(bytes).ok()) {
            Some(text) if text.contains("openapi") => text,
            _ => continue,
        };
        let Some(api) = load(&folder, &uri, &text) else { continue };
        let other = match other_reader(&uri, text.trim_start_matches('\u{feff}')) {
            Ok(other) => other,
            Err(why) => {
                refused.push(format!("{uri}: {}", why.lines().next().unwrap_or_default()));
                continue;
            }
        };
        let (mine, its) = (ours(&api), theirs(&other));
        if mine != its {
            let differing = mine.operations.iter().find(|(key, value)| its.operations.get(*key) != Some(value));
            let lacking = its.operations.keys().find(|key| !mine.operations.contains_key(*key));
            wrong.push(format!(
                "{uri}: ours {differing:?}, lacking {lacking:?}, servers {:?} and {:?}",
                mine.servers, its.servers
            ));
        } else if let Err(why) = endpoints_agree(&api, &other) {
            wrong.push(format!("{uri}: {why}"));
        } else {
            agreed += 1;
            operations += mine.operations.len();
        }
    }
    let _ = writeln!(
        std::io::stderr(),
        "{agreed} descriptions with {operations} operations agree; refused by the other reader:\n  {}",
        refused.join("\n  ")
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(agreed > 100 && refused.len() < agreed / 4, "{agreed} agreed, {} refused", refused.len());
}

#[test]
fn absent_empty_and_inherited_security_are_told_apart() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nsecurity: [{a: [], b: []}, {c: []}]\nservers: [{url: 'https://{h}.example.com', variables: {h: {default: api}}}]\n\
                paths:\n  /x:\n    get: {responses: {'200': {description: d}}}\n    post: {security: [], responses: {'200': {description: d}}}\n    \
                put: {security: [{}], responses: {'200': {description: d}}}\n    delete: {security: [{c: []}], responses: {'200': {description: d}}}\n";
    let loader = common::Folder(std::path::PathBuf::new());
    for text in [text.to_owned(), text.replace("security: [{a: [], b: []}, {c: []}]\n", "")] {
        let api = load(&loader, "a.yaml", &text).unwrap();
        let other = other_reader("a.yaml", &text).unwrap();
        assert_eq!(ours(&api), theirs(&other));
        endpoints_agree(&api, &other).unwrap();
        let get = api.operations().find(|operation| operation.method() == "GET").unwrap().security();
        assert_eq!((get.inherited, get.is_absent()), (true, !text.contains("a: []")));
    }
}
