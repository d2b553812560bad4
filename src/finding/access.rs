//! Who may call what: the matrix operation × requirement × server, for reviewers. Plain data, filled by the engine and
//! written by the formats.

/// The matrix of one description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessTable {
    /// Path of the description.
    pub path: String,
    /// `openapi-3.1` …
    pub format: &'static str,
    /// Addresses, each once, in the order of the description.
    pub servers: Vec<ServerRow>,
    /// Security schemes by the name requirements use, in the order of the description.
    pub schemes: Vec<SchemeRow>,
    /// Operations in the order of the description; those of webhooks and callbacks included.
    pub operations: Vec<AccessRow>,
    /// Why the matrix may not be whole: a syntax error, an exceeded limit.
    pub incomplete: Option<String>,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRow {
    /// With its variables filled in; `/` where none is declared.
    pub address: String,
    /// What it says of the traffic.
    pub transport: Transport,
}

/// Whether traffic is encrypted, as far as an address tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `https` or `wss`.
    Encrypted,
    /// `http` or `ws`.
    Cleartext,
    /// A relative address, a variable, another protocol: it cannot be told.
    Unknown,
}

impl Transport {
    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::Cleartext => "cleartext",
            Self::Unknown => "unknown",
        }
    }
}

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeRow {
    /// The name requirements use.
    pub name: String,
    /// What it is, in words; none when its definition is unknown.
    pub words: Option<String>,
}

/// How an operation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// Upper-case method.
    pub method: String,
    /// Path template, webhook name or callback expression.
    pub path: String,
    /// `path`, `webhook` or `callback`.
    pub origin: &'static str,
    /// 1-based line of the operation, in the file [`Self::file`].
    pub line: u32,
    /// The file it is written in.
    pub file: String,
    /// What it takes to be let in.
    pub access: Access,
    /// Which object says so.
    pub stated: Stated,
    /// Any one of these suffices. Empty when nothing is required.
    pub alternatives: Vec<Vec<Need>>,
    /// Why it is open on purpose, where its owner says so.
    pub public: Option<String>,
    /// Indexes into [`AccessTable::servers`].
    pub servers: Vec<usize>,
}

/// What it takes to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Every way in needs credentials.
    Required,
    /// There is a way in without credentials, beside others with.
    Optional,
    /// Nothing is needed.
    Open,
    /// The operation stands behind a reference that was not followed.
    Unknown,
}

impl Access {
    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }
}

/// Which object states the requirement of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The operation's own `security`.
    Operation,
    /// The `security` of the entry document.
    Root,
    /// None: there is no `security` anywhere.
    Nowhere,
    /// The operation was not found, and may have its own.
    Unknown,
}

impl Stated {
    /// The word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Root => "root",
            Self::Nowhere => "nowhere",
            Self::Unknown => "unknown",
        }
    }
}

/// One scheme of an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The name of the scheme.
    pub scheme: String,
    /// Scopes or roles.
    pub scopes: Vec<String>,
    /// False when nothing defines the scheme.
    pub defined: bool,
}
