//! The attributes of a schema element, gathered in one pass.

use std::borrow::Cow;

use super::words::{Word, Words};
use crate::syntax::{Element, NodeRef};

/// Those that the model reads, each as written, and the namespace declarations beside them.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    pub(super) name: Option<NodeRef<'a>>,
    pub(super) reference: Option<NodeRef<'a>>,
    pub(super) type_name: Option<NodeRef<'a>>,
    pub(super) base: Option<NodeRef<'a>>,
    pub(super) min_occurs: Option<NodeRef<'a>>,
    pub(super) max_occurs: Option<NodeRef<'a>>,
    pub(super) substitution_group: Option<NodeRef<'a>>,
    pub(super) item_type: Option<NodeRef<'a>>,
    pub(super) member_types: Option<NodeRef<'a>>,
    pub(super) usage: Option<NodeRef<'a>>,
    pub(super) form: Option<NodeRef<'a>>,
    pub(super) value: Option<NodeRef<'a>>,
    pub(super) is_abstract: Option<NodeRef<'a>>,
    pub(super) mixed: Option<NodeRef<'a>>,
    /// `wsdl:arrayType`.
    pub(super) array_type: Option<NodeRef<'a>>,
    /// Prefix (empty for the default namespace) and namespace.
    pub(super) declared: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(element: Element<'a>, words: &Words) -> Self {
        let mut read = Self::default();
        for (namespace, local, attribute) in element.named_attributes() {
            let (word, node) = (words.word(local), Some(attribute.node()));
            if !words.is_none(namespace) {
                if words.is_xmlns(namespace) {
                    let prefix = if attribute.name() == "xmlns" { "" } else { attribute.local() };
                    read.declared.push((prefix, attribute.value()));
                } else if word == Word::ArrayType && words.is_wsdl(namespace) {
                    read.array_type = node;
                }
                continue;
            }
            match word {
                Word::Name => read.name = read.name.or(node),
                Word::Type => read.type_name = node,
                Word::MinOccurs => read.min_occurs = node,
                Word::MaxOccurs => read.max_occurs = node,
                Word::Ref => read.reference = node,
                Word::Value => read.value = node,
                Word::Base => read.base = node,
                Word::SubstitutionGroup => read.substitution_group = node,
                Word::ItemType => read.item_type = node,
                Word::MemberTypes => read.member_types = node,
                Word::Use => read.usage = node,
                Word::Form => read.form = node,
                Word::Abstract => read.is_abstract = node,
                Word::Mixed => read.mixed = node,
                _ => {}
            }
        }
        read
    }

    /// True for an attribute that is there and says `true`.
    pub(super) fn is_true(&self, attribute: Option<NodeRef<'a>>) -> bool {
        attribute.is_some_and(|node| matches!(node.raw().trim_ascii(), "true" | "1"))
    }
}
