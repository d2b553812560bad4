//! Where a node stands, said so that moving it into a file of its own changes nothing: by the component it belongs to, or
//! by the way that leads to it from the root.

use hashbrown::HashMap;

use super::{Api, Kind, Target};
use crate::model::place::place;
use crate::syntax::{At, NodeRef};

/// References followed from a part of a file up to the root.
const MOST_STEPS: usize = 64;

/// From where other documents refer to a node: the first place that names a component, else the first of all.
pub(super) type Referrers = HashMap<At, At>;

impl Api {
    /// Where a node stands: `schemas/User/properties/email`, `paths//users/{}/get`. The same for a component of the root
    /// and for one in a file of its own, and for a path item inside or outside of the root.
    pub fn address(&self, node: NodeRef<'_>) -> String {
        self.address_within(node, MOST_STEPS)
    }

    /// What a file is called in fingerprints: as seen from the folder of the root and without its notation; nothing for the
    /// root itself.
    pub fn file_name(&self, uri: &str) -> String {
        let root = self.root().doc.source.uri.as_str();
        if uri == root {
            return String::new();
        }
        let folder = root.rfind('/').map_or("", |cut| root.get(..=cut).unwrap_or(""));
        let name = uri.strip_prefix(folder).unwrap_or(uri);
        let ending = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "yaml" | "yml" | "json"));
        ending.map_or(name, |(name, _)| name).to_owned()
    }

    fn address_within(&self, node: NodeRef<'_>, steps: usize) -> String {
        place(node, |around| {
            component(around).or_else(|| self.referred(around, steps)).or_else(|| {
                // What nobody refers to.
                let is_part = around.parent().is_none() && around.doc.source.id != self.root.source;
                is_part.then(|| stem(around.doc.source.uri.as_str()).to_owned())
            })
        })
    }

    /// What a node that another document refers to is called.
    fn referred(&self, node: NodeRef<'_>, steps: usize) -> Option<String> {
        let referrers = self.referrers();
        let referrer = self.node(*referrers.get(&node.at())?);
        // A part of something that is referred to belongs there.
        if std::iter::successors(node.parent(), |node| node.parent()).any(|around| referrers.contains_key(&around.at()))
        {
            return None;
        }
        if let Some(component) = component(referrer) {
            return Some(component);
        }
        if let Some(section) = section_of(self.kind(node)) {
            let name = node.key().map_or_else(|| stem(node.doc.source.uri.as_str()), NodeRef::key_text);
            return Some(format!("{section}/{name}"));
        }
        (steps > 0).then(|| self.address_within(referrer, steps - 1))
    }

    fn referrers(&self) -> &Referrers {
        self.referrers.get_or_init(|| {
            let mut found = Referrers::new();
            for (holder, reference) in self.references_in_order() {
                let Target::Node(to) = reference.target else { continue };
                // The way from the root is known.
                if to.source == holder.doc.source.id || to.source == self.root.source {
                    continue;
                }
                let known = found.entry(to).or_insert(holder.at());
                if component(self.node(*known)).is_none() && component(holder).is_some() {
                    *known = holder.at();
                }
            }
            found
        })
    }
}

/// `schemas/User` for a value directly in a section of components of its document, in the words of OpenAPI 3.
fn component(node: NodeRef<'_>) -> Option<String> {
    let name = node.key()?.key_text();
    let section = node.parent()?;
    let section_name = section.key()?.key_text();
    let holder = section.parent()?;
    let section = match holder.key() {
        Some(key) if key.key_text() == "components" && holder.parent()?.parent().is_none() => section_name,
        Some(_) => return None,
        None if holder.parent().is_some() => return None,
        None => match section_name {
            "definitions" => "schemas",
            "securityDefinitions" => "securitySchemes",
            "parameters" | "responses" => section_name,
            _ => return None,
        },
    };
    Some(format!("{section}/{name}"))
}

/// The section of components in which objects of a kind are kept.
fn section_of(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Schema => "schemas",
        Kind::Parameter => "parameters",
        Kind::Response => "responses",
        Kind::RequestBody => "requestBodies",
        Kind::Header => "headers",
        Kind::ExampleObject => "examples",
        Kind::SecurityScheme => "securitySchemes",
        Kind::Link => "links",
        Kind::Callback => "callbacks",
        _ => return None,
    })
}

/// The name of a file without folders and endings.
fn stem(uri: &str) -> &str {
    let name = uri.rsplit('/').next().unwrap_or(uri);
    name.split('.').next().unwrap_or(name)
}
