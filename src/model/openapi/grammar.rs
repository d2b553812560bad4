//! THE table: which field of which object holds what, in which versions. Everything that depends on the shape of a
//! description reads it here; no other place knows where schemas, operations or servers stand.

pub mod demands;

use std::sync::OnceLock;

use super::key::{Key, WORDS};
use super::kind::Kind;

/// A set of OpenAPI versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions(pub u8);

/// No version.
pub const NO: Versions = Versions(0);
/// Swagger 2.0.
pub const V2: Versions = Versions(1);
/// OpenAPI 3.0.
pub const V30: Versions = Versions(2);
/// OpenAPI 3.1.
pub const V31: Versions = Versions(4);
/// OpenAPI 3.2.
pub const V32: Versions = Versions(8);
/// 2.0 and 3.0.
pub const TO30: Versions = Versions(3);
/// 3.0 and later.
pub const V3: Versions = Versions(14);
/// 3.1 and later.
pub const FROM31: Versions = Versions(12);
/// 3.0 and 3.1.
pub const V30_31: Versions = Versions(6);
/// All before 3.2.
pub const TO31: Versions = Versions(7);
/// All versions.
pub const ALL: Versions = Versions(15);

impl Versions {
    /// True when `version` (one of the single-version constants) is in the set.
    pub fn has(self, version: Versions) -> bool {
        self.0 & version.0 != 0
    }
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One object of a kind.
    One(Kind),
    /// A sequence of them.
    List(Kind),
    /// A map from names to them.
    Map(Kind),
    /// A map from names to sequences of strings.
    TextLists,
    /// A string.
    Text,
    /// A sequence of strings.
    Texts,
    /// A string or a sequence of strings.
    TextOrTexts,
    /// A map from names to strings.
    TextMap,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A number, before 3.1 a boolean.
    NumberOrBool,
    /// A whole number, not negative.
    Count,
    /// One value of data.
    Data(Kind),
    /// A sequence of values of data.
    DataList(Kind),
    /// A map of values of data.
    DataMap(Kind),
}

/// One row: a field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The object.
    pub of: Kind,
    /// The field's name.
    pub key: Key,
    /// Versions that have it.
    pub versions: Versions,
    /// Versions that demand it.
    pub required: Versions,
    /// What stands in it.
    pub shape: Shape,
}

/// What stands under the keys of an object that are not fixed fields.
pub fn pattern_field(of: Kind) -> Option<Shape> {
    Some(match of {
        Kind::Paths | Kind::Callback => Shape::One(Kind::PathItem),
        Kind::AdditionalOperations => Shape::One(Kind::Operation),
        Kind::Responses => Shape::One(Kind::Response),
        Kind::Scopes => Shape::Text,
        Kind::SecurityRequirement => Shape::Texts,
        _ => return None,
    })
}

/// Whether an object may be written as a Reference Object or, for path items and schemas, holds a `$ref` of its own.
pub fn referenceable(kind: Kind, version: Versions) -> bool {
    match kind {
        Kind::Schema | Kind::Parameter | Kind::Response | Kind::PathItem => true,
        // No version allows it, but descriptions split into a file for each operation do it, and tools follow.
        Kind::Operation => true,
        Kind::Header | Kind::RequestBody | Kind::ExampleObject | Kind::Link | Kind::Callback | Kind::SecurityScheme => {
            V3.has(version)
        }
        Kind::MediaType => V32.has(version),
        _ => false,
    }
}

/// The row of a field, if the object has it in any version.
pub fn field(of: Kind, key: Key) -> Option<&'static Field> {
    static INDEX: OnceLock<Vec<u16>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let mut index = vec![u16::MAX; (Kind::ALL.len() + 1) * WORDS.len()];
        for (row, field) in FIELDS.iter().enumerate() {
            index[field.of as usize * WORDS.len() + field.key as usize] = row as u16;
        }
        index
    });
    let row = index[of as usize * WORDS.len() + key as usize];
    FIELDS.get(row as usize)
}

