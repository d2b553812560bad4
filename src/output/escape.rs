//! What a description says must not steer the reader: not a terminal, not a CI service, not a browser, not the eye.
//!
//! Uses nothing of the project.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for characters that steer instead of showing: controls, the marks that reorder text, and
/// invisible ones that hide it. Joiners stay: emoji and scripts need them.
pub fn steers(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The visible stand-in for a character that [`steers`], one column wide; any other is itself.
pub fn shown(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        c if steers(c) => '\u{fffd}',
        c => c,
    }
}

/// Text that fits on one line: runs of white space become one space, what steers becomes visible.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else {
            clean.push(shown(c));
        }
    }
    Cow::Owned(clean)
}

/// Lines for a log, in which nothing is a command to the service that keeps it: GitHub Actions and Azure Pipelines look
/// for `##[` and `##vso[` anywhere in a line, GitHub Actions also for `::` at the start of one.
pub fn log(text: &str) -> Cow<'_, str> {
    let opens = |line: &str| line.trim_start().starts_with("::");
    let has_command = text.contains("##") || (text.contains("::") && text.lines().any(opens));
    if !has_command {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        safe.push_str(&if opens(line) { line.replacen("::", "∷", 1) } else { line.to_owned() });
    }
    Cow::Owned(safe.replace("##[", "##⟦").replace("##vso[", "##vso⟦"))
}

/// JSON text, as a serializer wrote it, with everything that steers as `\u….`: the same value, safe on a terminal and
/// in a log (see [`log`]).
pub fn json(text: &str) -> Cow<'_, str> {
    if text.contains("##[") || text.contains("##vso[") {
        let text = text.replace("##[", "#\\u0023[").replace("##vso[", "#\\u0023vso[");
        return Cow::Owned(json(&text).into_owned());
    }
    // Nearly all of a report is plain ASCII, and told at a glance.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) || !text.contains(|c: char| steers(c) && c != '\n')
    {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// The message of a GitHub workflow command; its line ends reach the reader, never the parser of commands.
pub fn command_data(text: &str) -> String {
    let mut data = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => data.push_str("%25"),
            '\r' => data.push_str("%0D"),
            '\n' => data.push_str("%0A"),
            c => data.push(shown(c)),
        }
    }
    data
}

/// A property of a GitHub workflow command, such as a file or a title.
pub fn command_property(text: &str) -> String {
    command_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A property or the message of a logging command of Azure Pipelines: one line that cannot end the command.
pub fn logging_command(text: &str) -> String {
    let mut data = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => data.push_str("%AZP25"),
            '\r' => data.push_str("%0D"),
            '\n' => data.push_str("%0A"),
            ';' => data.push_str("%3B"),
            ']' => data.push_str("%5D"),
            c => data.push(shown(c)),
        }
    }
    data
}

/// Text of an XML element or attribute. What steers is written as a reference, or as its stand-in where XML 1.0 has none.
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Not two of them in a row: see `log`.
            '#' if safe.ends_with('#') => safe.push_str("&#35;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            '\0'..='\u{1f}' if !matches!(c, '\t' | '\n' | '\r') => safe.push(shown(c)),
            c if steers(c) => {
                let _ = write!(safe, "&#{};", c as u32);
            }
            c => safe.push(c),
        }
    }
    safe
}

/// Markdown that shows a text as it is: no markup, no HTML, no link, no mention, and no end of a table cell.
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        let is_address = c == ':' || (c == '.' && safe.ends_with(['w', 'W']));
        if is_address || "&<>\"\\`*_~[]|#!$@".contains(c) {
            let _ = write!(safe, "&#{};", c as u32);
        } else {
            safe.push(shown(c));
        }
    }
    safe
}

/// A path with `/` as a relative reference (RFC 3986): every byte but unreserved ones and `/` is percent-encoded.
pub fn uri_path(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_reaches_the_terminal() {
        let nasty: String =
            (0..0xa0).filter_map(char::from_u32).chain("\u{202e}\u{2066}\u{e0041}\u{200b}".chars()).collect();
        assert!(!line(&nasty).contains(steers));
        assert_eq!(line("a\u{1b}[31mb\u{7}\u{9b}c\u{202e}"), "a␛[31mb␇\u{fffd}c\u{fffd}");
        assert_eq!(line("one\r\n  two\tthree"), "one   two three");
        assert_eq!(line("👩‍💻 é"), "👩‍💻 é");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"a": "\u{1b}\u{9b}31m\u{202e}\u{7f}\u{e0041}é\n"});
        let text = value.to_string();
        let safe = json(&text);
        assert!(!safe.contains(steers));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    #[test]
    fn a_workflow_command_cannot_be_opened_or_closed() {
        assert_eq!(command_data("100%\r\n::error::\u{1b}x"), "100%25%0D%0A::error::␛x");
        assert_eq!(command_property("a,b:c%\n::"), "a%2Cb%3Ac%25%0A%3A%3A");
    }

    #[test]
    fn a_log_has_no_commands_but_those_of_formats() {
        assert_eq!(log("a\n  ::error::b ##[stop-commands]c\n::"), "a\n  ∷error::b ##⟦stop-commands]c\n∷");
        assert_eq!(log("x ##vso[task.complete]\n"), "x ##vso⟦task.complete]\n");
        assert_eq!(log("a::b\n## c"), "a::b\n## c");
        let value = serde_json::json!({"a": "###[x ##vso[y\u{1b}"});
        let safe = json(&value.to_string()).into_owned();
        assert!(!safe.contains("##[") && !safe.contains("##vso["), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
        assert_eq!(logging_command("100%;a]b\r\n##vso[x]\u{1b}"), "100%AZP25%3Ba%5Db%0D%0A##vso[x%5D␛");
        assert_eq!(xml("##[<&\"]]>\n\u{1b}\u{202e}\u{ffff}"), "#&#35;[&lt;&amp;&quot;]]&gt;&#10;␛&#8238;\u{fffd}");
        assert_eq!(markdown("www.a|b: <i>"), "www&#46;a&#124;b&#58; &#60;i&#62;");
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri_path("dir name/é:[x]%.yaml"), "dir%20name/%C3%A9%3A%5Bx%5D%25.yaml");
    }
}
