//! XML elements and attributes by namespace and local name.

use std::borrow::Cow;

use super::intern::mark;
use super::tree::Name;
use super::xml::{NO_NAMESPACE, XML, XMLNS, XMLNS_NAMESPACE, split_qname};
use super::{Kind, NodeId, NodeRef, Symbol};
use crate::source::Span;

/// So many attributes of an element are looked through each time.
const FEW: usize = 32;

/// A node that is an XML element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element<'a>(NodeRef<'a>);

impl<'a> Element<'a> {
    /// The node as an element.
    pub fn new(node: NodeRef<'a>) -> Option<Self> {
        (node.kind() == Kind::Element).then_some(Self(node))
    }

    /// The node behind the view.
    pub fn node(self) -> NodeRef<'a> {
        self.0
    }

    /// Namespace name, empty for none.
    pub fn namespace(self) -> &'a str {
        namespace(self.0)
    }

    /// Name without prefix.
    pub fn local(self) -> &'a str {
        local(self.0)
    }

    /// Symbol of the namespace name in the tree of its document.
    pub fn namespace_symbol(self) -> Symbol {
        self.0.name().map_or(NO_NAMESPACE, |name| name.namespace)
    }

    /// Symbol of the name without prefix in the tree of its document.
    pub fn local_symbol(self) -> Symbol {
        self.0.name().map_or(NO_NAMESPACE, |name| name.local)
    }

    /// Bytes of the name in the start tag, prefix included: what to point at when the element lacks something.
    pub fn name_span(self) -> Span {
        name_span(self.0)
    }

    /// True for this namespace (empty for none) and local name.
    pub fn is(self, namespace: &str, local: &str) -> bool {
        let symbols = self.0.doc.tree.symbols();
        let is_named = |name: &Name| symbols.is(name.local, local, mark(local));
        self.0.name().is_some_and(is_named) && self.namespace() == namespace
    }

    /// Attributes as written, namespace declarations included.
    pub fn attributes(self) -> impl Iterator<Item = Attr<'a>> {
        self.0.children().take_while(|child| child.kind() == Kind::Attribute).map(Attr)
    }

    /// The same, each behind the symbols of its namespace name and of its name without prefix.
    pub fn named_attributes(self) -> impl Iterator<Item = (Symbol, Symbol, Attr<'a>)> {
        self.names().map(|(node, name)| (name.namespace, name.local, Attr(node)))
    }

    /// The attribute of a namespace (empty for none) and local name.
    pub fn attr(self, namespace: &str, local: &str) -> Option<NodeRef<'a>> {
        let (symbols, mark) = (self.0.doc.tree.symbols(), mark(local));
        let is_wanted = |name: &Name| {
            symbols.is(name.local, local, mark)
                && (name.namespace == NO_NAMESPACE) == namespace.is_empty()
                && symbols.text(name.namespace) == namespace
        };
        self.names().find(|(_, name)| is_wanted(name)).map(|(node, _)| node)
    }

    /// The attributes with their names. They stand right behind their element, and so do their names behind its name.
    fn names(self) -> impl Iterator<Item = (NodeRef<'a>, &'a Name)> {
        let (doc, first) = (self.0.doc, self.0.id.0 + 1);
        let nodes = doc.tree.nodes.get(first as usize..).unwrap_or_default();
        let called = doc.tree.called.get(self.0.node().data as usize + 1..).unwrap_or_default();
        let attributes = nodes.iter().take_while(|node| node.kind == Kind::Attribute);
        let ids = first..;
        ids.zip(attributes.zip(called)).filter_map(move |(id, (_, called))| {
            Some((NodeRef { doc, id: NodeId(id) }, doc.tree.names.get(called.name.0 as usize)?))
        })
    }

    /// The decoded value of an attribute without namespace.
    pub fn attr_text(self, local: &str) -> Option<Cow<'a, str>> {
        self.attr("", local)?.text()
    }

    /// Child elements.
    pub fn elements(self) -> impl Iterator<Item = Element<'a>> {
        self.0.children().filter_map(Element::new)
    }

    /// All elements inside this one in document order, this one left out.
    pub fn descendants(self) -> impl Iterator<Item = Element<'a>> {
        self.0.subtree().skip(1).filter_map(Element::new)
    }

    /// The element around this one.
    pub fn parent(self) -> Option<Element<'a>> {
        self.0.parent().and_then(Element::new)
    }

    /// The character data that stands directly in this element, decoded and trimmed.
    pub fn text(self) -> String {
        let pieces = self.0.children().filter(|child| child.kind() == Kind::Text).filter_map(NodeRef::text);
        let text: String = pieces.collect();
        text.trim().to_owned()
    }

    /// A qualified name in a value, with the namespace declarations in scope here: (namespace, local name).
    /// A name without prefix has the default namespace, empty where there is none; `None` for a prefix
    /// that is not declared.
    pub fn resolve_qname<'q>(self, qname: &'q str) -> Option<(Cow<'a, str>, &'q str)> {
        let (prefix, local) = split_qname(qname.trim_ascii());
        match (self.namespace_of(prefix), prefix) {
            (Some(uri), _) => Some((uri, local)),
            (None, "") => Some((Cow::Borrowed(""), local)),
            (None, _) => None,
        }
    }

    /// The namespace a prefix is bound to here; `""` asks for the default namespace. `None` when nothing declares it.
    pub fn namespace_of(self, prefix: &str) -> Option<Cow<'a, str>> {
        match prefix {
            "xml" => return Some(Cow::Borrowed(XML)),
            "xmlns" => return Some(Cow::Borrowed(XMLNS)),
            _ => {}
        }
        let declared = if prefix.is_empty() { "xmlns" } else { prefix };
        let (symbols, mark) = (self.0.doc.tree.symbols(), mark(declared));
        let mut around = Some(self);
        while let Some(element) = around {
            let mut found = element
                .names()
                .take(FEW)
                .filter(|(_, name)| name.namespace == XMLNS_NAMESPACE && symbols.is(name.local, declared, mark));
            // `xmlns:xmlns` is no declaration of the default namespace.
            let found = found.find(|(node, _)| prefix.is_empty() != Attr(*node).has_prefix()).map(|(node, _)| node);
            let is_wide = || element.names().nth(FEW).is_some();
            let found = found.or_else(|| {
                let symbol = is_wide().then(|| symbols.lookup(declared)).flatten()?;
                self.0.doc.tree.positions.declaration(element.0, symbol, prefix.is_empty())
            });
            if let Some(node) = found {
                return Some(Attr(node).value()).filter(|uri| prefix.is_empty() || !uri.is_empty());
            }
            around = element.parent();
        }
        None
    }
}

