//! Regular expressions as ECMA-262 writes them and JSON Schema applies them, judged by what they match and not by how they
//! look: `parse` reads them, `language` says what they admit, `overlap` finds what makes backtracking engines try without
//! end, `backtrack` proves it. Every search is bounded by [`Fuel`]; what exceeds it is unknown. Uses nothing of the model.

mod alphabet;
mod ast;
mod backtrack;
mod charset;
mod class;
mod dfa;
mod dialect;
mod escape;
mod fuel;
mod graph;
mod language;
mod nfa;
mod overlap;
mod parse;
mod program;
mod property;
mod steps;
mod suspects;
mod xsd;

pub use backtrack::Outcome;
pub use dialect::Foreign;
pub use fuel::Fuel;
pub use language::{Anchor, Language, Length};
pub use overlap::{Growth, Overlap};
pub use parse::{Invalid, Mode};

use ast::Item;
use parse::Stop;
use program::Program;

/// Longer texts are not read.
const MOST_BYTES: usize = 20_000;

/// A pattern and what was found out about it.
#[derive(Debug)]
pub struct Regex {
    /// As written.
    pub text: String,
    /// How it is to be read; `None` for what is not read at all, or why it is no pattern.
    pub mode: Result<Option<Mode>, Invalid>,
    /// Why it does not compile with the `u` flag, where it does otherwise.
    pub not_unicode: Option<Invalid>,
    /// What it has of other dialects.
    pub foreign: Vec<Foreign>,
    /// What it says about a text.
    pub language: Language,
    /// A text that keeps backtracking engines busy, if one was found.
    pub overlap: Option<Overlap>,
    root: Option<(Item, Program)>,
}

impl Regex {
    /// Reads and judges a pattern.
    pub fn new(text: &str, fuel: &Fuel) -> Self {
        let mut regex = Self {
            text: text.to_owned(),
            mode: Ok(None),
            not_unicode: None,
            foreign: Vec::new(),
            language: Language::unknown(),
            overlap: None,
            root: None,
        };
        if text.len() > MOST_BYTES || !fuel.take(text.len()) {
            return regex;
        }
        for mode in [Mode::Unicode, Mode::Sets, Mode::Legacy] {
            match parse::parse(text, mode) {
                // What the `v` flag merely tolerates is not meant for it.
                Ok(ast) if mode == Mode::Sets && !(ast.uses_sets && dialect::foreign(text, true, true).is_empty()) => {}
                Ok(ast) => {
                    regex.mode = Ok(Some(mode));
                    regex.foreign = dialect::foreign(text, mode != Mode::Legacy, true);
                    regex.language = Language::of(&ast, fuel);
                    let program = program::compile(&ast.root, ast.groups);
                    regex.overlap = overlap::find(text, &ast.root, &program, fuel);
                    regex.root = Some((ast.root, program));
                    return regex;
                }
                Err(Stop::TooMuch) => {
                    regex.mode = Ok(None);
                    return regex;
                }
                Err(Stop::Invalid(invalid)) => {
                    if mode == Mode::Unicode {
                        regex.not_unicode = Some(invalid.clone());
                    }
                    regex.mode = Err(invalid);
                }
            }
        }
        regex.foreign = dialect::foreign(text, true, false);
        regex
    }

    /// Reads and judges a pattern of XML Schema; `None` for one that has no equal in ECMA-262.
    pub fn of_xsd(text: &str, fuel: &Fuel) -> Option<Self> {
        let translated = xsd::Translated::of(text)?;
        let mut regex = Self::new(&translated.text, fuel);
        if !matches!(regex.mode, Ok(Some(Mode::Unicode))) {
            return None;
        }
        text.clone_into(&mut regex.text);
        if let Some(overlap) = &mut regex.overlap {
            overlap.at = translated.original(&overlap.at);
            let restore = |piece: &str| xsd::Translated::restore(piece);
            overlap.ways = (restore(&overlap.ways.0), restore(&overlap.ways.1));
        }
        Some(regex)
    }

    /// Looks for a match anywhere in a text, as a backtracking engine does, in at most so many steps.
    pub fn search(&self, text: &str, steps: u64) -> Outcome {
        let Some((_, program)) = &self.root else { return Outcome { matches: None, steps: 0 } };
        let text: Vec<char> = text.chars().collect();
        backtrack::search(program, &text, steps)
    }
}

#[cfg(test)]
mod tests;
