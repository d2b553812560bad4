//! Namespace declarations in scope while a schema is walked, and what qualified names mean under them.

use super::attributes::Attributes;
use super::builtin::{BuiltinId, Builtins};
use super::walk::{Aim, Home, Space, Walk};
use crate::syntax::Symbol;

/// One namespace declaration and, by index, the ones around it.
pub(super) struct Declared<'a> {
    pub(super) prefix: &'a str,
    pub(super) namespace: u32,
    pub(super) around: u32,
}

impl<'a> Walk<'a> {
    /// What a QName means here. In a chameleon, names without namespace are those of its includer.
    pub(super) fn aim(&self, space: Space, qname: &'a str, scope: u32, home: &Home<'_>) -> Aim<'a> {
        let qname = qname.trim_ascii();
        // Prefixes are short: this is found before a search would be set up.
        let colon = qname.bytes().position(|byte| byte == b':');
        let halves = colon.and_then(|at| Some((qname.get(..at)?, qname.get(at + 1..)?)));
        let (prefix, local) = halves.unwrap_or(("", qname));
        match self.namespace_of(prefix, scope) {
            Some(namespace) if home.is_chameleon && self.is_empty(namespace) => {
                Aim::Name { space, namespace: home.namespace, local }
            }
            Some(namespace) => Aim::Name { space, namespace, local },
            None if prefix.is_empty() && home.is_chameleon => Aim::Name { space, namespace: home.namespace, local },
            // Without any declaration of the default namespace the name has none; tools write it for their own.
            None => Aim::Unprefixed { space, local },
        }
    }

    /// The built-in type a name leads to, where no schema declares its namespace: that is known before all are read.
    pub(super) fn builtin(&mut self, aim: &Aim<'_>) -> Option<BuiltinId> {
        let Aim::Name { space: Space::Type | Space::Element, namespace, local } = *aim else { return None };
        while self.builtins.len() <= namespace as usize {
            let next = self.builtins.len() as u32;
            let builtins = Builtins::of(self.namespaces.text(Symbol(next)));
            self.builtins.push(builtins.filter(|_| !self.declared.contains(&next)));
        }
        self.builtins.get(namespace as usize).copied().flatten()?.find(local)
    }

    fn is_empty(&self, namespace: u32) -> bool {
        self.namespaces.text(Symbol(namespace)).is_empty()
    }

    fn namespace_of(&self, prefix: &str, scope: u32) -> Option<u32> {
        let mut at = scope;
        while let Some(declared) = self.scopes.get(at as usize) {
            if declared.prefix == prefix {
                return Some(declared.namespace);
            }
            at = declared.around;
        }
        None
    }

    pub(super) fn declare(&mut self, attributes: &Attributes<'a>, around: u32) -> u32 {
        let mut scope = around;
        for (prefix, uri) in &attributes.declared {
            let namespace = self.namespaces.intern(uri.trim()).0;
            self.scopes.push(Declared { prefix, namespace, around: scope });
            scope = self.scopes.len() as u32 - 1;
        }
        scope
    }
}
