//! See `rules/input/pattern-unanchored.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Pattern};
use crate::model::regex::{Anchor, Regex};
use crate::rules::patterns::{self, Origin, Wrong, quoted, shown};
use crate::rules::{Check, Cx, Place, many};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// Steps that trying out an example may take.
const STEPS: u64 = 20_000;
/// What nobody wants to let through.
const ANYTHING: &str = "<script>";

struct Open {
    at_start: bool,
    at_end: bool,
    example: Option<String>,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let all = patterns::wants_all(cx);
    let found = api.patterns().filter_map(|pattern| {
        let is_wanted = patterns::origin(pattern) == Origin::Client && !pattern.is_key;
        let longest = longest(pattern).filter(|_| !pattern.is_key);
        let open = open(pattern.regex, longest).filter(|_| (is_wanted || all) && !pattern.is_idle())?;
        Some(Wrong { pattern, what: open })
    });
    let groups = patterns::groups(found);
    if many::is_one_decision(groups.len(), cx) {
        let message = format!(
            "patterns are not anchored, so that a part of the text is enough to match: {} different ones",
            groups.len()
        );
        let finding = cx.report(Place::key(many::whole(api)), message);
        finding.help("begin each with `^` and end it with `$`; put alternatives into a group between them");
        let firsts = groups.iter().filter_map(|group| group.first());
        many::list(finding, firsts.map(|wrong| Place::value(wrong.pattern.node)), "not anchored");
        return;
    }
    for group in groups {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, what: open }) = told.first() else { continue };
            let text = quoted(&pattern.regex.text);
            let what = if pattern.is_key { "a property whose name has" } else { "a text that has" };
            let side = match (open.at_start, open.at_end) {
                (true, true) => format!("{what} anything before or behind it passes"),
                (true, false) => format!("{what} anything before it passes"),
                _ => format!("{what} anything behind it passes"),
            };
            let proof =
                open.example.as_deref().map_or(String::new(), |example| format!(", such as {}", shown(example)));
            let message = format!("the pattern {text}{} is not anchored: {side}{proof}", patterns::times(told));
            let finding = patterns::report(told, Place::value(pattern.node), message, cx);
            finding.severity(weight(*pattern)).help(help(pattern.regex, open));
            patterns::list(finding, told);
        }
    }
}

fn weight(pattern: Pattern<'_>) -> Severity {
    match patterns::origin(pattern) {
        Origin::Client if !pattern.is_key => Severity::Medium,
        _ => Severity::Info,
    }
}

/// The greatest length of a text, in code points, that the schema or what holds with it states.
fn longest(pattern: Pattern<'_>) -> Option<u64> {
    let stated = pattern.schema.keyword(Key::MaxLength)?.number()?;
    (stated >= 0.0).then_some(stated as u64)
}

fn open(regex: &Regex, longest: Option<u64>) -> Option<Open> {
    let language = &regex.language;
    // Beside the shortest match there is no room for anything.
    if longest.is_some_and(|longest| longest <= u64::from(language.least)) {
        return None;
    }
    if language.only_looks || language.is_everything == Some(true) || language.is_nothing == Some(true) {
        return None;
    }
    let side = |anchor: &Anchor| match anchor {
        Anchor::Open { is_meant: false, example } => Some(example.clone()),
        _ => None,
    };
    let (start, end) = (side(&language.start), side(&language.end));
    // `^https://` and `\.pdf$` ask how a text begins or ends, and mean it.
    let asks_one_side = language.is_literal && (language.start == Anchor::Tied || language.end == Anchor::Tied);
    if asks_one_side || (start.is_none() && end.is_none()) {
        return None;
    }
    let tries =
        [end.as_ref().map(|text| format!("{text}{ANYTHING}")), start.as_ref().map(|text| format!("{ANYTHING}{text}"))];
    let fits = |text: &String| longest.is_none_or(|longest| text.chars().count() as u64 <= longest);
    let passes = |text: &String| fits(text) && regex.search(text, STEPS).matches == Some(true);
    let example = tries.into_iter().flatten().find(passes);
    Some(Open { at_start: start.is_some(), at_end: end.is_some(), example })
}

fn help(regex: &Regex, open: &Open) -> String {
    let text = &regex.text;
    let has_choice = text.contains('|');
    // Which anchors are there already is only sure where nothing branches.
    if has_choice && text.contains(['^', '$']) {
        return "put the alternatives into one group between the anchors: `^(?:…|…)$`".to_owned();
    }
    let (front, back) = (if open.at_start { "^" } else { "" }, if open.at_end { "$" } else { "" });
    if text.chars().count() > 60 {
        return format!("write `{front}` in front of it and `{back}` behind it")
            .replace("`` in front of it and ", "")
            .replace(" and `` behind it", "");
    }
    match has_choice {
        true => format!("write `{front}(?:{text}){back}`"),
        false => format!("write `{front}{text}{back}`"),
    }
}
