//! See `rules/secrets/server-url-credentials.md`.
pub(in crate::rules) const CHECKS: &[crate::rules::Check] = &[];
