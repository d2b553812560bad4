//! The formats of GitLab, reviewdog, Azure Pipelines and GitHub Actions, read as those read them and compared with the report.

use std::cmp::Reverse;
use std::collections::HashSet;

use apivet::finding::{Checked, Finding, InputState, Report, Severity};
use apivet::output::{escape, write_worst};
use serde_json::Value;

use super::report::{self, CLEARTEXT, checked, finding, source};
use super::reports::{many, reports};
use super::{cut, json, number, plain};

/// True when a text says what is wrong, whatever the case of its first letter.
fn says(text: &str, finding: &Finding) -> bool {
    let message = escape::line(&finding.message);
    let rest: String = message.chars().skip(1).collect();
    text.contains(&rest) && !text.contains(escape::steers)
}

fn open(report: &Report) -> Vec<(&Checked, &Finding)> {
    report.open().collect()
}

/// By severity and confidence, the worst first.
fn worst_first(report: &Report) -> Vec<(&Checked, &Finding)> {
    let mut all = open(report);
    all.sort_by_key(|(_, finding)| Reverse((finding.severity, finding.confidence)));
    all
}

/// `app/validators/json_schemas/codeclimate.json` of GitLab asks for four of these; its documentation for all.
#[test]
fn gitlab_gets_a_code_quality_report() {
    for (name, report) in reports() {
        let issues = json("gitlab", &report);
        let issues = issues.as_array().unwrap();
        assert_eq!(issues.len(), open(&report).len(), "{name}");
        let mut fingerprints = HashSet::new();
        for (issue, (checked, finding)) in issues.iter().zip(report.open()) {
            assert!(says(issue["description"].as_str().unwrap(), finding), "{issue}");
            assert_eq!(issue["check_name"], finding.rule.id);
            assert!(fingerprints.insert(issue["fingerprint"].as_str().unwrap().to_owned()), "{issue}");
            let severity = match finding.severity {
                Severity::Critical => "blocker",
                Severity::High => "critical",
                Severity::Medium => "major",
                Severity::Low => "minor",
                Severity::Info => "info",
            };
            assert_eq!(issue["severity"], severity);
            let (start, end) = checked.positions(finding.primary.span);
            assert_eq!(issue["location"]["path"], checked.source(finding.primary.span).uri);
            assert_eq!(issue["location"]["lines"], serde_json::json!({"begin": start.line, "end": end.line}));
            assert!(start.line >= 1);
        }
    }
}

#[test]
fn reviewdog_gets_diagnostics_with_columns_in_bytes() {
    for (name, report) in reports() {
        let document = json("rdjson", &report);
        assert_eq!(document["source"]["name"], "apivet");
        let diagnostics = document["diagnostics"].as_array().unwrap();
        assert_eq!(diagnostics.len(), open(&report).len(), "{name}");
        for (index, (diagnostic, (checked, finding))) in diagnostics.iter().zip(report.open()).enumerate() {
            let keys: Vec<&String> = diagnostic.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["message", "location", "severity", "code"]);
            assert!(says(diagnostic["message"].as_str().unwrap(), finding), "{diagnostic}");
            assert_eq!(diagnostic["code"]["value"], finding.rule.id);
            let severity = match finding.severity {
                Severity::Critical | Severity::High => "ERROR",
                Severity::Medium => "WARNING",
                Severity::Low | Severity::Info => "INFO",
            };
            assert_eq!(diagnostic["severity"], severity);
            let source = checked.source(finding.primary.span);
            assert_eq!(diagnostic["location"]["path"], source.uri);
            let range = &diagnostic["location"]["range"];
            let at = |end: &Value| (number(&end["line"]), number(&end["column"]));
            // Thousands of lines are cut out of often enough by the first hundred.
            if index < 100 {
                let text = cut(&source.text, at(&range["start"]), at(&range["end"]), |c| c.len_utf8() as u64);
                assert_eq!(text, source.slice(finding.primary.span), "{diagnostic}");
            }
        }
    }
}

#[derive(Debug)]
struct Command {
    event: String,
    properties: Vec<(String, String)>,
    data: String,
}

/// A line of the log as the agent reads it (`Command.TryParse`, `CommandStringConvertor.Unescape`).
fn command(line: &str) -> Option<Command> {
    let unescape = |text: &str| {
        let text = text.replace("%3B", ";").replace("%0D", "\r").replace("%0A", "\n").replace("%5D", "]");
        text.replace("%AZP25", "%")
    };
    let (head, data) = line[line.find("##vso[")? + 6..].split_once(']')?;
    let (event, properties) = head.split_once(' ')?;
    let pairs = properties.split(';').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap());
    let properties = pairs.map(|(key, value)| (key.to_owned(), unescape(value))).collect();
    Some(Command { event: event.to_owned(), properties, data: unescape(data) })
}

