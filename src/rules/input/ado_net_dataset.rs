//! See `rules/input/ado-net-dataset.md`.

use crate::finding::{Profile, Severity};
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::namespaces::XSD;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::{Kind, Role, Target};
use crate::rules::carried::{Weak, groups, relate};
use crate::rules::{Check, Cx};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Annotations of ADO.NET in schemas.
const MSDATA: &str = "urn:schemas-microsoft-com:xml-msdata";

fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let is_annotated = wsdl.mentions(MSDATA);
    let mut told = false;
    for way in [Way::Input, Way::Output] {
        // What comes back as well has the same cause.
        if told {
            return;
        }
        let has_rows = wsdl.reach().components(way).any(|reached| reached.component().kind() == Kind::Any);
        if !has_rows && !is_annotated {
            continue;
        }
        let found = wsdl.reach().components(way).filter(|reached| !reached.component().is_standard());
        for group in groups(found.filter_map(|reached| dataset(reached, is_annotated)), Profile::Audit, way, cx) {
            let Some(worst) = group.first() else { continue };
            let (trail, who) = (worst.trail(way), worst.operations(way));
            told = true;
            if way == Way::Input {
                let message = format!(
                    "`{trail}`, taken by {who}, is an ADO.NET DataSet, whose schema and types the sender brings along"
                );
                let finding = cx.report(worst.place(), message);
                finding.help("declare the rows with elements of fixed types, and read no DataSet from a message");
                relate(finding, &group, way, "another one");
            } else {
                let message = format!(
                    "`{trail}`, returned by {who}, is an ADO.NET DataSet: clients have to trust the schema it brings along"
                );
                let finding = cx.report(worst.place(), message).severity(Severity::Low);
                finding.help("declare the rows with elements of fixed types");
                relate(finding, &group, way, "another one");
            }
        }
    }
}

/// A type that holds `xs:schema` and then anything, or an element annotated as one.
fn dataset(reached: Reached<'_>, is_annotated: bool) -> Option<Weak<'_>> {
    let component = reached.component();
    match component.kind() {
        Kind::ComplexType => {
            let mut particles = component.uses().filter(|used| used.role() == Role::Particle);
            let schema = particles.find(|used| match used.target() {
                Target::Builtin(builtin) => builtin.name == "schema",
                // Declared here, so it refers to nothing.
                Target::To(inner) if inner.parent() == Some(component) => false,
                _ => used.element().is_some_and(refers_to_schema),
            })?;
            let has_rows = particles.any(|used| used.target().component().is_some_and(|one| one.kind() == Kind::Any));
            if has_rows { Weak::used(reached, schema) } else { None }
        }
        Kind::Element if is_annotated => {
            let mark = component.element()?.attr(MSDATA, "IsDataSet")?;
            if matches!(mark.raw().trim_ascii(), "true" | "1") { Weak::component(reached) } else { None }
        }
        _ => None,
    }
}

fn refers_to_schema(particle: crate::syntax::Element<'_>) -> bool {
    let Some(name) = particle.attr_text("ref") else { return false };
    particle.resolve_qname(&name).is_some_and(|(namespace, local)| namespace == XSD && local == "schema")
}
