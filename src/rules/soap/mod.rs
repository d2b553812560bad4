//! What only WSDL and XML have.

pub(super) mod binding_operation_mismatch;
pub(in crate::rules) mod causes;
pub(super) mod http_get_binding;
pub(super) mod import_over_cleartext_http;
pub(super) mod soap_encoded_use;
pub(super) mod xml_doctype_declared;
pub(super) mod xml_entity_expansion;
pub(super) mod xml_external_entity;
