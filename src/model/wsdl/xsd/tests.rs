//! Tests of the schema graph on texts in memory.

use super::*;
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::{Limits, parse};

/// A WSDL whose types are `schemas`, loaded with other files beside it.
fn load(schemas: &str, files: &[(&str, &str)]) -> Wsdl {
    let text = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
        xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:se="http://schemas.xmlsoap.org/soap/encoding/"
        xmlns:t="urn:t" xmlns:u="urn:u" targetNamespace="urn:t"><types>{schemas}</types></definitions>"#
    );
    let mut loader = MemLoader::default();
    for (name, text) in files {
        loader.insert(*name, text.as_bytes().to_vec());
    }
    let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
    assert_eq!(document.errors, []);
    Wsdl::load(document, &loader, &Limits::default())
}

fn schema(body: &str) -> String {
    format!(r#"<xs:schema targetNamespace="urn:t" elementFormDefault="qualified">{body}</xs:schema>"#)
}

fn element<'a>(wsdl: &'a Wsdl, name: &str) -> Component<'a> {
    wsdl.global_element("urn:t", name).unwrap()
}

fn named_type<'a>(wsdl: &'a Wsdl, name: &str) -> Component<'a> {
    wsdl.global_type("urn:t", name).unwrap()
}

/// What a component uses, in short: `Particle b 0..*`.
fn uses(component: Component<'_>) -> Vec<String> {
    let told = component.uses().map(|used| {
        let to = match used.target() {
            Target::To(to) if to.name().is_empty() => format!("{:?}", to.kind()),
            Target::To(to) => to.name().to_owned(),
            Target::Builtin(builtin) => format!("xs:{}", builtin.name),
            other => format!("{other:?}"),
        };
        let occurs = used.occurs();
        let max = occurs.max.map_or("*".to_owned(), |max| max.to_string());
        let guess = if used.is_guessed() { " guessed" } else { "" };
        match used.role() {
            Role::Particle | Role::Attribute => format!("{:?} {to} {}..{max}{guess}", used.role(), occurs.min),
            role => format!("{role:?} {to}{guess}"),
        }
    });
    told.collect()
}

#[test]
fn a_type_tells_its_particles_in_order_with_their_bounds() {
    let wsdl = load(
        &schema(
            r#"<xs:element name="root" type="t:T"/>
            <xs:complexType name="T"><xs:annotation><xs:appinfo><xs:element name="no"/></xs:appinfo></xs:annotation>
              <xs:sequence>
                <xs:element name="a" type="xs:string"/>
                <xs:choice maxOccurs="unbounded"><xs:element name="b" type="xs:int" form="unqualified"/><xs:element ref="t:root"/></xs:choice>
                <xs:element name="c" maxOccurs="100000"/><xs:element name="d" minOccurs="0" maxOccurs="100001"/>
                <xs:element name="never" maxOccurs="0"/>
                <xs:group ref="t:G" minOccurs="0"/><xs:any processContents="lax"/>
                <xs:element name="e"><xs:complexType mixed="true"><xs:attribute name="x" type="t:S"/></xs:complexType></xs:element>
              </xs:sequence>
              <xs:attribute name="y" use="required"/><xs:attribute name="z" use="prohibited"/>
              <xs:attributeGroup ref="t:A"/><xs:attribute ref="xml:lang"/><xs:anyAttribute/>
            </xs:complexType>
            <xs:simpleType name="S"><xs:restriction base="xs:token"/></xs:simpleType>
            <xs:group name="G"><xs:all><xs:element name="g" type="xs:date"/></xs:all></xs:group>
            <xs:attributeGroup name="A"><xs:attribute name="q" type="xs:int"/></xs:attributeGroup>"#,
        ),
        &[],
    );
    let told = uses(named_type(&wsdl, "T"));
    assert_eq!(
        told,
        [
            "Particle a 1..1",
            "Particle b 0..1",
            "Particle root 0..1",
            "Particle c 1..100000",
            "Particle d 0..*",
            "Particle G 0..1",
            "Particle Any 1..1",
            "Particle e 1..1",
            "Attribute y 1..1",
            "Attribute A 0..1",
            "Attribute xs:language 0..1",
            "Attribute AnyAttribute 0..1",
        ]
    );
    let particles: Vec<_> = named_type(&wsdl, "T").uses().collect();
    assert!(!particles[0].is_unbounded() && particles[1].is_unbounded());
    assert_eq!(particles[1].unbounded_by().unwrap().local(), "choice");
    assert_eq!(particles[4].unbounded_by().unwrap().attr_text("name").as_deref(), Some("d"));
    let local = |at: usize| particles[at].target().component().unwrap();
    assert_eq!((local(0).namespace(), local(1).namespace()), ("urn:t", ""));
    assert_eq!(local(1).home(), "urn:t");
    assert_eq!(local(3).value_type().unwrap().builtin().unwrap().name, "anyType");
    let inner = local(7).value_type().unwrap().component().unwrap();
    assert!(inner.is_mixed() && inner.name().is_empty());
    assert_eq!((inner.named().name(), inner.parent().unwrap().name()), ("e", "e"));
    assert_eq!(uses(inner), ["Attribute x 0..1"]);
    assert!(named_type(&wsdl, "T").is_recursive() && element(&wsdl, "root").is_recursive());
    assert!(!inner.is_recursive() && !local(0).is_recursive());
    assert_eq!(named_type(&wsdl, "T").cycle(), element(&wsdl, "root").cycle());
}

