//! See `rules/resources/response-429-missing.md`.

use crate::finding::Profile;
use crate::model::openapi::{Api, Fields, Key, Operation, Response};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let all = api.served().count();
    let operations: Vec<Operation<'a>> = api.served().filter(|operation| !operation.is_throttled()).collect();
    let Some(paths) = api.root().field(Key::Paths).filter(|_| !operations.is_empty()) else { return };
    let speaks = operations.len() < all
        || operations.iter().any(|operation| speaks_of_limits(*operation))
        || api.says_calls_are_limited();
    // Whoever probes a service is not to be sent away.
    let is_limited = |operation: &Operation<'a>| operation.purpose() != Purpose::Health;
    let missing: Vec<Operation<'a>> =
        operations.into_iter().filter(|operation| is_limited(operation) && !operation.covers_status(429)).collect();
    let help = "document `429` with `Retry-After` where calls are limited; where a gateway limits them, say so in the \
                configuration: `controls: {rate-limiting: {by: gateway}}`";
    if !speaks {
        let is_proven = api.served().all(|operation| operation.responses().iter().all(|one| one.node.is_some()));
        if is_proven || cx.profile() > Profile::Recommended {
            let message = format!("nothing says how often clients may call: {}", all_lack(all));
            cx.report(Place::key(paths), message).label("no operation speaks of a limit").help(help);
        }
    } else if cx.profile() > Profile::Recommended {
        // Where most lack it, that is one decision and not hundreds.
        if missing.len() * 2 > all && missing.len() > 1 {
            let message =
                format!("{} of {all} operations do not document `429`, the answer to too many calls", missing.len());
            let finding = cx.report(Place::key(paths), message).help(help);
            for operation in missing.iter().take(5) {
                finding.related(Place::key(operation.node()), "no `429`, `4XX` or `default`");
            }
            return;
        }
        for operation in missing {
            let message = format!("`{}` does not document `429`, the answer to too many calls", operation.title());
            cx.report(Place::key(operation.node()), message).label("no `429`, `4XX` or `default`").help(help);
        }
    }
}

fn all_lack(all: usize) -> String {
    match all {
        1 => "the only operation documents neither `429` nor a rate-limit header".to_owned(),
        _ => format!("none of the {all} operations documents `429` or a rate-limit header"),
    }
}

/// A `4XX` or `default` alone says nothing about limits, one with the headers of a limit does.
fn speaks_of_limits(operation: Operation<'_>) -> bool {
    let speaks = |response: &Response<'_>| {
        response.status() == "429"
            || response.has_limit_header()
            || (response.covers(429) && response.has_header("Retry-After"))
    };
    operation.responses().iter().any(speaks)
}
