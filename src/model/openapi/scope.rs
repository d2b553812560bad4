//! Scopes: which a scheme declares and which a requirement asks for.

use super::{Api, Fields, Key, Required, SchemeKind, SecurityScheme, Version};
use crate::syntax::NodeRef;

impl<'a> SecurityScheme<'a> {
    /// True for the kinds whose requirements list scopes: OAuth 2 and OpenID Connect.
    pub fn has_scopes(self) -> bool {
        matches!(self.kind(), SchemeKind::OAuth2 | SchemeKind::OpenIdConnect)
    }

    /// The keys of all scopes that an OAuth 2 scheme declares for any of its flows, a scope of two flows twice. `None`
    /// where they are not known here: OpenID Connect publishes them elsewhere, and so does 3.2's metadata where the flows
    /// list none; a scheme without flows is incomplete, and no version follows a reference in their place.
    pub fn declared_scopes(self) -> Option<Vec<NodeRef<'a>>> {
        if self.kind() != SchemeKind::OAuth2 {
            return None;
        }
        let holders: Vec<NodeRef<'a>> = match self.api.version {
            Version::V2 => vec![self.node()],
            _ => {
                let flows = self.node().field(Key::Flows).filter(|flows| flows.is_map())?;
                std::iter::once(flows).chain(flows.entries().map(|(_, flow)| flow)).collect()
            }
        };
        let mut scopes = Vec::new();
        for holder in holders {
            let map = holder.field(Key::Scopes);
            if [Some(holder), map].into_iter().flatten().any(|node| node.field(Key::Ref).is_some()) {
                return None;
            }
            scopes.extend(map.into_iter().flat_map(NodeRef::entries).map(|(key, _)| key));
        }
        let elsewhere = self.metadata_url().is_some() && scopes.is_empty();
        (!elsewhere).then_some(scopes)
    }

    /// `oauth2MetadataUrl` (3.2).
    pub fn metadata_url(self) -> Option<NodeRef<'a>> {
        let is_known = self.api.version == Version::V32 && self.kind() == SchemeKind::OAuth2;
        self.node().field(Key::OAuth2MetadataUrl).filter(|_| is_known)
    }
}

impl Api {
    /// The scopes or roles a requirement lists for one of its schemes.
    pub fn required_scopes(&self, required: &Required) -> impl Iterator<Item = NodeRef<'_>> {
        self.node(required.scopes).items()
    }

    /// False when a list is written and is empty; what is no list proves nothing.
    pub fn asks_for_scopes(&self, required: &Required) -> bool {
        let list = self.node(required.scopes);
        !list.is_seq() || !list.is_empty()
    }
}
