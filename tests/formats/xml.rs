//! JUnit and Checkstyle, read by an XML parser, held to their schemas and compared with the report.

use std::collections::{BTreeMap, HashSet};

use apivet::finding::{InputState, Report, Severity};
use apivet::output::escape;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::plain;
use super::reports::reports;

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Self {
        let name = |name: &[u8]| String::from_utf8(name.to_vec()).unwrap();
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap();
            (name(attribute.key.as_ref().as_ref()), value.into_owned())
        });
        Self { name: name(start.name().as_ref().as_ref()), attributes: attributes.collect(), ..Self::default() }
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }
}

/// The root of a document, which has to be well-formed and to hold only characters that XML 1.0 has.
fn root(text: &str) -> Element {
    let is_xml =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_xml));
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::new(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::new(&start)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.into_inner()),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", name.into_inner());
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    let mut document = open.pop().unwrap();
    assert!(open.is_empty() && document.children.len() == 1);
    document.children.pop().unwrap()
}

/// What a schema allows of an element.
struct Allowed {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    children: &'static [&'static str],
}

/// The schema `junit-10.xsd` of the Jenkins plugin xUnit, as far as it is used.
const JUNIT: [Allowed; 5] = [
    Allowed {
        name: "testsuites",
        required: &[],
        optional: &["name", "time", "tests", "failures", "errors"],
        children: &["testsuite"],
    },
    Allowed {
        name: "testsuite",
        required: &["name", "tests", "failures", "errors"],
        optional: &["group", "time", "skipped", "timestamp", "hostname", "id", "package"],
        children: &["testcase"],
    },
    Allowed {
        name: "testcase",
        required: &["name"],
        optional: &["time", "classname", "group"],
        children: &["skipped", "error", "failure"],
    },
    Allowed { name: "failure", required: &[], optional: &["type", "message"], children: &[] },
    Allowed { name: "error", required: &[], optional: &["type", "message"], children: &[] },
];

fn hold_to_schema(element: &Element) {
    let schema = JUNIT.iter().find(|allowed| allowed.name == element.name).unwrap();
    assert!(schema.required.iter().all(|name| element.attributes.contains_key(*name)), "{element:?}");
    let allowed = |name: &String| schema.required.iter().chain(schema.optional).any(|known| known == name);
    assert!(element.attributes.keys().all(allowed), "{element:?}");
    for child in &element.children {
        assert!(schema.children.contains(&child.name.as_str()), "{child:?}");
        hold_to_schema(child);
    }
    assert!(element.name == "failure" || element.text.trim().is_empty(), "{element:?}");
}

