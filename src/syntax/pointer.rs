//! JSON Pointers (RFC 6901) into a tree, and the element paths that stand for them in XML.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

use super::xml::XMLNS_NAMESPACE;
use super::{Attr, Element, Kind, NodeId, NodeRef, Symbol};

/// Where children stand among their siblings, remembered for each parent that a pointer led through: findings in one
/// large part of a text would else count its siblings over and over.
#[derive(Debug, Default)]
pub(super) struct Positions(Mutex<HashMap<NodeId, Siblings>>);

/// So many children are counted each time.
const FEW: usize = 24;

/// The children of one parent.
#[derive(Debug, Default)]
struct Siblings {
    /// Items of a sequence: the index. Elements: the position from 1 among those of the same local name.
    positions: HashMap<NodeId, usize>,
    /// Items of a sequence in their order.
    items: Vec<NodeId>,
    /// Declarations of namespaces by prefix, and whether it is that of the default namespace.
    declared: HashMap<(Symbol, bool), NodeId>,
    /// Elements by local name.
    totals: HashMap<Symbol, usize>,
}

impl Siblings {
    fn of(parent: NodeRef<'_>) -> Self {
        let mut known = Self::default();
        for (index, child) in parent.children().enumerate() {
            if let (Some(attribute), Some(name)) = (Attr::new(child), child.name())
                && name.namespace == XMLNS_NAMESPACE
            {
                known.declared.entry((name.local, !attribute.has_prefix())).or_insert(child.id);
            }
            let position = match local(child) {
                Some(symbol) => {
                    let total = known.totals.entry(symbol).or_default();
                    *total += 1;
                    *total
                }
                None => {
                    known.items.push(child.id);
                    index
                }
            };
            known.positions.insert(child.id, position);
        }
        known
    }
}

impl Positions {
    /// The attribute of an element that declares a prefix, or the default namespace.
    pub(super) fn declaration<'a>(
        &self,
        element: NodeRef<'a>,
        prefix: Symbol,
        is_default: bool,
    ) -> Option<NodeRef<'a>> {
        let id = self.of(element, |known| known.declared.get(&(prefix, is_default)).copied())?;
        Some(NodeRef { doc: element.doc, id })
    }

    fn of<T>(&self, parent: NodeRef<'_>, answer: impl FnOnce(&Siblings) -> T) -> T {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answer(known.entry(parent.id).or_insert_with(|| Siblings::of(parent)))
    }
}

/// The local name of an element.
fn local(node: NodeRef<'_>) -> Option<Symbol> {
    node.name().filter(|_| node.kind() == Kind::Element).map(|name| name.local)
}

impl<'a> NodeRef<'a> {
    /// Where this node stands: an RFC 6901 pointer, or for XML a path such as `service[Pay]/port[PayHttps]`.
    /// A key has the pointer of its value.
    ///
    /// The XML path starts below the root element. An element is named by its local name, with its `name`
    /// attribute in brackets, or with its position from 1 where siblings share the local name; an attribute
    /// is `@` and its local name; text has the path of its element.
    pub fn pointer(self) -> String {
        match self.kind() {
            Kind::Element | Kind::Attribute | Kind::Text => self.element_path(),
            _ => self.json_pointer(),
        }
    }

