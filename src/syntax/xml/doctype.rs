//! A document type declaration, read for what it declares and never acted upon.

use memchr::memmem;

use crate::source::{SourceId, Span};

/// A document type declaration, read but never processed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doctype {
    /// From `<!DOCTYPE` to its `>`.
    pub span: Span,
    /// Public identifier of the external subset.
    pub public_id: Option<String>,
    /// System identifier of the external subset.
    pub system_id: Option<String>,
    /// Entities the internal subset declares, in order.
    pub entities: Vec<Entity>,
    /// What the internal subset refers to outside of entities, as written: `%name;` between its declarations, `&name;`
    /// in default values of attributes.
    pub references: Vec<String>,
}

/// An entity declaration of an internal subset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The whole declaration.
    pub span: Span,
    /// Name without `%`.
    pub name: String,
    /// True for `<!ENTITY % …>`.
    pub parameter: bool,
    /// What it stands for.
    pub value: EntityValue,
}

/// What an entity stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityValue {
    /// Replacement text as written.
    Internal(String),
    /// `SYSTEM` or `PUBLIC`, with the system identifier.
    External(String),
    /// The same with `NDATA`: something that is no XML, which the parser only passes on the address of.
    Unparsed(String),
}

/// Reads the declaration at `start..end` of a text, tolerantly and in one pass.
pub(super) fn read(text: &str, source: SourceId, start: usize, end: usize) -> Doctype {
    let mut cursor = Cursor { text: text.get(..end).unwrap_or(text), at: start + "<!DOCTYPE".len() };
    cursor.space();
    cursor.name();
    let (public_id, system_id) = cursor.external_id();
    let span = Span { source, start: start as u32, end: end as u32 };
    let mut doctype = Doctype { span, public_id, system_id, entities: Vec::new(), references: Vec::new() };
    cursor.space();
    if cursor.eat("[") {
        cursor.subset(source, &mut doctype);
    }
    doctype
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '"' | '\'' | '%' | ';');
        let name = rest.get(..rest.find(stop).unwrap_or(rest.len())).unwrap_or("");
        self.at += name.len();
        name
    }

    /// A quoted literal; without its closing quote it runs to the end.
    fn literal(&mut self) -> Option<&'t str> {
        self.space();
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inside = rest.get(1..).unwrap_or("");
        let length = inside.find(quote).unwrap_or(inside.len());
        self.at += (1 + length + 1).min(rest.len());
        inside.get(..length)
    }

    /// `PUBLIC "…" "…"` or `SYSTEM "…"`: the public and the system identifier.
    fn external_id(&mut self) -> (Option<String>, Option<String>) {
        self.space();
        if self.eat("PUBLIC") {
            let public = self.literal().map(str::to_owned);
            (public, self.literal().map(str::to_owned))
        } else if self.eat("SYSTEM") {
            (None, self.literal().map(str::to_owned))
        } else {
            (None, None)
        }
    }

    /// Steps behind the next `mark`, or to the end.
    fn behind(&mut self, mark: &str) {
        let rest = self.rest();
        self.at += memmem::find(rest.as_bytes(), mark.as_bytes()).map_or(rest.len(), |found| found + mark.len());
    }

    fn subset(&mut self, source: SourceId, doctype: &mut Doctype) {
        loop {
            let rest = self.rest();
            let Some(found) = memchr::memchr3(b'<', b']', b'%', rest.as_bytes()) else {
                return;
            };
            self.at += found;
            let start = self.at;
            if self.eat("]") {
                return;
            } else if self.eat("%") {
                self.reference(start, &mut doctype.references);
            } else if self.eat("<!--") {
                self.behind("-->");
            } else if self.eat("<?") {
                self.behind("?>");
            } else if self.eat("<!ENTITY") {
                let read = self.entity();
                self.declaration_end();
                if let Some((name, parameter, value)) = read {
                    let span = Span { source, start: start as u32, end: self.at as u32 };
                    doctype.entities.push(Entity { span, name, parameter, value });
                }
            } else {
                self.at += 1;
                self.declaration_end();
                let declaration = self.text.get(start..self.at).unwrap_or("");
                for (at, _) in declaration.match_indices('&') {
                    let mut inner = Cursor { text: declaration, at: at + 1 };
                    inner.reference(at, &mut doctype.references);
                }
            }
        }
    }

    /// The rest of a reference behind its mark.
    fn reference(&mut self, start: usize, references: &mut Vec<String>) {
        let name = self.name();
        if !name.is_empty() && self.eat(";") {
            references.extend(self.text.get(start..self.at).map(str::to_owned));
        }
    }

    fn entity(&mut self) -> Option<(String, bool, EntityValue)> {
        self.space();
        let parameter = self.eat("%");
        self.space();
        let name = self.name().to_owned();
        let (public, system) = self.external_id();
        let value = match system.or(public) {
            Some(system) => {
                self.space();
                if self.eat("NDATA") { EntityValue::Unparsed(system) } else { EntityValue::External(system) }
            }
            None => EntityValue::Internal(self.literal()?.to_owned()),
        };
        (!name.is_empty()).then_some((name, parameter, value))
    }

    /// Steps behind the `>` of a declaration, over quoted literals.
    fn declaration_end(&mut self) {
        loop {
            let rest = self.rest();
            let Some(found) = memchr::memchr3(b'>', b'"', b'\'', rest.as_bytes()) else {
                self.at = self.text.len();
                return;
            };
            self.at += found;
            if self.eat(">") {
                return;
            }
            self.literal();
        }
    }
}
