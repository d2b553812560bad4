//! See `rules/integrity/example-mismatch.md`.

use hashbrown::HashMap;

use crate::model::openapi::validate::{Mismatch, Verdict};
use crate::model::openapi::{Api, Example};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::syntax::At;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // An example of a definition is one, however many uses it has. Where these ask for different things one is told, the
    // same whatever comes first.
    let mut told: HashMap<At, usize> = HashMap::new();
    let mut wrong: Vec<(Example<'a>, Box<Mismatch<'a>>)> = Vec::new();
    for example in api.examples() {
        let Verdict::Differs(mismatch) = example.schema.judge(example.value, example.reading) else { continue };
        let at = *told.entry(mismatch.data.at()).or_insert(wrong.len());
        match wrong.get_mut(at) {
            Some((known, first)) if first.keyword != mismatch.keyword => {
                if cx.address(mismatch.keyword) < cx.address(first.keyword) {
                    (*known, *first) = (example, mismatch);
                }
            }
            Some(_) => {}
            None => wrong.push((example, mismatch)),
        }
    }
    // One keyword that examples break again and again is one cause.
    for group in many::by_key(wrong, |(_, mismatch)| mismatch.keyword.at()) {
        report(&group, cx);
    }
}

fn report<'a>(group: &[(Example<'a>, Box<Mismatch<'a>>)], cx: &mut Cx<'a>) {
    let Some((example, mismatch)) = group.first() else { return };
    let is_inner = mismatch.data != example.value;
    let more = match group.len() {
        1 => String::new(),
        2 => ", as in 1 more example".to_owned(),
        count => format!(", as in {} more examples", count - 1),
    };
    let message = format!("the example does not fit the schema: {}{more}", mismatch.message());
    let known = cx.address(mismatch.keyword);
    let finding = cx
        .report(Place::value(mismatch.data), message)
        .known_by(known)
        .label(if is_inner { "this part" } else { "no valid value" })
        .related(Place::value(mismatch.keyword), "what the schema says");
    if is_inner && let Some(key) = example.value.key() {
        finding.related(Place::key(key), "the example");
    }
    for (_, mismatch) in group.iter().skip(1).take(5) {
        finding.related(Place::value(mismatch.data), "the same in another example");
    }
    finding.help("correct the example, or the schema if servers and clients do as the example shows");
}
