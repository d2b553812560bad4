//! See `rules/authentication/credential-header-parameter.md`.

use super::header_credential::{self, Sent};
use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, Location, Operation, Parameter, SchemeKind, Type};
use crate::model::purpose::Purpose;
use crate::rules::{Check, Cx, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let schemes = key_schemes(api);
    let mut sent = header_credential::all(api, |parameter, name| {
        let place = match parameter.location() {
            Location::Header => "header",
            Location::Cookie => "cookie",
            _ => return false,
        };
        header_credential::is_credential(name, &parameter.name(), place)
            && !is_flag(parameter)
            && !schemes.iter().any(|(at, own)| at == place && own == name)
    });
    // A login takes its credentials somewhere; there they are input.
    sent.retain(|one| !one.operations.iter().all(|operation| operation.purpose() == Purpose::Login));
    for uses in many::by_key(sent, |one| (one.name.to_ascii_lowercase(), one.parameter.location())) {
        report(api, &uses, cx);
    }
}

/// Places and names, in lower case, of the keys that are described as schemes.
fn key_schemes(api: &Api) -> Vec<(String, String)> {
    let schemes = api.security_schemes().filter_map(|(_, _, scheme)| scheme);
    let keys = schemes.filter_map(|scheme| match scheme.kind() {
        SchemeKind::ApiKey { place } => {
            let name = scheme.node().field(Key::Name).and_then(NodeRef::string)?;
            Some((place.into_owned(), name.to_ascii_lowercase()))
        }
        _ => None,
    });
    keys.collect()
}

fn is_flag(parameter: Parameter<'_>) -> bool {
    parameter.schema().is_some_and(|schema| schema.is(Type::Boolean) || schema.is_enumerated())
}

fn report<'a>(api: &'a Api, uses: &[Sent<'a>], cx: &mut Cx<'a>) {
    let Some(first) = uses.first() else { return };
    let name = &first.name;
    let operations = header_credential::operations(uses);
    let in_cookie = first.parameter.location() == Location::Cookie;
    let place = if in_cookie { "cookie" } else { "header" };
    let who = header_credential::words(&operations);
    let message =
        format!("{who} the credential `{name}` as an ordinary {place} parameter and not as a security scheme");
    let field = api.schemes_path();
    let finding = header_credential::report(first, uses, message, cx);
    finding.help(format!(
        "define `{{type: apiKey, in: {place}, name: {name}}}` in `{field}`, require it in `security` and drop the parameter"
    ));
    let is_open = |operation: &Operation<'a>| operation.security().admits_anonymous();
    if !operations.iter().any(is_open) {
        // Beside other credentials it is one more, and not the only sign that there are any.
        finding.severity(Severity::Low);
    }
}
