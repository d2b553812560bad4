//! The types that no schema of a closure defines: those of XML Schema itself, of SOAP encoding and of old stacks.

use crate::model::wsdl::namespaces::{APACHE_SOAP, SOAP_ENCODING, SWA_REF, XMIME, XSD, XSD_OLD};

/// A type that needs no schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its local name: `string`, `anyType`, `Array`.
    pub name: &'static str,
    /// What its values are.
    pub family: Family,
}

/// What the values of a built-in type are, as far as limits on them are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// `anyType`, `ur-type`, `Map`: any content at all.
    Any,
    /// `anySimpleType`, `anyAtomicType`: any text.
    AnySimple,
    /// `string`, `normalizedString`, `token`: text of any length and nearly any characters.
    Text,
    /// `Name`, `NCName`, `NMTOKEN`, `ID`, `QName`, `language`: text of any length with few characters.
    Name,
    /// `anyURI`.
    Uri,
    /// `boolean`.
    Boolean,
    /// `float`, `double`: with infinities and NaN.
    Float,
    /// `decimal`, `integer` and its signed relatives: any number of digits.
    Number,
    /// `long`, `int`, `short`, `byte`, unsigned ones too: a fixed size.
    SizedNumber,
    /// Dates, times, durations.
    Time,
    /// `base64Binary`, `hexBinary`; a reference to an attachment (`swaRef`) too.
    Binary,
    /// `NMTOKENS`, `IDREFS`, `ENTITIES`: lists of any length.
    List,
    /// `Array` of SOAP encoding, `Vector`: a size and a type that the sender chooses.
    Array,
}

/// The built-in types of one namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtins {
    Schema,
    Encoding,
    Apache,
    Xmime,
    SwaRef,
}

impl Builtins {
    /// Those of a namespace, if it has any.
    pub(super) fn of(namespace: &str) -> Option<Self> {
        match namespace {
            APACHE_SOAP => Some(Self::Apache),
            SWA_REF => Some(Self::SwaRef),
            _ if namespace == XSD || XSD_OLD.contains(&namespace) => Some(Self::Schema),
            _ if XMIME.contains(&namespace) => Some(Self::Xmime),
            _ if SOAP_ENCODING.contains(&namespace) => Some(Self::Encoding),
            _ => None,
        }
    }

    /// The one of a name.
    pub(super) fn find(self, local: &str) -> Option<&'static Builtin> {
        let table = match self {
            Self::Schema => &SCHEMA[..],
            Self::Apache => &APACHE[..],
            Self::SwaRef => &ATTACHMENT[2..],
            Self::Xmime => &ATTACHMENT[..2],
            Self::Encoding => return ENCODING.iter().chain(&SCHEMA).find(|builtin| builtin.name == local),
        };
        table.iter().find(|builtin| builtin.name == local)
    }

    /// True where stacks know all names of the namespace without a schema.
    pub(super) fn is_home(self) -> bool {
        matches!(self, Self::Schema | Self::Encoding | Self::Apache)
    }
}

pub(super) static ANY_TYPE: Builtin = Builtin { name: "anyType", family: Family::Any };
/// What an attribute without a type holds.
pub(super) static ANY_SIMPLE_TYPE: Builtin = Builtin { name: "anySimpleType", family: Family::AnySimple };
/// What `xml:lang`, `xml:space` and `xml:base` hold.
pub(super) static XML_ATTRIBUTE: Builtin = Builtin { name: "language", family: Family::Name };

const fn of(name: &'static str, family: Family) -> Builtin {
    Builtin { name, family }
}

/// Those that descriptions use most stand first.
static SCHEMA: [Builtin; 52] = [
    of("string", Family::Text),
    of("int", Family::SizedNumber),
    of("boolean", Family::Boolean),
    of("dateTime", Family::Time),
    of("long", Family::SizedNumber),
    of("decimal", Family::Number),
    of("double", Family::Float),
    of("integer", Family::Number),
    of("date", Family::Time),
    of("anyURI", Family::Uri),
    of("base64Binary", Family::Binary),
    of("anyType", Family::Any),
    of("float", Family::Float),
    of("short", Family::SizedNumber),
    of("token", Family::Text),
    of("normalizedString", Family::Text),
    of("byte", Family::SizedNumber),
    of("unsignedByte", Family::SizedNumber),
    of("unsignedShort", Family::SizedNumber),
    of("unsignedInt", Family::SizedNumber),
    of("unsignedLong", Family::SizedNumber),
    of("positiveInteger", Family::Number),
    of("nonNegativeInteger", Family::Number),
    of("negativeInteger", Family::Number),
    of("nonPositiveInteger", Family::Number),
    of("hexBinary", Family::Binary),
    of("ID", Family::Name),
    of("IDREF", Family::Name),
    of("QName", Family::Name),
    of("NCName", Family::Name),
    of("Name", Family::Name),
    of("NMTOKEN", Family::Name),
    of("language", Family::Name),
    of("ENTITY", Family::Name),
    of("NOTATION", Family::Name),
    of("time", Family::Time),
    of("duration", Family::Time),
    of("gYear", Family::Time),
    of("gYearMonth", Family::Time),
    of("gMonth", Family::Time),
    of("gMonthDay", Family::Time),
    of("gDay", Family::Time),
    of("dayTimeDuration", Family::Time),
    of("yearMonthDuration", Family::Time),
    of("dateTimeStamp", Family::Time),
    of("anySimpleType", Family::AnySimple),
    of("anyAtomicType", Family::AnySimple),
    of("ur-type", Family::Any),
    // The element `xs:schema`, which an ADO.NET DataSet refers to.
    of("schema", Family::Any),
    of("NMTOKENS", Family::List),
    of("IDREFS", Family::List),
    of("ENTITIES", Family::List),
];

static ENCODING: [Builtin; 5] = [
    of("Array", Family::Array),
    of("Struct", Family::Any),
    of("base64", Family::Binary),
    of("arrayCoordinate", Family::Name),
    of("arrayType", Family::Name),
];

static APACHE: [Builtin; 6] = [
    of("Map", Family::Any),
    of("mapItem", Family::Any),
    of("Vector", Family::Array),
    of("Document", Family::Any),
    of("Element", Family::Any),
    of("DataHandler", Family::Binary),
];

/// Types for attachments, of XMIME and of the WS-I Attachments Profile.
static ATTACHMENT: [Builtin; 3] =
    [of("base64Binary", Family::Binary), of("hexBinary", Family::Binary), of("swaRef", Family::Binary)];
