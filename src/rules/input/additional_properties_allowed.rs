//! See `rules/input/additional-properties-allowed.md`.

use super::shapes;
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Schema, Version};
use crate::rules::site;
use crate::rules::{Check, Cx, Place, exposed, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<(Schema<'a>, NodeRef<'a>, bool)> = Vec::new();
    for schema in api.schemas() {
        let Some(open) = schema.opens().filter(|_| schema.direction().is_request()) else { continue };
        let is_map = !schema.declares_properties();
        if cx.profile() == Profile::Audit || !(is_map && shapes::is_meant_open(schema)) {
            found.push((schema, open, is_map));
        }
    }
    if many::is_one_decision(found.len(), cx) {
        let message = format!("{} objects that clients send allow any further property", found.len());
        let finding = cx.report(Place::key(many::whole(api)), message).help("close them, or state what values may be");
        many::list(finding, found.iter().map(|(_, open, _)| Place::value(*open)), "anything passes");
        return;
    }
    for (schema, open, is_map) in found {
        let name = site::of(api, schema.node()).full();
        let name = if name.is_empty() { "the body".to_owned() } else { format!("`{name}`") };
        let Some(by) = shapes::senders(api, schema.node()) else { continue };
        let subject = shapes::with_senders(&name, &by);
        let (message, severity, help) = if is_map {
            let help = "state what the values may be, `additionalProperties: {type: string, maxLength: 100}`, and how \
                        many there may be with `maxProperties`";
            (format!("{subject} takes any properties with any values"), Severity::Low, help)
        } else {
            let message = format!("{subject} declares its properties and allows any other besides");
            (message, Severity::Medium, closing(schema))
        };
        let finding = cx.report(open, message);
        finding.severity(severity).label("anything passes").help(help);
        exposed::chain(finding, &by);
    }
}

/// What to write instead.
fn closing(schema: Schema<'_>) -> &'static str {
    match schema.api.version {
        Version::V2 | Version::V30 => {
            "set it to `false`; where other schemas are composed of this one, leave it out here and close them"
        }
        _ => {
            "set it to `false`; where other schemas are composed of this one, leave it out here and write \
             `unevaluatedProperties: false` there"
        }
    }
}