#[test]
fn a_schema_without_namespace_belongs_to_each_that_includes_it() {
    let chameleon = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="deep.xsd"/><xs:include schemaLocation="c.xsd"/>
        <xs:element name="card" type="Deep"/></xs:schema>"#;
    let deep = r#"<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:n=""><complexType name="Deep"><sequence>
        <element name="x" type="string"/></sequence></complexType></schema>"#;
    let wsdl = load(
        r#"<xs:schema targetNamespace="urn:t"><xs:include schemaLocation="c.xsd"/><xs:element name="r" type="t:Deep"/></xs:schema>
        <xs:schema targetNamespace="urn:u"><xs:include schemaLocation="c.xsd"/></xs:schema>"#,
        &[("c.xsd", chameleon), ("deep.xsd", deep)],
    );
    for namespace in ["urn:t", "urn:u"] {
        let card = wsdl.global_element(namespace, "card").unwrap();
        let deep = card.value_type().unwrap().component().unwrap();
        assert_eq!((deep.name(), deep.home()), ("Deep", namespace));
        assert_eq!(uses(deep), ["Particle x 1..1"]);
    }
    assert!(wsdl.global_element("", "card").is_none());
    let (one, two) = (wsdl.global_type("urn:t", "Deep").unwrap(), wsdl.global_type("urn:u", "Deep").unwrap());
    assert!(one != two && one.element() == two.element());
}

#[test]
fn what_too_many_schemas_include_is_unknown_to_the_last_of_them() {
    let chameleon = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="S"/></xs:schema>"#;
    let including = |at: usize| {
        format!(
            r#"<xs:schema targetNamespace="urn:{at}" xmlns:own="urn:{at}"><xs:include schemaLocation="c.xsd"/><xs:element name="e" type="own:S"/></xs:schema>"#
        )
    };
    let wsdl = load(&(0..20).map(including).collect::<String>(), &[("c.xsd", chameleon)]);
    let targets = (0..20).map(|at| wsdl.global_element(&format!("urn:{at}"), "e").unwrap().value_type().unwrap());
    let (known, unknown): (Vec<_>, Vec<_>) = targets.partition(|target| target.component().is_some());
    assert_eq!((known.len(), unknown.len()), (16, 4));
    assert!(unknown.iter().all(|target| matches!(target, Target::Unknown)));
}

