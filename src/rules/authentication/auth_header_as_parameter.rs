//! See `rules/authentication/auth-header-as-parameter.md`.

use super::header_credential::{self, Sent};
use crate::finding::Severity;
use crate::model::openapi::{Api, Location, Version};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let sent = header_credential::all(api, |parameter, name| {
        parameter.location() == Location::Header && matches!(name, "authorization" | "cookie")
    });
    for uses in many::by_key(sent, |one| one.name.to_ascii_lowercase()) {
        report(api, &uses, cx);
    }
}

fn report<'a>(api: &'a Api, uses: &[Sent<'a>], cx: &mut Cx<'a>) {
    let Some(first) = uses.first() else { return };
    let name = &first.name;
    let operations = header_credential::operations(uses);
    let open = operations.iter().filter(|operation| operation.security().admits_anonymous()).count();
    let who = header_credential::words(&operations);
    let is_cookie = name.eq_ignore_ascii_case("cookie");
    // 2.0 gives no header a meaning of its own, and `Cookie` is not among those that 3.x does.
    let is_ignored = api.version != Version::V2 && !is_cookie;
    let ignored = if is_ignored { ", where tools must ignore it" } else { "" };
    let (message, help) = if open == 0 {
        let message = format!("{who} `{name}` as a parameter{ignored}; `security` says it already");
        (message, "remove the parameter".to_owned())
    } else if is_cookie {
        let message = format!("{who} `{name}` as a parameter{ignored}: no scheme says what it authenticates");
        (
            message,
            "describe the cookie by its name: `type: apiKey, in: cookie`, and require it in `security`".to_owned(),
        )
    } else {
        let message = format!("{who} `{name}` as a parameter{ignored}: no scheme says what it authenticates");
        let scheme = if api.version == Version::V2 {
            "`type: basic`, `oauth2` or `apiKey`"
        } else {
            "`type: http, scheme: bearer`"
        };
        (message, format!("define a security scheme, such as {scheme}, and require it in `security`"))
    };
    let finding = header_credential::report(first, uses, message, cx);
    finding.help(help);
    if open == 0 {
        finding.severity(Severity::Info);
    } else if api.version == Version::V2 {
        finding.severity(Severity::Low);
    }
}
