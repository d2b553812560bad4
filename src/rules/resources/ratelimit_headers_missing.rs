//! See `rules/resources/ratelimit-headers-missing.md`.

use crate::model::openapi::{Api, Fields, Key, Operation, Response};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let operations: Vec<Operation<'a>> = api.served().filter(|operation| !operation.is_throttled()).collect();
    let Some(paths) = api.root().field(Key::Paths).filter(|_| !operations.is_empty()) else { return };
    let (total, mut missing) = (operations.len(), operations);
    missing.retain(|operation| !operation.responses().iter().any(Response::has_limit_header));
    let all_lack = missing.len() == total;
    // What an unknown response documents is unknown.
    missing.retain(|operation| operation.responses().iter().all(|response| response.node.is_some()));
    let help = "document `RateLimit` and `RateLimit-Policy`, or the `X-RateLimit-*` headers the API sends, on the answers \
                that carry them; where a gateway adds them, say so: `controls: {rate-limiting: {by: gateway}}`";
    if all_lack {
        if missing.len() == total {
            let message = "no response of the API documents a header that tells clients how many calls they have left";
            cx.report(Place::key(paths), message).label("no rate-limit header below").help(help);
        }
        return;
    }
    // Where most lack them, that is one decision and not hundreds.
    if missing.len() * 2 > total && missing.len() > 1 {
        let message =
            format!("{} of {total} operations document no rate-limit header, unlike the others", missing.len());
        let finding = cx.report(Place::key(paths), message).help(help);
        for operation in missing.iter().take(5) {
            finding.related(Place::key(operation.node()), "no rate-limit header below");
        }
        return;
    }
    for operation in missing {
        let message = format!(
            "no response of `{}` documents the rate-limit headers that other operations of the API have",
            operation.title()
        );
        cx.report(Place::key(operation.node()), message).help(help);
    }
}
