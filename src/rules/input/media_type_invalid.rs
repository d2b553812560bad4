//! See `rules/input/media-type-invalid.md`.

use crate::model::openapi::{Api, MediaTypeName, Misnamed, misnamed};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // What a template fills in is not known.
    let is_written = |name: &MediaTypeName<'a>| !name.text.contains("${") && !name.text.contains("{{");
    let names = api.media_type_names().into_iter().filter(is_written);
    let wrong = names.filter_map(|name| Some((misnamed(&name.text)?, name)));
    for group in many::by_key(wrong, |(_, name)| name.text.clone()) {
        let Some((why, first)) = group.first() else { continue };
        let text = &first.text;
        let message = match (why, text.split_once('/')) {
            (Misnamed::UnknownType, Some((main, _))) => format!("`{text}`: there are no media types under `{main}/`"),
            _ if text.is_empty() => "an empty text is no media type".to_owned(),
            _ => format!("`{text}` is no media type"),
        };
        let places = if group.len() > 1 { format!(", in {} places", group.len()) } else { String::new() };
        let finding = cx.report(many::entry(first.node), format!("{message}{places}"));
        finding
            .known_by("media types")
            .value(text.as_ref())
            .help("write it as registered, such as `application/json` or `text/csv; charset=utf-8`");
        many::list(finding, group.iter().skip(1).map(|(_, name)| many::entry(name.node)), "here as well");
    }
}
