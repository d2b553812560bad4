//! Who calls an operation that changes accounts: users their own, or somebody who administers those of others.

use super::{admin, documented};
use crate::model::openapi::{Fields, Key, Operation, Required};
use crate::model::purpose::Purpose;
use crate::syntax::NodeRef;
use crate::words;

/// Administrators and services set such properties on purpose.
pub(super) fn is_meant_to(operation: Operation<'_>) -> bool {
    let alternatives = operation.security().alternatives();
    let names = |required: &Required| {
        let mut scopes = operation.api.required_scopes(required).filter_map(NodeRef::text);
        admin::is_named(&required.name) || scopes.any(|scope| admin::is_named(&scope))
    };
    let for_admins = |words: &str| words::split(words).iter().any(|word| word.starts_with("admin"));
    admin::area(operation.path()).is_some()
        || operation.path().split('/').any(|segment| words::split(segment).concat() == "usermanagement")
        || operation.id().is_some_and(|id| for_admins(&id))
        || operation
            .node()
            .field(Key::Tags)
            .into_iter()
            .flat_map(NodeRef::items)
            .any(|tag| tag.string().is_some_and(|tag| for_admins(&tag)))
        || documented::roles(operation).is_some()
        || (!alternatives.is_empty() && alternatives.iter().all(|one| one.schemes.iter().any(names)))
}

/// Memberships, invitations and grants are made of roles.
pub(super) fn manages_members(operation: Operation<'_>) -> bool {
    const NOUNS: &[&str] = &[
        "role",
        "roles",
        "permission",
        "permissions",
        "member",
        "members",
        "membership",
        "memberships",
        "invitation",
        "invitations",
        "invite",
        "invites",
        "collaborator",
        "collaborators",
        "grant",
        "grants",
        "acl",
        "acls",
        "access",
        "iam",
        "policy",
        "policies",
        "privilege",
        "privileges",
        "share",
        "shares",
        "sharing",
        "team",
        "teams",
        "group",
        "groups",
        "assignment",
        "assignments",
        "scim",
        "key",
        "keys",
        "token",
        "tokens",
    ];
    let has = |text: &str| words::split(text).iter().any(|word| NOUNS.contains(&word.as_str()));
    operation.path().split('/').filter(|segment| !segment.starts_with('{')).any(has)
        || operation.id().is_some_and(|id| has(&id))
}

/// Users do it with their own account: a registration, `/me`, `/user/settings`. Who changes `/users/{id}` may well be an administrator.
pub(super) fn is_self_service(operation: Operation<'_>) -> bool {
    let mut segments = operation.path().split('/');
    let is_own = |segment: &str| matches!(segment, "me" | "self" | "my" | "profile" | "user" | "account");
    !operation.path().contains('{') && (operation.purpose() == Purpose::Registration || segments.any(is_own))
}
