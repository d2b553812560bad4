//! The words of the OpenAPI Specification and of JSON Schema as numbers: every document interns them first and in this
//! order, so that asking a node for one of them compares integers.

use crate::syntax::{NodeRef, Symbol};

macro_rules! keys {
    ($($name:ident $text:literal)*) => {
        /// A fixed field name of OpenAPI 2.0 to 3.2 or a JSON Schema keyword.
        #[allow(missing_docs, reason = "each is named after the word it stands for")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Key { $($name),* }

        /// Every word, in the order of [`Key`].
        pub static WORDS: &[&str] = &[$($text),*];

        impl Key {
            /// All keys in order.
            pub const ALL: &'static [Key] = &[$(Key::$name),*];
        }
    };
}

keys! {
    Ref "$ref" OpenApi "openapi" Swagger "swagger" SelfUri "$self" JsonSchemaDialect "jsonSchemaDialect" Info "info"
    Servers "servers" Paths "paths" Webhooks "webhooks" Components "components" Security "security" Tags "tags"
    ExternalDocs "externalDocs" Host "host" BasePath "basePath" Schemes "schemes" Consumes "consumes"
    Produces "produces" Definitions "definitions" Parameters "parameters" Responses "responses"
    SecurityDefinitions "securityDefinitions" Schemas "schemas" Examples "examples" RequestBodies "requestBodies"
    Headers "headers" SecuritySchemes "securitySchemes" Links "links" Callbacks "callbacks" PathItems "pathItems"
    MediaTypes "mediaTypes" Title "title" Summary "summary" Description "description" TermsOfService "termsOfService"
    Contact "contact" License "license" Version "version" Name "name" Url "url" Email "email"
    Identifier "identifier" Variables "variables" Enum "enum" Default "default" Get "get" Put "put" Post "post"
    Delete "delete" Options "options" Head "head" Patch "patch" Trace "trace" Query "query"
    AdditionalOperations "additionalOperations" OperationId "operationId" RequestBody "requestBody"
    Deprecated "deprecated" In "in" Required "required" AllowEmptyValue "allowEmptyValue" Style "style"
    Explode "explode" AllowReserved "allowReserved" Schema "schema" Example "example" Content "content" Type "type"
    Format "format" Items "items" CollectionFormat "collectionFormat" Maximum "maximum"
    ExclusiveMaximum "exclusiveMaximum" Minimum "minimum" ExclusiveMinimum "exclusiveMinimum"
    MaxLength "maxLength" MinLength "minLength" Pattern "pattern" MaxItems "maxItems" MinItems "minItems"
    UniqueItems "uniqueItems" MultipleOf "multipleOf" MaxProperties "maxProperties" MinProperties "minProperties"
    Properties "properties" AdditionalProperties "additionalProperties" AllOf "allOf" OneOf "oneOf" AnyOf "anyOf"
    Not "not" Discriminator "discriminator" ReadOnly "readOnly" WriteOnly "writeOnly" Xml "xml" Nullable "nullable"
    Const "const" If "if" Then "then" Else "else" DependentSchemas "dependentSchemas"
    DependentRequired "dependentRequired" PrefixItems "prefixItems" Contains "contains" MinContains "minContains"
    MaxContains "maxContains" PatternProperties "patternProperties" PropertyNames "propertyNames"
    UnevaluatedItems "unevaluatedItems" UnevaluatedProperties "unevaluatedProperties" Defs "$defs" Id "$id"
    SchemaUri "$schema" Anchor "$anchor" DynamicRef "$dynamicRef" DynamicAnchor "$dynamicAnchor" Comment "$comment"
    Vocabulary "$vocabulary" ContentEncoding "contentEncoding" ContentMediaType "contentMediaType"
    ContentSchema "contentSchema" PropertyName "propertyName" Mapping "mapping" DefaultMapping "defaultMapping"
    Namespace "namespace" Prefix "prefix" Attribute "attribute" Wrapped "wrapped" NodeType "nodeType"
    Encoding "encoding" PrefixEncoding "prefixEncoding" ItemEncoding "itemEncoding" ItemSchema "itemSchema"
    ContentType "contentType" Value "value" ExternalValue "externalValue" DataValue "dataValue"
    SerializedValue "serializedValue" OperationRef "operationRef" Server "server" Parent "parent" Kind "kind"
    Scheme "scheme" BearerFormat "bearerFormat" Flows "flows" Flow "flow" OpenIdConnectUrl "openIdConnectUrl"
    OAuth2MetadataUrl "oauth2MetadataUrl" Implicit "implicit" Password "password"
    ClientCredentials "clientCredentials" AuthorizationCode "authorizationCode"
    DeviceAuthorization "deviceAuthorization" AuthorizationUrl "authorizationUrl" TokenUrl "tokenUrl"
    RefreshUrl "refreshUrl" DeviceAuthorizationUrl "deviceAuthorizationUrl" Scopes "scopes"
    XPublic "x-apivet-public" XIgnore "x-apivet-ignore"
}

impl Key {
    /// The word.
    pub fn as_str(self) -> &'static str {
        WORDS[self as usize]
    }

    /// The word behind a symbol of a document that was parsed with [`WORDS`].
    pub fn from_symbol(symbol: Symbol) -> Option<Key> {
        Key::ALL.get(symbol.0 as usize).copied()
    }
}

/// A set of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeySet([u64; 4]);

const _: () = assert!(Key::ALL.len() <= 256, "a set of keys has a bit for each");

impl KeySet {
    /// The set of some keys.
    pub const fn of(keys: &[Key]) -> Self {
        let mut set = Self([0; 4]);
        let mut at = 0;
        while at < keys.len() {
            let bit = keys[at] as usize;
            set.0[bit / 64] |= 1 << (bit % 64);
            at += 1;
        }
        set
    }

    /// Both sets together.
    pub const fn with(self, other: Self) -> Self {
        let [a, b, c, d] = self.0;
        let [e, f, g, h] = other.0;
        Self([a | e, b | f, c | g, d | h])
    }

    /// The bits its keys set in the filter of a map: see [`NodeRef::may_have`].
    pub const fn filter(self) -> u64 {
        let [a, b, c, d] = self.0;
        a | b | c | d
    }

    /// The known keys of a map, merge keys followed.
    pub fn of_map(node: NodeRef<'_>) -> Self {
        let mut set = Self::default();
        for key in node.entries().filter_map(|(key, _)| Key::from_symbol(key.symbol()?)) {
            let bit = key as usize;
            set.0[bit / 64] |= 1 << (bit % 64);
        }
        set
    }

    /// True when the other set has all keys of this one.
    pub fn is_within(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| one & !other == 0)
    }

    /// True when the sets have a key in common.
    pub fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }
}

/// Asking a node for a known word.
pub trait Fields<'a> {
    /// The value of a field, aliases and merge keys followed.
    fn field(self, key: Key) -> Option<NodeRef<'a>>;
}

impl<'a> Fields<'a> for NodeRef<'a> {
    fn field(self, key: Key) -> Option<NodeRef<'a>> {
        self.get_symbol(Symbol(key as u32))
    }
}
