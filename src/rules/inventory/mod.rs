//! What is published, and what is not said about it.
