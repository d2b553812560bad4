//! A description and what it was before, put side by side.

use hashbrown::HashMap;

use crate::model::openapi::{Api, Operation, Schema};
use crate::model::place::blank_parameters;

/// Each served operation of today with the one of the same method and path of before; names of path parameters do not
/// count.
pub(super) fn operations<'a>(before: &'a Api, now: &'a Api) -> Vec<(Option<Operation<'a>>, Operation<'a>)> {
    let name = |operation: Operation<'_>| (operation.method().to_owned(), blank_parameters(operation.path()));
    let mut were: HashMap<_, Operation<'a>> = HashMap::new();
    for operation in before.served() {
        were.entry(name(operation)).or_insert(operation);
    }
    now.served().map(|operation| (were.get(&name(operation)).copied(), operation)).collect()
}

/// Each schema of today that was there before, with what it was, by the place it stands at.
pub(super) fn schemas<'a>(before: &'a Api, now: &'a Api) -> Vec<(Schema<'a>, Schema<'a>)> {
    let mut were: HashMap<String, Schema<'a>> = HashMap::new();
    for schema in before.schemas() {
        were.entry(before.address(schema.node())).or_insert(schema);
    }
    let pair = |schema: Schema<'a>| Some((*were.get(&now.address(schema.node()))?, schema));
    now.schemas().filter_map(pair).collect()
}

/// `GET /a`, or `GET /a` and 2 more operations.
pub(super) fn whom(operations: &[Operation<'_>]) -> String {
    let first = operations.first().map_or(String::new(), |operation| operation.title());
    match operations.len() {
        0 | 1 => format!("`{first}`"),
        2 => format!("`{first}` and 1 more operation"),
        count => format!("`{first}` and {} more operations", count - 1),
    }
}
