//! How a description as a whole protects what it serves: which operations anybody can call, and whether that comes from
//! the operation, from the root or from the lack of any scheme. Rules that report missing authentication share this
//! view, so that one cause is reported by one of them.

use super::{Alternative, Api, Fields, Key, Operation, Requirements, Response, Version};
use crate::model::purpose::{self, Purpose};
use crate::syntax::NodeRef;

/// Beyond this many, operations without a requirement are one missing default and not many slips, if they outnumber
/// the protected ones.
const SLIPS: usize = 10;

/// Why operations can be called by anybody. An operation's own `security` list is its own cause and not meant here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no such operation, or the root's own list opens it.
    Stated,
    /// No scheme is defined, and nothing requires one.
    NoScheme,
    /// Schemes are defined, and nothing requires one.
    NothingRequired,
    /// Requirements are written operation by operation, and most operations have none.
    NoDefault,
    /// Requirements are written operation by operation, and some operations were left out.
    LeftOut,
}

/// See the module.
pub struct Protection<'a> {
    /// Operations that anybody can call and that are not open by design.
    pub open: Vec<Operation<'a>>,
    /// How many operations let nobody in without credentials.
    pub protected: usize,
    /// The root or an operation names a scheme, known or not. Its name serves as an example.
    pub required: Option<&'a str>,
    /// Why operations without a list of their own are open.
    pub cause: Cause,
}

impl<'a> Protection<'a> {
    /// The open operations without a `security` list of their own.
    pub fn inheriting(&self) -> impl Iterator<Item = Operation<'a>> {
        self.open.iter().copied().filter(|operation| operation.security().inherited)
    }
}

impl Api {
    /// How this description protects what it serves.
    pub fn protection(&self) -> Protection<'_> {
        let mut open = Vec::new();
        let mut protected = 0;
        let mut required = self.root_requirements().and_then(Requirements::first_name);
        for operation in self.served() {
            let security = operation.security();
            required = required.or_else(|| security.requirements.and_then(Requirements::first_name));
            if !security.is_open() {
                protected += usize::from(!security.admits_anonymous());
            } else if !operation.is_open_by_design() {
                open.push(operation);
            }
        }
        let mut found = Protection { open, protected, required, cause: Cause::Stated };
        found.cause = self.cause(&found);
        found
    }

    fn cause(&self, found: &Protection<'_>) -> Cause {
        if found.open.is_empty() || self.root_requirements().is_some() {
            return Cause::Stated;
        }
        if found.required.is_none() {
            let has_schemes = self.security_schemes().next().is_some() || !self.scheme_names_are_known();
            return if has_schemes { Cause::NothingRequired } else { Cause::NoScheme };
        }
        match found.inheriting().count() {
            0 => Cause::Stated,
            many if many > SLIPS && many > found.protected => Cause::NoDefault,
            _ => Cause::LeftOut,
        }
    }

    /// Where security schemes are defined, as a path people write.
    pub fn schemes_path(&self) -> &'static str {
        if self.version == Version::V2 { "securityDefinitions" } else { "components.securitySchemes" }
    }

    /// The map of security schemes of the entry document, if it is written, empty or null as it may be.
    pub fn schemes_node(&self) -> Option<NodeRef<'_>> {
        match self.version {
            Version::V2 => self.root().field(Key::SecurityDefinitions),
            _ => self.root().field(Key::Components)?.field(Key::SecuritySchemes),
        }
    }

    /// False when the schemes or the object around them stand behind a reference, which no version provides for but
    /// bundlers resolve: then the names are not known here.
    pub fn scheme_names_are_known(&self) -> bool {
        let is_reference = |node: NodeRef<'_>| node.field(Key::Ref).is_some();
        let components = self.root().field(Key::Components).filter(|_| self.version != Version::V2);
        !components.is_some_and(is_reference) && !self.schemes_node().is_some_and(is_reference)
    }
}

impl Operation<'_> {
    /// Needs no credentials: marked public with a reason, public by convention, a CORS preflight, or HEAD beside a GET
    /// that is open itself.
    pub fn is_open_by_design(self) -> bool {
        match self.method() {
            "OPTIONS" => return true,
            "HEAD" if self.is_beside_open_get() => return true,
            _ => {}
        }
        self.public_reason().is_some() || self.is_public_by_convention() || self.is_step_of_oauth()
    }

    /// Where a browser is sent on in an OAuth flow (RFC 6749, 4.1.1 and 4.1.2): it comes without credentials of this
    /// API, with `state` and either `code` or `redirect_uri`, and is redirected when all goes well.
    fn is_step_of_oauth(self) -> bool {
        if self.method() != "GET" {
            return false;
        }
        let names: Vec<_> = self.parameters().iter().map(|parameter| parameter.name()).collect();
        let takes = |name: &str| names.iter().any(|own| own == name);
        let redirects = || {
            let responses = self.responses();
            let is_success = |response: &Response<'_>| response.class().is_some_and(|class| class < 4);
            let mut successes = responses.iter().filter(|response| is_success(response)).peekable();
            successes.peek().is_some() && successes.all(|response| response.class() == Some(3))
        };
        takes("state") && (takes("code") || takes("redirect_uri")) && redirects()
    }

    /// Clients cannot have credentials yet, or need none: health checks, discovery documents, logins, logouts,
    /// sign-ups, the landing page. Only for methods that such endpoints use.
    pub fn is_public_by_convention(self) -> bool {
        let is_get = matches!(self.method(), "GET" | "HEAD");
        if self.path() == "/" {
            // Where it is the only path it is the API itself.
            return is_get && self.api.operations().any(|other| other.is_served() && other.path() != "/");
        }
        // Whoever ends a session without having one has changed nothing.
        if self.ends_session() {
            return is_get || self.method() == "POST";
        }
        let purpose = self.purpose();
        let is_usual_method = match purpose {
            Purpose::Health | Purpose::Discovery => is_get,
            Purpose::Login => is_get || self.method() == "POST",
            Purpose::Registration | Purpose::Verification => {
                (is_get || self.method() == "POST") && purpose::is_about_accounts(self.path())
            }
            Purpose::PasswordReset => is_get || matches!(self.method(), "POST" | "PUT"),
            _ => false,
        };
        is_usual_method && purpose.is_conventionally_public()
    }

    /// True for `/logout` and the like.
    pub fn ends_session(self) -> bool {
        let last = self.path().rsplit('/').next().unwrap_or("");
        matches!(&*last.to_ascii_lowercase(), "logout" | "log-out" | "signout" | "sign-out")
    }

    fn is_beside_open_get(self) -> bool {
        let Some(get) = self.path_items().find_map(|item| item.field(Key::Get)) else { return false };
        let own = self.api.own_requirements(get);
        let effective = own.or_else(|| self.api.root_requirements());
        effective.is_none_or(|list| list.alternatives.iter().all(Alternative::is_anonymous))
    }
}