impl Field {
    /// What stands in the field in one version, where versions differ.
    pub fn shape_in(&self, version: Versions) -> Shape {
        match (self.of, self.key, self.shape) {
            (Kind::Schema, Key::Discriminator, _) if V2.has(version) => Shape::Text,
            (Kind::ExampleObject, Key::SerializedValue, _) => Shape::Text,
            (Kind::Schema, Key::Type, _) if V30.has(version) => Shape::Text,
            (.., Shape::NumberOrBool) if TO30.has(version) => Shape::Bool,
            (.., Shape::NumberOrBool) => Shape::Number,
            (.., shape) => shape,
        }
    }
}

/// Whether an object may have other fields than those of the table and extensions.
pub fn is_open(kind: Kind, version: Versions) -> bool {
    match kind {
        // From 3.1 on any vocabulary of JSON Schema; 3.0 says nothing about other fields of a Discriminator Object.
        Kind::Schema => FROM31.has(version),
        Kind::Discriminator => V30.has(version),
        Kind::Reference => true,
        _ => pattern_field(kind).is_some() || Kind::VALUES.contains(&kind),
    }
}

/// All fields of an object that a version has.
pub fn fields(of: Kind, version: Versions) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.of == of && field.versions.has(version))
}

macro_rules! fields {
    ($($of:ident { $($key:ident $versions:ident $required:ident $shape:expr;)* })*) => {
        &[$($(Field {
            of: Kind::$of, key: Key::$key, versions: $versions, required: $required, shape: { use Shape::*; $shape },
        }),*),*]
    };
}

