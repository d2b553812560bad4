//! See `rules/inventory/path-invalid.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Fields, Key, variables};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Flaw {
    Dots,
    Encoded,
    Backslash,
    NoSlash,
    DoubleSlash,
    Query,
    Fragment,
    Empty,
    Brace,
    Space,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let paths = api.root().field(Key::Paths).into_iter().flat_map(NodeRef::entries);
    let paths = paths.filter(|(key, _)| !key.key_text().starts_with("x-"));
    let found = paths.filter_map(|(key, _)| Some((key, flaw(key.key_text())?)));
    // Whoever writes one path so writes all of them so.
    for group in many::by_key(found, |(_, flaw)| *flaw) {
        let Some(((first, flaw), others)) = group.split_first() else { continue };
        let (why, help, severity) = flaw.words();
        let message = match others.len() {
            0 => format!("`{}` {why}", first.key_text()),
            more => format!("`{}` {why} ({more} more like it)", first.key_text()),
        };
        let finding = cx.report(Place::key(*first), message).severity(severity);
        finding.known_by(format!("paths:{flaw:?}")).help(help);
        many::list(finding, others.iter().map(|(key, _)| Place::key(*key)), "this one too");
    }
}

impl Flaw {
    fn words(self) -> (&'static str, &'static str, Severity) {
        match self {
            Self::Dots => (
                "has a segment of dots, which clients and proxies resolve before they send it",
                "write the path it stands for",
                Severity::High,
            ),
            Self::Encoded => (
                "has an encoded slash, backslash or dot, which some components decode before they match and some after",
                "write the path without it",
                Severity::High,
            ),
            Self::Backslash => (
                "has a backslash, which some components take for a slash",
                "write a slash, or leave it out",
                Severity::High,
            ),
            Self::NoSlash => (
                "does not start with a slash, so tools that join it to the server go somewhere else or skip it",
                "write the slash",
                Severity::Medium,
            ),
            Self::DoubleSlash => (
                "has an empty segment, which some components drop before they match",
                "write one slash",
                Severity::Medium,
            ),
            Self::Query => (
                "has a query in it, and routers match paths only",
                "describe the query by parameters; operations that differ in the query only become one",
                Severity::Medium,
            ),
            Self::Fragment => (
                "has a fragment in it, which is never sent",
                "describe what tells the operations apart, a header or the body",
                Severity::Medium,
            ),
            Self::Empty => ("has a variable without a name", "name it, and declare the parameter", Severity::High),
            Self::Brace => ("has a brace without its other half", "write variables as `{name}`", Severity::Medium),
            Self::Space => ("has white space in it, which no URL has", "remove or encode it", Severity::Medium),
        }
    }
}

/// The worst flaw of a path. What stands in braces belongs to the router.
fn flaw(path: &str) -> Option<Flaw> {
    let mut plain = String::new();
    let mut from = 0;
    let mut is_nameless = false;
    for variable in variables(path) {
        plain.push_str(path.get(from..variable.range.start)?);
        plain.push('*');
        is_nameless |= variable.written.trim().is_empty();
        from = variable.range.end;
    }
    plain.push_str(path.get(from..)?);
    let before = plain.split(['?', '#']).next().unwrap_or("");
    let lower = before.to_ascii_lowercase();
    let encoded = ["%2f", "%5c", "%2e", "%00"];
    let flaws = [
        (before.split('/').any(|segment| segment == "." || segment == ".."), Flaw::Dots),
        (encoded.iter().any(|code| lower.contains(code)), Flaw::Encoded),
        (before.contains('\\'), Flaw::Backslash),
        (is_nameless, Flaw::Empty),
        (!before.starts_with('/'), Flaw::NoSlash),
        (plain.contains('?'), Flaw::Query),
        (plain.contains('#'), Flaw::Fragment),
        (before.contains("//"), Flaw::DoubleSlash),
        (plain.contains(['{', '}']), Flaw::Brace),
        (before.contains(char::is_whitespace), Flaw::Space),
    ];
    flaws.into_iter().find(|(is_there, _)| *is_there).map(|(_, flaw)| flaw)
}
