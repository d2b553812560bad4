//! See `rules/authentication/auth-inconsistent-siblings.md`.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::demands::{Demand, demand, open_at};
use super::unless_provided;
use crate::finding::Severity;
use crate::model::openapi::{Api, Cause, Operation};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What the ways in of a list of requirements ask for.
type Known<'a> = HashMap<Option<At>, Vec<Demand<'a>>>;

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut paths: HashMap<At, Vec<Operation<'a>>> = HashMap::new();
    let mut order: Vec<At> = Vec::new();
    for operation in api.served() {
        let at = operation.path_key().at();
        paths.entry(at).or_insert_with(|| {
            order.push(at);
            Vec::new()
        });
        if let Some(siblings) = paths.get_mut(&at) {
            siblings.push(operation);
        }
    }
    let cause = api.protection().cause;
    let mut known = Known::new();
    for siblings in order.iter().filter_map(|at| paths.get(at)).filter(|siblings| siblings.len() > 1) {
        let reads = siblings.iter().filter(|operation| matches!(operation.method(), "GET" | "QUERY"));
        let Some(read) = reads.copied().find(|operation| !operation.security().admits_anonymous()) else { continue };
        for write in siblings.iter().filter(|operation| !operation.is_safe_method()) {
            judge(*write, read, cause, &mut known, cx);
        }
    }
}

fn judge<'a>(write: Operation<'a>, read: Operation<'a>, cause: Cause, known: &mut Known<'a>, cx: &mut Cx<'a>) {
    if write.is_open_by_design() {
        return;
    }
    let (title, reading) = (write.title(), read.title());
    let api: &'a Api = write.api;
    if write.security().admits_anonymous() {
        // Where most operations have no requirement, that is the one cause.
        if write.security().is_absent() && cause != Cause::LeftOut {
            return;
        }
        let message = format!("anybody can call `{title}`, while `{reading}` on the same path needs credentials");
        let finding = cx.report(open_at(write), message);
        if write.security().is_open() {
            finding.severity(Severity::High);
        }
        finding.help("ask for the same credentials, or say why it is open: `x-apivet-public: \"reason\"`");
        finding.related(Place::key(read.node()), "needs credentials");
        unless_provided(finding, api);
        return;
    }
    let list_of = |operation: Operation<'a>| operation.security().requirements.map(|list| list.at);
    if list_of(write) == list_of(read) {
        return;
    }
    let asked = known
        .entry(list_of(read))
        .or_insert_with(|| read.security().alternatives().iter().map(|one| demand(api, one)).collect());
    // Many may be beside one that has many ways in.
    let mut walk = api.walk();
    let less = write.security().alternatives().iter().find(|alternative| {
        let own = demand(api, alternative);
        asked.iter().all(|demand| walk.goes_on() && own != *demand && is_within(&own, demand))
    });
    let Some(less) = less else { return };
    let message = format!("`{title}` asks for less than `{reading}` on the same path does");
    let finding = cx.report(api.node(less.at), message);
    finding.help("ask for at least what reading needs");
    finding.related(Place::key(read.node()), "asks for more");
}

/// True when one asks for a part of the other: for fewer schemes, or for a token without a scope where the other names
/// some. A scope less is no weakness by itself: reading often asks for its own beside the one that writes.
fn is_within(asked: &Demand<'_>, has: &Demand<'_>) -> bool {
    let same_or_none = |scheme: &&str, scopes: &BTreeSet<String>| {
        has.get(*scheme).is_some_and(|had| scopes == had || scopes.is_empty())
    };
    asked.iter().all(|(scheme, scopes)| same_or_none(scheme, scopes))
}
