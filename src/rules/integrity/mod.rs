//! Whether the description can be trusted to say what its author meant.

pub(super) mod duplicate_key;
