//! Values that give themselves away: tokens of providers, signed tokens, private keys, passwords in addresses and
//! headers. Each is judged by what its maker built in (checksum, length, structure), then by `live`.

use std::cell::OnceCell;
use std::ops::Range;

mod jwt;
mod tokens;

use super::live::{is_made_up, is_password, is_random};
use crate::finding::{Confidence, Severity};
use crate::model::endpoint::{HostKind, Url};
use crate::rules::pairs::Starts;
use jwt::jwt;
use tokens::{Body, TOKENS};

/// A secret in a text.
pub(super) struct Hit {
    /// Bytes of the secret itself.
    pub(super) range: Range<usize>,
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// How many characters of it may be shown.
    pub(super) shown: usize,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    /// Half of a pair: nothing by itself.
    pub(super) half: Option<Half>,
    /// True for a password in a web address.
    pub(super) in_web_address: bool,
    /// What to do about it.
    pub(super) help: &'static str,
}

/// The public half of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// An AWS access key.
    Aws,
    /// A Twilio account.
    Twilio,
}

impl Half {
    /// The secret half, if a value holds one.
    pub(super) fn other(self, text: &str) -> Option<Range<usize>> {
        match self {
            Self::Aws => aws_secret(text),
            Self::Twilio => twilio_token(text),
        }
    }

    /// For messages.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Aws => "the secret of an AWS access key, whose name stands beside it",
            Self::Twilio => "the token of a Twilio account, whose name stands beside it",
        }
    }
}

impl Hit {
    fn new(range: Range<usize>, what: &'static str) -> Self {
        Self {
            range,
            what,
            shown: 4,
            severity: Severity::Critical,
            confidence: Confidence::High,
            half: None,
            in_web_address: false,
            help: "revoke it, then write a value that is plainly made up",
        }
    }

    /// A password: nothing of it may be shown, and only its looks speak for it.
    fn password(range: Range<usize>, what: &'static str) -> Self {
        Self { shown: 0, confidence: Confidence::Medium, ..Self::new(range, what) }
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/' || byte == b'='
}

const fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// At most so many bytes from a place on.
fn near(text: &str, from: usize, most: usize) -> &[u8] {
    let rest = text.as_bytes().get(from..).unwrap_or(b"");
    rest.get(..most).unwrap_or(rest)
}

/// How everything below begins, so that most of a text costs one look-up a byte.
static STARTS: Starts = {
    let mut starts = Starts::none();
    let mut at = 0;
    while at < TOKENS.len() {
        starts = starts.with(TOKENS[at].0, false);
        at += 1;
    }
    let known = ["eyJ", "AKIA", "ASIA", "SG.", "-----B", "Basic", "basic", "://", "?sig=", "&sig=", "sk-"];
    at = 0;
    while at < known.len() {
        starts = starts.with(known[at], false);
        at += 1;
    }
    at = 0;
    while at < LISTED.len() {
        starts = starts.with(LISTED[at], false);
        at += 1;
    }
    // Twilio's: `AC` and a hexadecimal digit.
    let digits = [
        "AC0", "AC1", "AC2", "AC3", "AC4", "AC5", "AC6", "AC7", "AC8", "AC9", "ACa", "ACb", "ACc", "ACd", "ACe", "ACf",
        "ACA", "ACB", "ACC", "ACD", "ACE", "ACF",
    ];
    at = 0;
    while at < digits.len() {
        starts = starts.with(digits[at], false);
        at += 1;
    }
    starts
};

/// False when a text, as it is written, holds nothing that [`scan`] would find in what it says, if it hides nothing. A
/// line break or tab may be escaped in front of a secret or inside it.
pub(super) fn may_hold(written: &str) -> bool {
    let bytes = written.as_bytes();
    let last_at = OnceCell::new();
    let is_before_at =
        |place: usize| last_at.get_or_init(|| memchr::memrchr(b'@', bytes)).is_some_and(|last| last > place);
    let mut from = 0;
    while let Some(at) = STARTS.next(bytes, from) {
        from = at + 1;
        if begins(bytes, at, is_before_at) {
            return true;
        }
    }
    false
}

/// True when a known beginning stands at a place.
fn begins(bytes: &[u8], at: usize, is_before_at: impl Fn(usize) -> bool) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    let before = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    match rest {
        [b':', ..] => rest.starts_with(b"://") && is_before_at(at),
        [b'&' | b'?', b's', b'i', b'g', b'=', ..] => true,
        _ if is_word(before(1)) && before(2) != b'\\' => false,
        [b'e', b'y', b'J', ..] | [b'A', b'K' | b'S', b'I', b'A', ..] | [b'S', b'G', b'.', ..] => true,
        [b'-', b'-', b'-', b'-', b'-', b'B', ..] | [b'B' | b'b', b'a', b's', b'i', b'c', b' ', ..] => true,
        [b's', b'k', b'-', ..] => true,
        [b'A', b'C', next, ..] => is_hex(*next),
        _ => {
            let [first, second, third, ..] = rest else { return false };
            let prefixes = TOKENS.iter().map(|(prefix, ..)| *prefix).chain(LISTED).map(str::as_bytes);
            prefixes.into_iter().any(|prefix| {
                matches!(prefix, [a, b, c, ..] if a == first && b == second && c == third) && rest.starts_with(prefix)
            })
        }
    }
}

