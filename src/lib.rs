//! apivet, a static security linter for API descriptions: OpenAPI 2.0 to 3.2 and WSDL.
//!
//! The way of a description through the layers, each using only those before it:
//!
//! - [`source`] owns texts and says where in them something stands; [`words`] takes names apart.
//! - [`syntax`] turns a text into one flat tree with byte spans, whether it is JSON, YAML or XML.
//! - [`model`] says what the tree means: references, effective security, servers, directions, bindings.
//! - [`finding`] holds what a run says, with its grades and the report.
//! - [`rules`] has a function for each page in `rules/`; a function asks the model and reports.
//! - [`config`] is what the owner of a project decided.
//! - [`engine`] joins them: [`engine::lint`] is the only door.
//! - [`output`] writes a report, a file for each format.
//! - `outside` touches files, environment and clock, for the faces:
//! - `cli` (feature `cli`) is the command line,
//! - `lsp` (feature `lsp`) is the language server, for editors.
//!
//! ```
//! use apivet::engine::{Settings, lint};
//! use apivet::source::MemLoader;
//!
//! let mut files = MemLoader::default();
//! files.insert("api.yaml", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\npaths: {}\n");
//! let checked = lint("api.yaml", &files, &Settings::default());
//! assert_eq!(checked[0].findings[0].rule.id, "duplicate-key");
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod engine;
pub mod finding;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod model;
pub mod output;
#[cfg(feature = "cli")]
mod outside;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod words;
