//! YAML errors in words: what is wrong where, and what to do about it.

use granit_parser::{ErrorKind, ScanError};

use crate::syntax::Limits;

/// A [`crate::syntax::SyntaxError`] on its way: bytes instead of a span.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) limit: Option<&'static str>,
    /// Caused by a template placeholder; one such report speaks for all.
    pub(super) template: bool,
}

impl Fault {
    fn new(start: usize, end: usize, message: impl Into<String>, help: &str) -> Self {
        let help = (!help.is_empty()).then(|| help.to_owned());
        Self { start, end, message: message.into(), help, limit: None, template: false }
    }
}

/// Says an error of the parser in our words and gives it a place that is not empty.
pub(super) fn from_error(text: &str, error: &ScanError, limits: &Limits) -> Fault {
    let offset = error.marker().byte_offset().unwrap_or(0);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(text, offset, limits);
    }
    let offset = blame(text, offset, error.kind());
    let (start, end) = extent(text, offset);
    if let Some(fault) = template(text, start) {
        return fault;
    }
    let (message, help) = words(text, start, error.kind());
    Fault::new(start, end, message, help)
}

/// The limit `depth`.
pub(super) fn too_deep(text: &str, offset: usize, limits: &Limits) -> Fault {
    let (start, end) = extent(text, offset);
    let message = format!("nested deeper than {} levels (limit `depth`)", limits.depth);
    Fault { limit: Some("depth"), ..Fault::new(start, end, message, "") }
}

/// The limit `nodes`.
pub(super) fn too_many_nodes(text: &str, offset: usize, limits: &Limits) -> Fault {
    let (start, end) = extent(text, offset);
    let message = format!("more than {} nodes (limit `nodes`)", limits.nodes);
    Fault { limit: Some("nodes"), ..Fault::new(start, end, message, "") }
}

/// A map that merge keys make of too many others.
pub(super) fn too_many_merges(start: usize, end: usize, limits: &Limits) -> Fault {
    let message = format!("more than {} mappings are merged into one (limit `alias-steps`)", limits.alias_steps);
    Fault { limit: Some("alias-steps"), ..Fault::new(start, end, message, "") }
}

/// An alias without an anchor.
pub(super) fn unknown_anchor(name: &str, start: usize, end: usize) -> Fault {
    let message = format!("alias `*{name}` refers to an anchor that is not defined before it");
    Fault::new(start, end, message, "define it with `&` first, or quote the value if it is meant as text")
}

/// A text that the fast reader, asked alone, is in doubt about.
pub(super) fn not_fast(text: &str) -> Fault {
    let (start, end) = extent(text, 0);
    Fault::new(start, end, "left to the careful reader of YAML", "ask both readers")
}

/// Bytes to look for the end of a placeholder in.
const LONGEST_PLACEHOLDER: usize = 256;

/// `{{ name }}` as a value is a legal if odd map to YAML, and never meant as one.
pub(super) fn placeholder(text: &str, start: usize) -> Option<Fault> {
    let rest = text.as_bytes().get(start..)?;
    if !rest.starts_with(b"{{") {
        return None;
    }
    let near = rest.iter().take(LONGEST_PLACEHOLDER).take_while(|byte| **byte != b'\n').count();
    let end = start + memchr::memmem::find(&rest[..near], b"}}")? + 2;
    Some(template_fault(start, end))
}

fn template_fault(start: usize, end: usize) -> Fault {
    let message = "this is a template, not yet YAML: a placeholder stands where a value or key belongs";
    let help = "render it first and check the result, or quote the placeholder";
    Fault { template: true, ..Fault::new(start, end, message, help) }
}

/// A placeholder on the line of an error is its likely cause.
fn template(text: &str, offset: usize) -> Option<Fault> {
    let begin = line_start(text, offset);
    let line = text[begin..].lines().next()?;
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")] {
        let Some(start) = line.find(open) else {
            continue;
        };
        let Some(length) = line[start..].find(close) else {
            continue;
        };
        return Some(template_fault(begin + start, begin + start + length + close.len()));
    }
    None
}

