//! How strong ways of authenticating are, in four steps that nobody argues about.

use crate::model::openapi::{Alternative, Api, FlowKind, SchemeKind, SecurityScheme};

/// The weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Strength {
    /// A secret that is reused or written into logs: Basic, a key in the URL.
    Exposed,
    /// A secret that stays the same: a key in a header or cookie, a digest.
    Lasting,
    /// A token of unknown make.
    Token,
    /// Tokens that expire and say what they are for, certificates, proofs of possession.
    Sound,
}

impl Strength {
    /// Of one scheme; `None` where nothing is known about it.
    pub(super) fn of(scheme: SecurityScheme<'_>) -> Option<Self> {
        Some(match scheme.kind() {
            SchemeKind::Http(name) => match &*name {
                "basic" => Self::Exposed,
                "digest" | "oauth" => Self::Lasting,
                "bearer" => Self::Token,
                "dpop" | "hoba" | "mutual" | "gnap" | "privatetoken" | "concealed" => Self::Sound,
                _ => return None,
            },
            SchemeKind::ApiKey { place } if place == "query" => Self::Exposed,
            SchemeKind::ApiKey { .. } => Self::Lasting,
            SchemeKind::OAuth2 => {
                let flows = scheme.flows();
                let is_weak = |kind| matches!(kind, FlowKind::Implicit | FlowKind::Password);
                if !flows.is_empty() && flows.iter().all(|flow| is_weak(flow.kind)) { Self::Token } else { Self::Sound }
            }
            SchemeKind::OpenIdConnect | SchemeKind::MutualTls => Self::Sound,
            SchemeKind::Other(_) => return None,
        })
    }

    /// Of schemes that are needed together: that of the strongest. `None` for a way without credentials, or where
    /// something about one of them is not known.
    pub(super) fn together(api: &Api, alternative: &Alternative) -> Option<Self> {
        let known = alternative.schemes.iter().map(|required| Self::of(api.required_scheme(required)?));
        known.collect::<Option<Vec<Self>>>()?.into_iter().max()
    }
}
