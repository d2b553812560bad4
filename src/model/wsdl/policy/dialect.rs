//! Which vocabulary the namespace of an assertion belongs to.

use crate::model::wsdl::namespaces::{SOAP11, SOAP12, WSDL11, WSDL20, XSD};
use crate::syntax::Document;

/// WS-SecurityPolicy 1.1.
pub const SP11: &str = "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy";
/// WS-SecurityPolicy 1.2 and 1.3.
pub const SP12: &str = "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702";
/// What WS-SecurityPolicy 1.3 adds.
pub const SP13: &str = "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802";

/// The vocabulary of an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// WS-SecurityPolicy 1.1.
    Sp11,
    /// WS-SecurityPolicy 1.2, which most of 1.3 shares.
    Sp12,
    /// What WS-SecurityPolicy 1.3 adds.
    Sp13,
    /// A draft or forerunner of WS-SecurityPolicy that stacks do not implement: no security.
    SpObsolete,
    /// A namespace that looks like one of WS-SecurityPolicy and is none: stacks ignore what it holds.
    SpLike,
    /// Extensions of WS-SecurityPolicy by CXF and by Microsoft.
    SpExtension,
    /// HTTP authentication of Microsoft's policies.
    MsHttp,
    /// Transport security below framing (`net.tcp`), of Microsoft's policies.
    MsFraming,
    /// Security policies of a vendor, whose meaning is not known here: cannot be judged.
    Vendor,
    /// Configuration of a stack that travels inside policies: key stores, callback handlers, visibility.
    StackConfiguration,
    /// WS-Addressing metadata, its forerunners included.
    Addressing,
    /// WS-ReliableMessaging and WS-MakeConnection.
    ReliableMessaging,
    /// MTOM.
    Mtom,
    /// Anything else.
    Other,
}

impl Dialect {
    /// The vocabulary of a namespace.
    pub fn of(namespace: &str) -> Self {
        match namespace {
            // Nearly all elements of a description.
            XSD | WSDL11 | WSDL20 | SOAP11 | SOAP12 | "" => Self::Other,
            SP11 => Self::Sp11,
            SP12 => Self::Sp12,
            SP13 => Self::Sp13,
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200512"
            | "http://schemas.xmlsoap.org/ws/2002/12/secext"
            | "http://schemas.xmlsoap.org/ws/2002/07/secext" => Self::SpObsolete,
            "http://cxf.apache.org/custom/security-policy"
            | "http://schemas.microsoft.com/ws/2005/07/securitypolicy" => Self::SpExtension,
            "http://schemas.microsoft.com/ws/06/2004/policy/http" => Self::MsHttp,
            "http://schemas.microsoft.com/ws/2006/05/framing/policy" => Self::MsFraming,
            "http://www.w3.org/2007/05/addressing/metadata"
            | "http://www.w3.org/2007/02/addressing/metadata"
            | "http://www.w3.org/2006/05/addressing/wsdl"
            | "http://schemas.xmlsoap.org/ws/2004/08/addressing/policy" => Self::Addressing,
            "http://docs.oasis-open.org/ws-rx/wsrmp/200702"
            | "http://schemas.xmlsoap.org/ws/2005/02/rm/policy"
            | "http://docs.oasis-open.org/ws-rx/wsmc/200702" => Self::ReliableMessaging,
            "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization"
            | "http://www.w3.org/2007/08/soap12-mtom-policy" => Self::Mtom,
            "http://ws.apache.org/rampart/policy"
            | "http://schemas.sun.com/2006/03/wss/server"
            | "http://schemas.sun.com/2006/03/wss/client"
            | "http://schemas.sun.com/ws/2006/05/trust/server"
            | "http://schemas.sun.com/ws/2006/05/trust/client"
            | "http://schemas.sun.com/ws/2006/05/sc/server"
            | "http://schemas.sun.com/ws/2006/05/sc/client"
            | "http://java.sun.com/xml/ns/wsit/policy" => Self::StackConfiguration,
            _ if is_vendor(namespace) => Self::Vendor,
            _ if looks_like_sp(namespace) => Self::SpLike,
            _ => Self::Other,
        }
    }

    /// True where a namespace of the vocabulary is declared in a document.
    pub fn is_in(self, document: &Document) -> bool {
        document.tree.symbols().strings().any(|name| Self::of(name) == self)
    }

    /// True for WS-SecurityPolicy in a version that stacks implement.
    pub fn is_sp(self) -> bool {
        matches!(self, Self::Sp11 | Self::Sp12 | Self::Sp13)
    }

    /// How the version is called in a sentence; empty where no version is meant.
    pub fn version(self) -> &'static str {
        match self {
            Self::Sp11 => "WS-SecurityPolicy 1.1",
            Self::Sp12 => "WS-SecurityPolicy 1.2",
            Self::Sp13 => "WS-SecurityPolicy 1.3",
            _ => "",
        }
    }
}

fn is_vendor(namespace: &str) -> bool {
    const OWNERS: [&str; 4] = [
        "http://www.bea.com/wls90/security/policy",
        "http://schemas.oracle.com/ws/2006/01/",
        "http://www.ibm.com/xmlns/prod/websphere/200605/ws-securitypolicy",
        "http://www.sap.com/webas/630/soap/features/",
    ];
    OWNERS.iter().any(|owner| namespace.starts_with(owner))
}

/// Another date, a slash too many, `https`, a wrong capital.
fn looks_like_sp(namespace: &str) -> bool {
    let lower = namespace.to_ascii_lowercase();
    let standard = lower.contains("xmlsoap.org/") || lower.contains("oasis-open.org/");
    standard && (lower.contains("securitypolicy") || lower.contains("security-policy"))
}
