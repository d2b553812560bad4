//! See `rules/resources/retry-after-missing.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Operation, Response, is_limit_header};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut seen = HashSet::new();
    for operation in api.served() {
        for response in operation.responses() {
            let Some(node) = response.node.filter(|_| lacks_retry_after(operation, &response)) else { continue };
            if !seen.insert(node.at()) {
                continue;
            }
            let uses = api.uses(node).words().unwrap_or_else(|| format!("`{}`", operation.title()));
            let message = format!("the `{}` of {uses} does not say when to try again", response.status());
            cx.report(Place::key(node), message)
                .label("no `Retry-After` header")
                .help("document the header `Retry-After` on this response, and send it");
        }
    }
}

fn lacks_retry_after(operation: Operation<'_>, response: &Response<'_>) -> bool {
    match response.status() {
        // The gateway that limits calls writes the answer.
        "429" if operation.is_throttled() => false,
        "429" => !response.has_header("Retry-After") && !response.headers().iter().any(|(name, _)| tells_reset(name)),
        "503" => !response.has_header("Retry-After"),
        _ => false,
    }
}

/// `RateLimit` carries the seconds until the quota is back, the older families have a header for them.
fn tells_reset(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_limit_header(&name) && (name == "ratelimit" || name.contains("reset"))
}
