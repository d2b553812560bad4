//! What the JSON reader says about broken texts, and what it still reads of them.

use super::*;

fn read(text: &str) -> Document {
    parse(Source::new(SourceId(0), "a.json", text), &Limits::default(), &[])
}

/// `text at the span | message | help` of each error.
fn errors(text: &str) -> Vec<String> {
    let document = read(text);
    let line = |error: &SyntaxError| {
        format!("{} | {} | {}", document.source.slice(error.span), error.message, error.help.as_deref().unwrap_or(""))
    };
    document.errors.iter().map(line).collect()
}

fn one(text: &str, expected: &str) {
    assert_eq!(errors(text), [expected], "{text}");
}

/// The raw text of a member of the root.
fn member<'a>(document: &'a Document, key: &str) -> &'a str {
    document.root().and_then(|root| root.get(key)).map_or("absent", |value| value.raw())
}

#[test]
fn a_document_keeps_places_order_and_duplicates() {
    let document = read("\u{feff}{\"a\": [1, \"x\", null], \"b\": {}, \"a\": -0.5e+3}");
    assert!(document.errors.is_empty());
    let root = document.root().unwrap();
    assert_eq!(root.span().start, 3);
    let entries: Vec<_> = root.written_entries().map(|(key, value)| (key.key_text(), value.raw())).collect();
    assert_eq!(entries, [("a", "[1, \"x\", null]"), ("b", "{}"), ("a", "-0.5e+3")]);
    let styles: Vec<_> = root.get("a").unwrap().items().map(|item| item.style()).collect();
    assert_eq!(styles, [Style::Plain, Style::Double, Style::Plain]);
}

#[test]
fn strings_of_every_length_end_at_their_quote() {
    for length in 0..40 {
        let inner = "é".repeat(length / 2) + &"x".repeat(length % 2);
        let document = read(&format!("{{\"{inner}\":\"{inner}\\\"\"}}"));
        assert!(document.errors.is_empty(), "{:?}", document.errors);
        assert_eq!(member(&document, &inner), format!("\"{inner}\\\"\""));
    }
}

#[test]
fn trailing_and_surplus_commas() {
    one("[1, 2,]", ", | JSON allows no comma before a closing bracket | remove the comma");
    one("{\"a\": 1 ,\n}", ", | JSON allows no comma before a closing bracket | remove the comma");
    one("[1,,2]", ", | a value is missing before the comma | remove the comma");
    one("{,\"a\":1}", ", | an entry is missing before the comma | remove the comma");
}

#[test]
fn missing_commas_colons_and_values() {
    let text = "{\"a\": 1\n \"b\": 2}";
    one(text, "1 | a comma is missing behind this value | add `,`");
    assert_eq!(member(&read(text), "b"), "2");
    one("[\"é\" 2]", "\" | a comma is missing behind this value | add `,`");
    one("{\"a\" 1}", "\" | a colon is missing behind this key | add `:` between the key and its value");
    one("{\"a\": , \"b\": 1}", ": | a value is missing behind the colon | add the value, or remove the key");
    one("{\"a\", \"b\": 1}", "\" | the key has no value | add a colon and a value, or remove the key");
    one("{\"a\"=1}", "= | JSON has no `=` between key and value | write a colon between key and value");
    one(
        "[\"a\": 1]",
        ": | an array has no keys, so no colon can stand here | use `{` and `}` around keys, or a comma between items",
    );
    one(
        "{[1]: 2}",
        "[ | an object holds keys with values, and this value has no key | give the value a key: `\"name\": …`",
    );
}

#[test]
fn comments_are_named_and_stepped_over() {
    let help = "remove the comment; a `description` or an `x-` extension can hold the text";
    let text = "{ // one\n\"a\": /* two\n lines */ 1 # three\n}";
    let found = errors(text);
    let expected = ["// one", "/* two", "# three"].map(|place| format!("{place} | JSON has no comments | {help}"));
    assert_eq!(found, expected);
    assert_eq!(member(&read(text), "a"), "1");
}

#[test]
fn quotes_and_bare_words() {
    let text = "{'a': 'x', b-c: yes, \"d\": True, \"e\": NaN}";
    let expected = [
        "'a' | JSON strings stand in double quotes | use `\"` in place of `'`",
        "'x' | JSON strings stand in double quotes | use `\"` in place of `'`",
        "b-c | the key `b-c` is not quoted | put the key in double quotes",
        "yes | `yes` is not quoted | put it in double quotes",
        "True | `True` is no value of JSON | write `true`",
        "NaN | JSON has no `NaN` | write a number or `null`",
    ];
    assert_eq!(errors(text), expected);
    assert_eq!(member(&read(text), "b-c"), "yes");
}

