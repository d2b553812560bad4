//! Tests of reachability on texts in memory.

use super::*;
use crate::model::wsdl::xsd::Component;
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::{Limits, parse};

fn load(text: &str) -> Wsdl {
    let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
    assert_eq!(document.errors, []);
    Wsdl::load(document, &MemLoader::default(), &Limits::default())
}

fn definitions(types: &str, body: &str) -> Wsdl {
    load(&format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
        xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
        <types><xs:schema targetNamespace="urn:t">{types}</xs:schema></types>{body}</definitions>"#
    ))
}

fn element<'a>(wsdl: &'a Wsdl, name: &str) -> Reached<'a> {
    wsdl.reach()
        .of(wsdl.components().find(|component| component.name() == name && component.kind() != Kind::Part).unwrap())
}

fn names(found: impl Iterator<Item = BoundOperation<'static>>) -> Vec<&'static str> {
    found.map(BoundOperation::name).collect()
}

const SHOP: &str = r#"
  <message name="In"><part name="body" element="t:order"/><part name="file" type="xs:base64Binary"/><part name="extra" element="t:unsent"/></message>
  <message name="Out"><part name="result" type="t:Result"/></message>
  <message name="Head"><part name="h" element="t:token"/><part name="other" element="t:unsent"/></message>
  <message name="Bad"><part name="why" element="t:reason"/></message>
  <portType name="P">
    <operation name="buy"><input message="t:In"/><output message="t:Out"/><fault name="bad" message="t:Bad"/></operation>
    <operation name="peek"><output message="t:Out"/></operation>
    <operation name="idle"><input message="t:Head"/></operation>
  </portType>
  <binding name="A" type="t:P"><s:binding transport="x"/>
    <operation name="buy">
      <input><mime:multipartRelated><mime:part><s:body parts="body"/></mime:part><mime:part><mime:content part="file" type="*/*"/></mime:part></mime:multipartRelated><s:header message="t:Head" part="h"/></input>
      <output><s:body/></output><fault name="bad"><s:fault name="bad"/></fault></operation>
    <operation name="peek"><output><s:body/></output></operation></binding>
  <binding name="B" type="t:P"><s:binding transport="x"/><operation name="buy"><input><s:body parts="body"/></input><output/><fault name="bad"/></operation></binding>"#;

const TYPES: &str = r#"
  <xs:element name="order"><xs:complexType><xs:sequence>
    <xs:element name="lines" maxOccurs="unbounded"><xs:complexType><xs:sequence maxOccurs="unbounded"><xs:element name="line" type="t:Line"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="note" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
  <xs:complexType name="Line"><xs:complexContent><xs:extension base="t:Base"><xs:attribute name="id" type="xs:int"/></xs:extension></xs:complexContent></xs:complexType>
  <xs:complexType name="Base"><xs:sequence><xs:element name="shared"/></xs:sequence></xs:complexType>
  <xs:complexType name="Result"><xs:sequence><xs:element name="done" type="t:Base"/></xs:sequence></xs:complexType>
  <xs:element name="token" type="xs:string"/><xs:element name="reason" type="xs:string"/><xs:element name="unsent" type="xs:string"/>"#;

#[test]
fn components_know_the_messages_that_hold_them() {
    let wsdl: &'static Wsdl = Box::leak(Box::new(definitions(TYPES, SHOP)));
    let reach = wsdl.reach();
    assert_eq!((reach.operations(), reach.is_complete()), (2, true), "`buy` once for both bindings, `idle` unbound");
    let ways = |name: &str| {
        let reached = element(wsdl, name);
        Way::ALL.map(|way| reached.count(way))
    };
    assert_eq!(ways("order"), [1, 0, 0, 0]);
    assert_eq!(ways("shared"), [1, 2, 0, 0]);
    assert_eq!(ways("done"), [0, 2, 0, 0]);
    assert_eq!(ways("token"), [1, 0, 0, 1]);
    assert_eq!(ways("reason"), [0, 0, 1, 0]);
    assert_eq!(ways("unsent"), [0, 0, 0, 0]);
    assert_eq!(names(element(wsdl, "shared").operations(Way::Output)), ["buy", "peek"]);
    assert!(element(wsdl, "shared").is_exact(Way::Output));

    let line = element(wsdl, "line");
    assert_eq!((line.unbounded(Way::Input), element(wsdl, "lines").unbounded(Way::Input)), (2, 1));
    assert_eq!(element(wsdl, "note").unbounded(Way::Input), 0);
    assert_eq!(line.worst_trail(Way::Input), "order/lines/line");
    assert_eq!(trail(&element(wsdl, "shared").path(Way::Output)), "result/done/shared");
    assert_eq!(element(wsdl, "id").trail(Way::Input), "order/lines/line/@id");
    assert_eq!(element(wsdl, "order").trail(Way::Input), "order");
    let file = wsdl.components().find(|component| component.name() == "file").unwrap();
    assert_eq!(wsdl.reach().of(file).trail(Way::Input), "file");
    assert!(element(wsdl, "unsent").path(Way::Input).is_empty());

    let values: Vec<_> = reach.values(Way::Input).map(|reached| reached.component().name()).collect();
    assert_eq!(values, ["order", "lines", "line", "note", "id", "shared", "token", "file"]);
}

#[test]
fn more_operations_than_a_block_are_counted() {
    let mut body = String::from(r#"<message name="M"><part name="p" element="t:e"/></message><portType name="P">"#);
    (0..150).for_each(|at| body.push_str(&format!(r#"<operation name="o{at}"><input message="t:M"/></operation>"#)));
    body.push_str(r#"</portType><binding name="B" type="t:P">"#);
    (0..150).for_each(|at| body.push_str(&format!(r#"<operation name="o{at}"/>"#)));
    body.push_str(r#"<operation name="gone"/></binding>"#);
    let types = r#"<xs:element name="e"><xs:complexType><xs:choice><xs:element ref="t:e" maxOccurs="unbounded"/></xs:choice></xs:complexType></xs:element>"#;
    let wsdl: &'static Wsdl = Box::leak(Box::new(definitions(types, &body)));
    let e = element(wsdl, "e");
    assert_eq!((e.count(Way::Input), e.unbounded(Way::Input)), (150, 2), "recursion repeats what repeats");
    assert_eq!(names(e.operations(Way::Input)), ["o0", "o1", "o2", "o3", "o4"]);
    assert_eq!(trail(&e.worst_path(Way::Input)), "e/e/e");
    assert!(!wsdl.reach().is_complete(), "one operation is nowhere");
}

#[test]
fn messages_of_wsdl_2_name_their_elements() {
    let wsdl: &'static Wsdl = Box::leak(Box::new(load(
        r##"<description xmlns="http://www.w3.org/ns/wsdl" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"
        xmlns:wsoap="http://www.w3.org/ns/wsdl/soap"><types><xs:schema targetNamespace="urn:t">
        <xs:element name="ask"/><xs:element name="answer"/><xs:element name="oops"/><xs:element name="upset"/><xs:element name="head"/></xs:schema></types>
        <interface name="Base"><fault name="f" element="t:oops"/><fault name="g" element="t:upset"/></interface>
        <interface name="I" extends="t:Base"><operation name="o"><input element="t:ask"/><output element="t:answer"/><outfault ref="t:f"/><infault ref="t:g"/></operation>
        <operation name="p"><input element="#any"/><output element="#none"/></operation></interface>
        <binding name="B" interface="t:I" type="http://www.w3.org/ns/wsdl/soap"><operation ref="t:o"><input><wsoap:header element="t:head"/></input></operation><operation ref="t:p"/></binding></description>"##,
    )));
    let ways = |name: &str| Way::ALL.map(|way| element(wsdl, name).is_in(way));
    assert_eq!(ways("ask"), [true, false, false, false]);
    assert_eq!(ways("answer"), [false, true, false, false]);
    assert_eq!(ways("oops"), [false, false, true, false]);
    assert_eq!(ways("upset"), [true, false, false, false]);
    assert_eq!(ways("head"), [true, false, false, true]);
    assert!(wsdl.reach().is_complete());
    let parts: Vec<Component<'_>> = wsdl.components().filter(|component| component.kind() == Kind::Part).collect();
    assert_eq!(parts.len(), 5);
}

#[test]
fn a_shared_abstract_base_does_not_join_what_extends_it() {
    let derived = |name: &str| {
        format!(
            r#"<xs:complexType name="{name}"><xs:complexContent><xs:extension base="t:Request"><xs:sequence><xs:element name="in{name}"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>"#
        )
    };
    let types = format!(
        r#"<xs:complexType name="Request" abstract="true"><xs:sequence><xs:element name="common"/></xs:sequence></xs:complexType>{}{}
        <xs:element name="a" type="t:A"/><xs:element name="any" type="t:Request"/>"#,
        derived("A"),
        derived("B")
    );
    let body = r#"<message name="A"><part name="p" element="t:a"/></message><message name="Any"><part name="p" element="t:any"/></message>
        <portType name="P"><operation name="one"><input message="t:A"/></operation><operation name="all"><input message="t:Any"/></operation></portType>
        <binding name="B" type="t:P"><operation name="one"/><operation name="all"/></binding>"#;
    let wsdl: &'static Wsdl = Box::leak(Box::new(definitions(&types, body)));
    let by = |name: &str| names(element(wsdl, name).operations(Way::Input));
    assert_eq!(by("common"), ["one", "all"]);
    assert_eq!(by("inA"), ["one", "all"]);
    assert_eq!(by("inB"), ["all"]);
}
