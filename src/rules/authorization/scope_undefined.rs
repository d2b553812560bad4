//! See `rules/authorization/scope-undefined.md`.

use hashbrown::{HashMap, HashSet};

use crate::model::openapi::{Api, SecurityScheme};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::{At, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A scope where it is required, and the scheme that does not declare it.
struct Use<'a> {
    scope: NodeRef<'a>,
    name: String,
    scheme: SecurityScheme<'a>,
    scheme_name: &'a str,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut declared: HashMap<At, Option<HashSet<&'a str>>> = HashMap::new();
    let mut uses: Vec<Use<'a>> = Vec::new();
    let lists = api.requirement_lists();
    for required in lists.iter().flat_map(|list| &list.alternatives).flat_map(|alternative| &alternative.schemes) {
        let Some(scheme) = api.required_scheme(required) else { continue };
        let known = declared.entry(scheme.node().at()).or_insert_with(|| {
            scheme.declared_scopes().map(|scopes| scopes.into_iter().map(NodeRef::key_text).collect())
        });
        let Some(known) = known else { continue };
        for scope in api.required_scopes(required) {
            let undeclared = |name: &str| !name.is_empty() && !known.contains(name);
            let Some(name) = scope.text().filter(|name| undeclared(name)) else { continue };
            uses.push(Use { scope, name: name.into_owned(), scheme, scheme_name: &required.name });
        }
    }
    for of_scheme in many::by_key(uses, |one| one.scheme.node().at()) {
        let Some(scheme) = of_scheme.first().map(|one| one.scheme) else { continue };
        let names = scheme.declared_scopes().unwrap_or_default();
        let names: Vec<&str> = names.into_iter().map(NodeRef::key_text).collect();
        let scopes = many::by_key(of_scheme, |one| one.name.clone());
        if names.is_empty() || many::is_one_decision(scopes.len(), cx) {
            together(&scopes, names.is_empty(), cx);
        } else {
            scopes.iter().for_each(|uses| one(uses, &names, cx));
        }
    }
}

/// One scope.
fn one<'a>(uses: &[Use<'a>], names: &[&str], cx: &mut Cx<'a>) {
    let Some((first, more)) = uses.split_first() else { return };
    let again = match more.len() {
        0 => String::new(),
        1 => " (here and in 1 more requirement)".to_owned(),
        more => format!(" (here and in {more} more requirements)"),
    };
    let message = format!("no flow of `{}` declares the scope `{}`{again}", first.scheme_name, first.name);
    let known = cx.address(first.scheme.node());
    let finding = cx.report(first.scope, message).label("not declared");
    finding.known_by(known).value(&first.name);
    match words::nearest(&first.name, names.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("declare it under `scopes` of `{}`, or ask for one it has", first.scheme_name)),
    };
    finding.related(Place::key(first.scheme.node()), "the scheme, without that scope");
    many::list(finding, more.iter().map(|one| Place::value(one.scope)), "required here too");
}

/// A scheme without scopes, or with other ones than the operations ask for.
fn together<'a>(scopes: &[Vec<Use<'a>>], has_none: bool, cx: &mut Cx<'a>) {
    let Some(first) = scopes.first().and_then(|uses| uses.first()) else { return };
    let scheme = first.scheme_name;
    let which = match scopes.len() {
        1 => format!("`{}`, which is required", first.name),
        count => format!("{count} scopes that are required, such as `{}`", first.name),
    };
    let message = if has_none {
        format!("`{scheme}` declares no scopes, not even {which}")
    } else {
        format!("`{scheme}` does not declare {which}")
    };
    let known = cx.address(first.scheme.node());
    let finding = cx.report(first.scope, message).label("not declared");
    finding.known_by(known).help(format!("declare what operations ask for under `scopes` of `{scheme}`"));
    finding.related(Place::key(first.scheme.node()), "the scheme");
    let others = scopes.iter().skip(1).filter_map(|uses| uses.first());
    many::list(finding, others.map(|one| Place::value(one.scope)), "not declared either");
}
