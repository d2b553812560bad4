//! See `rules/integrity/yaml-resource-abuse.md`.

use crate::finding::{Profile, Severity};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::{Document, Format, Kind, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Document(check)];

/// From so many nodes on, with aliases written out, a text counts as large.
const LARGE: u64 = 200_000;
/// How many times larger than written a large text may become.
const RATIO: u64 = 10;
/// Levels below which common readers give up or run out of stack.
const DEEP: usize = 100;

fn check<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    if document.format != Format::Yaml {
        return;
    }
    expansion(document, cx);
    depth(document, cx);
    tags(document, cx);
}

/// Sizes with aliases written out. An anchor stands before its aliases and its subtree is contiguous, so that one pass with
/// running sums knows the size of what an alias names.
fn expansion<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    if !document.source.text.contains('*') {
        return;
    }
    let count = document.tree.len();
    // At each index the size of all nodes before that node.
    let mut sums: Vec<u64> = Vec::with_capacity(count + 1);
    sums.push(0);
    let mut worst: Option<(u64, NodeRef<'a>)> = None;
    for node in document.roots().flat_map(|root| root.subtree()) {
        let before = sums.last().copied().unwrap_or(0);
        let mut own = 1;
        if node.kind() == Kind::Alias {
            let target = node.resolve_alias();
            let end = sums.get(target.subtree_end().0 as usize);
            let start = sums.get(target.id.0 as usize);
            // An alias inside its own anchor has no end yet.
            if let (Some(start), Some(end)) = (start, end)
                && target.id != node.id
            {
                own = end.saturating_sub(*start).max(1);
                if worst.is_none_or(|(most, _)| own > most) {
                    worst = Some((own, node));
                }
            }
        }
        sums.push(before.saturating_add(own));
    }
    let total = sums.last().copied().unwrap_or(0);
    let written = count as u64;
    if let Some((largest, alias)) = worst.filter(|_| total > LARGE && total / RATIO > written) {
        let times = total / written.max(1);
        let message = format!("aliases make {total} nodes of the {written} that are written, {times} times as many");
        cx.report(alias, message)
            .label(format!("this one alone brings {largest}"))
            .help("write the shared part once and refer to it with `$ref`");
    }
}

fn depth<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let mut open: Vec<u32> = Vec::new();
    for node in document.roots().flat_map(|root| root.subtree()) {
        while open.last().is_some_and(|end| *end <= node.id.0) {
            open.pop();
        }
        if node.is_map() || node.is_seq() {
            open.push(node.subtree_end().0);
        }
        if open.len() > DEEP {
            cx.report(Place::key(node), format!("the text is nested more than {DEEP} levels deep"))
                .label("deeper than this from here on")
                .help("move inner parts into definitions of their own");
            return;
        }
    }
}

fn tags<'a>(document: &'a Document, cx: &mut Cx<'a>) {
    let nodes = document.roots().flat_map(|root| root.subtree());
    let tagged = nodes.filter_map(|node| Some((node, node.tag()?))).filter(|(_, tag)| !is_standard(tag));
    for alike in many::by_key(tagged, |(_, tag)| *tag) {
        let Some((first, tag)) = alike.first() else { continue };
        let builds = builds_objects(tag);
        if !builds && cx.profile() == Profile::Recommended {
            continue;
        }
        let what = if builds {
            "which makes some readers build an object of the program that reads it"
        } else {
            "which only one program gives a meaning to"
        };
        let count = if alike.len() == 1 { String::new() } else { format!(", at {} places", alike.len()) };
        let finding = cx.report(Place::key(*first), format!("the tag `{tag}` stands here, {what}{count}"));
        finding.value(*tag).help("write the value itself; tags of JSON's types need not be written");
        if !builds {
            finding.severity(Severity::Low);
        }
        many::list(finding, alike.iter().skip(1).map(|(node, _)| Place::key(*node)), "here too");
    }
}

/// The tags of YAML's JSON schema (YAML 1.2.2, 10.2).
fn is_standard(tag: &str) -> bool {
    let long = || tag.strip_prefix("!<tag:yaml.org,2002:")?.strip_suffix('>');
    let name = tag.strip_prefix("!!").or_else(long);
    tag == "!" || name.is_some_and(|name| matches!(name, "null" | "bool" | "int" | "float" | "str" | "map" | "seq"))
}

/// Tags of readers that call constructors.
fn builds_objects(tag: &str) -> bool {
    let lower = tag.to_ascii_lowercase();
    let classes = ["python/", "ruby/", "java.", "javax.", "js/", "php/", "perl/", "com.", "org.", "net."];
    let name = lower.trim_start_matches("!<tag:yaml.org,2002:").trim_start_matches('!');
    classes.iter().any(|class| name.starts_with(class))
}
