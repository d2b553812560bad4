//! What the table of fields leaves open: which values a field may have, which fields exclude or demand each other, which
//! names the keys of a map may be. One row is one sentence of the specification or of its official schema.

use super::{ALL, FROM31, TO30, V2, V3, V30, V30_31, V31, V32, Versions};
use crate::model::openapi::{Key, Kind};

/// One demand on the objects of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// The objects.
    pub of: Kind,
    /// The versions that demand it.
    pub versions: Versions,
    /// What must be so for it to be demanded; all of it.
    pub when: &'static [When],
    /// What is demanded.
    pub what: What,
}

/// A condition on an object.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// The field is one of these texts.
    Is(Key, &'static [&'static str]),
    /// The field is a text, but not this one in any case of letters.
    OtherThan(Key, &'static str),
    /// The field is there.
    Has(Key),
    /// The object stands under one of these keys.
    Named(&'static [&'static str]),
}

/// What can be demanded.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// The text, or each text of the list, is one of these.
    Among(Key, &'static [&'static str]),
    /// The field is there.
    Needs(Key),
    /// At least one of them is there.
    NeedsOne(&'static [Key]),
    /// The field is not there.
    Bars(Key),
    /// Not both are there.
    Apart(Key, Key),
    /// The field is `true`.
    True(Key),
    /// The list is not empty.
    Filled(Key),
    /// No two items of the list are equal.
    Distinct(Key),
    /// The map has exactly one entry.
    Single(Key),
    /// The number is greater than zero.
    Positive(Key),
    /// The text has a form.
    Form(Key, Form),
    /// The keys of the map have a form.
    Names(Key, Form),
    /// The keys of the object itself, extensions left aside, have a form.
    OwnNames(Form),
    /// The object has an entry that is no extension.
    OwnFilled,
    /// In no list of the object two items are equal.
    OwnDistinct,
    /// In no list of the map two items are equal.
    EachDistinct(Key),
    /// Of the parameters in the list at most one is a `querystring`, and then none is a `query`.
    OneQuerystring,
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `2.0`.
    SwaggerVersion,
    /// `3.1.0`.
    OpenApiVersion,
    /// A host with an optional port.
    Host,
    /// Begins with `/`.
    Path,
    /// A URI without a fragment.
    NoFragment,
    /// The name of a component.
    Component,
    /// A status of three digits, or `default`.
    Status,
    /// A status, a range of them such as `4XX`, or `default`.
    StatusOrRange,
    /// A token of HTTP (RFC 9110, 5.6.2).
    Token,
    /// A method no field is there for.
    Method,
    /// A name without braces.
    NoBraces,
    /// `$anchor`: a letter or `_`, then letters, digits, `-`, `.` and `_`.
    Anchor,
}

impl Form {
    /// True when a text has the form.
    pub fn fits(self, text: &str) -> bool {
        let is_token = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&byte))
        };
        match self {
            Form::SwaggerVersion => text == "2.0",
            Form::OpenApiVersion => {
                let numbers = text.split_once('-').map_or(text, |(numbers, _)| numbers);
                let parts: Vec<&str> = numbers.split('.').collect();
                parts.len() == 3
                    && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
                    && !text.ends_with('-')
            }
            Form::Host => {
                let (host, port) = text.split_once(':').unwrap_or((text, "0"));
                !host.is_empty()
                    && !host.contains(['{', '}', '/', ' ', '\\'])
                    && !port.is_empty()
                    && port.bytes().all(|byte| byte.is_ascii_digit())
            }
            Form::Path => text.starts_with('/'),
            Form::NoFragment => !text.trim_end_matches('#').contains('#') && !text.ends_with("##"),
            Form::Component => {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            }
            Form::Status => text == "default" || (text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())),
            Form::StatusOrRange => {
                let rest = text.strip_prefix(['1', '2', '3', '4', '5']);
                text == "default"
                    || rest.is_some_and(|rest| {
                        rest == "XX" || (rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
                    })
            }
            Form::Token => is_token(text),
            Form::Method => {
                is_token(text)
                    && !["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"].contains(&text)
            }
            Form::NoBraces => !text.is_empty() && !text.contains(['{', '}']),
            Form::Anchor => {
                text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            }
        }
    }

    /// The form in words, to stand behind "must be".
    pub fn words(self) -> &'static str {
        match self {
            Form::SwaggerVersion => "the string `2.0`",
            Form::OpenApiVersion => "a version of three numbers, such as `3.1.0`",
            Form::Host => "a host name or IP address with an optional port, without a scheme or path",
            Form::Path => "a path that begins with `/`",
            Form::NoFragment => "a URI without a fragment",
            Form::Component => "a name of letters, digits, `.`, `-` and `_`",
            Form::Status => "a status of three digits or `default`",
            Form::StatusOrRange => "a status such as `404`, a range such as `4XX`, or `default`",
            Form::Token => "a name as HTTP allows it, without spaces, brackets, colons and the like",
            Form::Method => "a method as HTTP spells it that has no field of its own",
            Form::NoBraces => "a name without braces",
            Form::Anchor => "a letter or `_` and then letters, digits, `-`, `.` and `_`",
        }
    }
}

