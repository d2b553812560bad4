//! The two readers of YAML side by side.

use apivet::source::{Source, SourceId};
use apivet::syntax::{Document, Format, Kind, Limits, NodeId, YamlReaders, parse_as};

/// What became of a text that both readers say the same of, or that was not put to both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The fast reader took it.
    Yes,
    /// It was left to the careful one.
    No,
}

/// Words that are interned before the first key.
const WORDS: &[&str] = &["type", "known"];

fn read(text: &str, yaml: YamlReaders) -> Document {
    let limits = Limits { yaml, ..Limits::default() };
    parse_as(Format::Yaml, Source::new(SourceId(0), "a.yaml", text), &limits, WORDS)
}

/// Compares what the readers say of a text: every node with its span and its text, comments and errors. `Err` says how
/// they differ.
pub(crate) fn compare(text: &str) -> Result<Taken, String> {
    let fast = read(text, YamlReaders::Fast);
    if fast.errors.iter().any(|error| error.message.contains("careful reader")) {
        return Ok(Taken::No);
    }
    let careful = read(text, YamlReaders::Careful);
    let (outside, expected) = (around(&fast), around(&careful));
    if outside != expected {
        return Err(format!("fast\n  {outside}\ncareful\n  {expected}"));
    }
    let nodes = |at: usize| (node(&fast, at), node(&careful, at));
    match (0..fast.tree.len().max(careful.tree.len())).map(nodes).find(|(fast, careful)| fast != careful) {
        Some((fast, careful)) => Err(format!("fast\n  {fast:?}\ncareful\n  {careful:?}")),
        None => Ok(Taken::Yes),
    }
}

/// What is not said by the nodes.
fn around(doc: &Document) -> String {
    let Document { comments, errors, complete, tree, .. } = doc;
    format!("{:?} {comments:?} {errors:?} {complete}", tree.roots())
}

/// All that a node says.
#[derive(Debug, PartialEq)]
struct Said {
    kind: Kind,
    span: (u32, u32),
    subtree_end: u32,
    parent: Option<NodeId>,
    len: usize,
    /// Of a key, with the number it was interned under.
    key: Option<(u32, String)>,
    is_key: bool,
    tag: Option<String>,
    alias_of: NodeId,
    style: apivet::syntax::Style,
    text: Option<String>,
}

fn node(doc: &Document, at: usize) -> Option<Said> {
    if at >= doc.tree.len() {
        return None;
    }
    let node = doc.node(NodeId(at as u32));
    Some(Said {
        kind: node.kind(),
        span: (node.span().start, node.span().end),
        subtree_end: node.subtree_end().0,
        parent: node.parent().map(|parent| parent.id),
        len: node.len(),
        key: node.symbol().map(|symbol| (symbol.0, node.key_text().to_owned())),
        is_key: node.is_key(),
        tag: node.tag().map(str::to_owned),
        alias_of: node.resolve_alias().id,
        style: node.style(),
        text: node.is_scalar().then(|| node.text().unwrap_or_default().into_owned()),
    })
}
