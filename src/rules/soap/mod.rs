//! What only WSDL and XML have.

mod actions;
pub(super) mod binding_operation_mismatch;
pub(super) mod binding_unresolved;
pub(in crate::rules) mod causes;
pub(super) mod http_get_binding;
pub(super) mod import_escapes_root;
pub(super) mod import_local_absolute_path;
pub(super) mod import_over_cleartext_http;
pub(super) mod import_third_party_host;
pub(super) mod import_unresolved;
mod locations;
pub(super) mod operation_wire_signature_collision;
pub(super) mod outbound_operation;
pub(super) mod policy_reference_external_cleartext;
pub(super) mod policy_reference_external_unpinned;
pub(super) mod porttype_unbound;
pub(super) mod soap_encoded_array;
pub(super) mod soap_encoded_use;
pub(super) mod soapaction_duplicate;
pub(super) mod soapaction_names_other_operation;
pub(super) mod wsa_action_mismatch;
pub(super) mod xml_doctype_declared;
pub(super) mod xml_entity_expansion;
pub(super) mod xml_external_entity;
pub(super) mod xml_xinclude;
