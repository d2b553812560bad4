//! See `rules/authentication/auth-http-unknown-scheme.md`.

use super::schemes_by_name::REGISTERED;
use super::weak::{Reach, title};
use crate::model::openapi::{SchemeKind, SecurityScheme};
use crate::rules::{Check, Cx};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::SecurityScheme(check)];

fn check<'a>(scheme: SecurityScheme<'a>, cx: &mut Cx<'a>) {
    let SchemeKind::Http(name) = scheme.kind() else { return };
    let is_allowed = |name: &str| cx.option("allow").iter().any(|own| own.eq_ignore_ascii_case(name));
    // Nothing written is `security-scheme-incomplete`.
    if name.trim().is_empty() || REGISTERED.contains(&&*name) || is_allowed(&name) {
        return;
    }
    let reach = Reach::of(scheme);
    let message = format!(
        "{} uses `{name}`, which is no registered HTTP authentication scheme; {}",
        title(scheme),
        reach.words()
    );
    let finding = cx.report(scheme.kind_node(), message).label("unknown to clients");
    match (meant(&name), words::nearest(&name, REGISTERED.iter().copied())) {
        (Some(help), _) => finding.help(help),
        (None, Some(near)) => finding.help(format!("did you mean `{near}`?")),
        (None, None) => finding.help(
            "use a registered scheme, or describe the header as `type: apiKey, in: header, name: Authorization` and say what goes into it",
        ),
    };
    reach.apply(finding);
}

/// What is usually written there in place of something else.
fn meant(name: &str) -> Option<&'static str> {
    Some(match words::split(name).concat().as_str() {
        "token" | "jwt" | "oauth2" | "bearertoken" | "bearerauth" | "jwtbearer" | "accesstoken" => {
            "write `scheme: bearer` if the header is `Authorization: Bearer …`"
        }
        "basicauth" => "write `scheme: basic`",
        "apikey" | "key" => "write `type: apiKey` with `in` and `name`",
        "openid" | "openidconnect" | "oidc" => "write `type: openIdConnect` with `openIdConnectUrl`",
        _ => return None,
    })
}