/// The table. Read a block as: object { field, versions that have it, versions that demand it, shape }.
pub static FIELDS: &[Field] = fields! {
    Root {
        Swagger V2 V2 Text; OpenApi V3 V3 Text; SelfUri V32 NO Text; JsonSchemaDialect FROM31 NO Text;
        Info ALL ALL One(Kind::Info); Servers V3 NO List(Kind::Server); Paths ALL TO30 One(Kind::Paths);
        Webhooks FROM31 NO Map(Kind::PathItem); Components V3 NO One(Kind::Components);
        Security ALL NO List(Kind::SecurityRequirement); Tags ALL NO List(Kind::Tag);
        ExternalDocs ALL NO One(Kind::ExternalDocs); Host V2 NO Text; BasePath V2 NO Text; Schemes V2 NO Texts;
        Consumes V2 NO Texts; Produces V2 NO Texts; Definitions V2 NO Map(Kind::Schema);
        Parameters V2 NO Map(Kind::Parameter); Responses V2 NO Map(Kind::Response);
        SecurityDefinitions V2 NO Map(Kind::SecurityScheme);
    }
    Info {
        Title ALL ALL Text; Summary FROM31 NO Data(Kind::Prose); Description ALL NO Data(Kind::Prose);
        TermsOfService ALL NO Text; Contact ALL NO One(Kind::Contact); License ALL NO One(Kind::License);
        Version ALL ALL Text;
    }
    Contact { Name ALL NO Text; Url ALL NO Text; Email ALL NO Text; }
    License { Name ALL ALL Text; Identifier FROM31 NO Text; Url ALL NO Text; }
    Server {
        Url V3 V3 Data(Kind::Address); Description V3 NO Data(Kind::Prose); Name V32 NO Text;
        Variables V3 NO Map(Kind::ServerVariable);
    }
    ServerVariable { Enum V3 NO Texts; Default V3 V3 Text; Description V3 NO Data(Kind::Prose); }
    Components {
        Schemas V3 NO Map(Kind::Schema); Responses V3 NO Map(Kind::Response); Parameters V3 NO Map(Kind::Parameter);
        Examples V3 NO Map(Kind::ExampleObject); RequestBodies V3 NO Map(Kind::RequestBody);
        Headers V3 NO Map(Kind::Header); SecuritySchemes V3 NO Map(Kind::SecurityScheme); Links V3 NO Map(Kind::Link);
        Callbacks V3 NO Map(Kind::Callback); PathItems FROM31 NO Map(Kind::PathItem);
        MediaTypes V32 NO Map(Kind::MediaType);
    }
    PathItem {
        Ref ALL NO Text; Summary V3 NO Data(Kind::Prose); Description V3 NO Data(Kind::Prose);
        Get ALL NO One(Kind::Operation); Put ALL NO One(Kind::Operation); Post ALL NO One(Kind::Operation);
        Delete ALL NO One(Kind::Operation); Options ALL NO One(Kind::Operation); Head ALL NO One(Kind::Operation);
        Patch ALL NO One(Kind::Operation); Trace V3 NO One(Kind::Operation); Query V32 NO One(Kind::Operation);
        AdditionalOperations V32 NO One(Kind::AdditionalOperations); Servers V3 NO List(Kind::Server);
        Parameters ALL NO List(Kind::Parameter);
    }
    Operation {
        Tags ALL NO Texts; Summary ALL NO Data(Kind::Prose); Description ALL NO Data(Kind::Prose);
        ExternalDocs ALL NO One(Kind::ExternalDocs); OperationId ALL NO Text; Consumes V2 NO Texts;
        Produces V2 NO Texts; Parameters ALL NO List(Kind::Parameter); RequestBody V3 NO One(Kind::RequestBody);
        Responses ALL TO30 One(Kind::Responses); Callbacks V3 NO Map(Kind::Callback); Deprecated ALL NO Bool;
        Security ALL NO List(Kind::SecurityRequirement); Servers V3 NO List(Kind::Server); Schemes V2 NO Texts;
    }
    ExternalDocs { Description ALL NO Data(Kind::Prose); Url ALL ALL Text; }
    Parameter {
        Name ALL ALL Text; In ALL ALL Text; Description ALL NO Data(Kind::Prose); Required ALL NO Bool;
        Deprecated V3 NO Bool; AllowEmptyValue ALL NO Bool; Style V3 NO Text; Explode V3 NO Bool;
        AllowReserved V3 NO Bool; Schema ALL NO One(Kind::Schema); Example V3 NO Data(Kind::Example);
        Examples V3 NO Map(Kind::ExampleObject); Content V3 NO Map(Kind::MediaType); Type V2 NO Text; Format V2 NO Text;
        Items V2 NO One(Kind::Items); CollectionFormat V2 NO Text; Default V2 NO Data(Kind::DefaultValue);
        Maximum V2 NO Number; ExclusiveMaximum V2 NO Bool; Minimum V2 NO Number; ExclusiveMinimum V2 NO Bool;
        MaxLength V2 NO Count; MinLength V2 NO Count; Pattern V2 NO Text; MaxItems V2 NO Count; MinItems V2 NO Count;
        UniqueItems V2 NO Bool; Enum V2 NO DataList(Kind::Choice); MultipleOf V2 NO Number;
    }
    Items {
        Type V2 V2 Text; Format V2 NO Text; Items V2 NO One(Kind::Items); CollectionFormat V2 NO Text;
        Default V2 NO Data(Kind::DefaultValue); Maximum V2 NO Number; ExclusiveMaximum V2 NO Bool; Minimum V2 NO Number;
        ExclusiveMinimum V2 NO Bool; MaxLength V2 NO Count; MinLength V2 NO Count; Pattern V2 NO Text;
        MaxItems V2 NO Count; MinItems V2 NO Count; UniqueItems V2 NO Bool; Enum V2 NO DataList(Kind::Choice);
        MultipleOf V2 NO Number;
    }
    RequestBody {
        Description V3 NO Data(Kind::Prose); Content V3 V3 Map(Kind::MediaType); Required V3 NO Bool;
    }
    MediaType {
        Description V32 NO Data(Kind::Prose); Schema V3 NO One(Kind::Schema); ItemSchema V32 NO One(Kind::Schema); Example V3 NO Data(Kind::Example);
        Examples V3 NO Map(Kind::ExampleObject); Encoding V3 NO Map(Kind::Encoding);
        PrefixEncoding V32 NO List(Kind::Encoding); ItemEncoding V32 NO One(Kind::Encoding);
    }
    Encoding {
        ContentType V3 NO Text; Headers V3 NO Map(Kind::Header); Style V3 NO Text; Explode V3 NO Bool;
        AllowReserved V3 NO Bool; Encoding V32 NO Map(Kind::Encoding); PrefixEncoding V32 NO List(Kind::Encoding);
        ItemEncoding V32 NO One(Kind::Encoding);
    }
    Responses { Default ALL NO One(Kind::Response); }
    Response {
        Summary V32 NO Data(Kind::Prose); Description ALL TO31 Data(Kind::Prose); Headers ALL NO Map(Kind::Header);
        Content V3 NO Map(Kind::MediaType); Links V3 NO Map(Kind::Link); Schema V2 NO One(Kind::Schema);
        Examples V2 NO DataMap(Kind::Example);
    }
    ExampleObject {
        Summary V3 NO Data(Kind::Prose); Description V3 NO Data(Kind::Prose); Value V3 NO Data(Kind::Example);
        ExternalValue V3 NO Text; DataValue V32 NO Data(Kind::Example); SerializedValue V32 NO Data(Kind::Example);
    }
    Link {
        OperationRef V3 NO Text; OperationId V3 NO Text; Parameters V3 NO DataMap(Kind::Example);
        RequestBody V3 NO Data(Kind::Example); Description V3 NO Data(Kind::Prose); Server V3 NO One(Kind::Server);
    }
    Header {
        Description ALL NO Data(Kind::Prose); Required V3 NO Bool; Deprecated V3 NO Bool; AllowEmptyValue V30 NO Bool;
        Style V3 NO Text; Explode V3 NO Bool; AllowReserved V30 NO Bool; Schema V3 NO One(Kind::Schema);
        Example V3 NO Data(Kind::Example); Examples V3 NO Map(Kind::ExampleObject); Content V3 NO Map(Kind::MediaType);
        Type V2 V2 Text; Format V2 NO Text; Items V2 NO One(Kind::Items); CollectionFormat V2 NO Text;
        Default V2 NO Data(Kind::DefaultValue); Maximum V2 NO Number; ExclusiveMaximum V2 NO Bool; Minimum V2 NO Number;
        ExclusiveMinimum V2 NO Bool; MaxLength V2 NO Count; MinLength V2 NO Count; Pattern V2 NO Text;
        MaxItems V2 NO Count; MinItems V2 NO Count; UniqueItems V2 NO Bool; Enum V2 NO DataList(Kind::Choice);
        MultipleOf V2 NO Number;
    }
    Tag {
        Name ALL ALL Text; Summary V32 NO Data(Kind::Prose); Description ALL NO Data(Kind::Prose);
        ExternalDocs ALL NO One(Kind::ExternalDocs); Parent V32 NO Text; Kind V32 NO Text;
    }
    Schema {
        Ref ALL NO Text; Title ALL NO Text; Description ALL NO Data(Kind::Prose); Type ALL NO TextOrTexts;
        Format ALL NO Text; Default ALL NO Data(Kind::DefaultValue); Enum ALL NO DataList(Kind::Choice);
        MultipleOf ALL NO Number; Maximum ALL NO Number; ExclusiveMaximum ALL NO NumberOrBool; Minimum ALL NO Number;
        ExclusiveMinimum ALL NO NumberOrBool; MaxLength ALL NO Count; MinLength ALL NO Count; Pattern ALL NO Text;
        MaxItems ALL NO Count; MinItems ALL NO Count; UniqueItems ALL NO Bool; MaxProperties ALL NO Count;
        MinProperties ALL NO Count; Required ALL NO Texts; Items ALL NO One(Kind::Schema);
        Properties ALL NO Map(Kind::Schema); AdditionalProperties ALL NO One(Kind::Schema);
        AllOf ALL NO List(Kind::Schema); OneOf V3 NO List(Kind::Schema); AnyOf V3 NO List(Kind::Schema);
        Not V3 NO One(Kind::Schema); Discriminator ALL NO One(Kind::Discriminator); ReadOnly ALL NO Bool;
        WriteOnly V3 NO Bool; Xml ALL NO One(Kind::Xml); ExternalDocs ALL NO One(Kind::ExternalDocs);
        Example ALL NO Data(Kind::Example); Nullable V30 NO Bool; Deprecated V3 NO Bool;
        Const FROM31 NO Data(Kind::Choice); Examples FROM31 NO DataList(Kind::Example); If FROM31 NO One(Kind::Schema);
        Then FROM31 NO One(Kind::Schema); Else FROM31 NO One(Kind::Schema);
        DependentSchemas FROM31 NO Map(Kind::Schema); DependentRequired FROM31 NO TextLists;
        PrefixItems FROM31 NO List(Kind::Schema); Contains FROM31 NO One(Kind::Schema); MinContains FROM31 NO Count;
        MaxContains FROM31 NO Count; PatternProperties FROM31 NO Map(Kind::Schema);
        PropertyNames FROM31 NO One(Kind::Schema); UnevaluatedItems FROM31 NO One(Kind::Schema);
        UnevaluatedProperties FROM31 NO One(Kind::Schema); Defs FROM31 NO Map(Kind::Schema);
        Definitions FROM31 NO Map(Kind::Schema); Id FROM31 NO Text; SchemaUri FROM31 NO Text; Anchor FROM31 NO Text;
        DynamicRef FROM31 NO Text; DynamicAnchor FROM31 NO Text; Comment FROM31 NO Text;
        Vocabulary FROM31 NO Data(Kind::Extension); ContentEncoding FROM31 NO Text; ContentMediaType FROM31 NO Text;
        ContentSchema FROM31 NO One(Kind::Schema);
    }
    Discriminator { PropertyName V3 V3 Text; Mapping V3 NO TextMap; DefaultMapping V32 NO Text; }
    Xml {
        Name ALL NO Text; Namespace ALL NO Text; Prefix ALL NO Text; Attribute ALL NO Bool; Wrapped ALL NO Bool;
        NodeType V32 NO Text;
    }
    SecurityScheme {
        Type ALL ALL Text; Description ALL NO Data(Kind::Prose); Name ALL NO Text; In ALL NO Text; Scheme V3 NO Text;
        BearerFormat V3 NO Text; Flows V3 NO One(Kind::OAuthFlows); OpenIdConnectUrl V3 NO Text;
        OAuth2MetadataUrl V32 NO Text; Deprecated V32 NO Bool; Flow V2 NO Text; AuthorizationUrl V2 NO Text;
        TokenUrl V2 NO Text; Scopes V2 NO One(Kind::Scopes);
    }
    OAuthFlows {
        Implicit V3 NO One(Kind::OAuthFlow); Password V3 NO One(Kind::OAuthFlow);
        ClientCredentials V3 NO One(Kind::OAuthFlow); AuthorizationCode V3 NO One(Kind::OAuthFlow);
        DeviceAuthorization V32 NO One(Kind::OAuthFlow);
    }
    OAuthFlow {
        AuthorizationUrl V3 NO Text; TokenUrl V3 NO Text; RefreshUrl V3 NO Text; DeviceAuthorizationUrl V32 NO Text;
        Scopes V3 V3 One(Kind::Scopes);
    }
};
