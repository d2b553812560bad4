//! Reports that every format has to cope with: nothing, one, thousands, many inputs, hostile text.

use apivet::finding::{Checked, Finding, InputState, Report, Severity, Status};

use super::report::{CLEARTEXT, SECRET, at, checked, failed, finding, report, rich, source};

/// Texts that mean something to a reader of one of the formats.
pub(crate) const HOSTILE: [&str; 22] = [
    "%0A::error::x",
    "::stop-commands::x",
    "a]]><!--b",
    "\u{1b}[31mred\u{9b}0m\u{7}",
    "\u{202e}gnp.exe\u{2066}\u{200b}",
    "##vso[task.setvariable variable=a]b",
    "##[error]x ###[group]y",
    "a;sourcepath=b]c",
    "%AZP25 %3B %5D",
    "a|b `c|d` \\| \\`e",
    "` ``f`` `",
    "<script>x</script><img src=x onerror=y>",
    "[x](http://evil.example) ![i](http://evil.example/i.png)",
    "http://evil.example WWW.evil.example <http://evil.example>",
    "@everyone #1 $x$ ~~s~~ **b** __c__ [^1] :tada:",
    "&lt; &amp; &#60; &unknown;",
    "</failure></testcase>",
    "\"'<&>",
    "\0\u{1}\u{fffe}\u{ffff}\u{85}\u{2028}",
    "line\nline\r\nline\r::error::y\n\n# z\n",
    "```\n| a | b |\n|---|---|\n",
    "  blanks  ",
];

/// A description of a hostile name with a finding that says hostile things.
fn hostile(index: usize, text: &str) -> Checked {
    let file = source(0, &format!("{index}/{text}"), "key: value\n");
    let mut one = finding(&CLEARTEXT, at(&file, "value"), text, text);
    one.help = Some(text.to_owned());
    one.primary.pointer = format!("/{text}");
    one.fingerprint = format!("{index:016x}");
    checked(vec![file], vec![one])
}

/// `each` findings of all severities in each of three descriptions.
pub(crate) fn many(each: usize) -> Report {
    let text = "    url: http://a.example\n".repeat(each);
    let descriptions = (0..3).map(|index| {
        let file = source(0, &format!("apis/{index}.yaml"), &text);
        let findings = (0..each).map(|line| {
            let start = line * 26 + 9;
            let mut one = finding(&CLEARTEXT, file.span(start, start + 16), "`a.example` is reached without TLS", "");
            one.severity = Severity::ALL[line % 5];
            one.fingerprint = format!("{:016x}", index * each + line);
            one
        });
        let findings: Vec<Finding> = findings.collect();
        checked(vec![file], findings)
    });
    report(descriptions.collect())
}

/// All of them by name.
pub(crate) fn reports() -> Vec<(&'static str, Report)> {
    let file = source(0, "a.yaml", "url: http://a.example\n");
    let place = at(&file, "http://a.example");
    let mut known = finding(&SECRET, place, "known for long", "");
    known.status = Status::Known;
    let one = finding(&CLEARTEXT, place, "no TLS", "");
    let names = ["/abs/ä b.yaml", "C:/x.yaml", "x\n::error::]]>.yaml"];
    let broken = names.map(|name| failed(name, &format!("[no](file) {name}")));
    let skipped = Checked::not_linted("notes.yaml", InputState::Skipped, "no description".into());
    vec![
        ("empty", report(Vec::new())),
        ("skipped", report(vec![skipped])),
        ("clean", report(vec![checked(vec![source(0, "a.yaml", "")], vec![])])),
        ("failed", report(broken.into())),
        ("one", report(vec![checked(vec![file], vec![one, known])])),
        ("rich", rich()),
        ("hostile", report(HOSTILE.iter().enumerate().map(|(index, text)| hostile(index, text)).collect())),
        ("many", many(700)),
    ]
}
