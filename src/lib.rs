//! apivet: a static security linter for API descriptions.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod config;
pub mod engine;
pub mod finding;
pub mod model;
pub mod output;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod words;
