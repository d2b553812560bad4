//! Numbers of cards and accounts, by their check digits, and those that are published for tests.

use std::ops::Range;

/// A whole value that is a card number of a known network with its check digit, and none that networks and payment
/// providers publish for tests. Digits alone are a card number only under such a name.
pub(super) fn card(text: &str, is_about_cards: impl Fn() -> bool) -> Option<Range<usize>> {
    let bare = text.trim();
    if !bare.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let digits: Vec<u8> = bare.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let is_number = (13..=19).contains(&digits.len())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ' || byte == b'-');
    if !is_number || !is_of_a_network(&digits) || !has_check_digit(&digits) || is_for_tests(&digits) {
        return None;
    }
    let is_grouped = [' ', '-'].iter().any(|mark| {
        let mut groups = bare.split(*mark).map(str::len);
        groups.clone().count() >= 3 && groups.all(|length| (3..=7).contains(&length))
    });
    let start = text.len() - text.trim_start().len();
    (is_grouped || is_about_cards()).then_some(start..start + bare.len())
}

fn is_of_a_network(digits: &[u8]) -> bool {
    let front = |count: usize| digits.iter().take(count).fold(0_u32, |front, digit| front * 10 + u32::from(*digit));
    match digits.len() {
        13 | 19 => front(1) == 4,
        14 => matches!(front(2), 36 | 38 | 39) || (300..=305).contains(&front(3)),
        15 => matches!(front(2), 34 | 37),
        16 => {
            front(1) == 4
                || (51..=55).contains(&front(2))
                || (2221..=2720).contains(&front(4))
                || front(4) == 6011
                || front(2) == 65
                || (3528..=3589).contains(&front(4))
        }
        _ => false,
    }
}

/// Luhn's formula.
fn has_check_digit(digits: &[u8]) -> bool {
    let double = |digit: u8| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(if at % 2 == 1 { double(*digit) } else { *digit }))
        .sum();
    sum.is_multiple_of(10)
}

/// Numbers that are published for tests, whole or by how they begin; and those that nobody has, of few different digits
/// or with long runs.
fn is_for_tests(digits: &[u8]) -> bool {
    const KNOWN: &[&str] = &[
        "4012888888881881",
        "4917610000000000",
        "4917484589897107",
        "5105105105105100",
        "5425233430109903",
        "5200828282828210",
        "5404000000000001",
        "2223003122003222",
        "2223000048400011",
        "2222420000001113",
        "6011000990139424",
        "6011981111111113",
        "3530111333300000",
        "3566002020360505",
        "3566111111111113",
        "378282246310005",
        "371449635398431",
        "378734493671000",
        "374245455400126",
        "370000000000002",
        "374251018720018",
        "30569309025904",
        "38520000023237",
        "36227206271667",
        "36148900647913",
        "4263982640269299",
        "4263970000005262",
        "4035501000000008",
        "4871049999999910",
        "5577000055770004",
        "5136333333333335",
        "5585558555855583",
        "5555444433331111",
        "5399999999999999",
        "4988438843884305",
        "4166676667666746",
        "4646464646464644",
        "4000620000000007",
        "4000060000000006",
        "4293189100000008",
        "6011601160116611",
        "6445644564456445",
        "2222400070000005",
        "5101180000000007",
        "5100290029002909",
        "4977949494949497",
        "4539148803436467",
        "4716461583322103",
        "4024007103939509",
        "4532015112830366",
        "4485275742308327",
        "4929420573595709",
    ];
    let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
    let distinct = (0..10).filter(|digit| digits.contains(digit)).count();
    let has_run = digits.windows(4).any(|four| four.iter().all(|digit| Some(digit) == four.first()));
    let counts_up =
        digits.windows(5).any(|five| five.windows(2).all(|two| matches!(two, [a, b] if (a + 1) % 10 == *b)));
    KNOWN.contains(&text.as_str())
        || text.starts_with("400000")
        || text.starts_with("424242")
        || distinct < 5
        || has_run
        || counts_up
}

