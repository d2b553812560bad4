//! What a caller may consume: rates, sizes, numbers.
