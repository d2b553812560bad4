//! Whether a file looks like the root of an API description: a cheap look at its bytes. A wrong yes only costs time,
//! because the engine decides; so in doubt the answer is yes.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use memchr::memmem;

use crate::model::wsdl::namespaces::STACK_CONFIGURATION;

/// Read before the rest of a file is looked at.
const HEAD: u64 = 64 * 1024;
/// Keys of the root that make an OpenAPI description.
const KEYS: [&[u8]; 2] = [b"openapi", b"swagger"];
/// Namespaces of WSDL 1.1 and 2.0.
const NAMESPACES: [&[u8]; 2] = [b"http://schemas.xmlsoap.org/wsdl/", b"http://www.w3.org/ns/wsdl"];

/// Namespaces of WS-Policy.
const POLICIES: [&[u8]; 3] = [
    b"http://schemas.xmlsoap.org/ws/2004/09/policy",
    b"http://www.w3.org/ns/ws-policy",
    b"http://www.w3.org/2006/07/ws-policy",
];

/// Looks into a file, of which at most `limit` bytes are read.
///
/// # Errors
/// Those of reading.
pub(crate) fn looks_like_description(path: &Path, limit: u64) -> io::Result<bool> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    (&file).take(HEAD).read_to_end(&mut bytes)?;
    if is_description(&bytes) {
        return Ok(true);
    }
    if (bytes.len() as u64) < HEAD || is_markup(&bytes) {
        return Ok(false);
    }
    // With sorted keys `openapi` or `swagger` may stand behind megabytes of others.
    (&file).take(limit).read_to_end(&mut bytes)?;
    Ok(is_description(&bytes))
}

fn is_markup(bytes: &[u8]) -> bool {
    significant(bytes).first() == Some(&b'<')
}

/// The bytes without byte order mark and white space in front.
fn significant(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

/// The same of a text that is at hand.
pub(crate) fn is_description(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        // UTF-16: to be decoded before anything can be said.
        return true;
    }
    let text = significant(bytes);
    match text.first() {
        Some(b'<') => is_markup_of_services(text),
        Some(b'{') => in_braces(text),
        Some(_) => in_lines(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        None => false,
    }
}

fn is_markup_of_services(text: &[u8]) -> bool {
    let opens =
        |name: &[u8]| memmem::find_iter(text, name).any(|at| at > 0 && matches!(text.get(at - 1), Some(b'<' | b':')));
    let names = |namespaces: &[&[u8]]| namespaces.iter().any(|namespace| memmem::find(text, namespace).is_some());
    let configures = || STACK_CONFIGURATION.iter().any(|namespace| memmem::find(text, namespace.as_bytes()).is_some());
    (names(&NAMESPACES) && (opens(b"definitions") || opens(b"description")))
        || (names(&POLICIES) && opens(b"Policy"))
        || configures()
}

/// JSON, or YAML in flow style: one of the keys directly in the outermost braces.
fn in_braces(text: &[u8]) -> bool {
    if !KEYS.iter().any(|key| memmem::find(text, key).is_some()) {
        return false;
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_string(text, at + 1);
                let inside = text.get(at + 1..end).unwrap_or_default();
                if depth == 1 && KEYS.contains(&inside) && is_key(text.get(end + 1..)) {
                    return true;
                }
                at = end;
            }
            b'o' | b's' if depth == 1 => {
                let rest = text.get(at..).unwrap_or_default();
                if KEYS.iter().any(|key| rest.starts_with(key) && is_key(rest.get(key.len()..))) {
                    return true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// Where the closing quote of a string stands; the end of the text when there is none.
fn end_of_string(text: &[u8], mut at: usize) -> usize {
    while let Some(step) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += step;
        if text.get(at) == Some(&b'"') {
            return at;
        }
        at += 2;
    }
    text.len()
}

/// True when a colon follows.
fn is_key(rest: Option<&[u8]>) -> bool {
    rest.is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b':'))
}

/// YAML in block style: one of the keys at the start of a line, indented like the first key of the text.
fn in_lines(text: &[u8]) -> bool {
    let outermost = text
        .split(|byte| *byte == b'\n')
        .find(|line| {
            let content = line.trim_ascii_start();
            !(content.is_empty() || content.starts_with(b"#") || content.starts_with(b"%") || line.starts_with(b"---"))
        })
        .map_or(0, |line| line.len() - line.trim_ascii_start().len());
    KEYS.iter().any(|key| {
        memmem::find_iter(text, key).any(|at| {
            let before = text.get(..at).unwrap_or_default();
            let line = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |end| end + 1);
            let before = before.get(line..).unwrap_or_default();
            let after = text.get(at + key.len()..).unwrap_or_default();
            let (before, after) = match before.last() {
                Some(quote @ (b'"' | b'\'')) => {
                    let Some(after) = after.strip_prefix(&[*quote]) else {
                        return false;
                    };
                    (before.get(..before.len() - 1).unwrap_or_default(), after)
                }
                _ => (before, after),
            };
            before.len() == outermost && before.iter().all(|byte| *byte == b' ') && is_key(Some(after))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_description;

    #[test]
    fn roots_are_told_from_what_only_mentions_them() {
        let yes: [&[u8]; 14] = [
            b"openapi: 3.1.0\n",
            b"\xef\xbb\xbf# note\n---\nopenapi: 3.1.0\n",
            b"\"swagger\": '2.0'\r\n",
            b"'openapi' : 3.0.0\n",
            b"info: {}\npaths: {}\nswagger: \"2.0\"\n",
            b"  info: {}\n  openapi: 3.0.0\n",
            b"{\"info\": {\"x\": \"}\\\"\"}, \"openapi\" : \"3.0.0\"}",
            b"{openapi: 3.0.0, info: {}}",
            b"openapi: banana\n",
            b"<?xml version=\"1.0\"?><w:definitions xmlns:w=\"http://schemas.xmlsoap.org/wsdl/\"/>",
            b"<beans><p:Policy xmlns:p=\"http://www.w3.org/ns/ws-policy\"/></beans>",
            b"<description xmlns='http://www.w3.org/ns/wsdl'/>",
            b"\xff\xfe<\0",
            b"<beans xmlns:jaxws='http://cxf.apache.org/jaxws'><jaxws:client/></beans>",
        ];
        for text in yes {
            assert!(is_description(text), "{}", String::from_utf8_lossy(text));
        }
        let no: [&[u8]; 11] = [
            b"",
            b"kind: ConfigMap\ndata:\n  api.yaml: |\n    openapi: 3.0.0\n",
            b"{\"scripts\": {\"openapi\": \"generate\"}, \"keywords\": [\"swagger\"]}",
            b"{\"name\": \"openapi\"}",
            b"# openapi: 3.0.0\ntype: object\n",
            b"x-openapi: 1\nopenapis: 2\n",
            b"summary: see\n openapi: x\n",
            b"<schema xmlns='http://www.w3.org/2001/XMLSchema'/>",
            b"<project><description>x</description></project>",
            b"- openapi: 3.0.0\n",
            b"<beans xmlns='http://www.springframework.org/schema/beans'/>",
        ];
        for text in no {
            assert!(!is_description(text), "{}", String::from_utf8_lossy(text));
        }
    }
}
