//! Every format on one hard report: valid, pointing at the right text, safe to show.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::disallowed_methods)]

mod consumers;
mod markdown;
mod report;
mod reports;
mod secrets;
mod xml;

use std::path::PathBuf;
use std::time::Instant;

use apivet::finding::{Finding, Report, Severity, Status};
use apivet::output::{Options, OutputFormat, coverage_line, escape};
use apivet::source::{Source, Span};
use report::{CLEARTEXT, SECRET, checked, finding, minified, rich, source};
use serde_json::Value;

fn written(format: &str, report: &Report, options: Options) -> String {
    let mut out = Vec::new();
    format.parse::<OutputFormat>().unwrap().writer(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(format: &str, report: &Report) -> String {
    written(format, report, Options::default())
}

#[cfg(feature = "cli")]
fn terminal(width: usize) -> Options {
    Options { width, ..Options::default() }
}

fn json(format: &str, report: &Report) -> Value {
    serde_json::from_str(&plain(format, report)).unwrap()
}

fn empty() -> Report {
    report::report(Vec::new())
}

fn snapshot(name: &str, text: &str) {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

/// The lines of a text as every format here counts them: LF, CR LF or CR ends one, a byte order mark belongs to none.
fn lines(text: &str) -> Vec<&str> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Vec::new();
    while let Some(end) = rest.find(['\r', '\n']) {
        let next = end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        lines.push(&rest[..next]);
        rest = &rest[next..];
    }
    lines.push(rest);
    lines
}

/// Cuts `[start, end)` out of a text by line and column, with columns in the unit that `size` counts.
fn cut(text: &str, start: (u64, u64), end: (u64, u64), size: fn(char) -> u64) -> String {
    let mut out = String::new();
    for (line, content) in (1..).zip(lines(text)) {
        let mut column = 1;
        for c in content.chars() {
            if (line, column) >= start && (line, column) < end {
                out.push(c);
            }
            column += size(c);
        }
    }
    out
}

/// Every primary and related place with its text, in report order.
fn places(report: &Report) -> Vec<(&Finding, &Source, Span)> {
    let labels = |finding: &'_ Finding| -> Vec<Span> {
        std::iter::once(finding.primary.span).chain(finding.related.iter().map(|label| label.span)).collect()
    };
    let place = |(checked, finding)| {
        labels(finding).into_iter().map(move |span| (finding, apivet::finding::Checked::source(checked, span), span))
    };
    report.all().flat_map(place).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn snapshots() {
    let report = rich();
    for format in OutputFormat::ALL.iter().map(|format| format.as_str()).filter(|format| *format != "pretty") {
        snapshot(&format!("formats_{format}"), &plain(format, &report));
    }
    #[cfg(feature = "cli")]
    {
        snapshot("formats_pretty_60", &written("pretty", &report, terminal(60)));
        snapshot("formats_pretty_140", &written("pretty", &report, terminal(140)));
        let colour = written("pretty", &report, Options { colour: true, ..Options::default() });
        snapshot("formats_pretty_colour", &colour.replace('\u{1b}', "ESC"));
    }
    snapshot("formats_coverage", &coverage_line(&report.totals(), report.rules_run));
}

#[test]
fn json_places_cut_out_the_marked_text() {
    let report = rich();
    let document = json("json", &report);
    let mut locations = Vec::new();
    for finding in document["findings"].as_array().unwrap() {
        locations.push(&finding["location"]);
        locations.extend(finding["related"].as_array().unwrap().iter().map(|related| &related["location"]));
    }
    let places = places(&report);
    assert_eq!(locations.len(), places.len());
    for (location, (_, source, span)) in locations.into_iter().zip(places) {
        let at = |end: &str| (number(&location[end]["line"]), number(&location[end]["column"]));
        assert_eq!(cut(&source.text, at("start"), at("end"), |_| 1), source.slice(span), "{location}");
        let offset = |end: &str| number(&location[end]["offset"]) as usize;
        assert_eq!(&source.text[offset("start")..offset("end")], source.slice(span));
        assert_eq!(location["path"], source.uri);
    }
}

#[test]
fn sarif_regions_cut_out_the_marked_text() {
    let report = rich();
    let log = json("sarif", &report);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let mut locations = Vec::new();
    for result in run["results"].as_array().unwrap() {
        locations.push(&result["locations"][0]);
        locations.extend(result["relatedLocations"].as_array().into_iter().flatten());
        let index = number(&result["ruleIndex"]) as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let places = places(&report);
    assert_eq!(locations.len(), places.len());
    for (location, (finding, source, span)) in locations.into_iter().zip(places) {
        let region = &location["physicalLocation"]["region"];
        let at = |line: &str, column: &str| (number(&region[line]), number(&region[column]));
        let text =
            cut(&source.text, at("startLine", "startColumn"), at("endLine", "endColumn"), |c| c.len_utf16() as u64);
        assert_eq!(text, source.slice(span), "{location}");
        // One label of the report stands inside a text that holds a secret.
        let is_secret = finding.rule.family == "secrets" || text == "three";
        let copied = if is_secret { "" } else { text.as_str() };
        assert_eq!(region["snippet"]["text"].as_str().unwrap_or(""), copied);
        let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains(['\\', ' ', ':']), "{uri}");
    }
}

#[test]
fn compact_is_one_line_a_finding_at_its_place() {
    let report = rich();
    let text = plain("compact", &report);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), report.open().count());
    for (line, (checked, finding)) in lines.iter().zip(report.open()) {
        let source = checked.source(finding.primary.span);
        let (start, _) = checked.positions(finding.primary.span);
        let before = &source.text[..finding.primary.span.start as usize];
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let last = crate::lines(before).pop().unwrap();
        assert_eq!(start.column as usize, last.chars().count() + 1);
        let place = format!("{}:{}:{}: ", escape::line(&source.uri), crate::lines(before).len(), start.column);
        assert!(line.starts_with(&place), "{line} does not start with {place}");
    }
}

