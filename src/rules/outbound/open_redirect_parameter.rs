//! See `rules/outbound/open-redirect-parameter.md`.

use super::leads_anywhere;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Input, Location, Operation, Response};
use crate::rules::{Check, Cx, Place, Related};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Operation(check)];

fn check<'a>(operation: Operation<'a>, cx: &mut Cx<'a>) {
    let responses = operation.responses();
    let Some(redirect) = responses.iter().find(|response| redirects(response)) else { return };
    let parameters = operation.parameters();
    let is_of_oauth = |name: &str| matches!(&*words::split(name).join("_"), "client_id" | "response_type");
    let is_oauth = parameters.iter().any(|one| is_of_oauth(&one.name()));
    for parameter in parameters {
        let name = parameter.name();
        let is_sent = matches!(parameter.location(), Location::Query | Location::FormData);
        let Some(schema) = parameter.schema().filter(|_| is_sent && is_target(&name)) else { continue };
        // Registered with the client, and compared with what is registered, or the server is no OAuth server.
        if is_oauth && cx.profile() != Profile::Audit {
            continue;
        }
        let input = Input { name: name.clone(), node: parameter.node(), schema, parameter: Some(parameter) };
        if !leads_anywhere(&input) {
            continue;
        }
        let title = operation.title();
        let message = format!("`{title}` redirects, and callers say in `{name}` where to, without a limit");
        let finding = cx.report(Place::parameter(parameter), message);
        finding.related(Place::key(redirect.key), "the redirect");
        if is_oauth {
            finding.severity(Severity::Info);
            finding.help("say in the description that it has to equal an address registered for the client");
        } else {
            finding.help(
                "take a path of this site (`pattern: '^/[^/\\\\]'`), a key of a list of targets (`enum`), or a fixed host",
            );
        }
    }
}

fn redirects(response: &Response<'_>) -> bool {
    response.class() == Some(3) && !matches!(response.status(), "300" | "304")
}

/// Whole words: `redirect`, `redirect_uri`, `returnTo`, `next`, `continueUrl`; not `nextPage`, `returnFields`.
fn is_target(name: &str) -> bool {
    const VERBS: &[&str] =
        &["redirect", "return", "continue", "next", "goto", "forward", "target", "destination", "dest", "back"];
    const OBJECTS: &[&str] = &["url", "uri", "to", "path", "link", "location", "target"];
    let words = words::split(name);
    let verb = words.iter().position(|word| VERBS.contains(&word.as_str()));
    match (verb, words.last()) {
        (Some(at), Some(last)) => at + 1 == words.len() || OBJECTS.contains(&last.as_str()),
        _ => matches!(&*name.to_ascii_lowercase(), "redirecturl" | "redirecturi" | "returnurl" | "returnto"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_target;

    #[test]
    fn whole_words_name_a_target() {
        for name in ["redirect", "redirect_uri", "returnTo", "next", "continueUrl", "return", "post_login_redirect_uri"]
        {
            assert!(is_target(name), "{name}");
        }
        for name in ["nextPage", "returnFields", "nextPageToken", "context", "targeted", "url", "back_office"] {
            assert!(!is_target(name), "{name}");
        }
    }
}
