//! See `rules/secrets/secret-in-example.md`.

use std::ops::Range;

use hashbrown::HashMap;

use super::shapes::{Hit, aws_secret, may_hold, scan};
use crate::model::openapi::{Api, Kind};
use crate::rules::{Check, Cx, Place, Related};
use crate::source::Span;
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Bytes that the shortest of all shapes takes.
const SHORTEST: usize = 16;

/// A secret where it stands.
struct Found<'a> {
    node: NodeRef<'a>,
    kind: Kind,
    hit: Hit,
    secret: String,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    for kind in Kind::VALUES {
        for value in api.nodes_of(*kind) {
            for node in value.subtree().filter(|node| node.is_scalar() && node.span().len() >= SHORTEST) {
                if !may_hold(node.raw()) {
                    continue;
                }
                let Some(text) = node.text() else { continue };
                for hit in scan(&text) {
                    if hit.in_web_address && matches!(kind, Kind::Address | Kind::Extension) {
                        // `server-url-credentials` tells it.
                        continue;
                    }
                    if let Some(one) = settled(node, &text, *kind, hit) {
                        found.push(one);
                    }
                }
            }
        }
    }
    found.sort_by_key(|one| (one.node.at(), one.hit.range.start));
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Found<'a>>> = Vec::new();
    for one in &found {
        let group = *first.entry(&one.secret).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(group)
            && group.last().is_none_or(|known| known.node != one.node)
        {
            group.push(one);
        }
    }
    for group in groups {
        report(&group, cx);
    }
}

/// A half of a pair counts when the other half is near; the place is the secret one's.
fn settled<'a>(node: NodeRef<'a>, text: &str, kind: Kind, mut hit: Hit) -> Option<Found<'a>> {
    if !hit.is_half {
        let secret = text.get(hit.range.clone())?.to_owned();
        return Some(Found { node, kind, hit, secret });
    }
    let (node, range) = other_half(node)?;
    let secret = node.text()?.get(range.clone())?.to_owned();
    hit.range = range;
    hit.shown = 0;
    hit.what = "the secret of an AWS access key, whose name stands beside it";
    Some(Found { node, kind, hit, secret })
}

/// How far around the name of a key its secret is looked for: the value, its schema, the properties beside it.
const LEVELS: usize = 4;
/// Nodes that are looked at around a name.
const NEAR: usize = 400;

fn other_half(name: NodeRef<'_>) -> Option<(NodeRef<'_>, Range<usize>)> {
    let mut around = Some(name);
    for _ in 0..LEVELS {
        let node = around?;
        if (node.subtree_end().0 - node.id.0) as usize > NEAR {
            return None;
        }
        let half = node.subtree().filter(|node| node.is_scalar() && !node.is_key()).find_map(|node| {
            let range = aws_secret(&node.text()?)?;
            Some((node, range))
        });
        if half.is_some() {
            return half;
        }
        around = node.parent();
    }
    None
}

fn report<'a>(group: &[&Found<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = group.split_first() else { return };
    let holder = match first.kind {
        Kind::Prose => "this text",
        Kind::Address => "this address",
        kind => kind.words(),
    };
    let start: String = first.secret.chars().take(first.hit.shown).collect();
    let shown = if start.is_empty() { String::new() } else { format!(" (`{start}…`)") };
    let more = match others.len() {
        0 => String::new(),
        1 => String::from(", and so does another place"),
        count => format!(", and so do {count} other places"),
    };
    let finding = cx
        .report(place(first), format!("{holder} holds {}{shown}{more}", first.hit.what))
        .severity(first.hit.severity)
        .confidence(first.hit.confidence)
        .help("revoke it, then write a value that is plainly made up");
    for other in others.iter().take(5) {
        finding.related(place(other), "again here");
    }
}

/// The bytes of the secret; the whole value where what is written differs too much from what it says.
fn place<'a>(found: &Found<'a>) -> Place<'a> {
    let node = found.node;
    let raw = node.raw();
    let first = found.secret.lines().next().unwrap_or("");
    let last = found.secret.lines().last().unwrap_or("");
    // The lines of a block are indented.
    let written = raw.find(first).and_then(|start| {
        let end = if first == found.secret { start } else { start + raw.get(start..)?.find(last)? };
        Some((start, end + last.len()))
    });
    match written {
        Some((start, end)) => {
            let whole = node.span();
            Place::within(node, Span { start: whole.start + start as u32, end: whole.start + end as u32, ..whole })
        }
        None => Place::part(node, found.hit.range.clone()),
    }
}
