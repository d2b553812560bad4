//! Character classes: `[…]`, and under the `v` flag classes in classes, differences and intersections.

use super::ast::{Item, What};
use super::charset::CharSet;
use super::parse::{Mode, Parsed, Parser, Stop};

/// Classes in classes deeper than that are not read.
const MAX_DEPTH: usize = 50;

/// What a class admits: characters, and under the `v` flag texts.
#[derive(Default)]
struct Contents {
    set: CharSet,
    texts: Vec<Vec<u32>>,
}

impl Contents {
    fn of(set: CharSet) -> Self {
        Self { set, texts: Vec::new() }
    }

    fn add(&mut self, other: Contents) {
        self.set = self.set.union(&other.set);
        self.texts.extend(other.texts);
    }
}

/// What stands on one side of the `-` of a range.
enum Side {
    One(u32),
    Many(CharSet),
}

impl Parser {
    /// `[…]`, the bracket already read.
    pub(super) fn class(&mut self) -> Parsed<What> {
        let from = self.at - 1;
        if self.mode != Mode::Sets {
            let is_negative = self.eat('^');
            let set = self.class_ranges(from)?;
            let What::Set(set) = self.set(set) else { return Err(Stop::TooMuch) };
            return Ok(What::Set(if is_negative { set.negate() } else { set }));
        }
        let contents = self.class_set(from, 0)?;
        if contents.texts.is_empty() {
            return Ok(self.set(contents.set));
        }
        let mut texts = contents.texts;
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let mut all = Vec::new();
        for text in texts {
            let mut parts = Vec::new();
            for c in text {
                let what = self.set(CharSet::one(c));
                parts.push(self.item(from, what));
            }
            all.push(self.item(from, What::Concat(parts)));
        }
        let what = self.set(contents.set);
        let single: Item = self.item(from, what);
        all.push(single);
        Ok(What::Alternatives(all))
    }

    /// Up to the closing bracket: `a-z\d_`.
    fn class_ranges(&mut self, from: usize) -> Parsed<CharSet> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        loop {
            if self.peek().is_none() {
                return Err(self.error(from..from + 1, "this class is never closed"));
            }
            if self.eat(']') {
                return Ok(CharSet::of(ranges));
            }
            let start = self.at;
            let first = self.class_atom()?;
            if self.peek() != Some('-') || matches!(self.peek_at(1), None | Some(']')) {
                match first {
                    Side::One(c) => ranges.push((c, c)),
                    Side::Many(set) => ranges.extend(set.ranges()),
                }
                continue;
            }
            self.at += 1;
            match (first, self.class_atom()?) {
                (Side::One(a), Side::One(b)) if a <= b => ranges.push((a, b)),
                (Side::One(_), Side::One(_)) => return Err(self.bad(start, "is a range out of order")),
                _ if !self.is_legacy() => {
                    return Err(
                        self.bad(start, "is no range: one of its ends is a class; write `\\-` for the sign itself")
                    );
                }
                (a, b) => {
                    for side in [a, b] {
                        match side {
                            Side::One(c) => ranges.push((c, c)),
                            Side::Many(set) => ranges.extend(set.ranges()),
                        }
                    }
                    ranges.push((0x2D, 0x2D));
                }
            }
        }
    }

    fn class_atom(&mut self) -> Parsed<Side> {
        let from = self.at;
        match self.next() {
            Some('\\') => match self.class_escape(from)? {
                Some(set) => Ok(Side::Many(set)),
                None => self.character(from, true).map(Side::One),
            },
            Some(c) => Ok(Side::One(c as u32)),
            None => Err(self.error(from..from, "a class is never closed")),
        }
    }

    /// `[…]` under the `v` flag, the bracket already read.
    fn class_set(&mut self, from: usize, depth: usize) -> Parsed<Contents> {
        if depth > MAX_DEPTH {
            return Err(Stop::TooMuch);
        }
        let is_negative = self.eat('^');
        let mut all = Contents::default();
        let mut sign = None;
        let mut is_first = true;
        while !self.eat(']') {
            if self.peek().is_none() {
                return Err(self.error(from..from + 1, "this class is never closed"));
            }
            let between = ["&&", "--"].into_iter().find(|sign| self.looks_like(sign));
            if !is_first && between.is_some() && (sign.is_none() || sign == between) {
                sign = between;
                self.uses_sets = true;
                self.at += 2;
                let other = self.class_operand(from, depth)?.0;
                if sign == Some("&&") {
                    all.set = all.set.intersect(&other.set);
                    all.texts.retain(|text| other.texts.contains(text));
                } else {
                    all.set = all.set.subtract(&other.set);
                    all.texts.retain(|text| !other.texts.contains(text));
                }
                continue;
            }
            if sign.is_some() {
                return Err(self.error(self.at..self.at + 1, "`&&`, `--` and plain lists do not mix in one class"));
            }
            let start = self.at;
            let (operand, single) = self.class_operand(from, depth)?;
            let is_operator_next = self.looks_like("--");
            match single.filter(|_| self.peek() == Some('-') && !is_operator_next) {
                Some(first) => {
                    self.at += 1;
                    match self.class_operand(from, depth)?.1 {
                        Some(last) if first <= last => all.add(Contents::of(CharSet::of([(first, last)]))),
                        _ => return Err(self.bad(start, "is a range out of order")),
                    }
                    is_first = false;
                    // A range is no operand of an operator.
                    continue;
                }
                None => all.add(operand),
            }
            is_first = false;
        }
        if !is_negative {
            return Ok(all);
        }
        if !all.texts.is_empty() {
            return Err(self.bad(from, "negates a class of texts"));
        }
        Ok(Contents::of(all.set.negate()))
    }

    /// A nested class, an escape or a character; the last also as what a range may begin with.
    fn class_operand(&mut self, from: usize, depth: usize) -> Parsed<(Contents, Option<u32>)> {
        let start = self.at;
        let Some(c) = self.next() else { return Err(self.error(from..from + 1, "this class is never closed")) };
        if c == '[' {
            self.uses_sets = true;
            return Ok((self.class_set(start, depth + 1)?, None));
        }
        if c == '\\' {
            if self.peek() == Some('q') && self.peek_at(1) == Some('{') {
                self.at += 2;
                self.uses_sets = true;
                return Ok((self.class_texts(start)?, None));
            }
            if let Some(set) = self.class_escape(start)? {
                return Ok((Contents::of(set), None));
            }
            let code = self.character(start, true)?;
            return Ok((Contents::of(CharSet::one(code)), Some(code)));
        }
        let is_double = self.peek() == Some(c) && "&!#$%*+,.:;<=>?@^`~".contains(c);
        if "()[]{}/-|".contains(c) || is_double {
            return Err(self.bad(start, "has to be escaped in a class under the `v` flag"));
        }
        Ok((Contents::of(CharSet::one(c as u32)), Some(c as u32)))
    }

    /// `abc|d}` of `\q{abc|d}`.
    fn class_texts(&mut self, from: usize) -> Parsed<Contents> {
        let mut all = Contents::default();
        let mut text = Vec::new();
        loop {
            let start = self.at;
            match self.next() {
                Some(c @ ('|' | '}')) => {
                    match text.as_slice() {
                        [one] => all.set = all.set.union(&CharSet::one(*one)),
                        _ => all.texts.push(text.clone()),
                    }
                    text.clear();
                    if c == '}' {
                        return Ok(all);
                    }
                }
                Some('\\') => text.push(self.character(start, true)?),
                Some(c) => text.push(c as u32),
                None => return Err(self.error(from..self.at, "`\\q{` is never closed")),
            }
        }
    }
}
