//! SARIF 2.1.0 for code-scanning services: one run, columns in UTF-16 code units, rules with their pages.
//!
//! What is optional and unknown is left out, never null. Byte offsets are left out: a text decoded
//! from another encoding has others than its file.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::phrases::{capitalised, graded, said, sentence};
use super::secrets::Secrets;
use super::{Format, counted, escape};
use crate::finding::{Checked, Finding, InputState, Label, Meta, Outcome, Report, Severity, Status};
use crate::source::Span;

/// Longest marked text, in bytes, that is repeated in the log.
const SNIPPET_LIMIT: usize = 500;

/// Results that GitHub's code scanning takes; it rejects a log with more. Of these it shows the worst 5,000.
const MOST_RESULTS: usize = 25_000;

/// The format `sarif`.
pub(super) struct Sarif;

impl Format for Sarif {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut rules = Rules::default();
        let suppressed = report.all().any(|(_, finding)| !finding.is_open());
        let mut results: Vec<Value> = Vec::new();
        let mut kept = kept(report).into_iter();
        for checked in &report.checked {
            let secrets = Secrets::of(checked);
            for finding in checked.findings.iter().filter(|_| kept.next() == Some(true)) {
                let index = rules.index(finding.rule);
                results.push(result(checked, finding, &secrets, index, suppressed));
            }
        }
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "apivet",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules.descriptors,
                }},
                "columnKind": "utf16CodeUnits",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The directory the run was started in."}}},
                "invocations": [invocation(report, self.left_out(report))],
                "results": results,
            }],
        });
        writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&log)?))
    }

    fn left_out(&self, report: &Report) -> Option<String> {
        let more = report.all().count().checked_sub(MOST_RESULTS).filter(|more| *more > 0)?;
        let are = if more == 1 { "is" } else { "are" };
        Some(format!(
            "{} {are} left out of the SARIF log, none worse than those in it: code scanning takes {MOST_RESULTS} results at most",
            counted(more, "finding")
        ))
    }
}

/// Which findings fit, in the order of the report: first those that count, of them the worst and surest.
fn kept(report: &Report) -> Vec<bool> {
    let mut all: Vec<(usize, &Finding)> = report.all().map(|(_, finding)| finding).enumerate().collect();
    let mut kept = vec![true; all.len()];
    if all.len() > MOST_RESULTS {
        all.sort_by_key(|(_, finding)| (!finding.is_open(), Reverse(finding.severity), Reverse(finding.confidence)));
        all.iter().skip(MOST_RESULTS).for_each(|(at, _)| kept[*at] = false);
    }
    kept
}

/// The rules that occur, in order of their first finding.
#[derive(Default)]
struct Rules {
    descriptors: Vec<Value>,
    by_id: HashMap<&'static str, usize>,
}

impl Rules {
    fn index(&mut self, rule: &'static Meta) -> usize {
        *self.by_id.entry(rule.id).or_insert_with(|| {
            self.descriptors.push(descriptor(rule));
            self.descriptors.len() - 1
        })
    }
}

fn descriptor(rule: &Meta) -> Value {
    let cwe = rule.cwe.iter().map(|number| format!("external/cwe/cwe-{number:03}"));
    let owasp = rule.owasp.iter().map(|entry| format!("external/owasp/{entry}"));
    let tags: Vec<String> = [String::from("security")].into_iter().chain(cwe).chain(owasp).collect();
    let name: String = rule.id.split('-').map(capitalised).collect();
    // Without a page the title has to do: a help must not be empty.
    let help = if rule.page.is_empty() { rule.title } else { rule.page };
    json!({
        "id": rule.id,
        "name": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": first_paragraph(rule)},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "security-severity": score(rule.severity),
            "precision": rule.confidence.as_str(),
            "tags": tags,
        },
    })
}

/// What the page says before its first heading, on one line; the title when it says nothing.
fn first_paragraph(rule: &Meta) -> String {
    let lines = rule.page.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    if paragraph.is_empty() { sentence(rule.title) } else { paragraph.join(" ") }
}

fn level(severity: Severity) -> &'static str {
    graded(severity, ["error", "warning", "note"])
}

/// A score inside the band that code scanning gives the same name: critical from 9.0, high from 7.0, medium from 4.0.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.5",
    }
}

