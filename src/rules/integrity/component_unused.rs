//! See `rules/integrity/component-unused.md`.

use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // A library has its users elsewhere.
    if !api.has_operations() {
        return;
    }
    let (count, unused) = api.components();
    let Some(first) = unused.first() else { return };
    let names: Vec<String> = unused.iter().take(3).map(|key| format!("`{}`", key.key_text())).collect();
    let more = match unused.len().saturating_sub(names.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if unused.len() == 1 { "is" } else { "are" };
    let whole = api.root().field(Key::Components).map_or(Place::key(*first), Place::key);
    let message = format!("{} of {count} components {verb} used by nothing: {}{more}", unused.len(), names.join(", "));
    let finding = cx.report(whole, message);
    finding.help("remove them, or keep them in a file that is not published");
    many::list(finding, unused.iter().map(|key| Place::key(*key)), "used by nothing");
}
