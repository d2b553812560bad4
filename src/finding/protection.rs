//! What protects which message: per port, operation and message the effective alternatives, for reviewers. Plain data,
//! filled by the engine and written by the formats.

/// What protects the messages of one WSDL description, or what the policies of a document ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectionTable {
    /// Path of the description.
    pub path: String,
    /// `wsdl-1.1`, `ws-policy` …
    pub format: &'static str,
    /// Ports in the order of the description, and bindings that no port uses.
    pub ports: Vec<PortRow>,
    /// Policies that nothing attaches; in a document of policies all of them.
    pub unattached: Vec<PolicyRow>,
    /// Why the table may not be whole: a syntax error, an exceeded limit.
    pub incomplete: Option<String>,
}

/// A port, or a binding that no port uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRow {
    /// Name of the service; none for a binding that no port uses.
    pub service: Option<String>,
    /// Name of the port; none for a binding that no port uses.
    pub port: Option<String>,
    /// Name of the binding.
    pub binding: String,
    /// As written; none where there is none.
    pub address: Option<String>,
    /// Its messages in the order of the description.
    pub messages: Vec<MessageRow>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Name of the operation.
    pub operation: String,
    /// `input`, `output` or `fault`.
    pub direction: &'static str,
    /// Name of the fault.
    pub fault: Option<String>,
    /// The file the message is written in.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    /// What is known of its policy: `none`, `empty`, `unsatisfiable`, `unknown` or `alternatives`.
    pub state: &'static str,
    /// `file:line` of each policy that counts for it.
    pub policies: Vec<String>,
    /// What a client may choose from; without a policy the one entry says what the address does.
    pub alternatives: Vec<AlternativeRow>,
}

/// A policy that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// What references call it; empty for one that none can.
    pub id: String,
    /// The file it is written in.
    pub file: String,
    /// 1-based line.
    pub line: u32,
    /// As [`MessageRow::state`].
    pub state: &'static str,
    /// What it lets a client choose from.
    pub alternatives: Vec<AlternativeRow>,
}

/// An alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlternativeRow {
    /// What it asks for, by the names of its assertions.
    pub asks: String,
    /// What it does, in words.
    pub does: String,
    /// `https`, `http`, `other`, `local`, `unknown`.
    pub transport: &'static str,
    /// Where the body is kept from change: `message`, `transport`, `none` or `unknown`.
    pub integrity: &'static str,
    /// Where the body is kept secret.
    pub confidentiality: &'static str,
    /// Where the client proves who it is.
    pub client: &'static str,
    /// Where the service proves who it is.
    pub server: &'static str,
    /// What tells an old message from a new one.
    pub freshness: &'static str,
    /// True for the one that protects least, where there is a choice.
    pub is_weakest: bool,
}
