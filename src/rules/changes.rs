//! A description and what it was before, put side by side.

use std::sync::OnceLock;

use hashbrown::HashMap;

use crate::model::openapi::{Api, Operation, Schema};
use crate::model::place::blank_parameters;

/// An operation of today, and the one it was.
type ChangedOperation<'a> = (Option<Operation<'a>>, Operation<'a>);

/// A description and what it was before. What belongs together is found out once, for the first rule that asks.
pub struct Changes<'a> {
    before: &'a Api,
    /// What it is today.
    pub now: &'a Api,
    operations: OnceLock<Vec<ChangedOperation<'a>>>,
    schemas: OnceLock<Vec<(Schema<'a>, Schema<'a>)>>,
}

impl<'a> Changes<'a> {
    /// Nothing is compared yet.
    pub fn new(before: &'a Api, now: &'a Api) -> Self {
        Self { before, now, operations: OnceLock::new(), schemas: OnceLock::new() }
    }

    /// Each served operation of today with the one of the same method and path of before; names of path parameters do not
    /// count.
    pub fn operations(&self) -> impl Iterator<Item = ChangedOperation<'a>> {
        self.operations.get_or_init(|| operations(self.before, self.now)).iter().copied()
    }

    /// Each schema that was there before, as it was and as it is today, by the place it stands at.
    pub fn schemas(&self) -> impl Iterator<Item = (Schema<'a>, Schema<'a>)> {
        self.schemas.get_or_init(|| schemas(self.before, self.now)).iter().copied()
    }
}

fn operations<'a>(before: &'a Api, now: &'a Api) -> Vec<ChangedOperation<'a>> {
    let name = |operation: Operation<'_>| (operation.method().to_owned(), blank_parameters(operation.path()));
    let mut were: HashMap<_, Operation<'a>> = HashMap::new();
    for operation in before.served() {
        were.entry(name(operation)).or_insert(operation);
    }
    now.served().map(|operation| (were.get(&name(operation)).copied(), operation)).collect()
}

fn schemas<'a>(before: &'a Api, now: &'a Api) -> Vec<(Schema<'a>, Schema<'a>)> {
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
