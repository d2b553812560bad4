//! apivet: a static security linter for API descriptions.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod finding;
pub mod output;
pub mod source;
pub mod syntax;
