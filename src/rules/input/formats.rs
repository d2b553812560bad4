//! The formats that OpenAPI's registry and JSON Schema know, as of September 2025, and the types each applies to.

use crate::model::openapi::{Type, Types};

const TEXT: &[Type] = &[Type::String];
const NUMBER: &[Type] = &[Type::Number, Type::Integer];
const BOTH: &[Type] = &[Type::String, Type::Number, Type::Integer];

/// Names with the types they apply to.
pub(super) const FORMATS: &[(&str, &[Type])] = &[
    ("base64url", TEXT),
    ("binary", TEXT),
    ("byte", TEXT),
    ("char", TEXT),
    ("commonmark", TEXT),
    ("date", TEXT),
    ("date-time", TEXT),
    ("date-time-local", TEXT),
    ("decimal", BOTH),
    ("decimal128", BOTH),
    ("double", NUMBER),
    ("double-int", NUMBER),
    ("duration", TEXT),
    ("email", TEXT),
    ("float", NUMBER),
    ("hostname", TEXT),
    ("html", TEXT),
    ("http-date", TEXT),
    ("idn-email", TEXT),
    ("idn-hostname", TEXT),
    ("imf-fixdate", TEXT),
    ("int16", NUMBER),
    ("int32", NUMBER),
    ("int64", BOTH),
    ("int8", NUMBER),
    ("ipv4", TEXT),
    ("ipv4-cidr", TEXT),
    ("ipv6", TEXT),
    ("ipv6-cidr", TEXT),
    ("iri", TEXT),
    ("iri-reference", TEXT),
    ("json-pointer", TEXT),
    ("language", TEXT),
    ("media-range", TEXT),
    ("password", TEXT),
    ("regex", TEXT),
    ("relative-json-pointer", TEXT),
    ("sf-binary", TEXT),
    ("sf-boolean", TEXT),
    ("sf-decimal", BOTH),
    ("sf-integer", BOTH),
    ("sf-string", TEXT),
    ("sf-token", TEXT),
    ("templated-url", TEXT),
    ("time", TEXT),
    ("time-local", TEXT),
    ("uint16", NUMBER),
    ("uint32", NUMBER),
    ("uint64", BOTH),
    ("uint8", NUMBER),
    ("unixtime", BOTH),
    ("uri", TEXT),
    ("uri-reference", TEXT),
    ("uri-template", TEXT),
    ("uuid", TEXT),
];

/// The types a format applies to; `None` when nobody registered it.
pub(super) fn types_of(format: &str) -> Option<&'static [Type]> {
    FORMATS.iter().find(|(name, _)| *name == format).map(|(_, types)| *types)
}

/// True when a format says something about values of one of the types.
pub(super) fn applies(format: &[Type], types: Types) -> bool {
    format.iter().any(|one| types.has(*one))
}
