//! See `rules/input/media-type-disallowed.md`.

use crate::model::openapi::{Api, MediaTypeName, essence};
use crate::rules::{Check, Cx, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let allowed: Vec<String> = cx.option("allow").iter().map(|entry| essence(entry)).collect();
    if allowed.is_empty() {
        return;
    }
    let is_allowed = |name: &MediaTypeName<'a>| allowed.iter().any(|entry| matches(entry, &essence(&name.text)));
    let others = api.media_type_names().into_iter().filter(|name| !is_allowed(name));
    for group in many::by_key(others, |name| essence(&name.text)) {
        let Some(first) = group.first() else { continue };
        let places = if group.len() > 1 { format!(", in {} places", group.len()) } else { String::new() };
        let message = format!("`{}` is none of the media types this project allows{places}", first.text);
        let finding = cx.report(many::entry(first.node), message);
        finding.known_by("media types").value(essence(&first.text)).help(format!("use one of {}", listed(&allowed)));
        many::list(finding, group.iter().skip(1).map(|name| many::entry(name.node)), "here as well");
    }
}

/// `image/*` allows `image/png`, `application/*+json` what ends in `+json`.
fn matches(allowed: &str, essence: &str) -> bool {
    match allowed.split_once('*') {
        Some(("", "/*")) => true,
        Some((before, behind)) => {
            essence.len() >= before.len() + behind.len() && essence.starts_with(before) && essence.ends_with(behind)
        }
        None => allowed == essence,
    }
}

fn listed(allowed: &[String]) -> String {
    let shown: Vec<String> = allowed.iter().take(5).map(|entry| format!("`{entry}`")).collect();
    let more = if allowed.len() > 5 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn ranges_allow_what_they_cover() {
        for (allowed, essence) in [
            ("application/json", "application/json"),
            ("image/*", "image/png"),
            ("application/*+json", "application/problem+json"),
            ("*/*", "text/csv"),
        ] {
            assert!(matches(allowed, essence), "{allowed} {essence}");
        }
        for (allowed, essence) in
            [("application/json", "application/problem+json"), ("image/*", "*/*"), ("application/*+json", "text/json")]
        {
            assert!(!matches(allowed, essence), "{allowed} {essence}");
        }
    }
}
