//! The language server from outside: an editor's messages in, diagnostics, pages and edits out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod client;
#[path = "../common/mod.rs"]
mod common;
mod deciding;
mod editing;
mod files;
mod same;
