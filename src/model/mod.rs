//! What a description means: typed views over the trees, references followed, security, servers and
//! directions worked out. Uses `syntax`, `source` and `words`.

pub mod endpoint;
pub mod wsdl;

/// What the owner of an API states about it outside the description.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// Operations that are open on purpose.
    pub public: Vec<PublicOperation>,
    /// Controls that are in force although the description does not show them.
    pub controls: Vec<Control>,
}

/// An operation, or a pattern of operations, that needs no authentication on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOperation {
    /// Upper-case method; `None` for every method.
    pub method: Option<String>,
    /// Path as the description writes it; `*` stands for one segment, `**` for any number.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A control that something in front of the API provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// `rate-limiting`, `authentication`, …
    pub name: String,
    /// Who provides it, such as `gateway`.
    pub by: String,
    /// Why that is so, for an audit.
    pub reason: Option<String>,
}
