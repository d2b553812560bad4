//! How messages travel: endpoints as clients reach them, the transport under a binding, and the properties of JMS.

use std::borrow::Cow;
use std::ops::Range;

use hashbrown::HashSet;

use super::namespaces::{CXF_JMS, SOAP_JMS, WSDL_JMS};
use super::{At, Binding, Operation, Port, Protocol, Service, Wsdl};
use crate::model::endpoint::Scheme;
use crate::syntax::{Element, Kind, NodeRef};

/// What carries the messages of a port or binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// HTTP or HTTPS; which of them only an address says.
    Http,
    /// Java Message Service.
    Jms,
    /// SMTP and other mail.
    Mail,
    /// FTP in the clear.
    Ftp,
    /// SFTP, SCP, FTPS: protected by themselves.
    SecureFtp,
    /// TCP of WCF (`net.tcp`), which may be protected by framing policies.
    NetTcp,
    /// Other bare TCP.
    Tcp,
    /// UDP (`soap.udp`).
    Udp,
    /// Message queues that are no JMS: MSMQ, IBM MQ, AMQP.
    Queue,
    /// Within one machine or process: `net.pipe`, `local`, `vm`, `java`.
    Local,
    /// Something known to be none of these.
    Other,
    /// Nothing says.
    Unknown,
}

impl Transport {
    /// For messages: `JMS`, `plain TCP`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Jms => "JMS",
            Self::Mail => "mail",
            Self::Ftp => "FTP",
            Self::SecureFtp => "SFTP or FTPS",
            Self::NetTcp => "net.tcp",
            Self::Tcp => "plain TCP",
            Self::Udp => "UDP",
            Self::Queue => "a message queue",
            Self::Local => "a local channel",
            Self::Other => "a transport of its own",
            Self::Unknown => "an unknown transport",
        }
    }

    /// True for transports that stay within one machine.
    pub fn is_local(self) -> bool {
        self == Self::Local
    }

    /// What a scheme of an address means.
    pub fn of_scheme(scheme: &Scheme) -> Self {
        let name = match scheme {
            Scheme::Http | Scheme::Https | Scheme::Ws | Scheme::Wss => return Self::Http,
            Scheme::Relative | Scheme::Unknown => return Self::Unknown,
            Scheme::Other(name) => name.as_str(),
        };
        match name {
            "jms" => Self::Jms,
            "mailto" | "smtp" | "smtps" | "imap" | "imaps" | "pop3" | "pop3s" | "mail" => Self::Mail,
            "ftp" => Self::Ftp,
            "sftp" | "scp" | "ftps" => Self::SecureFtp,
            "net.tcp" => Self::NetTcp,
            "tcp" | "vnd.sun.ws.tcp" | "soap.tcp" => Self::Tcp,
            "soap.udp" | "udp" => Self::Udp,
            "net.msmq" | "msmq.formatname" | "mq" | "wmq" | "amqp" | "amqps" | "rabbitmq" => Self::Queue,
            "net.pipe" | "local" | "in-vm" | "vm" | "java" | "direct" | "seda" => Self::Local,
            _ => Self::Other,
        }
    }

    /// What the value of `soap:binding/@transport`, or of `@wsoap:protocol`, means.
    pub fn of_binding(uri: &str) -> Self {
        let uri = uri.trim();
        let bare = uri.strip_suffix('/').unwrap_or(uri);
        match bare {
            "" => Self::Unknown,
            "http://schemas.xmlsoap.org/soap/http"
            | "http://schemas.xmlsoap.org/soap/https"
            | "http://www.w3.org/2003/05/soap/bindings/HTTP"
            | "http://www.w3.org/2006/01/soap11/bindings/HTTP"
            | "http://cxf.apache.org/transports/http"
            | "http://schemas.microsoft.com/soap/http" => Self::Http,
            "http://www.w3.org/2010/soapjms"
            | "http://www.w3.org/2008/07/soap/bindings/JMS"
            | "http://schemas.xmlsoap.org/soap/jms"
            | "http://cxf.apache.org/transports/jms" => Self::Jms,
            "http://schemas.xmlsoap.org/soap/smtp"
            | "http://schemas.xmlsoap.org/soap/email"
            | "http://schemas.pocketsoap.com/soap/smtp" => Self::Mail,
            "http://schemas.microsoft.com/soap/tcp" => Self::NetTcp,
            "http://schemas.xmlsoap.org/soap/tcp" => Self::Tcp,
            "http://cxf.apache.org/transports/udp" | "http://schemas.xmlsoap.org/soap/udp" => Self::Udp,
            "http://schemas.microsoft.com/soap/msmq" => Self::Queue,
            "http://schemas.microsoft.com/soap/named-pipe" | "http://cxf.apache.org/transports/local" => Self::Local,
            _ => Self::Other,
        }
    }
}

