//! A report built by hand that holds what is hard to show: other alphabets, other line ends, long lines, hostile text.

use apivet::finding::{
    Checked, Confidence, Coverage, Finding, InputState, InputStatus, Label, Meta, Profile, Report, Severity, Status,
};
use apivet::source::{Source, SourceId, Span};

pub(crate) static CLEARTEXT: Meta = Meta {
    id: "server-cleartext",
    aliases: &[],
    title: "A server answers without TLS",
    family: "transport",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    applies: &["openapi-3.1"],
    owasp: &["API8:2023"],
    cwe: &[319],
    absorbs: &[],
    options: &[],
    needs: &[],
    rivals: &[],
    since: "0.1.0",
    page: "Requests travel as plain text,\nand so do their credentials.\n\n## Why it matters\n\nAnybody on the way reads them.\n",
};

pub(crate) static SECRET: Meta = Meta {
    id: "secret-in-example",
    aliases: &[],
    title: "An example holds a secret",
    family: "secrets",
    severity: Severity::Critical,
    confidence: Confidence::Medium,
    profile: Profile::Recommended,
    applies: &["openapi-3.1", "wsdl-1.1"],
    owasp: &[],
    cwe: &[79, 798],
    absorbs: &[],
    options: &[],
    needs: &[],
    rivals: &[],
    since: "0.1.0",
    page: "",
};

/// Everything before and after a place of a source, as bytes.
pub(crate) fn at(source: &Source, needle: &str) -> Span {
    let start = source.text.find(needle).unwrap_or_else(|| panic!("no {needle:?} in {}", source.uri));
    source.span(start, start + needle.len())
}

pub(crate) fn finding(rule: &'static Meta, span: Span, message: &str, label: &str) -> Finding {
    Finding {
        rule,
        severity: rule.severity,
        confidence: rule.confidence,
        message: message.into(),
        primary: Label { span, text: label.into(), pointer: String::new() },
        related: Vec::new(),
        help: None,
        place: String::new(),
        value: None,
        fingerprint: format!("{:016x}", u64::from(span.start) << 8 | u64::from(span.end & 0xff)),
        twins: Vec::new(),
        status: Status::Open,
    }
}

pub(crate) fn label(span: Span, text: &str, pointer: &str) -> Label {
    Label { span, text: text.into(), pointer: pointer.into() }
}

pub(crate) fn source(id: u32, uri: &str, text: &str) -> Source {
    Source::new(SourceId(id), uri, text)
}

pub(crate) fn checked(sources: Vec<Source>, findings: Vec<Finding>) -> Checked {
    let input = InputStatus {
        path: sources[0].uri.clone(),
        format: Some("openapi-3.1"),
        state: InputState::Checked,
        reason: None,
        operations: 2,
        schemas: 1,
    };
    Checked {
        name: input.path.clone(),
        input,
        sources,
        findings,
        coverage: Coverage { files: 0, references_not_followed: 1 },
        parts: Vec::new(),
        content: None,
        before: None,
        entries: Vec::new(),
    }
}

pub(crate) fn report(checked: Vec<Checked>) -> Report {
    Report { checked, rules_run: 2, fail_on: Some(Severity::Medium), hidden: 0 }
}

pub(crate) fn failed(path: &str, reason: &str) -> Checked {
    Checked::not_linted(path, InputState::Failed, reason.to_owned())
}

