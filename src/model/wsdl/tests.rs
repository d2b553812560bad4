//! Tests of the WSDL model on texts in memory.

use super::*;
use crate::model::endpoint::{HostKind, Scheme};
use crate::source::{LoadError, MemLoader, Source, SourceId};
use crate::syntax::parse;

const HEAD: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:http="http://schemas.xmlsoap.org/wsdl/http/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/"
  xmlns:t="urn:t" targetNamespace="urn:t" name="T""#;

fn definitions(body: &str) -> String {
    format!("{HEAD}>{body}</definitions>")
}

fn document(uri: &str, text: &str) -> Document {
    parse(Source::new(SourceId(0), uri, text), &Limits::default(), &[])
}

fn load_with(uri: &str, text: &str, files: &[(&str, &str)], limits: &Limits) -> Wsdl {
    let mut loader = MemLoader::default();
    for (name, text) in files {
        loader.insert(*name, text.as_bytes().to_vec());
    }
    Wsdl::load(document(uri, text), &loader, limits)
}

fn load(text: &str) -> Wsdl {
    load_with("a.wsdl", text, &[], &Limits::default())
}

const BOOKS: &str = r#"
<types><xs:schema targetNamespace="urn:t"><xs:element name="a"/><xs:complexType name="B"><xs:sequence><xs:element name="c"/></xs:sequence></xs:complexType></xs:schema></types>
<message name="In"><part name="p" element="t:a"/></message>
<message name="Out"><part name="p" type="t:B"/></message>
<portType name="Books">
  <operation name="find"><documentation>finds</documentation><input message="t:In"/><output message="t:Out"/><fault name="f" message="t:Out"/></operation>
  <operation name="tell"><input message="t:In"/></operation>
  <operation name="event"><output message="t:Out"/></operation>
  <operation name="ask"><output message="t:Out"/><input message="t:In"/></operation>
</portType>
<binding name="Soap" type="t:Books">
  <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
  <operation name="find"><soap:operation soapAction="urn:find"/>
    <input><soap:header message="t:In" part="p" use="literal"/><soap:body use="encoded"/></input>
    <output><mime:multipartRelated><mime:part><soap:body use="literal"/></mime:part></mime:multipartRelated></output>
    <fault name="f"><soap:fault use="encoded" name="f"/></fault></operation>
  <operation name="tell"><soap:operation style="document" soapAction=""/><input><documentation><soap:body use="encoded"/></documentation></input></operation>
  <operation name="gone"/>
</binding>
<binding name="Get" type="t:Books"><http:binding verb="get"/><operation name="find"><http:operation location="/find"/></operation></binding>
<binding name="Twelve" type="t:Nowhere"><soap12:binding transport="x"/><operation name="find"/></binding>
<service name="S">
  <port name="A" binding="t:Soap"><soap:address location="http://user:pw@books.acme.com/x?a=1&amp;b=2"/></port>
  <port name="B" binding="t:Get"><http:address location=" https://@host@:@port@/ "/></port>
  <port name="C" binding="u:Twelve"><soap12:address location="REPLACE_WITH_ACTUAL_URL"/></port>
  <port name="D" binding="t:Missing"/>
</service>"#;

#[test]
fn a_description_of_one_file_is_read_whole() {
    let wsdl = load(&definitions(BOOKS));
    assert_eq!(wsdl.documents()[0].errors, []);
    assert_eq!(wsdl.version(), WsdlVersion::V11);
    assert_eq!(wsdl.counts(), Counts { services: 1, ports: 4, bindings: 3, operations: 5, schemas: 3 });
    assert_eq!(wsdl.operations().count(), 5);
    let ports: Vec<_> = wsdl.ports().collect();
    let names: Vec<_> = ports.iter().map(|port| (port.name(), port.service().unwrap().name())).collect();
    assert_eq!(names, [("A", "S"), ("B", "S"), ("C", "S"), ("D", "S")]);

    assert!(matches!(ports[0].binding(), Link::To(_)));
    assert!(matches!(ports[2].binding(), Link::Guessed(binding) if binding.name() == "Twelve"));
    assert!(matches!(ports[3].binding(), Link::Missing));
    assert!(matches!(ports[0].port_type(), Link::To(port_type) if port_type.name() == "Books"));
    assert!(matches!(ports[2].port_type(), Link::Missing));

    let protocols: Vec<_> = wsdl.bindings().map(Binding::protocol).collect();
    assert_eq!(protocols, [Protocol::Soap11, Protocol::Http, Protocol::Soap12]);
    let first = wsdl.bindings().next().unwrap();
    assert_eq!(first.transport().unwrap().raw(), "http://schemas.xmlsoap.org/soap/http");
    assert_eq!(first.style().unwrap().raw(), "rpc");
}