impl Binding<'_> {
    /// What carries its messages, as far as the binding says.
    pub fn transport_kind(self) -> Transport {
        match self.transport().and_then(NodeRef::text) {
            Some(uri) => Transport::of_binding(&uri),
            None if self.protocol() == Protocol::Http => Transport::Http,
            // SOAP bindings of WSDL 1.1 must say; stacks take HTTP when they do not.
            None if self.protocol().is_soap() => Transport::Http,
            None => Transport::Unknown,
        }
    }
}

impl<'a> Port<'a> {
    /// What carries its messages: its address by its scheme, a JMS element in it, else what its binding says.
    pub fn transport_kind(self) -> Transport {
        let by_address =
            self.address().map_or(Transport::Unknown, |address| Transport::of_scheme(address.url().scheme()));
        let by_binding = || self.binding().target().map_or(Transport::Unknown, Binding::transport_kind);
        match by_address {
            Transport::Unknown if self.element.elements().any(|child| is_jms(child.namespace())) => Transport::Jms,
            Transport::Unknown => by_binding(),
            // `C:\…` and other schemes that name no transport.
            Transport::Other if by_binding() != Transport::Unknown => by_binding(),
            known => known,
        }
    }

    /// The JMS properties that apply to it: of its address, then those written in the port, in its service and in its
    /// binding. The same name may come several times; the first one counts.
    pub fn jms_properties(self) -> Vec<JmsProperty<'a>> {
        let mut found = Vec::new();
        for address in self.addresses() {
            let url = address.url();
            if *url.scheme() == Scheme::Other("jms".to_owned()) {
                for parameter in url.query_parameters() {
                    found.push(JmsProperty {
                        name: Cow::Owned(parameter.name.to_owned()),
                        value: Cow::Owned(parameter.value.to_owned()),
                        node: address.node,
                        range: Some(parameter.value_range),
                    });
                }
            }
        }
        let binding = self.binding().target().map(|binding| binding.element);
        let wsdl = self.wsdl;
        // Services and bindings have many ports.
        let shared = wsdl.jms.get_or_init(|| {
            let services = wsdl.services().map(Service::element);
            let holders = services.chain(wsdl.bindings().map(|binding| binding.element));
            let of = |holder: Element<'_>| jms_of(holder).map(|child| child.node().at()).collect();
            holders.map(|holder| (holder.node().at(), of(holder))).collect()
        });
        jms_of(self.element).for_each(|child| written(child, &mut found));
        for holder in [self.service().map(Service::element), binding].into_iter().flatten() {
            let children = shared.get(&holder.node().at()).into_iter().flatten();
            children.filter_map(|at| wsdl.element(*at)).for_each(|child| written(child, &mut found));
        }
        found
    }
}

/// Children that say something about JMS.
fn jms_of(holder: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    holder.elements().filter(|child| is_jms(child.namespace()))
}

fn is_jms(namespace: &str) -> bool {
    matches!(namespace, SOAP_JMS | CXF_JMS | WSDL_JMS)
}

