//! What policies are attached to, and what reaches each message.

use super::*;
use crate::model::wsdl::Direction;

const HEAD: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:t" targetNamespace="urn:t" "#;

fn definitions(body: &str) -> Wsdl {
    load(&format!("{HEAD} {WSP}>{body}</definitions>"), &[])
}

/// `port.operation.way: alternatives`, one a line.
fn messages(wsdl: &Wsdl) -> Vec<String> {
    wsdl.protections()
        .map(|message| {
            let port = message.port().map_or("-", |port| port.name());
            let operation = message.operation().map_or("", |operation| operation.name());
            let way = match message.direction() {
                Direction::Input => "in",
                Direction::Output => "out",
                Direction::Fault => message.fault().unwrap_or("fault"),
            };
            let state = match message.state() {
                State::Alternatives => String::new(),
                state => format!("{state:?} "),
            };
            format!("{port}.{operation}.{way}: {state}{}", show(message.alternatives()))
        })
        .collect()
}

#[test]
fn every_attachment_point_of_wsdl_11_counts_where_it_belongs() {
    let wsdl = definitions(
        r##"<wsp:Policy wsu:Id="Pt"><x:porttype/></wsp:Policy><wsp:Policy wsu:Id="Twice"><x:twice/></wsp:Policy>
<message name="In"><wsp:Policy><x:message/></wsp:Policy></message><message name="Out"/><message name="Bad"/>
<portType name="P" wsp:PolicyURIs="#Pt #Twice">
  <operation name="o"><wsp:Policy><x:abstract/></wsp:Policy>
    <input message="t:In" wsp:PolicyURIs=" #Twice "/><output message="t:Out"><wsp:Policy><x:out/></wsp:Policy></output><fault name="f" message="t:Bad"><wsp:Policy><x:fault/></wsp:Policy></fault></operation>
  <operation name="tell"><input message="t:Out"/></operation>
</portType>
<binding name="B" type="t:P"><wsp:PolicyReference URI="#Twice"/><soap:binding/>
  <operation name="o"><soap:operation/><wsp:Policy><x:bound/></wsp:Policy><input><soap:body/><wsp:Policy><x:boundIn/></wsp:Policy></input><output/><fault name="f"><wsp:Policy><x:boundFault/></wsp:Policy></fault></operation>
  <operation name="tell"><input/></operation>
</binding>
<binding name="Unused" type="t:P"><operation name="tell"/></binding>
<service name="S"><wsp:Policy><x:service/></wsp:Policy><port name="A" binding="t:B"><wsp:Policy><x:port/></wsp:Policy></port></service>"##,
    );
    assert_eq!(
        messages(&wsdl),
        [
            "A.o.in: service port twice porttype abstract bound message boundIn",
            "A.o.out: service port twice porttype abstract bound out",
            "A.o.f: service port twice porttype abstract bound fault boundFault",
            "A.tell.in: service port twice porttype",
            "-.tell.in: porttype twice",
        ]
    );
    let first = wsdl.protections().next().unwrap();
    let levels: Vec<_> = first.attached().map(|(level, _)| *level).collect();
    let mut sorted = levels.clone();
    sorted.sort();
    assert_eq!(levels, sorted);
    assert_eq!(first.attached().filter(|(_, attached)| attached.means == Means::Uris).count(), 1);
    assert!(wsdl.has_all_protections() && first.sees_all());
    assert_eq!(wsdl.policies().unattached().count(), 0);
}

#[test]
fn no_policy_an_empty_one_and_none_that_can_be_met_are_three_things() {
    let service = |policy: &str| {
        let text = format!(
            r#"<portType name="P"><operation name="o"><input/></operation></portType><binding name="B" type="t:P"><operation name="o"/></binding>
<service name="S"><port name="A" binding="t:B">{policy}</port></service>"#
        );
        messages(&definitions(&text)).join(";")
    };
    assert_eq!(service(""), "A.o.in: None ");
    assert_eq!(service("<wsp:Policy/>"), "A.o.in: Empty -");
    assert_eq!(service("<wsp:Policy><wsp:ExactlyOne/></wsp:Policy>"), "A.o.in: Unsatisfiable ");
    assert_eq!(
        service("<wsp:Policy><x:a/></wsp:Policy><wsp:PolicyReference URI='oracle/x'/>"),
        "A.o.in: Unknown(Opaque) a ?Opaque"
    );
    let obsolete = r#"<p:Policy xmlns:p="http://schemas.xmlsoap.org/ws/2002/12/policy"><x:a/></p:Policy>"#;
    assert_eq!(service(obsolete), "A.o.in: None ");
}

