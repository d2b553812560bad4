//! Whether traffic can be read on the way.
