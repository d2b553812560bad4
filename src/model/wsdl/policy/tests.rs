//! Tests of policies on texts in memory.

mod messages;
mod protected;

use super::*;
use crate::model::wsdl::{WsdlVersion, detect};
use crate::source::{MemLoader, Source, SourceId};
use crate::syntax::{Element, Limits, parse};

const WSP: &str = r#"xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:old="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:x="urn:x" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd""#;

fn load(text: &str, files: &[(&str, &str)]) -> Wsdl {
    let mut loader = MemLoader::default();
    for (name, text) in files {
        loader.insert(*name, text.as_bytes().to_vec());
    }
    let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
    assert_eq!(document.errors, [], "{text}");
    Wsdl::load(document, &loader, &Limits::default())
}

fn policy(content: &str) -> Wsdl {
    load(&format!("<wsp:Policy {WSP}>{content}</wsp:Policy>"), &[])
}

/// `a b[c] | -`: names of assertions, nested ones in brackets, alternatives apart.
fn show<'a>(alternatives: impl Iterator<Item = Alternative<'a>>) -> String {
    fn one(alternative: Alternative<'_>) -> String {
        let mut names: Vec<_> = alternative
            .assertions()
            .map(|assertion| match assertion.nested() {
                Some(nested) => format!("{}[{}]", assertion.local(), one(nested)),
                None => assertion.local().to_owned(),
            })
            .collect();
        names.extend(alternative.unknown().map(|(_, why)| format!("?{why:?}")));
        if names.is_empty() { "-".to_owned() } else { names.join(" ") }
    }
    alternatives.map(one).collect::<Vec<_>>().join(" | ")
}

fn first(wsdl: &Wsdl) -> (State, String) {
    let policies = wsdl.policies();
    let at = policies.all()[0].at;
    (policies.state(at), show(policies.alternatives(at)))
}

#[test]
fn operators_and_optional_assertions() {
    let case = |content: &str| first(&policy(content));
    assert_eq!(case(""), (State::Empty, "-".into()));
    assert_eq!(case("<wsp:All/>"), (State::Empty, "-".into()));
    assert_eq!(case("<wsp:ExactlyOne/>"), (State::Unsatisfiable, String::new()));
    assert_eq!(case("<x:a/><wsp:ExactlyOne/>").0, State::Unsatisfiable);
    assert_eq!(case("<x:a/><x:b old:Optional=' 1 '/>"), (State::Alternatives, "a b | a".into()));
    assert_eq!(case("<x:a Optional='true'/>").1, "a");
    assert_eq!(case("<wsp:ExactlyOne><x:a/><old:All><x:b/><x:c/></old:All></wsp:ExactlyOne><x:d/>").1, "a d | b c d");
    assert_eq!(case("<x:a><old:Policy><x:b wsp:Optional='true'/></old:Policy></x:a>").1, "a[b] | a[-]");
    assert_eq!(case("<x:a><wsp:Policy><wsp:ExactlyOne/></wsp:Policy></x:a>").0, State::Unsatisfiable);
    assert_eq!(
        case("<x:a wsp:Optional='true'><wsp:Policy><wsp:ExactlyOne/></wsp:Policy></x:a>"),
        (State::Empty, "-".into())
    );
    assert_eq!(case("<x:a><x:b><wsp:Policy><x:c/></wsp:Policy></x:b></x:a>").1, "a", "opaque content");
    assert_eq!(case("<wsp:ExactlyOne><x:a/><wsp:All/></wsp:ExactlyOne>"), (State::Alternatives, "a | -".into()));
}

