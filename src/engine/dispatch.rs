//! Hands each subject of a frozen description to the checks that asked for it.

use std::sync::Arc;

use super::Settings;
use super::tasks::Tasks;
use crate::config::Enabled;
use crate::finding::Finding;
use crate::model::openapi::{Api, KeySet, Kind, Parameter, Schema, SecurityScheme};
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

/// Makes a piece of work of each enabled check of one variant.
macro_rules! each {
    ($checks:expr, $desk:expr, $tasks:expr, $variant:ident => |$check:ident, $cx:ident| $body:expr) => {
        for (enabled, check) in $checks {
            if let Check::$variant($check) = check {
                $tasks.push(move |out| {
                    let mut cx = $desk.cx(enabled, out);
                    let $cx = &mut cx;
                    $body;
                });
            }
        }
    };
}

type Checks<'s> = Vec<(&'s Enabled, &'static Check)>;

/// Bytes of text from which on a second thread gains more than it costs.
const LARGE: usize = 64 * 1024;

/// The checks of the rules that run and apply to a format (`openapi-3.1`, `wsdl-1.1` …).
fn checks<'s>(rules: &'s [Enabled], format: &str) -> Checks<'s> {
    let applying = rules.iter().filter(|enabled| enabled.rule.meta.applies.contains(&format));
    applying.flat_map(|enabled| enabled.rule.checks.iter().map(move |check| (enabled, check))).collect()
}

/// Checks of single texts: what can be said without a model.
pub(super) fn documents(documents: &[Document], settings: &Settings, format: &str, out: &mut Vec<Finding>) {
    let checks = checks(&settings.rules, format);
    let desk = &Desk { settings, address: &|node| place(node, |_| None) };
    let mut tasks = Tasks::new(settings);
    texts(documents, &checks, desk, &mut tasks);
    tasks.run(out);
}

/// All checks of an OpenAPI description; true when several threads ran them.
pub(super) fn openapi(api: &Api, settings: &Settings, out: &mut Vec<Finding>) -> bool {
    let checks = &checks(&settings.rules, api.version.format());
    let address = |node: NodeRef<'_>| api.address(node);
    let desk = &Desk { settings, address: &address };
    let tasks = &mut Tasks::new(settings);
    texts(api.documents(), checks, desk, tasks);
    each!(checks, desk, tasks, Api => |check, cx| check(api, cx));
    each!(checks, desk, tasks, Operation => |check, cx| api.served().for_each(|operation| check(operation, cx)));
    each!(checks, desk, tasks, AnyOperation => |check, cx| {
        let known = api.operations().filter(|operation| operation.is_first() && !operation.is_elsewhere());
        known.for_each(|operation| check(operation, cx));
    });
    each!(checks, desk, tasks, Parameter => |check, cx| {
        api.nodes_of(Kind::Parameter).for_each(|node| check(Parameter::new(api, node), cx));
    });
    schemas(api, checks, desk, tasks);
    each!(checks, desk, tasks, SecurityScheme => |check, cx| {
        api.nodes_of(Kind::SecurityScheme).for_each(|node| check(SecurityScheme::new(api, node), cx));
    });
    each!(checks, desk, tasks, Requirements => |check, cx| {
        for list in api.requirement_lists() {
            check(api, list, cx);
        }
    });
    each!(checks, desk, tasks, Endpoint => |check, cx| api.endpoints().for_each(|endpoint| check(endpoint, cx)));
    each!(checks, desk, tasks, Reference => |check, cx| {
        for (node, reference) in api.references_in_order() {
            check(api, node, reference, cx);
        }
    });
    nodes(api, checks, desk, tasks);
    finish(tasks, api.documents(), out)
}

/// What has become worse since a description was `before`.
pub(super) fn changes(before: &Api, now: &Api, settings: &Settings, out: &mut Vec<Finding>) {
    let checks = &checks(&settings.rules, now.version.format());
    let address = |node: NodeRef<'_>| now.address(node);
    let desk = &Desk { settings, address: &address };
    let changes = &Changes::new(before, now);
    let mut tasks = Tasks::new(settings);
    each!(checks, desk, tasks, Change => |check, cx| check(changes, cx));
    tasks.run(out);
}