#[test]
fn github_commands_cut_out_the_marked_text() {
    let report = rich();
    let text = plain("github", &report);
    let undo = |text: &str| text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%25", "%");
    let mut seen = 0;
    for line in text.lines() {
        let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (kind, properties) = command.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&kind));
        let property = |name: &str| {
            let value = properties.split(',').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.map(undo)
        };
        let place = |name: &str| property(name).map(|value| value.parse::<u64>().unwrap());
        let (_, finding, source) = report
            .open()
            .map(|(checked, finding)| (checked, finding, checked.source(finding.primary.span)))
            .find(|(_, finding, source)| {
                Some(&source.uri) == property("file").as_ref()
                    && undo(message).starts_with(&*escape::line(&finding.message))
            })
            .unwrap_or_else(|| panic!("{line} is no finding"));
        seen += 1;
        let marked = source.slice(finding.primary.span);
        let Some(column) = place("col") else {
            assert!(marked.contains('\n') && place("endLine") > place("line"));
            continue;
        };
        // The last column is part of the annotation, so an empty place is as wide as one character.
        let end = (place("endLine").unwrap(), place("endColumn").unwrap() + 1);
        let text = cut(&source.text, (place("line").unwrap(), column), end, |_| 1);
        let expected = if marked.is_empty() { text.as_str() } else { marked };
        assert_eq!(text, expected);
    }
    assert_eq!(seen, report.open().count());
}

#[test]
fn nothing_a_description_says_steers_the_reader() {
    let report = rich();
    for format in OutputFormat::ALL {
        let text = plain(format.as_str(), &report);
        let steering: Vec<char> = text.chars().filter(|c| escape::steers(*c) && *c != '\n').collect();
        assert!(steering.is_empty(), "{format}: {steering:?}");
    }
    let github = plain("github", &report);
    assert!(
        github.lines().all(|line| line.starts_with("::error ")
            || line.starts_with("::warning ")
            || line.starts_with("::notice "))
    );
    assert!(plain("compact", &report).contains("100% ␛[2Jcleared ::error::injected \u{fffd}gnp.exe"));
    let sarif = plain("sarif", &report);
    assert!(!sarif.contains("[copied](http"), "a description's text became a link");
}

