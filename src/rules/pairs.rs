//! Sets of two bytes that stand side by side: one look-up a byte tells most of a text from what is looked for. Uses
//! nothing of the project.

/// A bit for each pair of bytes.
pub(super) struct Pairs([u64; 1024]);

impl Pairs {
    /// No pair.
    pub(super) const fn none() -> Self {
        Self([0; 1024])
    }

    /// The set with one pair more.
    pub(super) const fn with(mut self, first: u8, second: u8) -> Self {
        let pair = (first as usize) << 8 | second as usize;
        self.0[pair / 64] |= 1 << (pair % 64);
        self
    }

    /// The set with the first two bytes of a word; with `in_any_case`, in every mixture of letters.
    pub(super) const fn with_start(self, word: &str, in_any_case: bool) -> Self {
        let word = word.as_bytes();
        let (first, second) = (word[0], word[1]);
        if !in_any_case {
            return self.with(first, second);
        }
        let (upper, other) = (first.to_ascii_uppercase(), second.to_ascii_uppercase());
        self.with(first, second).with(upper, second).with(first, other).with(upper, other)
    }

    /// True when the set has the pair.
    pub(super) fn has(&self, first: u8, second: u8) -> bool {
        let pair = usize::from(first) << 8 | usize::from(second);
        self.0[pair / 64] >> (pair % 64) & 1 == 1
    }

    /// The next place from a byte on where a pair of the set stands.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let is_pair = |two: &[u8]| matches!(two, [first, second] if self.has(*first, *second));
        bytes.get(from..)?.windows(2).position(is_pair).map(|skipped| from + skipped)
    }
}
