//! See `rules/integrity/ref-external-untrusted.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::endpoint::{Scheme, Url};
use crate::model::openapi::{Api, Fields, Key, Kind, Target};
use crate::rules::{Check, Cx, Related};
use crate::source::{LoadError, join_uri, normalise_path};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Hosts of the standards: tools bring what they publish with them.
const STANDARDS: [&str; 4] = ["json-schema.org", "spec.openapis.org", "www.w3.org", "tools.ietf.org"];

/// True for an address or an absolute path: nothing this program reads.
pub(super) fn is_foreign(text: &str) -> bool {
    way(text).is_some()
}

/// How a text leads out of the description, and to what: a host or a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Way {
    Cleartext(String),
    Host(String),
    OtherScheme(String),
    LocalFile,
    Absolute(String),
    Outside(String),
}

fn way(text: &str) -> Option<Way> {
    if text.starts_with('#') {
        return None;
    }
    let url = Url::parse(text);
    let host = || url.host().unwrap_or("").to_ascii_lowercase();
    let file = text.split('#').next().unwrap_or("");
    let drive = |text: &str| {
        let bytes = text.as_bytes();
        matches!(bytes, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
    };
    if drive(file) || file.starts_with("\\\\") {
        return Some(Way::Absolute(file.to_owned()));
    }
    match url.scheme() {
        Scheme::Http => Some(Way::Cleartext(host())),
        Scheme::Https => Some(Way::Host(host())),
        Scheme::Other(scheme) if scheme == "file" => Some(Way::LocalFile),
        Scheme::Other(scheme) if matches!(scheme.as_str(), "ftp" | "sftp" | "smb" | "gopher") => {
            Some(Way::OtherScheme(scheme.clone()))
        }
        Scheme::Relative if url.host().is_some() => Some(Way::Host(host())),
        Scheme::Relative if file.starts_with('/') => Some(Way::Absolute(file.to_owned())),
        _ => None,
    }
}

/// A text that names another document, and what it is called.
struct Naming<'a> {
    node: NodeRef<'a>,
    word: &'static str,
    outside: bool,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut order: Vec<(Way, &'static str, Vec<NodeRef<'a>>)> = Vec::new();
    let mut known: HashMap<(Way, &'static str), usize> = HashMap::new();
    for Naming { node, word, outside } in namings(api) {
        let text = node.text().unwrap_or_default();
        let way = match way(&text) {
            Some(way) => way,
            None if outside => Way::Outside(text.split('#').next().unwrap_or("").to_owned()),
            None => continue,
        };
        // An example may well stand on a server of the documentation; only what others can change on the way counts.
        if word == "externalValue" && matches!(way, Way::Host(_)) {
            continue;
        }
        let at = *known.entry((way.clone(), word)).or_insert(order.len());
        match order.get_mut(at) {
            Some((.., nodes)) => nodes.push(node),
            None => order.push((way, word, vec![node])),
        }
    }
    for (way, word, nodes) in order {
        report(api, &way, word, &nodes, cx);
    }
}

fn namings(api: &Api) -> Vec<Naming<'_>> {
    let mut all = Vec::new();
    for (_, reference) in api.references_in_order() {
        let outside = matches!(reference.target, Target::Unloaded(LoadError::OutsideRoot));
        let node = api.node(reference.text);
        let text = node.text().unwrap_or_default();
        let is_elsewhere = match reference.target {
            // What an `$id` of the description names is here, whatever it looks like.
            Target::Node(to) | Target::WrongKind(to, _) => {
                let file = normalise_path(text.split('#').next().unwrap_or(""));
                matches!(way(&text), Some(Way::Absolute(_))) && api.node(to).doc.source.uri == file
            }
            _ => true,
        };
        if is_elsewhere {
            all.push(Naming { node, word: "$ref", outside });
        }
    }
    let examples = api.nodes_of(Kind::ExampleObject).filter_map(|example| example.field(Key::ExternalValue));
    all.extend(examples.map(|node| Naming { node, word: "externalValue", outside: false }));
    for discriminator in api.nodes_of(Kind::Discriminator) {
        let mapping = discriminator.field(Key::Mapping).into_iter().flat_map(|mapping| mapping.entries());
        all.extend(mapping.map(|(_, node)| Naming { node, word: "mapping", outside: false }));
    }
    all.retain(|naming| naming.node.is_scalar());
    all
}

fn report<'a>(api: &'a Api, way: &Way, word: &str, nodes: &[NodeRef<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = nodes.split_first() else { return };
    let is_own = |host: &str| {
        api.endpoints().any(|endpoint| endpoint.url().host().is_some_and(|own| own.eq_ignore_ascii_case(host)))
    };
    let written = first.text().unwrap_or_default();
    let file = written.split('#').next().unwrap_or("");
    let (what, help, severity) = match way {
        Way::Cleartext(host) => (
            format!("`{word}` leads to `{host}` over plain http, where anybody on the way can change what it says"),
            "keep a copy beside the description and name that",
            Severity::High,
        ),
        Way::Host(host) => (
            format!("`{word}` leads to `{host}`, so this description says what that host says at the time"),
            "keep a reviewed copy beside the description and name that",
            if is_own(host) || STANDARDS.contains(&host.as_str()) { Severity::Low } else { Severity::Medium },
        ),
        Way::OtherScheme(scheme) => (
            format!("`{word}` leads off this machine over `{scheme}`"),
            "keep a copy beside the description and name that",
            Severity::High,
        ),
        Way::LocalFile => (
            format!("`{word}` names a file of whichever machine reads it: `{file}`"),
            "write a path relative to this file",
            Severity::Medium,
        ),
        Way::Absolute(path) => (
            format!("`{word}` names an absolute path, which is another file on another machine: `{path}`"),
            "write a path relative to this file",
            Severity::Medium,
        ),
        Way::Outside(path) => (
            format!("`{word}` leads out of the project, so it was not read: `{path}`"),
            "move the file into the project; what lies outside is not reviewed with it",
            Severity::Medium,
        ),
    };
    let count = if others.is_empty() { String::new() } else { format!(" ({} times)", nodes.len()) };
    let target = match way {
        Way::Cleartext(host) | Way::Host(host) => host.clone(),
        Way::OtherScheme(scheme) => scheme.clone(),
        Way::LocalFile => "file".to_owned(),
        Way::Absolute(path) => path.clone(),
        Way::Outside(path) => api.file_name(&join_uri(&first.doc.source.uri, path)),
    };
    let finding = cx.report(*first, format!("{what}{count}")).severity(severity);
    finding.known_by(format!("{word} {target}"));
    finding.help(help).label("not followed");
    for other in others.iter().take(4) {
        finding.related(*other, "here too");
    }
}
