//! Where markup ends, and what can be wrong with it as a whole.

use memchr::memmem;

/// Markup that does not end, or that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// `<!--` without `-->`.
    Comment,
    /// `<![CDATA[` without `]]>`.
    CData,
    /// `<?` without `?>`.
    Instruction,
    /// `<!DOCTYPE` without its `>`.
    Doctype,
    /// `<` without `>`.
    Tag,
    /// A tag with a quote that is not closed.
    Quote,
    /// Any other `<!`.
    Bang,
    /// A document type declaration without a name.
    Nameless,
}

impl Broken {
    /// What is wrong, and what to do about it.
    pub(super) fn message(self) -> (&'static str, &'static str) {
        match self {
            Self::Comment => ("this comment is not closed", "add `-->` where it ends"),
            Self::CData => ("this CDATA section is not closed", "add `]]>` where it ends"),
            Self::Instruction => ("this processing instruction is not closed", "add `?>` where it ends"),
            Self::Doctype => ("this document type declaration is not closed", "add `>` where it ends"),
            Self::Tag => ("this tag is not closed", "add `>` where it ends"),
            Self::Quote => {
                ("an attribute value of this tag has no closing quote", "add the quote where the value ends")
            }
            Self::Bang => (
                "`<!` starts nothing known here",
                "write a comment as `<!-- … -->`, or `&lt;!` for the characters themselves",
            ),
            Self::Nameless => ("this is not well-formed XML", "correct the markup here"),
        }
    }
}

/// One past the `>` of the tag at `start`, which does not stand in quotes.
pub(super) fn tag_end(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let mut at = start;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        at += memchr::memchr3(b'>', b'"', b'\'', rest).ok_or(Broken::Tag)? + 1;
        let byte = bytes.get(at - 1).copied().unwrap_or(b'>');
        if byte == b'>' {
            return Ok(at);
        }
        let inside = bytes.get(at..).unwrap_or(&[]);
        at += memchr::memchr(byte, inside).ok_or(Broken::Quote)? + 1;
    }
}

/// One past the `-->` of the comment at `start`.
pub(super) fn comment_end(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    behind(bytes, start, "<!--", "-->").ok_or(Broken::Comment)
}

/// One past the `]]>` of the CDATA section at `start`.
pub(super) fn cdata_end(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    behind(bytes, start, "<![CDATA[", "]]>").ok_or(Broken::CData)
}

/// One past the `?>` of the processing instruction at `start`.
pub(super) fn instruction_end(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let is_empty = bytes.get(start + 2) == Some(&b'>');
    behind(bytes, start, "<?", "?>").filter(|_| !is_empty).ok_or(Broken::Instruction)
}

/// True for an XML declaration.
pub(super) fn is_declaration(instruction: &[u8]) -> bool {
    match instruction.strip_prefix(b"<?xml") {
        Some(b"?>" | [b' ' | b'\t' | b'\r' | b'\n', ..]) => true,
        _ => false,
    }
}

fn behind(bytes: &[u8], start: usize, opening: &str, closing: &str) -> Option<usize> {
    let inside = bytes.get(start..)?.strip_prefix(opening.as_bytes())?;
    let length = memmem::find(inside, closing.as_bytes())?;
    Some(start + opening.len() + length + closing.len())
}

/// One past the `>` of the document type declaration at `start`: behind its internal subset, quoted literals and
/// comments left out.
pub(super) fn doctype_end(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let is_named =
        bytes.get(start..start + "<!DOCTYPE".len()).is_some_and(|word| word.eq_ignore_ascii_case(b"<!DOCTYPE"));
    doctype_end_of(bytes, start).filter(|_| is_named).ok_or(Broken::Doctype)
}

fn doctype_end_of(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let rest = bytes.get(at..)?;
        at += rest.iter().position(|byte| matches!(byte, b'\'' | b'"' | b'[' | b'>'))? + 1;
        match bytes.get(at - 1)? {
            b'>' => return Some(at),
            b'[' => break,
            quote => at += memchr::memchr(*quote, bytes.get(at..)?)? + 1,
        }
    }
    loop {
        at += memchr::memchr2(b']', b'<', bytes.get(at..)?)? + 1;
        if bytes.get(at - 1) == Some(&b']') {
            return Some(at + memchr::memchr(b'>', bytes.get(at..)?)? + 1);
        }
        let rest = bytes.get(at..)?;
        let is = |word: &str| rest.starts_with(word.as_bytes());
        let find =
            |skip: usize, mark: &str| Some(skip + memmem::find(rest.get(skip..)?, mark.as_bytes())? + mark.len());
        at += if is("!--") {
            find(3, "-->")?
        } else if is("?") {
            find(1, "?>")?
        } else if is("!ENTITY") || is("!ATTLIST") || is("!NOTATION") {
            tag_end(rest, 0).ok()?
        } else {
            find(0, ">")?
        };
    }
}
