//! Reading on behind a YAML error: which lines to leave out.
//!
//! On an error the smallest indented block that holds it is blanked, byte for byte, and the rest is read
//! again, so one slip does not hide the rest of a description. At most `syntax-errors` readings more.

use std::ops::Range;

use super::messages::Fault;
use super::{Limits, Reading, events};

/// Reads a text; after an error the block that holds it is left out and the rest is read again.
pub(super) fn read(text: &str, limits: &Limits, words: &[&str]) -> Reading {
    let mut reading = events::read(text, text, limits, words);
    if reading.stop.is_none() {
        tidy(&mut reading.faults, limits);
        return reading;
    }
    let mut recovery = Recovery { text, left_out: Vec::new(), without_tabs: None };
    let mut reported = Vec::new();
    for _ in 0..limits.syntax_errors {
        let Some(stop) = reading.stop.take() else {
            break;
        };
        let limited = stop.limit.is_some();
        let offset = stop.start;
        let (template, tab) = (stop.template, is_tab(text, offset));
        // Where tabs became spaces, list items may misalign: the tab is the cause of that too.
        if limited || (recovery.without_tabs.is_none() && !recovery.is_beside(offset)) {
            reported.push(stop);
        }
        if limited || !(tab && recovery.replace_tabs() || recovery.leave_out(offset, template)) {
            break;
        }
        reading = events::read(&recovery.remaining(), text, limits, words);
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

fn is_tab(text: &str, offset: usize) -> bool {
    text.as_bytes().get(offset) == Some(&b'\t')
}

struct Recovery<'t> {
    text: &'t str,
    /// Whole lines without the break of the last one, in order of place, not touching.
    left_out: Vec<Range<usize>>,
    /// The text with each tab of indentation as one space, where tabs are its only indentation.
    without_tabs: Option<Vec<u8>>,
}

impl Recovery<'_> {
    /// The text with what is left out blanked. Line breaks, because a line of spaces can be an error itself.
    fn remaining(&self) -> String {
        let mut bytes = self.without_tabs.clone().unwrap_or_else(|| self.text.as_bytes().to_vec());
        for range in &self.left_out {
            bytes[range.clone()].fill(b'\n');
        }
        // Whole lines and tabs were replaced, so this is still UTF-8.
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// A text indented by tabs alone means what it looks like, so one report does and nothing is left out.
    fn replace_tabs(&mut self) -> bool {
        let indented = |line: &&str| line.starts_with([' ', '\t']) && !line.trim().is_empty();
        let mut lines = self.text.lines().filter(indented);
        if self.without_tabs.is_some() || !lines.all(|line| line.starts_with('\t')) {
            return false;
        }
        let mut bytes = self.text.as_bytes().to_vec();
        let mut indentation = true;
        for byte in &mut bytes {
            match *byte {
                b'\t' if indentation => *byte = b' ',
                other => indentation = other == b'\n',
            }
        }
        self.without_tabs = Some(bytes);
        true
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
        let gone =
            |line: &Range<usize>| self.left_out.iter().any(|range| range.start <= line.start && line.end <= range.end);
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
        let Some(parent) = self.parent(&nearest) else {
            return false;
        };
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
        if self.text[line.start..line.start + indent].contains('\t') {
            // How deep a tab is meant nobody knows: the line alone.
            return line.clone();
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};
    use crate::syntax::{Document, parse};

    fn doc(text: &str) -> Document {
        parse(Source::new(SourceId(0), "a.yaml", text), &Limits::default(), &[])
    }

    /// What is pointed at, and the message.
    fn errors(doc: &Document) -> Vec<(&str, &str)> {
        doc.errors.iter().map(|error| (doc.source.slice(error.span), &*error.message)).collect()
    }

    fn keys(doc: &Document) -> Vec<&str> {
        doc.root().unwrap().entries().map(|(key, _)| key.key_text()).collect()
    }

    #[test]
    fn each_slip_is_named_where_it_was_made_and_the_rest_is_kept() {
        for (broken, place, words) in [
            ("\tb: 1\n  c: 2", "\t", "a tab stands"),
            ("  b: 1\n   c: 2", "c:", "indented further"),
            ("  b: 1\n c: 2", "c:", "fits none"),
            ("  b: \"x\n  c: 2\n  e: \"y\"", "\"x", "never closed"),
            ("  b: 'x\n  c: 2", "'x", "never closed"),
            ("  b: [1, 2\n  c: 2", "[1,", "never closed"),
            ("  b 1\n  c: 2", "b", "without a colon"),
            ("  b: }\n  c: 2", "}", "without an opening"),
            ("  b: x: y\n  c: 2", "x:", "second `: `"),
            ("  b: @x", "@x", "cannot start with `@`"),
            ("  - b\n  c: 2", "c:", "beside list items"),
            ("  b: \"a\\qé\"", "\\qé\"", "does not know"),
            ("  b: 'it's'", "s'", "behind a closing quote"),
            ("<<<<<<< HEAD", "<<<<<<<", "merge conflict"),
            ("    b: word\n\tc: 1", "\t", "a tab stands"),
        ] {
            let doc = doc(&format!("first: 1\na:\n{broken}\nlast: é\n"));
            let found = errors(&doc);
            assert_eq!(found.len(), 1, "{broken}: {found:?}");
            assert!(found[0].0 == place && found[0].1.contains(words), "{broken}: {found:?}");
            assert!(doc.errors[0].help.is_some(), "{broken}");
            let kept = keys(&doc);
            assert!(kept.contains(&"first") && kept.contains(&"last"), "{broken}: {kept:?}");
        }
    }

    #[test]
    fn several_slips_apart_from_each_other_are_all_reported() {
        let text = "a: @x\nb: 1\nc: 1\nd: x: y\ne: 1\nf: 1\ng: *nothing\nh: 1\n";
        let doc = doc(text);
        let places: Vec<_> = errors(&doc).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["@x", "x:", "*nothing"]);
        assert_eq!(keys(&doc), ["b", "c", "e", "f", "g", "h"]);
    }

    #[test]
    fn the_number_of_reports_and_readings_is_bounded() {
        let text = "a: @x\nb: 1\nc: 1\n".repeat(500);
        assert_eq!(doc(&text).errors.len(), 10);
        let text = "a: *x\n".repeat(500);
        assert_eq!(doc(&text).errors.len(), 10);
    }

    #[test]
    fn an_anchor_that_was_left_out_is_not_missing() {
        let doc = doc("a: &x x: y\nb: 1\nc: *x\n");
        assert_eq!(errors(&doc).len(), 1);
    }

    #[test]
    fn templates_are_called_templates_once() {
        for text in [
            "a: {{ .Values.x }}\nb: {{ y }}\n",
            "a: {{ x }}/v1\nb: 1\n{% if y %}\nc: 2\n{% endif %}\n",
            "{{- if .Values.x }}\na: 1\n{{- end }}\nb: 2\n",
            "a: 1\n${EXTRA}\nb: 2\n",
        ] {
            let doc = doc(text);
            let found = errors(&doc);
            assert!(found.len() == 1 && found[0].1.contains("template"), "{text}: {found:?}");
            assert!(keys(&doc).contains(&"b") || text.ends_with("y }}\n"), "{text}");
        }
        assert_eq!(errors(&doc("a: '{{ x }}'\nb: ${X}\nc: x{{ y }}\n")), []);
    }

    #[test]
    fn a_text_indented_by_tabs_is_reported_once_and_read_whole() {
        let doc = doc("a:\n\tb:\n\t\tc: 1\n\td:\n\t\t- e: 1\n\t\t\tf: 2\n");
        assert_eq!(errors(&doc).len(), 1);
        assert_eq!(doc.root().unwrap().get("a").unwrap().entries().count(), 2);
    }

    #[test]
    fn limits_are_named() {
        let limits = Limits { depth: 4, nodes: 20, ..Limits::default() };
        let limit = |text: &str| {
            let doc = parse(Source::new(SourceId(0), "a.yaml", text), &limits, &[]);
            doc.errors.first().and_then(|error| error.limit)
        };
        assert_eq!(limit("[[[[]]]]"), None);
        assert_eq!(limit("[[[[[]]]]]"), Some("depth"));
        assert_eq!(limit("a:\n b:\n  c: [{}]\n"), Some("depth"));
        assert_eq!(limit(&"- a\n".repeat(19)), None);
        assert_eq!(limit(&"- a\n".repeat(20)), Some("nodes"));
    }
}
