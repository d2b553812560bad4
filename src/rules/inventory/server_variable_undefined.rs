//! See `rules/inventory/server-variable-undefined.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, Kind, variables};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Object(check)];

fn check<'a>(_: &'a Api, server: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Server {
        return;
    }
    let Some(url) = server.field(Key::Url) else { return };
    let Some(text) = url.string() else { return };
    let defined = server.field(Key::Variables);
    let used = variables(&text);
    for (at, variable) in used.iter().enumerate() {
        // Markers of template languages are filled in before anybody reads the description.
        let is_marker = variable.written.contains(['{', '}'])
            || text.get(..variable.range.start).is_some_and(|before| before.ends_with(['$', '#', '%']));
        let name = variable.written;
        let is_said = used.iter().take(at).any(|earlier| earlier.written == name);
        if is_marker || is_said || defined.is_some_and(|defined| defined.get(name).is_some()) {
            continue;
        }
        let message = format!("the server's variable `{{{name}}}` is not defined, so nobody knows where requests go");
        cx.report(Place::part(url, variable.range.clone()), message)
            .value(name)
            .help(format!("define `{name}` under `variables` with a `default` and an `enum`"));
    }
    for (key, _) in defined.into_iter().flat_map(NodeRef::entries) {
        let name = key.key_text();
        if name.starts_with("x-") || used.iter().any(|variable| variable.written == name) {
            continue;
        }
        cx.report(Place::key(key), format!("the server's `url` does not use the variable `{name}`"))
            .severity(Severity::Low)
            .help(format!("write `{{{name}}}` into the `url`, or remove the variable"))
            .related(url, "the address");
    }
}
