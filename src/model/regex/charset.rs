//! Sets of code points as sorted ranges.

/// The greatest code point.
pub(super) const LAST: u32 = 0x10_FFFF;

/// A set of code points: sorted, disjoint, not adjacent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

impl CharSet {
    /// One code point.
    pub(super) fn one(c: u32) -> Self {
        Self { ranges: vec![(c, c)] }
    }

    /// Every code point.
    pub(super) fn any() -> Self {
        Self { ranges: vec![(0, LAST)] }
    }

    /// The set of some ranges in any order, ends included.
    pub(super) fn of(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut ranges: Vec<(u32, u32)> = ranges.into_iter().filter(|(from, to)| from <= to).collect();
        ranges.sort_unstable();
        let mut out: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            match out.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        Self { ranges: out }
    }

    /// The ranges, ends included.
    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// True when nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// True when the code point is in it.
    pub(super) fn has(&self, c: u32) -> bool {
        let behind = self.ranges.partition_point(|(from, _)| *from <= c);
        behind.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, to)| c <= *to)
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        Self::of(self.ranges.iter().chain(&other.ranges).copied())
    }

    pub(super) fn negate(&self) -> Self {
        let mut out = Vec::with_capacity(self.ranges.len() + 1);
        let mut from = 0;
        for (start, end) in &self.ranges {
            if *start > from {
                out.push((from, start - 1));
            }
            from = end + 1;
        }
        if from <= LAST {
            out.push((from, LAST));
        }
        Self { ranges: out }
    }

    pub(super) fn intersect(&self, other: &Self) -> Self {
        self.negate().union(&other.negate()).negate()
    }

    pub(super) fn subtract(&self, other: &Self) -> Self {
        self.intersect(&other.negate())
    }

    /// The set with the other case of its letters: exact for ASCII, for others where one letter answers one letter.
    pub(super) fn fold(&self) -> Self {
        const FURTHEST: u32 = 0x2000;
        let mut all = self.ranges.clone();
        for (from, to) in &self.ranges {
            for c in (*from..=*to.min(&FURTHEST)).filter_map(char::from_u32).filter(|c| c.is_alphabetic()) {
                let mut add = |mut other: Box<dyn Iterator<Item = char>>| {
                    if let (Some(one), None) = (other.next(), other.next()) {
                        all.push((one as u32, one as u32));
                    }
                };
                add(Box::new(c.to_lowercase()));
                add(Box::new(c.to_uppercase()));
            }
        }
        Self::of(all)
    }

    /// The member that reads best in a message.
    pub(super) fn sample(&self) -> Option<char> {
        const NICE: &[(char, char)] = &[('a', 'z'), ('0', '9'), ('A', 'Z'), ('!', '~'), (' ', ' ')];
        let nice = NICE.iter().find_map(|(from, to)| {
            self.ranges.iter().find_map(|(start, end)| {
                let first = (*from as u32).max(*start);
                (first <= (*to as u32).min(*end)).then_some(first)
            })
        });
        let printable = || self.intersect(&printable()).ranges.first().map(|(from, _)| *from);
        let any = || self.ranges.iter().find_map(|(from, to)| (*from..=*to).find(|c| char::from_u32(*c).is_some()));
        nice.or_else(printable).or_else(any).and_then(char::from_u32)
    }
}

/// What `.` leaves out.
pub(super) fn line_ends() -> CharSet {
    CharSet::of([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)])
}

/// `\d`.
pub(super) fn digits() -> CharSet {
    CharSet::of([(0x30, 0x39)])
}

/// `\w`.
pub(super) fn word() -> CharSet {
    CharSet::of([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

/// `\s`.
pub(super) fn space() -> CharSet {
    let single = [0x20, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF].map(|c| (c, c));
    CharSet::of(single.into_iter().chain([(0x09, 0x0D), (0x2000, 0x200A), (0x2028, 0x2029)]))
}

/// Characters of texts that people write: no controls, no line separators, nothing beyond the first plane.
pub(super) fn printable() -> CharSet {
    CharSet::of([(0x20, 0x7E), (0xA0, 0x2027), (0x202A, 0xD7FF), (0xE000, 0xFFFD)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_behave_like_sets() {
        let set = CharSet::of([(5, 9), (1, 2), (3, 4), (8, 20), (30, 30)]);
        assert_eq!(set.ranges(), [(1, 20), (30, 30)]);
        assert_eq!(set.negate().negate(), set);
        assert!(set.has(1) && set.has(20) && set.has(30) && !set.has(0) && !set.has(21) && !set.has(LAST));
        assert_eq!(set.intersect(&CharSet::of([(15, 40)])).ranges(), [(15, 20), (30, 30)]);
        assert_eq!(set.subtract(&CharSet::of([(2, 30)])).ranges(), [(1, 1)]);
        assert!(CharSet::any().negate().is_empty());
        assert_eq!(CharSet::one(0x6B).fold().ranges(), [(0x4B, 0x4B), (0x6B, 0x6B)]);
        assert_eq!(CharSet::of([(0, 0x7E)]).sample(), Some('a'));
        assert_eq!(CharSet::of([(0, 0x1F)]).sample(), Some('\0'));
    }
}
