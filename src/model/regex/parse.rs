//! The grammar of ECMA-262 (2025) patterns: with the `u` flag, with the `v` flag, and as Annex B has it for browsers.

use std::ops::Range;

use hashbrown::HashMap;

use super::ast::{Assert, Item, Look, Repeat, What};
use super::charset::{CharSet, line_ends};

/// Deeper nesting is not read.
const MAX_DEPTH: usize = 200;

/// How a pattern is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With the `u` flag, as JSON Schema asks for.
    Unicode,
    /// With the `v` flag: classes in classes, differences, intersections.
    Sets,
    /// Without a flag, with the leniency of Annex B.
    Legacy,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// What is wrong there, as the rest of a sentence: "`)` closes nothing".
    pub why: String,
}

/// Why reading ended.
pub(super) enum Stop {
    Invalid(Invalid),
    /// It is beyond what is read here; no judgement.
    TooMuch,
}

pub(super) type Parsed<T> = Result<T, Stop>;

/// A pattern as read in one mode.
#[derive(Debug)]
pub(super) struct Ast {
    pub(super) root: Item,
    pub(super) groups: usize,
    /// Classes of Unicode properties or of case-insensitive letters are known roughly only.
    pub(super) is_rough: bool,
    /// Classes in classes, differences, intersections or texts were met, which the `v` flag brings.
    pub(super) uses_sets: bool,
}

pub(super) fn parse(text: &str, mode: Mode) -> Parsed<Ast> {
    let mut parser = Parser::new(text, mode);
    let root = parser.disjunction()?;
    if parser.peek().is_some() {
        return Err(parser.error(parser.at..parser.at + 1, "`)` closes no group"));
    }
    let root = parser.settle(root)?;
    Ok(Ast { root, groups: parser.groups, is_rough: parser.is_rough, uses_sets: parser.uses_sets })
}

/// `i`, `m` and `s`, which groups can turn on and off.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) ignores_case: bool,
    many_lines: bool,
    dot_all: bool,
}

/// Disjunctions by number, each with one of its alternatives.
type Branches = Vec<(usize, usize)>;

pub(super) struct Parser {
    chars: Vec<char>,
    /// Byte offset of each character, and the end.
    offsets: Vec<usize>,
    /// Index of the next character.
    pub(super) at: usize,
    pub(super) mode: Mode,
    pub(super) flags: Flags,
    depth: usize,
    pub(super) groups: usize,
    /// Capturing groups in the whole pattern.
    pub(super) all_groups: usize,
    /// The pattern has a named group, so that `\k` refers.
    pub(super) has_names: bool,
    /// For each name, the groups that have it and the alternatives they stand in.
    names: HashMap<String, Vec<(usize, Branches)>>,
    /// Disjunctions around, each with the alternative that is being read.
    branches: Branches,
    disjunctions: usize,
    /// Names that were referred to, and where.
    pub(super) wanted: Vec<(String, Range<usize>)>,
    pub(super) is_rough: bool,
    pub(super) uses_sets: bool,
}

