//! Tests of addresses.

use super::*;

/// Scheme, user, password, host, port and path.
type Parts<'a> = (Scheme, Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

fn parts(text: &str) -> Parts<'_> {
    let url = Url::parse(text);
    (url.scheme().clone(), url.user(), url.password(), url.host(), url.port(), url.path())
}

#[test]
fn ordinary_addresses_come_apart() {
    let url = Url::parse("  HTTPS://Bob:s%3Acret@Api.Acme.com:8443/v1/x?a=1&key=;b#frag  ");
    assert_eq!(*url.scheme(), Scheme::Https);
    assert_eq!((url.user(), url.password()), (Some("Bob"), Some("s%3Acret")));
    assert_eq!((url.host(), url.port_number()), (Some("Api.Acme.com"), Some(8443)));
    assert_eq!((url.path(), url.query(), url.fragment()), ("/v1/x", Some("a=1&key=;b"), Some("frag")));
    assert_eq!(&url.text()[url.password_range().unwrap()], "s%3Acret");
    assert_eq!(&url.text()[url.scheme_range().unwrap()], "HTTPS");
    let pairs: Vec<_> = url.query_parameters().map(|p| (p.name, p.value, &url.text()[p.value_range])).collect();
    assert_eq!(pairs, [("a", "1", "1"), ("key", "", ""), ("b", "", "")]);
    assert_eq!(url.host_kind(), HostKind::Public);
}

#[test]
fn user_information_ends_at_the_last_at_sign_and_splits_at_the_first_colon() {
    assert_eq!(parts("http://u:p:q@r@host/"), (Scheme::Http, Some("u"), Some("p:q@r"), Some("host"), None, "/"));
    assert_eq!(parts("http://token@host"), (Scheme::Http, Some("token"), None, Some("host"), None, ""));
    assert_eq!(parts("http://u:@host"), (Scheme::Http, Some("u"), Some(""), Some("host"), None, ""));
    assert_eq!(parts("http://host/a@b:c"), (Scheme::Http, None, None, Some("host"), None, "/a@b:c"));
}

#[test]
fn template_markers_separate_nothing() {
    let url = Url::parse("http://@host@:@port@/x");
    assert_eq!((url.user(), url.password(), url.host(), url.port()), (None, None, Some("@host@"), Some("@port@")));
    assert_eq!(url.host_kind(), HostKind::Placeholder);
    assert_eq!(url.port_number(), None);

    let url = Url::parse("https://@user@:@pw@@db.acme.com/");
    assert_eq!((url.user(), url.password(), url.host()), (Some("@user@"), Some("@pw@"), Some("db.acme.com")));
    assert!(url.is_placeholder(&url.password_range().unwrap()));

    let url = Url::parse("{scheme}://{tenant}.acme.com:{port}/{basePath}");
    assert_eq!(*url.scheme(), Scheme::Unknown);
    assert_eq!((url.host(), url.port(), url.path()), (Some("{tenant}.acme.com"), Some("{port}"), "/{basePath}"));
    assert_eq!(url.host_kind(), HostKind::Public);

    for text in ["{{base}}/v1", "${url}", "REPLACE_WITH_ACTUAL_URL", "http${s}://{host}/", "{host}:{port}/x"] {
        let url = Url::parse(text);
        assert_eq!((url.scheme(), url.host_kind()), (&Scheme::Unknown, HostKind::Placeholder), "{text}");
    }
    assert_eq!(Url::parse("http://${h:-a.b}:80#{x}/y").path(), "/y");
}

#[test]
fn addresses_without_a_scheme() {
    assert_eq!(parts("//host/path"), (Scheme::Relative, None, None, Some("host"), None, "/path"));
    assert_eq!(parts("/v1/a:b"), (Scheme::Relative, None, None, None, None, "/v1/a:b"));
    assert_eq!(parts("v1"), (Scheme::Relative, None, None, None, None, "v1"));
    assert_eq!(parts(""), (Scheme::Relative, None, None, None, None, ""));
    assert_eq!(parts("localhost:8080/x"), (Scheme::Relative, None, None, Some("localhost"), Some("8080"), "/x"));
    assert_eq!(parts("api.acme.com:443"), (Scheme::Relative, None, None, Some("api.acme.com"), Some("443"), ""));
    assert_eq!(Url::parse("/v1").host_kind(), HostKind::Empty);
    let url = Url::parse_authority("api.acme.com:8080");
    assert_eq!((url.host(), url.port_number(), url.path()), (Some("api.acme.com"), Some(8080), ""));
    assert_eq!(Url::parse_authority("user:pw@h").password(), Some("pw"));
}

#[test]
fn hosts_in_brackets_keep_their_colons() {
    assert_eq!(parts("https://[::1]:8443/x"), (Scheme::Https, None, None, Some("[::1]"), Some("8443"), "/x"));
    assert_eq!(parts("https://[fe80::1]"), (Scheme::Https, None, None, Some("[fe80::1]"), None, ""));
    assert_eq!(parts("https://fe80::1/"), (Scheme::Https, None, None, Some("fe80::1"), None, "/"));
    assert_eq!(Url::parse("https://[::1]:8443/x").host_kind(), HostKind::Loopback);
}

#[test]
fn other_schemes_and_broken_ones() {
    let jms = Url::parse("jms:jndi:queue/x?username=u&password=p");
    assert_eq!(*jms.scheme(), Scheme::Other("jms".into()));
    assert_eq!((jms.path(), jms.host(), jms.host_kind()), ("jndi:queue/x", None, HostKind::Empty));
    assert_eq!(jms.query_parameters().map(|p| p.value).collect::<Vec<_>>(), ["u", "p"]);
    assert_eq!(Url::parse("net.tcp://h:808/s").host(), Some("h"));
    assert_eq!(*Url::parse("net.tcp://h:808/s").scheme(), Scheme::Other("net.tcp".into()));
    assert_eq!(parts("wss://h"), (Scheme::Wss, None, None, Some("h"), None, ""));
    assert_eq!(parts("http:\\\\h\\x"), (Scheme::Http, None, None, Some("h"), None, "\\x"));
    assert_eq!(parts("http:///x"), (Scheme::Http, None, None, Some(""), None, "/x"));
    assert_eq!(Url::parse("http://").host_kind(), HostKind::Empty);
    assert_eq!(parts("http://:3702"), (Scheme::Http, None, None, Some(""), Some("3702"), ""));
    assert_eq!(parts(":x"), (Scheme::Relative, None, None, None, None, ":x"));
    assert_eq!(parts("1a:b"), (Scheme::Relative, None, None, None, None, "1a:b"));
}

#[test]
fn no_text_breaks_it() {
    let pieces = [
        "http:", "//", "@", ":", "é", "{", "}", "[", "]", "%", "%4", "$", "a", "?", "#", "\\", "😀", " ", "__", "<",
        "1",
    ];
    let mut texts = vec![String::new()];
    for _ in 0..3 {
        texts = texts.iter().flat_map(|text| pieces.map(|piece| format!("{text}{piece}"))).collect();
    }
    for text in texts {
        let url = Url::parse(&text);
        for range in [url.user_range(), url.password_range(), url.host_range(), url.query_range()].into_iter().flatten()
        {
            assert!(text.get(range).is_some(), "{text}");
        }
        assert!(text.get(url.path_range()).is_some(), "{text}");
        let _ = (url.host_kind(), url.query_parameters().count());
    }
}
