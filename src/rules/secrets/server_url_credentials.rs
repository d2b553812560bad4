//! See `rules/secrets/server-url-credentials.md`.

use std::ops::Range;

use super::live::{is_made_up, is_password, is_random};
use crate::finding::{Confidence, Severity};
use crate::model::endpoint::{HostKind, Scheme, Url, placeholders};
use crate::model::openapi::{Api, Endpoint, Fields, Key, Kind, Version};
use crate::model::wsdl::{JmsProperty, Wsdl};
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] =
    &[Check::Object(addresses), Check::Value(extension), Check::Endpoint(filled_in), Check::Wsdl(ports)];

/// Fields that hold an address, by the object that has them.
const FIELDS: &[(Kind, &[Key])] = &[
    (Kind::Server, &[Key::Url]),
    (Kind::ExternalDocs, &[Key::Url]),
    (Kind::Info, &[Key::TermsOfService]),
    (Kind::Contact, &[Key::Url]),
    (Kind::License, &[Key::Url]),
    (Kind::ExampleObject, &[Key::ExternalValue]),
    (Kind::SecurityScheme, &[Key::AuthorizationUrl, Key::TokenUrl, Key::OpenIdConnectUrl, Key::OAuth2MetadataUrl]),
    (Kind::OAuthFlow, &[Key::AuthorizationUrl, Key::TokenUrl, Key::RefreshUrl, Key::DeviceAuthorizationUrl]),
];

fn addresses<'a>(api: &'a Api, object: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind == Kind::Callback {
        for (key, _) in object.entries().filter(|(key, _)| api.version != Version::V2 && key.key_text().contains("://"))
        {
            // The pointer of the key would repeat the secret, so the finding is the object's.
            let url = Url::parse(key.key_text());
            if let Some(leak) = leak(&url) {
                report(Place::within(object, key.span()), &leak, &url, cx);
            }
        }
        return;
    }
    if kind == Kind::Root && api.version == Version::V2 {
        let host = object.field(Key::Host);
        if let Some((host, text)) = host.and_then(|host| Some((host, host.string()?))) {
            judge(host, &Url::parse_authority(&text), cx);
        }
    }
    let fields = FIELDS.iter().find(|(of, _)| *of == kind).map_or(&[] as &[Key], |(_, keys)| keys);
    for address in fields.iter().filter_map(|key| object.field(*key)) {
        text(address, cx);
    }
}

/// Addresses in `x-` fields: gateways keep their backends there.
fn extension<'a>(_: &'a Api, value: NodeRef<'a>, kind: Kind, cx: &mut Cx<'a>) {
    if kind != Kind::Extension {
        return;
    }
    for node in value.subtree().filter(|node| node.is_scalar() && !node.is_key()) {
        // Sentences that mention an address are prose.
        if node.raw().contains("://") && node.string().is_some_and(|text| !text.trim().contains(char::is_whitespace)) {
            text(node, cx);
        }
    }
}

fn text<'a>(node: NodeRef<'a>, cx: &mut Cx<'a>) {
    if let Some(text) = node.string() {
        judge(node, &Url::parse(&text), cx);
    }
}

/// What a server's variables put into its address.
fn filled_in<'a>(endpoint: Endpoint<'a>, cx: &mut Cx<'a>) {
    let written = endpoint.node().string().unwrap_or_default();
    if endpoint.api.version == Version::V2 || *written == *endpoint.text() {
        return;
    }
    let template = Url::parse(&written);
    let url = endpoint.url();
    let Some(password) = url.password().filter(|password| is_password(password, "")) else { return };
    // A password that the address itself shows is told there.
    if template.password() == Some(password) {
        return;
    }
    let variables = endpoint.site().field(Key::Variables).into_iter().flat_map(NodeRef::entries);
    let source = variables
        .filter_map(|(_, variable)| variable.field(Key::Default))
        .find(|default| default.text().is_some_and(|default| !default.is_empty() && password.contains(&*default)));
    let Some(source) = source else { return };
    cx.report(source, "the default of this variable is a password in the address of the server")
        .confidence(Confidence::Medium)
        .help("take user and password out of the address, and change the password")
        .related(endpoint.node(), "the address");
}

fn ports<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for port in wsdl.ports() {
        for address in port.addresses() {
            let url = address.url();
            // What the address of a JMS port asks is a property.
            let is_jms = *url.scheme() == Scheme::Other("jms".to_owned());
            let leak = if is_jms { userinfo(&url) } else { leak(&url).or_else(|| session(&url)) };
            if let Some(leak) = leak {
                report(Place::within(address.node, address.span_of(leak.range.clone())), &leak, &url, cx);
            }
        }
        for property in port.jms_properties().iter().filter(|property| is_jms_password(&property.name)) {
            jms(property, cx);
        }
    }
}

