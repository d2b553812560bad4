//! What only WSDL and XML have.

pub(super) mod algorithm_cbc_without_integrity;
pub(super) mod algorithm_inclusive_c14n;
pub(super) mod algorithm_rsa15;
pub(super) mod algorithm_sha1_digest;
pub(super) mod algorithm_sha1_signature_inherent;
pub(super) mod algorithm_triple_des;
pub(super) mod algorithm_unknown_suite;
pub(super) mod binding_encrypt_before_signing;
pub(super) mod binding_lax_layout;
pub(super) mod binding_missing_algorithm_suite;
pub(super) mod binding_missing_key_token;
pub(super) mod binding_operation_mismatch;
pub(super) mod binding_partial_signing_allowed;
pub(super) mod binding_signature_not_encrypted;
pub(super) mod binding_tokens_not_protected;
pub(in crate::rules) mod causes;
pub(super) mod http_get_binding;
pub(super) mod import_over_cleartext_http;
pub(super) mod rm_sequence_not_secured;
pub(super) mod signature_confirmation_missing;
pub(super) mod soap_encoded_use;
mod suites;
pub(super) mod xml_doctype_declared;
pub(super) mod xml_entity_expansion;
pub(super) mod xml_external_entity;
