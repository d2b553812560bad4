//! How large the entities of a document type would grow, computed from lengths: nothing is ever expanded.

use hashbrown::HashMap;

use crate::syntax::{Doctype, Document, Entity, EntityValue, Kind};

/// What expanding entities would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expansion {
    /// The named entity contains itself, directly or through others.
    Cycle(String),
    /// Bytes of replacement text; stops at `u128::MAX`.
    Bytes(u128),
}

/// The largest expansion of any single entity, referenced or not. A cycle outweighs any size. Linear in the length of
/// the declarations.
pub fn worst_expansion(doctype: &Doctype) -> Expansion {
    match Graph::new(doctype).sizes() {
        Ok(sizes) => Expansion::Bytes(sizes.into_iter().max().unwrap_or(0)),
        Err(name) => Expansion::Cycle(name),
    }
}

/// What the references in the content of a document would grow to, all together; parsers that expand entities pay
/// this. `Bytes(0)` without a document type.
pub fn content_expansion(document: &Document) -> Expansion {
    let Some(doctype) = &document.doctype else { return Expansion::Bytes(0) };
    let graph = Graph::new(doctype);
    let sizes = match graph.sizes() {
        Ok(sizes) => sizes,
        Err(name) => return Expansion::Cycle(name),
    };
    let mut total = 0u128;
    for name in referred_in_content(document) {
        let size = graph.find(name, false).and_then(|index| sizes.get(index));
        total = total.saturating_add(size.copied().unwrap_or(0));
    }
    Expansion::Bytes(total)
}

/// Names of general entities in texts and attributes, as often as they stand there.
fn referred_in_content(document: &Document) -> impl Iterator<Item = &str> {
    let nodes = document.roots().flat_map(|root| root.subtree());
    let nodes = nodes.filter(|node| matches!(node.kind(), Kind::Text | Kind::Attribute) && node.raw().contains('&'));
    nodes.flat_map(|node| pieces(node.raw())).filter_map(|piece| match piece {
        Piece::Reference { name, parameter: false } => Some(name),
        _ => None,
    })
}

/// For each entity of a document type, whether a parser that expands references gets to read it: general ones from the
/// content and from defaults of attributes, parameter ones from the declarations, both through other entities. What
/// stands outside may refer to any parameter entity.
pub fn referenced(document: &Document) -> Vec<bool> {
    let Some(doctype) = &document.doctype else { return Vec::new() };
    let graph = Graph::new(doctype);
    let written = doctype.references.iter().flat_map(|text| pieces(text)).filter_map(|piece| match piece {
        Piece::Reference { name, parameter } => Some((name, parameter)),
        Piece::Literal(_) => None,
    });
    let first = written.chain(referred_in_content(document).map(|name| (name, false)));
    let mut queue: Vec<usize> = first.filter_map(|(name, parameter)| graph.find(name, parameter)).collect();
    let mut is_read = vec![false; graph.nodes.len()];
    let mut is_open = doctype.system_id.is_some();
    let parameters = || graph.index.iter().filter(|((_, parameter), _)| *parameter).map(|(_, index)| *index);
    if is_open {
        queue.extend(parameters());
    }
    while let Some(at) = queue.pop() {
        let (Some(node), Some(slot)) = (graph.nodes.get(at), is_read.get_mut(at)) else { continue };
        if std::mem::replace(slot, true) {
            continue;
        }
        queue.extend(&node.refers_to);
        if node.is_subset && !is_open {
            is_open = true;
            queue.extend(parameters());
        }
    }
    let of = |entity: &Entity| graph.find(&entity.name, entity.parameter).and_then(|at| is_read.get(at).copied());
    doctype.entities.iter().map(|entity| of(entity).unwrap_or(false)).collect()
}

/// Entities and what their replacement texts refer to.
struct Graph<'d> {
    index: HashMap<(&'d str, bool), usize>,
    nodes: Vec<GraphNode<'d>>,
}

struct GraphNode<'d> {
    name: &'d str,
    /// Bytes that stand in the replacement text itself.
    own: u128,
    refers_to: Vec<usize>,
    /// A parameter entity from outside, with declarations of its own.
    is_subset: bool,
}

impl<'d> Graph<'d> {
    fn new(doctype: &'d Doctype) -> Self {
        let mut index = HashMap::new();
        let mut first = Vec::new();
        for entity in &doctype.entities {
            // Of two declarations of one name the first binds.
            index.entry((entity.name.as_str(), entity.parameter)).or_insert_with(|| {
                first.push(entity);
                first.len() - 1
            });
        }
        let nodes = first.iter().map(|entity| {
            let text = match &entity.value {
                EntityValue::Internal(text) => text.as_str(),
                EntityValue::External(_) | EntityValue::Unparsed(_) => "",
            };
            let mut node = GraphNode { name: &entity.name, own: 0, refers_to: Vec::new(), is_subset: false };
            node.is_subset = entity.parameter && matches!(entity.value, EntityValue::External(_));
            for piece in pieces(text) {
                match piece {
                    Piece::Literal(length) => node.own += length as u128,
                    Piece::Reference { name, parameter } => match index.get(&(name, parameter)) {
                        Some(target) => node.refers_to.push(*target),
                        None => node.own += 1,
                    },
                }
            }
            node
        });
        let nodes = nodes.collect();
        Self { index, nodes }
    }

