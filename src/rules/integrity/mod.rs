//! Whether the description can be trusted to say what its author meant.

pub(super) mod catalogue_tag_missing;
pub(super) mod component_unused;
pub(super) mod control_characters;
pub(super) mod duplicate_key;
pub(super) mod example_mismatch;
pub(super) mod ignore_expired;
pub(super) mod ignore_unknown_rule;
pub(super) mod ignore_unused;
pub(super) mod ignore_without_reason;
pub(super) mod link_invalid;
pub(super) mod lint_suppression;
mod markdown;
pub(super) mod markdown_eval;
pub(super) mod markdown_script;
pub(super) mod ref_circular;
pub(super) mod ref_external_untrusted;
pub(super) mod ref_siblings_ignored;
pub(super) mod ref_unresolved;
pub(super) mod ref_wrong_kind;
pub(super) mod security_in_referenced_document;
pub(super) mod security_uri_shadowing;
pub(super) mod spec_structure_invalid;
pub(super) mod spec_version_unknown;
mod structure_words;
pub(super) mod syntax_error;
pub(super) mod unknown_field;
pub(super) mod yaml_resource_abuse;
