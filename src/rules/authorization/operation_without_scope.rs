//! See `rules/authorization/operation-without-scope.md`.

use hashbrown::HashMap;

use super::documented;
use crate::finding::Severity;
use crate::model::openapi::{Api, Operation, Required, Requirements, SecurityScheme};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A list that asks for a token and for no scope.
struct Bare<'a> {
    required: &'a Required,
    scheme: SecurityScheme<'a>,
    inherited: bool,
    operations: Vec<Operation<'a>>,
}

enum Verdict<'a> {
    /// Asks for no token of OAuth or OpenID Connect, or may do without.
    Other,
    /// Asks for a scope.
    Scoped,
    Bare(&'a Required, SecurityScheme<'a>),
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut lists: HashMap<At, Option<usize>> = HashMap::new();
    let mut bare: Vec<Bare<'a>> = Vec::new();
    let mut scoped = 0;
    for operation in api.served().filter(|operation| !operation.is_open_by_design()) {
        let security = operation.security();
        let Some(list) = security.requirements else { continue };
        let index = *lists.entry(list.at).or_insert_with(|| match judge(api, list) {
            Verdict::Bare(required, scheme) => {
                bare.push(Bare { required, scheme, inherited: security.inherited, operations: Vec::new() });
                Some(bare.len() - 1)
            }
            Verdict::Scoped => {
                scoped += 1;
                None
            }
            Verdict::Other => None,
        });
        if let Some(found) = index.and_then(|index| bare.get_mut(index)) {
            found.operations.push(operation);
        }
    }
    for alike in many::by_key(bare, |one| one.scheme.node().at()) {
        if scoped == 0 {
            nowhere(api, &alike, cx);
            continue;
        }
        let (root, own): (Vec<Bare<'a>>, Vec<Bare<'a>>) = alike.into_iter().partition(|one| one.inherited);
        root.iter().for_each(|one| left_out(api, std::slice::from_ref(one), cx));
        many::told(&own, cx).for_each(|told| left_out(api, told, cx));
    }
}

fn judge<'a>(api: &'a Api, list: &'a Requirements) -> Verdict<'a> {
    let mut found = Verdict::Other;
    for alternative in &list.alternatives {
        if alternative.is_anonymous() {
            return Verdict::Other;
        }
        for required in &alternative.schemes {
            let Some(scheme) = api.required_scheme(required).filter(|scheme| scheme.has_scopes()) else { continue };
            if api.asks_for_scopes(required) {
                return Verdict::Scoped;
            }
            if matches!(found, Verdict::Other) {
                found = Verdict::Bare(required, scheme);
            }
        }
    }
    found
}

/// No operation asks for any scope: one decision.
fn nowhere<'a>(api: &'a Api, alike: &[Bare<'a>], cx: &mut Cx<'a>) {
    let Some(first) = alike.first() else { return };
    let operations: Vec<Operation<'a>> = alike.iter().flat_map(|one| &one.operations).copied().collect();
    let name = &first.required.name;
    let what = match operations.as_slice() {
        [one] => format!("`{}`", one.title()),
        many => format!("each of {} operations", many.len()),
    };
    let message = format!("no operation asks for a scope of `{name}`: any token of its issuer opens {what}");
    let place = if first.inherited { api.node(first.required.scopes).into() } else { Place::key(first.scheme.node()) };
    let known = cx.address(first.scheme.node());
    let finding = cx.report(place, message);
    finding
        .known_by(known)
        .help(format!("declare scopes that tell reading from writing, and ask for them: `{name}: [orders:read]`"));
    if operations.iter().any(|operation| documented::roles(*operation).is_some()) {
        finding.severity(Severity::Info);
    }
    let others = operations.iter().map(|operation| Place::key(operation.node()));
    many::list(finding, others, "any token opens it");
}

/// Others ask for scopes, these do not.
fn left_out<'a>(api: &'a Api, told: &[Bare<'a>], cx: &mut Cx<'a>) {
    let Some(first) = told.first() else { return };
    let operations: Vec<Operation<'a>> = told.iter().flat_map(|one| &one.operations).copied().collect();
    let name = &first.required.name;
    let message = match operations.as_slice() {
        [one] => format!("`{}` asks for a token of `{name}` and for no scope, so any token will do", one.title()),
        many => {
            format!("{} operations ask for a token of `{name}` and for no scope, so any token will do", many.len())
        }
    };
    let known = cx.address(first.scheme.node());
    let finding = cx.report(api.node(first.required.scopes), message).label("no scope");
    many::known(finding, told, known);
    finding.help("name the scope it needs, as other operations do");
    if operations.iter().all(|operation| documented::roles(*operation).is_some()) {
        finding.severity(Severity::Info);
    }
    if operations.len() > 1 {
        let places = operations.iter().map(|operation| Place::key(operation.node()));
        many::list(finding, places, "any token opens it");
    } else {
        finding.related(Place::key(first.scheme.node()), "the scheme");
    }
}
