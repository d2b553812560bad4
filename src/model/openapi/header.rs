//! What a description says the value of a header is: examples, defaults and lists of values, wherever it may say so.

use super::{Fields, Header, Key};
use crate::syntax::NodeRef;

impl<'a> Header<'a> {
    /// Every value that is written for it: examples, `default`, `const` and entries of `enum`, of the header, its schema
    /// or its `content`.
    pub fn values(self) -> Vec<NodeRef<'a>> {
        let Some(node) = self.node else { return Vec::new() };
        let media_types = node.field(Key::Content).into_iter().flat_map(NodeRef::entries).map(|(_, media)| media);
        let media_types = media_types.filter_map(|media| self.api.resolve(media));
        let schemas = self.schemas();
        let schemas = schemas.iter().flat_map(|schema| schema.conjuncts().parts).map(|part| part.node());
        let mut out: Vec<NodeRef<'a>> = Vec::new();
        for holder in std::iter::once(node).chain(media_types).chain(schemas) {
            out.extend([Key::Example, Key::Default, Key::Const].into_iter().filter_map(|key| holder.field(key)));
            out.extend(holder.field(Key::Enum).into_iter().flat_map(NodeRef::items));
            out.extend(holder.get("x-example"));
            let examples = holder.field(Key::Examples);
            out.extend(examples.filter(|list| list.is_seq()).into_iter().flat_map(NodeRef::items));
            for (_, example) in examples.filter(|map| map.is_map()).into_iter().flat_map(NodeRef::entries) {
                let Some(example) = self.api.resolve(example) else { continue };
                let stated = [Key::Value, Key::DataValue, Key::SerializedValue];
                out.extend(stated.into_iter().filter_map(|key| example.field(key)));
            }
        }
        let mut seen = hashbrown::HashSet::new();
        out.retain(|value| seen.insert(value.at()));
        out
    }
}
