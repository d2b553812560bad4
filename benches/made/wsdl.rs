//! A SOAP service of any size.

use std::fmt::Write as _;

use super::Text;

/// A unit is an operation with its binding, two messages, two elements and a type.
pub(super) fn service(text: &mut Text, units: usize) {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <wsdl:definitions name=\"Shop\" targetNamespace=\"urn:shop\" xmlns:tns=\"urn:shop\"\n    \
         xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"\n    \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n  <wsdl:types>\n    \
         <xs:schema targetNamespace=\"urn:shop\" elementFormDefault=\"qualified\">\n",
    );
    for n in 0..units {
        let next = (n + 1) % units;
        let _ = write!(
            out,
            "      <xs:complexType name=\"Thing{n}\">\n        <xs:sequence>\n          \
             <xs:element name=\"id\" type=\"xs:int\"/>\n          \
             <xs:element name=\"name\" type=\"xs:string\" minOccurs=\"0\"/>\n          \
             <xs:element name=\"when\" type=\"xs:dateTime\" minOccurs=\"0\"/>\n          \
             <xs:element name=\"next\" type=\"tns:Thing{next}\" minOccurs=\"0\" maxOccurs=\"10\"/>\n        \
             </xs:sequence>\n      </xs:complexType>\n      \
             <xs:element name=\"change{n}\" type=\"tns:Thing{n}\"/>\n      \
             <xs:element name=\"changed{n}\" type=\"tns:Thing{n}\"/>\n"
        );
    }
    out.push_str("    </xs:schema>\n  </wsdl:types>\n");
    for n in 0..units {
        let _ = write!(
            out,
            "  <wsdl:message name=\"Change{n}\"><wsdl:part name=\"body\" element=\"tns:change{n}\"/></wsdl:message>\n  \
             <wsdl:message name=\"Changed{n}\"><wsdl:part name=\"body\" element=\"tns:changed{n}\"/></wsdl:message>\n"
        );
    }
    out.push_str("  <wsdl:portType name=\"ShopPort\">\n");
    for n in 0..units {
        let _ = write!(
            out,
            "    <wsdl:operation name=\"change{n}\">\n      <wsdl:documentation>Changes thing {n}.</wsdl:documentation>\n      \
             <wsdl:input message=\"tns:Change{n}\"/>\n      <wsdl:output message=\"tns:Changed{n}\"/>\n    </wsdl:operation>\n"
        );
    }
    out.push_str(
        "  </wsdl:portType>\n  <wsdl:binding name=\"ShopBinding\" type=\"tns:ShopPort\">\n    \
         <soap:binding style=\"document\" transport=\"http://schemas.xmlsoap.org/soap/http\"/>\n",
    );
    for n in 0..units {
        let _ = write!(
            out,
            "    <wsdl:operation name=\"change{n}\">\n      <soap:operation soapAction=\"urn:shop:change{n}\"/>\n      \
             <wsdl:input><soap:body use=\"literal\"/></wsdl:input>\n      \
             <wsdl:output><soap:body use=\"literal\"/></wsdl:output>\n    </wsdl:operation>\n"
        );
    }
    out.push_str(
        "  </wsdl:binding>\n  <wsdl:service name=\"Shop\">\n    <wsdl:port name=\"Shop\" binding=\"tns:ShopBinding\">\n      \
         <soap:address location=\"https://api.shop.test/soap\"/>\n    </wsdl:port>\n  </wsdl:service>\n</wsdl:definitions>\n",
    );
    text.raw(&out);
}