/// `password`, `java.naming.security.credentials`, `connectionPassword`; not `passwordProvider`.
fn is_jms_password(name: &str) -> bool {
    name.ends_with("security.credentials") || matches!(sensitive(name), Some(Sensitive::Password | Sensitive::Key))
}

fn jms<'a>(property: &JmsProperty<'a>, cx: &mut Cx<'a>) {
    let value = property.value.trim();
    if value.is_empty() || !placeholders(value).is_empty() || is_encoded_marker(value) {
        return;
    }
    let place = match &property.range {
        Some(range) => Place::part(property.node, range.clone()),
        None => Place::value(property.node),
    };
    let is_sure = is_password(value, "");
    let finding = cx.report(place, format!("the JMS property `{}` holds a password", property.name));
    finding.help("take it out, change the password, and let each client configure its own");
    if !is_sure {
        finding.severity(Severity::Medium).confidence(Confidence::Medium);
    }
}

/// `;jsessionid=…` in the path: the session of whoever copied the address, over by now.
fn session(url: &Url<'_>) -> Option<Leak> {
    let path = url.path();
    let start = path.to_ascii_lowercase().find(";jsessionid=")? + ";jsessionid=".len();
    let value = path.get(start..)?.split([';', '/']).next().filter(|value| value.len() >= 8 && is_random(value))?;
    let from = url.path_range().start + start;
    Some(Leak {
        range: from..from + value.len(),
        what: "the id of a session".to_owned(),
        severity: Severity::Low,
        confidence: Confidence::Medium,
        help: "take it out of the address",
    })
}

fn judge<'a>(node: NodeRef<'a>, url: &Url<'_>, cx: &mut Cx<'a>) {
    if let Some(leak) = leak(url) {
        report(Place::part(node, leak.range.clone()), &leak, url, cx);
    }
}

fn report<'a>(place: Place<'a>, leak: &Leak, url: &Url<'_>, cx: &mut Cx<'a>) {
    let host = url.host().filter(|host| !host.is_empty()).map_or(String::new(), |host| format!(" of `{host}`"));
    cx.report(place, format!("the address{host} holds {}", leak.what))
        .severity(leak.severity)
        .confidence(leak.confidence)
        .help(leak.help);
}

/// A credential in an address.
struct Leak {
    range: Range<usize>,
    what: String,
    severity: Severity,
    confidence: Confidence,
    help: &'static str,
}

fn leak(url: &Url<'_>) -> Option<Leak> {
    userinfo(url).or_else(|| query(url))
}

fn userinfo(url: &Url<'_>) -> Option<Leak> {
    let user = url.user()?;
    let help = "take user and password out of the address and change the password; name the authentication in a security scheme";
    let is_marker = |range: &Range<usize>| url.is_placeholder(range);
    let (range, what, sure) = match (url.password(), url.password_range()) {
        (Some(password), Some(range)) if !password.is_empty() && !is_marker(&range) && !is_encoded_marker(password) => {
            (range, format!("the password of `{user}`"), is_password(password, user))
        }
        // `https://token@host`: long and random, or nothing to hide.
        (None, _) if matches!(url.scheme(), Scheme::Http | Scheme::Https) && user.len() >= 20 && is_random(user) => {
            (url.user_range()?, String::from("what looks like a token in the place of the user name"), true)
        }
        _ => return None,
    };
    let is_sample = matches!(url.host_kind(), HostKind::Test | HostKind::Placeholder | HostKind::Loopback);
    let severity = match (sure, is_sample) {
        (true, false) => Severity::Critical,
        // Whoever reads it takes it for the way to do it.
        (false, false) => Severity::Medium,
        (_, true) => Severity::Low,
    };
    let confidence = if sure { Confidence::High } else { Confidence::Medium };
    Some(Leak { range, what, severity, confidence, help })
}

/// `%7Bpassword%7D`.
fn is_encoded_marker(text: &str) -> bool {
    text.len() >= 3 && text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%7b"))
}

fn query(url: &Url<'_>) -> Option<Leak> {
    let parameter = url.query_parameters().find(|parameter| {
        let named = sensitive(parameter.name).is_some() || matches!(parameter.name, "sig" | "signature");
        named && parameter.value.len() >= 8 && !url.is_placeholder(&parameter.value_range) && is_value(parameter.value)
    })?;
    Some(Leak {
        range: parameter.value_range,
        what: format!("a value for `{}` in its query", parameter.name),
        severity: Severity::Critical,
        confidence: Confidence::Medium,
        help: "take it out of the address and change it; name the authentication in a security scheme",
    })
}

fn is_value(value: &str) -> bool {
    !is_made_up(value) && (is_random(value) || is_password(value, ""))
}