/// All checks of a WSDL description.
pub(super) fn wsdl(wsdl: &Wsdl, settings: &Settings, out: &mut Vec<Finding>) {
    let format = wsdl.version().judged_as();
    let checks = &checks(&settings.rules, format);
    let address = |node: NodeRef<'_>| wsdl.address(node);
    let desk = &Desk { settings, address: &address };
    let tasks = &mut Tasks::new(settings);
    texts(wsdl.documents(), checks, desk, tasks);
    each!(checks, desk, tasks, Wsdl => |check, cx| check(wsdl, cx));
    finish(tasks, wsdl.documents(), out);
}

/// Runs the tasks, with others where there is enough to do.
fn finish(tasks: &Tasks<'_>, documents: &[Document], out: &mut Vec<Finding>) -> bool {
    let bytes: usize = documents.iter().map(|document| document.source.text.len()).sum();
    if bytes < LARGE {
        tasks.run(out);
        return false;
    }
    tasks.share(out)
}

fn texts<'t>(documents: &'t [Document], checks: &'t Checks<'t>, desk: &'t Desk<'t>, tasks: &mut Tasks<'t>) {
    each!(checks, desk, tasks, Document => |check, cx| {
        for document in documents {
            check(document, cx);
        }
    });
}

/// A check of [`Check::Value`] or [`Check::Object`].
type NodeCheck = for<'a> fn(&'a Api, NodeRef<'a>, Kind, &mut Cx<'a>);

/// Schemas or nodes that are one piece of work.
const PIECE: usize = 2_000;

/// Schemas one by one, each to all checks that want it: what one of them looked at is at hand for the next.
fn schemas<'t>(api: &'t Api, checks: &'t Checks<'t>, desk: &'t Desk<'t>, tasks: &mut Tasks<'t>) {
    let wanted: Vec<_> = checks
        .iter()
        .filter_map(|(enabled, check)| match check {
            Check::Schema(check) => Some((*enabled, None, *check)),
            Check::Keyword(keys, check) => Some((*enabled, Some(*keys), *check)),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return;
    }
    let wanted: Arc<[_]> = wanted.into();
    let all: Arc<[Schema<'t>]> = api.schemas().collect();
    for start in (0..all.len()).step_by(PIECE) {
        let (wanted, all) = (Arc::clone(&wanted), Arc::clone(&all));
        tasks.push(move |out| {
            for schema in all.iter().copied().skip(start).take(PIECE).take_while(|_| !desk.settings.stop.is_asked()) {
                let mut held = None;
                for (enabled, keys, check) in &*wanted {
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
        });
    }
}

/// Values and objects one by one, in the same way.
fn nodes<'t>(api: &'t Api, checks: &'t Checks<'t>, desk: &'t Desk<'t>, tasks: &mut Tasks<'t>) {
    let all = |values: bool| -> Arc<[(&'t Enabled, NodeCheck)]> {
        let wanted = checks.iter().filter_map(|(enabled, check)| match check {
            Check::Value(check) if values => Some((*enabled, *check)),
            Check::Object(check) if !values => Some((*enabled, *check)),
            _ => None,
        });
        wanted.collect()
    };
    let (values, objects) = (all(true), all(false));
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Reference) {
        let wanted = if Kind::VALUES.contains(kind) { &values } else { &objects };
        if wanted.is_empty() {
            continue;
        }
        for start in (0..api.count_of(*kind)).step_by(PIECE) {
            let wanted = Arc::clone(wanted);
            tasks.push(move |out| {
                let some = api.some_of(*kind, start..start + PIECE);
                for node in some.take_while(|_| !desk.settings.stop.is_asked()) {
                    for (enabled, check) in &*wanted {
                        check(api, node, *kind, &mut desk.cx(enabled, out));
                    }
                }
            });
        }
    }
}