#[test]
fn many_findings_are_said_to_be_many_where_github_still_shows_it() {
    let text = "url: http://a.example\n".repeat(12);
    let build = |count: usize| {
        let file = source(0, "a.yaml", &text);
        let findings = (0..count).map(|line| {
            let mut finding = finding(&CLEARTEXT, file.span(line * 22 + 5, line * 22 + 21), "no TLS", "");
            finding.severity = if line % 2 == 0 { Severity::Low } else { Severity::Critical };
            finding
        });
        let findings = findings.collect();
        plain("github", &report::report(vec![checked(vec![file], findings)]))
    };
    assert_eq!(build(12).lines().count(), 12, "six of each kind need no remark");
    let text = "url: http://a.example\n".repeat(11);
    let file = source(0, "a.yaml", &text);
    let findings =
        (0..11).map(|line| finding(&CLEARTEXT, file.span(line * 22 + 5, line * 22 + 21), "no TLS", "")).collect();
    let text = plain("github", &report::report(vec![checked(vec![file], findings)]));
    let last = text.lines().last().unwrap();
    assert_eq!(last, "::notice title=apivet::11 findings in all; GitHub shows 10 of a kind, the log has the rest");
}

#[test]
fn an_empty_report_is_a_whole_document() {
    let document = json("json", &empty());
    assert_eq!(document["findings"], serde_json::json!([]));
    assert_eq!(document["inputs"], serde_json::json!([]));
    assert_eq!(document["summary"]["by_severity"]["critical"], 0);
    let run = &json("sarif", &empty())["runs"][0];
    assert_eq!(run["results"], serde_json::json!([]));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "nothing was checked");
    assert_eq!(plain("compact", &empty()), "");
    assert_eq!(plain("github", &empty()), "");
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let folder = std::env::var_os("APIVET_SCHEMAS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas"), PathBuf::from);
    let path = folder.join("sarif-2.1.0.schema.json");
    let Ok(schema) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no {}; set APIVET_SCHEMAS to the folder that has it", path.display());
        return;
    };
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (name, report) in reports::reports() {
        let log = json("sarif", &report);
        let errors: Vec<String> = validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
    let broken = serde_json::json!({"version": "2.1.0", "runs": [{"results": null}]});
    assert!(!validator.is_valid(&broken), "the schema accepts anything");
}

/// Columns of a terminal, for the characters of these tests.
#[cfg(feature = "cli")]
fn columns(line: &str) -> usize {
    let width = |c: char| match c {
        '\u{301}' | '\u{200d}' => 0,
        '\u{2e80}'.. if c != '\u{fffd}' => 2,
        _ => 1,
    };
    line.chars().map(width).sum()
}

