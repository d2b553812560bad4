//! What a description says about limits on the number of calls: statuses, headers, settings of gateways we know, names
//! in the extensions of others, and the control the owner declared.

use super::gateway::{Fact, Level, Setting, extension};
use super::{Api, Operation, Response};
use crate::syntax::NodeRef;
use crate::words;

/// The control in the configuration that stands for all of this.
const CONTROL: &str = "rate-limiting";

/// Extensions of gateways that may hold a limit somewhere inside, under names that nobody publishes or that their users
/// choose.
const GATEWAYS: &[&str] = &["x-tyk-api-gateway", "x-zuplo-route", "x-ibm-configuration"];

/// True for the name of a header that tells clients of a limit: `RateLimit`, `RateLimit-Policy`, the older
/// `RateLimit-*`, `X-RateLimit-*`, `X-Rate-Limit-*` and what vendors built from these words.
pub fn is_limit_header(name: &str) -> bool {
    let words = words::split(name);
    words.iter().any(|word| word == "ratelimit") || words.windows(2).any(|two| two[0] == "rate" && two[1] == "limit")
}

/// True for the name of a header that says how many calls there are or are left, by whatever word.
fn is_quota_header(name: &str) -> bool {
    let words = words::split(name);
    let counts = |word: &String| matches!(word.as_str(), "quota" | "freequota" | "remaining");
    is_limit_header(name)
        || words.iter().any(counts)
        || (words.first().is_some_and(|first| first == "x") && words.last().is_some_and(|last| last == "usage"))
}

/// True for names that say something is throttled.
fn is_throttle_name(name: &str) -> bool {
    let is_word = |word: &String| {
        matches!(
            word.as_str(),
            "throttling" | "throttle" | "throttled" | "ratelimit" | "ratelimiting" | "quota" | "quotas"
        )
    };
    let words = words::split(name);
    words.iter().any(is_word)
        || words.windows(2).any(|two| two[0] == "rate" && matches!(two[1].as_str(), "limit" | "limits" | "limiting"))
}

impl Api {
    /// True when something in front of the whole API limits calls: the owner declared it, or the root carries a gateway's
    /// extension that does.
    pub fn is_throttled(&self) -> bool {
        let is_limit = |setting: &Setting<'_>| setting.level() == Level::Api && *setting.fact() == Fact::Throttle(true);
        self.is_throttled_otherwise() || self.gateway().settings().any(|setting| is_limit(&setting))
    }

    /// By what no operation can override.
    fn is_throttled_otherwise(&self) -> bool {
        let is_throttled = || self.declared.control(CONTROL).is_some() || has_throttle(self.root());
        *self.root_throttles.get_or_init(is_throttled)
    }
}

/// See [`Operation::is_throttled`].
pub(super) fn throttles(operation: Operation<'_>) -> bool {
    let is_limit = |setting: Setting<'_>| *setting.fact() == Fact::Throttle(true);
    operation.api.is_throttled_otherwise()
        || operation.gateway_setting(Fact::as_throttle).is_some_and(is_limit)
        || has_throttle(operation.node())
        || operation.path_items().any(has_throttle)
}

impl Response<'_> {
    /// True when it documents a header that tells clients of a limit.
    pub fn has_limit_header(&self) -> bool {
        self.headers().iter().any(|(name, _)| is_quota_header(name))
    }
}

/// Extensions of an object that throttle, judged by names. One that is switched off does not, and of gateways we know
/// the settings decide.
fn has_throttle(holder: NodeRef<'_>) -> bool {
    holder.entries().filter(|(key, _)| key.key_text().starts_with("x-")).any(|(key, value)| {
        if GATEWAYS.contains(&key.key_text()) {
            return value.subtree().any(names_throttle);
        }
        is_throttle_name(key.key_text()) && extension(key.key_text()).is_none() && is_on(value)
    })
}

/// A key, or an entry of a list of policies.
fn names_throttle(node: NodeRef<'_>) -> bool {
    if let Some(key) = node.key() {
        return is_throttle_name(key.key_text()) && is_on(node);
    }
    let is_listed = node.is_scalar() && node.parent().is_some_and(NodeRef::is_seq);
    is_listed && node.string().is_some_and(|text| is_throttle_name(&text))
}

fn is_on(value: NodeRef<'_>) -> bool {
    // WSO2 names the tier without limits `Unlimited`.
    let is_unlimited = |node: NodeRef<'_>| node.string().is_some_and(|text| text.eq_ignore_ascii_case("unlimited"));
    let is_off = |node: NodeRef<'_>| node.is_null() || node.bool() == Some(false) || is_unlimited(node);
    !is_off(value)
        && !value.get("enabled").is_some_and(is_off)
        && value.get("disabled").and_then(NodeRef::bool) != Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_limits_are_whole_words() {
        for name in ["RateLimit", "ratelimit-policy", "RateLimit-Reset", "X-RateLimit-Limit", "x-rate-limit-remaining"]
        {
            assert!(is_limit_header(name), "{name}");
        }
        for name in ["X-ListenAPI-FreeQuota", "X-Api-Usage", "X-Calls-Remaining"] {
            assert!(is_quota_header(name), "{name}");
        }
        for name in ["X-Rate", "Limit", "X-Unlimited", "Retry-After", "Exchange-Rate"] {
            assert!(!is_limit_header(name), "{name}");
        }
        for name in ["x-throttling-tier", "x-kong-plugin-rate-limiting-advanced", "x-google-quota", "rateLimit"] {
            assert!(is_throttle_name(name), "{name}");
        }
        assert!(!is_throttle_name("x-exchange-rate"));
    }
}
