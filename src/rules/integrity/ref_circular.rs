//! See `rules/integrity/ref-circular.md`.

use crate::model::openapi::{Api, Circle, Key, Step};
use crate::rules::{Check, Cx, Place, Related};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for circle in api.endless_circles() {
        let Some(first) = named(&circle).next().or(circle.steps.first().map(|(node, _)| *node)) else { continue };
        let name = first.key().map_or("this schema", NodeRef::key_text);
        let way = way(&circle);
        let is_object = circle.steps.iter().any(|(_, step)| matches!(step, Step::Property(_)));
        let what = if is_object { "object" } else { "value" };
        let (message, help) = if circle.is_endless {
            (
                format!("`{name}` leads back to itself by {way}, so checking a value against it never ends"),
                "take one of them away: a common base must not list the schemas that include it",
            )
        } else {
            (
                format!(
                    "no {what} can satisfy `{name}`: by {way} it demands another `{name}` inside each one, without end"
                ),
                "let the circle end somewhere: make the property optional, allow `null`, or allow no items",
            )
        };
        let known = cx.smallest(std::iter::once(first).chain(named(&circle)));
        let finding = cx.report(Place::key(first), message).help(help).known_by(known);
        for other in named(&circle).skip(1).take(4) {
            finding.related(Place::key(other), "on the way round");
        }
    }
}

/// The definitions on the circle: what a reference names.
fn named<'c, 'a>(circle: &'c Circle<'a>) -> impl Iterator<Item = NodeRef<'a>> + 'c {
    let before = circle.steps.iter().cycle().skip(circle.steps.len() - 1);
    let named = circle.steps.iter().zip(before).filter(|(_, (_, step))| *step == Step::Reference);
    named.map(|((node, _), _)| *node)
}

/// What leads from one to the next, references left aside, each once.
fn way(circle: &Circle<'_>) -> String {
    let mut words: Vec<String> = Vec::new();
    for (_, step) in &circle.steps {
        let word = match step {
            Step::Reference => continue,
            Step::Keyword(key) => format!("`{}`", key.as_str()),
            Step::Property(name) => format!("the required property `{name}`"),
            Step::Items => format!("`{}`", Key::MinItems.as_str()),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    match words.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => words.concat(),
    }
}
