//! The few lines of a source that one finding shows: cut to the width of the terminal, safe to show.
//!
//! miette asks a source for the lines around a label. Its own sources read the file from the start
//! each time; this one holds just the lines to be shown, found by the line index.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::escape;
use super::secrets::Secrets;
use crate::source::{Source, Span};

/// Lines shown before and after a marked one.
pub(super) const CONTEXT: usize = 1;

/// Columns of a tab, as miette draws it.
pub(super) const TAB: usize = 4;

/// Stands for each column of a secret.
const HIDDEN: char = '•';

/// Farthest line from the primary one that is still marked in the same snippet.
const NEAR: usize = 2 * CONTEXT + 1;

/// A place to be marked.
pub(super) struct Mark<'a> {
    /// Where, in the source.
    pub(super) span: Span,
    /// What to say about it; nothing when empty.
    pub(super) text: &'a str,
}

/// Lines to be shown, with marks in them, as one diagnostic without a message.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    text: String,
    lines: Vec<Shown>,
    labels: Vec<Placed>,
}

/// One line of the snippet.
#[derive(Debug)]
struct Shown {
    /// 0-based line of the source.
    number: usize,
    /// Bytes of the snippet's text, line end included.
    bytes: Range<usize>,
}

/// A mark in the snippet's text.
#[derive(Debug)]
struct Placed {
    bytes: Range<usize>,
    text: String,
    primary: bool,
    /// 1-based column of the source, in code points.
    column: usize,
}

