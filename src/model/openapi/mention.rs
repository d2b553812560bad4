//! Endpoints of this API that the description speaks of outside `paths`: in links, in examples of headers that hold
//! addresses, in keys of callbacks, in documentation addresses and in code spans of prose.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::{Api, Fields, Key, Kind};
use crate::model::endpoint::{Scheme, Url};
use crate::source::Span;
use crate::syntax::NodeRef;

/// One endpoint spoken of.
#[derive(Clone, Debug)]
pub struct Mention<'a> {
    /// The value or key that speaks of it.
    pub node: NodeRef<'a>,
    /// Its bytes, where they are known.
    pub span: Option<Span>,
    /// Upper-case method, if one is named.
    pub method: Option<String>,
    /// The path as written, without query and fragment.
    pub path: String,
    /// True when the path starts at the host and not at the base path of the API.
    pub from_host: bool,
    /// True for a place that can only mean an endpoint of this API; prose may mean something else.
    pub is_certain: bool,
}

const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY"];
const ADDRESS_HEADERS: &[&str] = &["location", "content-location", "operation-location", "link"];
/// Said of what is gone.
const GONE: &[&str] = &[
    "removed",
    "no longer",
    "formerly",
    "renamed",
    "retired",
    "does not exist",
    "doesn't exist",
    "used to be",
    "replaced",
];

impl Api {
    /// All mentions, by kind of place and then in the order of the description. Operations that links name by
    /// `operationId` are not among them.
    pub fn mentions(&self) -> Vec<Mention<'_>> {
        let hosts = Hosts::of(self);
        let mut out = Vec::new();
        for link in self.nodes_of(Kind::Link) {
            out.extend(link.field(Key::OperationRef).and_then(of_operation_ref));
        }
        for response in self.nodes_of(Kind::Response) {
            for (name, header) in response.field(Key::Headers).into_iter().flat_map(NodeRef::entries) {
                if ADDRESS_HEADERS.contains(&name.key_text().to_ascii_lowercase().as_str()) {
                    self.of_header(header, &hosts, &mut out);
                }
            }
        }
        for callback in self.nodes_of(Kind::Callback) {
            for (key, _) in callback.entries().filter(|(key, _)| !key.key_text().contains("{$")) {
                out.extend(hosts.address(key, key.key_text(), true));
            }
        }
        for docs in self.nodes_of(Kind::ExternalDocs) {
            let Some(url) = docs.field(Key::Url) else { continue };
            // Pages about the API live beside it; only what lies below its base path is a part of it.
            let found = url.string().and_then(|text| hosts.address(url, &text, true));
            out.extend(found.filter(|mention| hosts.is_below_base(&mention.path)));
        }
        for prose in self.nodes_of(Kind::Prose) {
            of_prose(prose, &hosts, &mut out);
        }
        out
    }

    fn of_header<'a>(&'a self, header: NodeRef<'a>, hosts: &Hosts, out: &mut Vec<Mention<'a>>) {
        let Some(header) = self.resolve(header) else { return };
        let schema = header.field(Key::Schema).and_then(|schema| self.resolve(schema));
        for holder in std::iter::once(header).chain(schema) {
            let examples = holder.field(Key::Examples);
            let listed = examples.into_iter().flat_map(NodeRef::items);
            let named = examples.into_iter().flat_map(NodeRef::entries);
            let named = named.filter_map(|(_, example)| self.resolve(example)?.field(Key::Value));
            for value in holder.field(Key::Example).into_iter().chain(listed).chain(named) {
                let Some(text) = value.string() else { continue };
                if text.contains('<') {
                    let targets = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
                    out.extend(targets.filter_map(|(target, _)| hosts.address(value, target, true)).filter(is_deep));
                } else {
                    out.extend(hosts.address(value, &text, true).filter(is_deep));
                }
            }
        }
    }
}

/// One segment, such as `/resource`, may stand for anything.
fn is_deep(mention: &Mention<'_>) -> bool {
    super::segments(&mention.path).len() > 1
}

/// So many hosts are sought in a text one by one.
const FEW: usize = 8;

/// Where the API is served.
struct Hosts {
    hosts: HashSet<String>,
    bases: Vec<String>,
}

impl Hosts {
    fn of(api: &Api) -> Self {
        let mut hosts = HashSet::new();
        for endpoint in api.endpoints() {
            hosts.extend(endpoint.url().host().map(str::to_ascii_lowercase));
        }
        Self { hosts, bases: api.base_paths() }
    }

    fn is_below_base(&self, path: &str) -> bool {
        self.bases.iter().any(|base| path.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// A mention by URL or absolute path; `None` for other hosts and for what is no address.
    fn address<'a>(&self, node: NodeRef<'a>, text: &str, is_certain: bool) -> Option<Mention<'a>> {
        let text = text.trim();
        let path = if text.starts_with('/') && !text.starts_with("//") {
            Cow::Borrowed(text)
        } else {
            // Most addresses are those of others, and most descriptions have few hosts of their own.
            let lower = text.to_ascii_lowercase();
            if self.hosts.len() <= FEW && !self.hosts.iter().any(|host| lower.contains(host.as_str())) {
                return None;
            }
            let url = Url::parse(text);
            let is_web = matches!(url.scheme(), Scheme::Http | Scheme::Https);
            let host = url.host().filter(|_| is_web)?.to_ascii_lowercase();
            if !self.hosts.contains(&host) || url.path().is_empty() {
                return None;
            }
            if !self.bases.is_empty() && !self.is_below_base(url.path()) {
                return None;
            }
            Cow::Owned(url.path().to_owned())
        };
        let path = path.split(['?', '#']).next().unwrap_or("").to_owned();
        is_path(&path).then(|| Mention {
            node,
            span: find(node, text),
            method: None,
            path,
            from_host: true,
            is_certain,
        })
    }
}

