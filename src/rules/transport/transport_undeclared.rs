//! See `rules/transport/transport-undeclared.md`.

use hashbrown::HashMap;

use crate::model::endpoint::Scheme;
use crate::model::openapi::{Api, Fields, Key, Operation, Version};
use crate::rules::{Check, Cx, Place};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: HashMap<Option<At>, bool> = HashMap::new();
    let mut is_open = |operation: &Operation<'a>| {
        *known.entry(operation.endpoint_list()).or_insert_with(|| is_undeclared(*operation))
    };
    let open: Vec<Operation<'a>> = api.served().filter(|operation| is_open(operation)).collect();
    let Some(first) = open.first() else { return };
    let total = api.served().count();
    let what = if open.len() == total {
        "the API is served".to_owned()
    } else if open.len() == 1 {
        format!("`{}` is served", first.title())
    } else {
        format!("{} of {total} operations are served", open.len())
    };
    let root = api.root();
    let version_key = Place::key(root.field(Key::OpenApi).or_else(|| root.field(Key::Swagger)).unwrap_or(root));
    if api.version == Version::V2 {
        let place = root.field(Key::Host).map_or(version_key, Place::key);
        let message = format!("no `schemes` say whether {what} with TLS");
        cx.report(place, message).label("any transport").help("write `schemes: [https]`");
        return;
    }
    let relative = first.endpoints().next().map(|endpoint| endpoint.node());
    match relative {
        Some(url) => {
            let message = format!("the server `{}` is relative, so nothing says whether {what} with TLS", shown(url));
            cx.report(url, message).help("write the address with `https`, or add one that is");
        }
        None => {
            let message = format!("no `servers` say whether {what} with TLS");
            cx.report(version_key, message).label("any transport").help("add `servers` with an address with `https`");
        }
    }
}

/// True when every address of an operation leaves its scheme open.
fn is_undeclared(operation: Operation<'_>) -> bool {
    operation.endpoints().all(|endpoint| match endpoint.scheme() {
        Scheme::Relative => true,
        Scheme::Unknown => endpoint.api.version == Version::V2,
        _ => false,
    })
}

fn shown(url: NodeRef<'_>) -> String {
    url.string().map(|text| text.split(['?', '#']).next().unwrap_or("").to_owned()).unwrap_or_default()
}
