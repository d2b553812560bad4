//! See `rules/transport/credentials-over-cleartext.md`.

use hashbrown::{HashMap, HashSet};

use super::{Network, credentials_of_ports, leads_its_site, protected, shown};
use crate::finding::{Profile, Severity};
use crate::model::endpoint::HostKind;
use crate::model::openapi::{Api, Effective, Endpoint, Operation, SchemeKind, SecurityScheme, Version};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check), Check::Wsdl(credentials_of_ports::check)];

/// What an eavesdropper gets, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loss {
    /// The answer to a challenge or a signature, good for one request and for guessing the secret.
    Answer,
    /// Nothing to read; without TLS there is no client certificate.
    Certificate,
    /// What an authentication this program does not know sends.
    Unknown,
    /// A token, good until it expires.
    Token,
    /// A key, good until somebody changes it.
    Key,
    /// A password, good here and wherever else its owner uses it.
    Password,
}

impl Loss {
    fn of(scheme: SecurityScheme<'_>) -> Option<Self> {
        Some(match scheme.kind() {
            SchemeKind::Http(name) => match &*name {
                "basic" => Self::Password,
                "bearer" | "dpop" | "oauth" | "gnap" | "privatetoken" => Self::Token,
                "digest" | "scram-sha-1" | "scram-sha-256" | "hoba" | "mutual" => Self::Answer,
                _ => Self::Unknown,
            },
            SchemeKind::ApiKey { .. } if is_signature(scheme) => Self::Answer,
            SchemeKind::ApiKey { .. } => Self::Key,
            SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => Self::Token,
            SchemeKind::MutualTls => Self::Certificate,
            // Not a scheme at all: what is sent is anybody's guess.
            SchemeKind::Other(_) => return None,
        })
    }

    fn severity(self) -> Severity {
        match self {
            // Not below what the address alone is worth, whose finding this one replaces.
            Self::Answer | Self::Certificate | Self::Unknown => Severity::High,
            Self::Token | Self::Key | Self::Password => Severity::Critical,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Answer => "proof of a secret",
            Self::Certificate => "a client certificate",
            Self::Unknown => "credentials",
            Self::Token => "a token",
            Self::Key => "a key",
            Self::Password => "a password",
        }
    }
}

/// A key by its type only: the header holds a signature of the request, as the gateway's extension says.
fn is_signature(scheme: SecurityScheme<'_>) -> bool {
    let kind = scheme.node().get("x-amazon-apigateway-authtype").and_then(|node| node.text());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("awsSigv4"))
}

/// What is sent to the addresses of one list.
struct Site<'a> {
    /// An operation that has the list.
    any: Operation<'a>,
    loss: Loss,
    name: &'a str,
    scheme: SecurityScheme<'a>,
    first: Operation<'a>,
    operations: usize,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Operations with one list of servers send the same to all of them.
    let mut sites: Vec<Site<'a>> = Vec::new();
    let mut known: HashMap<Option<At>, usize> = HashMap::new();
    let mut worst: HashMap<Option<At>, Option<(Loss, &'a str, SecurityScheme<'a>)>> = HashMap::new();
    for operation in api.served() {
        let security = operation.security();
        let list = security.requirements.map(|list| list.at);
        let Some((loss, name, scheme)) = *worst.entry(list).or_insert_with(|| worst_of(api, security)) else {
            continue;
        };
        let index = *known.entry(operation.endpoint_list()).or_insert_with(|| {
            sites.push(Site { any: operation, loss, name, scheme, first: operation, operations: 0 });
            sites.len() - 1
        });
        let Some(site) = sites.get_mut(index) else { continue };
        site.operations += 1;
        if loss > site.loss {
            (site.loss, site.name, site.scheme, site.first) = (loss, name, scheme, operation);
        }
    }
    for site in &sites {
        let mut told = HashSet::new();
        for endpoint in site.any.endpoints().filter(|endpoint| is_unprotected(*endpoint)) {
            if told.insert((endpoint.node().at(), endpoint.choice().map(|choice| choice.at()))) {
                report(site, endpoint, cx);
            }
        }
    }
}

/// The scheme of any alternative that loses most.
fn worst_of<'a>(api: &'a Api, security: Effective<'a>) -> Option<(Loss, &'a str, SecurityScheme<'a>)> {
    let all = security.alternatives().iter().flat_map(|alternative| &alternative.schemes);
    let mut worst: Option<(Loss, &'a str, SecurityScheme<'a>)> = None;
    for required in all {
        let Some(scheme) = api.required_scheme(required) else { continue };
        let Some(loss) = Loss::of(scheme) else { continue };
        if worst.is_none_or(|(known, ..)| loss > known) {
            worst = Some((loss, &required.name, scheme));
        }
    }
    worst
}

fn is_unprotected(endpoint: Endpoint<'_>) -> bool {
    if !endpoint.scheme().is_cleartext_web() || (endpoint.choice().is_none() && !leads_its_site(endpoint)) {
        return false;
    }
    match endpoint.url().host_kind() {
        HostKind::Empty => endpoint.api.version == Version::V2,
        host => Network::of(host) != Network::Own,
    }
}

fn report<'a>(site: &Site<'a>, endpoint: Endpoint<'a>, cx: &mut Cx<'a>) {
    let url = endpoint.url();
    let network = Network::of(url.host_kind());
    // Networks of one's own and stand-ins are for those who go through everything.
    if network != Network::Open && cx.profile() == Profile::Recommended {
        return;
    }
    let (name, lost) = (site.name, site.loss.words());
    let address = match url.host_kind() {
        HostKind::Empty => format!("over `{}`", endpoint.node().text().unwrap_or_default()),
        _ if site.loss == Loss::Certificate => format!("at `{}`", shown(&url)),
        _ => format!("to `{}`", shown(&url)),
    };
    let many = match site.operations {
        1 => String::from("1 operation"),
        count => format!("{count} operations"),
    };
    let verb = if site.operations == 1 { "sends" } else { "send" };
    let message = match site.loss {
        Loss::Certificate => {
            let need = if site.operations == 1 { "needs" } else { "need" };
            format!("{many} {need} {lost} (`{name}`), which nobody can ask for {address} without TLS")
        }
        _ => format!("{many} {verb} {lost} (`{name}`) {address} without TLS{}", network.remark()),
    };
    let place = endpoint.choice().unwrap_or(endpoint.node());
    let finding = cx
        .report(place, message)
        .severity(site.loss.severity())
        .related(Place::key(site.scheme.node()), format!("`{name}` is defined here"))
        .related(Place::key(site.first.node()), format!("`{}` sends it", site.first.title()));
    if endpoint.choice().is_some() {
        finding.help("allow only values that lead to `https`").related(endpoint.node(), "the address it decides");
    } else if endpoint.api.version == Version::V2 {
        finding.help("write `schemes: [https]`");
    } else {
        finding.help(format!("write `{}`", protected(&url)));
    }
    match network {
        Network::Open | Network::Own => {}
        Network::Inner => {
            finding.severity(Severity::Low);
        }
        Network::Sample => {
            finding.severity(Severity::Info);
        }
    }
}