/// The demands on objects of a kind in a version.
pub fn demands(of: Kind, version: Versions) -> impl Iterator<Item = &'static Demand> {
    DEMANDS.iter().filter(move |demand| demand.of == of && demand.versions.has(version))
}

macro_rules! demands {
    ($($of:ident { $($versions:ident $(where [$($when:expr),*])? $what:expr;)* })*) => {
        &[$($(Demand {
            of: Kind::$of,
            versions: $versions,
            when: {
                #[allow(unused_imports, reason = "most rows have no condition")]
                use {Key::*, When::*};
                &[$($($when),*)?]
            },
            what: {
                #[allow(unused_imports, reason = "one row names no field")]
                use {Key::*, What::*};
                $what
            },
        }),*),*]
    };
}

const SCHEMES: &[&str] = &["http", "https", "ws", "wss"];
const PRIMITIVES: &[&str] = &["string", "number", "integer", "boolean", "array"];
const COLLECTIONS: &[&str] = &["csv", "ssv", "tsv", "pipes"];
const FORM_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// The table. Read a row as: versions, conditions, demand.
pub static DEMANDS: &[Demand] = demands! {
    Root {
        V2 Form(Swagger, self::Form::SwaggerVersion); V3 Form(OpenApi, self::Form::OpenApiVersion);
        V2 Form(Host, self::Form::Host); V2 Form(BasePath, self::Form::Path); V2 Among(Schemes, SCHEMES);
        V2 Distinct(Schemes); V2 Distinct(Consumes); V2 Distinct(Produces); V2 Distinct(Security); TO30 Distinct(Tags);
        V32 Form(SelfUri, self::Form::NoFragment); FROM31 NeedsOne(&[Paths, Components, Webhooks]);
    }
    License { FROM31 Apart(Identifier, Url); }
    ServerVariable { FROM31 Filled(Enum); }
    Components {
        V3 Names(Schemas, self::Form::Component); V3 Names(Responses, self::Form::Component);
        V3 Names(Parameters, self::Form::Component); V3 Names(Examples, self::Form::Component);
        V3 Names(RequestBodies, self::Form::Component); V3 Names(Headers, self::Form::Component);
        V3 Names(SecuritySchemes, self::Form::Component); V3 Names(Links, self::Form::Component);
        V3 Names(Callbacks, self::Form::Component); FROM31 Names(PathItems, self::Form::Component);
        V32 Names(MediaTypes, self::Form::Component);
    }
    Paths { ALL OwnNames(self::Form::Path); }
    PathItem { TO30 Distinct(Parameters); V32 OneQuerystring; }
    AdditionalOperations { V32 OwnNames(self::Form::Method); }
    Operation {
        V2 Among(Schemes, SCHEMES); V2 Distinct(Schemes); V2 Distinct(Consumes); V2 Distinct(Produces);
        V2 Distinct(Tags); V2 Distinct(Security); TO30 Distinct(Parameters); V32 OneQuerystring;
    }
    Responses { ALL OwnFilled; V2 OwnNames(self::Form::Status); V3 OwnNames(self::Form::StatusOrRange); }
    Parameter {
        V2 Among(In, &["query", "header", "path", "formData", "body"]);
        V30_31 Among(In, &["query", "header", "path", "cookie"]);
        V32 Among(In, &["query", "querystring", "header", "path", "cookie"]);
        ALL where [Is(In, &["path"])] Needs(Required); ALL where [Is(In, &["path"])] True(Required);
        V2 where [Is(In, &["body"])] Needs(Schema);
        V2 where [Is(In, &["body"])] Bars(Type); V2 where [Is(In, &["body"])] Bars(Format); V2 where [Is(In, &["body"])] Bars(Items);
        V2 where [Is(In, &["body"])] Bars(CollectionFormat); V2 where [Is(In, &["body"])] Bars(Default);
        V2 where [Is(In, &["body"])] Bars(Enum); V2 where [Is(In, &["body"])] Bars(Pattern);
        V2 where [Is(In, &["body"])] Bars(Maximum); V2 where [Is(In, &["body"])] Bars(Minimum);
        V2 where [Is(In, &["body"])] Bars(ExclusiveMaximum); V2 where [Is(In, &["body"])] Bars(ExclusiveMinimum);
        V2 where [Is(In, &["body"])] Bars(MaxLength); V2 where [Is(In, &["body"])] Bars(MinLength);
        V2 where [Is(In, &["body"])] Bars(MaxItems); V2 where [Is(In, &["body"])] Bars(MinItems);
        V2 where [Is(In, &["body"])] Bars(UniqueItems); V2 where [Is(In, &["body"])] Bars(MultipleOf);
        V2 where [Is(In, &["query", "header", "path", "formData"])] Needs(Type);
        V2 where [Is(In, &["query", "header", "path", "formData"])] Bars(Schema);
        V2 where [Is(In, &["body", "header", "path"])] Bars(AllowEmptyValue);
        V2 where [Is(In, &["query", "header", "path"])] Among(Type, PRIMITIVES);
        V2 where [Is(In, &["formData"])] Among(Type, &["string", "number", "integer", "boolean", "array", "file"]);
        V2 where [Is(In, &["header", "path"])] Among(CollectionFormat, COLLECTIONS);
        V2 where [Is(In, &["query", "formData"])] Among(CollectionFormat, &["csv", "ssv", "tsv", "pipes", "multi"]);
        V2 where [Is(Type, &["array"])] Needs(Items); V2 Filled(Enum); V2 Distinct(Enum); V2 Positive(MultipleOf);
        V3 Apart(Schema, Content); V3 NeedsOne(&[Schema, Content]); V3 Single(Content); V3 Apart(Example, Examples);
        V3 where [Has(Content)] Bars(Style); V3 where [Has(Content)] Bars(Explode); V3 where [Has(Content)] Bars(AllowReserved);
        V30_31 where [Has(Content)] Bars(Example); V30_31 where [Has(Content)] Bars(Examples);
        V3 where [Is(In, &["path"])] Among(Style, &["matrix", "label", "simple"]);
        V3 where [Is(In, &["query"])] Among(Style, FORM_STYLES); V3 where [Is(In, &["header"])] Among(Style, &["simple"]);
        V30_31 where [Is(In, &["cookie"])] Among(Style, &["form"]); V32 where [Is(In, &["cookie"])] Among(Style, &["form", "cookie"]);
        FROM31 where [Is(In, &["querystring", "header", "path", "cookie"])] Bars(AllowEmptyValue);
        V31 where [Is(In, &["header", "path", "cookie"])] Bars(AllowReserved);
        V32 where [Is(In, &["header", "querystring"])] Bars(AllowReserved);
        V32 where [Is(In, &["cookie"]), Is(Style, &["cookie"])] Bars(AllowReserved);
        V32 where [Is(In, &["querystring"])] Needs(Content); V32 where [Is(In, &["querystring"])] Bars(Schema);
        FROM31 where [Is(In, &["path"])] Form(Name, self::Form::NoBraces);
        V32 where [Is(In, &["header"])] Form(Name, self::Form::Token);
    }
    Items {
        V2 Among(Type, PRIMITIVES); V2 Among(CollectionFormat, COLLECTIONS); V2 where [Is(Type, &["array"])] Needs(Items);
        V2 Filled(Enum); V2 Distinct(Enum); V2 Positive(MultipleOf);
    }
    Header {
        V2 Among(Type, PRIMITIVES); V2 Among(CollectionFormat, COLLECTIONS); V2 where [Is(Type, &["array"])] Needs(Items);
        V2 Filled(Enum); V2 Distinct(Enum); V2 Positive(MultipleOf);
        V3 Apart(Schema, Content); V3 NeedsOne(&[Schema, Content]); V3 Single(Content); V3 Apart(Example, Examples);
        V3 where [Has(Content)] Bars(Style); V3 where [Has(Content)] Bars(Explode); V30 where [Has(Content)] Bars(AllowReserved);
        V30_31 where [Has(Content)] Bars(Example); V30_31 where [Has(Content)] Bars(Examples); V3 Among(Style, &["simple"]);
    }
    MediaType {
        V3 Apart(Example, Examples); V32 Apart(Encoding, PrefixEncoding); V32 Apart(Encoding, ItemEncoding);
    }
    Encoding {
        V3 Among(Style, FORM_STYLES); V32 Names(Headers, self::Form::Token); V32 Apart(Encoding, PrefixEncoding);
        V32 Apart(Encoding, ItemEncoding);
    }
    Response { V32 Names(Headers, self::Form::Token); }
    ExampleObject {
        V3 Apart(Value, ExternalValue); V32 Apart(Value, DataValue); V32 Apart(Value, SerializedValue);
        V32 Apart(SerializedValue, ExternalValue);
    }
    Link { V3 Apart(OperationRef, OperationId); FROM31 NeedsOne(&[OperationRef, OperationId]); }
    SecurityRequirement { V2 OwnDistinct; }
    Schema {
        V2 Among(Type, &["string", "number", "integer", "boolean", "array", "object", "null", "file"]);
        V30 Among(Type, &["string", "number", "integer", "boolean", "array", "object"]);
        FROM31 Among(Type, &["string", "number", "integer", "boolean", "array", "object", "null"]);
        ALL Filled(Type); ALL Distinct(Type); TO30 Filled(Required); ALL Distinct(Required); TO30 Filled(Enum);
        V2 Distinct(Enum); ALL Positive(MultipleOf); ALL Filled(AllOf); V3 Filled(AnyOf); V3 Filled(OneOf);
        FROM31 Filled(PrefixItems); FROM31 EachDistinct(DependentRequired); V2 Filled(Items); FROM31 Form(Anchor, self::Form::Anchor);
        FROM31 Form(DynamicAnchor, self::Form::Anchor); FROM31 Form(Id, self::Form::NoFragment);
    }
    Xml {
        V32 Among(NodeType, &["element", "attribute", "text", "cdata", "none"]); V32 Apart(NodeType, Attribute);
        V32 Apart(NodeType, Wrapped);
    }
    SecurityScheme {
        V2 Among(Type, &["basic", "apiKey", "oauth2"]); V30 Among(Type, &["apiKey", "http", "oauth2", "openIdConnect"]);
        FROM31 Among(Type, &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]);
        ALL where [Is(Type, &["apiKey"])] Needs(Name); ALL where [Is(Type, &["apiKey"])] Needs(In);
        V2 where [Is(Type, &["apiKey"])] Among(In, &["query", "header"]);
        V3 where [Is(Type, &["apiKey"])] Among(In, &["query", "header", "cookie"]);
        ALL where [Is(Type, &["basic", "http", "oauth2", "openIdConnect", "mutualTLS"])] Bars(Name);
        ALL where [Is(Type, &["basic", "http", "oauth2", "openIdConnect", "mutualTLS"])] Bars(In);
        V3 where [Is(Type, &["http"])] Needs(Scheme); V3 where [Is(Type, &["oauth2"])] Needs(Flows);
        V3 where [Is(Type, &["openIdConnect"])] Needs(OpenIdConnectUrl);
        V3 where [Is(Type, &["apiKey", "oauth2", "openIdConnect", "mutualTLS"])] Bars(Scheme);
        V3 where [Is(Type, &["apiKey", "oauth2", "openIdConnect", "mutualTLS"])] Bars(BearerFormat);
        V3 where [Is(Type, &["http"]), OtherThan(Scheme, "bearer")] Bars(BearerFormat);
        V3 where [Is(Type, &["apiKey", "http", "openIdConnect", "mutualTLS"])] Bars(Flows);
        V3 where [Is(Type, &["apiKey", "http", "oauth2", "mutualTLS"])] Bars(OpenIdConnectUrl);
        V32 where [Is(Type, &["apiKey", "http", "openIdConnect", "mutualTLS"])] Bars(OAuth2MetadataUrl);
        V2 where [Is(Type, &["oauth2"])] Needs(Flow);
        V2 where [Is(Type, &["oauth2"])] Among(Flow, &["implicit", "password", "application", "accessCode"]);
        V2 where [Is(Type, &["oauth2"])] Needs(Scopes);
        V2 where [Is(Type, &["oauth2"]), Is(Flow, &["implicit", "accessCode"])] Needs(AuthorizationUrl);
        V2 where [Is(Type, &["oauth2"]), Is(Flow, &["password", "application", "accessCode"])] Needs(TokenUrl);
        V2 where [Is(Type, &["oauth2"]), Is(Flow, &["password", "application"])] Bars(AuthorizationUrl);
        V2 where [Is(Type, &["oauth2"]), Is(Flow, &["implicit"])] Bars(TokenUrl);
        V2 where [Is(Type, &["basic", "apiKey"])] Bars(Flow); V2 where [Is(Type, &["basic", "apiKey"])] Bars(AuthorizationUrl);
        V2 where [Is(Type, &["basic", "apiKey"])] Bars(TokenUrl); V2 where [Is(Type, &["basic", "apiKey"])] Bars(Scopes);
    }
    OAuthFlow {
        V3 where [Named(&["implicit", "authorizationCode"])] Needs(AuthorizationUrl);
        V3 where [Named(&["password", "clientCredentials", "authorizationCode", "deviceAuthorization"])] Needs(TokenUrl);
        V32 where [Named(&["deviceAuthorization"])] Needs(DeviceAuthorizationUrl);
        V3 where [Named(&["password", "clientCredentials", "deviceAuthorization"])] Bars(AuthorizationUrl);
        V3 where [Named(&["implicit"])] Bars(TokenUrl);
        V32 where [Named(&["implicit", "password", "clientCredentials", "authorizationCode"])] Bars(DeviceAuthorizationUrl);
    }
};
