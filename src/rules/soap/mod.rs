//! What only WSDL and XML have.

pub(super) mod binding_operation_mismatch;
pub(in crate::rules) mod causes;
pub(super) mod endpoint_address_unusable;
pub(super) mod http_binding_bypasses_message_security;
pub(super) mod http_get_binding;
pub(super) mod import_over_cleartext_http;
pub(in crate::rules) mod ports;
pub(super) mod soap_encoded_use;
pub(super) mod xml_doctype_declared;
pub(super) mod xml_entity_expansion;
pub(super) mod xml_external_entity;
