//! See `rules/integrity/control-characters.md`.

use crate::finding::Severity;
use crate::model::openapi::{Api, Key, Kind};
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

/// What a character does to the reader.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Trick {
    /// Shows text in another order.
    Reorders,
    /// Cannot be seen.
    Hides,
    /// Steers a terminal or ends a text.
    Controls,
}

struct Found<'a> {
    node: NodeRef<'a>,
    place: Place<'a>,
    what: char,
    trick: Trick,
    is_name: bool,
    text: String,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut all = Vec::new();
    for document in api.documents() {
        // Nearly no description has any: the bytes are looked at before the nodes.
        let mut nodes: Vec<NodeRef<'a>> =
            suspects(&document.source.text).filter_map(|at| document.scalar_at(u32::try_from(at).ok()?)).collect();
        nodes.sort_by_key(|node| node.id);
        nodes.dedup();
        all.extend(nodes.into_iter().filter_map(|node| found(api, node)));
    }
    for alike in many::by_key(all, |found| (found.what, found.is_name)) {
        for told in many::told(&alike, cx) {
            report(told, cx);
        }
    }
}

fn report<'a>(alike: &[Found<'a>], cx: &mut Cx<'a>) {
    let Some((first, others)) = alike.split_first() else { return };
    let what = match first.trick {
        Trick::Reorders => "which shows what follows in another order than it is read",
        Trick::Hides => "which nobody sees",
        Trick::Controls => "which steers what displays it",
    };
    let holder = if first.is_name { format!("the name `{}` holds", first.text) } else { "the text holds".to_owned() };
    let count = if others.is_empty() { String::new() } else { format!(", at {} places", alike.len()) };
    let finding =
        cx.report(first.place, format!("{holder} U+{:04X} ({}), {what}{count}", first.what as u32, name(first.what)));
    finding.label("here").help("remove the character; where it is wanted in data, write it as an escape");
    // Hidden white space mostly comes with copied prose, and changes nothing there.
    if !first.is_name && first.trick == Trick::Hides && !is_tag(first.what) {
        finding.severity(Severity::Low);
    }
    many::known(finding, alike, format!("{}U+{:04X}", if first.is_name { "names:" } else { "" }, first.what as u32));
    many::list(finding, others.iter().map(|other| Place::value(other.node)), "here too");
}

/// The first such character of a name or of prose.
fn found<'a>(api: &Api, node: NodeRef<'a>) -> Option<Found<'a>> {
    let raw = node.raw();
    let is_name = is_name(api, node)?;
    let text = node.text()?;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        let Some(trick) = trick(c) else { continue };
        let is_end = at + c.len_utf8() == text.len();
        if !matters(c, previous, is_name, is_end) {
            continue;
        }
        // What a pattern says in escapes is what it means.
        if is_pattern(node) && !raw.contains(c) {
            continue;
        }
        let shown = text.chars().map(|c| if self::trick(c).is_some() { '\u{fffd}' } else { c }).take(60).collect();
        let place = if node.is_key() { Place::key(node) } else { Place::part(node, at..at + c.len_utf8()) };
        return Some(Found { node, place, what: c, trick, is_name, text: shown });
    }
    None
}

/// Bytes looked at together.
const BLOCK: usize = 4096;

/// Where one of the characters may begin, as it is or as an escape.
fn suspects(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_suspect = |byte: u8| {
        let is_control = byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d || byte == 0x7f;
        is_control || matches!(byte, 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
    };
    let written = bytes.chunks(BLOCK).enumerate().flat_map(move |(block, bytes)| {
        // Most blocks are plain text; this form of the question is answered many bytes at a time.
        let is_plain = bytes.iter().fold(true, |plain, byte| plain & ((0x20..0x7f).contains(byte) | (*byte == b'\n')));
        let bytes = if is_plain { &[] } else { bytes };
        bytes.iter().enumerate().filter(move |(_, byte)| is_suspect(**byte)).map(move |(at, _)| block * BLOCK + at)
    });
    let is_number = |byte: Option<&u8>| {
        matches!(byte, Some(b'u' | b'U' | b'x' | b'b' | b'f' | b'0'..=b'9' | b'a' | b'e' | b'v' | b'N' | b'_'))
    };
    written.chain(memchr::memchr_iter(b'\\', bytes).filter(move |at| is_number(bytes.get(at + 1))))
}

/// Whether a scalar is a name, or prose; `None` for data, which may hold anything.
fn is_name(api: &Api, node: NodeRef<'_>) -> Option<bool> {
    let mut around = Some(node);
    while let Some(inner) = around {
        match api.kind(inner) {
            Kind::Prose => return Some(false),
            Kind::Example | Kind::DefaultValue | Kind::Extension => return None,
            Kind::None | Kind::Choice | Kind::Address => {}
            _ => break,
        }
        around = inner.parent();
    }
    Some(node.key().is_none_or(|key| node.is_key() || key.key_text() != Key::Title.as_str()))
}

fn is_pattern(node: NodeRef<'_>) -> bool {
    node.key().is_some_and(|key| key.key_text() == Key::Pattern.as_str() && !node.is_key())
        || node.parent().and_then(NodeRef::key).is_some_and(|key| key.key_text() == Key::PatternProperties.as_str())
}

fn trick(c: char) -> Option<Trick> {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{200e}' | '\u{200f}' => {
            Some(Trick::Reorders)
        }
        '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{180e}'
        | '\u{e0000}'..='\u{e007f}' => Some(Trick::Hides),
        '\t' | '\n' | '\r' | '\u{85}' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some(Trick::Controls),
        _ => None,
    }
}

/// True unless a script, an emoji or a line of prose needs the character.
fn matters(c: char, before: char, is_name: bool, is_end: bool) -> bool {
    match c {
        // Marks beside text that runs from right to left, and joiners of scripts and emoji.
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{ad}' => is_name,
        '\u{200c}' | '\u{200d}' => is_name && before.is_ascii() || is_end,
        // Isolates are how mixed directions are written well; overrides never are.
        '\u{2066}'..='\u{2069}' => is_name,
        // The flags of England, Scotland and Wales.
        '\u{e0000}'..='\u{e007f}' => before != '\u{1f3f4}' && !('\u{e0000}'..='\u{e007f}').contains(&before) || is_name,
        _ => true,
    }
}

/// Letters that only machines read.
fn is_tag(c: char) -> bool {
    ('\u{e0000}'..='\u{e007f}').contains(&c)
}

fn name(c: char) -> &'static str {
    match c {
        '\u{202a}' | '\u{202b}' => "bidirectional embedding",
        '\u{202d}' | '\u{202e}' => "bidirectional override",
        '\u{202c}' => "end of a bidirectional embedding",
        '\u{2066}'..='\u{2069}' => "bidirectional isolate",
        '\u{200e}' | '\u{200f}' | '\u{61c}' => "direction mark",
        '\u{200b}' => "zero width space",
        '\u{200c}' | '\u{200d}' => "zero width joiner",
        '\u{feff}' => "byte order mark",
        '\u{ad}' => "soft hyphen",
        '\u{e0000}'..='\u{e007f}' => "tag character",
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "control character",
        _ => "invisible character",
    }
}
