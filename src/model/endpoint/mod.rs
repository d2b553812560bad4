//! Addresses: what the parts of a URL are, where they stand in its text, and what kind of host it leads to.
//!
//! Works on plain text, for OpenAPI servers and WSDL ports alike; nothing here fails, and nothing is fetched.
//! Uses nothing of the other modules.

mod host;
mod placeholder;

use std::ops::Range;

pub use host::{HostKind, host_kind};
pub use placeholder::placeholders;

/// How an address says it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http:` in any case.
    Http,
    /// `https:` in any case.
    Https,
    /// `ws:` in any case.
    Ws,
    /// `wss:` in any case.
    Wss,
    /// Any other scheme, in lower case, such as `jms` or `net.tcp`.
    Other(String),
    /// None: a path, or `//host/path`.
    Relative,
    /// A template marker stands where the scheme would be.
    Unknown,
}

impl Scheme {
    /// The scheme of a name such as `HTTPS`, without the colon.
    pub fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "http" => Self::Http,
            "https" => Self::Https,
            "ws" => Self::Ws,
            "wss" => Self::Wss,
            other => Self::Other(other.to_owned()),
        }
    }

    /// True for `http` and `ws`: everything sent can be read and changed on the way.
    pub fn is_cleartext_web(&self) -> bool {
        matches!(self, Self::Http | Self::Ws)
    }

    /// True for `https` and `wss`.
    pub fn is_tls_web(&self) -> bool {
        matches!(self, Self::Https | Self::Wss)
    }
}

/// An address taken apart (RFC 3986, tolerant). Parts are byte ranges of [`Url::text`], so that a finding can point at
/// one of them. Template markers are opaque: their `@`, `:` and `/` separate nothing.
#[derive(Clone, Debug)]
pub struct Url<'a> {
    text: &'a str,
    scheme: Scheme,
    scheme_range: Option<Range<usize>>,
    user: Option<Range<usize>>,
    password: Option<Range<usize>>,
    host: Option<Range<usize>>,
    port: Option<Range<usize>>,
    path: Range<usize>,
    query: Option<Range<usize>>,
    fragment: Option<Range<usize>>,
    marks: Vec<Range<usize>>,
}

/// One `name=value` of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryParameter<'a> {
    /// As written, percent-encoding kept.
    pub name: &'a str,
    /// As written; empty when there is no `=`.
    pub value: &'a str,
    /// Bytes of the value in the text of the url.
    pub value_range: Range<usize>,
}

impl<'a> Url<'a> {
    /// Takes an address apart. White space around it is left out of every part.
    pub fn parse(text: &'a str) -> Self {
        let start = text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let mut url = Self::bare(text, start, end);
        let rest = url.read_scheme(start, end);
        let web = !matches!(url.scheme, Scheme::Other(_));
        let slashes = |at: usize| {
            text.as_bytes().get(at..at + 2).is_some_and(|two| two == b"//" || (web && at > start && two == b"\\\\"))
        };
        match rest {
            Rest::Authority(from) => url.read_authority(from, end),
            Rest::Hierarchy(from) if from + 2 <= end && slashes(from) => url.read_authority(from + 2, end),
            Rest::Hierarchy(from) => url.read_path(from, end),
        }
        url
    }

    /// Takes apart what stands between `//` and the path, such as the `host` of OpenAPI 2.0: `api.acme.com:8080`.
    pub fn parse_authority(text: &'a str) -> Self {
        let start = text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let mut url = Self::bare(text, start, end);
        url.read_authority(start, end);
        url
    }

    fn bare(text: &'a str, start: usize, end: usize) -> Self {
        let marks = placeholders(text).into_iter().filter(|mark| start <= mark.start && mark.end <= end).collect();
        Self {
            text,
            scheme: Scheme::Relative,
            scheme_range: None,
            user: None,
            password: None,
            host: None,
            port: None,
            path: end..end,
            query: None,
            fragment: None,
            marks,
        }
    }

    /// The address as given.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// How it is reached.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Bytes of the scheme without its colon.
    pub fn scheme_range(&self) -> Option<Range<usize>> {
        self.scheme_range.clone()
    }

