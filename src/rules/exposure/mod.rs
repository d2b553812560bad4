//! What responses give away.

pub(super) mod cors_wildcard_origin;
mod coverage;
mod doubt;
pub(super) mod error_leaks_internals;
pub(super) mod error_schema_nonstandard;
pub(super) mod fault_less_protected;
mod faults;
pub(super) mod fingerprinting_header;
pub(super) mod jsonp_parameter;
mod less_protected;
pub(super) mod operation_without_fault;
pub(super) mod pii_property_in_response;
pub(super) mod response_400_missing;
pub(super) mod response_401_missing;
pub(super) mod response_403_missing;
pub(super) mod response_404_missing;
pub(super) mod response_5xx_missing;
pub(super) mod response_additional_open;
pub(super) mod response_body_forbidden;
pub(super) mod response_default_missing;
pub(super) mod response_error_missing;
pub(super) mod response_less_protected;
pub(super) mod response_media_type_undeclared;
pub(super) mod response_schema_missing;
pub(super) mod response_schema_unconstrained;
pub(super) mod response_status_invalid;
pub(super) mod response_success_missing;
pub(super) mod response_top_level_array;
mod secret_output;
pub(super) mod sensitive_property_in_response;
pub(super) mod sensitive_response_cacheable;
pub(super) mod set_cookie_attributes;

use crate::finding::Finding;
use crate::model::openapi::Operation;
use crate::rules::{Place, Related};

/// The operations that answer with one definition: the first five, and how many there are.
struct Returning<'a> {
    first: Vec<Operation<'a>>,
    count: usize,
}

impl<'a> Returning<'a> {
    fn none() -> Self {
        Self { first: Vec::new(), count: 0 }
    }

    fn add(&mut self, operation: Operation<'a>) {
        if self.first.len() < 5 {
            self.first.push(operation);
        }
        self.count += 1;
    }

    /// `GET /users`, or `GET /users and 13 more operations`.
    fn words(&self) -> String {
        let first = self.first.first().map(|operation| operation.title()).unwrap_or_default();
        match self.count {
            0 | 1 => format!("`{first}`"),
            2 => format!("`{first}` and 1 more operation"),
            more => format!("`{first}` and {} more operations", more - 1),
        }
    }

    /// Adds the operations to a finding at a definition they share.
    fn relate(&self, finding: &mut Finding) {
        if self.count > 1 {
            for operation in &self.first {
                finding.related(Place::key(operation.node()), "returned here");
            }
        }
    }
}