/// A whole value that is an IBAN with its check digits, and none that a bank or registry publishes as an example.
pub(super) fn iban(text: &str) -> Option<Range<usize>> {
    const LENGTHS: &[(&str, usize)] = &[
        ("AT", 20),
        ("BE", 16),
        ("CH", 21),
        ("CZ", 24),
        ("DE", 22),
        ("DK", 18),
        ("ES", 24),
        ("FI", 18),
        ("FR", 27),
        ("GB", 22),
        ("IE", 22),
        ("IT", 27),
        ("LU", 20),
        ("NL", 18),
        ("NO", 15),
        ("PL", 28),
        ("PT", 25),
        ("SE", 24),
    ];
    const PUBLISHED: &[&str] = &[
        "AT611904300234573201",
        "BE68539007547034",
        "CH9300762011623852957",
        "CZ6508000000192000145399",
        "DE89370400440532013000",
        "DE91100000000123456789",
        "DE75512108001245126199",
        "DK5000400440116243",
        "ES9121000418450200051332",
        "ES8023100001180000012345",
        "ES7921000813610123456789",
        "FI2112345600000785",
        "FI1410093000123458",
        "FR1420041010050500013M02606",
        "FR7630006000011234567890189",
        "GB29NWBK60161331926819",
        "GB82WEST12345698765432",
        "GB33BUKB20201555555555",
        "GB94BARC10201530093459",
        "IE29AIBK93115212345678",
        "IE64IRCE92050112345678",
        "IT60X0542811101000000123456",
        "LU280019400644750000",
        "LU120010001234567891",
        "NL91ABNA0417164300",
        "NL02ABNA0123456789",
        "NL13TEST0123456789",
        "NO9386011117947",
        "NO8330001234567",
        "PL61109010140000071219812874",
        "PL10105000997603123456789123",
        "PT50000201231234567890154",
        "SE4550000000058398257466",
        "SE7280000810340009783242",
        "CH5604835012345678009",
        "BE71096123456769",
        "AT483200000012345864",
        "DK9520000123456789",
        "DE02100100100006820101",
        "DE27100777770209299700",
        "DE12500105170648489890",
    ];
    let is_country = |two: &[u8]| two.iter().all(u8::is_ascii_uppercase);
    if !text.trim_start_matches(' ').as_bytes().get(..2).is_some_and(is_country) {
        return None;
    }
    let bare: String = text.chars().filter(|c| *c != ' ').collect();
    let country = bare.get(..2)?;
    let (_, length) = LENGTHS.iter().find(|(known, _)| *known == country)?;
    if bare.len() != *length || !bare.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return None;
    }
    let moved = bare.bytes().skip(4).chain(bare.bytes().take(4));
    let rest = moved.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    let has_run = bare.as_bytes().windows(6).any(|six| six.iter().all(|byte| Some(byte) == six.first()));
    let counts_up = bare.contains("123456") || bare.contains("987654") || bare.contains("TEST");
    (rest == 1 && !PUBLISHED.contains(&bare.as_str()) && !has_run && !counts_up).then_some(0..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formulas_are_right() {
        for (text, is_valid) in [("79927398713", true), ("79927398710", false)] {
            let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
            assert_eq!(has_check_digit(&digits), is_valid);
        }
        assert!(iban("GB82 WEST 1234 5698 7654 32").is_none());
        assert!(iban("DE68210501700012345678").is_none());
        assert!(iban("DE44500105175407324931").is_some());
        assert!(iban("DE44500105175407324932").is_none());
    }

    #[test]
    fn published_numbers_are_silent() {
        for number in
            ["4111 1111 1111 1111", "4242-4242-4242-4242", "5555555555554444", "378282246310005", "4000002500003155"]
        {
            assert_eq!(card(number, || true), None, "{number}");
        }
        assert_eq!(card("4539 5787 6362 1486", || false), Some(0..19));
        assert_eq!(card("4539578763621486", || false), None);
        assert_eq!(card("4539578763621486", || true), Some(0..16));
        assert_eq!(card("4539578763621487", || true), None);
    }
}
