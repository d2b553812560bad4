//! See `rules/secrets/secret-in-policy-configuration.md`.

use super::live::stands_for_a_value;
use crate::finding::Severity;
use crate::model::endpoint::placeholders;
use crate::model::wsdl::namespaces::XSD;
use crate::model::wsdl::policy::Dialect;
use crate::model::wsdl::{Wsdl, WsdlVersion};
use crate::rules::lexicon::{Sensitive, sensitive};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{Document, Element, Kind, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Passwords that come with samples and installations, which everybody tries first. Lower case.
const SAMPLES: &[&str] = &[
    "changeit",
    "changeme",
    "password",
    "passwd",
    "pass",
    "secret",
    "apache",
    "keystore",
    "storepass",
    "keypass",
    "default",
    "test",
    "demo",
    "sample",
    "example",
    "admin",
    "wso2carbon",
    "tomcat",
    "jboss",
    "abcd1234",
    "password1",
];

/// One finding for each document and kind of password.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    for document in wsdl.documents() {
        let is_configuration = wsdl.version() == WsdlVersion::Policy;
        let (samples, real): (Vec<_>, Vec<_>) =
            passwords(document, is_configuration).into_iter().partition(|(_, text)| is_sample(text));
        report(&real, false, cx);
        report(&samples, true, cx);
    }
}

fn report<'a>(found: &[(NodeRef<'a>, String)], are_samples: bool, cx: &mut Cx<'a>) {
    let Some(((first, _), others)) = found.split_first() else { return };
    let holder = holder(*first);
    let more = match others.len() {
        0 => String::new(),
        1 => " and 1 more".to_owned(),
        more => format!(" and {more} more"),
    };
    let message = if are_samples {
        format!("the configuration of a stack holds a password that everybody knows, in `{holder}`{more}")
    } else {
        format!("the configuration of a stack holds a password in the clear, in `{holder}`{more}")
    };
    let finding = cx.report(Place::value(*first), message);
    finding.value(if are_samples { "sample" } else { "password" });
    finding.help(
        "take the configuration out of what is published, change the password, and let the stack read it from a vault or \
         from a file that only the service can read",
    );
    if are_samples {
        finding.severity(Severity::Medium);
    }
    for (other, _) in others.iter().take(4) {
        finding.related(*other, "another one");
    }
}

/// What says it is a password, for messages: `KeyStore/@storepass`, or the name of a property.
fn holder(value: NodeRef<'_>) -> String {
    let element = Element::new(value).or_else(|| value.parent().and_then(Element::new));
    let Some(element) = element else { return String::new() };
    let attribute = crate::syntax::Attr::new(value).map(|attr| attr.local());
    match (attribute, element.attr_text("name").or_else(|| element.attr_text("key"))) {
        (None | Some("value" | "default"), Some(name)) => name.trim().to_owned(),
        (Some(attribute), _) => format!("{}/@{attribute}", element.local()),
        (None, None) => element.local().to_owned(),
    }
}

/// True where a document of a description holds such a password: what else it tells has the same cause.
pub(in crate::rules) fn is_in(document: &Document) -> bool {
    !passwords(document, false).is_empty()
}

/// Every password a stack's configuration writes out. In a document that is no description, all of it is configuration.
fn passwords(document: &Document, is_configuration: bool) -> Vec<(NodeRef<'_>, String)> {
    let mut found = Vec::new();
    if !is_configuration && !Dialect::StackConfiguration.is_in(document) {
        return found;
    }
    let elements = document.roots().flat_map(|root| root.subtree()).filter_map(Element::new);
    for element in elements {
        let namespace = element.namespace();
        let is_stack = Dialect::of(namespace) == Dialect::StackConfiguration;
        if !is_stack && (!is_configuration || namespace == XSD || Dialect::of(namespace).is_sp()) {
            continue;
        }
        written(element, &mut found);
    }
    found
}

fn written<'a>(element: Element<'a>, found: &mut Vec<(NodeRef<'a>, String)>) {
    let mut add = |node: NodeRef<'a>| {
        let text = node.text().unwrap_or_default();
        let text = text.trim();
        if !text.is_empty() && !is_elsewhere(text) {
            found.push((node, text.to_owned()));
        }
    };
    for attribute in element.attributes().filter(|attribute| attribute.namespace().is_empty()) {
        let name = attribute.local();
        let is_store = ["storepass", "keypass"].iter().any(|known| name.eq_ignore_ascii_case(known));
        if is_store || is_password(name) {
            add(attribute.node());
        }
    }
    let named = element.attr_text("name").or_else(|| element.attr_text("key"));
    let Some(name) = named else {
        // `<password>…</password>`
        if is_password(element.local()) {
            text_of(element).into_iter().for_each(&mut add);
        }
        return;
    };
    // The handler of Metro answers with a fixed password.
    let is_handler = element.local() == "CallbackHandler" && name.trim() == "passwordHandler";
    if is_handler {
        element.attr("", "default").into_iter().for_each(&mut add);
    } else if is_password(name.rsplit('.').next().unwrap_or(&name)) {
        match element.attr("", "value") {
            Some(value) => add(value),
            None => text_of(element).into_iter().for_each(&mut add),
        }
    }
}

fn text_of(element: Element<'_>) -> Option<NodeRef<'_>> {
    let has_parts = element.elements().next().is_some();
    element.node().children().find(|child| child.kind() == Kind::Text && !has_parts)
}

/// By the whole words of a name, and of words that stacks write in one.
fn is_password(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    sensitive(name) == Some(Sensitive::Password)
        || ["truststorepassword", "keystorepassword", "keypassword"].contains(&lower.as_str())
}

/// A variable, a reference to a vault, or an encrypted value: the password is somewhere else.
fn is_elsewhere(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.starts_with(['$', '{', '@', '%', '#', '<'])
        || !placeholders(text).is_empty()
        || ["enc(", "vault:", "svns:", "env:", "file:", "classpath:", "xxx", "***"]
            .iter()
            .any(|start| lower.starts_with(start))
        || text.chars().any(char::is_whitespace)
        || (stands_for_a_value(text) && !SAMPLES.contains(&lower.as_str()))
}

fn is_sample(text: &str) -> bool {
    SAMPLES.contains(&text.to_ascii_lowercase().as_str())
}
