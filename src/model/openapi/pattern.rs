//! The patterns of a description: the values of `pattern` and the keys of `patternProperties`, each text judged once.

use hashbrown::HashMap;

use super::{Api, Key, Kind, Schema, Type};
use crate::model::regex::{Fuel, Regex};
use crate::syntax::NodeRef;

/// Steps that judging all patterns of a description may cost together.
const ALL_STEPS: u64 = 20_000_000;

/// A pattern where it is written.
#[derive(Clone, Copy)]
pub struct Pattern<'a> {
    /// The schema that has it.
    pub schema: Schema<'a>,
    /// The value of `pattern`, or the key in `patternProperties`.
    pub node: NodeRef<'a>,
    /// What it says.
    pub regex: &'a Regex,
    /// It is a key of `patternProperties`: names of properties that match have a schema, others are free.
    pub is_key: bool,
}

impl<'a> Pattern<'a> {
    /// True when it never has a text to judge, because the schema admits none, or when it judges what must not be.
    pub fn is_idle(self) -> bool {
        let admits_none = !self.is_key && self.schema.types().is_some_and(|types| !types.has(Type::String));
        admits_none || self.is_negated()
    }

    /// True below `not` or `if`, where a match forbids or merely chooses.
    fn is_negated(self) -> bool {
        let mut node = Some(self.schema.node());
        while let Some(inner) = node.filter(|node| self.schema.api.kind(*node) == Kind::Schema) {
            let is_keyword = inner.parent().is_some_and(|parent| self.schema.api.kind(parent) == Kind::Schema);
            if is_keyword && inner.key().is_some_and(|key| matches!(key.key_text(), "not" | "if")) {
                return true;
            }
            // `allOf: [{…}]` and `properties: {a: {…}}` stand one level deeper.
            let around = inner.parent().filter(|parent| self.schema.api.kind(*parent) != Kind::Schema);
            node = if around.is_some() { around.and_then(NodeRef::parent) } else { inner.parent() };
        }
        false
    }
}

impl Api {
    /// Every pattern where it is defined.
    pub fn patterns(&self) -> impl Iterator<Item = Pattern<'_>> {
        self.schemas().flat_map(move |schema| {
            written(schema).filter_map(move |(node, is_key)| {
                let regex = self.regex(&text(node, is_key)?)?;
                Some(Pattern { schema, node, regex, is_key })
            })
        })
    }

    /// What is known of a pattern of this description.
    pub fn regex(&self, pattern: &str) -> Option<&Regex> {
        let all = self.regexes.get_or_init(|| {
            let fuel = Fuel::new(ALL_STEPS);
            let mut all: HashMap<String, Regex> = HashMap::new();
            for (node, is_key) in self.schemas().flat_map(written) {
                let Some(text) = text(node, is_key) else { continue };
                if !all.contains_key(&*text) {
                    all.insert(text.to_string(), Regex::new(&text, &fuel));
                }
            }
            if fuel.left() == 0 {
                self.exceed(format!(
                    "the patterns of the description take more than {ALL_STEPS} steps to judge (limit `pattern-steps`)"
                ));
            }
            all
        });
        all.get(pattern)
    }
}

impl<'a> Schema<'a> {
    /// This very schema's `pattern`.
    pub fn pattern(self) -> Option<Pattern<'a>> {
        let node = self.own(Key::Pattern)?;
        let regex = self.api.regex(&text(node, false)?)?;
        Some(Pattern { schema: self, node, regex, is_key: false })
    }
}

/// The patterns of one schema; true for keys of `patternProperties`.
fn written(schema: Schema<'_>) -> impl Iterator<Item = (NodeRef<'_>, bool)> {
    let own = schema.own(Key::Pattern).map(|node| (node, false));
    let keys = schema.own(Key::PatternProperties).into_iter().flat_map(NodeRef::entries).map(|(key, _)| (key, true));
    own.into_iter().chain(keys)
}

fn text(node: NodeRef<'_>, is_key: bool) -> Option<std::borrow::Cow<'_, str>> {
    if is_key { Some(node.key_text().into()) } else { node.string() }
}
