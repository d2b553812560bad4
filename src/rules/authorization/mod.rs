//! What an authenticated caller may do: scopes, object ids, function level, property level.

mod admin;
pub(super) mod admin_operation_same_security;
mod caller;
mod documented;
pub(super) mod mass_assignment_property;
pub(super) mod object_id_guessable;
pub(super) mod operation_without_scope;
mod privilege;
pub(super) mod scope_method_mismatch;
pub(super) mod scope_undefined;
pub(super) mod scopes_on_non_oauth;