#[test]
fn a_redefinition_replaces_and_still_extends_what_it_redefines() {
    let old = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" xmlns:t="urn:t">
        <xs:complexType name="T"><xs:sequence><xs:element name="old"/></xs:sequence></xs:complexType></xs:schema>"#;
    let wsdl = load(
        &schema(
            r#"<xs:redefine schemaLocation="old.xsd"><xs:complexType name="T"><xs:complexContent><xs:extension base="t:T">
            <xs:sequence><xs:element name="new"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:redefine>"#,
        ),
        &[("old.xsd", old)],
    );
    let new = named_type(&wsdl, "T");
    assert_eq!(uses(new), ["Extension T", "Particle new 1..1"]);
    let base = new.uses().next().unwrap().target().component().unwrap();
    assert_eq!(uses(base), ["Particle old 1..1"]);
    assert!(!new.is_recursive());
}

#[test]
fn substitutes_and_derived_types_stand_in_for_what_is_abstract() {
    let wsdl = load(
        &schema(
            r#"<xs:element name="head" type="t:Base" abstract="true"/><xs:element name="one" substitutionGroup="t:head" type="t:D"/>
            <xs:element name="two" substitutionGroup="t:head"/><xs:element name="none"/>
            <xs:complexType name="Base" abstract="true"/>
            <xs:complexType name="D"><xs:complexContent><xs:extension base="t:Base"><xs:sequence><xs:element name="x"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
            <xs:complexType name="R"><xs:complexContent><xs:restriction base="t:D"><xs:sequence><xs:element name="y"/></xs:sequence></xs:restriction></xs:complexContent></xs:complexType>"#,
        ),
        &[],
    );
    assert!(element(&wsdl, "head").is_abstract());
    assert_eq!(uses(element(&wsdl, "head")), ["Type Base", "Substitution one", "Substitution two", "Derived Base"]);
    assert_eq!(uses(element(&wsdl, "two")), ["Type Base", "Derived Base"]);
    assert_eq!(uses(element(&wsdl, "none")), ["Type xs:anyType"]);
    assert_eq!(uses(named_type(&wsdl, "Base")), [""; 0], "what extends it must not lead to its siblings");
    let stand_in = element(&wsdl, "two").uses().last().unwrap().target().component().unwrap();
    assert_eq!((stand_in.kind(), uses(stand_in)), (Kind::Substitutes, vec!["Derived D".to_owned()]));
    assert_eq!(uses(named_type(&wsdl, "R")), ["Restriction D", "Particle y 1..1"]);
    assert!(!named_type(&wsdl, "D").is_recursive(), "derivation is no nesting");
}

