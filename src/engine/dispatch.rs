//! Hands each subject of a frozen description to the checks that asked for it.

use super::Settings;
use crate::config::Enabled;
use crate::finding::Finding;
use crate::model::openapi::{Api, KeySet, Kind, Parameter, SecurityScheme};
use crate::model::place::place;
use crate::model::wsdl::Wsdl;
use crate::rules::{Address, Changes, Check, Cx};
use crate::syntax::{Document, NodeRef};

/// What every check of one description gets.
struct Desk<'s> {
    settings: &'s Settings,
    address: Address<'s>,
}

impl Desk<'_> {
    fn cx<'c>(&'c self, enabled: &'c Enabled, out: &'c mut Vec<Finding>) -> Cx<'c> {
        Cx::new(&enabled.rule.meta, self.settings.profile, out).with(&enabled.options).addressed(self.address)
    }
}

/// Runs a function over every enabled check of one variant.
macro_rules! each {
    ($checks:expr, $desk:expr, $out:expr, $variant:ident => |$check:ident, $cx:ident| $body:expr) => {
        for (enabled, check) in &$checks {
            if $desk.settings.stop.is_asked() {
                break;
            }
            if let Check::$variant($check) = check {
                let mut cx = $desk.cx(enabled, $out);
                let $cx = &mut cx;
                $body;
            }
        }
    };
}

type Checks<'s> = Vec<(&'s Enabled, &'static Check)>;

/// The checks of the rules that run and apply to a format (`openapi-3.1`, `wsdl-1.1` …).
fn checks<'s>(rules: &'s [Enabled], format: &str) -> Checks<'s> {
    let applying = rules.iter().filter(|enabled| enabled.rule.meta.applies.contains(&format));
    applying.flat_map(|enabled| enabled.rule.checks.iter().map(move |check| (enabled, check))).collect()
}

/// Checks of single texts: what can be said without a model.
pub(super) fn documents(documents: &[Document], settings: &Settings, format: &str, out: &mut Vec<Finding>) {
    let checks = checks(&settings.rules, format);
    let desk = Desk { settings, address: &|node| place(node, |_| None) };
    each!(checks, desk, out, Document => |check, cx| {
        for document in documents {
            check(document, cx);
        }
    });
}

/// All checks of an OpenAPI description.
pub(super) fn openapi(api: &Api, settings: &Settings, out: &mut Vec<Finding>) {
    let checks = checks(&settings.rules, api.version.format());
    let address = |node: NodeRef<'_>| api.address(node);
    let desk = Desk { settings, address: &address };
    each!(checks, desk, out, Document => |check, cx| {
        for document in api.documents() {
            check(document, cx);
        }
    });
    each!(checks, desk, out, Api => |check, cx| check(api, cx));
    each!(checks, desk, out, Operation => |check, cx| api.served().for_each(|operation| check(operation, cx)));
    each!(checks, desk, out, AnyOperation => |check, cx| {
        let known = api.operations().filter(|operation| operation.is_first() && !operation.is_elsewhere());
        known.for_each(|operation| check(operation, cx));
    });
    each!(checks, desk, out, Parameter => |check, cx| {
        api.nodes_of(Kind::Parameter).for_each(|node| check(Parameter::new(api, node), cx));
    });
    schemas(api, &checks, &desk, out);
    each!(checks, desk, out, SecurityScheme => |check, cx| {
        api.nodes_of(Kind::SecurityScheme).for_each(|node| check(SecurityScheme::new(api, node), cx));
    });
    each!(checks, desk, out, Requirements => |check, cx| {
        for list in api.requirement_lists() {
            check(api, list, cx);
        }
    });
    each!(checks, desk, out, Endpoint => |check, cx| api.endpoints().for_each(|endpoint| check(endpoint, cx)));
    each!(checks, desk, out, Reference => |check, cx| {
        for (node, reference) in api.references_in_order() {
            check(api, node, reference, cx);
        }
    });
    nodes(api, &checks, &desk, out);
}

/// What has become worse since a description was `before`.
pub(super) fn changes(before: &Api, now: &Api, settings: &Settings, out: &mut Vec<Finding>) {
    let checks = checks(&settings.rules, now.version.format());
    let address = |node: NodeRef<'_>| now.address(node);
    let desk = Desk { settings, address: &address };
    let changes = Changes::new(before, now);
    each!(checks, desk, out, Change => |check, cx| check(&changes, cx));
}

/// Schemas one by one, each to all checks that want it: what one of them looked at is at hand for the next.
fn schemas<'a>(api: &'a Api, checks: &Checks<'a>, desk: &Desk<'_>, out: &mut Vec<Finding>) {
    let wanted: Vec<_> = checks
        .iter()
        .filter_map(|(enabled, check)| match check {
            Check::Schema(check) => Some((enabled, None, check)),
            Check::Keyword(keys, check) => Some((enabled, Some(*keys), check)),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return;
    }
    for schema in api.schemas().take_while(|_| !desk.settings.stop.is_asked()) {
        let mut held = None;
        for (enabled, keys, check) in &wanted {
            let has_one = |keys: KeySet| {
                // The filter of the map spares most schemas the look at each key.
                schema.node().may_have(keys.filter())
                    && keys.meets(*held.get_or_insert_with(|| KeySet::of_map(schema.node())))
            };
            if keys.is_none_or(has_one) {
                check(schema, &mut desk.cx(enabled, out));
            }
        }
    }
}

/// Values and objects one by one, in the same way.
fn nodes<'a>(api: &'a Api, checks: &Checks<'a>, desk: &Desk<'_>, out: &mut Vec<Finding>) {
    let all = |values: bool| {
        checks.iter().filter_map(move |(enabled, check)| match check {
            Check::Value(check) if values => Some((enabled, check)),
            Check::Object(check) if !values => Some((enabled, check)),
            _ => None,
        })
    };
    let (values, objects): (Vec<_>, Vec<_>) = (all(true).collect(), all(false).collect());
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Reference) {
        let wanted = if Kind::VALUES.contains(kind) { &values } else { &objects };
        for node in api.nodes_of(*kind).take_while(|_| !desk.settings.stop.is_asked()) {
            for (enabled, check) in wanted {
                check(api, node, *kind, &mut desk.cx(enabled, out));
            }
        }
    }
}

/// All checks of a WSDL description.
pub(super) fn wsdl(wsdl: &Wsdl, settings: &Settings, out: &mut Vec<Finding>) {
    let format = wsdl.version().judged_as();
    let checks = checks(&settings.rules, format);
    let address = |node: NodeRef<'_>| wsdl.address(node);
    let desk = Desk { settings, address: &address };
    each!(checks, desk, out, Document => |check, cx| {
        for document in wsdl.documents() {
            check(document, cx);
        }
    });
    each!(checks, desk, out, Wsdl => |check, cx| check(wsdl, cx));
}
