//! See `rules/authorization/scope-method-mismatch.md`.

use hashbrown::HashMap;

use crate::finding::Severity;
use crate::model::openapi::{Alternative, Api, Operation};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What a scope lets its holder do, by its words.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Grants {
    Reading,
    Writing,
    /// Both, or nothing its words tell.
    Either,
}

const READING: &[&str] = &[
    "read", "reads", "reader", "readonly", "readable", "view", "viewer", "viewonly", "list", "get", "browse", "fetch",
];
const WRITING: &[&str] = &[
    "write", "writer", "writes", "writable", "create", "creator", "update", "updater", "delete", "deleter", "edit",
    "editor", "modify", "remove", "insert", "add", "manage", "manager", "upload", "publish", "send", "set",
];
/// Words of operations that read although their method may write.
const LOOKING: &[&str] = &[
    "search",
    "query",
    "find",
    "list",
    "get",
    "fetch",
    "read",
    "lookup",
    "filter",
    "validate",
    "check",
    "preview",
    "calculate",
    "compute",
    "estimate",
    "simulate",
    "test",
    "count",
    "export",
    "download",
    "render",
    "convert",
    "report",
    "reports",
    "statistics",
    "stats",
    "analyze",
    "analytics",
    "aggregate",
    "graphql",
    "retrieve",
    "view",
    "compare",
    "resolve",
    "match",
    "batch",
    "bulk",
    "watch",
    "sync",
    "subscribe",
    "poll",
    "verify",
    "inspect",
    "match",
    "generate",
    "quote",
    "quotes",
    "translate",
    "evaluate",
    "detect",
    "explain",
    "summary",
    "diff",
    "permissions",
];

/// A scope that does not fit the operation it opens.
struct Misfit<'a> {
    operation: Operation<'a>,
    scope: NodeRef<'a>,
    name: String,
    grants: Grants,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Nearly all operations have their requirements from the same few lists.
    let mut known: HashMap<(*const Alternative, bool), Option<(NodeRef<'a>, Grants)>> = HashMap::new();
    let found = api.served().filter_map(|operation| {
        let (alternatives, is_safe) = (operation.security().alternatives(), operation.is_safe_method());
        let judged = known.entry((alternatives.as_ptr(), is_safe));
        let judge = || if is_safe { over(api, alternatives) } else { under(api, alternatives) };
        let (scope, grants) = (*judged.or_insert_with(judge)).filter(|_| is_safe || !only_looks(operation))?;
        Some(Misfit { operation, scope, name: scope.text()?.into_owned(), grants })
    });
    for alike in many::by_key(found, |one| (one.name.clone(), one.grants)) {
        many::told(&alike, cx).for_each(|told| report(told, cx));
    }
}

/// A way into an operation that writes with scopes for reading only.
fn under<'a>(api: &'a Api, alternatives: &'a [Alternative]) -> Option<(NodeRef<'a>, Grants)> {
    let way = ways(api, alternatives).into_iter().find(|scopes| scopes.iter().all(|one| one.1 == Grants::Reading))?;
    way.first().copied()
}

/// An operation that reads, which nobody can call without a scope for writing.
fn over<'a>(api: &'a Api, alternatives: &'a [Alternative]) -> Option<(NodeRef<'a>, Grants)> {
    let ways = ways(api, alternatives);
    let all = alternatives.len() == ways.len();
    if !all || !ways.iter().all(|scopes| scopes.iter().all(|one| one.1 == Grants::Writing)) {
        return None;
    }
    ways.first()?.first().copied()
}

/// The scopes of each alternative that asks for some.
fn ways<'a>(api: &'a Api, alternatives: &'a [Alternative]) -> Vec<Vec<(NodeRef<'a>, Grants)>> {
    let of = |required| {
        let is_token = api.required_scheme(required).is_some_and(|scheme| scheme.has_scopes());
        api.required_scopes(required).filter(move |_| is_token)
    };
    let scopes = alternatives.iter().map(|alternative| {
        let scopes = alternative.schemes.iter().flat_map(of);
        scopes.map(|scope| (scope, scope.text().map_or(Grants::Either, |name| grants(&name)))).collect::<Vec<_>>()
    });
    scopes.filter(|scopes| !scopes.is_empty()).collect()
}

fn grants(scope: &str) -> Grants {
    let words = words::split(scope);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    match (has(READING), has(WRITING)) {
        (true, false) => Grants::Reading,
        (false, true) => Grants::Writing,
        _ => Grants::Either,
    }
}

/// True when the path or the id says that an operation with a writing method changes nothing.
fn only_looks(operation: Operation<'_>) -> bool {
    let literal = operation.path().rsplit('/').find(|segment| !segment.is_empty() && !segment.starts_with('{'));
    let id = operation.id().unwrap_or_default();
    let looks = |name: &str| words::split(name).iter().any(|word| LOOKING.contains(&word.as_str()));
    operation.method() == "POST" && (looks(literal.unwrap_or("")) || looks(&id))
}

fn report<'a>(told: &[Misfit<'a>], cx: &mut Cx<'a>) {
    let Some((first, more)) = told.split_first() else { return };
    let Misfit { operation, scope, name, grants } = first;
    let title = operation.title();
    let others = match more.len() {
        0 => String::new(),
        more => format!(" and {more} more operations"),
    };
    let finding = match grants {
        Grants::Reading => cx
            .report(*scope, format!("`{title}`{others} writes, and `{name}`, a scope for reading, is enough for it"))
            .help("ask for a scope that says what it changes"),
        _ => cx
            .report(
                *scope,
                format!("`{title}`{others} only reads, and nobody can call it without `{name}`, a scope for writing"),
            )
            .severity(Severity::Low)
            .help("let a scope for reading suffice, so that clients that only read need no right to write"),
    };
    finding.related(Place::key(operation.node()), "the operation");
    many::known(finding, told, name.as_str());
    many::list(finding, more.iter().map(|one| Place::value(one.scope)), "here too");
}
