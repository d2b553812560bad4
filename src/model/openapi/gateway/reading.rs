//! Going through the objects that may hold extensions, and what the vendors' readers share.

use super::{Data, Extension, Fact, Level, Settings, TABLES, Vendor};
use crate::model::openapi::Api;
use crate::syntax::{At, NodeRef};

/// Reads one extension: the value with references followed.
pub(super) type Reader = for<'a> fn(&mut Reading<'a>, NodeRef<'a>);

/// For keys that only say which gateway it is.
pub(super) fn nothing<'a>(_: &mut Reading<'a>, _: NodeRef<'a>) {}

/// Settings of Cross-Origin Resource Sharing. The nodes are those that allow everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cors {
    /// Pages of any origin may call.
    pub any_origin: Option<At>,
    /// And send the user's cookies with it.
    pub credentials: Option<At>,
}

/// The settings found so far, and where the reader is.
pub(super) struct Reading<'a> {
    pub(super) api: &'a Api,
    pub(super) settings: Settings,
    vendor: Vendor,
    key: NodeRef<'a>,
    extension: NodeRef<'a>,
    holder: NodeRef<'a>,
    level: Level,
}

/// Extensions inside extensions that are followed.
const DEPTH: usize = 4;

impl<'a> Reading<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let root = api.root();
        let settings = Settings::default();
        Self { api, settings, vendor: Vendor::Aws, key: root, extension: root, holder: root, level: Level::Api }
    }

    /// Reads every known extension of an object.
    pub(super) fn holder(&mut self, holder: NodeRef<'a>, level: Level) {
        for (key, value) in holder.entries() {
            let name = key.key_text();
            if !name.starts_with("x-") {
                continue;
            }
            let Some((vendor, row)) = row(name, level) else { continue };
            if !self.settings.vendors.contains(&vendor) {
                self.settings.vendors.push(vendor);
            }
            self.settings.keys.insert(value.at());
            (self.vendor, self.key, self.extension) = (vendor, key, value);
            (self.holder, self.level) = (holder, level);
            (row.read)(self, follow(value));
        }
    }

    /// The object the extension stands in.
    pub(super) fn surroundings(&self) -> NodeRef<'a> {
        self.holder
    }

    /// The key of the extension that is read.
    pub(super) fn key(&self) -> &'a str {
        self.key.key_text()
    }

    /// Records a fact, written at a node.
    pub(super) fn add(&mut self, node: NodeRef<'a>, fact: Fact) {
        let (holder, level) = (self.holder, self.level);
        self.add_about(holder, level, node, fact);
    }

    /// Records a fact about another object than that the extension stands in.
    pub(super) fn add_about(&mut self, holder: NodeRef<'a>, level: Level, node: NodeRef<'a>, fact: Fact) {
        let (vendor, key, extension) = (self.vendor, self.key.at(), self.extension.at());
        self.settings.all.push(Data { vendor, fact, node: node.at(), key, extension, holder: holder.at(), level });
    }

    /// Records an address requests are sent on to, if the node holds one.
    pub(super) fn backend(&mut self, node: Option<NodeRef<'a>>, is_private: bool) {
        let Some((node, url)) = node.and_then(|node| Some((node, node.string()?.trim().to_owned()))) else { return };
        if url.contains("://") {
            self.add(node, Fact::Backend { url, is_private });
        }
    }

    /// Records the address of an issuer or of keys.
    pub(super) fn keys(&mut self, node: Option<NodeRef<'a>>) {
        if let Some(node) = node.filter(|node| node.string().is_some()) {
            self.add(node, Fact::Keys);
        }
    }
}

fn row(name: &str, level: Level) -> Option<(Vendor, &'static Extension)> {
    let fits = |row: &&Extension| row.is_named(name) && row.levels.contains(&level);
    TABLES.iter().find_map(|(vendor, table)| table.iter().find(fits).map(|row| (*vendor, row)))
}

/// What a reference inside the same file leads to; vendors allow them in extensions.
pub(super) fn follow(node: NodeRef<'_>) -> NodeRef<'_> {
    let mut node = node;
    for _ in 0..DEPTH {
        let target = node.get("$ref").and_then(NodeRef::string);
        let Some(target) = target.as_deref().and_then(|text| node.root().at_pointer(text.strip_prefix('#')?)) else {
            break;
        };
        node = target;
    }
    node
}

/// The first text of a list, or the text itself, that is one of the given.
pub(super) fn first_of<'a>(node: Option<NodeRef<'a>>, wanted: &[&str]) -> Option<NodeRef<'a>> {
    let node = node?;
    let is_wanted = |node: &NodeRef<'a>| node.string().is_some_and(|text| wanted.contains(&text.trim()));
    if node.is_seq() { node.items().find(is_wanted) } else { Some(node).filter(is_wanted) }
}

/// `true`, also where a template engine made a string of it.
pub(super) fn is_true(node: NodeRef<'_>) -> bool {
    node.bool() == Some(true) || node.string().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// `false`, also where a template engine made a string of it.
pub(super) fn is_false(node: NodeRef<'_>) -> bool {
    node.bool() == Some(false) || node.string().is_some_and(|text| text.eq_ignore_ascii_case("false"))
}
