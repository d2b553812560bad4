//! Who can reach a host, judged from its name alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::placeholder::placeholders;

/// What a host name or address says about who can reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostKind {
    /// A name or address of the public internet.
    Public,
    /// This machine: `localhost`, 127.0.0.0/8, `::1`, and the unspecified addresses `0.0.0.0` and `::`.
    Loopback,
    /// RFC 1918, shared address space 100.64.0.0/10, unique local fc00::/7.
    Private,
    /// 169.254.0.0/16 and fe80::/10.
    LinkLocal,
    /// A name only an inner network resolves: `.local`, `.internal`, `.lan`, `.corp`, `.intranet`, `.home.arpa`, `.svc` …
    Local,
    /// Reserved for tests and documentation, or used so: `.test`, `.example`, `.invalid`, `example.com`, 192.0.2.0/24,
    /// `examples.com` …
    Test,
    /// A name without a dot.
    SingleLabel,
    /// A template marker or a stand-in such as `hostname`, with nothing that says where it will lead.
    Placeholder,
    /// The metadata service of a cloud.
    Metadata,
    /// No host.
    Empty,
}

const LOCAL_SUFFIXES: [&str; 15] = [
    "local",
    "internal",
    "lan",
    "corp",
    "intranet",
    "private",
    "localdomain",
    "home",
    "home.arpa",
    "svc",
    "cluster.local",
    "consul",
    "docker",
    "intra",
    "lxd",
];
const TEST_SUFFIXES: [&str; 7] =
    ["test", "example", "invalid", "example.com", "example.net", "example.org", "example.edu"];
/// Sites that somebody owns, but that descriptions name for want of an address.
const STAND_IN_SITES: [&str; 5] = ["examples.com", "mycompany.com", "mydomain.com", "foo.bar", "tempuri.org"];
/// The same, of which only the bare name or `www.` is no address.
const STAND_IN_NAMES: [&str; 10] = [
    "dummy.com",
    "test.com",
    "test.org",
    "foo.com",
    "bar.com",
    "domain.com",
    "company.com",
    "hostname.com",
    "endpoint.com",
    "myserver.com",
];
const STAND_INS: [&str; 33] = [
    "host",
    "hostname",
    "host_name",
    "host-name",
    "server",
    "servername",
    "server_name",
    "server-name",
    "serverhost",
    "myhost",
    "myserver",
    "my-server",
    "my-host",
    "domain",
    "mydomain",
    "endpoint",
    "address",
    "url",
    "unknown",
    "none",
    "x",
    "xxx",
    "xxxx",
    "...",
    "somehost",
    "someserver",
    "localhostname",
    "ipaddress",
    "unspecified",
    "no-location",
    "servicelocation",
    "foo",
    "dummy",
];

/// Judges a host as an address writes it: brackets around IPv6 allowed, without a port.
pub fn host_kind(host: &str) -> HostKind {
    let host = host.trim();
    if host.is_empty() {
        return HostKind::Empty;
    }
    let marks = placeholders(host);
    if let Some(last) = marks.last() {
        return behind_placeholder(host.get(last.end..).unwrap_or(""));
    }
    literal(host)
}

/// `{tenant}.acme.com` is public and `{env}.corp` is not, whatever the marker stands for.
fn behind_placeholder(suffix: &str) -> HostKind {
    let Some(known) = suffix.strip_prefix('.') else { return HostKind::Placeholder };
    match literal(known) {
        HostKind::SingleLabel if is_within(known, &LOCAL_SUFFIXES) => HostKind::Local,
        kind @ (HostKind::Local | HostKind::Test) => kind,
        HostKind::Public if !ends_numeric(known) => HostKind::Public,
        _ => HostKind::Placeholder,
    }
}

fn literal(host: &str) -> HostKind {
    let host = percent_decoded(host);
    if is_constant(&host) {
        return HostKind::Placeholder;
    }
    let host = host.to_ascii_lowercase();
    if let Some(inner) = host.strip_prefix('[') {
        let inner = inner.strip_suffix(']').unwrap_or(inner);
        let inner = inner.split('%').next().unwrap_or(inner);
        return inner.parse::<Ipv6Addr>().map_or(HostKind::Placeholder, v6);
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => v4(address),
            IpAddr::V6(address) => v6(address),
        };
    }
    let name = host.strip_suffix('.').unwrap_or(&host);
    if name == "metadata.google.internal" || name == "instance-data.ec2.internal" {
        return HostKind::Metadata;
    }
    if is_within(name, &["localhost", "localhost.localdomain", "localhost4", "localhost6"]) {
        return HostKind::Loopback;
    }
    if STAND_INS.contains(&name) || name.contains('*') || name == "+" || is_dots_and_x(name) {
        return HostKind::Placeholder;
    }
    if is_within(name, &TEST_SUFFIXES) || is_stand_in(name) {
        return HostKind::Test;
    }
    if !name.contains('.') {
        return HostKind::SingleLabel;
    }
    if is_within(name, &LOCAL_SUFFIXES) {
        return HostKind::Local;
    }
    HostKind::Public
}

