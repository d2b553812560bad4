//! What responses give away.
