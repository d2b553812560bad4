//! See `rules/authentication/homegrown-security-header.md`.

use hashbrown::{HashMap, HashSet};

use crate::model::wsdl::xsd::is_standard_namespace;
use crate::model::wsdl::{BoundOperation, Direction, Wsdl};
use crate::rules::soap::causes::tag;
use crate::rules::soap::headers::{Header, Headers};
use crate::rules::{Check, Cx, Related};
use crate::syntax::At;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Words in the names of headers that do what WS-Security does.
const WORDS: [&str; 16] = [
    "auth",
    "authentication",
    "authenticator",
    "authorization",
    "authorisation",
    "credential",
    "credentials",
    "login",
    "logon",
    "nonce",
    "password",
    "security",
    "session",
    "signature",
    "timestamp",
    "token",
];

/// Operations listed with a finding.
const LISTED: usize = 5;

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let headers = Headers::of(wsdl);
    let secured = secured(wsdl);
    let mut found: Vec<(Header<'a>, Vec<BoundOperation<'a>>)> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for operation in wsdl.bindings().flat_map(|binding| binding.operations()) {
        if secured.contains(&operation.element().node().at()) {
            continue;
        }
        for header in headers.bound(operation, Direction::Input).into_iter().filter(does_security) {
            let key = (header.namespace.clone(), header.name.clone());
            let index = *known.entry(key).or_insert(found.len());
            match found.get_mut(index) {
                Some((_, operations)) => operations.push(operation),
                None => found.push((header, vec![operation])),
            }
        }
    }
    for (header, operations) in found {
        let count = operations.len();
        let noun = if count == 1 { "operation" } else { "operations" };
        let message =
            format!("the header `{}` of {count} {noun} does what WS-Security is for, in a way of its own", header.name);
        let finding = cx.report(tag(header.element), message).value(header.name.as_str());
        finding.help("have somebody who knows such protocols look at it, or use WS-Security and say so by a policy");
        for operation in operations.iter().skip(1).take(LISTED) {
            finding.related(tag(operation.element()), "this operation takes it too");
        }
    }
}

fn does_security(header: &Header<'_>) -> bool {
    let words = words::split(&header.name);
    // `securityServer` names a machine.
    let names_machine = words.last().is_some_and(|last| matches!(last.as_str(), "server" | "host" | "gateway"));
    !is_standard_namespace(&header.namespace)
        && !names_machine
        && words.iter().any(|word| WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// Operations that a policy asks for security, or may: their headers are something beside it.
fn secured(wsdl: &Wsdl) -> HashSet<At> {
    if wsdl.policies().is_empty() {
        return HashSet::new();
    }
    let messages = wsdl.protections().filter(|message| message.effective() != 0 && message.has_security());
    messages.filter_map(|message| Some(message.operation()?.element().node().at())).collect()
}