/// A made-up name below a real top level: `www.examples.com`, `example-server.company.com`.
fn is_stand_in(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or("");
    let bare = name.strip_prefix("www.").unwrap_or(name);
    is_within(name, &STAND_IN_SITES)
        || STAND_IN_NAMES.contains(&bare)
        || (name.contains('.') && (first == "example" || first.starts_with("example-")))
}

/// `URL_NOT_SPECIFIED`: no host is written so, and none may have an underscore.
fn is_constant(host: &str) -> bool {
    host.contains('_') && host.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `xxx.xxx.xxx.xxx` and the like.
fn is_dots_and_x(name: &str) -> bool {
    name.split('.').all(|label| !label.is_empty() && label.bytes().all(|byte| byte == b'x'))
}

/// True when the name is one of the suffixes or ends in `.` and one.
fn is_within(name: &str, suffixes: &[&str]) -> bool {
    suffixes.iter().any(|suffix| name.strip_suffix(suffix).is_some_and(|left| left.is_empty() || left.ends_with('.')))
}

fn ends_numeric(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()))
}

fn v4(address: Ipv4Addr) -> HostKind {
    match address.octets() {
        [169, 254, 169, 254] | [100, 100, 100, 200] => HostKind::Metadata,
        [0, 0, 0, 0] => HostKind::Loopback,
        [100, 64..=127, _, _] => HostKind::Private,
        _ if address.is_loopback() => HostKind::Loopback,
        _ if address.is_private() => HostKind::Private,
        _ if address.is_link_local() => HostKind::LinkLocal,
        _ if address.is_documentation() => HostKind::Test,
        _ => HostKind::Public,
    }
}

fn v6(address: Ipv6Addr) -> HostKind {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return v4(mapped);
    }
    let [first, second, ..] = address.segments();
    match (first, second) {
        _ if address.is_loopback() || address.is_unspecified() => HostKind::Loopback,
        _ if address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254) => HostKind::Metadata,
        (0xfc00..=0xfdff, _) => HostKind::Private,
        (0xfe80..=0xfebf, _) => HostKind::LinkLocal,
        (0x2001, 0x0db8) => HostKind::Test,
        _ => HostKind::Public,
    }
}

/// Decodes `%41` in ASCII; what does not decode stays.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') || text.starts_with('[') {
        return text.to_owned();
    }
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let byte = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii_graphic);
        match byte {
            Some(byte) => {
                decoded.push(char::from(byte));
                decoded.push_str(part.get(2..).unwrap_or(""));
            }
            None => {
                decoded.push('%');
                decoded.push_str(part);
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_host_is_told_apart() {
        use HostKind::*;
        let cases = [
            ("api.acme.com", Public),
            ("API.Acme.COM.", Public),
            ("8.8.8.8", Public),
            ("172.32.0.1", Public),
            ("[2606:4700::1111]", Public),
            ("myexample.com", Public),
            ("localhost.acme.com", Public),
            ("localhost", Loopback),
            ("app.localhost", Loopback),
            ("127.1.2.3", Loopback),
            ("0.0.0.0", Loopback),
            ("[::1]", Loopback),
            ("[::ffff:127.0.0.1]", Loopback),
            ("10.0.0.1", Private),
            ("172.16.9.1", Private),
            ("192.168.0.1", Private),
            ("100.100.1.1", Private),
            ("[fd12::1]", Private),
            ("169.254.1.1", LinkLocal),
            ("[fe80::1%25eth0]", LinkLocal),
            ("169.254.169.254", Metadata),
            ("metadata.google.internal", Metadata),
            ("[::ffff:169.254.169.254]", Metadata),
            ("db.prod.svc.cluster.local", Local),
            ("pay.svc", Local),
            ("x.home.arpa", Local),
            ("%61pp.corp", Local),
            ("www.example.com", Test),
            ("shop.test", Test),
            ("test", Test),
            ("www.examples.com", Test),
            ("test.org", Test),
            ("api.test.org", Public),
            ("example-server.company.com", Test),
            ("examples.acme.com", Public),
            ("xroad-web.lxd", Local),
            ("192.0.2.7", Test),
            ("[2001:db8::1]", Test),
            ("esbservice", SingleLabel),
            ("hostname", Placeholder),
            ("URL_NOT_SPECIFIED", Placeholder),
            ("SECURITYSERVER", SingleLabel),
            ("my_host", SingleLabel),
            ("*", Placeholder),
            ("xxx.xxx.xxx.xxx", Placeholder),
            ("[host]", Placeholder),
            ("@host@", Placeholder),
            ("api.{domain}", Placeholder),
            ("{tenant}.acme.com", Public),
            ("{env}.corp", Local),
            ("{env}.com", Placeholder),
            ("10.0.0.{n}", Placeholder),
            ("{a}.0.0.1", Placeholder),
            ("your-domain.com", Placeholder),
            ("", Empty),
            (" ", Empty),
        ];
        for (host, kind) in cases {
            assert_eq!(host_kind(host), kind, "{host}");
        }
    }
}
