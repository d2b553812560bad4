//! What a server promises to reject: schemas, parameters, media types.

pub(super) mod additional_properties_allowed;
pub(super) mod additional_properties_composition_conflict;
pub(super) mod additional_properties_implicit;
pub(super) mod ado_net_dataset;
pub(super) mod allow_reserved_enabled;
pub(super) mod array_items_missing;
pub(super) mod attachment_any_content_type;
pub(super) mod binary_schema_misplaced;
pub(super) mod body_schema_missing;
pub(super) mod constraint_contradiction;
pub(super) mod constraint_misplaced;
pub(super) mod default_invalid;
pub(super) mod disallowed_header_parameter;
pub(super) mod discriminator_invalid;
pub(super) mod enum_invalid;
pub(super) mod format_type_mismatch;
pub(super) mod format_unknown;
mod formats;
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
pub(super) mod property_name_collision;
pub(super) mod querystring_mixed;
pub(super) mod querystring_untyped;
pub(super) mod readonly_writeonly_conflict;
pub(super) mod request_body_on_bodyless_method;
pub(super) mod request_media_type_undeclared;
pub(super) mod required_property_undefined;
pub(super) mod required_with_default;
pub(super) mod reserved_header_parameter;
pub(super) mod schema_any_type;
pub(super) mod schema_empty;
pub(super) mod schema_unconstrained_string;
pub(super) mod schema_untyped;
pub(super) mod schema_wildcard;
pub(super) mod serialization_keyword_ignored;
mod shapes;
pub(super) mod string_pattern_missing;
mod together;

use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Kind, Location, Parameter, Schema};
use crate::rules::Cx;
use crate::syntax::NodeRef;

/// Every Parameter Object that is sent in a place, where it is defined.
fn parameters_in(api: &Api, location: Location) -> impl Iterator<Item = Parameter<'_>> {
    api.nodes_of(Kind::Parameter)
        .map(|node| Parameter::new(api, node))
        .filter(move |parameter| parameter.location() == location)
}

/// Every Server Variable Object.
fn variables(api: &Api) -> impl Iterator<Item = NodeRef<'_>> {
    api.nodes_of(Kind::ServerVariable)
}

/// How much a constraint that is not checked weighs: in full for what clients send, little for what is only returned or
/// not used, and nothing there in the default profile.
fn weight(schema: Schema<'_>, full: Severity, cx: &Cx<'_>) -> Option<Severity> {
    if schema.direction().is_request() {
        return Some(full);
    }
    (cx.profile() > Profile::Recommended).then_some(Severity::Low)
}