#[cfg(feature = "cli")]
#[test]
fn pretty_keeps_to_the_width() {
    // What cannot be broken: the place in the frame, a long word.
    let report = rich();
    for width in [60, 100, 140] {
        let text = written("pretty", &report, terminal(width));
        for line in text.lines().filter(|line| !line.contains("─[")) {
            assert!(columns(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn no_format_repeats_a_secret_whichever_finding_stands_there() {
    let text = "servers:\n  - url: http://bob:hunter2@api.acme.com\n    description: |\n      key:\n      hunter3\n";
    let source = source(0, "api.yaml", text);
    let at = |needle| report::at(&source, needle);
    let server = finding(&CLEARTEXT, at("http://bob:hunter2@api.acme.com"), "no TLS", "here");
    let mut leak = finding(&SECRET, at("hunter2"), "a password", "here");
    leak.related = vec![report::label(at("key:\n      hunter3"), "again here", "")];
    leak.status = Status::Ignored { by: None, kind: "config", reason: None };
    let one = report::report(vec![checked(vec![source], vec![server, leak])]);
    for format in OutputFormat::ALL {
        assert!(!plain(format.as_str(), &one).contains("hunter"), "{format}");
    }
    #[cfg(feature = "cli")]
    assert!(plain("pretty", &one).contains("http://bob:•••••••@api.acme.com"));
}

/// What stands above the first mark of a rendering.
#[cfg(feature = "cli")]
fn marked(shown: &str) -> String {
    let is_mark = |line: &str| line.trim_start().starts_with("· ") && line.contains(['─', '┬', '▲']);
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines.iter().position(|line| is_mark(line)).unwrap();
    let start = columns(lines[at].split(['─', '┬', '▲']).next().unwrap());
    let mut column = 0;
    let mut above = String::new();
    for c in lines[at - 1].chars() {
        if (start..columns(lines[at])).contains(&column) {
            above.push(c);
        }
        column += columns(c.encode_utf8(&mut [0; 4]));
    }
    above
}

#[cfg(feature = "cli")]
#[test]
fn pretty_marks_stand_under_the_marked_text() {
    for mut all in rich().checked {
        for mut finding in std::mem::take(&mut all.findings) {
            if !finding.is_open() || finding.primary.span.is_empty() {
                continue;
            }
            finding.related.clear();
            let text = all.source(finding.primary.span).slice(finding.primary.span).to_owned();
            let first = text.lines().next().unwrap().replace('\t', "   ");
            let is_secret = finding.rule.family == "secrets";
            let shown = |c: char| if is_secret && !c.is_whitespace() { '•' } else { escape::shown(c) };
            let expected: String = first.chars().map(shown).collect();
            all.findings = vec![finding];
            for width in [60, 140] {
                let one = report::report(vec![all]);
                assert_eq!(marked(&written("pretty", &one, terminal(width))), expected);
                all = one.checked.into_iter().next().unwrap();
            }
        }
    }
}

#[cfg(feature = "cli")]
#[test]
fn pretty_marks_any_place_of_any_line() {
    let texts =
        ["", "\n", "a", "é😀\r\n\r\nx\ty\r", "\u{feff}a: b\n", &"支\u{7}".repeat(400), &"e\u{301}\t".repeat(100)];
    for text in texts {
        let places: Vec<usize> =
            (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(1 + text.len() / 60).collect();
        for start in &places {
            for end in places.iter().filter(|end| *end >= start) {
                let file = source(0, "a.yaml", text);
                let mut finding = finding(&CLEARTEXT, file.span(*start, *end), "m", "label");
                finding.related = vec![report::label(file.span(*end, text.len()), "rest", "")];
                let report = report::report(vec![checked(vec![file], vec![finding])]);
                let shown = written("pretty", &report, terminal(60));
                assert!(shown.contains("label") && shown.contains("╰─"), "{shown}");
                assert!(!shown.contains("Failed to read"), "{shown}");
                assert!(shown.lines().all(|line| columns(line) <= 60), "{shown}");
            }
        }
    }
}

/// Run with `--release -- --ignored --nocapture`: 2,000 findings on one line of 5 MB.
#[test]
#[ignore = "measures time"]
fn speed() {
    let file = source(0, "dist/api.min.json", &minified(150_000, 150_000));
    let spans: Vec<usize> = file.text.match_indices("\"名\"").map(|(at, _)| at).step_by(150).take(2000).collect();
    let findings: Vec<Finding> = spans
        .iter()
        .map(|at| finding(&CLEARTEXT, file.span(*at, *at + 5), "the name is not ASCII", "this name"))
        .collect();
    eprintln!("{} findings, {} bytes", findings.len(), file.text.len());
    let report = report::report(vec![checked(vec![file], findings)]);
    for format in OutputFormat::ALL {
        let start = Instant::now();
        let length = plain(format.as_str(), &report).len();
        eprintln!("{format}: {:?} for {length} bytes", start.elapsed());
    }
}
