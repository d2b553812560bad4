//! Zuplo: routes and handlers stand in the description, policies in a file of their own.

use super::reading::{Cors, Reading};
use super::{Extension, Fact, Level};
use crate::syntax::NodeRef;

pub(super) static EXTENSIONS: &[Extension] = &[Extension {
    key: "x-zuplo-route",
    levels: &[Level::Operation],
    means: "the handler of an operation, the names of its policies, its CORS policy",
    reference: "https://zuplo.com/docs/articles/cors",
    read: route,
}];

fn route<'a>(reading: &mut Reading<'a>, value: NodeRef<'a>) {
    if let Some(policy) = value.get("corsPolicy")
        && policy.string().as_deref() == Some("anything-goes")
    {
        // It gives every origin its own name back, with credentials.
        let at = Some(policy.at());
        reading.add(policy, Fact::Cors(Cors { any_origin: at, credentials: at }));
    }
    let options = value.get("handler").and_then(|handler| handler.get("options"));
    for key in ["baseUrl", "rewritePattern"] {
        reading.backend(options.and_then(|options| options.get(key)), false);
    }
}