impl Parser {
    fn new(text: &str, mode: Mode) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (all_groups, has_names) = count_groups(&chars, mode);
        Self {
            chars,
            offsets,
            at: 0,
            mode,
            flags: Flags::default(),
            depth: 0,
            groups: 0,
            all_groups,
            has_names,
            names: HashMap::new(),
            branches: Vec::new(),
            disjunctions: 0,
            wanted: Vec::new(),
            is_rough: false,
            uses_sets: false,
        }
    }

    pub(super) fn is_legacy(&self) -> bool {
        self.mode == Mode::Legacy
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let is_there = self.peek() == Some(c);
        self.at += usize::from(is_there);
        is_there
    }

    pub(super) fn looks_like(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == Some(c))
    }

    pub(super) fn eat_text(&mut self, text: &str) -> bool {
        let is_there = self.looks_like(text);
        if is_there {
            self.at += text.chars().count();
        }
        is_there
    }

    /// An error at some characters.
    pub(super) fn error(&self, at: Range<usize>, why: impl Into<String>) -> Stop {
        Stop::Invalid(Invalid { at: self.bytes(at), why: why.into() })
    }

    fn bytes(&self, chars: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.offsets.get(at.min(self.chars.len())).copied().unwrap_or(0);
        byte(chars.start)..byte(chars.end)
    }

    pub(super) fn item(&self, from: usize, what: What) -> Item {
        Item { what, range: self.bytes(from..self.at) }
    }

    /// The characters as written.
    pub(super) fn text(&self, at: Range<usize>) -> String {
        self.chars.get(at.start..at.end.min(self.chars.len())).unwrap_or_default().iter().collect()
    }

    fn disjunction(&mut self) -> Parsed<Item> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Stop::TooMuch);
        }
        let from = self.at;
        let id = self.disjunctions;
        self.disjunctions += 1;
        let mut all = Vec::new();
        loop {
            self.branches.push((id, all.len()));
            all.push(self.alternative()?);
            self.branches.pop();
            if !self.eat('|') {
                break;
            }
        }
        self.depth -= 1;
        Ok(match all.pop() {
            Some(only) if all.is_empty() => only,
            last => {
                all.extend(last);
                self.item(from, What::Alternatives(all))
            }
        })
    }

    fn alternative(&mut self) -> Parsed<Item> {
        let from = self.at;
        let mut parts = Vec::new();
        while self.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            parts.push(self.term()?);
        }
        Ok(match parts.pop() {
            None => self.item(from, What::Empty),
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                self.item(from, What::Concat(parts))
            }
        })
    }

    fn term(&mut self) -> Parsed<Item> {
        let from = self.at;
        let atom = self.atom()?;
        let may_repeat = match &atom.what {
            What::Assert(_) => false,
            What::Look(look, _) => look.is_ahead && self.is_legacy(),
            _ => true,
        };
        let sign = self.at;
        let Some(repeat) = self.quantifier()? else { return Ok(atom) };
        if !may_repeat {
            let what = self.text(from..sign);
            return Err(self.error(sign..self.at, format!("there is nothing to repeat: `{what}` takes no characters")));
        }
        Ok(self.item(from, What::Repeat(repeat, Box::new(atom))))
    }

    fn atom(&mut self) -> Parsed<Item> {
        let from = self.at;
        let what = match self.next() {
            None => What::Empty,
            Some('^') => What::Assert(if self.flags.many_lines { Assert::LineStart } else { Assert::Start }),
            Some('$') => What::Assert(if self.flags.many_lines { Assert::LineEnd } else { Assert::End }),
            Some('.') if self.flags.dot_all => What::Set(CharSet::any()),
            Some('.') => What::Set(line_ends().negate()),
            Some('[') => self.class()?,
            Some('(') => self.group()?,
            Some('\\') => self.escape()?,
            Some(c @ ('*' | '+' | '?')) => return Err(self.nothing_to_repeat(from, c)),
            Some('{') => {
                self.at = from;
                if !self.is_legacy() {
                    return Err(self.error(from..from + 1, "`{` stands for itself only as `\\{`"));
                }
                if self.quantifier()?.is_some() {
                    return Err(self.error(from..self.at, "there is nothing to repeat before it"));
                }
                self.at = from + 1;
                self.literal('{')
            }
            Some(c @ (']' | '}')) if !self.is_legacy() => {
                return Err(
                    self.error(from..from + 1, format!("`{c}` closes nothing; for itself it stands as `\\{c}`"))
                );
            }
            Some(c) => self.literal(c),
        };
        Ok(self.item(from, what))
    }

    fn nothing_to_repeat(&self, from: usize, c: char) -> Stop {
        let before = from.checked_sub(1).and_then(|at| self.chars.get(at)).copied();
        let is_possessive = matches!(before, Some('*' | '+' | '?' | '}')) && c == '+';
        self.error(
            from..from + 1,
            match is_possessive {
                true => "possessive quantifiers are no part of ECMA-262".to_owned(),
                false => format!("`{c}` has nothing before it to repeat"),
            },
        )
    }

    pub(super) fn literal(&mut self, c: char) -> What {
        self.set(CharSet::one(c as u32))
    }

    pub(super) fn set(&mut self, set: CharSet) -> What {
        if !self.flags.ignores_case {
            return What::Set(set);
        }
        self.is_rough |= set.ranges().iter().any(|(_, to)| *to > 0x7F);
        What::Set(set.fold())
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,5}`, each also lazy.
    fn quantifier(&mut self) -> Parsed<Option<Repeat>> {
        let from = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.braces(from),
            _ => return Ok(None),
        };
        self.at += 1;
        let is_lazy = self.eat('?');
        Ok(Some(Repeat { min, max, is_lazy }))
    }

    fn braces(&mut self, from: usize) -> Parsed<Option<Repeat>> {
        self.at += 1;
        let min = self.number();
        let max = match (min, self.eat(',')) {
            (Some(min), false) => Some(Some(min)),
            (Some(_), true) => Some(self.number()),
            (None, _) => None,
        };
        let (Some(min), Some(max), true) = (min, max, self.eat('}')) else {
            self.at = from;
            if self.is_legacy() {
                return Ok(None);
            }
            return Err(
                self.error(from..from + 1, "`{` begins no number of repetitions; for itself it stands as `\\{`")
            );
        };
        if max.is_some_and(|max| max < min) {
            return Err(self.error(from..self.at, "the numbers of repetitions are out of order"));
        }
        let is_lazy = self.eat('?');
        Ok(Some(Repeat { min, max, is_lazy }))
    }

    /// Decimal digits; more than fit are as many as fit.
    pub(super) fn number(&mut self) -> Option<u32> {
        let from = self.at;
        let mut number: u32 = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        (self.at > from).then_some(number)
    }

    /// `(…)` in all its forms, the parenthesis already read.
    fn group(&mut self) -> Parsed<What> {
        let from = self.at - 1;
        if !self.eat('?') {
            let index = self.open_group();
            let body = self.inside(from)?;
            return Ok(What::Group(index, Box::new(body)));
        }
        let look = [("=", true, false), ("!", true, true), ("<=", false, false), ("<!", false, true)];
        if let Some((_, is_ahead, is_negative)) = look.into_iter().find(|(sign, ..)| self.eat_text(sign)) {
            let body = self.inside(from)?;
            return Ok(What::Look(Look { is_ahead, is_negative }, Box::new(body)));
        }
        if self.eat('<') {
            let name = self.group_name(from)?;
            let index = self.open_group();
            self.name_group(name, index, from)?;
            let body = self.inside(from)?;
            return Ok(What::Group(index, Box::new(body)));
        }
        let outer = self.flags;
        if !self.eat(':') {
            self.modifiers(from)?;
        }
        let body = self.inside(from);
        self.flags = outer;
        // The braces change nothing but what repetition applies to.
        Ok(What::Concat(vec![body?]))
    }

    fn open_group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    fn inside(&mut self, from: usize) -> Parsed<Item> {
        let body = self.disjunction()?;
        if !self.eat(')') {
            return Err(self.error(from..from + 1, "this group is never closed"));
        }
        Ok(body)
    }

    /// `i-s:` of `(?i-s:…)`.
    fn modifiers(&mut self, from: usize) -> Parsed<()> {
        let mut seen = Vec::new();
        let mut adds = true;
        loop {
            match self.next() {
                Some(':') if !seen.is_empty() => return Ok(()),
                Some('-') if adds => adds = false,
                Some(c @ ('i' | 'm' | 's')) if !seen.contains(&c) => {
                    seen.push(c);
                    match c {
                        'i' => self.flags.ignores_case = adds,
                        'm' => self.flags.many_lines = adds,
                        _ => self.flags.dot_all = adds,
                    }
                }
                _ => {
                    let sign = self.text(from..self.at.min(self.chars.len()));
                    return Err(self.error(from..self.at, format!("`{sign}` begins no group that ECMA-262 knows")));
                }
            }
        }
    }

    /// A name up to `>`, the `<` already read.
    pub(super) fn group_name(&mut self, from: usize) -> Parsed<String> {
        let mut name = String::new();
        loop {
            let c = match self.next() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some('\\') if self.eat('u') => self.unicode_escape(true).and_then(char::from_u32),
                other => other,
            };
            let is_fit = |c: &char| {
                matches!(c, '$' | '_')
                    || c.is_alphabetic()
                    || (!name.is_empty() && (c.is_alphanumeric() || matches!(c, '\u{200C}' | '\u{200D}')))
            };
            match c.filter(is_fit) {
                Some(c) => name.push(c),
                None => {
                    return Err(self.error(from..self.at, "a group's name is letters, digits, `_` and `$`, up to `>`"));
                }
            }
        }
    }

    /// Two groups share a name only where at most one of them can take part.
    fn name_group(&mut self, name: String, index: usize, from: usize) -> Parsed<()> {
        let here = self.branches.clone();
        let known = self.names.entry(name.clone()).or_default();
        let is_apart =
            |other: &Branches| other.iter().any(|(id, one)| here.iter().any(|(also, two)| id == also && one != two));
        if !known.iter().all(|(_, other)| is_apart(other)) {
            return Err(self.error(from..self.at, format!("two groups that can both match are called `{name}`")));
        }
        known.push((index, here));
        Ok(())
    }

    /// Puts in the groups that names stand for, when all are known.
    fn settle(&self, mut root: Item) -> Parsed<Item> {
        for (name, at) in &self.wanted {
            if !self.names.contains_key(name) {
                let why = format!("no group is called `{name}`");
                return Err(Stop::Invalid(Invalid { at: at.clone(), why }));
            }
        }
        self.refer(&mut root);
        Ok(root)
    }

    fn refer(&self, item: &mut Item) {
        match &mut item.what {
            What::BackReference(groups) if groups.is_empty() => {
                let name = self.wanted.iter().find(|(_, at)| *at == item.range).map(|(name, _)| name);
                let named = name.and_then(|name| self.names.get(name)).into_iter().flatten();
                groups.extend(named.map(|(index, _)| *index));
            }
            What::Concat(parts) | What::Alternatives(parts) => parts.iter_mut().for_each(|part| self.refer(part)),
            What::Group(_, body) | What::Look(_, body) | What::Repeat(_, body) => self.refer(body),
            _ => {}
        }
    }

    pub(super) fn want(&mut self, name: String, from: usize) -> What {
        self.wanted.push((name, self.bytes(from..self.at)));
        What::BackReference(Vec::new())
    }
}

/// Capturing groups of a pattern, and whether one has a name.
fn count_groups(chars: &[char], mode: Mode) -> (usize, bool) {
    let (mut groups, mut has_names, mut classes, mut at) = (0, false, 0_usize, 0);
    while let Some(c) = chars.get(at) {
        match c {
            '\\' => at += 1,
            '[' if classes == 0 || mode == Mode::Sets => classes += 1,
            ']' => classes = classes.saturating_sub(1),
            '(' if classes == 0 => {
                let after = |ahead: usize| chars.get(at + ahead).copied();
                let is_named = after(1) == Some('?') && after(2) == Some('<') && !matches!(after(3), Some('=' | '!'));
                has_names |= is_named;
                groups += usize::from(is_named || after(1) != Some('?'));
            }
            _ => {}
        }
        at += 1;
    }
    (groups, has_names)
}
