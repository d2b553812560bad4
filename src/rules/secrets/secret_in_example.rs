//! See `rules/secrets/secret-in-example.md`.

use std::ops::Range;

use hashbrown::HashMap;

use super::Written;
use super::places::{Found, comments, named};
use super::shapes::{Half, Hit, may_hold, scan};
use crate::finding::{Profile, Severity};
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Related};
use crate::syntax::{NodeId, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Bytes that the shortest of all shapes takes.
const SHORTEST: usize = 16;

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    for document in api.documents() {
        for id in 0..document.tree.len() {
            let node = document.node(NodeId(id as u32));
            if node.is_scalar() && node.span().len() >= SHORTEST {
                look(api, node, &mut found);
            }
        }
        comments(document, &mut found);
    }
    named(api, &mut found);
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Found<'a>>> = Vec::new();
    for one in &found {
        let group = *first.entry(&one.secret).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(group)
            && group.last().is_none_or(|known| one.node.is_none() || known.node != one.node)
        {
            group.push(one);
        }
    }
    // What is expired opens nothing any more, for those who go through everything.
    let is_told = |group: &Vec<&Found<'_>>| {
        cx.profile() != Profile::Recommended || group.first().is_some_and(|first| first.severity > Severity::Low)
    };
    groups.retain(is_told);
    for group in groups {
        report(&group, cx);
    }
}

/// Every text of the description: data, prose, addresses, and also titles, names and variables.
fn look<'a>(api: &'a Api, node: NodeRef<'a>, found: &mut Vec<Found<'a>>) {
    if !node.hides_characters() && !may_hold(node.raw()) {
        return;
    }
    let Some(text) = node.text() else { return };
    let mut written = Written::new(node, &text);
    for hit in scan(&text) {
        let kind = surroundings(api, node);
        // `server-url-credentials` tells it.
        let is_address = matches!(kind, Kind::Address | Kind::Extension) || (kind == Kind::None && is_address(node));
        if !(hit.in_web_address && is_address) {
            found.extend(settled(&mut written, kind, &hit));
        }
    }
}

/// The kind of value a scalar is part of; `None` for names and titles.
fn surroundings(api: &Api, node: NodeRef<'_>) -> Kind {
    std::iter::successors(Some(node), |node| node.parent())
        .map(|node| api.kind(node))
        .find(|kind| *kind != Kind::None)
        .filter(|kind| Kind::VALUES.contains(kind))
        .unwrap_or(Kind::None)
}

/// True for fields that hold an address by their name: `url`, `tokenUrl`, `termsOfService`.
fn is_address(node: NodeRef<'_>) -> bool {
    let key = node.key().map_or("", NodeRef::key_text);
    key.ends_with("rl") || matches!(key, "termsOfService" | "externalValue" | "host" | "$ref" | "operationRef")
}

/// A half of a pair counts when the other half is near; the place is the secret one's.
fn settled<'a>(written: &mut Written<'a, '_>, kind: Kind, hit: &Hit) -> Option<Found<'a>> {
    let (node, place, secret, what, shown) = match hit.half {
        None => {
            let secret = written.text.get(hit.range.clone())?.to_owned();
            (written.node, written.place(&hit.range), secret, hit.what, hit.shown)
        }
        Some(half) => {
            let (node, range) = other_half(written.node, half)?;
            let text = node.text()?;
            let secret = text.get(range.clone())?.to_owned();
            (node, Written::new(node, &text).place(&range), secret, half.words(), 0)
        }
    };
    Some(Found {
        place,
        holder: match kind {
            Kind::None => "a name or title",
            Kind::Prose => "this text",
            Kind::Address => "this address",
            kind => kind.words(),
        },
        node: Some(node),
        what,
        shown,
        severity: hit.severity,
        confidence: hit.confidence,
        help: hit.help,
        secret,
    })
}

/// How far around the name of a key its secret is looked for: the value, its schema, the properties beside it.
const LEVELS: usize = 4;
/// Nodes that are looked at around a name.
const NEAR: usize = 400;

fn other_half(name: NodeRef<'_>, half: Half) -> Option<(NodeRef<'_>, Range<usize>)> {
    let mut around = Some(name);
    for _ in 0..LEVELS {
        let node = around?;
        if (node.subtree_end().0 - node.id.0) as usize > NEAR {
            return None;
        }
        let found = node.subtree().filter(|node| node.is_scalar() && !node.is_key()).find_map(|node| {
            let range = half.other(&node.text()?)?;
            Some((node, range))
        });
        if found.is_some() {
            return found;
        }
        around = node.parent();
    }
    None
}

fn report(group: &[&Found<'_>], cx: &mut Cx<'_>) {
    let Some((first, others)) = group.split_first() else { return };
    let start: String = first.secret.chars().take(first.shown).collect();
    let shown = if start.is_empty() { String::new() } else { format!(" (`{start}…`)") };
    let more = match others.len() {
        0 => String::new(),
        1 => String::from(", and so does another place"),
        count => format!(", and so do {count} other places"),
    };
    let known = group.iter().filter_map(|one| one.node).map(|node| cx.address(node)).min();
    let finding = cx
        .report(first.place, format!("{} holds {}{shown}{more}", first.holder, first.what))
        .severity(first.severity)
        .confidence(first.confidence)
        .help(first.help);
    if let Some(known) = known {
        finding.known_by(known);
    }
    for other in others.iter().take(5) {
        finding.related(other.place, "again here");
    }
}