    fn find(&self, name: &str, parameter: bool) -> Option<usize> {
        self.index.get(&(name, parameter)).copied()
    }

    /// The size of each entity, or the name of one that contains itself. Depth first, each entity once, without recursion.
    fn sizes(&self) -> Result<Vec<u128>, String> {
        let mut sizes: Vec<Option<u128>> = vec![None; self.nodes.len()];
        let mut open = vec![false; self.nodes.len()];
        for start in 0..self.nodes.len() {
            let mut path = if sizes[start].is_none() { vec![(start, 0, 0u128)] } else { Vec::new() };
            if !path.is_empty() {
                open[start] = true;
            }
            while let Some((at, next, sum)) = path.last_mut() {
                let node = &self.nodes[*at];
                let Some(target) = node.refers_to.get(*next).copied() else {
                    sizes[*at] = Some(sum.saturating_add(node.own));
                    open[*at] = false;
                    path.pop();
                    continue;
                };
                match sizes[target] {
                    Some(size) => {
                        *sum = sum.saturating_add(size);
                        *next += 1;
                    }
                    None if open[target] => return Err(self.nodes[target].name.to_owned()),
                    None => {
                        open[target] = true;
                        path.push((target, 0, 0));
                    }
                }
            }
        }
        Ok(sizes.into_iter().map(Option::unwrap_or_default).collect())
    }
}

enum Piece<'t> {
    Literal(usize),
    Reference { name: &'t str, parameter: bool },
}

/// Cuts a replacement text into literal runs and references; a character reference counts as one byte of text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        if let Some((name, behind)) = reference(rest) {
            rest = behind;
            let parameter = first == '%';
            let predefined = !parameter && matches!(name, "lt" | "gt" | "amp" | "quot" | "apos");
            let literal = predefined || name.starts_with('#');
            return Some(if literal { Piece::Literal(1) } else { Piece::Reference { name, parameter } });
        }
        let skip = first.len_utf8();
        let length = rest.get(skip..).and_then(|behind| behind.find(['&', '%'])).map_or(rest.len(), |at| at + skip);
        rest = rest.get(length..).unwrap_or("");
        Some(Piece::Literal(length))
    })
}

/// `&name;` or `%name;` at the start of a text: the name, and what follows.
fn reference(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(['&', '%'])?;
    let stop = inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '#')))?;
    let (name, behind) = inner.split_at_checked(stop)?;
    let behind = behind.strip_prefix(';')?;
    (!name.is_empty()).then_some((name, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span};

    fn doctype(entities: &[(&str, &str)]) -> Doctype {
        let span = Span { source: SourceId(0), start: 0, end: 0 };
        let entities = entities.iter().map(|(name, text)| Entity {
            span,
            name: name.trim_start_matches('%').to_owned(),
            parameter: name.starts_with('%'),
            value: match text.strip_prefix("SYSTEM ") {
                Some(uri) => EntityValue::External(uri.to_owned()),
                None => EntityValue::Internal((*text).to_owned()),
            },
        });
        Doctype { span, public_id: None, system_id: None, entities: entities.collect(), references: Vec::new() }
    }

    #[test]
    fn sizes_multiply_without_expanding() {
        let laughs = [("a", "lol"), ("b", "&a;&a;&a;"), ("c", "&b;x&b;"), ("d", "SYSTEM file:///x")];
        assert_eq!(worst_expansion(&doctype(&laughs)), Expansion::Bytes(19));
        assert_eq!(worst_expansion(&doctype(&[])), Expansion::Bytes(0));
        assert_eq!(worst_expansion(&doctype(&[("a", "&lt;&#65;&nowhere;1 & 2%")])), Expansion::Bytes(3 + 6));
    }

    #[test]
    fn order_of_declarations_does_not_matter_and_the_first_binds() {
        let doctype = doctype(&[("c", "&b;&b;"), ("b", "&a;&a;"), ("a", "12"), ("a", "1234567890")]);
        assert_eq!(worst_expansion(&doctype), Expansion::Bytes(8));
    }

    #[test]
    fn cycles_are_named_and_parameter_entities_are_apart() {
        assert_eq!(worst_expansion(&doctype(&[("a", "&b;"), ("b", "&a;")])), Expansion::Cycle("a".into()));
        assert_eq!(worst_expansion(&doctype(&[("a", "x&a;")])), Expansion::Cycle("a".into()));
        assert_eq!(worst_expansion(&doctype(&[("a", "%a;"), ("%a", "12345")])), Expansion::Bytes(5));
    }

    #[test]
    fn long_chains_and_huge_products_stay_linear() {
        let names: Vec<String> = (0..50_000).map(|i| format!("e{i}")).collect();
        let texts: Vec<String> = (0..50_000).map(|i| format!("&e{0};&e{0};", i + 1)).collect();
        let mut pairs: Vec<(&str, &str)> =
            names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        pairs.push(("e50000", "z"));
        assert_eq!(worst_expansion(&doctype(&pairs)), Expansion::Bytes(u128::MAX));
    }
}
