//! Sets of bytes that stand side by side: few look-ups tell most of a text from what is looked for. Uses
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

    /// True when the set has the pair.
    pub(super) fn has(&self, first: u8, second: u8) -> bool {
        let pair = usize::from(first) << 8 | usize::from(second);
        self.0[pair / 64] >> (pair % 64) & 1 == 1
    }
}

/// Words, to find where one of them may begin: most of a text is stepped over two or three bytes at a time.
pub(super) struct Starts {
    pairs: Pairs,
    /// How far no word begins, by the second and third byte behind a place: two bits for each pair.
    steps: [u64; 2048],
}

impl Starts {
    /// No word.
    pub(super) const fn none() -> Self {
        Self { pairs: Pairs::none(), steps: [u64::MAX; 2048] }
    }

    /// The set with a word of three bytes or more; with `in_any_case`, in every mixture of letters.
    pub(super) const fn with(self, word: &str, in_any_case: bool) -> Self {
        let word = word.as_bytes();
        let (mut starts, mut case) = (self, 0);
        while case < 8 {
            let first = if case & 1 == 0 { word[0] } else { word[0].to_ascii_uppercase() };
            let second = if case & 2 == 0 { word[1] } else { word[1].to_ascii_uppercase() };
            let third = if case & 4 == 0 { word[2] } else { word[2].to_ascii_uppercase() };
            starts.pairs = starts.pairs.with(first, second);
            starts = starts.at_most(first, second, 1).at_most(second, third, 0);
            let mut before = 0;
            while before < 256 {
                starts = starts.at_most(before as u8, first, 2);
                before += 1;
            }
            case = if in_any_case { case + 1 } else { 8 };
        }
        starts
    }

    const fn at_most(mut self, first: u8, second: u8, step: u64) -> Self {
        let pair = (first as usize) << 8 | second as usize;
        if self.steps[pair / 32] >> (pair % 32 * 2) & 3 > step {
            self.steps[pair / 32] &= !(3 << (pair % 32 * 2));
            self.steps[pair / 32] |= step << (pair % 32 * 2);
        }
        self
    }

    /// The next place from a byte on where a word may begin, by its first three bytes.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some([first, second, third]) = bytes.get(at..at + 3) {
            let pair = usize::from(*second) << 8 | usize::from(*third);
            match self.steps[pair / 32] >> (pair % 32 * 2) & 3 {
                0 if self.pairs.has(*first, *second) => return Some(at),
                0 => at += 1,
                step => at += step as usize,
            }
        }
        None
    }
}