/// The properties that one extension element writes: as attributes, as elements named `…Property` or
/// `jndiContextParameter` with a name and a value, or as the text of an element.
fn written<'a>(element: Element<'a>, found: &mut Vec<JmsProperty<'a>>) {
    let each = std::iter::once(element).chain(element.descendants().filter(|inner| is_jms(inner.namespace())));
    for element in each {
        if let (Some(name), Some(value)) = (element.attr("", "name"), element.attr("", "value")) {
            let name = name.text().unwrap_or_default();
            found.push(JmsProperty { name, value: value.text().unwrap_or_default(), node: value, range: None });
            continue;
        }
        for attribute in element.attributes().filter(|attribute| attribute.namespace().is_empty()) {
            let name = Cow::Borrowed(attribute.local());
            found.push(JmsProperty { name, value: attribute.value(), node: attribute.node(), range: None });
        }
        if let Some(text) = element.node().children().find(|child| child.kind() == Kind::Text)
            && element.elements().next().is_none()
        {
            let value = text.text().unwrap_or_default();
            found.push(JmsProperty { name: Cow::Borrowed(element.local()), value, node: text, range: None });
        }
    }
}

/// One property of a JMS port, such as `jndiURL`, `java.naming.security.credentials` or `password`.
#[derive(Clone, Debug)]
pub struct JmsProperty<'a> {
    /// Its name as written.
    pub name: Cow<'a, str>,
    /// Its value, decoded; white space around it is kept.
    pub value: Cow<'a, str>,
    /// Where the value stands: an attribute, a text, or the address whose query holds it.
    pub node: NodeRef<'a>,
    /// The bytes of the value within the decoded address; `None` when `node` is the value.
    pub range: Option<Range<usize>>,
}

/// A binding as clients may reach it: through a port, or through one that this description does not show.
#[derive(Clone, Copy)]
pub struct Endpoint<'a> {
    /// The port; `None` for a binding that no port uses, whose address is unknown.
    pub port: Option<Port<'a>>,
    /// The binding.
    pub binding: Binding<'a>,
}

impl<'a> Endpoint<'a> {
    /// True where no port of the description uses the binding.
    pub fn is_virtual(self) -> bool {
        self.port.is_none()
    }

    /// What to point at when the endpoint lacks something: the port, else the binding.
    pub fn element(self) -> Element<'a> {
        self.port.map_or(self.binding.element, |port| port.element)
    }

    /// What carries its messages.
    pub fn transport_kind(self) -> Transport {
        self.port.map_or_else(|| self.binding.transport_kind(), Port::transport_kind)
    }
}

impl Wsdl {
    /// Every port with a binding that can be found, in order, then every binding that no port uses. What is judged by
    /// the address of a port must leave the latter out.
    pub fn endpoints(&self) -> impl Iterator<Item = Endpoint<'_>> {
        let bound =
            self.ports().filter_map(|port| Some(Endpoint { port: Some(port), binding: port.binding().target()? }));
        bound.chain(self.unused_bindings().map(|binding| Endpoint { port: None, binding }))
    }

    /// Bindings that no port uses.
    pub fn unused_bindings(&self) -> impl Iterator<Item = Binding<'_>> {
        let used: HashSet<At> =
            self.ports().filter_map(|port| Some(port.binding().target()?.element.node().at())).collect();
        self.bindings().filter(move |binding| !used.contains(&binding.element.node().at()))
    }

    /// Operations as clients may reach them: those of every port, then those of bindings that no port uses.
    pub fn endpoint_operations(&self) -> impl Iterator<Item = (Endpoint<'_>, super::BoundOperation<'_>)> {
        self.endpoints().flat_map(|endpoint| endpoint.binding.operations().map(move |bound| (endpoint, bound)))
    }
}

impl<'a> Operation<'a> {
    /// The endpoint it is reached through.
    pub fn endpoint(self) -> Endpoint<'a> {
        Endpoint { port: Some(self.port), binding: self.bound.binding }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{MemLoader, Source, SourceId};
    use crate::syntax::{Limits, parse};

