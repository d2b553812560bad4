//! See `rules/inventory/version-missing.md`.

use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What stands there when nobody chose a version.
const MEANINGLESS: &[&str] = &[
    "string",
    "version",
    "unversioned",
    "none",
    "null",
    "undefined",
    "unknown",
    "tbd",
    "todo",
    "n/a",
    "na",
    "x",
    "x.x.x",
    "-",
    "unspecified",
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if !api.has_operations() {
        return;
    }
    let Some(info) = api.root().field(Key::Info).filter(|info| info.is_map()) else {
        cx.report(Place::key(api.root()), "the description has no `info`, so nothing says which version it is of")
            .help("write `info` with `title` and `version`");
        return;
    };
    let help = "write the version of the API, and change it with every release";
    let Some(version) = info.field(Key::Version) else {
        cx.report(Place::key(info), "nothing says which version of the API this describes").help(help);
        return;
    };
    let text = version.text().unwrap_or_default();
    let text = text.trim();
    if text.is_empty() || version.is_null() {
        cx.report(Place::key(version), "the version of the API is empty").help(help);
    } else if MEANINGLESS.contains(&text.to_ascii_lowercase().as_str()) {
        cx.report(Place::value(version), format!("`{text}` is no version of the API")).help(help);
    }
}
