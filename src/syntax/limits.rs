//! The budgets that keep a run bounded on hostile input. Each has a name, shown when it is exceeded.

/// Budgets of one description. Exceeding one is a finding and exit code 2, never a truncated run.
#[derive(Clone, Debug)]
pub struct Limits {
    /// `file-size`: bytes of one file.
    pub file_size: u64,
    /// `depth`: nesting of one text.
    pub depth: usize,
    /// `nodes`: nodes of one text.
    pub nodes: usize,
    /// `key-length`: bytes of one key, or of a name in XML. Paths are keys, RFC 9110 (4.1) asks for URLs of 8,000, and every
    /// finding names the keys that lead to its place.
    pub key_length: usize,
    /// `syntax-errors`: reported per text; parsing of that text ends there.
    pub syntax_errors: usize,
    /// `files`: texts of one description.
    pub files: usize,
    /// `reference-steps`: references followed one after another before a chain is given up.
    pub reference_steps: usize,
    /// `descriptions`: API descriptions in one stream.
    pub descriptions: usize,
    /// `alias-steps`: maps that YAML merge keys bring together into one.
    pub alias_steps: usize,
    /// No budget but a switch, to compare the readers of YAML: they say the same.
    pub yaml: YamlReaders,
}

/// Which readers of YAML are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum YamlReaders {
    /// The fast one and, where that is in doubt, the careful one.
    #[default]
    Both,
    /// The careful one.
    Careful,
    /// The fast one; a text it is in doubt about is an error.
    Fast,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_size: 256 * 1024 * 1024,
            depth: 512,
            nodes: 20_000_000,
            key_length: 8_000,
            syntax_errors: 10,
            files: 20_000,
            reference_steps: 64,
            descriptions: 64,
            alias_steps: 256,
            yaml: YamlReaders::default(),
        }
    }
}
