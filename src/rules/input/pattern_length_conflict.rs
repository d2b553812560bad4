//! See `rules/input/pattern-length-conflict.md`.

use hashbrown::HashSet;

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Pattern, Schema};
use crate::model::regex::Length;
use crate::rules::patterns::{self, Origin, Wrong, quoted};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::{At, NodeRef};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

struct Conflict<'a> {
    /// What is wrong, behind the pattern's name.
    what: String,
    limits: Vec<NodeRef<'a>>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let alone = api.patterns().map(|pattern| (pattern, pattern.schema));
    // A limit in one branch holds for the pattern in another.
    let together = api.schemas().filter(|schema| schema.own(Key::AllOf).is_some()).flat_map(|whole| {
        let branches = whole.conjuncts().parts.into_iter().filter_map(Schema::pattern);
        branches.map(move |pattern| (pattern, whole))
    });
    let mut seen: HashSet<At> = HashSet::new();
    let found = alone.chain(together).filter(|(pattern, _)| !pattern.is_idle()).filter_map(|(pattern, whole)| {
        let what = conflict(pattern, whole)?;
        seen.insert(pattern.node.at()).then_some(Wrong { pattern, what })
    });
    let found: Vec<_> = found.collect();
    for group in patterns::groups(found) {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, what: conflict }) = told.first() else { continue };
            let text = quoted(&pattern.regex.text);
            let message = format!("the pattern {text}{} {}", patterns::times(told), conflict.what);
            let finding = patterns::report(told, Place::value(pattern.node), message, cx);
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

/// Whether the limits of a schema admit no text that a pattern in it matches.
fn conflict<'a>(pattern: Pattern<'a>, whole: Schema<'a>) -> Option<Conflict<'a>> {
    let language = &pattern.regex.language;
    if language.is_nothing == Some(true) {
        return Some(Conflict { what: "matches no text at all".to_owned(), limits: Vec::new() });
    }
    if pattern.is_key {
        return None;
    }
    let (least, most) = (limit(whole, Key::MinLength), limit(whole, Key::MaxLength));
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
        (Some((least, _)), Some((most, _))) => format!("`minLength: {least}` and `maxLength: {most}`"),
        (Some((least, _)), None) => format!("`minLength: {least}`"),
        (None, Some((most, _))) => format!("`maxLength: {most}`"),
        (None, None) => return None,
    };
    let nodes = [least, most].into_iter().flatten().map(|(_, node)| node).collect();
    Some(Conflict { what: format!("matches {own}, none of them within {limits}"), limits: nodes })
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
