//! What stands behind a backslash, outside of classes and inside.

use super::ast::{Assert, What};
use super::charset::{CharSet, digits, space, word};
use super::parse::{Mode, Parsed, Parser, Stop};
use super::property;

/// Characters that have a meaning of their own outside of classes.
const SYNTAX: &str = "^$\\.*+?()[]{}|/";

impl Parser {
    /// An escape outside of classes, the backslash already read.
    pub(super) fn escape(&mut self) -> Parsed<What> {
        let from = self.at - 1;
        match self.peek() {
            Some('b') => self.take(What::Assert(Assert::Boundary)),
            Some('B') => self.take(What::Assert(Assert::NoBoundary)),
            Some('1'..='9') => self.back_reference(from),
            Some('k') if !self.is_legacy() || self.has_names => {
                self.at += 1;
                if !self.eat('<') {
                    return Err(self.error(from..self.at, "`\\k` needs the name of a group: `\\k<name>`"));
                }
                let name = self.group_name(from)?;
                Ok(self.want(name, from))
            }
            _ => {
                if let Some(set) = self.class_escape(from)? {
                    return Ok(self.set(set));
                }
                let c = self.character(from, false)?;
                Ok(self.set(CharSet::one(c)))
            }
        }
    }

    fn take(&mut self, what: What) -> Parsed<What> {
        self.at += 1;
        Ok(what)
    }

    /// `\1`; without the `u` flag a number that no group has is an octal code or stands for itself.
    fn back_reference(&mut self, from: usize) -> Parsed<What> {
        let number = self.number().unwrap_or(0) as usize;
        if number <= self.all_groups {
            return Ok(What::BackReference(vec![number]));
        }
        if !self.is_legacy() {
            return Err(self.error(from..self.at, format!("there is no group {number}")));
        }
        self.at = from + 1;
        let c = match self.octal() {
            Some(code) => code,
            None => self.next().map_or(0, |c| c as u32),
        };
        Ok(self.set(CharSet::one(c)))
    }

    /// `\d`, `\D`, `\s`, `\S`, `\w`, `\W`, `\p{…}`, `\P{…}`.
    pub(super) fn class_escape(&mut self, from: usize) -> Parsed<Option<CharSet>> {
        let Some(c) = self.peek() else {
            return Err(self.error(from..from + 1, "a backslash at the end escapes nothing"));
        };
        let set = match c {
            'd' => digits(),
            'D' => digits().negate(),
            's' => space(),
            'S' => space().negate(),
            'w' => word(),
            'W' => word().negate(),
            'p' | 'P' if !self.is_legacy() => return self.property(from, c == 'P').map(Some),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(set))
    }

    fn property(&mut self, from: usize, is_negative: bool) -> Parsed<CharSet> {
        self.at += 1;
        let mut name = String::new();
        let is_braced = self.eat('{');
        while let Some(c) = self.peek().filter(|c| is_braced && *c != '}') {
            name.push(c);
            self.at += 1;
        }
        if !is_braced || !self.eat('}') {
            return Err(self.error(from..self.at, "a property is written `\\p{…}`"));
        }
        let set = property::set(&name, self.mode).map_err(|why| self.error(from..self.at, why))?;
        self.is_rough |= !set.1;
        Ok(if is_negative { set.0.negate() } else { set.0 })
    }

    /// One character written as an escape, the backslash already read.
    pub(super) fn character(&mut self, from: usize, in_class: bool) -> Parsed<u32> {
        let Some(c) = self.next() else {
            return Err(self.error(from..from + 1, "a backslash at the end escapes nothing"));
        };
        let control = match c {
            't' => Some(0x09),
            'n' => Some(0x0A),
            'v' => Some(0x0B),
            'f' => Some(0x0C),
            'r' => Some(0x0D),
            'b' if in_class => Some(0x08),
            _ => None,
        };
        if let Some(code) = control {
            return Ok(code);
        }
        match c {
            'c' => self.control_letter(from, in_class),
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => Ok(0),
            '0'..='7' if self.is_legacy() => {
                self.at -= 1;
                Ok(self.octal().unwrap_or(c as u32))
            }
            'x' => match self.hex(2) {
                Some(code) => Ok(code),
                None => self.itself(c, from, in_class),
            },
            'u' => match self.unicode_escape(!self.is_legacy()) {
                Some(code) => Ok(code),
                None => self.itself(c, from, in_class),
            },
            _ => self.itself(c, from, in_class),
        }
    }

    /// An escaped character that means itself.
    fn itself(&mut self, c: char, from: usize, in_class: bool) -> Parsed<u32> {
        let may = match self.mode {
            Mode::Legacy => c != 'k' || !self.has_names,
            Mode::Unicode => SYNTAX.contains(c) || (in_class && c == '-'),
            Mode::Sets => SYNTAX.contains(c) || (in_class && "&-!#%,:;<=>@`~".contains(c)),
        };
        if may {
            return Ok(c as u32);
        }
        Err(self.error(from..self.at, format!("`\\{c}` is no escape")))
    }

    /// `\cA`; without the `u` flag anything else is a backslash that means itself.
    fn control_letter(&mut self, from: usize, in_class: bool) -> Parsed<u32> {
        let fits =
            |c: &char| c.is_ascii_alphabetic() || (self.is_legacy() && in_class && (c.is_ascii_digit() || *c == '_'));
        if let Some(letter) = self.peek().filter(fits) {
            self.at += 1;
            return Ok(letter as u32 % 32);
        }
        if self.is_legacy() {
            self.at -= 1;
            return Ok(u32::from(b'\\'));
        }
        Err(self.error(from..self.at, "`\\c` needs a letter"))
    }

    /// Up to three octal digits, at most `\377`.
    fn octal(&mut self) -> Option<u32> {
        let mut code = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
            let longer = code.unwrap_or(0) * 8 + digit;
            if longer > 0xFF {
                break;
            }
            code = Some(longer);
            self.at += 1;
        }
        code
    }

    /// So many hexadecimal digits.
    fn hex(&mut self, digits: usize) -> Option<u32> {
        let code = (0..digits).try_fold(0, |code, ahead| Some(code * 16 + self.peek_at(ahead)?.to_digit(16)?))?;
        self.at += digits;
        Some(code)
    }

    /// `0041`, `{1F600}`, `D83D\uDE00`, the `\u` already read.
    pub(super) fn unicode_escape(&mut self, is_unicode: bool) -> Option<u32> {
        let from = self.at;
        if is_unicode && self.eat('{') {
            let mut code: u32 = 0;
            let first = self.at;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
                code = code.saturating_mul(16).saturating_add(digit);
                self.at += 1;
            }
            if self.at > first && code <= super::charset::LAST && self.eat('}') {
                return Some(code);
            }
            self.at = from;
            return None;
        }
        let code = self.hex(4)?;
        let behind = self.at;
        if is_unicode && (0xD800..0xDC00).contains(&code) && self.eat_text("\\u") {
            if let Some(low) = self.hex(4).filter(|low| (0xDC00..0xE000).contains(low)) {
                return Some(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            }
            self.at = behind;
        }
        Some(code)
    }

    /// An error that names what is written from some character on.
    pub(super) fn bad(&self, from: usize, why: &str) -> Stop {
        self.error(from..self.at, format!("`{}` {why}", self.text(from..self.at)))
    }
}
