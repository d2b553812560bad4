//! The kinds of objects an OpenAPI description is made of, in the specification's own words.

macro_rules! kinds {
    ($($name:ident $text:literal)*) => {
        /// What a node of a description is. `None` is anything the grammar gives no meaning to.
        #[allow(missing_docs, reason = "each is named after the object of the specification")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Kind { #[default] None, $($name),* }

        impl Kind {
            /// All kinds but `None`.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// For people, with its article.
            pub fn words(self) -> &'static str {
                match self {
                    Kind::None => "nothing the specification knows",
                    $(Kind::$name => $text),*
                }
            }
        }
    };
}

kinds! {
    Root "an API description" Info "an Info Object" Contact "a Contact Object" License "a License Object"
    Server "a Server Object" ServerVariable "a Server Variable Object" Components "a Components Object"
    Paths "a Paths Object" PathItem "a Path Item Object" AdditionalOperations "a map of additional operations"
    Operation "an Operation Object" ExternalDocs "an External Documentation Object" Parameter "a Parameter Object"
    Items "an Items Object" RequestBody "a Request Body Object" MediaType "a Media Type Object"
    Encoding "an Encoding Object" Responses "a Responses Object" Response "a Response Object"
    Callback "a Callback Object" ExampleObject "an Example Object" Link "a Link Object" Header "a Header Object"
    Tag "a Tag Object" Schema "a schema" Discriminator "a Discriminator Object" Xml "an XML Object"
    SecurityScheme "a Security Scheme Object" OAuthFlows "an OAuth Flows Object" OAuthFlow "an OAuth Flow Object"
    Scopes "a map of scopes" SecurityRequirement "a Security Requirement Object"
    Reference "a reference" Example "an example value" DefaultValue "a default value" Choice "an enumerated value"
    Extension "an extension" Prose "prose" Address "a URL"
}

impl Kind {
    /// Kinds of single values: data, prose and addresses.
    pub const VALUES: &'static [Kind] =
        &[Self::Example, Self::DefaultValue, Self::Choice, Self::Extension, Self::Prose, Self::Address];

    /// True for values that are data, not description: their content has no meaning to the grammar, and a reference may
    /// still give them one.
    pub fn is_data(self) -> bool {
        matches!(self, Self::None | Self::Example | Self::DefaultValue | Self::Choice | Self::Extension)
    }
}