#[test]
fn azure_gets_logging_commands_the_worst_first() {
    for (name, report) in reports() {
        let text = plain("azure", &report);
        let mut lines = text.lines();
        for input in report.checked.iter().map(|checked| &checked.input).filter(|i| i.state == InputState::Failed) {
            let Command { event, properties, data } = command(lines.next().unwrap()).unwrap();
            assert_eq!(event, "task.logissue");
            let visible: String = input.path.chars().map(|c| if c == '\n' { c } else { escape::shown(c) }).collect();
            assert_eq!(properties, [("type".into(), "error".into()), ("sourcepath".into(), visible)]);
            assert_eq!(data, format!("not checked: {}", escape::line(input.reason.as_deref().unwrap())));
        }
        for (checked, finding) in worst_first(&report) {
            let Command { event, properties, data } = command(lines.next().unwrap()).unwrap();
            assert_eq!(event, "task.logissue");
            let (start, _) = checked.positions(finding.primary.span);
            let path = &checked.source(finding.primary.span).uri;
            let shown = |c: char| if matches!(c, '\n' | '\r') { c } else { escape::shown(c) };
            let expected = [
                ("type", if finding.severity >= Severity::High { "error" } else { "warning" }.to_owned()),
                ("sourcepath", path.chars().map(shown).collect()),
                ("linenumber", start.line.to_string()),
                ("columnnumber", start.column.to_string()),
                ("code", finding.rule.id.to_owned()),
            ];
            assert_eq!(properties, expected.map(|(key, value)| (key.to_owned(), value)));
            assert!(says(&data, finding) && data.contains(finding.severity.as_str()), "{data}");
        }
        let rest: Vec<&str> = lines.collect();
        match name {
            "many" => assert_eq!(
                rest,
                ["apivet: 2100 findings in all; Azure Pipelines shows 10 of a kind, the worst; this log has the rest"]
            ),
            _ => assert!(rest.iter().all(|line| line.starts_with("apivet: ")), "{name}: {rest:?}"),
        }
    }
}

#[test]
fn json_and_github_hold_every_finding_of_every_report() {
    for (name, report) in reports() {
        let document = json("json", &report);
        assert_eq!(document["findings"].as_array().unwrap().len(), report.all().count(), "{name}");
        for (found, (checked, finding)) in document["findings"].as_array().unwrap().iter().zip(report.all()) {
            assert_eq!(found["message"], finding.message);
            assert_eq!(found["location"]["path"], checked.source(finding.primary.span).uri);
        }
        let text = plain("github", &report);
        let own = |line: &&str| !line.starts_with("::notice title=apivet::");
        let lines: Vec<&str> = text.lines().filter(own).collect();
        assert_eq!(lines.len(), open(&report).len(), "{name}");
        for (line, (_, finding)) in lines.iter().zip(worst_first(&report)) {
            let (_, data) = line[2..].split_once("::").unwrap();
            assert!(says(&data.replace("%25", "%"), finding), "{line}");
        }
    }
}

fn worst(report: &Report) -> String {
    let mut out = Vec::new();
    write_worst(report, "job summary", &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn github_gets_the_worst_ten_errors_and_warnings_beside_readable_text() {
    let text = worst(&many(100));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.first(), lines.last()), (Some(&"::group::Annotations"), Some(&"::endgroup::")));
    let of = |kind: &str| lines.iter().filter(|line| line.starts_with(kind)).copied().collect::<Vec<&str>>();
    assert!(of("::error ").len() == 10 && of("::error ").iter().all(|line| line.contains(" (critical)%0A")));
    assert!(of("::warning ").len() == 10 && of("::warning ").iter().all(|line| line.contains(" (medium)%0A")));
    assert_eq!(of("::notice "), ["::notice title=apivet::280 more findings in the job summary"]);
    assert_eq!(lines.len(), 23);

    let file = source(0, "a.yaml", "url: http://a.example\n");
    let mut low = finding(&CLEARTEXT, report::at(&file, "http://a.example"), "no TLS", "");
    low.severity = Severity::Low;
    assert_eq!(worst(&report::report(vec![checked(vec![file], vec![low])])), "", "no errors, no warnings");
}

#[test]
fn no_line_of_any_format_is_a_command_to_a_ci_service_that_reads_along() {
    for (name, report) in reports() {
        for format in apivet::output::OutputFormat::ALL {
            let text = plain(format.as_str(), &report);
            for line in text.lines() {
                let is_own = match format.as_str() {
                    "github" => {
                        line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice ")
                    }
                    "azure" => line.starts_with("##vso[task.logissue type="),
                    _ => false,
                };
                let is_command = line.trim_start().starts_with("::") || line.contains("##vso[") || line.contains("##[");
                assert!(is_own || !is_command, "{name} as {format}: {line}");
            }
        }
    }
}
