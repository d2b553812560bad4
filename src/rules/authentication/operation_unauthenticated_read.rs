//! See `rules/authentication/operation-unauthenticated-read.md`.

use super::operation_unauthenticated_write::left_out;
use crate::model::openapi::Api;
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    left_out(api, cx, true);
}
