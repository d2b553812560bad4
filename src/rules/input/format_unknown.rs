//! See `rules/input/format-unknown.md`.

use super::formats::{FORMATS, types_of};
use crate::model::openapi::{Api, Key};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::words::nearest;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Spellings that people mean a registered format by.
const MEANT: &[(&str, &str)] = &[
    ("datetime", "date-time"),
    ("guid", "uuid"),
    ("url", "uri"),
    ("ip", "ipv4"),
    ("integer", "int64"),
    ("int", "int32"),
    ("long", "int64"),
    ("base64", "byte"),
    ("markdown", "commonmark"),
    ("timestamp", "date-time"),
];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let allowed = cx.option("allow");
    let stated = api.schemas().filter_map(|schema| schema.own(Key::Format));
    let unknown = stated.filter_map(|node| {
        let format = node.string().filter(|format| types_of(format).is_none())?;
        (!allowed.iter().any(|allowed| **allowed == *format)).then_some((node, format))
    });
    for group in many::by_key(unknown, |(_, format)| format.clone()) {
        let Some((first, format)) = group.first() else { continue };
        let places = match group.len() {
            1 => String::new(),
            count => format!(", at {count} places"),
        };
        let finding = cx
            .report(*first, format!("nobody registered the format `{format}`: it restricts nothing{places}"))
            .label("checked by nobody")
            .value(format.to_string())
            .known_by("formats");
        let registered = FORMATS.iter().map(|(name, _)| *name);
        let meant = MEANT.iter().find(|(name, _)| name.eq_ignore_ascii_case(format)).map(|(_, meant)| *meant);
        let meant = meant.or_else(|| registered.clone().find(|name| name.eq_ignore_ascii_case(format)));
        match meant.or_else(|| nearest(format, registered).filter(|_| format.len() > 5)) {
            Some(meant) => finding.help(format!("write `{meant}`, if that is meant; else `pattern` and limits")),
            None => finding.help("say the same with `pattern`, lengths or bounds, or list the format under `allow`"),
        };
        for (node, _) in group.iter().skip(1).take(5) {
            finding.related(Place::value(*node), "the same format");
        }
    }
}
