//! See `rules/integrity/ignore-against-policy.md`. The engine reports it: no check sees what it is about.

use crate::rules::Check;

pub(in crate::rules) const CHECKS: &[Check] = &[];
