//! What is published, and what is not said about it.

pub(super) mod method_unsafe;
pub(super) mod operation_undocumented;
pub(super) mod responses_empty;
