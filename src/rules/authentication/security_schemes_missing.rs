//! See `rules/authentication/security-schemes-missing.md`.

use super::somebody::{describes_answer, is_about_somebody};
use super::{callable, grade, header_credential, list, unless_provided, version_key};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Cause, Key, Location, Operation};
use crate::rules::{Check, Cx, Place};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let protection = api.protection();
    if protection.cause != Cause::NoScheme {
        return;
    }
    let open = &protection.open;
    // Data for everybody, as far as can be told: for those who go through everything.
    let is_open_data = |one: &Operation<'a>| {
        one.is_safe_method() && describes_answer(*one) && demanded(*one).is_none() && !is_about_somebody(*one)
    };
    if cx.profile() == Profile::Recommended && open.iter().all(is_open_data) {
        return;
    }
    let place = api.schemes_node().map_or_else(|| version_key(api), Place::key);
    let (asking, rest): (Vec<_>, Vec<_>) = open.iter().copied().partition(|one| demanded(*one).is_some());
    let name = asking.first().and_then(|one| demanded(*one));
    let (message, severity, shown) = match name {
        // Somebody checks something there; the description does not say so in a way that tools know.
        Some(name) => {
            let rest_is =
                if rest.is_empty() { String::new() } else { format!("; as for the rest, {}", callable(&rest)) };
            let verb = if asking.len() == 1 { "demands" } else { "demand" };
            let message = format!(
                "no security scheme is defined: {} of {} operations {verb} `{name}` or the like as an ordinary parameter, which nothing knows as a credential{rest_is}",
                asking.len(),
                open.len()
            );
            (message, if rest.is_empty() { Severity::Medium } else { grade(&rest) }, rest.as_slice())
        }
        None => {
            let message =
                format!("no security scheme is defined and nothing requires one: as described, {}", callable(open));
            (message, grade(open), open.as_slice())
        }
    };
    let finding = cx.report(place, message).severity(severity);
    finding.help(format!(
        "define how callers authenticate in `{}` and require it with `security` at the root",
        api.schemes_path()
    ));
    list(finding, shown);
    unless_provided(finding, api);
}

/// The name of a required parameter that carries a credential. In a path or query the word alone may mean an object, a
/// filter, or a token that a mail brought.
fn demanded(operation: Operation<'_>) -> Option<String> {
    operation.parameters().into_iter().find_map(|parameter| {
        let name = parameter.name();
        let is_one = match parameter.location() {
            Location::Header => header_credential::is_credential(&name.to_ascii_lowercase(), &name, "header"),
            Location::Cookie => header_credential::is_credential(&name.to_ascii_lowercase(), &name, "cookie"),
            Location::Path | Location::Query => is_callers_own(&name),
            _ => false,
        };
        (is_one && parameter.flag(Key::Required) == Some(true)).then(|| name.into_owned())
    })
}

/// `apiKey`, `access_token`, `servicekey`.
fn is_callers_own(name: &str) -> bool {
    let name: String = words::split(name).concat();
    matches!(name.as_str(), "apikey" | "accesskey" | "accesstoken" | "authtoken" | "servicekey" | "sessiontoken")
}
