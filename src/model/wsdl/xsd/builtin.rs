//! The types that no schema of a closure defines: those of XML Schema itself, of SOAP encoding and of old stacks.

use std::ops::Range;

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
    pub(super) fn find(self, local: &str) -> Option<BuiltinId> {
        let (range, further) = match self {
            Self::Schema => (SCHEMA, 0..0),
            Self::Encoding => (ENCODING, SCHEMA),
            Self::Apache => (APACHE, 0..0),
            Self::Xmime => (XMIME_TYPES, 0..0),
            Self::SwaRef => (SWA_REF_TYPES, 0..0),
        };
        range.chain(further).map(BuiltinId).find(|id| id.builtin().name == local)
    }

    /// True where stacks know all names of the namespace without a schema.
    pub(super) fn is_home(self) -> bool {
        matches!(self, Self::Schema | Self::Encoding | Self::Apache)
    }
}

/// A built-in type by its place among all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::wsdl) struct BuiltinId(u8);

impl BuiltinId {
    pub(super) const ANY_TYPE: Self = Self::of_schema("anyType");
    /// What an attribute without a type holds.
    pub(super) const ANY_SIMPLE_TYPE: Self = Self::of_schema("anySimpleType");
    /// What `xml:lang`, `xml:space` and `xml:base` hold.
    pub(super) const XML_ATTRIBUTE: Self = Self::of_schema("language");

    pub(super) fn builtin(self) -> &'static Builtin {
        // Ids are made in this module alone.
        &BUILTINS[self.0 as usize]
    }

    /// Evaluated at compile time, where a name that is not there is an error.
    const fn of_schema(name: &str) -> Self {
        let mut id = SCHEMA.start;
        while !is_same(BUILTINS[id as usize].name.as_bytes(), name.as_bytes()) {
            id += 1;
        }
        Self(id)
    }
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

const fn of(name: &'static str, family: Family) -> Builtin {
    Builtin { name, family }
}

/// Where the types of each vocabulary stand in the table of all.
const SCHEMA: Range<u8> = 0..52;
const ENCODING: Range<u8> = 52..57;
const APACHE: Range<u8> = 57..63;
const XMIME_TYPES: Range<u8> = 63..65;
/// Of the WS-I Attachments Profile.
const SWA_REF_TYPES: Range<u8> = 65..66;

/// All of them, by [`BuiltinId`]. Those that descriptions use most stand first.
static BUILTINS: [Builtin; 66] = [
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
    of("Array", Family::Array),
    of("Struct", Family::Any),
    of("base64", Family::Binary),
    of("arrayCoordinate", Family::Name),
    of("arrayType", Family::Name),
    of("Map", Family::Any),
    of("mapItem", Family::Any),
    of("Vector", Family::Array),
    of("Document", Family::Any),
    of("Element", Family::Any),
    of("DataHandler", Family::Binary),
    of("base64Binary", Family::Binary),
    of("hexBinary", Family::Binary),
    of("swaRef", Family::Binary),
];
