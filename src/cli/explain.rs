//! `apivet explain RULE`: the page of a rule, readable in a terminal.

use super::args::ExplainArgs;
use super::terminal::{self, say};
use crate::finding::{Meta, Outcome};
use crate::rules;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Outcome {
    let Some(rule) = rules::find(&args.rule) else {
        let near = match rules::nearest(&args.rule) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`apivet rules` lists them all".to_owned(),
        };
        say(&format!("apivet: unknown rule `{}`; {near}", args.rule));
        return Outcome::NotChecked;
    };
    let style = Style { colour: terminal::colour(args.color) };
    let text = format!("{}\n{}", head(&rule.meta, style), page(rule.meta.page, style));
    match terminal::print(|out| out.write_all(text.as_bytes())) {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            say(&format!("apivet: standard output: cannot be written: {error}"));
            Outcome::NotChecked
        }
    }
}

#[derive(Clone, Copy)]
struct Style {
    colour: bool,
}

impl Style {
    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn code(self, text: &str) -> String {
        if self.colour { self.with("36", text) } else { format!("`{text}`") }
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn head(meta: &Meta, style: Style) -> String {
    let cwe: Vec<String> = meta.cwe.iter().map(|number| format!("CWE-{number}")).collect();
    let mut text = format!("{}\n\n", style.bold(meta.title));
    let rows = [
        ("rule", format!("{} ({})", meta.id, meta.family)),
        ("severity", format!("{}, confidence {}", meta.severity, meta.confidence)),
        ("profile", meta.profile.to_string()),
        ("applies to", meta.applies.join(", ")),
        ("OWASP", meta.owasp.join(", ")),
        ("CWE", cwe.join(", ")),
        ("also called", meta.aliases.join(", ")),
        ("options", meta.options.join(", ")),
        ("needs", meta.needs.join(", ")),
        ("elsewhere", meta.rivals.join(", ")),
        ("since", meta.since.to_owned()),
    ];
    for (name, value) in rows {
        if !value.is_empty() {
            text.push_str(&format!("  {name:12}{value}\n"));
        }
    }
    text
}

/// Light Markdown: headings, code blocks indented, code in lines. The rest stays as it is written.
fn page(markdown: &str, style: Style) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if let Some(info) = line.strip_prefix("```") {
            in_code = !in_code;
            let mut words = info.split_whitespace().skip(1);
            match words.next() {
                Some("bad") => text.push_str(&format!("{}\n\n", style.with("31", "Bad:"))),
                Some("good" | "fixed") => text.push_str(&format!("{}\n\n", style.with("32", "Good:"))),
                _ => {}
            }
        } else if in_code {
            let indent = if line.is_empty() { "" } else { "    " };
            text.push_str(&format!("{indent}{line}\n"));
        } else if line.starts_with('#') {
            text.push_str(&format!("{}\n", style.bold(line.trim_start_matches('#').trim_start())));
        } else {
            text.push_str(&inline(line, style));
            text.push('\n');
        }
    }
    text
}

/// Marks `code` within a line; an odd backtick stays.
fn inline(line: &str, style: Style) -> String {
    let mut parts = line.split('`').peekable();
    let mut text = parts.next().unwrap_or("").to_owned();
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => {
                text.push_str(&style.code(code));
                text.push_str(after);
            }
            None => {
                text.push('`');
                text.push_str(code);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Style, inline, page};

    #[test]
    fn pages_read_well_without_and_with_colours() {
        let markdown = "Why `a` and `b`.\n\n## Head\n\n```yaml bad\na: 1\n\nb: 2\n```";
        let plain = page(markdown, Style { colour: false });
        assert_eq!(plain, "Why `a` and `b`.\n\nHead\n\nBad:\n\n    a: 1\n\n    b: 2\n");
        let coloured = page(markdown, Style { colour: true });
        assert!(coloured.contains("\x1b[36ma\x1b[0m") && coloured.contains("\x1b[1mHead\x1b[0m"), "{coloured}");
        assert_eq!(inline("an odd ` stays", Style { colour: true }), "an odd ` stays");
    }
}
