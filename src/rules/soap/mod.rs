//! What only WSDL and XML have.

mod addressing;
pub(super) mod addressing_headers_not_signed;
pub(super) mod attachments_not_protected;
pub(super) mod binding_operation_mismatch;
pub(super) mod body_not_encrypted;
pub(super) mod body_not_signed;
pub(super) mod bound_header_not_signed;
pub(in crate::rules) mod causes;
pub(super) mod encrypted_not_signed;
pub(in crate::rules) mod headers;
pub(super) mod http_get_binding;
pub(super) mod import_over_cleartext_http;
pub(super) mod required_header_not_signed;
pub(in crate::rules) mod sends;
pub(super) mod soap_encoded_use;
pub(super) mod wsa_non_anonymous_responses_allowed;
pub(super) mod xml_doctype_declared;
pub(super) mod xml_entity_expansion;
pub(super) mod xml_external_entity;
pub(super) mod xpath_protection_ambiguous;