fn result(checked: &Checked, finding: &Finding, secrets: &Secrets, rule_index: usize, suppressed: bool) -> Value {
    let text = said(finding);
    // The log is kept and passed on: what leaked once is not copied into it.
    let shows = |label: &Label| finding.rule.family != "secrets" && secrets.within(label.span).next().is_none();
    let location = |label: &Label| location(checked, label, shows(label));
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": level(finding.severity),
        "message": message(&text),
        "locations": [location(&finding.primary)],
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, label)| {
            let mut location = location(label);
            location["id"] = (index + 1).into();
            if !label.text.is_empty() {
                location["message"] = message(&label.text);
            }
            location
        });
        result["relatedLocations"] = related.collect();
    }
    if !finding.fingerprint.is_empty() {
        result["partialFingerprints"] = json!({"apivet/v1": finding.fingerprint});
    }
    // Once one result says whether it is suppressed, all have to.
    if suppressed {
        result["suppressions"] = suppressions(checked, &finding.status);
    }
    result["properties"] = json!({"severity": finding.severity.as_str(), "confidence": finding.confidence.as_str()});
    result
}

/// A plain-text message. `[text](target)` would become a link: what a description says must not.
fn message(text: &str) -> Value {
    json!({"text": text.replace("](", "] (")})
}

fn suppressions(checked: &Checked, status: &Status) -> Value {
    let (by, kind, reason) = match status {
        Status::Open => return json!([]),
        Status::Known => return json!([{"kind": "external", "status": "accepted", "justification": "in the baseline"}]),
        Status::Ignored { by, kind, reason } => (by, kind, reason),
    };
    let mut suppression = json!({
        "kind": if *kind == "config" { "external" } else { "inSource" },
        "status": "accepted",
    });
    if let Some(reason) = reason {
        suppression["justification"] = reason.as_str().into();
    }
    if let Some(span) = by {
        suppression["location"] = json!({"physicalLocation": physical(checked, *span, false)});
    }
    json!([suppression])
}

fn location(checked: &Checked, label: &Label, snippets: bool) -> Value {
    let mut location = json!({"physicalLocation": physical(checked, label.span, snippets)});
    if !label.pointer.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": label.pointer}]);
    }
    location
}

fn physical(checked: &Checked, span: Span, snippet: bool) -> Value {
    let source = checked.source(span);
    let start = source.lines().position_utf16(&source.text, span.start);
    let end = source.lines().position_utf16(&source.text, span.end);
    let mut region = json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    });
    let text = source.slice(span);
    if snippet && !text.is_empty() && text.len() <= SNIPPET_LIMIT {
        region["snippet"] = json!({"text": text});
    }
    json!({"artifactLocation": artifact(&source.uri), "region": region})
}

/// A path below the working directory as a reference to it, an absolute one as it is.
fn artifact(path: &str) -> Value {
    let uri = escape::uri_path(path);
    let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if drive {
        json!({"uri": format!("file:///{}", uri.replacen("%3A", ":", 1))})
    } else if path.starts_with('/') {
        json!({"uri": format!("file://{uri}")})
    } else {
        json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
    }
}

/// Whether everything was checked, what was not, and what is not told here.
fn invocation(report: &Report, left_out: Option<String>) -> Value {
    let mut notifications = Vec::new();
    for input in report.checked.iter().map(|checked| &checked.input) {
        if input.state == InputState::Failed {
            let reason = input.reason.as_deref().unwrap_or("could not be checked");
            notifications.push(json!({
                "level": "error",
                "message": message(reason),
                "locations": [{"physicalLocation": {"artifactLocation": artifact(&input.path)}}],
            }));
        }
    }
    let successful = report.outcome() != Outcome::NotChecked;
    if !successful && notifications.is_empty() {
        notifications.push(json!({"level": "error", "message": message("nothing was checked")}));
    }
    notifications.extend(left_out.map(|what| json!({"level": "warning", "message": message(&what)})));
    let mut invocation = Map::new();
    invocation.insert("executionSuccessful".into(), successful.into());
    if !notifications.is_empty() {
        invocation.insert("toolExecutionNotifications".into(), notifications.into());
    }
    invocation.into()
}