#[test]
fn names_are_missing_only_where_everything_was_read() {
    let body = r#"<xs:element name="a" type="t:Gone"/><xs:element name="b" type="u:Gone"/><xs:element name="c" type="v:X" xmlns:v="urn:v"/>
        <xs:element name="d" type="nobody:Here"/><xs:element name="e" type="u:Here"/><xs:complexType name="Here"/>
        <xs:element name="f" type="xs:strnig"/>"#;
    let wsdl = load(&schema(&format!(r#"<xs:import namespace="urn:u"/>{body}"#)), &[]);
    let of = |wsdl: &Wsdl, name: &str| uses(wsdl.global_element("urn:t", name).unwrap()).join(" ");
    assert_eq!(of(&wsdl, "a"), "Type Missing");
    assert_eq!(of(&wsdl, "b"), "Type Unknown", "an import without a location");
    assert_eq!(of(&wsdl, "c"), "Type Missing", "never imported");
    assert_eq!(of(&wsdl, "d"), "Type Here guessed");
    assert_eq!(of(&wsdl, "e"), "Type Here guessed");
    assert_eq!(of(&wsdl, "f"), "Type Missing");
    let foreign = r#"<schema xmlns="http://www.w3.org/1999/XMLSchema" targetNamespace="urn:t"><complexType name="Gone"/></schema>"#;
    let old = load(&format!("{}{foreign}", schema(body)), &[]);
    assert_eq!(of(&old, "a"), "Type Unknown", "a schema of a draft may declare it");
    let standard = r#"<xs:element name="a" type="d:SignatureType" xmlns:d="http://www.w3.org/2000/09/xmldsig#"/>
        <xs:element name="b" type="m:base64Binary" xmlns:m="http://www.w3.org/2005/05/xmlmime"/>
        <xs:element name="c"><xs:complexType><xs:sequence><xs:element ref="xs:schema"/><xs:any/></xs:sequence></xs:complexType></xs:element>"#;
    let known = load(&schema(standard), &[]);
    assert_eq!(of(&known, "a"), "Type Unknown", "stacks know it");
    assert_eq!(of(&known, "b"), "Type xs:base64Binary");
    let set = known.global_element("urn:t", "c").unwrap().value_type().unwrap().component().unwrap();
    assert_eq!(uses(set), ["Particle xs:schema 1..1", "Particle Any 1..1"]);
    let wsdl = load(&schema(&format!(r#"<xs:include schemaLocation="gone.xsd"/>{body}"#)), &[]);
    assert_eq!(of(&wsdl, "a"), "Type Unknown", "the include may declare it");
}

#[test]
fn prefixes_mean_what_they_are_bound_to_where_they_stand() {
    let wsdl = load(
        &schema(
            r#"<xs:complexType name="T" xmlns:t="urn:u" xmlns="urn:t"><xs:sequence><xs:element name="a" type="t:X"/><xs:element name="b" type="X"/>
            <xs:element name="c" type="t:X" xmlns:t="urn:t"/></xs:sequence></xs:complexType>
            <xs:simpleType name="X"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>
            <xs:schema targetNamespace="urn:u"><xs:simpleType name="X"><xs:restriction base="xs:string"/></xs:simpleType>"#,
        ),
        &[],
    );
    let homes: Vec<_> = named_type(&wsdl, "T")
        .uses()
        .map(|used| used.target().component().unwrap().value_type().unwrap().component().unwrap().home())
        .collect();
    assert_eq!(homes, ["urn:u", "urn:t", "urn:t"]);
}

#[test]
fn facets_add_up_along_the_chain_of_bases() {
    let wsdl = load(
        &schema(
            r#"<xs:simpleType name="Free"><xs:restriction base="xs:string"><xs:pattern value="[\s\S]*"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="Short"><xs:restriction base="t:Free"><xs:maxLength value="9"/><xs:minLength value="2"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="Shorter"><xs:restriction base="t:Short"><xs:maxLength value="5"/><xs:pattern value="[a-z]*"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="Color"><xs:restriction base="xs:token"><xs:enumeration value="red"/><xs:enumeration value="blue"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="List"><xs:list itemType="t:Color"/></xs:simpleType>
            <xs:simpleType name="Few"><xs:restriction><xs:simpleType><xs:list itemType="xs:string"/></xs:simpleType><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="Either"><xs:union memberTypes="t:Color xs:int"><xs:simpleType><xs:restriction base="xs:anyURI"/></xs:simpleType></xs:union></xs:simpleType>
            <xs:simpleType name="Enough"><xs:restriction base="t:Either"><xs:enumeration value="red"/></xs:restriction></xs:simpleType>
            <xs:simpleType name="Loop"><xs:restriction base="t:Pool"/></xs:simpleType><xs:simpleType name="Pool"><xs:restriction base="t:Loop"/></xs:simpleType>
            <xs:simpleType name="Money"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:maxExclusive value="10"/><xs:totalDigits value="4"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
            <xs:complexType name="Said"><xs:simpleContent><xs:extension base="t:Short"><xs:attribute name="lang"/></xs:extension></xs:simpleContent></xs:complexType>
            <xs:complexType name="Less"><xs:simpleContent><xs:restriction base="t:Said"><xs:length value="3"/></xs:restriction></xs:simpleContent></xs:complexType>
            <xs:complexType name="Content"><xs:sequence/></xs:complexType>
            <xs:element name="e" type="t:Less"/><xs:element name="gone" type="t:Gone"/><xs:element name="any"/><xs:element name="enc" type="se:string"/>"#,
        ),
        &[],
    );
    let limit = |name: &str| named_type(&wsdl, name).text_limit();
    let facets = |name: &str| named_type(&wsdl, name).facets().unwrap();
    assert_eq!(limit("Free"), TextLimit::Unlimited, "a pattern that says nothing");
    assert_eq!(limit("Short"), TextLimit::Limited);
    let shorter = facets("Shorter");
    assert_eq!((shorter.max_length, shorter.min_length, shorter.patterns.len()), (Some(5), Some(2), 2));
    assert_eq!(shorter.builtin.unwrap().name, "string");
    assert_eq!(facets("Color").enumerations, 2);
    assert!(facets("List").is_list && facets("List").is_complete);
    assert_eq!(limit("List"), TextLimit::Limited, "every item is");
    assert_eq!((limit("Few"), facets("Few").max_length), (TextLimit::Unlimited, Some(3)), "three texts of any length");
    assert_eq!(facets("Either").members.len(), 3);
    assert_eq!(limit("Either"), TextLimit::Unlimited, "any URI at all");
    assert_eq!(limit("Enough"), TextLimit::Limited);
    assert_eq!(limit("Loop"), TextLimit::Unknown);
    let money = facets("Money");
    assert_eq!((money.minimum.unwrap().raw(), money.maximum.unwrap().raw()), ("0", "10"));
    assert_eq!((money.total_digits, money.fraction_digits, money.limits_number()), (Some(4), Some(2), true));
    assert_eq!(limit("Money"), TextLimit::NotText);
    assert_eq!((facets("Said").max_length, facets("Less").length), (Some(9), Some(3)));
    assert_eq!(element(&wsdl, "e").facets().unwrap().max_length, Some(9));
    assert!(named_type(&wsdl, "Content").facets().is_none());
    assert_eq!(element(&wsdl, "gone").text_limit(), TextLimit::Unknown);
    assert_eq!(element(&wsdl, "any").value_type().unwrap().builtin().unwrap().family, Family::Any);
    assert_eq!(element(&wsdl, "enc").text_limit(), TextLimit::Unlimited);
}

#[test]
fn arrays_of_soap_encoding_hold_what_they_name() {
    let wsdl = load(
        &schema(
            r#"<xs:complexType name="A"><xs:complexContent><xs:restriction base="se:Array"><xs:attribute ref="se:arrayType" w:arrayType="t:B[][]"/>
            </xs:restriction></xs:complexContent></xs:complexType><xs:complexType name="B"/>"#,
        ),
        &[],
    );
    let told = uses(named_type(&wsdl, "A"));
    assert_eq!(told, ["Restriction xs:Array", "ArrayItem B", "Attribute xs:anySimpleType 0..1"]);
    assert!(named_type(&wsdl, "A").uses().nth(1).unwrap().is_unbounded());
}

#[test]
fn standard_schemas_are_told_from_those_of_the_reader() {
    let schemas = r#"<xs:schema targetNamespace="http://www.w3.org/2000/09/xmldsig#"><xs:element name="Signature"/></xs:schema>
        <xs:schema targetNamespace="http://www.w3.example/"><xs:element name="Signature"/></xs:schema>"#;
    let wsdl = load(schemas, &[]);
    let standard: Vec<_> = wsdl.components().map(Component::is_standard).collect();
    assert_eq!(standard, [true, false]);
}

#[test]
fn deep_and_circular_schemas_end() {
    let mut body = String::new();
    for at in 0..3000 {
        body.push_str(&format!(
            r#"<xs:complexType name="T{at}"><xs:complexContent><xs:extension base="t:T{}"/></xs:complexContent></xs:complexType>"#,
            (at + 1) % 3000
        ));
    }
    body.push_str(r#"<xs:element name="s" substitutionGroup="t:r"/><xs:element name="r" substitutionGroup="t:s"/>"#);
    body.push_str(r#"<xs:group name="G"><xs:sequence><xs:group ref="t:G"/></xs:sequence></xs:group>"#);
    let wsdl = load(&schema(&body), &[]);
    assert_eq!(wsdl.components().count(), 3003);
    assert!(wsdl.components().all(|component| component.text_limit() != TextLimit::Limited));
    assert_eq!(uses(element(&wsdl, "s")), ["Substitution r", "Type xs:anyType"]);
}
