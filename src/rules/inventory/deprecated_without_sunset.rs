//! See `rules/inventory/deprecated-without-sunset.md`.

use crate::model::openapi::{Api, Fields, Key, Operation};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let silent: Vec<Operation<'a>> =
        api.served().filter(|operation| operation.is_deprecated() && !says_until_when(*operation)).collect();
    // What nobody decided for one was not decided for the others.
    let size = if silent.len() > many::MANY { silent.len() } else { 1 };
    for told in silent.chunks(size) {
        let Some((first, others)) = told.split_first() else { continue };
        let title = first.title();
        let message = match others.len() {
            0 => format!("`{title}` is deprecated, but nothing says until when it answers or what replaces it"),
            more => format!(
                "`{title}` and {more} more operations are deprecated, but nothing says until when they answer or what replaces them"
            ),
        };
        let finding = cx.report(place(*first), message);
        finding.help("describe a `Sunset` header, or write the date and the replacement into the description");
        many::known(finding, told, "operations");
        many::list(finding, others.iter().map(|operation| place(*operation)), "deprecated too");
    }
}

fn place(operation: Operation<'_>) -> Place<'_> {
    operation.node().field(Key::Deprecated).map_or(Place::key(operation.node()), Place::key)
}

fn says_until_when(operation: Operation<'_>) -> bool {
    let node = operation.node();
    let has_header = operation
        .responses()
        .iter()
        .any(|response| response.has_header("sunset") || response.has_header("deprecation"));
    has_header
        || node.field(Key::ExternalDocs).is_some()
        || node.entries().any(|(key, _)| key.key_text().starts_with("x-") && names_end(key.key_text()))
        || [Key::Description, Key::Summary]
            .into_iter()
            .filter_map(|key| node.field(key)?.text())
            .any(|text| says_more(&text))
        || operation.path_items().any(|item| speaks(item))
}

fn speaks(item: NodeRef<'_>) -> bool {
    item.field(Key::Description).and_then(NodeRef::text).is_some_and(|text| says_more(&text))
}

/// `x-sunset`, `x-deprecated-since`, `x-removal-date`, `x-replaced-by`.
fn names_end(key: &str) -> bool {
    let is_end = |word: &String| {
        matches!(
            word.as_str(),
            "sunset"
                | "deprecation"
                | "deprecated"
                | "removal"
                | "removed"
                | "replaced"
                | "replacement"
                | "retired"
                | "eol"
        )
    };
    words::split(key).iter().any(is_end)
}

/// A year, a link, another operation, or a word that leads on.
fn says_more(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let leads_on = [
        "instead",
        "replaced",
        "replacement",
        "superseded",
        "use the",
        "please use",
        "see ",
        "migrat",
        "switch to",
        "http",
        "sunset",
        "will be removed",
        "](",
        "in favor",
        "in favour",
        "removed in",
        "moved to",
    ];
    let has_year = |text: &str| {
        text.as_bytes().windows(4).any(|four| four.starts_with(b"20") && four.iter().all(u8::is_ascii_digit))
    };
    leads_on.iter().any(|word| lower.contains(word)) || has_year(&lower)
}
