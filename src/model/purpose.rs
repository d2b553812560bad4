//! What an operation is for, told from the whole words of its path and id. Only ever used to be milder or stricter
//! about something the description proves, never as proof by itself.

use crate::words;

/// What an operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Liveness, readiness, ping.
    Health,
    /// Key sets, discovery documents, the description itself.
    Discovery,
    /// Gives a session or token for credentials.
    Login,
    /// Opens an account.
    Registration,
    /// Sets a forgotten password.
    PasswordReset,
    /// Checks a one-time code or confirms an address.
    Verification,
    /// Sends messages to somebody: invitations, SMS.
    Messaging,
    /// Buys or pays.
    Checkout,
    /// Anything else.
    Other,
}

impl Purpose {
    /// True where clients cannot have credentials yet, or need none.
    pub fn is_conventionally_public(self) -> bool {
        matches!(
            self,
            Self::Health
                | Self::Discovery
                | Self::Login
                | Self::Registration
                | Self::PasswordReset
                | Self::Verification
        )
    }

    /// True for flows that attackers run by the thousand.
    pub fn is_abused_by_volume(self) -> bool {
        matches!(
            self,
            Self::Login
                | Self::Registration
                | Self::PasswordReset
                | Self::Verification
                | Self::Messaging
                | Self::Checkout
        )
    }

    /// For messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Health => "a health check",
            Self::Discovery => "a discovery document",
            Self::Login => "a login or token endpoint",
            Self::Registration => "a registration",
            Self::PasswordReset => "a password reset",
            Self::Verification => "the check of a one-time code",
            Self::Messaging => "an endpoint that sends messages",
            Self::Checkout => "a checkout",
            Self::Other => "an operation",
        }
    }
}

const HEALTH: &[&str] =
    &["health", "healthz", "healthcheck", "livez", "readyz", "liveness", "readiness", "ping", "heartbeat"];
const DISCOVERY: &[&str] =
    &["jwks", "jwks.json", "openapi.json", "openapi.yaml", "swagger.json", "robots.txt", "favicon.ico"];
const AUTH_AREA: &[&str] =
    &["auth", "oauth", "oauth2", "oidc", "openid", "connect", "identity", "login", "sso", "saml"];
const TOKEN: &[&str] = &["token", "tokens", "access_token", "access-token", "accesstoken", "jwt"];

