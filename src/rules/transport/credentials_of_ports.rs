//! The part of `credentials-over-cleartext` for WSDL: credentials in inputs of operations that a port takes without TLS.

use hashbrown::{HashMap, HashSet};

use super::{IF_ADDRESS, Network, protected, shown};
use crate::finding::{Confidence, Profile, Severity};
use crate::model::wsdl::policy::{Facts, Protection};
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::Component;
use crate::model::wsdl::{Address, BoundOperation, Direction, Port, Wsdl};
use crate::rules::carried::{self, credential, place};
use crate::rules::lexicon::Sensitive;
use crate::rules::{Cx, Place, Related, many};
use crate::syntax::At;

/// A credential that an operation takes through a port.
struct Sent<'a> {
    port: Port<'a>,
    bound: BoundOperation<'a>,
    credential: Component<'a>,
    meaning: Sensitive,
}

/// One finding for each host.
pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let cleartext = |address: &Address<'_>| address.url().scheme().is_cleartext_web();
    let ports = wsdl.ports().filter_map(|port| Some((port, port.addresses().find(cleartext)?)));
    let sites = many::by_key(ports, |(_, address)| {
        let url = address.url();
        (url.host().unwrap_or_default().to_ascii_lowercase(), Network::of(url.host_kind()))
    });
    if sites.is_empty() {
        return;
    }
    let values = wsdl.reach().values(Way::Input);
    let credentials: Vec<(Reached<'a>, Sensitive)> =
        values.filter_map(|reached| Some((reached, credential(reached, Way::Input)?))).collect();
    if credentials.is_empty() {
        return;
    }
    let components: Vec<Component<'a>> = credentials.iter().map(|(reached, _)| reached.component()).collect();
    let meaning: HashMap<_, _> = credentials.iter().map(|(reached, is)| (reached.component().id(), *is)).collect();
    let holders = wsdl.reach().holders(Way::Input, &components).into_iter();
    let taken: HashMap<At, Component<'a>> =
        holders.map(|(bound, component)| (bound.element().node().at(), component)).collect();
    let guarded = guarded(wsdl);
    for site in sites {
        let mut sent: Vec<Sent<'a>> = Vec::new();
        for (port, _) in &site {
            for operation in port.operations() {
                let Some(credential) = taken.get(&operation.bound.element().node().at()).copied() else { continue };
                let key = (port.element().node().at(), operation.bound.element().node().at());
                if !guarded.contains(&key)
                    && let Some(meaning) = meaning.get(&credential.id()).copied()
                {
                    sent.push(Sent { port: *port, bound: operation.bound, credential, meaning });
                }
            }
        }
        if let Some((_, address)) = site.first() {
            report(wsdl, address, &sent, cx);
        }
    }
}

/// Operations through ports whose inputs a policy encrypts or wants over TLS, in all alternatives or perhaps.
fn guarded(wsdl: &Wsdl) -> HashSet<(At, At)> {
    if wsdl.policies().is_empty() {
        return HashSet::new();
    }
    let is_guarded =
        |facts: &Facts| facts.unknown.is_some() || facts.body_encrypted.is_some() || facts.is_secure != Some(false);
    let inputs = wsdl.protections().filter(|message| message.direction() == Direction::Input);
    // Where one alternative does and another does not, the choice is the weakness.
    let kept = inputs.filter(|message: &Protection<'_>| message.facts().iter().any(is_guarded));
    let keys = kept.filter_map(|message| {
        Some((message.port()?.element().node().at(), message.operation()?.element().node().at()))
    });
    keys.collect()
}

fn report<'a>(wsdl: &'a Wsdl, address: &Address<'a>, sent: &[Sent<'a>], cx: &mut Cx<'a>) {
    // What loses most leads.
    let Some(worst) = sent.iter().min_by_key(|one| rank(one.meaning)) else { return };
    let url = address.url();
    let network = Network::of(url.host_kind());
    if network == Network::Own || (network != Network::Open && cx.profile() == Profile::Recommended) {
        return;
    }
    let lost = match worst.meaning {
        Sensitive::Password => "a password",
        Sensitive::Key => "a secret of a program",
        Sensitive::Token => "a token that stands for a login",
        Sensitive::Identity => "a number that proves identity",
    };
    let more = match sent.len() - 1 {
        0 => String::new(),
        1 => " and 1 more operation".to_owned(),
        more => format!(" and {more} more operations"),
    };
    let verb = if sent.len() == 1 { "sends" } else { "send" };
    let trail = wsdl.reach().of(worst.credential).trail(Way::Input);
    let is_name = network == Network::Open && sent.iter().all(|one| one.port.is_at_namespace());
    let message = format!(
        "`{}`{more} {verb} {lost} (`{trail}`) to `{}` without TLS{}",
        worst.bound.name(),
        shown(&url),
        if is_name { IF_ADDRESS } else { network.remark() }
    );
    let marked = Place::within(address.node, address.span_of(0..url.text().len()));
    let finding = cx.report(marked, message);
    if is_name {
        finding.confidence(Confidence::Medium);
    }
    finding.severity(match (network, worst.meaning) {
        (Network::Open, _) if is_name => Severity::High,
        (Network::Open | Network::Own, Sensitive::Token) => Severity::High,
        (Network::Open | Network::Own, _) => Severity::Critical,
        (Network::Inner, _) => Severity::Low,
        (Network::Sample, _) => Severity::Info,
    });
    finding.help(format!("write `{}`, and change what was sent in the clear", protected(&url)));
    if let Some(element) = worst.credential.element() {
        finding.related(place(element), format!("`{}` is declared here", worst.credential.name()));
    }
    carried::related_operation(finding, worst.bound);
    if worst.port.address().is_some_and(|own| own.node != address.node) {
        finding
            .related(Place::within(worst.port.element().node(), worst.port.element().name_span()), "through this port");
    }
}

fn rank(meaning: Sensitive) -> u8 {
    match meaning {
        Sensitive::Password => 0,
        Sensitive::Key => 1,
        Sensitive::Identity => 2,
        Sensitive::Token => 3,
    }
}
