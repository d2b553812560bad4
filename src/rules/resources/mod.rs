//! What one call, and many calls, may cost: sizes of what clients send and ask for, and limits on the number of calls.

pub(super) mod array_unbounded;
pub(super) mod pagination_size_unbounded;
pub(super) mod ratelimit_headers_missing;
pub(super) mod response_429_missing;
pub(super) mod retry_after_missing;
pub(super) mod sensitive_flow_unthrottled;
mod sizes;
pub(super) mod string_unbounded;