/// One long line of JSON: `before` and `after` are how many small entries stand around the server.
pub(crate) fn minified(before: usize, after: usize) -> String {
    let entry = r#"{"名":"é😀"},"#;
    format!(r#"{{"x":[{}0],"url":"http://api.example.com/v1","y":[{}0]}}"#, entry.repeat(before), entry.repeat(after))
}

const YAML: &str = "\u{feff}openapi: 3.1.0\r\ninfo:\r\n  title: 支払い 👩‍💻 API\r\nservers:\r\n  - url: http://支払い.example/😀 # 🔥\r\n  \
- url: http://two.example\r\npaths:\r\n  /payments:\r\n    get:\r\n      description: |\r\n        one\r\n        two\r\n        three\r\n";

const HOSTILE: &str = "title: a\u{1b}[31mred\u{7}\u{9b}0m\u{202e}evil\u{2066}\rsecond: \"\ttab\"\nend: x";

const XML: &str = "<definitions>\n  <service name=\"Pay\">\n    <port name=\"P\">\n      <address location=\"http://pay.example\"/>\n    \
</port>\n  </service>\n</definitions>";

/// The whole zoo.
pub(crate) fn rich() -> Report {
    let yaml = source(0, "api/支払 い.yaml", YAML);
    let common = source(1, "../common/servers.yaml", "servers:\n  plain: &plain\n    url: http://shared.example\n");
    let mut findings = Vec::new();

    let mut first = finding(&CLEARTEXT, at(&yaml, "openapi"), "the document names no server with TLS", "this version");
    first.confidence = Confidence::Medium;
    findings.push(first);

    let mut wide = finding(
        &CLEARTEXT,
        at(&yaml, "http://支払い.example/😀"),
        "`支払い.example` is reached without TLS",
        "plain HTTP",
    );
    wide.primary.pointer = "/servers/0/url".into();
    wide.help = Some("write `https://支払い.example/😀`".into());
    wide.related = vec![
        label(at(&yaml, "http://two.example"), "and here", "/servers/1/url"),
        label(at(&yaml, "/payments"), "used by this path", "/paths/~1payments"),
        label(at(&yaml, "three"), "far away", ""),
        label(at(&common, "http://shared.example"), "[copied](http://evil.example) from here", "/servers/plain/url"),
    ];
    findings.push(wide);

    let block = at(&yaml, "|\r\n        one\r\n        two\r\n        three");
    let mut lines = finding(&SECRET, block, "the description holds a token", "in this text");
    lines.severity = Severity::Medium;
    findings.push(lines);

    let line_end = at(&yaml, "👩‍💻 API").end as usize;
    let mut empty =
        finding(&CLEARTEXT, yaml.span(line_end, line_end), "something is missing at the end of this line", "");
    empty.severity = Severity::Low;
    findings.push(empty);

    let end = yaml.text.len();
    let mut eof = finding(&CLEARTEXT, yaml.span(end, end), "something is missing at the end of the file", "here");
    eof.severity = Severity::Info;
    findings.push(eof);

    let mut ignored = finding(&CLEARTEXT, at(&yaml, "http://two.example"), "`two.example` is reached without TLS", "");
    ignored.status =
        Status::Ignored { by: Some(at(&yaml, "# 🔥")), kind: "comment", reason: Some("a \"test\" host\n".into()) };
    findings.push(ignored);
    let mut configured = finding(&SECRET, at(&yaml, "one"), "ignored by configuration", "");
    configured.status = Status::Ignored { by: None, kind: "config", reason: None };
    findings.push(configured);

    let hostile = source(0, "a,b:c%\n::error::d.yaml", HOSTILE);
    let hostile_findings = vec![
        finding(
            &CLEARTEXT,
            at(&hostile, "red\u{7}\u{9b}0m\u{202e}evil\u{2066}"),
            "100% \u{1b}[2Jcleared\r\n::error::injected \u{202e}gnp.exe",
            "a\u{1b}]0;title\u{7}\nlabel",
        ),
        finding(&SECRET, at(&hostile, "\ttab\""), "a tab and a lone CR before", "tab"),
        finding(&SECRET, at(&hostile, "x"), "the last character of a file without a final line end", "x"),
    ];

    let long = source(0, "dist/api.min.json", &minified(3000, 30_000));
    let mut minified = finding(
        &CLEARTEXT,
        at(&long, "http://api.example.com/v1"),
        "`api.example.com` is reached without TLS",
        "plain HTTP",
    );
    minified.related =
        vec![label(at(&long, "\"x\""), "the first key", "/x"), label(at(&long, "\"y\""), "the next key", "/y")];

    let wsdl = source(0, "pay.wsdl", XML);
    let mut port = finding(
        &CLEARTEXT,
        at(&wsdl, "http://pay.example"),
        "port `P` of service `Pay` is reached without TLS, and since its binding asks for a user name and a password in \
         the clear, whoever listens on the way has both",
        "plain HTTP, although the policy attached to the binding of this port asks for transport security with a certificate",
    );
    port.primary.pointer = "service[Pay]/port[P]/address".into();
    port.help = Some(
        "answer with TLS only, and say so in the description: write an address with `https` and drop the old port once no \
         client uses it"
            .into(),
    );
    let mut soap = checked(vec![wsdl], vec![port]);
    soap.input.format = Some("wsdl-1.1");

    report(vec![
        checked(vec![yaml, common], findings),
        checked(vec![hostile], hostile_findings),
        checked(vec![long], vec![minified]),
        failed("broken/*.yaml", "no file matches `broken/*.yaml`; check the pattern"),
        soap,
    ])
}
