//! JUnit XML for test reports: a suite for each description, a failed case for each finding, a passed one where there
//! is none.
//!
//! Only what the strictest of its schemas allows (the one of the Jenkins plugin xUnit, after Surefire): it knows no
//! place of a case, so that stands in the text of the failure.

use std::collections::HashMap;
use std::io::{self, Write};

use super::phrases::place;
use super::{Format, escape};
use crate::finding::{Checked, Finding, InputState, Report};

/// The format `junit`.
pub(super) struct Junit;

impl Format for Junit {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let suites: Vec<&Checked> =
            report.checked.iter().filter(|checked| checked.input.state != InputState::Skipped).collect();
        let failures: usize = suites.iter().map(|checked| open(checked).count()).sum();
        let tests: usize = suites.iter().map(|checked| open(checked).count().max(1)).sum();
        let errors = suites.iter().filter(|checked| is_failed(checked)).count() + usize::from(suites.is_empty());
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        let tests = tests.max(1);
        writeln!(out, "<testsuites name=\"apivet\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
        for checked in &suites {
            suite(checked, out)?;
        }
        if suites.is_empty() {
            // Some consumers refuse a report without a case, and none should take it for a success.
            start(out, "apivet", [1, 0, 1])?;
            unchecked(out, "apivet", "nothing was checked")?;
            out.write_all(b"  </testsuite>\n")?;
        }
        out.write_all(b"</testsuites>\n")
    }
}

fn is_failed(checked: &Checked) -> bool {
    checked.input.state == InputState::Failed
}

fn open(checked: &Checked) -> impl Iterator<Item = &Finding> {
    checked.findings.iter().filter(|finding| finding.is_open())
}

fn suite(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let path = &checked.input.path;
    let failures = open(checked).count();
    start(out, path, [failures.max(1), failures, usize::from(is_failed(checked))])?;
    if is_failed(checked) {
        unchecked(out, path, checked.input.reason.as_deref().unwrap_or("could not be checked"))?;
    } else if failures == 0 {
        writeln!(out, "    <testcase classname=\"{}\" name=\"no findings\"/>", escape::xml(path))?;
    }
    let mut names = HashMap::new();
    for finding in open(checked) {
        case(checked, finding, &mut names, out)?;
    }
    out.write_all(b"  </testsuite>\n")
}

fn start(out: &mut dyn Write, name: &str, [tests, failures, errors]: [usize; 3]) -> io::Result<()> {
    let name = escape::xml(name);
    write!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" ")?;
    out.write_all(b"skipped=\"0\">\n")
}

fn unchecked(out: &mut dyn Write, path: &str, reason: &str) -> io::Result<()> {
    let reason = escape::line(reason);
    writeln!(out, "    <testcase classname=\"{}\" name=\"checked\">", escape::xml(path))?;
    writeln!(out, "      <error type=\"not-checked\" message=\"{}\"/>", escape::xml(&reason))?;
    out.write_all(b"    </testcase>\n")
}

/// A consumer that compares two runs knows a case by its names: they say the pointer where there is one, since lines move.
fn case(
    checked: &Checked,
    finding: &Finding,
    names: &mut HashMap<String, usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (rule, severity) = (finding.rule.id, finding.severity);
    let place = place(checked, finding.primary.span);
    let pointer = &finding.primary.pointer;
    let mut name = format!("{rule} at {}", escape::line(if pointer.is_empty() { &place } else { pointer }));
    let count = names.entry(name.clone()).or_default();
    *count += 1;
    if *count > 1 {
        name.push_str(&format!(" ({count})"));
    }
    let file = &checked.source(finding.primary.span).uri;
    let message = escape::line(&finding.message);
    writeln!(out, "    <testcase classname=\"{}\" name=\"{}\">", escape::xml(file), escape::xml(&name))?;
    write!(out, "      <failure type=\"{severity}\" message=\"{}\">", escape::xml(&message))?;
    write!(out, "{}", escape::xml(&format!("{place}: {severity}[{rule}] {message}")))?;
    if let Some(help) = &finding.help {
        write!(out, "\nhelp: {}", escape::xml(&escape::line(help)))?;
    }
    writeln!(out, "\nwhy: apivet explain {rule}</failure>\n    </testcase>")
}
