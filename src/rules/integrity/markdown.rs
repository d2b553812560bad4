//! Where Markdown is read as text and HTML, and where only shown: CommonMark's code spans, fenced and indented code.
//! Uses nothing of the project.

use std::ops::Range;

use hashbrown::HashMap;

/// The parts of a text outside of code, as bytes, in order.
pub(super) fn outside_code(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut start = 0;
    // Indented code cannot interrupt a paragraph.
    let mut is_after_blank = true;
    let mut paragraph: Option<Range<usize>> = None;
    let mut close = |paragraph: &mut Option<Range<usize>>| {
        if let Some(whole) = paragraph.take() {
            spans(text, whole, &mut out);
        }
    };
    for line in text.split_inclusive('\n') {
        let here = start..start + line.len();
        start = here.end;
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        let mark = trimmed.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'));
        let count = mark.map_or(0, |mark| trimmed.bytes().take_while(|byte| *byte == mark).count());
        let rest = trimmed.get(count..).unwrap_or("");
        if let Some((open, least)) = fence {
            if mark == Some(open) && count >= least && rest.trim().is_empty() {
                fence = None;
            }
            is_after_blank = true;
            continue;
        }
        let opens = indent < 4 && count >= 3 && !(mark == Some(b'`') && rest.contains('`'));
        if let Some(mark) = mark.filter(|_| opens) {
            close(&mut paragraph);
            fence = Some((mark, count));
            continue;
        }
        if trimmed.trim().is_empty() {
            close(&mut paragraph);
            is_after_blank = true;
            continue;
        }
        let is_indented = indent >= 4 || line.starts_with('\t');
        if is_indented && is_after_blank {
            continue;
        }
        is_after_blank = false;
        match &mut paragraph {
            Some(whole) => whole.end = here.end,
            None => paragraph = Some(here),
        }
    }
    close(&mut paragraph);
    out
}

/// Where the last run of so many backticks begins.
fn last_runs(bytes: &[u8], whole: &Range<usize>) -> HashMap<usize, usize> {
    let mut last = HashMap::new();
    let mut at = whole.start;
    while at < whole.end {
        let run = bytes.iter().skip(at).take(whole.end - at).take_while(|byte| **byte == b'`').count();
        if run > 0 {
            last.insert(run, at);
        }
        at += run.max(1);
    }
    last
}

/// Parts of a paragraph outside of code spans. A run of backticks that nothing closes is text.
fn spans(text: &str, whole: Range<usize>, out: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let run = |at: usize| bytes.iter().skip(at).take(whole.end - at).take_while(|byte| **byte == b'`').count();
    let mut last: Option<HashMap<usize, usize>> = None;
    let mut from = whole.start;
    let mut at = whole.start;
    while at < whole.end {
        if bytes.get(at) == Some(&b'\\') {
            at += 2;
            continue;
        }
        if bytes.get(at) != Some(&b'`') {
            at += 1;
            continue;
        }
        let ticks = run(at);
        let mut end = at + ticks;
        let mut closed = None;
        // Where nothing closes it nobody has to look.
        let last = last.get_or_insert_with(|| last_runs(bytes, &whole));
        let has_another = last.get(&ticks).is_some_and(|last| *last >= end);
        while end < whole.end && closed.is_none() && has_another {
            match run(end) {
                0 => end += 1,
                found if found == ticks => closed = Some(end + found),
                found => end += found,
            }
        }
        match closed {
            Some(after) => {
                out.extend((from < at).then_some(from..at));
                from = after;
                at = after;
            }
            None => at += ticks,
        }
    }
    out.extend((from < whole.end).then_some(from..whole.end));
}

#[cfg(test)]
mod tests {
    use super::outside_code;

    fn text(markdown: &str) -> String {
        outside_code(markdown).into_iter().map(|part| &markdown[part]).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn code_spans_end_at_as_many_backticks() {
        assert_eq!(text("a `b` c ``d ` e`` f"), "a | c | f");
        assert_eq!(text("a ` b"), "a ` b");
        assert_eq!(text(r"a \`b` c"), r"a \`b` c");
        assert_eq!(text("a `b\n\nc` d"), "a `b\n|c` d");
    }

    #[test]
    fn fences_and_indented_code_are_left_out() {
        assert_eq!(text("a\n```html\nb\n```\nc\n"), "a\n|c\n");
        assert_eq!(text("~~~~\na\n~~~\nb\n~~~~\nc"), "c");
        assert_eq!(text("a\n    b\n\n    c\nd"), "a\n    b\n|d");
        assert_eq!(text("``` a ``` b\nc"), " b\nc");
        assert_eq!(text("```\nnever closed"), "");
    }
}
