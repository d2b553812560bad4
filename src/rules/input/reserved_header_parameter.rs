//! See `rules/input/reserved-header-parameter.md`.

use super::parameters_in;
use crate::model::openapi::{Api, Fields, Key, Kind, Location};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// A header that is described where descriptions of it do not count.
struct Ignored<'a> {
    name: String,
    place: Place<'a>,
    is_parameter: bool,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut found: Vec<Ignored<'a>> = Vec::new();
    for parameter in parameters_in(api, Location::Header) {
        let name = parameter.name();
        if name.eq_ignore_ascii_case("accept") || name.eq_ignore_ascii_case("content-type") {
            found.push(Ignored { name: name.into_owned(), place: Place::parameter(parameter), is_parameter: true });
        }
    }
    for holder in api.nodes_of(Kind::Response).chain(api.nodes_of(Kind::Encoding)) {
        for (key, _) in holder.field(Key::Headers).into_iter().flat_map(NodeRef::entries) {
            if key.key_text().eq_ignore_ascii_case("content-type") {
                let name = key.key_text().to_owned();
                found.push(Ignored { name, place: Place::key(key), is_parameter: false });
            }
        }
    }
    for group in many::by_key(found, |one| (one.name.to_ascii_lowercase(), one.is_parameter)) {
        for told in many::told(&group, cx) {
            report(told, cx);
        }
    }
}

fn report(told: &[Ignored<'_>], cx: &mut Cx<'_>) {
    let Some((first, others)) = told.split_first() else { return };
    let name = &first.name;
    let what = if first.is_parameter { "parameter" } else { "header" };
    let count = if others.is_empty() { String::new() } else { format!(" ({} times)", told.len()) };
    let message = format!("the {what} `{name}` is ignored, so what it says about the header counts for nothing{count}");
    let help = match (first.is_parameter, name.eq_ignore_ascii_case("accept")) {
        (true, true) => "the media types that can be asked for are the keys of `content` in the responses",
        (true, false) => "the media types that are accepted are the keys of `content` in the request body",
        (false, _) => "the media type is the key in `content`",
    };
    let finding = cx.report(first.place, message).help(help);
    many::known(finding, told, format!("{what}:{}", name.to_ascii_lowercase()));
    many::list(finding, others.iter().map(|one| one.place), "ignored too");
}
