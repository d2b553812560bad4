//! Shapes are joined from halves so that nobody's scanner takes this file for a leak.

use super::*;

fn whats(text: &str) -> Vec<&'static str> {
    scan(text).into_iter().map(|hit| hit.what).collect()
}

#[test]
fn github_tokens_are_known_by_their_checksum() {
    let random = "q8Zr2LmV0tXc7HdYw3Kp9BfN6sGj1R";
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut left = crc32(random.as_bytes());
    let mut sum = Vec::new();
    for _ in 0..6 {
        sum.insert(0, char::from(digits[(left % 62) as usize]));
        left /= 62;
    }
    let sum: String = sum.into_iter().collect();
    let token = format!("{}_{random}{sum}", "ghp");
    assert_eq!(whats(&format!("use {token}.")), ["a GitHub personal access token"]);
    assert_eq!(whats(&format!("\\n{token}")).len(), 1);
    let range = scan(&format!("use {token}.")).remove(0).range;
    assert_eq!(range, 4..44);
    assert!(whats(&format!("{}_{random}aaaaaa", "ghp")).is_empty());
    assert!(whats(&format!("x{token}")).is_empty());
    assert!(whats(&format!("{token}x")).is_empty());
}

#[test]
fn the_check_value_of_crc32_is_right() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn provider_tokens_are_known_and_their_dummies_are_not() {
    let random = "q8Zr2LmV0tXc7HdYw3Kp9BfN6sGj1Ru4Ei5Oa";
    let real = [
        format!("sk{}_{}", "_live", &random[..24]),
        format!("AI{}{}", "za", &random[..35]),
        format!("npm{}{}", "_", &random[..36]),
        format!("glpat{}{}", "-", &random[..20]),
        format!("gldt{}{}", "-", &random[..20]),
        format!("h{}_{}", "f", &random[..34]),
        format!("whs{}_{}", "ec", &random[..32]),
        format!("sk{}{}T3BlbkFJ{}", "-", &random[..20], &random[4..24]),
        format!("S{}.{}.{}", "G", &random[..22], format!("{random}Tk7Yq2").get(..43).unwrap_or("")),
        format!("xox{}-204833761952-713390465128-{}", "b", &random[..24]),
    ];
    for token in &real {
        assert_eq!(whats(token).len(), 1, "{token}");
        assert!(whats(&token.replace(random.get(..8).unwrap_or(""), "EXAMPLE0")).is_empty(), "{token}");
    }
    for token in [
        "sk_test_q8Zr2LmV0tXc7HdYw3Kp9BfN",
        "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "xoxb-your-token-goes-here-please-do-so-now",
    ] {
        assert!(whats(token).is_empty(), "{token}");
    }
}

#[test]
fn passwords_in_addresses_count_and_markers_do_not() {
    assert_eq!(whats("see postgres://orders:Kx8!qLw2@db.acme.com:5432/orders today").len(), 1);
    assert_eq!(whats("Server=db.acme.com;Database=orders;User Id=app;Password=Kx8!qLw2;").len(), 1);
    for text in [
        "postgres://user:password@db.acme.com/orders",
        "postgres://orders:Kx8!qLw2@localhost/orders",
        "postgres://orders:Kx8!qLw2@host/orders",
        "postgres://{user}:{password}@db.acme.com/orders",
        "https://api.acme.com/users/@me:Kx8!qLw2",
        "http://@host@:@port@/orders",
        "password=Kx8!qLw2",
    ] {
        assert!(whats(text).is_empty(), "{text}");
    }
}

#[test]
fn basic_headers_are_decoded() {
    assert_eq!(whats("Authorization: Basic b3JkZXJzOkt4OCFxTHcy").len(), 1);
    for text in [
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "Basic dXNlcjpwYXNzd29yZA==",
        "Basic authentication is used",
        "basic informationabout",
    ] {
        assert!(whats(text).is_empty(), "{text}");
    }
}

#[test]
fn both_halves_of_an_aws_key_are_recognised() {
    assert!(scan(&format!("AKI{}", "AQ7ZKM2PLX5RTWN3V")).iter().all(|hit| hit.half.is_some()));
    assert_eq!(scan(&format!("AKI{}", "AQ7ZKM2PLX5RTWN3V")).len(), 1);
    assert!(whats("AKIAIOSFODNN7EXAMPLE").is_empty());
    assert_eq!(aws_secret("is 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."), Some(3..43));
    assert_eq!(aws_secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), None);
    assert_eq!(aws_secret("da39a3ee5e6b4b0d3255bfef95601890afd80709"), None);
}

#[test]
fn hostile_text_is_scanned_in_one_go() {
    for text in
        ["-----BEGIN PRIVATE KEY-----", "eyJ.eyJ.", "://@:@", "é://ü:ö@ä", "SG.", "Basic ", "AccountKey=", "Password="]
    {
        let long = text.repeat(2000);
        assert!(scan(&long).is_empty(), "{text}");
    }
}
