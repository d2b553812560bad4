//! Writes maps in the notations an API description comes in, entry by entry, so that none is ever held as a tree.

use serde_json::Value;

/// How a description is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Yaml,
    /// With line breaks and indentation.
    Json,
    Minified,
    Xml,
}

impl Notation {
    /// By the ending of a file name; `min.json` is JSON without white space.
    pub fn named(ending: &str) -> Option<Self> {
        match ending {
            "yaml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "min.json" => Some(Self::Minified),
            "wsdl" => Some(Self::Xml),
            _ => None,
        }
    }
}

/// A text that is being written. In XML only [`Text::raw`] makes sense, elsewhere all but that.
pub struct Text {
    notation: Notation,
    out: String,
    depth: usize,
    is_first: bool,
}

impl Text {
    /// Opens the outermost map.
    pub fn new(notation: Notation) -> Self {
        let out = if matches!(notation, Notation::Json | Notation::Minified) { "{" } else { "" };
        Self { notation, out: out.to_owned(), depth: 0, is_first: true }
    }

    /// Closes it.
    pub fn done(mut self) -> String {
        match self.notation {
            Notation::Json => self.out.push_str("\n}\n"),
            Notation::Minified => self.out.push('}'),
            Notation::Yaml | Notation::Xml => {}
        }
        self.out
    }

    /// Opens a map as the value of a key.
    pub fn open(&mut self, key: &str) {
        self.key(key);
        match self.notation {
            Notation::Yaml => {}
            _ => self.out.push('{'),
        }
        self.depth += 1;
        self.is_first = true;
    }

    /// Closes the last map that was opened; it must have an entry.
    pub fn close(&mut self) {
        self.depth -= 1;
        self.is_first = false;
        self.line_break();
        if self.notation != Notation::Yaml {
            self.out.push('}');
        }
    }

    /// A key and its whole value.
    pub fn entry(&mut self, key: &str, value: &Value) {
        self.key(key);
        self.value(value);
    }

    /// Text as it is.
    pub fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn key(&mut self, key: &str) {
        if !self.is_first && self.notation != Notation::Yaml {
            self.out.push(',');
        }
        self.is_first = false;
        match self.notation {
            Notation::Yaml => {
                if !self.out.is_empty() && !self.out.ends_with("- ") {
                    self.indented_line();
                }
                self.plain(key);
                self.out.push(':');
            }
            Notation::Minified => {
                self.quoted(key);
                self.out.push(':');
            }
            _ => {
                self.indented_line();
                self.quoted(key);
                self.out.push_str(": ");
            }
        }
    }

    fn value(&mut self, value: &Value) {
        let is_yaml = self.notation == Notation::Yaml;
        match value {
            Value::Object(map) if !map.is_empty() => {
                if !is_yaml {
                    self.out.push('{');
                }
                self.depth += 1;
                self.is_first = true;
                map.iter().for_each(|(key, value)| self.entry(key, value));
                self.close();
            }
            Value::Array(items) if !items.is_empty() => self.items(items),
            Value::String(text) if is_yaml => {
                self.space();
                self.plain(text);
            }
            other => {
                if is_yaml {
                    self.space();
                }
                self.out.push_str(&other.to_string());
            }
        }
    }

    fn items(&mut self, items: &[Value]) {
        let is_yaml = self.notation == Notation::Yaml;
        if !is_yaml {
            self.out.push('[');
        }
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 && !is_yaml {
                self.out.push(',');
            }
            if self.notation != Notation::Minified {
                self.indented_line();
            }
            if is_yaml {
                self.out.push_str("- ");
            }
            self.value(item);
        }
        self.depth -= 1;
        if !is_yaml {
            self.line_break();
            self.out.push(']');
        }
    }

    /// The line break and indentation before a closing bracket.
    fn line_break(&mut self) {
        if self.notation == Notation::Json {
            self.indented_line();
        }
    }

    fn indented_line(&mut self) {
        self.out.push('\n');
        let levels = self.depth + usize::from(self.notation == Notation::Json);
        self.out.extend(std::iter::repeat_n("  ", levels));
    }

    fn space(&mut self) {
        if !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    fn quoted(&mut self, text: &str) {
        self.out.push_str(&Value::from(text).to_string());
    }

    /// A YAML scalar the way people write it: without quotes where that is safe.
    fn plain(&mut self, text: &str) {
        let starts_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '$');
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-./{}$,()'".contains(c);
        let is_word = !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text);
        if starts_plain && is_word && text.chars().all(is_plain) {
            self.out.push_str(text);
        } else if !text.contains(['\'', '\n', '\\']) {
            self.out.push('\'');
            self.out.push_str(text);
            self.out.push('\'');
        } else {
            self.quoted(text);
        }
    }
}
