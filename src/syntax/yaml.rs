//! YAML into the arena, behind one function: the fast reader first, and where that is in doubt, for whatever
//! reason, the careful one from the start. Errors are found and worded by the careful one alone.

mod events;
mod fast;
mod messages;
mod recovery;
#[cfg(test)]
mod tests;

use self::messages::Fault;
use super::{Document, Format, Kind, Limits, NodeId, NodeRef, Style, SyntaxError, Tree, TreeBuilder, YamlReaders};
use crate::source::{Source, Span};

/// Bytes of YAML for one node, roughly: how much room to make.
const BYTES_PER_NODE: usize = 24;

/// What one pass over a text gives.
struct Reading {
    tree: Tree,
    /// Byte ranges in order of place.
    comments: Vec<(usize, usize)>,
    /// What is wrong without stopping the pass.
    faults: Vec<Fault>,
    /// What stopped it.
    stop: Option<Fault>,
}

/// Parses a YAML stream. After an error the block that holds it is left out and the rest is read again.
pub(super) fn parse(source: Source, limits: &Limits, words: &[&str]) -> Document {
    let reading = read(&source.text, limits, words);
    let comments = reading.comments.iter().map(|(start, end)| source.span(*start, *end)).collect();
    let errors: Vec<_> = reading.faults.into_iter().map(|fault| error(&source, fault)).collect();
    let mut document = Document {
        source,
        format: Format::Yaml,
        tree: reading.tree,
        comments,
        complete: errors.is_empty(),
        errors,
        doctype: None,
    };
    if let Some((start, end)) = merged_too_often(&document, limits) {
        let fault = messages::too_many_merges(start, end, limits);
        document.errors.push(error(&document.source, fault));
        document.complete = false;
    }
    document
}

fn read(text: &str, limits: &Limits, words: &[&str]) -> Reading {
    let careful = || recovery::read(text, limits, words);
    match limits.yaml {
        YamlReaders::Both => fast::read(text, limits, words).unwrap_or_else(careful),
        YamlReaders::Careful => careful(),
        YamlReaders::Fast => fast::read(text, limits, words).unwrap_or_else(|| {
            let tree = TreeBuilder::new(words, 0).finish(0, true);
            Reading { tree, comments: Vec::new(), faults: vec![messages::not_fast(text)], stop: None }
        }),
    }
}

/// The key of the first map that brings together more others than the limit: each look-up in it would go through all.
fn merged_too_often(document: &Document, limits: &Limits) -> Option<(usize, usize)> {
    let merge = document.tree.merge?;
    let maps = document.roots().flat_map(NodeRef::subtree).filter(|node| node.is_map());
    let mut merging =
        maps.filter_map(|map| Some((map, map.written_entries().find(|(key, _)| key.symbol() == Some(merge))?.0)));
    let (_, key) = merging.find(|(map, _)| map.merged_maps().nth(limits.alias_steps).is_some())?;
    Some((key.span().start as usize, key.span().end as usize))
}

fn error(source: &Source, fault: Fault) -> SyntaxError {
    let span = Span { source: source.id, start: fault.start as u32, end: fault.end as u32 };
    SyntaxError { span, message: fault.message, help: fault.help, limit: fault.limit }
}
