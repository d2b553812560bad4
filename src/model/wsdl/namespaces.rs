//! The namespaces of WSDL and of what stands inside it. Names are matched by namespace, never by prefix.

/// WSDL 1.1.
pub const WSDL11: &str = "http://schemas.xmlsoap.org/wsdl/";
/// WSDL 1.1 with its final slash forgotten; stacks do not read it.
pub const WSDL11_UNSLASHED: &str = "http://schemas.xmlsoap.org/wsdl";
/// SOAP 1.1 binding of WSDL 1.1.
pub const SOAP11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
/// SOAP 1.2 binding of WSDL 1.1.
pub const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
/// HTTP binding of WSDL 1.1.
pub const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
/// MIME binding of WSDL 1.1.
pub const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// WSDL 2.0.
pub const WSDL20: &str = "http://www.w3.org/ns/wsdl";
/// SOAP binding of WSDL 2.0; also the value of `binding/@type`.
pub const WSDL20_SOAP: &str = "http://www.w3.org/ns/wsdl/soap";
/// HTTP binding of WSDL 2.0; also the value of `binding/@type`.
pub const WSDL20_HTTP: &str = "http://www.w3.org/ns/wsdl/http";
/// Extensions of WSDL 2.0, such as `safe`.
pub const WSDL20_EXTENSIONS: &str = "http://www.w3.org/ns/wsdl-extensions";
/// Working drafts of WSDL 2.0.
pub const WSDL20_DRAFTS: [&str; 8] = [
    "http://www.w3.org/2006/01/wsdl",
    "http://www.w3.org/2005/08/wsdl",
    "http://www.w3.org/2005/05/wsdl",
    "http://www.w3.org/2004/08/wsdl",
    "http://www.w3.org/2004/03/wsdl",
    "http://www.w3.org/2003/11/wsdl",
    "http://www.w3.org/2003/06/wsdl",
    "http://www.w3.org/2003/01/wsdl",
];

/// XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// `xsi:schemaLocation` and its relatives.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// `xml:base`, `xml:id`.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// XInclude.
pub const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// WS-Policy: 1.2, 1.5 and the 1.5 draft, which mean the same here.
pub const POLICY: [&str; 3] = [
    "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "http://www.w3.org/ns/ws-policy",
    "http://www.w3.org/2006/07/ws-policy",
];
/// WS-Policy of 2002, which no stack reads.
pub const POLICY_OBSOLETE: &str = "http://schemas.xmlsoap.org/ws/2002/12/policy";
/// WS-Addressing: 1.0 and the submission.
pub const ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];

/// XML Schema before it was a recommendation; Axis 1 still writes them.
pub const XSD_OLD: [&str; 2] = ["http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema"];
/// SOAP encoding: 1.1 and 1.2.
pub const SOAP_ENCODING: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];
/// Types of Apache SOAP: `Map`, `Vector`.
pub const APACHE_SOAP: &str = "http://xml.apache.org/xml-soap";
/// Media types of binary values in XML: the note of 2005 and its draft.
pub const XMIME: [&str; 2] = ["http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2004/11/xmlmime"];
/// `swaRef` of the WS-I Attachments Profile.
pub const SWA_REF: &str = "http://ws-i.org/profiles/basic/1.1/xsd";

/// SOAP over JMS: elements in WSDL, and the value of `soap:binding/@transport`.
pub const SOAP_JMS: &str = "http://www.w3.org/2010/soapjms/";
/// JMS of CXF: elements in WSDL, and the value of `soap:binding/@transport`.
pub const CXF_JMS: &str = "http://cxf.apache.org/transports/jms";
/// JMS of older stacks.
pub const WSDL_JMS: &str = "http://schemas.xmlsoap.org/wsdl/jms/";

/// Elements of which a document is the configuration of a stack, with policies in it or without: Rampart, Metro (WSIT) and
/// XWSS, CXF, Spring Web Services.
pub const STACK_CONFIGURATION: [&str; 14] = [
    "http://ws.apache.org/rampart/policy",
    "http://schemas.sun.com/2006/03/wss/server",
    "http://schemas.sun.com/2006/03/wss/client",
    "http://schemas.sun.com/ws/2006/05/trust/server",
    "http://schemas.sun.com/ws/2006/05/trust/client",
    "http://schemas.sun.com/ws/2006/05/sc/server",
    "http://schemas.sun.com/ws/2006/05/sc/client",
    "http://java.sun.com/xml/ns/xwss/config",
    "http://cxf.apache.org/jaxws",
    "http://cxf.apache.org/policy",
    "http://cxf.apache.org/configuration/security",
    "http://cxf.apache.org/transports/http/configuration",
    "http://cxf.apache.org/transports/http-jetty/configuration",
    "http://www.springframework.org/schema/web-services",
];
