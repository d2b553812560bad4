//! What a server promises to reject: schemas, parameters, media types.

pub(super) mod additional_properties_allowed;
pub(super) mod additional_properties_composition_conflict;
pub(super) mod additional_properties_implicit;
pub(super) mod allow_reserved_enabled;
pub(super) mod array_items_missing;
pub(super) mod binary_schema_misplaced;
pub(super) mod body_schema_missing;
pub(super) mod disallowed_header_parameter;
pub(super) mod media_type_disallowed;
pub(super) mod media_type_invalid;
pub(super) mod media_type_schema_missing;
pub(super) mod object_properties_missing;
pub(super) mod parameter_duplicate;
pub(super) mod parameter_schema_missing;
pub(super) mod path_parameter_mismatch;
pub(super) mod path_parameter_unconstrained;
pub(super) mod pattern_invalid;
pub(super) mod pattern_length_conflict;
pub(super) mod pattern_permissive;
pub(super) mod pattern_unanchored;
pub(super) mod querystring_mixed;
pub(super) mod querystring_untyped;
pub(super) mod request_body_on_bodyless_method;
pub(super) mod request_media_type_undeclared;
pub(super) mod reserved_header_parameter;
pub(super) mod schema_empty;
pub(super) mod schema_untyped;
mod shapes;
pub(super) mod string_pattern_missing;

use crate::model::openapi::{Api, Kind, Location, Parameter};

/// Every Parameter Object that is sent in a place, where it is defined.
fn parameters_in(api: &Api, location: Location) -> impl Iterator<Item = Parameter<'_>> {
    api.nodes_of(Kind::Parameter)
        .map(|node| Parameter::new(api, node))
        .filter(move |parameter| parameter.location() == location)
}