#[test]
fn references_lead_by_every_kind_of_identifier() {
    let text = format!(
        r##"<d {WSP}>
<wsp:Policy><wsp:PolicyReference URI="#A"/><wsp:PolicyReference wsp:URI=" #B "/><wsp:PolicyReference URI="#C"/><wsp:PolicyReference URI="urn:name"/>
  <wsp:PolicyReference URI="p.xml"/><wsp:PolicyReference URI="p.xml#In"/><wsp:PolicyReference xml:base="p.xml" URI="#In"/></wsp:Policy>
<wsp:Policy wsu:Id="A"><x:a/></wsp:Policy><wsp:Policy xml:id="B"><x:b/></wsp:Policy><wsp:Policy ID="C"><x:c/></wsp:Policy>
<wsp:Policy Name="urn:name"><x:n/></wsp:Policy><wsp:Policy wsu:Id="A"><x:again/></wsp:Policy>
<wsp:Policy><wsp:PolicyReference/><wsp:PolicyReference URI="#None"/><wsp:PolicyReference URI="gone.xml#A"/><wsp:PolicyReference URI="http://acme.com/p"/>
  <wsp:PolicyReference URI="oracle/wss_service_policy"/><wsp:PolicyReference URI="classpath:/p.xml"/><wsp:PolicyReference URI="q.xml"/><wsp:PolicyReference xml:base="http://acme.com/" URI="#A"/></wsp:Policy>
<wsp:Policy wsu:Id="L"><wsp:PolicyReference URI="#M"/></wsp:Policy><wsp:Policy wsu:Id="M"><wsp:PolicyReference URI="#L"/></wsp:Policy>
</d>"##
    );
    let file =
        format!(r##"<wsp:Policy {WSP}><x:p/><x:q><wsp:Policy wsu:Id="In"><x:in/></wsp:Policy></x:q></wsp:Policy>"##);
    let wsdl = load(&text, &[("p.xml", &file), ("q.xml", "<q/>")]);
    assert_eq!(first(&wsdl), (State::Alternatives, "a b c n p q[in] in in".into()));
    let policies = wsdl.policies();
    let targets: Vec<_> = policies.references().iter().map(|reference| reference.target).collect();
    assert!(matches!(targets[2], Target::ByUnrecognisedId(_)) && !targets[2].is_broken());
    assert_eq!(
        targets[7..15],
        [
            Target::Empty,
            Target::MissingId,
            Target::MissingDocument,
            Target::Remote,
            Target::Opaque,
            Target::Opaque,
            Target::NoPolicy,
            Target::Remote
        ]
    );
    let duplicates = policies.duplicate_ids();
    assert_eq!(duplicates.len(), 1);
    assert_eq!(duplicates[0].first, policies.all()[1].at);
    let unknown = policies.all().iter().filter(|policy| !policy.nested).nth(6).unwrap();
    assert_eq!(policies.state(unknown.at), State::Unknown(Unknown::Unresolved));
    assert_eq!(policies.cycles().len(), 1);
    let circular: Vec<_> =
        policies.all().iter().filter(|policy| policy.ids.iter().any(|id| matches!(&*id.text, "L" | "M"))).collect();
    assert!(circular.iter().all(|policy| policies.state(policy.at) == State::Unknown(Unknown::Cycle)));
    assert_eq!(wsdl.documents().len(), 3);
}

#[test]
fn documents_with_policies_are_told_from_others() {
    let version = |text: &str| {
        let document = parse(Source::new(SourceId(0), "a.xml", text), &Limits::default(), &[]);
        detect(Element::new(document.root().unwrap()).unwrap())
    };
    let policy = format!("<wsp:Policy {WSP}/>");
    assert_eq!(version(&policy), Some(WsdlVersion::Policy));
    assert_eq!(version(&format!("<beans><bean>{policy}</bean></beans>")), Some(WsdlVersion::Policy));
    assert_eq!(version(&format!("<wsp:PolicyAttachment {WSP}/>")), Some(WsdlVersion::Policy));
    assert_eq!(version(&format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>{policy}</xs:schema>")), None);
    assert_eq!(version(&format!("<beans {WSP}><Policy/></beans>")), None);
    assert_eq!(version("<p:Policy xmlns:p='http://schemas.xmlsoap.org/ws/2002/12/policy'/>"), None);
    let bus = r#"<s:keyStore xmlns:s="http://cxf.apache.org/configuration/security" password="x"/>"#;
    assert_eq!(version(&format!("<beans>{bus}</beans>")), Some(WsdlVersion::Policy));
    assert_eq!(version(bus), Some(WsdlVersion::Policy));
    assert_eq!(version("<beans xmlns:s='http://cxf.apache.org/jaxws'/>"), None, "nothing of the namespace");
    assert_eq!(version("<beans xmlns='http://www.springframework.org/schema/beans'><bean/></beans>"), None);
    let wsdl = load(&format!("<beans>{policy}</beans>"), &[]);
    assert_eq!((wsdl.version().format(), wsdl.protections().count()), ("ws-policy", 0));
    assert_eq!(wsdl.policies().place(&wsdl.policies().all()[0]), Place::Standalone);
}

#[test]
fn a_document_read_for_its_policies_is_a_part_and_defines_nothing() {
    let other = "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><service name='Other'/></definitions>";
    let policy = format!("<wsp:Policy {WSP}><wsp:PolicyReference URI='q/deep.xml'/></wsp:Policy>");
    let deep = format!("<wsp:Policy {WSP}><x:deep/></wsp:Policy>");
    let text = format!(
        "<d {WSP}><wsp:Policy><wsp:PolicyReference URI='p.xml'/><wsp:PolicyReference URI='o.wsdl#X'/><wsp:PolicyReference URI='../out.xml'/></wsp:Policy></d>"
    );
    let wsdl = load(&text, &[("p.xml", &policy), ("q/deep.xml", &deep), ("o.wsdl", other)]);
    assert_eq!(wsdl.imported_uris().collect::<Vec<_>>(), ["p.xml", "q/deep.xml"]);
    assert_eq!(wsdl.services().count(), 0);
    assert_eq!(first(&wsdl).1, "deep ?Unresolved");
    assert!(wsdl.is_complete());
}
