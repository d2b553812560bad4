//! What clients may send: whether the description says what values look like, and what happens to the rest.

mod shapes;

pub(super) mod additional_properties_allowed;
pub(super) mod additional_properties_composition_conflict;
pub(super) mod additional_properties_implicit;
pub(super) mod array_items_missing;
pub(super) mod body_schema_missing;
pub(super) mod media_type_schema_missing;
pub(super) mod object_properties_missing;
pub(super) mod parameter_schema_missing;
pub(super) mod schema_empty;
pub(super) mod schema_untyped;