/// A name as XML can say it.
fn name(path: &str) -> String {
    path.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\0'..='\u{1f}' => escape::shown(c),
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A text on one line as XML can say it.
fn line(text: &str) -> String {
    name(&escape::line(text))
}

fn counts(element: &Element) -> [usize; 3] {
    ["tests", "failures", "errors"].map(|name| element.attribute(name).parse().unwrap())
}

fn junit(report: &Report) -> Element {
    let root = root(&plain("junit", report));
    assert_eq!(root.name, "testsuites");
    hold_to_schema(&root);
    let mut sums = [0; 3];
    for suite in &root.children {
        let with = |name| suite.children.iter().filter(|case| case.children.iter().any(|c| c.name == name)).count();
        assert_eq!(counts(suite), [suite.children.len(), with("failure"), with("error")]);
        sums.iter_mut().zip(counts(suite)).for_each(|(sum, count)| *sum += count);
        assert!(!suite.children.is_empty(), "some consumers refuse a suite without a case");
    }
    assert_eq!(counts(&root), sums);
    root
}

#[test]
fn junit_has_a_suite_for_each_description_and_a_failure_for_each_finding() {
    for (label, report) in reports() {
        let root = junit(&report);
        let expected: Vec<_> = report.checked.iter().filter(|c| c.input.state != InputState::Skipped).collect();
        if expected.is_empty() {
            assert_eq!(counts(&root), [1, 0, 1], "{label}");
            assert_eq!(root.children[0].children[0].children[0].attribute("message"), "nothing was checked");
            continue;
        }
        assert_eq!(root.children.len(), expected.len(), "{label}");
        for (suite, checked) in root.children.iter().zip(expected) {
            assert_eq!(suite.attribute("name"), name(&checked.input.path));
            let names: HashSet<_> =
                suite.children.iter().map(|c| (c.attribute("classname"), c.attribute("name"))).collect();
            assert_eq!(names.len(), suite.children.len(), "cases are told apart by their names");
            let findings: Vec<_> = checked.findings.iter().filter(|finding| finding.is_open()).collect();
            if let Some(reason) = &checked.input.reason {
                assert_eq!(suite.children[0].children[0].name, "error");
                assert_eq!(suite.children[0].children[0].attribute("message"), line(reason));
                continue;
            }
            if findings.is_empty() {
                assert_eq!((suite.children.len(), suite.children[0].children.len()), (1, 0), "one that passed");
                continue;
            }
            assert_eq!(suite.children.len(), findings.len());
            for (case, finding) in suite.children.iter().zip(findings) {
                let uri = &checked.source(finding.primary.span).uri;
                assert_eq!(case.attribute("classname"), name(uri));
                assert!(case.attribute("name").starts_with(finding.rule.id));
                let [failure] = case.children.as_slice() else { panic!("{case:?}") };
                assert_eq!(failure.attribute("type"), finding.severity.as_str());
                assert_eq!(failure.attribute("message"), line(&finding.message));
                let (start, _) = checked.positions(finding.primary.span);
                let place = format!("{}:{}:{}: ", line(uri), start.line, start.column);
                assert!(failure.text.starts_with(&place), "{failure:?}");
                let help = finding.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {}\n", line(help)));
                assert!(failure.text.contains(&help) && failure.text.contains(finding.rule.id), "{failure:?}");
            }
        }
    }
}

#[test]
fn checkstyle_has_the_errors_of_each_file() {
    for (label, report) in reports() {
        let root = root(&plain("checkstyle", &report));
        assert_eq!((root.name.as_str(), root.attribute("version")), ("checkstyle", "4.3"));
        let mut found = Vec::new();
        let mut failed = Vec::new();
        let mut files = HashSet::new();
        for file in &root.children {
            assert_eq!(file.name, "file");
            assert!(files.insert(file.attribute("name")), "{label}: a file stands in one place");
            for child in &file.children {
                if child.name == "exception" {
                    failed.push((file.attribute("name").to_owned(), child.text.clone()));
                    continue;
                }
                assert_eq!(child.name, "error");
                let names: Vec<&str> = child.attributes.keys().map(String::as_str).collect();
                assert_eq!(names, ["column", "line", "message", "severity", "source"]);
                let values = ["line", "column", "severity", "source"].map(|name| child.attribute(name).to_owned());
                found.push((file.attribute("name").to_owned(), values, child.attribute("message").to_owned()));
            }
        }
        let mut expected = Vec::new();
        for (checked, finding) in report.open() {
            let (start, _) = checked.positions(finding.primary.span);
            let severity = match finding.severity {
                Severity::Critical | Severity::High => "error",
                Severity::Medium => "warning",
                Severity::Low | Severity::Info => "info",
            };
            let source = format!("apivet.{}.{}", finding.rule.family, finding.rule.id);
            let values = [start.line.to_string(), start.column.to_string(), severity.to_owned(), source];
            let message: String = line(&finding.message).chars().skip(1).collect();
            expected.push((name(&checked.source(finding.primary.span).uri), values, message));
        }
        // By file; within one in report order.
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        found.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(found.len(), expected.len(), "{label}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!((&found.0, &found.1), (&expected.0, &expected.1), "{label}");
            assert!(found.2.contains(&expected.2) && !found.2.contains(escape::steers), "{found:?}");
        }
        for checked in &report.checked {
            let path = name(&checked.input.path);
            match checked.input.state {
                InputState::Checked => assert!(files.contains(path.as_str()), "{label}: {path} was checked"),
                InputState::Failed => {
                    assert!(failed.contains(&(path, line(checked.input.reason.as_deref().unwrap()))), "{failed:?}");
                }
                InputState::Skipped => assert!(!files.contains(path.as_str())),
            }
        }
    }
}
