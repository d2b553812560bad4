//! Reading on behind a YAML error: which lines to leave out.
