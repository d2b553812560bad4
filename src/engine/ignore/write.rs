//! Writing an ignore: where one goes so that it covers a place, in the style of its surroundings. Each is read back
//! before it is offered, so what is offered has effect.

use super::{Written, comment, extension};
use crate::model::openapi::WORDS;
use crate::source::{Source, SourceId, Span};
use crate::syntax::{Document, Element, Format, Limits, NodeRef, parse_as};

/// Text that ignores a rule once it stands at its place; the reason goes between its halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// Byte it is to be put in front of.
    pub at: usize,
    /// What stands before the reason.
    pub before: String,
    /// What stands behind it.
    pub after: String,
    /// True where the reason is part of a JSON string.
    pub quoted: bool,
}

impl Insertion {
    /// The text with a reason, which may be empty.
    pub fn text(&self, reason: &str) -> String {
        let reason = match self.quoted {
            true => {
                let string = serde_json::Value::from(reason).to_string();
                string.get(1..string.len() - 1).unwrap_or_default().to_owned()
            }
            false => reason.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        format!("{}{reason}{}", self.before, self.after)
    }
}

/// The ignore of `rule` for what stands at `place` in `text`: the nearest that has effect, if there is one. `name` is that
/// of the file.
pub fn insertion(name: &str, text: &str, place: (usize, usize), rule: &str) -> Option<Insertion> {
    let source = Source::new(SourceId(0), name, text);
    let document = crate::syntax::parse(source, &Limits::default(), WORDS);
    let start = document.tree.first_from(place.0 as u32).map(|id| document.node(id));
    // A place within a scalar has no node of its own.
    let node = start.filter(|node| node.span().start as usize == place.0).or_else(|| {
        let around = |node: &NodeRef<'_>| node.span().start as usize <= place.0 && place.1 <= node.span().end as usize;
        document.root()?.subtree().filter(around).last()
    })?;
    let around = std::iter::successors(Some(node), |node| node.parent());
    around.filter_map(|node| candidate(&document, node, rule)).find(|it| has_effect(&document, it, place, rule))
}

fn candidate(document: &Document, node: NodeRef<'_>, rule: &str) -> Option<Insertion> {
    match document.format {
        Format::Json => entry(node, rule),
        Format::Yaml => Some(line(document, node.grip().start, ("# apivet: ignore[", "] -- ", ""), rule)),
        Format::Xml => {
            let start = Element::new(node)?.node().span().start;
            Some(line(document, start, ("<!-- apivet: ignore[", "]: ", " -->"), rule))
        }
    }
}

/// A comment on a line of its own above a byte, indented like its line.
fn line(document: &Document, below: u32, (open, middle, close): (&str, &str, &str), rule: &str) -> Insertion {
    let text = document.source.text.as_str();
    let lines = document.source.lines();
    let at = lines.range(text, lines.line_of(text, below)).start;
    let behind = text.get(at..).unwrap_or_default();
    let indent = behind.get(..behind.len() - behind.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Insertion { at, before: format!("{indent}{open}{rule}{middle}"), after: format!("{close}{end}"), quoted: false }
}

/// Keys whose values hold names somebody chose, or data: an extension would be one more of them.
const NOT_OBJECTS: [&str; 28] = [
    "$defs",
    "callbacks",
    "const",
    "content",
    "default",
    "definitions",
    "dependentSchemas",
    "encoding",
    "enum",
    "example",
    "examples",
    "headers",
    "links",
    "mapping",
    "mediaTypes",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "value",
    "variables",
    "webhooks",
];

/// An entry of the extension in a JSON object.
fn entry(node: NodeRef<'_>, rule: &str) -> Option<Insertion> {
    let is_named = node.key().is_some_and(|key| NOT_OBJECTS.contains(&key.key_text()));
    // A requirement is a map of names too.
    let is_requirement = node.parent().and_then(NodeRef::key).is_some_and(|key| key.key_text() == "security");
    if !node.is_map() || is_named || is_requirement {
        return None;
    }
    let item = |end: &str| (format!("{{\"rule\": \"{rule}\", \"reason\": \""), format!("\"}}{end}"));
    if let Some(list) = node.get("x-apivet-ignore") {
        let (before, after) = item(if list.is_empty() { "" } else { ", " });
        let at = list.span().start as usize + 1;
        return list.is_seq().then_some(Insertion { at, before, after, quoted: true });
    }
    let at = node.span().start as usize + 1;
    let inside = node.doc.source.text.get(at..)?;
    let space = inside.get(..inside.len() - inside.trim_start().len())?;
    let (before, after) = item(if node.is_empty() { "]" } else { "]," });
    // In front of the first key, which keeps the space it has.
    let lead = if space.contains('\n') { space } else { "" };
    let trail = if !node.is_empty() && node.raw().contains(": ") { " " } else { "" };
    let (at, before, after) = match lead {
        "" => (at + space.len(), format!("\"x-apivet-ignore\": [{before}"), format!("{after}{trail}")),
        lead => (at, format!("{lead}\"x-apivet-ignore\": [{before}"), after),
    };
    Some(Insertion { at, before, after, quoted: true })
}

/// Whether the text, once it holds the insertion, is as sound as before and ignores the rule at the place.
fn has_effect(document: &Document, insertion: &Insertion, place: (usize, usize), rule: &str) -> bool {
    let mut text = document.source.text.clone();
    let added = insertion.text("reason");
    text.insert_str(insertion.at, &added);
    let moved = |at: usize| if at >= insertion.at { at + added.len() } else { at };
    let source = Source::new(SourceId(0), document.source.uri.as_str(), text);
    let changed = parse_as(document.format, source, &Limits::default(), WORDS);
    let covers = |written: Written<'_>| {
        written.content.is_ok_and(|content| {
            let place = Span { start: moved(place.0) as u32, end: moved(place.1) as u32, ..content.cover };
            content.rules.iter().any(|(name, _)| name == rule) && content.cover.covers(place)
        })
    };
    changed.errors.len() <= document.errors.len()
        && comment::read(&changed).into_iter().chain(extension::read(&changed)).any(covers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the ignore of what `mark` stands at.
    fn written(name: &str, text: &str, mark: &str) -> Option<String> {
        let at = text.find(mark).unwrap();
        let insertion = insertion(name, text, (at, at + mark.len()), "auth-http-basic")?;
        let mut text = text.to_owned();
        text.insert_str(insertion.at, &insertion.text("one \"two\""));
        Some(text)
    }

    #[test]
    fn a_comment_stands_above_the_key_as_deep_as_it() {
        let text = "openapi: 3.1.0\ncomponents:\r\n  securitySchemes:\r\n    a:\r\n      scheme: basic\r\n";
        let expected = "    a:\r\n      # apivet: ignore[auth-http-basic] -- one \"two\"\r\n      scheme: basic";
        assert!(written("a.yaml", text, "basic").unwrap().contains(expected));
        let listed = "a:\n  - url: x\n    b: 1\n  - url: y\n";
        let expected = "    b: 1\n  # apivet: ignore[auth-http-basic] -- one \"two\"\n  - url: y\n";
        assert!(written("a.yaml", listed, "url: y").unwrap().contains(expected));
    }

    #[test]
    fn where_no_comment_can_stand_an_outer_one_covers_the_place() {
        let text = "a:\n  text: |\n    one\n    two\n    three\n";
        let expected = "a:\n  # apivet: ignore[auth-http-basic] -- one \"two\"\n  text: |\n";
        assert!(written("a.yaml", text, "two").unwrap().starts_with(expected));
        let flow = "a: {b: 1, c: {d: 2}}\n";
        assert!(written("a.yaml", flow, "d: 2").unwrap().starts_with("# apivet"));
    }

    #[test]
    fn json_gets_the_extension_in_the_nearest_object() {
        let text = "{\n  \"components\": {\n    \"schemas\": {\n      \"A\": {\"type\": \"object\"}\n    }\n  }\n}";
        let entry = r#""x-apivet-ignore": [{"rule": "auth-http-basic", "reason": "one \"two\""}]"#;
        assert!(written("a.json", text, "\"object\"").unwrap().contains(&format!(r#""A": {{{entry}, "type""#)));
        let outer = written("a.json", text, "\"A\"").unwrap();
        assert!(outer.contains(&format!("{{\n    {entry},\n    \"schemas\"")), "{outer}");
        let again = written("a.json", &outer, "\"A\"").unwrap();
        assert_eq!(again.matches("x-apivet-ignore").count(), 1);
        assert_eq!(again.matches("auth-http-basic").count(), 2);
        assert!(serde_json::from_str::<serde_json::Value>(&again).is_ok());
        assert!(written("a.json", r#"{"a":{"b":1}}"#, "1").unwrap().starts_with(r#"{"a":{"x-apivet-ignore": [{"#));
    }

    #[test]
    fn xml_gets_a_comment_above_the_element() {
        let text = "<a>\n\t<b>\n\t\t<c d=\"e\"/>\n\t</b>\n</a>";
        let expected = "\n\t\t<!-- apivet: ignore[auth-http-basic]: one \"two\" -->\n\t\t<c";
        assert!(written("a.xml", text, "e").unwrap().contains(expected));
    }
}
