//! See `rules/authentication/binding-missing-timestamp.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::policy::reading::{BindingKind, Reading, Role, SecurityBinding};
use crate::model::wsdl::{Direction, Wsdl};
use crate::rules::soap::causes::{Blame, Seen, every_alternative};
use crate::rules::soap::sends::{is_hashed, sends_password, supporting};
use crate::rules::{Check, Cx};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// A user name token with a nonce goes with requests.
const NONCE: &str = "nonce";
/// A token signs the timestamp of messages over TLS, where there is one.
const ENDORSED: &str = "endorsed";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for cause in every_alternative(wsdl, judge) {
        let Some(kind) = cause.facts.binding else { continue };
        // What the binding lacks for requests is told of them.
        if !cause.messages.is_empty() && cause.messages.iter().all(|one| one.direction() == Direction::Fault) {
            continue;
        }
        let about = cause.about.as_str();
        let has_token = cause.facts.client.is_some_and(|client| client.in_message);
        let (severity, what) = match (kind, about) {
            (BindingKind::Symmetric | BindingKind::Asymmetric, NONCE) => (
                Severity::Low,
                "the binding asks for no timestamp, so only the nonce of the user name token tells a request from a copy, \
                 and nothing tells an answer",
            ),
            (BindingKind::Symmetric | BindingKind::Asymmetric, _) => {
                (Severity::Medium, "the binding asks for no timestamp, so a recorded message is accepted again")
            }
            (BindingKind::Transport, ENDORSED) => (
                Severity::Low,
                "the transport binding asks for no timestamp that the endorsing token could sign, so a receiver can send \
                 messages on later",
            ),
            // Without a signature a receiver writes another time.
            (BindingKind::Transport, _) if has_token && about != NONCE => {
                (Severity::Low, "the transport binding asks for no timestamp, so a receiver can send messages on later")
            }
            // The token is told from a copy, or nothing in the message is worth keeping for later.
            (BindingKind::Transport, _) => {
                (Severity::Info, "the transport binding asks for no timestamp, so nothing says when a message was made")
            }
        };
        let is_remark = kind == BindingKind::Transport && about != ENDORSED;
        if is_remark && cx.profile() == Profile::Recommended {
            continue;
        }
        if let Some(finding) = cause.report(cause.sentence(what), cx) {
            finding.severity(severity).help("add `<sp:IncludeTimestamp/>` to the policy of the binding");
        }
    }
}

fn judge(seen: &Seen<'_>) -> Option<Blame> {
    let reading = seen.reading;
    let binding = reading.binding()?;
    let is_old = seen.facts.unknown.is_none() && seen.facts.fresh.is_none() && !has_own_timestamp(reading);
    if !is_old || cannot_sign(binding) {
        return None;
    }
    let endorses = reading.supporting.iter().any(|all| all.kind.endorsing && !all.tokens.is_empty());
    let has_nonce = supporting(reading).any(|(usage, token)| {
        let is_told = is_hashed(token) || token.property("Nonce").is_some();
        is_told && sends_password(usage, token) && (usage.kind.signed || !binding.kind.is_message())
    });
    Some(match (binding.kind, endorses, has_nonce) {
        (BindingKind::Transport, true, _) => Blame::for_what(binding.at, ENDORSED),
        (_, _, true) => Blame::for_what(binding.at, NONCE),
        _ => Blame::on(binding.at),
    })
}

/// True where the client has no key to sign with: the binding cannot ask for a timestamp, which it would have to sign.
fn cannot_sign(binding: &SecurityBinding) -> bool {
    let signs = [Role::Initiator, Role::InitiatorSignature];
    binding.kind == BindingKind::Asymmetric && !binding.keys.iter().any(|key| signs.contains(&key.role))
}

/// True when a header of the application, signed or encrypted with the message, says when it was made.
fn has_own_timestamp(reading: &Reading) -> bool {
    let of_tokens = reading.supporting.iter().map(|supporting| &supporting.protects);
    std::iter::once(&reading.protects).chain(of_tokens).any(|protects| {
        let headers = protects.signed_parts.iter().chain(&protects.required_parts).flat_map(|parts| &parts.headers);
        let paths = protects.signed_elements.iter().chain(&protects.required_elements).flat_map(|set| &set.paths);
        headers.filter_map(|header| header.name.as_deref()).any(is_timestamp)
            || paths.flat_map(|path| path.text.split(|c: char| !c.is_alphanumeric())).any(is_timestamp)
    })
}

fn is_timestamp(name: &str) -> bool {
    let words = words::split(name);
    let is = |word: &str| words.iter().any(|one| one == word);
    is("timestamp") || is("time") && is("stamp")
}
