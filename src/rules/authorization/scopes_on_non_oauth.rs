//! See `rules/authorization/scopes-on-non-oauth.md`.

use crate::model::openapi::{Api, Required, SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let lists = api.requirement_lists();
    let all = lists.iter().flat_map(|list| &list.alternatives).flat_map(|alternative| &alternative.schemes);
    let is_name = |scope: NodeRef<'_>| scope.text().is_some_and(|name| !name.is_empty());
    let named = all.filter(|required| api.required_scopes(required).any(is_name));
    let known = named.filter_map(|required| Some((required, api.required_scheme(required)?)));
    // A type that is none at all is a mistake of its own.
    let idle = known.filter(|(_, scheme)| !scheme.has_scopes() && !matches!(scheme.kind(), SchemeKind::Other(_)));
    for uses in many::by_key(idle, |(_, scheme)| scheme.node().at()) {
        report(api, &uses, cx);
    }
}

fn report<'a>(api: &'a Api, uses: &[(&'a Required, SecurityScheme<'a>)], cx: &mut Cx<'a>) {
    let Some(((required, scheme), more)) = uses.split_first() else { return };
    let Some(scope) = api.required_scopes(required).next() else { return };
    let (name, kind) = (&required.name, words(*scheme));
    let again = match more.len() {
        0 => String::new(),
        1 => " (here and in 1 more requirement)".to_owned(),
        more => format!(" (here and in {more} more requirements)"),
    };
    let scope = scope.text().unwrap_or_default();
    let message = format!("the scope `{scope}` is asked of `{name}`, {kind}, which has no scopes{again}");
    let known = cx.address(scheme.node());
    let finding = cx.report(api.node(required.scopes), message).label("limits nobody");
    finding.help(format!(
        "write `{name}: []`; to limit callers to scopes, describe where they get tokens as an `oauth2` scheme"
    ));
    finding.known_by(known).related(Place::key(scheme.node()), "the scheme");
    many::list(finding, more.iter().map(|(required, _)| Place::value(api.node(required.scopes))), "and here");
}

fn words(scheme: SecurityScheme<'_>) -> String {
    match scheme.kind() {
        SchemeKind::ApiKey { .. } => "an API key".to_owned(),
        SchemeKind::Http(name) => format!("HTTP {name} authentication"),
        _ => "a scheme without tokens of OAuth".to_owned(),
    }
}
