//! Hands each subject of a frozen description to the checks that asked for it.

use crate::config::Enabled;
use crate::finding::Finding;
use crate::model::openapi::{Api, Kind, Parameter, Schema, SecurityScheme, Version};
use crate::model::wsdl::Wsdl;
use crate::rules::{Check, Cx, Rule};
use crate::syntax::Document;

/// Runs a function over every enabled check of one variant.
macro_rules! each {
    ($checks:expr, $out:expr, $variant:ident => |$check:ident, $cx:ident| $body:expr) => {
        for (rule, check) in &$checks {
            if let Check::$variant($check) = check {
                let mut cx = Cx::new(&rule.meta, $out);
                let $cx = &mut cx;
                $body;
            }
        }
    };
}

type Checks = Vec<(&'static Rule, &'static Check)>;

/// The checks of the rules that run and apply to a format (`openapi-3.1`, `wsdl-1.1` …).
fn checks(rules: &[Enabled], format: &str) -> Checks {
    let applying = rules.iter().map(|enabled| enabled.rule).filter(|rule| rule.meta.applies.contains(&format));
    applying.flat_map(|rule| rule.checks.iter().map(move |check| (rule, check))).collect()
}

/// Checks of single texts: what can be said without a model.
pub(super) fn documents(documents: &[Document], rules: &[Enabled], format: &str, out: &mut Vec<Finding>) {
    let checks = checks(rules, format);
    each!(checks, out, Document => |check, cx| {
        for document in documents {
            check(document, cx);
        }
    });
}

/// All checks of an OpenAPI description.
pub(super) fn openapi(api: &Api, rules: &[Enabled], out: &mut Vec<Finding>) {
    let checks = checks(rules, api.version.format());
    each!(checks, out, Document => |check, cx| {
        for document in api.documents() {
            check(document, cx);
        }
    });
    each!(checks, out, Api => |check, cx| check(api, cx));
    each!(checks, out, Operation => |check, cx| api.served().for_each(|operation| check(operation, cx)));
    each!(checks, out, AnyOperation => |check, cx| {
        api.operations().filter(|operation| operation.is_first()).for_each(|operation| check(operation, cx));
    });
    each!(checks, out, Parameter => |check, cx| {
        api.nodes_of(Kind::Parameter).for_each(|node| check(Parameter::new(api, node), cx));
    });
    each!(checks, out, Schema => |check, cx| schemas(api).for_each(|schema| check(schema, cx)));
    each!(checks, out, SecurityScheme => |check, cx| {
        api.nodes_of(Kind::SecurityScheme).for_each(|node| check(SecurityScheme::new(api, node), cx));
    });
    each!(checks, out, Requirements => |check, cx| {
        for list in api.requirement_lists() {
            check(api, list, cx);
        }
    });
    each!(checks, out, Endpoint => |check, cx| api.endpoints().for_each(|endpoint| check(endpoint, cx)));
    each!(checks, out, Reference => |check, cx| {
        for (node, reference) in api.references_in_order() {
            check(api, node, reference, cx);
        }
    });
    each!(checks, out, Value => |check, cx| {
        for kind in Kind::VALUES {
            api.nodes_of(*kind).for_each(|node| check(api, node, *kind, cx));
        }
    });
    each!(checks, out, Object => |check, cx| {
        for kind in Kind::ALL.iter().filter(|kind| !Kind::VALUES.contains(kind) && **kind != Kind::Reference) {
            api.nodes_of(*kind).for_each(|node| check(api, node, *kind, cx));
        }
    });
}

/// Every schema of a description where it is defined; 2.0 writes some into parameters, headers and items.
fn schemas(api: &Api) -> impl Iterator<Item = Schema<'_>> {
    let written = api.nodes_of(Kind::Schema).filter(|node| !node.is_seq()).map(|node| Schema::inline(api, node));
    let inline = [Kind::Parameter, Kind::Header, Kind::Items]
        .into_iter()
        .filter(|_| api.version == Version::V2)
        .flat_map(|kind| api.nodes_of(kind))
        .map(|node| Schema::inline(api, node))
        .filter(|schema| schema.own_types().is_some());
    written.chain(inline)
}

/// All checks of a WSDL description.
pub(super) fn wsdl(wsdl: &Wsdl, rules: &[Enabled], out: &mut Vec<Finding>) {
    // Drafts of 2.0 are judged like 2.0 as far as they go.
    let format = if wsdl.version().is_11() { "wsdl-1.1" } else { "wsdl-2.0" };
    let checks = checks(rules, format);
    each!(checks, out, Document => |check, cx| {
        for document in wsdl.documents() {
            check(document, cx);
        }
    });
    each!(checks, out, Wsdl => |check, cx| check(wsdl, cx));
}
