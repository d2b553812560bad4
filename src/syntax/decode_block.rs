//! What a YAML block scalar says: indentation taken off, lines folded, trailing line breaks chomped.
//!
//! The raw text starts at `|` or `>` and ends before the break of its last line; for a scalar that keeps
//! its trailing blank lines (`+`) those are lines of the raw text too.

use std::borrow::Cow;

use super::decode::strip_break;

/// What happens to the line breaks at the end.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

struct Block<'a> {
    chomp: Chomp,
    lines: Vec<&'a str>,
}

/// Decodes a literal scalar (`|`).
pub(super) fn literal(raw: &str, indent: Option<u32>) -> Cow<'_, str> {
    let block = block(raw, indent);
    if let ([line], Chomp::Strip) = (&*block.lines, block.chomp) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(raw.len());
    for (at, line) in block.lines.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(line);
    }
    finish(out, &block)
}

/// Decodes a folded scalar (`>`): a line break between two lines of text is a space, save where one of
/// them is indented further.
pub(super) fn folded(raw: &str, indent: Option<u32>) -> Cow<'_, str> {
    let block = block(raw, indent);
    if let ([line], Chomp::Strip) = (&*block.lines, block.chomp) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(raw.len());
    // The line of text before the blank lines seen so far.
    let mut before: Option<&str> = None;
    let mut blank_lines = 0usize;
    for line in &block.lines {
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        let breaks = match before {
            None => blank_lines,
            Some(text) if is_further(text) || is_further(line) => blank_lines + 1,
            Some(_) if blank_lines == 0 => {
                out.push(' ');
                0
            }
            Some(_) => blank_lines,
        };
        (0..breaks).for_each(|_| out.push('\n'));
        out.push_str(line);
        before = Some(line);
        blank_lines = 0;
    }
    // Only a scalar that keeps its blank lines still has some here; the last break comes in `finish`.
    let trailing = if before.is_some() { blank_lines } else { blank_lines.saturating_sub(1) };
    (0..trailing).for_each(|_| out.push('\n'));
    finish(out, &block)
}

fn is_further(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

fn finish<'a>(mut out: String, block: &Block<'_>) -> Cow<'a, str> {
    if block.chomp != Chomp::Strip && !block.lines.is_empty() {
        out.push('\n');
    }
    Cow::Owned(out)
}

/// Reads the header and takes the lines apart. Trailing blank lines are left out unless they are kept.
fn block(raw: &str, indent: Option<u32>) -> Block<'_> {
    let header_end = memchr::memchr2(b'\n', b'\r', raw.as_bytes()).unwrap_or(raw.len());
    let (header, body) = raw.split_at(header_end);
    let indicators = || header.bytes().skip(1).take_while(|byte| !matches!(byte, b' ' | b'\t' | b'#'));
    let chomp = match indicators().find(|byte| matches!(byte, b'+' | b'-')) {
        Some(b'+') => Chomp::Keep,
        Some(_) => Chomp::Strip,
        None => Chomp::Clip,
    };
    let mut lines = lines(body);
    let indent = indent.map_or_else(|| first_indent(&lines), |indent| indent as usize);
    for line in &mut lines {
        let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
        *line = &line[blanks.min(indent)..];
    }
    if chomp != Chomp::Keep {
        let content = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        lines.truncate(content);
    }
    Block { chomp, lines }
}

/// Lines behind the header; `body` starts with the header's own break.
fn lines(body: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = body;
    while let Some(after) = strip_break(rest) {
        let end = memchr::memchr2(b'\n', b'\r', after.as_bytes()).unwrap_or(after.len());
        lines.push(&after[..end]);
        rest = &after[end..];
    }
    lines
}

fn first_indent(lines: &[&str]) -> usize {
    let text = lines.iter().find(|line| !line.trim_start_matches(' ').is_empty());
    text.map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chomping() {
        assert_eq!(literal("|\n  a\n  b", None), "a\nb\n");
        assert_eq!(literal("|-\n  a\n  b", None), "a\nb");
        assert_eq!(literal("|+\n  a\n\n", None), "a\n\n\n");
        assert_eq!(literal("|+", None), "");
        assert_eq!(literal("|+\n", None), "\n");
        assert_eq!(literal("|", None), "");
        assert_eq!(folded(">+\n  a\n\n", None), "a\n\n\n");
        assert_eq!(folded(">+\n\n", None), "\n\n");
    }

    #[test]
    fn folding_spares_lines_indented_further() {
        let raw = ">\n\n  a\n  b\n\n  c\n   * x\n   * y\n\n  d\r\n  e";
        assert_eq!(folded(raw, None), "\na b\nc\n * x\n * y\n\nd e\n");
    }

    #[test]
    fn a_known_indent_wins_over_the_first_line() {
        assert_eq!(literal("|2-\n   a\n  b", Some(2)), " a\nb");
        assert_eq!(literal("|- # - + comment\n\ta", Some(0)), "\ta");
    }
}
