//! Credentials in the wrong place.