/// `v1`, `api`: what stands in front of every path of an API.
fn is_prefix(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or("");
    segment.eq_ignore_ascii_case("api")
        || (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}
/// What accounts are called, and what is confirmed about them.
const ACCOUNTS: &[&str] = &[
    "user",
    "users",
    "account",
    "accounts",
    "customer",
    "customers",
    "member",
    "members",
    "me",
    "profile",
    "email",
    "phone",
    "mobile",
    "password",
    "code",
    "codes",
    "otp",
    "mfa",
    "2fa",
];

/// True when a path speaks of accounts or authentication in general: `/api/v1/users/register`, not
/// `/webhooks/register`, and not `/users/{id}/verify`, which is about somebody's account.
pub fn is_about_accounts(path: &str) -> bool {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.pop();
    segments.into_iter().all(|segment| {
        let lower = segment.to_ascii_lowercase();
        is_prefix(segment) || AUTH_AREA.contains(&lower.as_str()) || ACCOUNTS.contains(&lower.as_str())
    })
}

/// Judges an operation. `path` is a template; parameters in braces say nothing.
pub fn of_operation(method: &str, path: &str, id: Option<&str>) -> Purpose {
    let segments: Vec<&str> =
        path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{')).collect();
    let Some(last) = segments.last() else { return Purpose::Other };
    let lower = last.to_ascii_lowercase();
    if segments.contains(&".well-known") || DISCOVERY.contains(&lower.as_str()) {
        return Purpose::Discovery;
    }
    // A health check names no object: `/patients/{id}/health` is data.
    let names_object = path.contains('{');
    let is_top = segments[..segments.len() - 1].iter().all(|segment| is_prefix(segment));
    if !names_object && (HEALTH.contains(&lower.as_str()) || (is_top && lower == "status")) {
        return Purpose::Health;
    }
    let words = words::split(last);
    let has = |word: &str| words.iter().any(|found| found == word);
    let pair = |a: &str, b: &str| words.windows(2).any(|two| two[0] == a && two[1] == b);
    let in_auth_area =
        segments[..segments.len() - 1].iter().any(|s| AUTH_AREA.contains(&s.to_ascii_lowercase().as_str()));
    let id_words = words::split(id.unwrap_or(""));
    let ends_in_action = !path.ends_with('}');
    if !ends_in_action {
        return Purpose::Other;
    }
    let password = has("password") || segments.iter().any(|s| s.eq_ignore_ascii_case("password"));
    if (password && (has("reset") || has("forgot") || has("forget") || has("recover") || has("recovery")))
        || pair("forgot", "password")
    {
        return Purpose::PasswordReset;
    }
    let is_login_word =
        has("login") || has("signin") || has("logon") || has("authenticate") || pair("sign", "in") || pair("log", "in");
    let gives_token = TOKEN.contains(&lower.as_str()) && (in_auth_area || is_top) && method == "POST";
    let opens_session =
        (lower == "session" || lower == "sessions") && method == "POST" && !names_object && (in_auth_area || is_top);
    let authorizes = (in_auth_area && matches!(lower.as_str(), "authorize" | "callback" | "introspect" | "revoke"))
        || (is_top && lower == "authorize");
    if is_login_word || gives_token || opens_session || authorizes {
        return Purpose::Login;
    }
    if has("register") || has("signup") || words.last().is_some_and(|word| word == "registration") || pair("sign", "up")
    {
        return Purpose::Registration;
    }
    // `verifyDomainControl` and `listings:verify` check something else.
    let is_check = |word: &str| matches!(word, "verify" | "verification" | "check" | "token" | "address" | "number");
    let verifies = (has("verify") || has("verification"))
        && words.iter().all(|word| is_check(word) || ACCOUNTS.contains(&word.as_str()) || word == "json");
    if has("otp") || has("2fa") || has("mfa") || verifies {
        return Purpose::Verification;
    }
    if method == "POST" {
        // What is sent later, and how.
        let is_kept = segments.iter().any(|segment| matches!(*segment, "templates" | "settings" | "config"));
        if is_kept {
            return Purpose::Other;
        }
        if has("invite") || has("invites") || has("invitation") || has("invitations") || has("sms") {
            return Purpose::Messaging;
        }
        if has("checkout") || id_words.iter().any(|word| word == "checkout") {
            return Purpose::Checkout;
        }
    }
    Purpose::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_come_from_whole_words() {
        let of = |method, path| of_operation(method, path, None);
        assert_eq!(of("POST", "/login"), Purpose::Login);
        assert_eq!(of("POST", "/users/v1/register"), Purpose::Registration);
        assert_eq!(of("POST", "/oauth2/token"), Purpose::Login);
        assert_eq!(of("POST", "/v1/token"), Purpose::Login);
        assert_eq!(of("POST", "/oauth/access_token"), Purpose::Login);
        assert_eq!(of("GET", "/v1/authorize"), Purpose::Login);
        assert_eq!(of("POST", "/cards/token"), Purpose::Other);
        assert_eq!(of("POST", "/auth/sessions"), Purpose::Login);
        assert_eq!(of("POST", "/v1/checkout/sessions"), Purpose::Other);
        assert_eq!(of("POST", "/users/{id}/tokens"), Purpose::Other);
        assert_eq!(of("GET", "/api/v2/status"), Purpose::Health);
        assert_eq!(of("GET", "/orders/status"), Purpose::Other);
        assert_eq!(of("GET", "/healthz"), Purpose::Health);
        assert_eq!(of("GET", "/patients/{id}/health"), Purpose::Other);
        assert_eq!(of("GET", "/.well-known/openid-configuration"), Purpose::Discovery);
        assert_eq!(of("POST", "/identity/api/auth/forget-password"), Purpose::PasswordReset);
        assert_eq!(of("POST", "/identity/api/auth/v3/check-otp"), Purpose::Verification);
        assert_eq!(of("POST", "/registered-devices"), Purpose::Other);
        assert_eq!(of("DELETE", "/sessions/{id}"), Purpose::Other);
        assert_eq!(of("POST", "/users/{id}/invitations"), Purpose::Messaging);
        assert_eq!(of("POST", "/templates/sms"), Purpose::Other);
        assert_eq!(of("POST", "/runners/registration-token"), Purpose::Other);
        assert_eq!(of("POST", "/users/registration"), Purpose::Registration);
        assert_eq!(of("POST", "/user/verify-email-token"), Purpose::Verification);
        assert_eq!(of("POST", "/listings:verify"), Purpose::Other);
        assert_eq!(of("POST", "/certificates/{id}/verifyDomainControl"), Purpose::Other);
    }

    #[test]
    fn accounts_are_told_from_other_things_that_register() {
        for path in ["/register", "/api/v1/users/register", "/users/v1/register", "/identity/api/auth/signup"] {
            assert!(is_about_accounts(path), "{path}");
        }
        for path in ["/webhooks/register", "/payments/verify", "/users/{id}/verify", "/workshop/api/mechanic/signup"] {
            assert!(!is_about_accounts(path), "{path}");
        }
    }
}
