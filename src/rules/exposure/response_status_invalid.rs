//! See `rules/exposure/response-status-invalid.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Kind, Version};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let maps = api.nodes_of(Kind::Responses).filter(|map| map.is_map());
    let keys = maps.flat_map(NodeRef::entries).map(|(key, _)| key);
    let wrong: Vec<(NodeRef<'a>, Wrong)> = keys.filter_map(|key| Some((key, judge(api, key.key_text())?))).collect();
    // The same slip at every operation is one.
    for alike in many::by_key(wrong, |(key, wrong)| (key.key_text(), *wrong)) {
        for told in many::told(&alike, cx) {
            report(told, cx);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Wrong {
    /// A range in lower case.
    Case,
    /// A range, which 2.0 does not have.
    Range,
    /// Nothing HTTP knows.
    Other,
}

fn judge(api: &Api, status: &str) -> Option<Wrong> {
    if status == "default" || status.starts_with("x-") {
        return None;
    }
    let bytes = status.as_bytes();
    let is_class = matches!(bytes.first(), Some(b'1'..=b'5'));
    match bytes {
        [_, b'0'..=b'9', b'0'..=b'9'] if is_class => None,
        [_, b'X', b'X'] if is_class && api.version != Version::V2 => None,
        [_, b'x' | b'X', b'x' | b'X'] if is_class && api.version == Version::V2 => Some(Wrong::Range),
        [_, b'x' | b'X', b'x' | b'X'] if is_class => Some(Wrong::Case),
        _ => Some(Wrong::Other),
    }
}

fn report<'a>(alike: &[(NodeRef<'a>, Wrong)], cx: &mut Cx<'a>) {
    let Some((key, wrong)) = alike.first() else { return };
    let status = key.key_text();
    let more = match alike.len() {
        1 => String::new(),
        2 => ", here and in 1 more operation".to_owned(),
        count => format!(", here and in {} more operations", count - 1),
    };
    let (why, help) = match wrong {
        Wrong::Case => ("ranges are written with a capital `X`", format!("write `{}`", status.to_uppercase())),
        Wrong::Range => ("2.0 has no ranges", "name each status, or use `default` for the rest".to_owned()),
        Wrong::Other => (
            "it is no status from 100 to 599, no range and not `default`",
            "name one status with its three digits, a range such as `4XX` (from 3.0 on), or `default`".to_owned(),
        ),
    };
    let message = format!("`{status}` describes no response: {why}{more}");
    let finding = cx.report(Place::value(*key), message).help(help).value(status);
    if *wrong == Wrong::Case {
        finding.severity(Severity::Low);
    }
    many::known(finding, alike, "responses");
    many::list(finding, alike.iter().skip(1).map(|(key, _)| Place::value(*key)), "here too");
}