/// A node that is an XML attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attr<'a>(NodeRef<'a>);

impl<'a> Attr<'a> {
    /// The node as an attribute.
    pub fn new(node: NodeRef<'a>) -> Option<Self> {
        (node.kind() == Kind::Attribute).then_some(Self(node))
    }

    /// The node behind the view.
    pub fn node(self) -> NodeRef<'a> {
        self.0
    }

    /// Namespace name, empty for none; an attribute without prefix has none.
    pub fn namespace(self) -> &'a str {
        namespace(self.0)
    }

    /// Name without prefix; `xmlns` for the declaration of the default namespace.
    pub fn local(self) -> &'a str {
        local(self.0)
    }

    /// Symbol of the namespace name in the tree of its document.
    pub fn namespace_symbol(self) -> Symbol {
        self.0.name().map_or(NO_NAMESPACE, |name| name.namespace)
    }

    /// Symbol of the name without prefix in the tree of its document.
    pub fn local_symbol(self) -> Symbol {
        self.0.name().map_or(NO_NAMESPACE, |name| name.local)
    }

    /// Name as written, prefix included.
    pub fn name(self) -> &'a str {
        self.0.doc.source.slice(self.name_span())
    }

    /// The value with its references decoded.
    pub fn value(self) -> Cow<'a, str> {
        self.0.text().unwrap_or_default()
    }

    /// Bytes of the value, without quotes.
    pub fn span(self) -> Span {
        self.0.span()
    }

    /// Bytes of the name, prefix included.
    pub fn name_span(self) -> Span {
        name_span(self.0)
    }

    pub(super) fn has_prefix(self) -> bool {
        self.name_span().len() > self.local().len()
    }
}

fn namespace(node: NodeRef<'_>) -> &str {
    node.name().map_or("", |name| node.doc.tree.symbols().text(name.namespace))
}

fn local(node: NodeRef<'_>) -> &str {
    node.name().map_or("", |name| node.doc.tree.symbols().text(name.local))
}

fn name_span(node: NodeRef<'_>) -> Span {
    let span = node.span();
    node.name_range().map_or(span, |(start, end)| Span { start, end, ..span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};
    use crate::syntax::{Document, Limits, parse};

    const TEXT: &str = r#"<d xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b">
  <a:s name="Pay" a:name="other"> one <a:p xmlns:a="urn:inner"/> two </a:s>
  <s xmlns="" xmlns:b=""/>
</d>"#;

    fn document() -> Document {
        parse(Source::new(SourceId(0), "a.xml", TEXT), &Limits::default(), &[])
    }

    #[test]
    fn elements_and_attributes_by_name() {
        let document = document();
        let root = Element::new(document.root().unwrap()).unwrap();
        assert!(root.is("urn:d", "d") && root.parent().is_none());
        let service = root.elements().next().unwrap();
        assert!(service.is("urn:a", "s"));
        assert_eq!(service.attr_text("name").as_deref(), Some("Pay"));
        assert_eq!(service.attr("urn:a", "name").unwrap().raw(), "other");
        assert_eq!(service.attr("urn:b", "name"), None);
        assert!(service.text().starts_with("one") && service.text().ends_with("two"));
        let names: Vec<_> = root.descendants().map(|element| (element.namespace(), element.local())).collect();
        assert_eq!(names, [("urn:a", "s"), ("urn:inner", "p"), ("", "s")]);
        let attrs: Vec<_> = service.attributes().map(|attr| (attr.name(), attr.value().into_owned())).collect();
        assert_eq!(attrs, [("name", "Pay".to_owned()), ("a:name", "other".to_owned())]);
        assert_eq!(document.source.slice(service.name_span()), "a:s");
    }

    #[test]
    fn qualified_names_follow_the_declarations_in_scope() {
        let document = document();
        let root = Element::new(document.root().unwrap()).unwrap();
        let inner = root.descendants().nth(1).unwrap();
        let last = root.elements().last().unwrap();
        let resolve = |element: Element<'_>, qname: &str| {
            element.resolve_qname(qname).map(|(uri, local)| format!("{{{uri}}}{local}"))
        };
        assert_eq!(resolve(root, "a:x").as_deref(), Some("{urn:a}x"));
        assert_eq!(resolve(inner, " a:x ").as_deref(), Some("{urn:inner}x"));
        assert_eq!(resolve(inner, "x").as_deref(), Some("{urn:d}x"));
        assert_eq!(resolve(last, "x").as_deref(), Some("{}x"));
        assert_eq!(resolve(last, "b:x"), None);
        assert_eq!(resolve(root, "none:x"), None);
        assert_eq!(resolve(root, "xml:lang"), Some(format!("{{{XML}}}lang")));
    }
}