#[test]
fn addresses_know_their_kind_and_where_their_parts_stand() {
    let text = definitions(BOOKS);
    let wsdl = load(&text);
    let addresses: Vec<_> = wsdl.ports().filter_map(Port::address).collect();
    let kinds: Vec<_> = addresses.iter().map(|address| address.kind).collect();
    assert_eq!(kinds, [AddressKind::Soap11, AddressKind::Http, AddressKind::Soap12]);
    let hosts: Vec<_> = addresses.iter().map(|address| address.url().host_kind()).collect();
    assert_eq!(hosts, [HostKind::Public, HostKind::Placeholder, HostKind::Placeholder]);
    let password = addresses[0].url().password_range().unwrap();
    assert_eq!(wsdl.documents()[0].source.slice(addresses[0].span_of(password)), "pw");
    // A reference in the value shifts what follows it, so the whole value is pointed at.
    let last = addresses[0].url().query_parameters().last().unwrap().value_range;
    assert_eq!(addresses[0].span_of(last), addresses[0].node.span());
    let url = addresses[1].url();
    assert_eq!(*url.scheme(), Scheme::Https);
    let span = addresses[1].span_of(url.host_range().unwrap());
    assert_eq!(wsdl.documents()[0].source.slice(span), "@host@");
}

#[test]
fn operations_of_bindings_meet_those_of_port_types() {
    let text = definitions(BOOKS);
    let wsdl = load(&text);
    let soap = wsdl.bindings().next().unwrap();
    let operations: Vec<_> = soap.operations().collect();
    let links: Vec<_> = operations.iter().map(|operation| operation.abstract_operation()).collect();
    assert!(matches!(links[0], Link::To(found) if found.name() == "find"));
    assert!(matches!(links[2], Link::Missing));
    assert_eq!(operations.iter().map(|operation| operation.is_rpc()).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(operations[0].soap_action().unwrap().raw(), "urn:find");
    assert_eq!(operations[1].soap_action().unwrap().raw(), "");

    let encodings: Vec<_> = operations[0]
        .messages()
        .flat_map(|message| {
            message.encodings().map(move |piece| (message.direction(), piece.place, piece.is_encoded()))
        })
        .collect();
    assert_eq!(
        encodings,
        [
            (Direction::Input, Place::Header, false),
            (Direction::Input, Place::Body, true),
            (Direction::Output, Place::Body, false),
            (Direction::Fault, Place::Fault, true),
        ]
    );
    let told: usize = operations[1].messages().map(|message| message.encodings().count()).sum();
    assert_eq!(told, 0, "documentation is no message");

    let get = wsdl.bindings().nth(1).unwrap().operations().next().unwrap();
    assert_eq!(get.http_method().as_deref(), Some("GET"));
    assert_eq!(get.verb_node().unwrap().raw(), "get");
    assert_eq!(get.http_location().unwrap().raw(), "/find");
    assert_eq!(operations[0].http_method(), None);
    let lost = wsdl.bindings().nth(2).unwrap().operations().next().unwrap();
    assert!(matches!(lost.abstract_operation(), Link::Unknown));
}

#[test]
fn port_types_tell_pattern_messages_and_documentation() {
    let wsdl = load(&definitions(BOOKS));
    let books = wsdl.port_types().next().unwrap();
    let patterns: Vec<_> = books.operations().map(AbstractOperation::pattern).collect();
    assert_eq!(patterns, [Pattern::RequestResponse, Pattern::OneWay, Pattern::Notification, Pattern::SolicitResponse]);
    let find = books.named("find").next().unwrap();
    assert_eq!(find.documentation().unwrap().text(), "finds");
    assert_eq!(find.message_name(Direction::Input).as_deref(), Some("findRequest"));
    assert_eq!(find.faults().count(), 1);
    let message = find.input().unwrap().message().target().unwrap();
    let part = message.parts().next().unwrap();
    assert_eq!(part.element_name(), Some(("urn:t".into(), "a".into())));
    let part = find.output().unwrap().message().target().unwrap().parts().next().unwrap();
    assert_eq!((part.element_name(), part.type_name()), (None, Some(("urn:t".into(), "B".into()))));
}

#[test]
fn overloads_pair_by_the_names_of_their_messages() {
    let wsdl = load(&definitions(
        r#"<portType name="P">
          <operation name="get"><documentation>1</documentation><input name="byId" message="t:M"/><output message="t:M"/></operation>
          <operation name="get"><documentation>2</documentation><input message="t:M"/><output message="t:M"/></operation>
          <operation name="get"><documentation>3</documentation><input name="byName" message="t:M"/></operation>
        </portType>
        <binding name="B" type="t:P">
          <operation name="get"><input name="getRequest"/><output name="getResponse"/></operation>
          <operation name="get"><input name="byId"/><output/></operation>
          <operation name="get"><input/></operation>
          <operation name="get"><input/><output/></operation>
          <operation name="get"><input name="other"/></operation>
        </binding>"#,
    ));
    let links: Vec<_> = wsdl.bindings().next().unwrap().operations().map(BoundOperation::abstract_operation).collect();
    let told = |link: &Link<AbstractOperation<'_>>| link.target().map(|found| found.documentation().unwrap().text());
    let told: Vec<_> = links.iter().map(told).collect();
    assert_eq!(told, [Some("2".to_owned()), Some("1".to_owned()), Some("3".to_owned()), None, None]);
    assert!(matches!(links[3], Link::Unknown));
}

#[test]
fn symbols_are_found_over_a_chain_of_three_files() {
    let service = definitions(
        r#"<import namespace="urn:b" location="../parts/binding.wsdl"/>
        <service name="S"><port name="P" binding="b:B" xmlns:b="urn:b"><soap:address location="https://x.acme.com/"/></port></service>"#,
    );
    let binding = r#"<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:b" xmlns:i="urn:i">
        <w:import namespace="urn:i" location="sub/interface%201.wsdl#x"/><w:import namespace="urn:t" location="..\main\service.wsdl"/>
        <w:binding name="B" type="i:I"><w:operation name="go"/></w:binding></w:definitions>"#;
    let interface = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:i">
        <types><xs:schema><xs:include schemaLocation="../types.xsd"/><xs:import namespace="urn:none"/></xs:schema></types>
        <portType name="I"><operation name="go"><input message="x"/></operation></portType></definitions>"#;
    let types = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="types.xsd"/><xs:simpleType name="t"/></xs:schema>"#;
    let files =
        [("parts/binding.wsdl", binding), ("parts/sub/interface 1.wsdl", interface), ("parts/types.xsd", types)];
    let wsdl = load_with("main/service.wsdl", &service, &files, &Limits::default());

    let uris: Vec<_> = wsdl.imported_uris().collect();
    assert_eq!(uris, ["parts/binding.wsdl", "parts/sub/interface 1.wsdl", "parts/types.xsd"]);
    for (index, document) in wsdl.documents().iter().enumerate() {
        assert_eq!(document.source.id, SourceId(index as u32));
    }
    let targets: Vec<_> = wsdl.imports().iter().map(|import| (import.kind, import.target.clone())).collect();
    let loaded = |id| ImportTarget::Loaded(SourceId(id));
    assert_eq!(
        targets,
        [
            (ImportKind::WsdlImport, loaded(1)),
            (ImportKind::WsdlImport, loaded(2)),
            (ImportKind::WsdlImport, loaded(0)),
            (ImportKind::SchemaInclude, loaded(3)),
            (ImportKind::SchemaImport, ImportTarget::NoLocation),
            (ImportKind::SchemaInclude, loaded(3)),
        ]
    );
    assert!(wsdl.is_complete());
    let port = wsdl.ports().next().unwrap();
    assert!(matches!(port.port_type(), Link::To(port_type) if port_type.name() == "I"));
    let operation = port.operations().next().unwrap();
    let found = operation.bound.abstract_operation().target().unwrap();
    assert_eq!(found.element().node().doc.source.uri, "parts/sub/interface 1.wsdl");
    assert_eq!(wsdl.counts(), Counts { services: 1, ports: 1, bindings: 1, operations: 1, schemas: 1 });
}

#[test]
fn imports_that_lead_nowhere_are_recorded_and_make_absence_unknown() {
    let text = definitions(
        r#"<import namespace="urn:a" location="gone.wsdl"/><import namespace="urn:b" location="../../out.wsdl"/>
        <import namespace="urn:c" location="HTTP://acme.com/c.wsdl"/><import namespace="urn:d" location="file:///etc/d.wsdl"/>
        <import namespace="urn:e" location="C:\d\e.wsdl"/><import namespace="urn:f" location="notes.txt"/>
        <import namespace="urn:h" location="\\host\share\x.wsdl"/>
        <types><xs:schema xml:base="https://acme.com/x/y.xsd"><xs:import namespace="urn:g" schemaLocation="../g.xsd"/></xs:schema></types>
        <service name="S"><port name="P" binding="t:Gone"/></service>"#,
    );
    let wsdl = load_with("a.wsdl", &text, &[("notes.txt", "hello: world")], &Limits::default());
    let seen: Vec<_> = wsdl.imports().iter().map(|import| (import.uri.as_str(), &import.target)).collect();
    assert_eq!(seen[0], ("gone.wsdl", &ImportTarget::Failed(LoadError::NotFound)));
    assert_eq!(seen[1], ("../../out.wsdl", &ImportTarget::Failed(LoadError::OutsideRoot)));
    assert_eq!(seen[2], ("HTTP://acme.com/c.wsdl", &ImportTarget::Remote));
    assert_eq!(seen[3].1, &ImportTarget::Remote);
    assert_eq!(seen[4].1, &ImportTarget::Remote);
    assert!(matches!(seen[5].1, ImportTarget::NotXml(_)));
    assert_eq!(seen[6].1, &ImportTarget::Remote);
    assert_eq!(seen[7], ("https://acme.com/g.xsd", &ImportTarget::Remote));
    assert!(wsdl.imports().iter().all(Import::is_unresolved));
    assert_eq!(wsdl.imports()[0].location(&wsdl).unwrap().raw(), "gone.wsdl");
    assert!(!wsdl.is_complete());
    assert!(matches!(wsdl.ports().next().unwrap().binding(), Link::Unknown));
}

#[test]
fn a_missing_schema_leaves_the_wsdl_complete_and_the_file_limit_holds() {
    let schemas = r#"<types><xs:schema><xs:import schemaLocation="1.xsd"/><xs:import schemaLocation="2.xsd"/></xs:schema></types>"#;
    let files = [("1.xsd", "<x/>"), ("2.xsd", "<x/>")];
    let limits = Limits { files: 2, ..Limits::default() };
    let wsdl = load_with("a.wsdl", &definitions(schemas), &files, &limits);
    let targets: Vec<_> = wsdl.imports().iter().map(|import| import.target.clone()).collect();
    assert_eq!(targets, [ImportTarget::Loaded(SourceId(1)), ImportTarget::TooManyFiles]);
    assert!(load(&definitions(schemas)).is_complete());
}

#[test]
fn bases_change_where_locations_lead() {
    let text = format!(
        r#"{HEAD} xml:base="lib/"><types xml:base="xsd/"><xs:schema><xs:include schemaLocation="a.xsd"/></xs:schema></types></definitions>"#
    );
    let wsdl = load_with("top/a.wsdl", &text, &[("top/lib/xsd/a.xsd", "<x/>")], &Limits::default());
    assert_eq!(wsdl.imports()[0].target, ImportTarget::Loaded(SourceId(1)), "{:?}", wsdl.imports());
}

#[test]
fn wsdl_2_is_read_through_the_same_views() {
    let text = r#"<description xmlns="http://www.w3.org/ns/wsdl" xmlns:wsoap="http://www.w3.org/ns/wsdl/soap" xmlns:whttp="http://www.w3.org/ns/wsdl/http"
      xmlns:wsdlx="http://www.w3.org/ns/wsdl-extensions" xmlns:t="urn:t" targetNamespace="urn:t">
      <include location="base.wsdl"/>
      <interface name="I" extends="t:Base"><operation name="read" wsdlx:safe="true"><input element="t:q"/></operation></interface>
      <binding name="S" interface="t:I" type="http://www.w3.org/ns/wsdl/soap" wsoap:protocol="http://www.w3.org/2003/05/soap/bindings/HTTP/" wsoap:mepDefault="urn:default">
        <operation ref="t:inherited" wsoap:action="urn:x" wsoap:mep="urn:mep"/><operation ref="t:nothing"/></binding>
      <binding name="H" interface="t:I" type="http://www.w3.org/ns/wsdl/http"><operation ref="t:read"/><operation ref="t:inherited"/>
        <operation ref="t:read" whttp:method="put" whttp:location="x"/></binding>
      <binding name="R" type="http://www.w3.org/ns/wsdl/soap" wsoap:version="1.1"/>
      <service name="V" interface="t:I"><endpoint name="E" binding="t:S" address="https://acme.com/e" whttp:authenticationScheme="basic"/><endpoint name="F" binding="t:R"/></service>
    </description>"#;
    let base = r#"<description xmlns="http://www.w3.org/ns/wsdl" targetNamespace="urn:t"><interface name="Base"><operation name="inherited"/></interface></description>"#;
    let wsdl = load_with("a.wsdl", text, &[("base.wsdl", base)], &Limits::default());
    assert_eq!((wsdl.version(), wsdl.version().format()), (WsdlVersion::V20, "wsdl-2.0"));
    assert_eq!(wsdl.imports()[0].kind, ImportKind::WsdlInclude);
    let bindings: Vec<_> = wsdl.bindings().collect();
    let protocols: Vec<_> = bindings.iter().map(|binding| binding.protocol()).collect();
    assert_eq!(protocols, [Protocol::Soap12, Protocol::Http, Protocol::Soap11]);
    let links: Vec<_> = bindings[0].operations().map(BoundOperation::abstract_operation).collect();
    assert!(matches!(links[0], Link::To(found) if found.name() == "inherited"));
    assert!(matches!(links[1], Link::Missing));
    assert_eq!(bindings[0].operations().next().unwrap().soap_action().unwrap().raw(), "urn:x");
    let meps: Vec<_> = bindings[0].operations().map(|bound| bound.soap_mep().unwrap().raw()).collect();
    assert_eq!(meps, ["urn:mep", "urn:default"]);
    assert_eq!(bindings[0].transport_kind(), Transport::Http);
    assert_eq!(bindings[0].transport().unwrap().raw(), "http://www.w3.org/2003/05/soap/bindings/HTTP/");
    let methods: Vec<_> = bindings[1].operations().filter_map(BoundOperation::http_method).collect();
    assert_eq!(methods, ["GET", "POST", "PUT"]);
    let ports: Vec<_> = wsdl.ports().collect();
    assert_eq!(ports[0].authentication_scheme().unwrap().raw(), "basic");
    let address = ports[0].address().unwrap();
    assert_eq!((address.kind, &*address.text), (AddressKind::Endpoint, "https://acme.com/e"));
    assert!(matches!(ports[1].port_type(), Link::To(port_type) if port_type.name() == "I"), "from the service");
    assert_eq!(wsdl.counts().operations, 2);
}

#[test]
fn of_a_draft_the_endpoints_are_read_and_no_messages() {
    let wsdl = load(
        r#"<description xmlns="http://www.w3.org/2006/01/wsdl" xmlns:t="urn:t" targetNamespace="urn:t"
        xmlns:xs="http://www.w3.org/2001/XMLSchema"><types><xs:schema targetNamespace="urn:t"><xs:element name="e"/></xs:schema></types>
        <interface name="I"><operation name="o"><input element="t:e"/></operation></interface>
        <binding name="B" interface="t:I"><operation ref="t:o"/></binding>
        <service name="S" interface="t:I"><endpoint name="E" binding="t:B" address="http://acme.com/"/></service></description>"#,
    );
    assert!(wsdl.version().is_draft());
    assert_eq!(wsdl.ports().next().unwrap().address().unwrap().text, "http://acme.com/");
    assert_eq!((wsdl.reach().operations(), wsdl.reach().is_complete()), (0, false));
}

#[test]
fn template_markers_hide_hosts_of_any_kind() {
    use HostKind::*;
    let cases = [
        ("http://@host@:@port@/x", Placeholder),
        ("https://${host}/x", Placeholder),
        ("{{baseUrl}}/x", Placeholder),
        ("http://%NAME%/x", Placeholder),
        ("https://$NAME$/x", Placeholder),
        ("REPLACE_WITH_ACTUAL_URL", Placeholder),
        ("http://esbservice/x", SingleLabel),
        ("http://localhost:8080/", Loopback),
        ("http://10.1.2.3/", Private),
        ("http://www.example.com/", Test),
        ("http://api.acme.com/", Public),
        ("", Empty),
    ];
    for (location, kind) in cases {
        let text = format!(
            r#"<service name="S"><port name="P" binding="t:B"><soap:address location="{location}"/></port></service>"#
        );
        let wsdl = load(&definitions(&text));
        assert_eq!(wsdl.ports().next().unwrap().address().unwrap().url().host_kind(), kind, "{location}");
    }
}

#[test]
fn documents_are_told_by_root_and_namespace() {
    let version = |text: &str| detect(Element::new(document("x", text).root().unwrap()).unwrap());
    let kind = |text: &str| fragment(Element::new(document("x", text).root().unwrap()).unwrap());
    assert_eq!(version(&definitions("")), Some(WsdlVersion::V11));
    assert_eq!(version(r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl"/>"#), Some(WsdlVersion::V11Unslashed));
    assert_eq!(version(r#"<w:description xmlns:w="http://www.w3.org/ns/wsdl"/>"#), Some(WsdlVersion::V20));
    let draft = r#"<description xmlns="http://www.w3.org/2006/01/wsdl"/>"#;
    assert_eq!(version(draft), Some(WsdlVersion::Draft("http://www.w3.org/2006/01/wsdl")));
    assert_eq!(version(draft).unwrap().name(), "WSDL 2.0 draft 2006-01");
    assert!(version(draft).unwrap().is_draft() && !WsdlVersion::V20.is_draft());
    assert_eq!(version(r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>"#), None);
    assert_eq!(version(r#"<message xmlns="http://schemas.xmlsoap.org/wsdl/"/>"#), None);
    assert_eq!(kind(r#"<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"/>"#), Some(FragmentKind::Schema));
    assert_eq!(kind(r#"<Policy xmlns="http://www.w3.org/ns/ws-policy"/>"#), Some(FragmentKind::Policy));
    assert_eq!(kind("<schema/>"), None);
}

#[test]
fn other_addresses_of_a_port_are_found() {
    let wsdl = load(&definitions(
        r#"<service name="S"><port name="P" binding="t:B"><soap:address location="http://a.acme.com/"/>
        <j:address xmlns:j="urn:jms" location="jms:queue:x"/><j:address xmlns:j="urn:jms"/>
        <w:EndpointReference xmlns:w="http://www.w3.org/2005/08/addressing"><w:Address>http://b.acme.com/</w:Address></w:EndpointReference></port></service>"#,
    ));
    let port = wsdl.ports().next().unwrap();
    let found: Vec<_> = port.addresses().map(|address| (address.kind, address.text.into_owned())).collect();
    assert_eq!(
        found,
        [
            (AddressKind::Soap11, "http://a.acme.com/".to_owned()),
            (AddressKind::Other, "jms:queue:x".to_owned()),
            (AddressKind::EndpointReference, "http://b.acme.com/".to_owned()),
        ]
    );
}

#[test]
fn odd_documents_give_an_empty_model() {
    for text in ["", "<", "<a/>", "<definitions/>", HEAD, "<!DOCTYPE a [<!ENTITY b '&b;'>]><a>&b;</a>"] {
        let wsdl = load_with("a.wsdl", text, &[], &Limits::default());
        assert_eq!(wsdl.counts(), Counts::default(), "{text}");
    }
}

#[test]
fn references_in_content_count_towards_the_expansion() {
    use entities::{Expansion, content_expansion, worst_expansion};
    let text =
        r#"<!DOCTYPE a [<!ENTITY x "12345"><!ENTITY y "&x;&x;">]><a b="&y;">&x; &amp; &z; &y;<![CDATA[a & b]]></a>"#;
    let document = document("a.wsdl", text);
    assert_eq!(worst_expansion(document.doctype.as_ref().unwrap()), Expansion::Bytes(10));
    assert_eq!(content_expansion(&document), Expansion::Bytes(25));
}
