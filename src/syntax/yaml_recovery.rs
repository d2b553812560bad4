//! Reading on behind a YAML error: which lines to leave out.
//!
//! On an error the smallest indented block that holds it is blanked, byte for byte, and the rest is read
//! again, so one slip does not hide the rest of a description. At most `syntax-errors` readings more.

use std::ops::Range;

use super::Limits;
use super::yaml::{self, Reading};
use super::yaml_messages::Fault;

/// Reads a text; after an error the block that holds it is left out and the rest is read again.
pub(super) fn read(text: &str, limits: &Limits, words: &[&str]) -> Reading {
    let mut reading = yaml::read(text, limits, words);
    if reading.stop.is_none() {
        tidy(&mut reading.faults, limits);
        return reading;
    }
    let mut recovery = Recovery { text, left_out: Vec::new() };
    let mut reported = Vec::new();
    for _ in 0..limits.syntax_errors {
        let Some(stop) = reading.stop.take() else { break };
        let limited = stop.limit.is_some();
        let offset = stop.start;
        let template = stop.template;
        if limited || !recovery.is_beside(offset) {
            reported.push(stop);
        }
        if limited || !recovery.leave_out(offset, template) {
            break;
        }
        reading = yaml::read(&recovery.remaining(), limits, words);
    }
    reading.faults.retain(|fault| !recovery.defines_anchor_of(fault));
    reading.faults.extend(reported);
    tidy(&mut reading.faults, limits);
    reading
}

/// In order of place, one report for all template placeholders, no more than the limit.
fn tidy(faults: &mut Vec<Fault>, limits: &Limits) {
    faults.sort_by_key(|fault| (fault.start, fault.end));
    let mut template_seen = false;
    faults.retain(|fault| !fault.template || !std::mem::replace(&mut template_seen, true));
    faults.truncate(limits.syntax_errors.max(1));
}

struct Recovery<'t> {
    text: &'t str,
    /// Whole lines without the break of the last one, in order of place, not touching.
    left_out: Vec<Range<usize>>,
}

impl Recovery<'_> {
    /// The text with what is left out blanked. Line breaks, because a line of spaces can be an error itself.
    fn remaining(&self) -> String {
        let mut bytes = self.text.as_bytes().to_vec();
        for range in &self.left_out {
            bytes[range.clone()].fill(b'\n');
        }
        // Whole lines were replaced, so this is still UTF-8.
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// True inside what is left out and on the next lines with text before and after it: an error there
    /// comes from the gap.
    fn is_beside(&self, offset: usize) -> bool {
        let line = self.line(offset);
        self.left_out.iter().any(|range| {
            let gap = |from: usize, to: usize| self.text.get(from..to).is_some_and(|gap| gap.trim().is_empty());
            (range.start <= line.end && line.start <= range.end)
                || gap(range.end, line.start)
                || gap(line.end, range.start)
        })
    }

    /// Leaves out the block that `offset` stands in; where that is gone already, the block around it.
    fn leave_out(&mut self, offset: usize, template: bool) -> bool {
        if template {
            self.leave_out_directives();
        }
        let line = self.line(offset);
        let gone = |line: &Range<usize>| self.left_out.iter().any(|range| range.start <= line.start && line.end <= range.end);
        if !self.text[line.clone()].trim().is_empty() && !gone(&line) {
            self.add(self.block(&line));
            return true;
        }
        if template {
            return true;
        }
        let Some(nearest) = self.left_out.iter().min_by_key(|range| range.start.abs_diff(offset)).cloned() else {
            return false;
        };
        let Some(parent) = self.parent(&nearest) else { return false };
        self.add(self.block(&parent));
        true
    }

    /// Lines that only say something to a template engine.
    fn leave_out_directives(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let line = self.line(at);
            let content = self.text[line.clone()].trim_start();
            if ["{%", "<%", "{{-", "{{#", "{{/"].iter().any(|open| content.starts_with(open)) {
                self.add(line.clone());
            }
            at = line.end + 1;
        }
    }

    fn add(&mut self, new: Range<usize>) {
        let mut merged = new;
        self.left_out.retain(|range| {
            let apart = range.end < merged.start || merged.end < range.start;
            if !apart {
                merged = merged.start.min(range.start)..merged.end.max(range.end);
            }
            apart
        });
        self.left_out.push(merged);
        self.left_out.sort_by_key(|range| range.start);
    }

    /// A line and what is indented below it.
    fn block(&self, line: &Range<usize>) -> Range<usize> {
        let indent = self.indent(line);
        let owns_dashes = !self.text[line.start + indent..line.end].starts_with('-');
        let (mut end, mut at) = (line.end, line.end + 1);
        while at < self.text.len() {
            let next = self.line(at);
            at = next.end + 1;
            let content = self.text[next.clone()].trim_start();
            if content.is_empty() {
                continue;
            }
            let depth = self.indent(&next);
            let item = owns_dashes && depth == indent && (content.starts_with("- ") || content == "-");
            if depth <= indent && !item {
                break;
            }
            end = next.end;
        }
        line.start..end
    }

    /// The nearest line above that is indented less.
    fn parent(&self, block: &Range<usize>) -> Option<Range<usize>> {
        let indent = self.indent(&self.line(block.start));
        let mut at = block.start;
        while at > 0 {
            let line = self.line(at - 1);
            at = line.start;
            if !self.text[line.clone()].trim().is_empty() && self.indent(&line) < indent {
                return Some(line);
            }
        }
        None
    }

    fn indent(&self, line: &Range<usize>) -> usize {
        let line = &self.text[line.clone()];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// The line that holds `offset`, its break not included.
    fn line(&self, offset: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |at| offset + at);
        start..end.max(start)
    }

    /// True for an alias whose anchor was left out: no error of the text.
    fn defines_anchor_of(&self, fault: &Fault) -> bool {
        let Some(name) = self.text.get(fault.start..fault.end).and_then(|alias| alias.strip_prefix('*')) else {
            return false;
        };
        let anchor = format!("&{name}");
        self.left_out.iter().any(|range| self.text[range.clone()].contains(&anchor))
    }
}
