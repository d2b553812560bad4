//! What is published, and what is not said about it.

mod declared;
pub(super) mod endpoint_undeclared;
pub(super) mod internal_operation_published;
pub(super) mod management_endpoint_published;
pub(super) mod method_unsafe;
pub(super) mod operation_undocumented;
pub(super) mod path_ambiguous;
pub(super) mod responses_empty;
