//! What one call, and many calls, may cost: sizes of what clients send and ask for, and limits on the number of calls.

pub(super) mod additional_properties_unbounded;
pub(super) mod array_unbounded;
pub(super) mod attachment_unbounded;
pub(super) mod batch_array_body;
pub(super) mod file_upload_unbounded;
pub(super) mod number_format_missing;
pub(super) mod number_unbounded;
pub(super) mod pagination_missing;
pub(super) mod pagination_size_unbounded;
pub(super) mod policy_too_complex;
pub(super) mod ratelimit_headers_missing;
pub(super) mod regex_catastrophic;
pub(super) mod response_429_missing;
pub(super) mod retry_after_missing;
pub(super) mod schema_nested_unbounded;
mod schema_patterns;
pub(super) mod schema_recursive_type;
pub(super) mod schema_unbounded_occurs;
pub(super) mod schema_unconstrained_binary;
pub(super) mod sensitive_flow_unthrottled;
mod sizes;
pub(super) mod string_min_length_missing;
pub(super) mod string_unbounded;
