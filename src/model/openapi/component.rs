//! Components of the entry document and who uses them: references from outside, names in discriminators, security and
//! extensions, and through what is used itself.

use hashbrown::{HashMap, HashSet};

use super::load::percent_decode;
use super::{Api, Fields, Key, Kind, Target};
use crate::syntax::{At, NodeRef};

/// Where 2.0 keeps what 3.x keeps under `components`. Security schemes have users of another kind.
const HOLDERS: [Key; 3] = [Key::Definitions, Key::Parameters, Key::Responses];

impl Api {
    /// The maps that hold components of the entry document, with their names: `schemas`, `responses` … Security schemes
    /// are left out.
    fn component_maps(&self) -> Vec<NodeRef<'_>> {
        let root = self.root();
        match root.field(Key::Components) {
            Some(components) if self.version != super::Version::V2 => {
                let maps = components.entries().filter(|(key, _)| {
                    let name = key.key_text();
                    name != Key::SecuritySchemes.as_str() && !name.starts_with("x-")
                });
                maps.map(|(_, map)| map).filter(|map| map.is_map()).collect()
            }
            None if self.version == super::Version::V2 => {
                HOLDERS.into_iter().filter_map(|key| root.field(key)).filter(|map| map.is_map()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// All components of the entry document, security schemes left out, and those that nothing uses: the key of each.
    pub fn components(&self) -> (usize, Vec<NodeRef<'_>>) {
        let mut keys: Vec<NodeRef<'_>> = Vec::new();
        let mut index: HashMap<At, usize> = HashMap::new();
        for (key, value) in self.component_maps().into_iter().flat_map(NodeRef::entries) {
            index.insert(value.at(), keys.len());
            keys.push(key);
        }
        let around = |node: NodeRef<'_>| {
            let mut around = Some(node);
            while let Some(node) = around {
                if let Some(found) = index.get(&node.at()) {
                    return Some(*found);
                }
                around = node.parent();
            }
            None
        };
        // From the component a use stands in, or from nowhere, to the component it names.
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); keys.len()];
        let mut used: Vec<usize> = Vec::new();
        let mut name = |holder: NodeRef<'_>, target: NodeRef<'_>| {
            let (from, to) = (around(holder), around(target));
            match (from, to) {
                (Some(from), Some(to)) if from != to => users.get_mut(from).into_iter().for_each(|list| list.push(to)),
                (None, Some(to)) => used.push(to),
                _ => {}
            }
        };
        let bases: HashSet<At> =
            self.nodes_of(Kind::Discriminator).filter_map(|node| Some(node.parent()?.at())).collect();
        for (holder, reference) in self.references_in_order() {
            let (Target::Node(to) | Target::WrongKind(to, _)) = &reference.target else { continue };
            let target = self.node(*to);
            name(holder, target);
            // Who includes a base with a discriminator is named by the values of that property.
            let is_subtype = bases.contains(to)
                && holder.parent().and_then(NodeRef::key).is_some_and(|key| key.key_text() == "allOf");
            if is_subtype {
                name(target, holder);
            }
        }
        for (holder, text) in self.texts_that_name() {
            if let Some(target) = self.named_by(holder, &text) {
                name(holder, target);
            }
        }
        for (node, key) in self.dynamic_anchors() {
            if self.nodes_of(Kind::Schema).any(|schema| schema.field(key).is_some()) {
                used.extend(around(node));
            }
        }
        let mut seen: HashSet<usize> = HashSet::new();
        while let Some(at) = used.pop() {
            if seen.insert(at) {
                used.extend(users.get(at).into_iter().flatten());
            }
        }
        let count = keys.len();
        let unused = keys.into_iter().enumerate().filter(|(at, _)| !seen.contains(at)).map(|(_, key)| key);
        (count, unused.collect())
    }

    /// Texts that name a component without being a reference: mappings of discriminators, and `$ref` in extensions.
    fn texts_that_name(&self) -> Vec<(NodeRef<'_>, String)> {
        let mut out = Vec::new();
        for discriminator in self.nodes_of(Kind::Discriminator) {
            let mapping = discriminator.field(Key::Mapping).into_iter().flat_map(NodeRef::entries);
            let values = mapping.map(|(_, value)| value).chain(discriminator.field(Key::DefaultMapping));
            out.extend(values.filter_map(|value| Some((value, value.string()?.into_owned()))));
        }
        for extension in self.nodes_of(Kind::Extension).filter(|node| !node.is_scalar()) {
            let named = extension.subtree().filter(|node| !node.is_key() && node.is_scalar());
            out.extend(named.filter_map(|node| {
                let text = node.string().filter(|text| text.starts_with("#/"))?;
                Some((node, text.into_owned()))
            }));
        }
        out
    }

    /// What a text names: a pointer into a document, or the name of a schema.
    fn named_by<'a>(&'a self, holder: NodeRef<'a>, text: &str) -> Option<NodeRef<'a>> {
        let by_name = || self.root().field(Key::Components)?.field(Key::Schemas)?.get(text);
        let by_pointer = || {
            let (document, pointer) = self.named_document(holder, text);
            document?.root()?.at_pointer(&percent_decode(&pointer))
        };
        by_name().or_else(by_pointer)
    }

    /// Schemas that `$dynamicRef` may mean, with the keyword that would.
    fn dynamic_anchors(&self) -> impl Iterator<Item = (NodeRef<'_>, Key)> {
        let schemas = self.nodes_of(Kind::Schema).filter(|schema| schema.field(Key::DynamicAnchor).is_some());
        schemas.map(|schema| (schema, Key::DynamicRef))
    }
}
