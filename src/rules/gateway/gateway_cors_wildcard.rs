//! See `rules/gateway/gateway-cors-wildcard.md`.

use crate::finding::Severity;
use crate::model::openapi::gateway::{Fact, Setting};
use crate::model::openapi::{Api, SchemeKind};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

struct Open<'a> {
    setting: Setting<'a>,
    origin: At,
    credentials: Option<At>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let open = api.gateway().settings().filter_map(|setting| {
        let Fact::Cors(cors) = setting.fact() else { return None };
        cors.any_origin.map(|origin| Open { setting, origin, credentials: cors.credentials })
    });
    // The headers of a response are repeated for every operation: one decision for the API.
    for alike in many::by_key(open, |open| (open.setting.key(), open.credentials.is_some())) {
        report(api, &alike, cx);
    }
}

fn report<'a>(api: &'a Api, alike: &[Open<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = alike.split_first() else { return };
    let is_protected = api.served().any(|operation| !operation.security().admits_anonymous());
    // What everybody may read without a login may be read from any page.
    if first.credentials.is_none() && !is_protected {
        return;
    }
    let more = match others.len() {
        0 => String::new(),
        1 => " (and in one more place)".to_owned(),
        count => format!(" (and in {count} more places)"),
    };
    let (what, severity, help) = match first.credentials {
        Some(_) => (
            "pages of any origin may call this API with the credentials of whoever looks at them",
            if sends_by_itself(api) { Severity::High } else { Severity::Medium },
            "list the origins that may send credentials",
        ),
        None => (
            "pages of any origin may call this API",
            Severity::Low,
            "list the origins of your own pages, unless this API is meant for everybody's",
        ),
    };
    let place = Place::value(api.node(first.origin));
    let finding = cx.report(place, format!("`{}`: {what}{more}", first.setting.key())).severity(severity).help(help);
    let with = if first.credentials.is_some() { "with credentials" } else { "without credentials" };
    finding.known_by(format!("{} {with}", first.setting.key()));
    if let Some(credentials) = first.credentials.filter(|at| *at != first.origin) {
        finding.related(Place::value(api.node(credentials)), "credentials are allowed");
    }
    many::list(finding, others.iter().map(|open| Place::value(api.node(open.origin))), "here too");
}

/// True when browsers add the credentials of this API to a call without being told: cookies, passwords typed before,
/// certificates. A token in a header must be known to the page.
fn sends_by_itself(api: &Api) -> bool {
    let mut used =
        api.security_schemes().filter_map(|(_, _, scheme)| scheme).filter(|scheme| !scheme.used_by().is_empty());
    let by_itself = |kind: SchemeKind<'_>| match kind {
        SchemeKind::Http(name) => name != "bearer",
        SchemeKind::ApiKey { place } => place == "cookie",
        SchemeKind::MutualTls | SchemeKind::Other(_) => true,
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => false,
    };
    let mut known = false;
    let found = used.any(|scheme| {
        known = true;
        by_itself(scheme.kind())
    });
    found || !known
}
