//! The attributes of a schema element, gathered in one pass.

use std::borrow::Cow;

use crate::model::wsdl::namespaces::WSDL11;
use crate::syntax::{Element, NodeRef};

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

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
    pub(super) fn of(element: Element<'a>) -> Self {
        let mut read = Self::default();
        for attribute in element.attributes() {
            let (namespace, local, node) = (attribute.namespace(), attribute.local(), Some(attribute.node()));
            if !namespace.is_empty() {
                if namespace == XMLNS {
                    let prefix = if attribute.name() == "xmlns" { "" } else { local };
                    read.declared.push((prefix, attribute.value()));
                } else if namespace == WSDL11 && local == "arrayType" {
                    read.array_type = node;
                }
                continue;
            }
            match local {
                "name" => read.name = node,
                "type" => read.type_name = node,
                "minOccurs" => read.min_occurs = node,
                "maxOccurs" => read.max_occurs = node,
                "ref" => read.reference = node,
                "value" => read.value = node,
                "base" => read.base = node,
                "substitutionGroup" => read.substitution_group = node,
                "itemType" => read.item_type = node,
                "memberTypes" => read.member_types = node,
                "use" => read.usage = node,
                "form" => read.form = node,
                "abstract" => read.is_abstract = node,
                "mixed" => read.mixed = node,
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