impl Api {
    /// Paths of the servers' addresses, without a slash at the end; those that are empty are left out.
    pub fn base_paths(&self) -> Vec<String> {
        let mut bases: Vec<String> = self
            .endpoints()
            .map(|endpoint| endpoint.url().path().trim_end_matches('/').to_owned())
            .filter(|base| base.starts_with('/'))
            .collect();
        bases.sort_unstable_by_key(|base| std::cmp::Reverse(base.len()));
        bases.dedup();
        bases
    }
}

/// `#/paths/~1users~1{id}/get`; pointers into other documents are not followed.
fn of_operation_ref(node: NodeRef<'_>) -> Option<Mention<'_>> {
    let text = node.string()?;
    let mut tokens = text.strip_prefix("#/paths/")?.split('/');
    let path = tokens.next()?.replace("%7B", "{").replace("%7D", "}").replace("~1", "/").replace("~0", "~");
    let method = tokens.next().map(str::to_ascii_uppercase);
    Some(Mention { node, span: None, method, path, from_host: false, is_certain: true })
}

fn of_prose<'a>(node: NodeRef<'a>, hosts: &Hosts, out: &mut Vec<Mention<'a>>) {
    if !node.raw().contains('`') {
        return;
    }
    let Some(text) = node.text() else { return };
    let mut in_fence = false;
    for line in text.lines() {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            in_fence = !in_fence;
            continue;
        }
        if in_fence || !line.contains('`') {
            continue;
        }
        let mut rest = line;
        while let Some((before, span, after)) = code_span(rest) {
            out.extend(of_code_span(node, before, span, hosts).filter(|_| !is_about_the_past(line)));
            rest = after;
        }
    }
}

fn is_about_the_past(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    GONE.iter().any(|word| line.contains(word))
}

/// Splits a line at its first code span.
fn code_span(line: &str) -> Option<(&str, &str, &str)> {
    let open = line.find('`')?;
    let ticks = line.get(open..)?.bytes().take_while(|byte| *byte == b'`').count();
    let fence = line.get(open..open + ticks)?;
    let inside = line.get(open + ticks..)?;
    let close = inside.find(fence)?;
    Some((line.get(..open)?, inside.get(..close)?, inside.get(close + ticks..)?))
}

/// `POST /refunds`, or a path alone with the method in front of the span.
fn of_code_span<'a>(node: NodeRef<'a>, before: &str, span: &str, hosts: &Hosts) -> Option<Mention<'a>> {
    let span = span.trim().trim_end_matches(['.', ',', ';']);
    let is_method = |word: &str| METHODS.contains(&word);
    let (method, target) = match span.split_once(char::is_whitespace) {
        Some((word, target)) if is_method(word) => (Some(word), target.trim()),
        Some(_) => return None,
        None => (before.split_whitespace().next_back().filter(|word| is_method(word)), span),
    };
    if method.is_none() && is_illustration(before) {
        return None;
    }
    let mut mention = hosts.address(node, target, false)?;
    let segments = super::segments(&mention.path).len();
    if segments < 2 && method.is_none() {
        return None;
    }
    mention.from_host = !target.starts_with('/');
    mention.method = method.map(str::to_owned);
    mention.span = find(node, span);
    Some(mention)
}

/// True when what follows only shows a form: `like`, `such as`, `for example`.
fn is_illustration(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ',', ':', '(']).to_ascii_lowercase();
    ["like", "such as", "example", "e.g.", "e.g", "form", "format"].iter().any(|word| before.ends_with(word))
}

/// Bytes of a text inside a value, where it is written as it reads.
fn find(node: NodeRef<'_>, text: &str) -> Option<Span> {
    let at = node.raw().find(text)?;
    let start = node.span().start + u32::try_from(at).ok()?;
    Some(Span { start, end: start + u32::try_from(text.len()).ok()?, ..node.span() })
}

/// True for `/a/b`: no patterns, no dots that stand for more, nothing a URL does not have.
fn is_path(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~{}:@!$'()+,;=%<>[]".contains(&byte);
    text.len() > 1
        && text.starts_with('/')
        && text.bytes().all(legal)
        && !text.contains("..")
        && !text.contains("//")
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_are_found_one_after_the_other() {
        assert_eq!(code_span("use `GET /a` or ``b``"), Some(("use ", "GET /a", " or ``b``")));
        assert_eq!(code_span(" or ``b`` "), Some((" or ", "b", " ")));
        assert_eq!(code_span("open `only"), None);
    }

    #[test]
    fn paths_are_told_from_patterns_and_ellipses() {
        for path in ["/v1/users/{id}", "/users/:id/a.json", "/users/<id>"] {
            assert!(is_path(path), "{path}");
        }
        for other in ["/", "/users/...", "/^a$/", "/a b", "users", "//host/a", "/*/a", "/1/2"] {
            assert!(!is_path(other), "{other}");
        }
    }
}
