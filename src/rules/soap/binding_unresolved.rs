//! See `rules/soap/binding-unresolved.md`.

use super::causes::tag;
use crate::model::wsdl::{Link, Wsdl};
use crate::rules::{Check, Cx, Related};
use crate::syntax::{Element, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_11 = wsdl.version().is_11();
    let port_type = if is_11 { "port type" } else { "interface" };
    for service in wsdl.services() {
        if matches!(service.interface(), Link::Missing)
            && let Some(node) = service.element().attr("", "interface")
        {
            let known: Vec<_> = wsdl.port_types().map(|port_type| port_type.name()).collect();
            report(service.element(), node, ("service", service.name()), (port_type, &known), cx);
        }
    }
    for port in wsdl.ports().filter(|port| matches!(port.binding(), Link::Missing)) {
        let Some(node) = port.binding_node() else { continue };
        let known: Vec<_> = wsdl.bindings().map(|binding| binding.name()).collect();
        let kind = if is_11 { "port" } else { "endpoint" };
        report(port.element(), node, (kind, port.name()), ("binding", &known), cx);
    }
    for binding in wsdl.bindings().filter(|binding| matches!(binding.port_type(), Link::Missing)) {
        let Some(node) = binding.port_type_node() else { continue };
        let known: Vec<_> = wsdl.port_types().map(|port_type| port_type.name()).collect();
        report(binding.element(), node, ("binding", binding.name()), (port_type, &known), cx);
    }
}

fn report<'a>(
    element: Element<'a>,
    node: NodeRef<'a>,
    (kind, name): (&str, &str),
    (sought, known): (&str, &[&str]),
    cx: &mut Cx<'a>,
) {
    let written = node.raw().trim();
    let missing = match element.resolve_qname(written) {
        Some((namespace, local)) if !namespace.is_empty() => format!("`{local}` of the namespace `{namespace}`"),
        _ => format!("`{written}`"),
    };
    let message = format!("the {kind} `{name}` names the {sought} {missing}, which nothing here declares");
    let finding = cx.report(node, message);
    let local = written.rsplit(':').next().unwrap_or(written);
    let near = words::nearest(local, known.iter().copied());
    if let Some(near) = near {
        finding.help(format!("`{near}` is declared: mend the name or its prefix"));
    } else if let Some(import) = stray_import(element) {
        finding.help("put this `import` into the namespace of WSDL: as it is it imports nothing");
        finding.related(tag(import), "an `import` in another namespace, which no stack follows");
    } else if let Some(namespace) = unimported(element, written) {
        finding.help(format!("import the document that declares `{namespace}`, or mend the prefix"));
    } else {
        finding.help(format!("declare the {sought}, or remove what refers to it"));
    }
}

/// An `import` or `include` below the root that is none of WSDL.
fn stray_import(element: Element<'_>) -> Option<Element<'_>> {
    let root = root(element);
    let is_import = |child: &Element<'_>| matches!(child.local(), "import" | "include");
    root.elements().find(|child| is_import(child) && child.namespace().is_empty())
}

/// The namespace of a name, where it is not the document's own and no import names it.
fn unimported(element: Element<'_>, written: &str) -> Option<String> {
    let root = root(element);
    let (namespace, _) = element.resolve_qname(written)?;
    let is_own = root.attr_text("targetNamespace").is_some_and(|own| own.trim() == namespace);
    let mut imports = root.elements().filter(|child| child.local() == "import");
    let is_imported =
        imports.any(|import| import.attr_text("namespace").is_some_and(|named| named.trim() == namespace));
    (!namespace.is_empty() && !is_own && !is_imported).then(|| namespace.to_string())
}

fn root(element: Element<'_>) -> Element<'_> {
    std::iter::successors(Some(element), |inner| inner.parent()).last().unwrap_or(element)
}
