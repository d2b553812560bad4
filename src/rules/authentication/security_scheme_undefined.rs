//! See `rules/authentication/security-scheme-undefined.md`.

use hashbrown::HashMap;

use super::LISTED;
use crate::model::openapi::{Api, Required};
use crate::rules::{Check, Cx, Place, Related};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    if !api.scheme_names_are_known() {
        return;
    }
    let mut order: Vec<Vec<&'a Required>> = Vec::new();
    let mut known: HashMap<&'a str, usize> = HashMap::new();
    let lists = api.requirement_lists();
    for required in lists.iter().flat_map(|list| &list.alternatives).flat_map(|alternative| &alternative.schemes) {
        if required.defined {
            continue;
        }
        let at = *known.entry(&required.name).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        if let Some(uses) = order.get_mut(at) {
            uses.push(required);
        }
    }
    let names: Vec<&str> = api.security_schemes().map(|(name, ..)| name).collect();
    for uses in order {
        report(api, &uses, &names, cx);
    }
}

fn report<'a>(api: &'a Api, uses: &[&'a Required], names: &[&str], cx: &mut Cx<'a>) {
    let [first, more @ ..] = uses else { return };
    let key = api.node(first.key);
    let name = &first.name;
    let again = match more.len() {
        0 => String::new(),
        1 => " (here and in 1 more requirement)".to_owned(),
        more => format!(" (here and in {more} more requirements)"),
    };
    let field = api.schemes_path();
    let finding = cx.report(key, format!("no security scheme is called `{name}`{again}")).label("not defined");
    finding.known_by(format!("securitySchemes/{name}"));
    let as_reference = name.rsplit_once('/').map(|(_, last)| last).filter(|last| names.contains(last));
    let near = as_reference.or_else(|| words::nearest(name, names.iter().copied()));
    let place = match key.at().source == api.root().at().source {
        true => String::new(),
        false => format!(" of {}, where names are looked up", api.root().doc.source.uri),
    };
    match (near, names) {
        (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
        (None, []) => finding.help(format!("define it in `{field}`{place}; there are no schemes yet")),
        (None, names) => {
            let listed = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let rest = if names.len() > LISTED { ", …" } else { "" };
            finding.help(format!("define it in `{field}`{place}, which has {listed}{rest}"))
        }
    };
    for required in more.iter().take(LISTED) {
        finding.related(Place::key(api.node(required.key)), "required here too");
    }
}
