//! What the XML reader keeps, and what it says about broken texts.

use super::*;
use crate::source::SourceId;
use crate::syntax::{Element, Kind, NodeRef};

fn read(text: &str) -> Document {
    parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default())
}

/// `text at the span | message` of each error.
fn errors(text: &str) -> Vec<String> {
    let document = read(text);
    let line = |error: &SyntaxError| format!("{} | {}", document.source.slice(error.span), error.message);
    document.errors.iter().map(line).collect()
}

fn one(text: &str, expected: &str) {
    assert_eq!(errors(text), [expected], "{text}");
}

/// `{namespace}local` of every element.
fn names(document: &Document) -> Vec<String> {
    let elements = document.roots().flat_map(NodeRef::subtree).filter_map(Element::new);
    elements.map(|element| format!("{{{}}}{}", element.namespace(), element.local())).collect()
}

#[test]
fn places_are_those_of_the_text() {
    let text =
        "\u{feff}<?xml version='1.0'?>\n<!-- é --><a b = 'é&amp;' >x&lt;y<!-- 2 --><c:d xmlns:c='u'/ ><e/></a >\n";
    let text = text.replace("/ >", "/>");
    let document = read(&text);
    assert_eq!(document.errors, []);
    let comments: Vec<_> = document.comments.iter().map(|span| document.source.slice(*span)).collect();
    assert_eq!(comments, ["<!-- é -->", "<!-- 2 -->"]);
    let raw: Vec<_> = document.root().unwrap().subtree().map(|node| (node.kind(), node.raw())).collect();
    let whole = text.get(text.find("<a").unwrap()..text.len() - 1).unwrap();
    let expected = [
        (Kind::Element, whole),
        (Kind::Attribute, "é&amp;"),
        (Kind::Text, "x&lt;y"),
        (Kind::Element, "<c:d xmlns:c='u'/>"),
        (Kind::Attribute, "u"),
        (Kind::Element, "<e/>"),
    ];
    assert_eq!(raw, expected);
    let inner = document.root().and_then(Element::new).and_then(|root| root.elements().next()).unwrap();
    assert_eq!(document.source.slice(inner.name_span()), "c:d");
}

#[test]
fn prefixes_are_shadowed_and_restored() {
    let text = r#"<p:a xmlns:p="1"><p:b xmlns:p="2"><p:c/></p:b><p:d/><e xmlns="3"><f xmlns=""/><g/></e><h/></p:a>"#;
    assert_eq!(names(&read(text)), ["{1}a", "{2}b", "{2}c", "{1}d", "{3}e", "{}f", "{3}g", "{}h"]);
}

