//! See `rules/inventory/ownership-undeclared.md`.

use crate::model::openapi::{Api, Fields, Key};
use crate::rules::{Check, Cx, Place};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Whole words in extensions that name who is responsible.
const OWNERS: &[&str] = &[
    "owner",
    "owners",
    "team",
    "contact",
    "contacts",
    "maintainer",
    "maintainers",
    "support",
    "responsible",
    "steward",
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if !api.has_operations() {
        return;
    }
    let root = api.root();
    let info = root.field(Key::Info).filter(|info| info.is_map());
    let contact = info.and_then(|info| info.field(Key::Contact));
    let is_text = |node: NodeRef<'_>| node.text().is_some_and(|text| !text.trim().is_empty());
    let has = |key| contact.and_then(|contact| contact.field(key)).is_some_and(is_text);
    if has(Key::Email) || has(Key::Url) || [Some(root), info].into_iter().flatten().any(names_owner) {
        return;
    }
    let help = "write `info.contact` with an `email` or `url` that somebody reads";
    match (contact, info) {
        (Some(contact), _) => cx.report(Place::key(contact), "the contact has neither `email` nor `url`").help(help),
        (None, Some(info)) => {
            cx.report(Place::key(info), "nothing says whom to tell about a weakness of this API").help(help)
        }
        (None, None) => {
            cx.report(Place::key(root), "nothing says whom to tell about a weakness of this API").help(help)
        }
    };
}

fn names_owner(node: NodeRef<'_>) -> bool {
    let extensions = node.entries().filter(|(key, _)| key.key_text().starts_with("x-"));
    extensions.into_iter().any(|(key, value)| {
        let is_named = words::split(key.key_text()).iter().any(|word| OWNERS.contains(&word.as_str()));
        is_named && !value.is_null()
    })
}
