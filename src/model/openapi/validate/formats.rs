//! Formats, as far as a violation is beyond doubt. Everything else passes.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::value::Value;
use crate::model::Decimal;

/// True when a value clearly is not of a format. Formats that are not judged, and the empty text, never break.
pub fn breaks(format: &str, value: &Value<'_>) -> bool {
    match value {
        Value::Number(number) => breaks_range(format, number),
        Value::Text(text) if !text.is_empty() => breaks_form(format, text),
        _ => false,
    }
}

fn breaks_range(format: &str, number: &Decimal) -> bool {
    let (least, most) = match format {
        "int8" => ("-128", "127"),
        "int16" => ("-32768", "32767"),
        "int32" => ("-2147483648", "2147483647"),
        "int64" => ("-9223372036854775808", "9223372036854775807"),
        "uint8" => ("0", "255"),
        "uint16" => ("0", "65535"),
        "uint32" => ("0", "4294967295"),
        "uint64" => ("0", "18446744073709551615"),
        _ => return false,
    };
    let is_below = Decimal::parse(least).is_some_and(|least| *number < least);
    is_below || Decimal::parse(most).is_some_and(|most| *number > most)
}

fn breaks_form(format: &str, text: &str) -> bool {
    match format {
        "date" => !is_date(text),
        "date-time" => !is_date_time(text),
        "uuid" => !is_uuid(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_err(),
        "ipv6" => text.split('%').next().is_none_or(|address| address.parse::<Ipv6Addr>().is_err()),
        "email" => !is_email(text),
        "uri" => !is_uri(text),
        _ => false,
    }
}

/// RFC 3339, `full-date`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// RFC 3339, `date-time`; a space may stand for the `T`.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else { return false };
    let Some((clock, zone)) = time.split_at_checked(8) else { return false };
    let zone = match zone.strip_prefix('.') {
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == fraction.len() {
                return false;
            }
            rest
        }
        None => zone,
    };
    let is_zone = matches!(zone, "Z" | "z")
        || zone.strip_prefix(['+', '-']).is_some_and(|offset| in_range(offset.split(':'), &[23, 59]));
    is_date(date) && in_range(clock.split(':'), &[23, 59, 60]) && is_zone
}

/// Two-digit numbers, each at most so large.
fn in_range<'t>(parts: impl Iterator<Item = &'t str>, most: &[u32]) -> bool {
    let parts: Vec<_> = parts.map(|part| digits(part, 2)).collect();
    parts.len() == most.len() && parts.iter().zip(most).all(|(part, most)| part.is_some_and(|part| part <= *most))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let are_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.parse().ok()).flatten()
}

fn is_uuid(text: &str) -> bool {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let hex = text.bytes().filter(|byte| *byte != b'-');
    let mut count = 0;
    for byte in hex {
        if !byte.is_ascii_hexdigit() {
            return false;
        }
        count += 1;
    }
    count == 32
}

fn is_email(text: &str) -> bool {
    let has_space = text.chars().any(char::is_whitespace) && !text.starts_with('"');
    text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty()) && !has_space
}

/// RFC 3986, 3: a scheme comes first, and no space stands anywhere. Placeholders of templates are no evidence.
fn is_uri(text: &str) -> bool {
    if text.contains(['{', '<', '$']) {
        return true;
    }
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(format: &str, text: &str) -> bool {
        !breaks(format, &Value::Text(text.into()))
    }

    #[test]
    fn dates() {
        for text in ["2024-02-29", "2000-02-29", "1999-12-31"] {
            assert!(passes("date", text), "{text}");
        }
        for text in
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "01-02-2024", "2024-1-1", "2024-01-01T00:00:00Z"]
        {
            assert!(!passes("date", text), "{text}");
        }
    }

    #[test]
    fn times() {
        for text in ["2024-01-01T00:00:00Z", "2024-01-01t23:59:60.123z", "2024-01-01 10:00:00+02:00"] {
            assert!(passes("date-time", text), "{text}");
        }
        let wrong = [
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00.Z",
            "Mon, 1 Jan",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:00+0200",
        ];
        for text in wrong {
            assert!(!passes("date-time", text), "{text}");
        }
    }

    #[test]
    fn other_texts() {
        let right = [
            ("uuid", "3FA85F64-5717-4562-b3fc-2c963f66afa6"),
            ("ipv4", "10.0.0.1"),
            ("ipv6", "fe80::1%eth0"),
            ("email", "a@b"),
            ("email", "\"a b\"@example.com"),
            ("uri", "mailto:a@example.com"),
            ("uri", "https://{host}/x"),
            ("date", ""),
            ("no-such-format", "x"),
        ];
        for (format, text) in right {
            assert!(passes(format, text), "{format} {text}");
        }
        let wrong = [
            ("uuid", "3fa85f64"),
            ("uuid", "zzzzzzzz-5717-4562-b3fc-2c963f66afa6"),
            ("ipv4", "10.0.0.0/8"),
            ("ipv4", "10.0.0.256"),
            ("ipv6", "1.2.3.4"),
            ("email", "anna"),
            ("email", "Anna <a@b>"),
            ("uri", "www.example.com"),
            ("uri", "/path"),
        ];
        for (format, text) in wrong {
            assert!(!passes(format, text), "{format} {text}");
        }
    }

    #[test]
    fn ranges() {
        let number = |text: &str| Value::Number(Decimal::parse(text).unwrap_or(Decimal::from(0)));
        assert!(!breaks("int32", &number("2147483647")));
        assert!(breaks("int32", &number("2147483648")));
        assert!(!breaks("int64", &number("9223372036854775807")));
        assert!(breaks("int64", &number("9223372036854775808")));
        assert!(breaks("uint8", &number("-1")));
        assert!(!breaks("float", &number("1e400")));
    }
}
