//! See `rules/integrity/ref-wrong-kind.md`.

use hashbrown::HashMap;

use crate::model::openapi::{Api, Kind, Reference, Target};
use crate::rules::{Check, Cx, Related};
use crate::syntax::{At, Kind as Node, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// One finding for each target and what is expected of it.
fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut order: Vec<(NodeRef<'a>, String, Kind, Vec<NodeRef<'a>>)> = Vec::new();
    let mut known: HashMap<(At, Kind), usize> = HashMap::new();
    for (_, reference) in api.references_in_order() {
        let Some((target, found)) = found(api, reference) else { continue };
        let text = api.node(reference.text);
        let at = *known.entry((target.at(), reference.expected)).or_insert(order.len());
        match order.get_mut(at) {
            Some((.., uses)) => uses.push(text),
            None => order.push((target, found, reference.expected, vec![text])),
        }
    }
    for (target, found, expected, uses) in order {
        let Some((first, others)) = uses.split_first() else { continue };
        let count = if others.is_empty() { String::new() } else { format!(" ({} references)", uses.len()) };
        let name = first.text().unwrap_or_default();
        let said = if name.is_empty() { "an empty reference".to_owned() } else { format!("`{name}`") };
        let message = format!("{said} is {found}, but {} belongs here{count}", expected.words());
        let known = cx.address(target);
        let finding = cx.report(*first, message).known_by(known).value(expected.words());
        finding.help(format!("name {}", expected.words())).related(target, format!("this is {found}"));
        for other in others.iter().take(4) {
            finding.related(*other, "named here too");
        }
    }
}

/// The target and what it is, when it is not what the reference expects.
fn found<'a>(api: &'a Api, reference: &Reference) -> Option<(NodeRef<'a>, String)> {
    match &reference.target {
        Target::WrongKind(to, kind) => Some((api.node(*to), kind.words().to_owned())),
        Target::Node(to) => {
            let target = api.node(*to);
            if let Some(next) = api.reference(*to).filter(|next| next.expected != reference.expected) {
                return Some((target, format!("a reference to {}", next.expected.words())));
            }
            let is_schema = reference.expected == Kind::Schema;
            let what = match target.kind() {
                Node::Seq => "a list",
                Node::Scalar if is_schema && target.bool().is_some() => return None,
                Node::Scalar => "a single value",
                _ => return None,
            };
            Some((target, what.to_owned()))
        }
        _ => None,
    }
}