    fn json_pointer(self) -> String {
        let mut chain = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            chain.push((parent, node));
            node = parent;
        }
        let mut pointer = String::new();
        for (parent, node) in chain.into_iter().rev() {
            pointer.push('/');
            if parent.is_seq() {
                let positions = &node.doc.tree.positions;
                let index = positions.of(parent, |known| known.positions.get(&node.id).copied().unwrap_or(0));
                pointer.push_str(&index.to_string());
            } else if let Some(key) = node.key() {
                escape(key.key_text(), &mut pointer);
            }
        }
        pointer
    }

    fn element_path(self) -> String {
        let mut chain = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            chain.push((parent, node));
            node = parent;
        }
        let mut path = String::new();
        for (parent, node) in chain.into_iter().rev() {
            if node.kind() == Kind::Text {
                break;
            }
            if !path.is_empty() {
                path.push('/');
            }
            let Some(element) = Element::new(node) else {
                path.push('@');
                path.push_str(node.name().map_or("", |name| self.doc.tree.symbols().text(name.local)));
                break;
            };
            path.push_str(element.local());
            let name = element.attr_text("name").filter(|name| !name.is_empty());
            if let Some(name) = name.or_else(|| Some(position(parent, node)?.to_string().into())) {
                path.push('[');
                path.push_str(&name);
                path.push(']');
            }
        }
        path
    }

    /// The item of a sequence at an index, aliases followed.
    pub fn item(self, index: usize) -> Option<NodeRef<'a>> {
        if index < FEW {
            return self.items().nth(index);
        }
        let id = self.doc.tree.positions.of(self, |known| known.items.get(index).copied())?;
        Some(NodeRef { doc: self.doc, id }.resolve_alias())
    }

    /// The node an RFC 6901 pointer names, counted from this node; aliases are followed. `""` is this node.
    /// The pointer is already percent-decoded.
    pub fn at_pointer(self, pointer: &str) -> Option<NodeRef<'a>> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut node = self.resolve_alias();
        for token in pointer.strip_prefix('/')?.split('/') {
            node = match node.kind() {
                Kind::Map if token.contains('~') => node.get(&token.replace("~1", "/").replace("~0", "~"))?,
                Kind::Map => node.get(token)?,
                Kind::Seq => node.item(array_index(token)?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// Position from 1 among the siblings of the same local name; `None` where there is no other.
fn position(parent: NodeRef<'_>, node: NodeRef<'_>) -> Option<usize> {
    let symbol = local(node)?;
    if parent.children().nth(FEW).is_none() {
        let alike = || parent.children().filter(|child| local(*child) == Some(symbol));
        return (alike().count() > 1).then(|| alike().take_while(|child| child.id <= node.id).count());
    }
    node.doc.tree.positions.of(parent, |known| {
        let total = known.totals.get(&symbol)?;
        known.positions.get(&node.id).copied().filter(|_| *total > 1)
    })
}

fn escape(token: &str, pointer: &mut String) {
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(c),
        }
    }
}

/// An array index of RFC 6901: digits without a leading zero.
fn array_index(token: &str) -> Option<usize> {
    let plain = token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    plain.then(|| token.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};
    use crate::syntax::{Document, Limits, parse};

    fn read(uri: &str, text: &str) -> Document {
        let document = parse(Source::new(SourceId(0), uri, text), &Limits::default(), &[]);
        assert_eq!(document.errors, []);
        document
    }

    #[test]
    fn pointers_escape_keys_and_count_items() {
        let document = read("a.json", r#"{"paths": {"/a~b": [10, {"": [true]}]}, "0": {"%": 1}}"#);
        let root = document.root().unwrap();
        let pointers: Vec<_> = root.subtree().filter(|node| !node.is_key()).map(NodeRef::pointer).collect();
        let expected = [
            "",
            "/paths",
            "/paths/~1a~0b",
            "/paths/~1a~0b/0",
            "/paths/~1a~0b/1",
            "/paths/~1a~0b/1/",
            "/paths/~1a~0b/1//0",
            "/0",
            "/0/%",
        ];
        assert_eq!(pointers, expected);
        for node in root.subtree() {
            let found = root.at_pointer(&node.pointer()).unwrap();
            assert_eq!(if node.is_key() { found.key() } else { Some(found) }, Some(node));
        }
    }

    #[test]
    fn a_pointer_that_names_nothing() {
        let document = read("a.json", r#"{"a": [1, 2], "~1": 3, "-": 4}"#);
        let root = document.root().unwrap();
        for pointer in
            ["a", "/b", "/a/2", "/a/00", "/a/01", "/a/-", "/a/+1", "/a/", "/a/0/x", "/a/99999999999999999999"]
        {
            assert_eq!(root.at_pointer(pointer), None, "{pointer}");
        }
        assert_eq!(root.at_pointer("/~01").unwrap().raw(), "3");
        assert_eq!(root.at_pointer("/a").unwrap().at_pointer("/1").unwrap().raw(), "2");
    }

    #[test]
    fn the_order_of_questions_changes_no_answer() {
        let rows: Vec<_> = (0..30).map(|n| format!("[{n}, [{n}, {{\"k\": [{n}]}}]]")).collect();
        let document = read("a.json", &format!("[{}]", rows.join(",")));
        let nodes: Vec<_> = document.root().unwrap().subtree().collect();
        let first: Vec<_> = nodes.iter().map(|node| node.pointer()).collect();
        let again = read("a.json", &document.source.text);
        let nodes: Vec<_> = again.root().unwrap().subtree().collect();
        for at in (0..nodes.len()).rev().chain((0..nodes.len()).step_by(7)) {
            assert_eq!(nodes[at].pointer(), first[at]);
        }
    }

    #[test]
    fn element_paths_use_names_then_positions() {
        let text = r#"<w:definitions xmlns:w="u" name="d"><w:types/>
            <w:service name="Pay"><w:port name="PayHttps"><address location="http://x"/></w:port></w:service>
            <policy><All/>text<One/><All a="1"><x/></All></policy></w:definitions>"#;
        let document = read("a.wsdl", text);
        let root = document.root().unwrap();
        let elements: Vec<_> =
            root.subtree().filter(|node| node.kind() == Kind::Element).map(NodeRef::pointer).collect();
        let expected = [
            "",
            "types",
            "service[Pay]",
            "service[Pay]/port[PayHttps]",
            "service[Pay]/port[PayHttps]/address",
            "policy",
            "policy/All[1]",
            "policy/One",
            "policy/All[2]",
            "policy/All[2]/x",
        ];
        assert_eq!(elements, expected);
        let at = |raw: &str| {
            root.subtree().find(|node| node.kind() != Kind::Element && node.raw() == raw).unwrap().pointer()
        };
        assert_eq!(at("http://x"), "service[Pay]/port[PayHttps]/address/@location");
        assert_eq!((at("d").as_str(), at("text").as_str()), ("@name", "policy"));
    }

    #[test]
    fn many_items_of_one_sequence_cost_one_walk() {
        let document = read("a.json", &format!("[{}]", vec!["{\"a\":1}"; 100_000].join(",")));
        let nodes = document.root().unwrap().subtree().filter(|node| node.raw() == "1");
        assert_eq!(nodes.map(NodeRef::pointer).last().as_deref(), Some("/99999/a"));
        let document = read("a.xml", &format!("<r>{}</r>", "<a/><b c=''/>".repeat(50_000)));
        let last = document.root().unwrap().subtree().map(NodeRef::pointer).last();
        assert_eq!(last.as_deref(), Some("b[50000]/@c"));
    }
}