    /// User name before `@`, as written.
    pub fn user(&self) -> Option<&'a str> {
        self.slice(self.user.as_ref())
    }

    /// Bytes of the user name.
    pub fn user_range(&self) -> Option<Range<usize>> {
        self.user.clone()
    }

    /// Password before `@`, as written; `Some("")` for `user:@host`.
    pub fn password(&self) -> Option<&'a str> {
        self.slice(self.password.as_ref())
    }

    /// Bytes of the password.
    pub fn password_range(&self) -> Option<Range<usize>> {
        self.password.clone()
    }

    /// Host as written, IPv6 with its brackets; `None` when the address has no authority.
    pub fn host(&self) -> Option<&'a str> {
        self.slice(self.host.as_ref())
    }

    /// Bytes of the host.
    pub fn host_range(&self) -> Option<Range<usize>> {
        self.host.clone()
    }

    /// Who can reach the host. [`HostKind::Empty`] when there is none, [`HostKind::Placeholder`] when a marker hides it.
    pub fn host_kind(&self) -> HostKind {
        match self.host() {
            Some(host) => host_kind(host),
            None if self.scheme == Scheme::Unknown => HostKind::Placeholder,
            None => HostKind::Empty,
        }
    }

    /// Port as written.
    pub fn port(&self) -> Option<&'a str> {
        self.slice(self.port.as_ref())
    }

    /// Port as a number, if it is one.
    pub fn port_number(&self) -> Option<u16> {
        self.port()?.parse().ok()
    }

    /// Path as written, empty when there is none; all behind the colon of `jms:queue:x`.
    pub fn path(&self) -> &'a str {
        self.slice(Some(&self.path)).unwrap_or("")
    }

    /// Bytes of the path.
    pub fn path_range(&self) -> Range<usize> {
        self.path.clone()
    }

    /// Query without `?`, as written.
    pub fn query(&self) -> Option<&'a str> {
        self.slice(self.query.as_ref())
    }

    /// Bytes of the query.
    pub fn query_range(&self) -> Option<Range<usize>> {
        self.query.clone()
    }

    /// Fragment without `#`, as written.
    pub fn fragment(&self) -> Option<&'a str> {
        self.slice(self.fragment.as_ref())
    }

    /// Parameters of the query, `&` or `;` between them.
    pub fn query_parameters(&self) -> impl Iterator<Item = QueryParameter<'a>> {
        let query = self.query().unwrap_or("");
        let mut at = self.query.as_ref().map_or(0, |range| range.start);
        query.split(['&', ';']).filter_map(move |pair| {
            let from = at;
            at += pair.len() + 1;
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value_range = from + pair.len() - value.len()..from + pair.len();
            (!pair.is_empty()).then_some(QueryParameter { name, value, value_range })
        })
    }

    /// True when a template marker stands anywhere in the address.
    pub fn has_placeholder(&self) -> bool {
        !self.marks.is_empty()
    }

    /// True when a template marker overlaps a part of the address.
    pub fn is_placeholder(&self, part: &Range<usize>) -> bool {
        self.marks.iter().any(|mark| mark.start < part.end && part.start < mark.end)
    }

    fn slice(&self, range: Option<&Range<usize>>) -> Option<&'a str> {
        range.and_then(|range| self.text.get(range.clone()))
    }

    /// The first byte of `set` in a range that no marker covers.
    fn find(&self, from: usize, end: usize, set: &[u8]) -> Option<usize> {
        let bytes = self.text.as_bytes();
        (from..end).find(|at| bytes.get(*at).is_some_and(|byte| set.contains(byte)) && !self.in_mark(*at))
    }

    fn rfind(&self, from: usize, end: usize, byte: u8) -> Option<usize> {
        (from..end).rev().find(|at| self.text.as_bytes().get(*at) == Some(&byte) && !self.in_mark(*at))
    }

    fn in_mark(&self, at: usize) -> bool {
        let after = self.marks.partition_point(|mark| mark.start <= at);
        after.checked_sub(1).and_then(|index| self.marks.get(index)).is_some_and(|mark| mark.contains(&at))
    }

    fn read_scheme(&mut self, start: usize, end: usize) -> Rest {
        let marked = self.marks.first().is_some_and(|mark| mark.start == start);
        let colon = self.find(start, end, b":/?#\\").filter(|at| self.text.as_bytes().get(*at) == Some(&b':'));
        let Some(colon) = colon else {
            if marked {
                self.scheme = Scheme::Unknown;
                return Rest::Authority(start);
            }
            return Rest::Hierarchy(start);
        };
        let name = self.text.get(start..colon).unwrap_or("");
        let behind = self.text.get(colon + 1..end).unwrap_or("");
        if self.is_placeholder(&(start..colon)) {
            self.scheme = Scheme::Unknown;
            if behind.starts_with("//") {
                self.scheme_range = Some(start..colon);
                return Rest::Hierarchy(colon + 1);
            }
            return Rest::Authority(start);
        }
        let legal = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !legal || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return if is_port(behind) && !name.is_empty() { Rest::Authority(start) } else { Rest::Hierarchy(start) };
        }
        if (name.contains('.') || name.eq_ignore_ascii_case("localhost")) && is_port(behind) {
            return Rest::Authority(start);
        }
        self.scheme = Scheme::named(name);
        self.scheme_range = Some(start..colon);
        Rest::Hierarchy(colon + 1)
    }

    fn read_authority(&mut self, from: usize, end: usize) {
        let web = !matches!(self.scheme, Scheme::Other(_));
        let stop = self.find(from, end, if web { b"/?#\\" } else { b"/?#" }).unwrap_or(end);
        let mut host = from;
        if let Some(at) = self.rfind(from, stop, b'@') {
            match self.find(from, at, b":") {
                Some(colon) => {
                    self.user = Some(from..colon);
                    self.password = Some(colon + 1..at);
                }
                None => self.user = Some(from..at),
            }
            host = at + 1;
        }
        let text = self.text.get(host..stop).unwrap_or("");
        let bare_v6 = text.parse::<std::net::Ipv6Addr>().is_ok();
        let bracket = self.rfind(host, stop, b']').map_or(host, |at| at + 1);
        match self.rfind(bracket, stop, b':').filter(|_| !bare_v6) {
            Some(colon) => {
                self.host = Some(host..colon);
                self.port = Some(colon + 1..stop);
            }
            None => self.host = Some(host..stop),
        }
        self.read_path(stop, end);
    }

    fn read_path(&mut self, from: usize, end: usize) {
        let hash = self.find(from, end, b"#");
        let before_fragment = hash.unwrap_or(end);
        let question = self.find(from, before_fragment, b"?");
        self.path = from..question.unwrap_or(before_fragment);
        self.query = question.map(|at| at + 1..before_fragment);
        self.fragment = hash.map(|at| at + 1..end);
    }
}

/// Where reading goes on behind the scheme, and with what.
enum Rest {
    Authority(usize),
    Hierarchy(usize),
}

/// True when a text starts with a port number that ends there or before a path.
fn is_port(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=5).contains(&digits)
        && text.get(digits..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests;
