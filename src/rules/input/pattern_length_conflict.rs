//! See `rules/input/pattern-length-conflict.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Pattern, Schema};
use crate::model::regex::Length;
use crate::rules::patterns::{self, Origin, Wrong, quoted};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

struct Conflict<'a> {
    /// What is wrong, behind the pattern's name.
    what: String,
    limits: Vec<NodeRef<'a>>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let found = api.patterns().filter(|pattern| !pattern.is_idle()).filter_map(|pattern| {
        let what = conflict(pattern)?;
        Some(Wrong { pattern, what })
    });
    for group in patterns::groups(found) {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, what: conflict }) = told.first() else { continue };
            let text = quoted(&pattern.regex.text);
            let message = format!("the pattern {text}{} {}", patterns::times(told), conflict.what);
            let finding = cx.report(Place::value(pattern.node), message);
            if patterns::origin(*pattern) != Origin::Client {
                finding.severity(Severity::Low);
            }
            for limit in &conflict.limits {
                finding.related(Place::value(*limit), "and this limit");
            }
            if conflict.limits.is_empty() {
                finding.help(
                    "nothing can stand before `^` or behind `$`, quotes and slashes around a pattern belong to it",
                );
            }
            patterns::list(finding, told);
        }
    }
}

fn conflict<'a>(pattern: Pattern<'a>) -> Option<Conflict<'a>> {
    let language = &pattern.regex.language;
    if language.is_nothing == Some(true) {
        return Some(Conflict { what: "matches no text at all".to_owned(), limits: Vec::new() });
    }
    if pattern.is_key {
        return None;
    }
    let (least, most) = (limit(pattern.schema, Key::MinLength), limit(pattern.schema, Key::MaxLength));
    let shortest = least.map_or(0, |(number, _)| number);
    let longest = most.map(|(number, _)| number);
    // Limits that contradict each other are another rule's.
    let is_possible = longest.is_none_or(|longest| shortest <= longest);
    if !is_possible || language.admits_length(shortest, longest) != Some(false) {
        return None;
    }
    let own = match (language.least, language.most) {
        (least, Length::Finite(most)) if least == most => format!("texts of exactly {least} characters"),
        (least, Length::Finite(most)) => format!("texts of {least} to {most} characters"),
        (least, _) => format!("texts of {least} characters and more"),
    };
    let limits = match (least, most) {
        (Some((least, _)), Some((most, _))) if least == most => format!("`minLength` and `maxLength` of {most}"),
        (Some((least, _)), Some((most, _))) => format!("`minLength: {least}` and `maxLength: {most}`"),
        (Some((least, _)), None) => format!("`minLength: {least}`"),
        (None, Some((most, _))) => format!("`maxLength: {most}`"),
        (None, None) => return None,
    };
    let nodes = [least, most].into_iter().flatten().map(|(_, node)| node).collect();
    Some(Conflict { what: format!("matches {own}, of which {limits} admits none"), limits: nodes })
}

/// The limit of everything that must hold with the schema: the strictest.
fn limit(schema: Schema<'_>, key: Key) -> Option<(u64, NodeRef<'_>)> {
    let all = schema.conjuncts().parts.into_iter().filter_map(|part| part.own(key));
    let numbers = all.filter_map(|node| Some((number(node)?, node)));
    match key {
        Key::MinLength => numbers.max_by_key(|(number, _)| *number),
        _ => numbers.min_by_key(|(number, _)| *number),
    }
}

fn number(node: NodeRef<'_>) -> Option<u64> {
    let number = node.number()?;
    (number >= 0.0 && number.fract() == 0.0 && number < 1e15).then_some(number as u64)
}