#[test]
fn attributes_have_no_default_namespace() {
    let document = read(r#"<a xmlns="u" xmlns:p="&#118;" b="1" p:c="2" xml:lang="en"/>"#);
    let root = Element::new(document.root().unwrap()).unwrap();
    let found: Vec<_> = root.attributes().map(|attr| (attr.namespace(), attr.local())).collect();
    assert_eq!(found, [(XMLNS, "xmlns"), (XMLNS, "p"), ("", "b"), ("v", "c"), (XML, "lang")]);
}

#[test]
fn an_undeclared_prefix_is_said_once_and_keeps_the_name() {
    let text = r#"<a><sp:B/><sp:C x:d=""/></a>"#;
    let expected = [
        "sp:B | prefix `sp` is not declared, so no consumer reads this element",
        "x:d | prefix `x` is not declared, so no consumer reads this attribute",
    ];
    assert_eq!(errors(text), expected);
    assert_eq!(names(&read(text)), ["{}a", "{}B", "{}C"]);
    one(r#"<a xmlns:p=""><p:b/></a>"#, "xmlns:p | the prefix `p` is bound to nothing");
}

#[test]
fn end_tags_that_do_not_match() {
    one("<a><b><c/></a>", "b | `<b>` is not closed before `</a>`");
    one("<a></b></a>", "</b> | `</b>` closes no open element");
    one("<a><b>", "b | `<b>` is not closed, nor is the element around it");
    one("<a>", "a | `<a>` is not closed");
    one("<a/></a>", "</a> | `</a>` closes no open element");
    let document = read("<a xmlns='1'><b xmlns='2'><c></a>");
    assert_eq!(document.errors.len(), 2);
    assert_eq!(document.root().unwrap().raw(), document.source.text);
}

#[test]
fn text_and_cdata() {
    let document = read("<a> \n<![CDATA[ <x>&amp; ]]> t &#65; <![CDATA[]]></a>");
    assert_eq!(document.errors, []);
    let found: Vec<_> = document.root().unwrap().children().map(|node| (node.style(), node.raw())).collect();
    assert_eq!(found, [(Style::CData, "<![CDATA[ <x>&amp; ]]>"), (Style::Markup, " t &#65; ")]);
    let root = document.root().and_then(Element::new).unwrap();
    assert_eq!(root.text(), "<x>&amp;  t A");
}

#[test]
fn attributes_that_break_the_rules() {
    one("<a b='1' b='2'/>", "b | the attribute `b` stands here twice");
    one("<a b='x<y'/>", "< | `<` cannot stand in the value of an attribute");
    assert_eq!(errors("<a b='x>y'/>"), [""; 0]);
    one("<a b=1/>", "b=1 | the value of this attribute is not quoted");
    one("<a b/>", "b | this attribute has no value");
    one("<a b='1'c='2'/>", "c | white space is missing before this attribute");
    one("<a b='1' ,c='2'/>", ", | no attribute can start here");
    one("<a b='1></a>\n", "<a b='1></a> | an attribute value of this tag has no closing quote");
}

#[test]
fn characters_out_of_place() {
    one("<a>x & y</a>", "& | `&` starts no reference here");
    one("<a b='?x=1&y=2'/>", "& | `&` starts no reference here");
    one("<a>&nbsp;</a>", "&nbsp; | the entity `&nbsp;` is not declared");
    one("<a/>tail\n", "tail | text outside the root element");
    one("<a/><b/><c/>", "b | a second root element: an XML text has exactly one");
    one("\n<?xml version='1.0'?><a/>", "<?xml version='1.0'?> | the XML declaration is not at the start of the text");
    one("<a><!-- x</a>\n", "<!-- x</a> | this comment is not closed");
    one("<!-- only -->", "<!-- only --> | the text has no element");
    one("<a>1 < 2</a>", "< | no name of an element behind `<`");
    one("<a><b c='1'\n<d/></b></a>", "<b c='1'\n | this tag is not closed before the next one");
    one("<a><b c='1'\n</a>", "<b c='1'\n | this tag is not closed before the next one");
    assert_eq!(errors("<a><?php echo '<' ?></a>"), [""; 0]);
}

#[test]
fn a_doctype_is_read_and_never_followed() {
    let text = r#"<!DOCTYPE a PUBLIC "-//X//" "http://h/x.dtd" [
  <!-- <!ENTITY no "x"> ]> -->
  <!ELEMENT a (#PCDATA)>
  <!ENTITY lol "lol>lol">
  <!ENTITY % p SYSTEM 'file:///etc/passwd'>
  <!ENTITY pub PUBLIC "id" "http://h/e">
  %p;
]><a>&lol;</a>"#;
    let document = read(text);
    assert_eq!(document.errors, []);
    let doctype = document.doctype.clone().unwrap();
    assert!(
        document.source.slice(doctype.span).starts_with("<!DOCTYPE a")
            && document.source.slice(doctype.span).ends_with("]>")
    );
    assert_eq!((doctype.public_id.as_deref(), doctype.system_id.as_deref()), (Some("-//X//"), Some("http://h/x.dtd")));
    let found: Vec<_> =
        doctype.entities.iter().map(|entity| (entity.name.as_str(), entity.parameter, &entity.value)).collect();
    let expected = [
        ("lol", false, &EntityValue::Internal("lol>lol".into())),
        ("p", true, &EntityValue::External("file:///etc/passwd".into())),
        ("pub", false, &EntityValue::External("http://h/e".into())),
    ];
    assert_eq!(found, expected);
    assert_eq!(document.source.slice(doctype.entities[0].span), r#"<!ENTITY lol "lol>lol">"#);
    assert_eq!(document.root().unwrap().children().next().unwrap().raw(), "&lol;");
    assert_eq!(read("<!DOCTYPE a><a/>").doctype.map(|doctype| doctype.entities.len()), Some(0));
    assert!(read("<!-- <!DOCTYPE a> --><a/>").doctype.is_none());
}

#[test]
fn limits_have_their_names() {
    let limits = Limits { depth: 3, nodes: 8, syntax_errors: 2, ..Limits::default() };
    let run = |text: &str| parse(Source::new(SourceId(0), "a.xml", text), &limits).errors;
    assert!(run("<a><a><a/></a></a>").is_empty());
    assert_eq!(run("<a><a><a><a/></a></a></a>").first().and_then(|error| error.limit), Some("depth"));
    assert_eq!(run(&format!("<a>{}</a>", "<b/>".repeat(20))).first().and_then(|error| error.limit), Some("nodes"));
    assert_eq!(run(&format!("<a>{}</a>", "&".repeat(20))).len(), 2);
}

#[test]
fn hostile_sizes_stay_linear() {
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let run = |text: String| parse(Source::new(SourceId(0), "a.xml", text), &limits);
    let nodes = |text: String| run(text).tree.len();
    let many: String = (0..40_000).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(nodes(format!("<a{many}/>")), 40_001);
    let deep: String = (0..4_000).map(|n| format!("<p{n}:a xmlns:p{n}='u{n}' p0:x=''>")).collect();
    assert_eq!(nodes(deep), 12_000);
    let entities: String = (0..40_000).map(|n| format!("<!ENTITY e{n} '&e{n};&e{n};'>")).collect();
    let doctype = run(format!("<!DOCTYPE a [{entities}]><a>&e1;</a>")).doctype;
    assert_eq!(doctype.map(|doctype| doctype.entities.len()), Some(40_000));
    let quotes: String = (0..40_000).map(|n| format!("<!ENTITY e{n} '")).collect();
    assert!(run(format!("<!DOCTYPE a [{quotes}]><a/>")).errors.len() < 11);
    assert_eq!(nodes("<a>".repeat(200_000)), 200_000);
    assert_eq!(run("<a ".repeat(100_000)).errors.len(), 1);
    assert_eq!(run(format!("{}>", "<a ".repeat(100_000))).errors.len(), limits.syntax_errors);
    assert_eq!(nodes(format!("<a>{}</a>", "&amp;".repeat(100_000))), 2);
}

#[test]
fn slips_that_hide_nothing_leave_the_text_complete() {
    let complete = |text: &str| read(text).complete;
    for text in ["<a/>", "<a><sp:b/></a>", "<a>x & y</a>", "<a></b></a>", "\n<?xml version='1.0'?><a/>", "<a b=1/>"] {
        assert!(complete(text), "{text}");
    }
    for text in ["", "<a>", "<a><b></a>", "<a><!-- x</a>", "<a b='1></a>", &format!("<a>{}</a>", "&".repeat(20))] {
        assert!(!complete(text), "{text}");
    }
}
