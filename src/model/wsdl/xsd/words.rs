//! The names of XML Schema as small numbers, so that walking a schema compares no texts: each document says once which
//! of its symbols they are.

use crate::model::wsdl::namespaces::{WSDL11, XSD};
use crate::syntax::{Document, Symbol};

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

macro_rules! words {
    ($($word:ident $text:literal),* $(,)?) => {
        /// A name that the walk knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Word {
            /// Any other.
            Other,
            $(#[doc = concat!("`", $text, "`.")] $word,)*
        }

        const KNOWN: &[(&str, Word)] = &[$(($text, Word::$word)),*];
    };
}

words! {
    Abstract "abstract", All "all", Annotation "annotation", Any "any", AnyAttribute "anyAttribute", ArrayType "arrayType",
    Attribute "attribute", AttributeGroup "attributeGroup", Base "base", Choice "choice",
    ComplexContent "complexContent", ComplexType "complexType", Element "element", Extension "extension", Form "form",
    Group "group", ItemType "itemType", List "list", MaxOccurs "maxOccurs", MemberTypes "memberTypes",
    MinOccurs "minOccurs", Mixed "mixed", Name "name", OpenContent "openContent", Override "override",
    Redefine "redefine", Ref "ref", Restriction "restriction", Sequence "sequence", SimpleContent "simpleContent",
    SimpleType "simpleType", SubstitutionGroup "substitutionGroup", Type "type", Union "union", Use "use",
    Value "value",
}

/// What the symbols of one document mean.
#[derive(Debug)]
pub(super) struct Words {
    /// By symbol.
    words: Vec<Word>,
    none: Option<Symbol>,
    xsd: Option<Symbol>,
    xmlns: Option<Symbol>,
    wsdl: Option<Symbol>,
}

impl Words {
    pub(super) fn of(document: &Document) -> Self {
        let symbols = document.tree.symbols();
        let mut words = vec![Word::Other; symbols.len()];
        for (text, word) in KNOWN {
            if let Some(slot) = symbols.lookup(text).and_then(|symbol| words.get_mut(symbol.0 as usize)) {
                *slot = *word;
            }
        }
        let [none, xsd, xmlns, wsdl] = ["", XSD, XMLNS, WSDL11].map(|namespace| symbols.lookup(namespace));
        Self { words, none, xsd, xmlns, wsdl }
    }

    pub(super) fn word(&self, symbol: Symbol) -> Word {
        self.words.get(symbol.0 as usize).copied().unwrap_or(Word::Other)
    }

    pub(super) fn is_none(&self, namespace: Symbol) -> bool {
        self.none == Some(namespace)
    }

    pub(super) fn is_xsd(&self, namespace: Symbol) -> bool {
        self.xsd == Some(namespace)
    }

    pub(super) fn is_xmlns(&self, namespace: Symbol) -> bool {
        self.xmlns == Some(namespace)
    }

    pub(super) fn is_wsdl(&self, namespace: Symbol) -> bool {
        self.wsdl == Some(namespace)
    }
}
