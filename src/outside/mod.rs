//! What the faces share of the world outside: files, the configurations among them, the search for descriptions, the
//! date. Uses everything below the faces; knows neither of them.
// The layers below are portable and get files, today's date and settings from here.
#![allow(clippy::disallowed_methods)]

pub(crate) mod collect;
pub(crate) mod configs;
pub(crate) mod loader;
pub(crate) mod paths;
pub(crate) mod project;
pub(crate) mod reach;
pub(crate) mod sniff;
pub(crate) mod spare;
pub(crate) mod today;

/// Deep descriptions need stack; memory is only taken when it is used.
pub(crate) const STACK: usize = 32 * 1024 * 1024;