#[test]
fn strings_with_errors_inside() {
    one(r#"{"a": "x\q\n", "b": 1}"#, r"\q | `\q` is no escape of JSON | write `\\` for a backslash itself");
    one(
        r#"["\u12x"]"#,
        r"\u12 | `\u` without four hexadecimal digits | write four hexadecimal digits, such as `\u00e9`",
    );
    one("[\"a\tb\tc\"]", "\t | a JSON string cannot hold a tab as it is | write `\\t`");
    one("[\"a\u{1}\"]", "\u{1} | a JSON string cannot hold the control character U+0001 as it is | write `\\u0001`");
    one(
        "[\"one\n two\"]",
        "\n | a JSON string cannot go over a line end | write `\\n`, or keep the string on one line",
    );
}

#[test]
fn lone_surrogates_are_no_error() {
    assert_eq!(errors(r#"["\ud800", "\udc00\ud800", "\ud83d\ude00"]"#), [""; 0]);
}

#[test]
fn an_unclosed_string_costs_one_line() {
    let text = "{\n \"a\": \"x,\n \"b\": 2,\n \"c: 3,\n \"d\": 4\n}";
    let expected = [
        "\"x, | this string is not closed | add `\"` where it ends",
        "\"c: 3, | this string is not closed | add `\"` where it ends",
    ];
    assert_eq!(errors(text), expected);
    let document = read(text);
    assert_eq!((member(&document, "b"), member(&document, "d")), ("2", "4"));
}

#[test]
fn brackets_that_do_not_match() {
    one("{\"a\": [1, 2}", "[ | `[` is not closed before the `}` on line 1 | add `]`");
    one("{\"a\": [1, 2", "[ | `[` is not closed, nor is the bracket around it | add `]`");
    one("[1]]", "] | text behind the end of the JSON value | remove it; a JSON text holds exactly one value");
    one("{\"a\": 1], \"b\": 2}", "] | `]` closes nothing | remove it, or add the bracket that opens it");
}

#[test]
fn numbers_json_does_not_have() {
    one("[01]", "01 | the number `01` starts with a zero | remove the zero, or put the value in double quotes");
    one("[-]", "- | the number `-` has no digit behind the sign | write a digit behind `-`");
    one(
        "[1.]",
        "1. | the number `1.` has no digit behind the point | write a digit behind the point, or remove the point",
    );
    one("[1e+]", "1e+ | the number `1e+` has no exponent behind the `e` | write the exponent, such as `1e3`");
    one("[0x1F]", "0x1F | the number `0x1F` is not decimal | write it as a decimal number");
    one("[3.0.1]", "3.0.1 | the number `3.0.1` has something behind it | put text in double quotes");
    one("[+1]", "+1 | a number cannot start with `+` | start it with a digit or `-`");
}

#[test]
fn nothing_and_too_much() {
    one("", " | the text is empty | a JSON description starts with `{`");
    one("{} x", "x | text behind the end of the JSON value | remove it; a JSON text holds exactly one value");
    assert_eq!(errors("{\"a\" \u{a0}: 1}").len(), 1);
}

#[test]
fn limits_have_their_names() {
    let limits = Limits { depth: 3, nodes: 8, syntax_errors: 2, ..Limits::default() };
    let run = |text: &str| parse(Source::new(SourceId(0), "a.json", text), &limits, &[]).errors;
    assert!(run("[[[1]]]").is_empty());
    assert_eq!(run("[[[[1]]]]").first().and_then(|error| error.limit), Some("depth"));
    assert!(run("[1,2,3,4,5,6]").is_empty());
    assert_eq!(run("[1,2,3,4,5,6,7,8,9]").first().and_then(|error| error.limit), Some("nodes"));
    assert_eq!(run("[,,,,,1]").len(), 2);
}

#[test]
fn deep_nesting_and_long_garbage_end_soon() {
    let limits = Limits { depth: usize::MAX, syntax_errors: usize::MAX, ..Limits::default() };
    let run = |text: String| parse(Source::new(SourceId(0), "a.json", text), &limits, &[]).errors.len();
    assert_eq!(run("[".repeat(200_000)), 1);
    assert!(run("\"\n".repeat(100_000)) > 0);
    assert!(run(format!("[{}", "\"a\n\n\n".repeat(50_000))) > 0);
    assert!(run("]".repeat(100_000)) > 0);
}

#[test]
fn slips_that_hide_nothing_leave_the_text_complete() {
    let complete = |text: &str| read(text).complete;
    for text in ["{}", "[1,]", "{\"a\": 1 \"b\": 2}", "// x\n{'a': True}", "[01]"] {
        assert!(complete(text), "{text}");
    }
    for text in ["", "{\"a\": [1}", "[1", "[1]]", "[\"a]", "{\"a\": 1]}", "{{}: 1}", "[,,,,,,,,,,,1]"] {
        assert!(!complete(text), "{text}");
    }
}
