//! See `rules/input/request-media-type-undeclared.md`.

use crate::model::openapi::{Api, Operation};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let takes: Vec<Operation<'a>> = api.served().filter(|one| one.leaves_media_type_open().is_some()).collect();
    let open: Vec<Operation<'a>> =
        takes.iter().copied().filter(|one| one.leaves_media_type_open() == Some(true)).collect();
    if open.len() > 1 && open.len() == takes.len() {
        let message = format!("none of the {} operations that take a body says in which media types", open.len());
        let finding = cx.report(Place::key(many::whole(api)), message);
        finding.help("add `consumes` at the root, such as `consumes: [application/json]`");
        many::list(finding, open.iter().map(|one| Place::key(one.node())), "no `consumes`");
        return;
    }
    for operation in open {
        let message = format!("`{}` takes a body and does not say in which media types", operation.title());
        cx.report(Place::key(operation.node()), message)
            .label("no `consumes`")
            .help("add `consumes` to the operation or the root, such as `consumes: [application/json]`");
    }
}