fn line_start(text: &str, offset: usize) -> usize {
    let bytes = &text.as_bytes()[..offset.min(text.len())];
    let mut at = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |found| found + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the cause stands, which for some errors is not where the parser noticed.
fn blame(text: &str, offset: usize, kind: &ErrorKind) -> usize {
    use ErrorKind as E;
    let offset = offset.min(text.len());
    let cause = match kind {
        E::InvalidQuotedScalarIndent | E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            open_quote(text, offset)
        }
        E::InvalidIndentation
        | E::InvalidFlowScalarIndent
        | E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => open_bracket(text, offset),
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => bad_escape(text, offset),
        E::MappingValueNotAllowed => Some(match misread_colon(text, offset) {
            Colon::SecondOnLine(value) => value,
            Colon::BelowValue(line) | Colon::BelowText(line) => line,
        }),
        E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed => {
            let start = line_start(text, offset);
            memchr::memchr(b'\t', &text.as_bytes()[start..]).map(|tab| start + tab)
        }
        // Noticed where the scalar starts that the line with the tab would go on.
        E::TabInPlainScalar => {
            memchr::memmem::find(&text.as_bytes()[offset..], b"\n\t").map(|line_break| offset + line_break + 1)
        }
        _ => None,
    };
    cause.unwrap_or(offset)
}

/// Lines to look back for what was opened and not closed.
const LOOK_BACK: usize = 200;

/// Start offsets of the line of `offset` and those above it, with their text.
fn lines_up(text: &str, offset: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut end = Some(offset.min(text.len()));
    std::iter::from_fn(move || {
        let start = line_start(text, end?);
        end = start.checked_sub(1);
        Some((start, text[start..].split(['\n', '\r']).next().unwrap_or("")))
    })
    .take(LOOK_BACK)
}

/// The quote that starts a value and finds no end on its line.
fn open_quote(text: &str, offset: usize) -> Option<usize> {
    lines_up(text, offset).find_map(|(start, line)| {
        let quote = ['"', '\''].into_iter().filter_map(|quote| {
            let at = line.find(quote).filter(|at| {
                let before = line[..*at].trim_end();
                before.is_empty() || before.ends_with([':', '-', '[', '{', ',', '?'])
            })?;
            (line[at + 1..].matches(quote).count() % 2 == 0).then_some(at)
        });
        quote.min().map(|at| start + at)
    })
}

/// The bracket above that is not closed before `offset`.
fn open_bracket(text: &str, offset: usize) -> Option<usize> {
    let mut closed = 0usize;
    for (start, line) in lines_up(text, offset) {
        for (at, byte) in line.bytes().enumerate().rev().filter(|(at, _)| start + at < offset) {
            match byte {
                b']' | b'}' => closed += 1,
                b'[' | b'{' if closed == 0 => return Some(start + at),
                b'[' | b'{' => closed -= 1,
                _ => {}
            }
        }
    }
    None
}

/// The backslash of the first escape behind `offset` that YAML does not know.
fn bad_escape(text: &str, offset: usize) -> Option<usize> {
    let rest = text.get(offset..)?;
    let mut escapes = rest.char_indices();
    while let Some((at, c)) = escapes.next() {
        if c != '\\' {
            continue;
        }
        let (_, escaped) = escapes.next()?;
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if "0abt\tnvfre \"/\\N_LP\r\n".contains(escaped) => 0,
            _ => return Some(offset + at),
        };
        if rest[at + 2..].bytes().take(digits).filter(u8::is_ascii_hexdigit).count() < digits {
            return Some(offset + at);
        }
    }
    None
}

/// What a colon that cannot end a key may be, with where the cause starts.
enum Colon {
    /// `a: b: c`
    SecondOnLine(usize),
    /// A line indented further than the finished one above it.
    BelowValue(usize),
    /// The line above has no colon.
    BelowText(usize),
}

fn misread_colon(text: &str, offset: usize) -> Colon {
    let start = line_start(text, offset);
    let before = text.get(start..offset).unwrap_or("");
    if let Some(first) = before.find(": ") {
        return Colon::SecondOnLine(
            start + first + 2 + before[first + 2..].len() - before[first + 2..].trim_start().len(),
        );
    }
    let indent = before.len() - before.trim_start().len();
    let above = lines_up(text, start.saturating_sub(1)).find(|(_, line)| !line.trim().is_empty());
    match above {
        Some((at, line)) if start > 0 && !line.contains(": ") && !line.trim_end().ends_with(':') => {
            Colon::BelowText(at + line.len() - line.trim_start().len())
        }
        _ => Colon::BelowValue(start + indent),
    }
}

/// A range at `offset` that a reader can see: a word, or the last character before a line break.
fn extent(text: &str, offset: usize) -> (usize, usize) {
    let mut start = offset.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = &text[start..];
    let blank = |c: char| c.is_whitespace();
    match rest.chars().next() {
        Some(first) if !blank(first) => {
            let end = rest.find(blank).unwrap_or(rest.len());
            (start, start + end.max(first.len_utf8()))
        }
        Some('\t' | ' ') if rest.trim_start_matches([' ', '\t']).starts_with(|c: char| !blank(c)) => (start, start + 1),
        _ => {
            let before = text[..start].trim_end();
            match before.chars().next_back() {
                Some(last) => (before.len() - last.len_utf8(), before.len()),
                None => (0, text.chars().next().map_or(0, char::len_utf8)),
            }
        }
    }
}

