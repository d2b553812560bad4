//! Parts of messages that are signed, encrypted or required: by name, and by path.

use super::super::view::Assertion;
use crate::syntax::{At, Element};

/// `sp:Header` among parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its element.
    pub at: At,
    /// The namespace of the header.
    pub namespace: Box<str>,
    /// Its local name; `None` for every header of the namespace.
    pub name: Option<Box<str>>,
}

/// `sp:SignedParts`, `sp:EncryptedParts` or `sp:RequiredParts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Its element.
    pub at: At,
    /// `sp:Body`.
    pub body: Option<At>,
    /// `sp:Header` elements.
    pub headers: Vec<Header>,
    /// `sp:Attachments`.
    pub attachments: Option<At>,
    /// True when it names nothing: all that can be meant. Signed, the body and every header for the receiver;
    /// encrypted, the body.
    pub is_empty: bool,
}

/// `sp:XPath` or `sp:XPath2` among elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XPath {
    /// Its element.
    pub at: At,
    /// The expression.
    pub text: Box<str>,
}

/// `sp:SignedElements` and its relatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elements {
    /// Its element.
    pub at: At,
    /// Its paths.
    pub paths: Vec<XPath>,
}

fn sp_children(assertion: Assertion<'_>) -> impl Iterator<Item = Element<'_>> {
    // The content belongs to the vocabulary of the assertion; what 1.3 adds comes in a namespace of its own.
    assertion.element().elements().filter(|child| super::super::Dialect::of(child.namespace()).is_sp())
}

impl Parts {
    pub(super) fn read(assertion: Assertion<'_>) -> Self {
        let (mut body, mut headers, mut attachments) = (None, Vec::new(), None);
        for child in sp_children(assertion) {
            let at = child.node().at();
            match child.local() {
                "Body" => body = Some(at),
                "Attachments" => attachments = Some(at),
                "Header" => {
                    let text = |name| child.attr_text(name).map(|text| Box::<str>::from(text.trim()));
                    let name = text("Name").filter(|name| !name.is_empty());
                    headers.push(Header { at, namespace: text("Namespace").unwrap_or_default(), name });
                }
                _ => {}
            }
        }
        let is_empty = assertion.element().elements().next().is_none();
        Self { at: assertion.at(), body, headers, attachments, is_empty }
    }

    /// The element that names a header, by name or with all of its namespace.
    pub fn header(&self, namespace: &str, name: &str) -> Option<At> {
        let names_it = |header: &&Header| {
            &*header.namespace == namespace && header.name.as_deref().is_none_or(|written| written == name)
        };
        self.headers.iter().find(names_it).map(|header| header.at)
    }
}

impl Elements {
    pub(super) fn read(assertion: Assertion<'_>) -> Self {
        let is_path = |child: &Element<'_>| matches!(child.local(), "XPath" | "XPath2" | "Xpath2");
        let paths = sp_children(assertion).filter(is_path);
        let paths = paths.map(|path| XPath { at: path.node().at(), text: path.text().into() });
        Self { at: assertion.at(), paths: paths.collect() }
    }
}

impl XPath {
    /// True when the last step of one of its paths is the body of the envelope.
    pub fn selects_body(&self) -> bool {
        self.text.split('|').any(|path| steps(path).last().is_some_and(|step| is_body(step)))
    }

    /// True when one of its paths leads to the body, or into it.
    pub fn leads_into_body(&self) -> bool {
        self.text.split('|').any(|path| steps(path).iter().any(|step| is_body(step)))
    }
}

/// The steps of a path; slashes inside predicates and quotes separate nothing.
fn steps(path: &str) -> Vec<&str> {
    let (mut steps, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in path.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, '/') if depth == 0 => {
                steps.push(path.get(start..at).unwrap_or("").trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(path.get(start..).unwrap_or("").trim());
    steps
}

fn is_body(step: &str) -> bool {
    let test = step.split('[').next().unwrap_or(step).trim();
    let name = test.rsplit([':']).next().unwrap_or(test).trim();
    name == "Body"
        || (name == "*" && step.contains("local-name()") && (step.contains("'Body'") || step.contains("\"Body\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_to_the_body() {
        let path = |text: &str| {
            let path = XPath {
                at: At { source: crate::source::SourceId(0), node: crate::syntax::NodeId(0) },
                text: text.into(),
            };
            (path.selects_body(), path.leads_into_body())
        };
        assert_eq!(path("/s:Envelope/s:Body"), (true, true));
        assert_eq!(path("//Body"), (true, true));
        assert_eq!(
            path("/*[local-name()='Envelope']/*[local-name()='Body' and namespace-uri()='http://x/y']"),
            (true, true)
        );
        assert_eq!(path("/s:Envelope/s:Body/x:pay[@a='/Body']"), (false, true));
        assert_eq!(path("/s:Envelope/child::s:Body[1] | //x"), (true, true));
        assert_eq!(path("//x:BodyPart"), (false, false));
        assert_eq!(path("//x[a/Body]"), (false, false));
        assert_eq!(path(""), (false, false));
    }
}
