//! Which namespaces belong to standards bodies: their schemas are not the reader's to change.

/// Beginnings of the namespaces of W3C, OASIS and their predecessors, ISO, and the registries of health, identity and
/// finance that publish schemas.
const OWNERS: [&str; 14] = [
    "http://www.w3.org/",
    "https://www.w3.org/",
    "http://docs.oasis-open.org/",
    "https://docs.oasis-open.org/",
    "http://www.oasis-open.org/",
    "urn:oasis:names:",
    "http://schemas.xmlsoap.org/",
    "http://xmlns.jcp.org/xml/ns/",
    "urn:liberty:",
    "urn:iso:std:",
    "http://purl.oclc.org/dsdl/",
    "http://ws-i.org/",
    "http://xml.apache.org/xml-soap",
    "http://schemas.microsoft.com/2003/10/Serialization/",
];

/// True for a namespace of a standards body, such as XML Signature, WS-Security, WS-Addressing, SAML, XOP or SOAP
/// encoding. Rules on input leave its components out unless asked.
pub fn is_standard_namespace(namespace: &str) -> bool {
    let namespace = namespace.trim();
    OWNERS.iter().any(|owner| namespace.starts_with(owner))
}