    fn load(body: &str) -> Wsdl {
        let text = format!(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/"
            xmlns:j="http://www.w3.org/2010/soapjms/" xmlns:c="http://cxf.apache.org/transports/jms" xmlns:t="urn:t" targetNamespace="urn:t">{body}</definitions>"#
        );
        let document = parse(Source::new(SourceId(0), "a.wsdl", text), &Limits::default(), &[]);
        assert_eq!(document.errors, []);
        Wsdl::load(document, &MemLoader::default(), &Limits::default())
    }

    #[test]
    fn addresses_say_more_about_transport_than_bindings() {
        let wsdl = load(
            r#"<binding name="H" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/></binding>
            <binding name="J" type="t:P"><s:binding transport="http://www.w3.org/2010/soapjms/"/></binding>
            <binding name="N" type="t:P"/><binding name="G" type="t:P"><h:binding verb="GET"/></binding>
            <service name="S">
              <port name="1" binding="t:H"><s:address location="https://acme.com/"/></port>
              <port name="2" binding="t:H"><s:address location="jms:queue:x"/></port>
              <port name="3" binding="t:J"/>
              <port name="4" binding="t:J"><s:address location="@address@"/></port>
              <port name="5" binding="t:H"><s:address location="net.tcp://acme/x"/></port>
              <port name="6" binding="t:H"><s:address location="soap.udp://acme/x"/></port>
              <port name="7" binding="t:H"><s:address location="C:\x"/></port>
              <port name="8" binding="t:N"><c:address/></port>
              <port name="9" binding="t:N"><s:address location="/relative"/></port>
              <port name="10" binding="t:G"><h:address location="{{url}}"/></port>
            </service>"#,
        );
        use Transport::*;
        let told: Vec<_> = wsdl.ports().map(Port::transport_kind).collect();
        assert_eq!(told, [Http, Jms, Jms, Jms, NetTcp, Udp, Http, Jms, Unknown, Http]);
    }

    #[test]
    fn jms_properties_are_read_from_address_port_service_and_binding() {
        let wsdl = load(
            r#"<binding name="J" type="t:P"><j:jndiContextParameter name="java.naming.security.credentials" value="x&amp;y"/></binding>
            <service name="S"><j:jndiURL>tcp://acme.com:61616</j:jndiURL>
            <port name="P" binding="t:J"><s:address location="jms:queue:x?password=a%20b&amp;priority=3"/>
            <c:address jndiDestinationName="q"><c:JMSNamingProperty name="url" value="v"/></c:address></port></service>"#,
        );
        let port = wsdl.ports().next().unwrap();
        let found = port.jms_properties();
        let told: Vec<_> = found.iter().map(|property| format!("{}={}", property.name, property.value)).collect();
        assert_eq!(
            told,
            [
                "password=a%20b",
                "priority=3",
                "jndiDestinationName=q",
                "url=v",
                "jndiURL=tcp://acme.com:61616",
                "java.naming.security.credentials=x&y",
            ]
        );
        let range = found[0].range.clone().unwrap();
        assert_eq!(&port.address().unwrap().text[range], "a%20b");
        assert_eq!(found[4].node.raw(), "tcp://acme.com:61616");
    }

    #[test]
    fn a_binding_without_port_is_an_endpoint_without_address() {
        let wsdl = load(
            r#"<binding name="Used" type="t:P"><operation name="a"/></binding><binding name="Free" type="t:P"><operation name="b"/><operation name="c"/></binding>
            <service name="S"><port name="A" binding="t:Used"/><port name="B" binding="Used"/><port name="C" binding="t:Gone"/></service>"#,
        );
        let told: Vec<_> = wsdl
            .endpoints()
            .map(|endpoint| (endpoint.port.map_or("", Port::name), endpoint.binding.name(), endpoint.is_virtual()))
            .collect();
        assert_eq!(told, [("A", "Used", false), ("B", "Used", false), ("", "Free", true)]);
        let operations: Vec<_> = wsdl.endpoint_operations().map(|(_, bound)| bound.name()).collect();
        assert_eq!(operations, ["a", "a", "b", "c"]);
        assert_eq!(wsdl.unused_bindings().map(Binding::name).collect::<Vec<_>>(), ["Free"]);
    }
}
