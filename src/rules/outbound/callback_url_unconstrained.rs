//! See `rules/outbound/callback-url-unconstrained.md`.

use hashbrown::HashSet;

use super::leads_anywhere;
use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, Operation, RequestPart};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut said: HashSet<At> = HashSet::new();
    for operation in api.served() {
        let callbacks = operation.node().field(Key::Callbacks).into_iter().flat_map(NodeRef::entries);
        for callback in callbacks.filter_map(|(_, callback)| api.resolve(callback)) {
            for (key, _) in callback.entries() {
                if let Some(expression) = deciding(key.key_text()) {
                    judge(operation, key, expression, &mut said, cx);
                }
            }
        }
    }
}

fn judge<'a>(operation: Operation<'a>, key: NodeRef<'a>, expression: &str, said: &mut HashSet<At>, cx: &mut Cx<'a>) {
    let title = operation.title();
    match operation.request_part(expression) {
        RequestPart::Input(input) if leads_anywhere(&input) && said.insert(input.node.at()) => {
            let message = format!(
                "callers of `{title}` say in `{}` where the server is to call back, and nothing limits it",
                input.name
            );
            cx.report(Place::input(&input), message)
                .help(
                    "demand `https` by `pattern: '^https://'` or, better, the caller's registered hosts, and have the \
                     server refuse names that resolve to inner addresses",
                )
                .related(Place::key(key), "called back here");
        }
        RequestPart::Undescribed if said.insert(key.at()) => {
            let message =
                format!("the server calls back where `{expression}` of `{title}` says, which nothing describes");
            cx.report(Place::key(key), message)
                .severity(Severity::Medium)
                .help("describe the value with its limits, or correct the expression")
                .related(Place::key(operation.node()), "takes no such value");
        }
        _ => {}
    }
}

/// The part of the request that decides the host of a callback: `body#/url` for `{$request.body#/url}/done`.
fn deciding(key: &str) -> Option<&str> {
    let (before, expression) = match key.strip_prefix("$request.") {
        Some(expression) => ("", expression),
        None => {
            let (before, rest) = key.split_once("{$request.")?;
            (before, rest.split_once('}')?.0)
        }
    };
    // Behind a written host the rest leads nowhere else.
    let authority = before.split_once("//").map_or(before, |(_, authority)| authority);
    let is_before_path = !authority.contains(['/', '?', '#']);
    (is_before_path && !before.contains("{$")).then_some(expression)
}

#[cfg(test)]
mod tests {
    use super::deciding;

    #[test]
    fn only_the_host_decides_where_a_callback_leads() {
        assert_eq!(deciding("{$request.body#/url}"), Some("body#/url"));
        assert_eq!(deciding("{$request.query.url}/data"), Some("query.url"));
        assert_eq!(deciding("$request.header.x-url"), Some("header.x-url"));
        assert_eq!(deciding("https://{$request.body#/host}/done"), Some("body#/host"));
        assert_eq!(deciding("https://{$request.body#/tenant}.acme.com/done"), Some("body#/tenant"));
        assert_eq!(deciding("https://hooks.acme.com/{$request.body#/id}"), None);
        assert_eq!(deciding("https://hooks.acme.com?x={$request.body#/id}"), None);
        assert_eq!(deciding("{$response.body#/url}"), None);
        assert_eq!(deciding("{$response.body#/url}/{$request.body#/id}"), None);
    }
}