#[test]
fn combinations_with_two_bindings_are_left_out_while_others_are_left() {
    let sp = r#"xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702""#;
    let service = |port: &str, binding: &str| {
        let text = format!(
            r#"<portType name="P"><operation name="o"><input/></operation></portType>
<binding name="B" type="t:P"><wsp:Policy {sp}>{binding}</wsp:Policy><operation name="o"/></binding>
<service name="S"><port name="A" binding="t:B"><wsp:Policy {sp}>{port}</wsp:Policy></port></service>"#
        );
        let wsdl = definitions(&text);
        let message = wsdl.protections().next().unwrap();
        (show(message.alternatives()), message.contradictions())
    };
    let optional = "<sp:TransportBinding wsp:Optional='true'/>";
    assert_eq!(service("<sp:SymmetricBinding/>", optional), ("SymmetricBinding".into(), 1));
    let (both, dropped) = service("<sp:SymmetricBinding/>", "<sp:TransportBinding/>");
    assert_eq!((both.as_str(), dropped), ("SymmetricBinding TransportBinding", 0));
}

#[test]
fn attachments_from_outside_reach_ports_and_elements() {
    let wsdl = definitions(
        r##"<portType name="P"><operation name="o"><input/><output/></operation></portType>
<binding name="B" type="t:P"><operation name="o"><input/><output/></operation></binding>
<service name="S"><port name="A" binding="t:B"><soap:address location="https://pay.acme.com/a"/></port><port name="C" binding="t:B"/></service>
<wsp:PolicyAttachment xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsp:AppliesTo><wsa:EndpointReference><wsa:Address> https://pay.acme.com/a </wsa:Address></wsa:EndpointReference></wsp:AppliesTo><wsp:Policy><x:epr/></wsp:Policy></wsp:PolicyAttachment>
<wsp:PolicyAttachment><wsp:AppliesTo><wsp:URI>urn:t#wsdl11.endpoint(S/C)</wsp:URI></wsp:AppliesTo><wsp:Policy><x:port/></wsp:Policy></wsp:PolicyAttachment>
<wsp:PolicyAttachment><wsp:AppliesTo><wsp:URI>urn:t#wsdl11.bindingOperation.input(B/o)</wsp:URI></wsp:AppliesTo><wsp:PolicyReference URI="#In"/></wsp:PolicyAttachment>
<wsp:PolicyAttachment><wsp:AppliesTo><x:subject/></wsp:AppliesTo><wsp:Policy><x:somewhere/></wsp:Policy></wsp:PolicyAttachment>
<wsp:Policy wsu:Id="In"><x:in/></wsp:Policy><wsp:Policy wsu:Id="Nobody"><wsp:PolicyReference URI="#In"/></wsp:Policy>
<types><wsp:Policy><x:lost/></wsp:Policy></types>"##,
    );
    assert_eq!(messages(&wsdl), ["A.o.in: epr in", "A.o.out: epr", "C.o.in: port in", "C.o.out: port"]);
    let policies = wsdl.policies();
    assert_eq!(policies.attachments().iter().filter(|attachment| attachment.targets.is_empty()).count(), 1);
    assert!(matches!(policies.attachments()[3].applies_to[..], [(_, Expression::Unreadable)]));
    let left: Vec<_> = policies.unattached().map(|policy| policies.place(policy)).collect();
    assert_eq!(left, [Place::Container, Place::Unsupported]);
}

#[test]
fn wsdl_20_is_merged_through_the_interfaces_it_extends() {
    let text = format!(
        r##"<description xmlns="http://www.w3.org/ns/wsdl" xmlns:t="urn:t" targetNamespace="urn:t" {WSP}>
<interface name="Base"><wsp:Policy><x:base/></wsp:Policy><fault name="bad"><wsp:Policy><x:bad/></wsp:Policy></fault>
  <operation name="o"><wsp:Policy><x:operation/></wsp:Policy><input messageLabel="In"><wsp:Policy><x:in/></wsp:Policy></input><output messageLabel="Out"/><outfault ref="t:bad"/></operation></interface>
<interface name="I" extends="t:Base"><wsp:Policy><x:interface/></wsp:Policy></interface>
<binding name="B" interface="t:I"><wsp:Policy><x:binding/></wsp:Policy><fault ref="t:bad"><wsp:Policy><x:boundBad/></wsp:Policy></fault>
  <operation ref="t:o"><wsp:Policy><x:bound/></wsp:Policy><output messageLabel="Out"><wsp:Policy><x:boundOut/></wsp:Policy></output><outfault ref="t:bad"/></operation></binding>
<service name="S" interface="t:I"><wsp:Policy><x:service/></wsp:Policy><endpoint name="E" binding="t:B"><wsp:Policy><x:endpoint/></wsp:Policy></endpoint></service></description>"##
    );
    let wsdl = load(&text, &[]);
    let around = "service endpoint binding interface base operation bound";
    assert_eq!(
        messages(&wsdl),
        [
            format!("E.o.in: {around} in"),
            format!("E.o.out: {around} boundOut"),
            format!("E.o.bad: {around} bad boundBad"),
        ]
    );
}
