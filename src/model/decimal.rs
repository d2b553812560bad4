//! Numbers as they are written: exact decimals of any size, compared digit by digit and never rounded.

use std::cmp::Ordering;
use std::fmt;

use crate::syntax::{NodeRef, Scalar};

/// Digits that are printed before a number is written with an exponent.
const PRINTED: i64 = 24;

/// An exact decimal number. Equal numbers are equal values however they are written: `1e3`, `1000` and `1000.0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    is_negative: bool,
    /// Without zeros at either end; none for zero.
    digits: Vec<u8>,
    /// Of the last digit.
    exponent: i64,
}

impl Decimal {
    /// The number of a scalar that is one by its type. `None` for everything else, for infinities and what is no
    /// number, and for exponents beyond all measure.
    pub fn of(node: NodeRef<'_>) -> Option<Self> {
        match node.scalar()? {
            Scalar::Int(value) => Some(Self::from(value)),
            Scalar::Float(_) => Self::parse(&node.text()?),
            _ => None,
        }
    }

    /// Reads decimal text: sign, digits, fraction, exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let is_negative = mantissa.starts_with('-');
        let mantissa = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_number = !(whole.is_empty() && fraction.is_empty())
            && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !is_number {
            return None;
        }
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        // So far from the end of the range that no sum below can leave it.
        (exponent.unsigned_abs() < 1 << 60).then(|| Self::trimmed(is_negative, digits, exponent))
    }

    fn trimmed(is_negative: bool, mut digits: Vec<u8>, mut exponent: i64) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
            exponent += 1;
        }
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        if digits.is_empty() {
            return Self { is_negative: false, digits, exponent: 0 };
        }
        Self { is_negative, digits, exponent }
    }

    /// True for numbers without a fraction: `1`, `1.0` and `1e3`.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        self.is_negative
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The same as a count of something; `None` when it is none, or more than anything can be counted.
    pub fn count(&self) -> Option<usize> {
        if self.is_negative || !self.is_integer() || self.exponent > 20 {
            return None;
        }
        let digits = self.digits.iter().copied().chain((0..self.exponent).map(|_| 0));
        digits.map(usize::from).try_fold(0usize, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
    }

    /// True when it is a whole multiple of another number. `None` when that number is zero or has too many digits.
    pub fn is_multiple_of(&self, other: &Self) -> Option<bool> {
        if other.is_zero() || other.digits.len() > 18 {
            return None;
        }
        if self.is_zero() {
            return Some(true);
        }
        // Neither ends in a zero, so a divisor with more places to the left never divides.
        let Ok(shift) = u64::try_from(self.exponent - other.exponent) else { return Some(false) };
        let divisor = other.digits.iter().fold(0u128, |sum, digit| sum * 10 + u128::from(*digit));
        let rest = self.digits.iter().fold(0u128, |rest, digit| (rest * 10 + u128::from(*digit)) % divisor);
        Some((rest * power(10, shift, divisor)).is_multiple_of(divisor))
    }

    /// Power of ten just above the number, without its sign.
    fn magnitude(&self) -> i64 {
        self.digits.len() as i64 + self.exponent
    }

    fn compare_sizes(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // No zeros at the end: where one runs out of digits, the longer one is larger.
            (false, false) => self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// `base` to a power, modulo `divisor` (below 10^18, so that no product leaves the range).
fn power(base: u128, mut exponent: u64, divisor: u128) -> u128 {
    let (mut result, mut square) = (1 % divisor, base % divisor);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % divisor;
        }
        square = square * square % divisor;
        exponent >>= 1;
    }
    result
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        let digits = value.unsigned_abs().to_string().bytes().map(|byte| byte - b'0').collect();
        Self::trimmed(value < 0, digits, 0)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_sizes(other),
            (true, true) => other.compare_sizes(self),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative {
            f.write_str("-")?;
        }
        if self.is_zero() {
            return f.write_str("0");
        }
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let magnitude = self.magnitude();
        if !(-PRINTED..=PRINTED).contains(&magnitude) {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            return write!(f, "{first}{point}{rest}e{}", magnitude - 1);
        }
        match usize::try_from(magnitude) {
            Ok(whole) if whole >= digits.len() => write!(f, "{digits}{}", "0".repeat(whole - digits.len())),
            Ok(0) => write!(f, "0.{digits}"),
            Ok(whole) => write!(f, "{}.{}", &digits[..whole], &digits[whole..]),
            Err(_) => write!(f, "0.{}{digits}", "0".repeat(magnitude.unsigned_abs() as usize)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| Decimal::from(i64::MIN))
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for (one, other) in [("1e3", "1000"), ("1000.0", "1000"), ("-0.0", "0"), ("0.10", "1e-1"), ("+7", "007")] {
            assert_eq!(number(one), number(other), "{one} {other}");
        }
        assert_eq!(number("12"), Decimal::from(12));
        assert_eq!(
            ["", ".", "-", "1e", "x", "1e99999999999999999999", "0x1F"].map(Decimal::parse),
            [const { None }; 7]
        );
    }

    #[test]
    fn order_is_exact() {
        let rising =
            ["-1e30", "-2", "-1.5", "0", "1e-40", "0.1", "9", "10", "12345678901234567890", "12345678901234567891"];
        for pair in rising.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
        assert!(number("9007199254740993") > number("9007199254740992"));
    }

    #[test]
    fn integers_have_no_fraction() {
        assert!(["1", "1.0", "1e3", "1.5e1", "0"].iter().all(|text| number(text).is_integer()));
        assert!(["1.5", "1e-1"].iter().all(|text| !number(text).is_integer()));
        assert_eq!(number("1.2e2").count(), Some(120));
        assert_eq!(["-1", "1.5", "1e30"].map(|text| number(text).count()), [None; 3]);
    }

    #[test]
    fn multiples_are_exact() {
        let is = |one: &str, other: &str| number(one).is_multiple_of(&number(other));
        assert_eq!(is("0.3", "0.1"), Some(true));
        assert_eq!(is("19.99", "0.01"), Some(true));
        assert_eq!(is("10", "4"), Some(false));
        assert_eq!(is("100", "4"), Some(true));
        assert_eq!(is("1e300", "7"), Some(false));
        assert_eq!(is("-9", "3"), Some(true));
        assert_eq!(is("3", "30"), Some(false));
        assert_eq!(is("3", "0"), None);
    }

    #[test]
    fn they_are_printed_as_people_write_them() {
        for text in ["0", "-1", "1000", "0.05", "12.5", "1e40", "1.25e-30"] {
            assert_eq!(number(text).to_string(), text);
        }
    }
}