/// Every secret of a text, in order.
pub(super) fn scan(text: &str) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut found: Vec<Hit> = Vec::new();
    let mut from = 0;
    while let Some(at) = STARTS.next(bytes, from) {
        from = at + 1;
        if let Some(hit) = at_start(text, at) {
            from = hit.range.end.max(from);
            found.push(hit);
        }
    }
    found
}

fn at_start(text: &str, at: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..)?;
    if rest.starts_with(b"://") {
        return address(text, at);
    }
    if rest.starts_with(b"&sig=") || rest.starts_with(b"?sig=") {
        return azure_signature(text, at);
    }
    // A backslash and a letter may be an escape of an escaped text.
    let before = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    if is_word(before(1)) && before(2) != b'\\' {
        return None;
    }
    match rest {
        [b'e', b'y', b'J', ..] => jwt(text, at),
        [b'A', b'K' | b'S', b'I', b'A', ..] => aws_id(text, at),
        [b'S', b'G', b'.', ..] => sendgrid(text, at),
        [b'A', b'C', ..] => twilio_id(text, at),
        [b's', b'k', b'-', ..] => token(text, at).or_else(|| openai(text, at)),
        [b'-', b'-', b'-', b'-', b'-', b'B', ..] => private_key(text, at),
        [b'B' | b'b', b'a', b's', b'i', b'c', b' ', ..] => basic(text, at),
        [b'P' | b'p', b'a' | b'w' | b'W', ..] => password_of_list(text, at).or_else(|| token(text, at)),
        _ => token(text, at),
    }
}

/// The longest value that is looked at, in bytes; keeps the search linear on hostile text.
const LONGEST: usize = 16 * 1024;

/// Length of the run of bytes that fit, from a place on, at most `most`.
fn run(text: &str, at: usize, most: usize, fits: fn(u8) -> bool) -> usize {
    text.as_bytes().get(at..).map_or(0, |rest| rest.iter().take(most).take_while(|byte| fits(**byte)).count())
}

fn token(text: &str, at: usize) -> Option<Hit> {
    let rest = text.get(at..)?;
    // Two bytes tell most words apart from every prefix.
    let two = rest.as_bytes().get(..2)?;
    let (prefix, what, body) =
        TOKENS.iter().find(|(prefix, ..)| prefix.as_bytes().get(..2) == Some(two) && rest.starts_with(prefix))?;
    let start = at + prefix.len();
    let (length, is_real) = match body {
        Body::Checked => {
            let length = run(text, start, 37, is_alphanumeric);
            (length, text.get(start..start + length).is_some_and(has_checksum))
        }
        Body::Exact(wanted, fits) => {
            let length = run(text, start, wanted + 1, *fits);
            (length, length == *wanted && text.get(start..start + length).is_some_and(is_random))
        }
        Body::AtLeast(wanted, fits) => {
            let length = run(text, start, 512, *fits);
            (length, length >= *wanted && text.get(start..start + length).is_some_and(is_random))
        }
    };
    let named = prefix.ends_with(['=', '/']);
    let from = if named { start } else { at };
    is_real.then(|| Hit { shown: if named { 0 } else { 4 }, ..Hit::new(from..start + length, what) })
}

