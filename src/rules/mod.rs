//! The rules. A rule is a page `rules/<family>/<id>.md` and a module here of the same name; the build
//! script joins the two. Uses `model`, `syntax`, `source` and `finding`; knows nothing of configuration,
//! formats or faces.

mod authentication;
mod authorization;
mod carried;
mod changes;
mod check;
mod exposed;
mod exposure;
mod gateway;
mod identifiers;
mod input;
mod integrity;
mod inventory;
mod lexicon;
mod many;
mod outbound;
mod pairs;
mod patterns;
mod personal;
mod place;
mod resources;
mod secrets;
mod site;
mod soap;
mod transport;
mod verbs;

pub use changes::Changes;
pub use check::{Address, Check, Cx, Options, Place, Related};

use crate::finding::{Confidence, Meta, Profile, Severity};

/// A rule: what its page says and the functions that look.
pub struct Rule {
    /// From the page.
    pub meta: Meta,
    /// From the module.
    pub checks: &'static [Check],
}

impl Rule {
    /// True when it looks at a description beside what it was before.
    pub fn compares(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Change(_)))
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.meta.id)
    }
}

/// All rules, by family and id.
pub static RULES: &[Rule] = include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// The rule of an id or of an earlier name.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.meta.id == id || rule.meta.aliases.contains(&id))
}

/// The id nearest to a misspelt one, if any is near.
pub fn nearest(id: &str) -> Option<&'static str> {
    crate::words::nearest(id, RULES.iter().map(|rule| rule.meta.id))
}
