//! Markdown, read by a Markdown parser and compared with the report: nothing but one table of text and code, within its size.

use std::cmp::Reverse;

use apivet::finding::{Finding, InputState, Report, Severity};
use apivet::output::{Options, SHORTEST_SUMMARY, SUMMARY_LIMIT, escape};
use pulldown_cmark::{Event, Options as Extensions, Parser, Tag, TagEnd};

use super::reports::{many, reports};
use super::{plain, written};

/// The cells of each row below the head, code as its text; and the items of lists. Anything that is no text is an error.
fn tables(text: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let (mut rows, mut items) = (Vec::new(), Vec::new());
    let mut cells: Vec<String> = Vec::new();
    let mut current = String::new();
    // All but the ones that GitHub does not have and that change letters.
    let extensions = Extensions::all() - Extensions::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(text, extensions) {
        match event {
            Event::Start(Tag::TableRow) => cells.clear(),
            Event::Start(Tag::TableCell | Tag::Item) => current.clear(),
            Event::End(TagEnd::TableCell) => cells.push(current.clone()),
            Event::End(TagEnd::TableRow) => rows.push(cells.clone()),
            Event::End(TagEnd::Item) => items.push(current.clone()),
            Event::Text(text) | Event::Code(text) => current.push_str(&text),
            Event::InlineHtml(tag) if ["<code>", "</code>"].contains(&&*tag) => {}
            Event::InlineHtml(tag) if &*tag == "<br>" => current.push(' '),
            Event::Start(
                Tag::Table(_) | Tag::TableHead | Tag::Paragraph | Tag::Heading { .. } | Tag::Strong | Tag::List(_),
            )
            | Event::End(_) => {}
            other => panic!("{other:?} in {text}"),
        }
    }
    (rows, items)
}

/// What is to be read: a text without its backquotes and doubled blanks, at most 500 characters.
fn read(text: &str) -> String {
    let text = escape::line(text);
    let clipped: String = text.chars().take(500).collect();
    let clipped = if clipped.len() < text.len() { clipped + "…" } else { clipped };
    clipped.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn worst_first(report: &Report) -> Vec<(String, &Finding)> {
    let place = |(checked, finding): (&apivet::finding::Checked, &'_ Finding)| {
        let (start, _) = checked.positions(finding.primary.span);
        format!("{}:{}:{}", checked.source(finding.primary.span).uri, start.line, start.column)
    };
    let mut all: Vec<_> = report.open().map(|(checked, finding)| (place((checked, finding)), finding)).collect();
    all.sort_by_key(|(_, finding)| Reverse((finding.severity, finding.confidence)));
    all
}

#[test]
fn markdown_shows_what_was_found_and_nothing_that_a_description_wants() {
    for (name, report) in reports() {
        let text = plain("markdown", &report);
        let (rows, items) = tables(&text);
        let expected = worst_first(&report);
        assert_eq!(rows.len(), expected.len(), "{name}");
        for (row, (place, finding)) in rows.iter().zip(expected) {
            let [severity, at, said, rule] = row.as_slice() else { panic!("{row:?}") };
            assert_eq!((severity.as_str(), rule.as_str()), (finding.severity.as_str(), finding.rule.id));
            assert_eq!(read(at), read(&place), "{name}");
            let message: String = read(&finding.message).chars().skip(1).collect();
            let help: String = read(finding.help.as_deref().unwrap_or("")).chars().skip(1).collect();
            assert!(
                read(said).contains(&message) && read(said).contains(&help),
                "{said:?} lacks {message:?} or {help:?}"
            );
        }
        let failed: Vec<_> = report.checked.iter().filter(|c| c.input.state == InputState::Failed).collect();
        assert_eq!(items.len(), failed.len(), "{name}");
        for (item, checked) in items.iter().zip(failed) {
            let expected = format!("{}: {}", checked.input.path, checked.input.reason.as_deref().unwrap());
            assert_eq!(read(item), read(&expected));
        }
        // What GitHub makes a link of besides Markdown's own, outside code.
        let prose: String = text.split('`').step_by(2).collect();
        assert!(!prose.contains("://") && !prose.to_lowercase().contains("www.") && !prose.contains('@'), "{name}");
    }
}

#[test]
fn markdown_is_cut_where_github_would_refuse_it_and_says_so() {
    let report = many(6000);
    let text = plain("markdown", &report);
    assert!(text.len() <= SUMMARY_LIMIT && text.len() > SUMMARY_LIMIT - 1000, "{}", text.len());
    let (rows, _) = tables(&text);
    let said = format!("**{} more findings not shown here**", 18_000 - rows.len());
    assert!(text.contains(&said), "{said} is missing in {}", &text[text.len() - 600..]);
    let critical = rows.iter().filter(|row| row[0] == Severity::Critical.as_str()).count();
    assert_eq!(critical, 3600, "the worst are all there");
    assert!(text.ends_with("2 rules; 3 references not followed.\n"), "{}", &text[text.len() - 200..]);
}

#[test]
fn markdown_keeps_to_any_room_and_counts_what_it_leaves_out() {
    for (name, report) in reports() {
        for room in [SHORTEST_SUMMARY, 3000, 5000, 20_000] {
            let text = written("markdown", &report, Options { room, ..Options::default() });
            assert!(text.len() <= room, "{name}: {} of {room}", text.len());
            let (rows, items) = tables(&text);
            let cut = |what: &str| {
                let before = text.split(what).next().filter(|before| before.len() < text.len())?;
                before.rsplit(|c: char| !c.is_ascii_digit()).find(|word| !word.is_empty())?.parse::<usize>().ok()
            };
            let findings = rows.len() + cut(" more finding").unwrap_or(0);
            assert_eq!(findings, report.open().count(), "{name} in {room}: {text}");
            let failed = report.checked.iter().filter(|c| c.input.state == InputState::Failed).count();
            assert_eq!(items.len() + cut(" more file").unwrap_or(0), failed, "{name} in {room}");
        }
    }
}
