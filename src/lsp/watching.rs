//! What the client is asked to watch: changes of files that no document it has open makes.

use std::path::Path;

use serde_json::{Value, json};

use super::protocol::uri_of;

/// What descriptions, their parts and configurations are called in the workspace.
pub(super) const KINDS: [&str; 1] = ["**/*.{yaml,yml,json,xml,wsdl,xsd}"];

/// Whether a client watches files for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watching {
    /// It decides by itself what to tell.
    Never,
    /// In the workspace.
    Inside,
    /// Anywhere.
    Anywhere,
}

impl Watching {
    /// By the capability `workspace.didChangeWatchedFiles`.
    pub(super) fn of(capability: &Value) -> Self {
        let is = |name: &str| capability[name].as_bool() == Some(true);
        match (is("dynamicRegistration"), is("relativePatternSupport")) {
            (false, _) => Self::Never,
            (true, false) => Self::Inside,
            (true, true) => Self::Anywhere,
        }
    }

    /// How to ask for a file that lies outside of the workspace, if that can be asked for.
    pub(super) fn outside(self, file: &Path) -> Option<Value> {
        let (folder, name) = (file.parent()?, file.file_name()?.to_str()?);
        // What is a pattern is no name.
        let is_plain = !name.contains(['*', '?', '{', '}', '[', ']']);
        let pattern = json!({"baseUri": uri_of(folder), "pattern": name});
        (self == Self::Anywhere && is_plain).then(|| json!({"globPattern": pattern}))
    }
}
