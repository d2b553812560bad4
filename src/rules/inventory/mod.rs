//! What is published, and what is not said about it.

mod declared;
pub(super) mod deprecated_without_sunset;
pub(super) mod endpoint_undeclared;
pub(super) mod internal_operation_published;
pub(super) mod management_endpoint_published;
pub(super) mod method_unsafe;
pub(super) mod operation_id_duplicate;
pub(super) mod operation_undocumented;
pub(super) mod ownership_undeclared;
pub(super) mod path_ambiguous;
pub(super) mod path_duplicate;
pub(super) mod path_invalid;
pub(super) mod path_item_empty;
pub(super) mod responses_empty;
pub(super) mod safe_method_side_effect;
pub(super) mod server_audience_undeclared;
pub(super) mod server_nonproduction_host;
pub(super) mod server_placeholder_host;
pub(super) mod server_url_invalid;
pub(super) mod server_variable_open;
pub(super) mod server_variable_undefined;
mod servers;
pub(super) mod servers_missing;
pub(super) mod stack_configuration_exposed;
pub(super) mod version_missing;
pub(super) mod version_stale_or_preview;