/// YAML 1.2.2, 7.4.2.
const LONGEST_KEY: usize = 1024;

/// The message, and what to do.
fn words(text: &str, start: usize, kind: &ErrorKind) -> (String, &'static str) {
    use ErrorKind as E;
    let line = &text[line_start(text, start)..];
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
        return ("an unresolved merge conflict".to_owned(), "keep one side and remove the marker lines");
    }
    let (message, help) = match kind {
        E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabNotAllowed
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => ("a tab stands where YAML allows only spaces", "indent with spaces instead of tabs"),
        E::InvalidQuotedScalarIndent | E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("this quote is never closed", "add the closing quote at the end of the value")
        }
        E::InvalidIndentation
        | E::InvalidFlowScalarIndent
        | E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => {
            ("this bracket is never closed", "close it, or indent the lines inside it further than its key")
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{close}` closes what `{open}` opened"), "use the matching bracket");
        }
        E::MisplacedFlowCollectionEnd => {
            ("a closing bracket without an opening one", "remove it, or quote the value if it is meant as text")
        }
        E::MappingValueNotAllowed => return colon_words(text, start, line),
        E::SimpleKeyExpected | E::InvalidSimpleKey if line.find([':', '\n']).is_some_and(|end| end > LONGEST_KEY) => {
            ("a key longer than 1024 characters", "YAML wants such a key to start with `? `")
        }
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("a key without a colon", "write `key: value`, with a space behind the colon")
        }
        E::ExpectedBlockMappingKey if !text[line_start(text, start)..start].trim().is_empty() => {
            ("more text behind a value that has ended", "put the whole value in quotes")
        }
        E::ExpectedBlockMappingKey if line.trim_start().starts_with("- ") => {
            ("a list item where a key was expected", "indent it like the items above, or give the list a key")
        }
        E::ExpectedBlockMappingKey | E::InvalidBlockScalarIndent => {
            ("the indentation of this line fits none of the lines above", "indent it like the keys it belongs beside")
        }
        E::ExpectedBlockSequenceEntry => {
            ("a key stands beside list items", "indent it to its own level, or start it with `- `")
        }
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a list item cannot stand here", "start the list on a line of its own, or quote the value")
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            ("a comma or closing bracket is missing before this", "separate items by commas and close the bracket")
        }
        E::InvalidTrailingSingleQuotedScalar => {
            ("text behind a closing quote", "write `''` for an apostrophe inside single quotes")
        }
        E::InvalidTrailingDoubleQuotedScalar => {
            ("text behind a closing quote", "put the whole value in quotes; a quote inside is written `\\\"`")
        }
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape => (
            "an escape that YAML does not know",
            "write `\\\\` for a backslash, or use single quotes, where backslashes are plain text",
        ),
        E::UnexpectedCharacter { character } => {
            return (format!("a value cannot start with `{character}`"), "put the value in quotes");
        }
        E::MissingAnchorOrAliasName => (
            "`*` and `&` start an alias or anchor, and no name follows",
            "put the value in quotes if it is meant as text",
        ),
        E::CommentNotSeparated => ("a comment needs a space before its `#`", "add a space, or quote the value"),
        E::UndeclaredTagHandle => {
            ("a tag with a prefix that no `%TAG` line declares", "quote the value if it is meant as text")
        }
        E::MissingLowSurrogate | E::UnpairedLowSurrogate | E::InvalidLowSurrogate => {
            ("half of a surrogate pair", "write both halves, as in `\\ud83d\\ude00`, or the character itself")
        }
        E::InvalidDocumentEnd => ("text behind the end of a document", "move it below a line `---`"),
        E::ExpectedDocumentStart => (
            "text where a document should start",
            "a line that starts with `%` is a directive: put `---` below it, or quote it if it is meant as text",
        ),
        other => return (other.to_string(), ""),
    };
    (message.to_owned(), help)
}

/// Words for a colon that cannot end a key; `start` is where [`blame`] put it.
fn colon_words(text: &str, start: usize, line: &str) -> (String, &'static str) {
    let (message, help) = if text[line_start(text, start)..start].contains(": ") {
        ("a second `: ` in a value that is not quoted", "put the value in quotes")
    } else if line.lines().next().is_some_and(|line| line.contains(": ") || line.trim_end().ends_with(':')) {
        ("indented further than the line above, which already has a value", "indent it like the keys it belongs beside")
    } else {
        ("a key without a colon", "write `key: value`, with a space behind the colon")
    };
    (message.to_owned(), help)
}
