//! Authorization that a description states beside OAuth scopes.

use crate::model::openapi::Operation;
use crate::syntax::NodeRef;
use crate::words;

/// The extension of an operation, or of the path around it, that says which roles or permissions it needs.
pub(super) fn roles(operation: Operation<'_>) -> Option<NodeRef<'_>> {
    let holders = std::iter::once(operation.node()).chain(operation.path_items());
    holders.flat_map(NodeRef::entries).map(|(key, _)| key).find(|key| says_roles(key.key_text()))
}

fn says_roles(key: &str) -> bool {
    let Some(name) = key.strip_prefix("x-") else { return false };
    let is_one = |word: &String| {
        matches!(
            word.as_str(),
            "role"
                | "roles"
                | "scope"
                | "scopes"
                | "permission"
                | "permissions"
                | "privilege"
                | "privileges"
                | "authorization"
                | "authorisation"
                | "authority"
                | "authorities"
                | "policy"
                | "policies"
                | "entitlements"
                | "rbac"
                | "acl"
        )
    };
    words::split(name).iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_about_roles_are_told_by_whole_words() {
        for name in ["x-required-roles", "x-permissions", "x-acme-authorization-policy"] {
            assert!(says_roles(name), "{name}");
        }
        for name in ["x-controller", "roles", "x-google-backend", "x-scoped"] {
            assert!(!says_roles(name), "{name}");
        }
    }
}
