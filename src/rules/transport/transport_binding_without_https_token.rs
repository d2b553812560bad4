//! See `rules/transport/transport-binding-without-https-token.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::policy::reading::{BindingKind, KeyToken, Role, SecurityBinding, TokenKind};
use crate::rules::soap::causes::{Blame, Seen, any_alternative};
use crate::rules::soap::sends::is_model;
use crate::rules::{Check, Cx};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// What the binding asks of the transport instead, where that is nothing a stack checks.
#[derive(Clone, Copy)]
enum Asked {
    Nothing,
    /// A token that only makes sense in the message.
    Another(&'static str),
    /// Something no version knows.
    Unread(At),
}

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let judge = |seen: &Seen<'_>| {
        if seen.facts.unknown.is_some() {
            return None;
        }
        let bindings = seen.reading.bindings.iter().filter(|binding| binding.kind == BindingKind::Transport);
        let mut bindings = bindings.filter(|binding| !(is_model(seen, binding) && names_no_suite(binding)));
        bindings.find_map(|binding| match binding.key(Role::Transport) {
            Some(key) => match asked(wsdl, key)? {
                Asked::Nothing => Some(Blame::on(key.at)),
                Asked::Another(words) => Some(Blame::for_what(key.at, words)),
                Asked::Unread(at) => Some(Blame::on(at)),
            },
            None => Some(Blame::on(binding.at)),
        })
    };
    for cause in any_alternative(wsdl, judge) {
        let Some(element) = cause.element() else { continue };
        // Stacks that know such a token take it over TLS.
        if !cause.about.is_empty() && cx.profile() == Profile::Recommended {
            continue;
        }
        let what = match element.local() {
            "TransportBinding" => {
                "the transport binding has no `sp:TransportToken`, so it does not ask for TLS".to_owned()
            }
            "TransportToken" if !cause.about.is_empty() => {
                format!("the transport token is {} in place of `sp:HttpsToken`", cause.about)
            }
            "TransportToken" => "the transport token is empty, so the binding does not ask for TLS".to_owned(),
            name => format!("`{name}` is no transport token, so the binding does not ask for TLS"),
        };
        let Some(finding) = cause.report(cause.sentence(&what), cx) else { continue };
        finding.help("write `<sp:TransportToken><wsp:Policy><sp:HttpsToken/></wsp:Policy></sp:TransportToken>`");
        if !cause.about.is_empty() {
            finding.severity(Severity::Low);
        }
    }
}

/// True where the algorithm suite is left open as well.
fn names_no_suite(binding: &SecurityBinding) -> bool {
    binding.algorithm_suite.as_ref().is_some_and(|suite| suite.suite.is_none())
}

/// `None` for HTTPS, and for what another vocabulary asks for: TLS below framing, or something unknown.
fn asked(wsdl: &Wsdl, key: &KeyToken) -> Option<Asked> {
    if key.tokens.iter().any(|token| token.kind == TokenKind::Https) {
        return None;
    }
    if let Some(token) = key.tokens.first() {
        return Some(Asked::Another(token.kind.words()));
    }
    let of_sp = |at: &At| wsdl.element(*at).is_some_and(|element| Dialect::of(element.namespace()).is_sp());
    match key.others.as_slice() {
        [] => Some(Asked::Nothing),
        others if others.iter().all(of_sp) => others.first().map(|at| Asked::Unread(*at)),
        _ => None,
    }
}