impl Snippet {
    /// The lines around `primary`, with those of `others` that stand near it, in `width` columns. What `secrets`
    /// holds is not shown.
    /// Second: which of `others` are marked, by index.
    pub(super) fn new(
        source: &Source,
        primary: &Mark<'_>,
        others: &[Mark<'_>],
        secrets: &Secrets,
        width: usize,
    ) -> (Self, Vec<usize>) {
        let (text, index) = (source.text.as_str(), source.lines());
        let line = index.line_of(text, primary.span.start);
        let near = |mark: &Mark<'_>| index.line_of(text, mark.span.start).abs_diff(line) <= NEAR;
        let candidates: Vec<usize> = (0..others.len()).filter(|at| near(&others[*at])).collect();
        let numbers = candidates.iter().map(|at| index.line_of(text, others[*at].span.start)).chain([line]);
        let first = numbers.clone().min().unwrap_or(line).saturating_sub(CONTEXT);
        let last = (numbers.max().unwrap_or(line) + CONTEXT).min(index.count().saturating_sub(1));
        let width = width.saturating_sub(gutter(last)).max(16);

        let mut snippet =
            Self { name: escape::line(&source.uri).into_owned(), text: String::new(), lines: vec![], labels: vec![] };
        let mut marked = Vec::new();
        for number in first..=last {
            let here = |at: &usize| index.line_of(text, others[*at].span.start) == number;
            let there = candidates.iter().copied().filter(here);
            let focus = if number == line { Some(primary) } else { there.clone().next().map(|at| &others[at]) };
            let cut = Cut::new(text, index.range(text, number), focus.map(|mark| mark.span), width);
            let map = snippet.push(source, number, &cut, secrets);
            if number == line {
                snippet.mark(source, primary, true, &cut, &map, width);
            }
            for at in there {
                if snippet.mark(source, &others[at], false, &cut, &map, width) {
                    marked.push(at);
                }
            }
        }
        (snippet, marked)
    }

    /// False when the primary mark has no label, or one that did not fit beside it.
    pub(super) fn primary_is_labelled(&self) -> bool {
        self.labels.iter().any(|label| label.primary && !label.text.is_empty())
    }

    /// How many places are marked.
    pub(super) fn marks(&self) -> usize {
        self.labels.len()
    }

    /// Index of the primary mark among the marks by place.
    pub(super) fn primary_index(&self) -> usize {
        let primary = self.labels.iter().find(|label| label.primary).map_or(0, |label| label.bytes.start);
        self.labels.iter().filter(|label| label.bytes.start < primary).count()
    }

    /// Appends a line. The result says where each shown character went: (byte in the source, byte in the snippet).
    fn push(&mut self, source: &Source, number: usize, cut: &Cut, secrets: &Secrets) -> Vec<(usize, usize)> {
        let hidden: Vec<Span> = secrets.within(source.span(cut.bytes.start, cut.bytes.end)).collect();
        let start = self.text.len();
        if cut.before {
            self.text.push('…');
        }
        let mut map = Vec::new();
        for (at, c) in source.text[cut.bytes.clone()].char_indices() {
            let from = cut.bytes.start + at;
            map.push((from, self.text.len()));
            if !c.is_whitespace()
                && hidden.iter().any(|secret| (secret.start as usize..secret.end as usize).contains(&from))
            {
                self.text.extend(std::iter::repeat_n(HIDDEN, column_width(c)));
            } else {
                self.text.push(if c == '\t' { c } else { escape::shown(c) });
            }
        }
        map.push((cut.bytes.end, self.text.len()));
        if cut.after {
            self.text.push('…');
        }
        self.text.push('\n');
        self.lines.push(Shown { number, bytes: start..self.text.len() });
        map
    }

    /// Marks the part of a span that its first line shows; false when nothing of it is shown or something else is marked there.
    fn mark(
        &mut self,
        source: &Source,
        mark: &Mark<'_>,
        primary: bool,
        cut: &Cut,
        map: &[(usize, usize)],
        width: usize,
    ) -> bool {
        let (start, end) = (mark.span.start as usize, mark.span.end as usize);
        if !primary && (start < cut.bytes.start || start > cut.bytes.end) {
            return false;
        }
        let to = |offset: usize| map.iter().rev().find(|(from, _)| *from <= offset).map_or(map[0].1, |(_, to)| *to);
        let up_to =
            |offset: usize| map.iter().find(|(from, _)| *from >= offset).map_or(map[map.len() - 1].1, |(_, to)| *to);
        let bytes = to(start)..up_to(end).max(to(start));
        let overlaps = |label: &Placed| bytes.start <= label.bytes.end && label.bytes.start <= bytes.end;
        if !primary && self.labels.iter().any(overlaps) {
            return false;
        }
        let line_start = self.lines.last().map_or(0, |line| line.bytes.start);
        let left: usize = columns(&self.text[line_start..bytes.start]) + columns(&self.text[bytes.clone()]) / 2;
        // Corner, two dashes, a space.
        let room = width.saturating_sub(left + 4);
        let said = said(source, mark);
        let text = if said.is_empty() || columns(&said) <= room {
            said
        } else if room >= 24 {
            wrapped(&said, room)
        } else if primary {
            String::new()
        } else {
            return false;
        };
        let column = source.lines().position(&source.text, mark.span.start).column as usize;
        self.labels.push(Placed { bytes, text, primary, column });
        true
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holding = |offset: usize| {
            let at = self.lines.partition_point(|line| line.bytes.end <= offset);
            at.min(self.lines.len().saturating_sub(1))
        };
        let (start, end) = (span.offset(), span.offset() + span.len());
        let first = holding(start).saturating_sub(before);
        let last = (holding(end) + after).min(self.lines.len().saturating_sub(1));
        let (Some(from), Some(to)) = (self.lines.get(first), self.lines.get(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let bytes = from.bytes.start..to.bytes.end;
        let data = self.text.get(bytes.clone()).ok_or(MietteError::OutOfBounds)?.as_bytes();
        let column = self.labels.iter().find(|label| label.bytes.start == start).map_or(0, |label| label.column - 1);
        let (line, count) = (from.number, last - first + 1);
        // Without context the header asks for the place of a mark, else the body for its lines.
        let (line, column) = if before + after == 0 { (self.lines[holding(start)].number, column) } else { (line, 0) };
        let span = (bytes.start, bytes.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, count)))
    }
}

impl Diagnostic for Snippet {
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let span = (label.bytes.start, label.bytes.len());
            if label.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

/// The text of a mark, on one line, and where it ends when that is not shown.
pub(super) fn said(source: &Source, mark: &Mark<'_>) -> String {
    let text = escape::line(mark.text);
    let last = source.lines().line_of(&source.text, mark.span.end.saturating_sub(1).max(mark.span.start));
    match (last > source.lines().line_of(&source.text, mark.span.start), text.is_empty()) {
        (false, _) => text.into_owned(),
        (true, true) => format!("down to line {}", last + 1),
        (true, false) => format!("{text} (down to line {})", last + 1),
    }
}

/// The part of a line that is shown.
struct Cut {
    /// Bytes of the source.
    bytes: Range<usize>,
    /// Something of the line stands before it.
    before: bool,
    /// Something of the line stands after it.
    after: bool,
}

impl Cut {
    /// At most `width` columns of a line around the start of `focus`. Looks at what it shows only, however long the line.
    fn new(text: &str, line: Range<usize>, focus: Option<Span>, width: usize) -> Self {
        let content = &text[line.clone()];
        let whole = fitting(content.char_indices(), width, content.len());
        if whole == content.len() {
            return Self { bytes: line, before: false, after: false };
        }
        let head = fitting(content.char_indices(), width - 1, content.len());
        let mut start = focus.map_or(0, |span| (span.start as usize).clamp(line.start, line.end) - line.start);
        let mut end = focus.map_or(0, |span| (span.end as usize).clamp(line.start + start, line.end) - line.start);
        while !content.is_char_boundary(start) {
            start -= 1;
        }
        while !content.is_char_boundary(end) {
            end += 1;
        }
        if end <= head {
            return Self { bytes: line.start..line.start + head, before: false, after: true };
        }
        // Both ends are cut: two columns go to the ellipses, a third of the rest to what stands before.
        let room = width - 2;
        let focused = start + fitting(content[start..end].char_indices(), room * 2 / 3, end - start);
        let spare = room - columns(&content[start..focused]);
        let lead = &content[..start];
        let back = |columns: usize| {
            let mut used = 0;
            lead.char_indices()
                .rev()
                .take_while(|(_, c)| {
                    used += column_width(*c);
                    used <= columns
                })
                .last()
                .map_or(start, |(at, _)| at)
        };
        let tail = &content[focused..];
        let ahead = focused + fitting(tail.char_indices(), spare - spare / 2, tail.len());
        let from = back(spare - columns(&content[focused..ahead]));
        Self { bytes: line.start + from..line.start + ahead, before: from > 0, after: ahead < content.len() }
    }
}

/// Bytes of the characters that fit into `width` columns; `all` when they all do.
fn fitting(chars: impl Iterator<Item = (usize, char)>, width: usize, all: usize) -> usize {
    let mut used = 0;
    for (at, c) in chars {
        used += column_width(c);
        if used > width {
            return at;
        }
    }
    all
}

/// Columns of a text, at most: combining marks count although they take none.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(column_width).sum()
}

/// Columns of a character, at most.
fn column_width(c: char) -> usize {
    match c {
        '\t' => TAB,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'.. => 2,
        '\u{231a}'..='\u{23f3}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' => 2,
        _ => 1,
    }
}

/// Columns that miette takes for the line number and the gutter.
pub(super) fn gutter(last_line: usize) -> usize {
    (last_line + 1).to_string().len() + 4
}

/// Breaks a text at spaces so that no line is wider than `width`, if its words allow.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut used = 0;
    for word in text.split(' ') {
        let needed = columns(word);
        if used > 0 && used + 1 + needed > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += needed;
    }
    out
}
