//! Requests the server makes itself: callbacks, webhooks, addresses that callers name.

mod address;
pub(super) mod callback_cleartext;
pub(super) mod callback_unauthenticated;
pub(super) mod callback_url_unconstrained;
mod endpoints;
pub(super) mod link_foreign_server;
pub(super) mod open_redirect_parameter;
pub(super) mod url_parameter_ssrf;

use crate::model::openapi::{Input, Schema, Type};

/// True when nothing keeps an address that clients send from leading anywhere.
fn leads_anywhere(input: &Input<'_>) -> bool {
    !input.text_schema().unbounded(Type::String, &Schema::restricts_address).is_empty()
}