/// The last six of thirty-six characters are the CRC-32 of the others in base 62.
fn has_checksum(body: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((random, written)) = body.split_at_checked(30).filter(|_| body.len() == 36) else { return false };
    let mut left = crc32(random.as_bytes());
    written.bytes().rev().all(|byte| {
        let digit = DIGITS[(left % 62) as usize];
        left /= 62;
        digit == byte
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// The name of an AWS key. It becomes a secret with the key it names.
fn aws_id(text: &str, at: usize) -> Option<Hit> {
    let length = run(text, at, 21, is_alphanumeric);
    let body = text.get(at + 4..at + length)?;
    let fits = length == 20 && body.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    (fits && !is_made_up(body)).then(|| Hit { half: Some(Half::Aws), ..Hit::new(at..at + length, "an AWS access key") })
}

/// The secret half of an AWS key: forty characters of base 64 that are no hash.
fn aws_secret(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    while at < text.len() {
        let length = run(text, at, usize::MAX, is_base64);
        if length == 40 {
            let body = text.get(at..at + length)?;
            let has = |class: fn(&u8) -> bool| body.as_bytes().iter().any(class);
            if has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit) && is_random(body)
            {
                return Some(at..at + length);
            }
        }
        at += length.max(1);
    }
    None
}

/// `SG.` and two parts of 22 and 43 characters.
fn sendgrid(text: &str, at: usize) -> Option<Hit> {
    let first = run(text, at + 3, 23, is_word);
    let second = at + 3 + first + 1;
    let fits = first == 22 && text.as_bytes().get(second - 1) == Some(&b'.') && run(text, second, 44, is_word) == 43;
    let body = text.get(second..second + 43).filter(|_| fits)?;
    is_random(body).then(|| Hit::new(at..second + 43, "a SendGrid API key"))
}

/// `sk-`, two random parts and the provider's name between them.
fn openai(text: &str, at: usize) -> Option<Hit> {
    let length = run(text, at + 3, 200, is_word);
    let body = text.get(at + 3..at + 3 + length)?;
    let (front, back) = body.split_once("T3BlbkFJ")?;
    (front.len() >= 20 && back.len() >= 20 && is_random(body))
        .then(|| Hit::new(at..at + 3 + length, "an OpenAI API key"))
}

/// The name of a Twilio account. It becomes a secret with its token.
fn twilio_id(text: &str, at: usize) -> Option<Hit> {
    let length = run(text, at + 2, 33, is_alphanumeric);
    let body = text.get(at + 2..at + 2 + length).filter(|_| length == 32)?;
    let fits = body.bytes().all(is_hex) && is_random(body);
    fits.then(|| Hit { half: Some(Half::Twilio), ..Hit::new(at..at + 2 + length, "a Twilio account") })
}

/// The token of a Twilio account: 32 hexadecimal digits and nothing else.
fn twilio_token(text: &str) -> Option<Range<usize>> {
    let fits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (fits && is_random(text)).then_some(0..32)
}

/// The signature of a shared access link to Azure storage: `?sv=…&sig=…`.
fn azure_signature(text: &str, at: usize) -> Option<Hit> {
    let start = at + "&sig=".len();
    let length = run(text, start, 160, |byte| is_base64(byte) || byte == b'%');
    let written = text.get(start..start + length)?;
    let decoded = written.replace("%2B", "+").replace("%2b", "+").replace("%2F", "/").replace("%2f", "/");
    let decoded = decoded.replace("%3D", "=").replace("%3d", "=");
    if base64(&decoded)?.len() != 32 || !is_random(decoded.trim_end_matches('=')) {
        return None;
    }
    let is_query = |byte: &u8| byte.is_ascii_graphic() && !b"\"'`<>".contains(byte);
    let back = text.as_bytes().get(..at)?.iter().rev().take(512).take_while(|byte| is_query(byte)).count();
    let ahead = near(text, start + length, 512).iter().take_while(|byte| is_query(byte)).count();
    let link = text.get(at - back..start + length + ahead)?;
    let value = |name: &str| link.split(['?', '&']).find_map(|pair| pair.strip_prefix(name));
    value("sv=")?;
    let mut hit =
        Hit { shown: 0, in_web_address: true, ..Hit::new(start..start + length, "a shared access signature of Azure") };
    // When it ends is written beside it.
    if value("se=").and_then(|end| end.get(..4)?.parse::<u16>().ok()).is_some_and(|year| year < LONG_EXPIRED_YEAR) {
        hit.what = "an expired shared access signature of Azure";
        hit.severity = Severity::Low;
    }
    Some(hit)
}

/// What ended in a year before is of no use any more, whatever the clock says.
const LONG_EXPIRED_YEAR: u16 = 2026;

/// Decodes base 64 of either alphabet, with or without padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    Some(out)
}

/// A whole PEM block of a private key; one that documentation cut short is none.
fn private_key(text: &str, at: usize) -> Option<Hit> {
    const BEGIN: &str = "-----BEGIN ";
    let rest = text.get(at..)?.strip_prefix(BEGIN)?;
    let label = rest.get(..memchr::memmem::find(near(rest, 0, 48), b"-----")?)?;
    if !label.ends_with("PRIVATE KEY") {
        return None;
    }
    let start = at + BEGIN.len() + label.len() + 5;
    let length = memchr::memmem::find(near(text, start, LONGEST), b"-----END ")?;
    let written = text.get(start..start + length)?.replace("\\n", "").replace("\\r", "");
    // Encrypted keys of the old kind have headers, which end in an empty line.
    let body: String = written.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let key = base64(&body)?;
    let is_whole = match key.as_slice() {
        [0x30, 0x82, high, low, content @ ..] => content.len() >= usize::from(*high) << 8 | usize::from(*low),
        [0x30, 0x81, length, content @ ..] => content.len() >= usize::from(*length),
        [0x30, length, content @ ..] if *length < 0x80 => content.len() >= usize::from(*length) && content.len() > 40,
        _ => key.starts_with(b"openssh-key-v1\0") && key.len() > 150,
    };
    let end = start + length + "-----END ".len() + label.len() + 5;
    is_whole.then(|| Hit { shown: 0, ..Hit::new(at..end.min(text.len()), "a private key") })
}

/// `Basic dXNlcjpwYXNz`.
fn basic(text: &str, at: usize) -> Option<Hit> {
    let start = at + "Basic ".len();
    let length = run(text, start, 512, is_base64);
    let decoded = base64(text.get(start..start + length).filter(|body| body.len() >= 12)?)?;
    let decoded = std::str::from_utf8(&decoded).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let readable = !user.is_empty() && decoded.chars().all(|c| !c.is_control());
    (readable && is_password(password, user) && !is_made_up(user))
        .then(|| Hit::password(start..start + length, "a user name and password (Basic)"))
}

/// `scheme://user:password@host`; `at` is that of the colon.
fn address(text: &str, at: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let back = bytes.get(..at)?.iter().rev().take(32).take_while(|byte| is_scheme(byte)).count();
    let length = near(text, at + 3, 512).iter().take_while(|byte| !b" \t\r\n\"'`<>)],/?#\\".contains(byte)).count();
    let authority = text.get(at + 3..at + 3 + length)?;
    // Most addresses end here.
    if back == 0 || !authority.contains('@') {
        return None;
    }
    let from = at - back;
    let url = Url::parse(text.get(from..at + 3 + length)?);
    let (user, password, range) = (url.user()?, url.password()?, url.password_range()?);
    let is_sample =
        matches!(url.host_kind(), HostKind::Test | HostKind::Placeholder | HostKind::Empty | HostKind::Loopback);
    if is_sample || !is_password(password, user) {
        return None;
    }
    let web = matches!(text.get(from..at)?.to_ascii_lowercase().as_str(), "http" | "https" | "ws" | "wss");
    let what = if web { "a password in an address" } else { "a password in a connection string" };
    Some(Hit { in_web_address: web, ..Hit::password(from + range.start..from + range.end, what) })
}

/// `Password=…` of a list such as `Server=db;Password=x`.
/// How connection strings introduce a password.
const LISTED: [&str; 5] = ["Password=", "password=", "PWD=", "Pwd=", "pwd="];

fn password_of_list(text: &str, at: usize) -> Option<Hit> {
    let rest = text.get(at..)?;
    let name = LISTED.into_iter().find(|name| rest.starts_with(name))?;
    let around = |part: &[u8]| part.to_ascii_lowercase();
    let before = around(near(text, at.saturating_sub(256), at.min(256)));
    let behind = around(near(text, at, 256));
    let has = |word: &str| [&before, &behind].iter().any(|part| memchr::memmem::find(part, word.as_bytes()).is_some());
    let is_list = ["server=", "data source=", "host=", "addr="].into_iter().any(has);
    let start = at + name.len();
    let length = run(text, start, 128, |byte| byte.is_ascii_graphic() && !b";\"'&<\\".contains(&byte));
    let ends_in_list = before.contains(&b';') || text.as_bytes().get(start + length) == Some(&b';');
    let password = text.get(start..start + length)?;
    (is_list && ends_in_list && is_password(password, ""))
        .then(|| Hit::password(start..start + length, "a password in a connection string"))
}

#[cfg(test)]
mod tests;
