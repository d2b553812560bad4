//! See `rules/integrity/ref-unresolved.md`.

use hashbrown::HashMap;

use super::ref_external_untrusted::is_foreign;
use crate::model::openapi::{Api, Reference, Target};
use crate::rules::{Check, Cx, Place, Related, many};
use crate::source::LoadError;
use crate::syntax::{At, Document, Kind, Limits, NodeRef};
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(targets), Check::Api(circles)];

/// References that lead nowhere, by what they name.
fn targets<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut order: Vec<Lost<'a>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (holder, reference) in api.references_in_order() {
        if matches!(reference.target, Target::Node(_) | Target::WrongKind(..)) {
            continue;
        }
        let text = api.node(reference.text);
        let written = text.text().unwrap_or_default().into_owned();
        let Some(defect) = defect(api, holder, reference, &written) else { continue };
        let at = *known.entry(defect.names.clone()).or_insert(order.len());
        match order.get_mut(at) {
            Some(lost) => lost.uses.push(text),
            None => {
                let help = help(api, holder, reference, &written);
                order.push(Lost { defect, help, uses: vec![text] });
            }
        }
    }
    // A folder that was not delivered is one cause.
    let absent = order.iter().filter(|lost| lost.defect.is_absent).count();
    if many::is_one_decision(absent, cx) {
        let (files, rest): (Vec<_>, Vec<_>) = order.into_iter().partition(|lost| lost.defect.is_absent);
        order = rest;
        if let Some((first, others)) = files.split_first()
            && let Some(place) = first.uses.first()
        {
            let message =
                format!("{}, and neither do {} other files that references name", first.defect.message, others.len());
            let finding = cx.report(*place, message).label("leads nowhere");
            finding
                .known_by("files")
                .help("check that the folder is complete, and that it is the one the references start from");
            many::list(
                finding,
                others.iter().filter_map(|lost| lost.uses.first()).map(|one| Place::value(*one)),
                "nor this one",
            );
        }
    }
    for Lost { defect, help, uses } in order {
        let Some((first, others)) = uses.split_first() else { continue };
        let count = if others.is_empty() { String::new() } else { format!(" ({} references)", uses.len()) };
        let finding = cx.report(*first, format!("{}{count}", defect.message)).label("leads nowhere");
        finding.known_by(defect.names).help(help);
        for other in others.iter().take(4) {
            finding.related(*other, "named here too");
        }
    }
}

struct Lost<'a> {
    defect: Defect,
    help: String,
    uses: Vec<NodeRef<'a>>,
}

struct Defect {
    /// What is missing, the same for all references to it.
    names: String,
    message: String,
    /// A file that does not exist.
    is_absent: bool,
}

fn defect(api: &Api, holder: NodeRef<'_>, reference: &Reference, written: &str) -> Option<Defect> {
    let file = written.split('#').next().unwrap_or("");
    match &reference.target {
        _ if is_foreign(written) => None,
        Target::Missing => {
            let (document, fragment) = api.named_document(holder, written);
            let place = if file.is_empty() { "this file".to_owned() } else { format!("`{file}`") };
            let names = document.map_or(String::new(), |document| api.file_name(&document.source.uri));
            let anchor = !fragment.is_empty() && !fragment.starts_with('/');
            Some(Defect {
                names: format!("{names}#{fragment}"),
                is_absent: false,
                message: if anchor {
                    format!("`#{fragment}` is no pointer, and nothing in {place} has that anchor")
                } else {
                    format!("`#{fragment}` names nothing in {place}")
                },
            })
        }
        Target::Unloaded(LoadError::OutsideRoot) => None,
        Target::Unloaded(why) => {
            let uri = crate::source::join_uri(&holder.doc.source.uri, file);
            let message = match why {
                LoadError::NotFound => format!("the file `{file}` does not exist"),
                other => format!("the file `{file}` could not be used: {other}"),
            };
            Some(Defect { names: api.file_name(&uri), is_absent: matches!(why, LoadError::NotFound), message })
        }
        _ => None,
    }
}

/// What to do about it; looks through all names that could be meant.
fn help(api: &Api, holder: NodeRef<'_>, reference: &Reference, written: &str) -> String {
    let file = written.split('#').next().unwrap_or("");
    if matches!(reference.target, Target::Unloaded(_)) {
        let looked_for = || format!("looked for `{}`", crate::source::join_uri(&holder.doc.source.uri, file));
        return named_like_a_schema(api, written).unwrap_or_else(looked_for);
    }
    let (document, fragment) = api.named_document(holder, written);
    let root = if file.is_empty() { Some(holder.root()) } else { document.and_then(Document::root) };
    let help = root.and_then(|root| instead(root, file, &fragment).or_else(|| moved(root, file, &fragment)));
    help.unwrap_or_else(|| "add the definition, or name the one that is meant".into())
}

/// `$ref: User` is the file `User`; what was meant is the schema of that name.
fn named_like_a_schema(api: &Api, written: &str) -> Option<String> {
    if written.contains(['#', '/', '.']) {
        return None;
    }
    let pointers = ["/components/schemas/", "/definitions/"].map(|section| format!("{section}{written}"));
    let found = pointers.into_iter().find(|pointer| api.root().at_pointer(pointer).is_some())?;
    Some(format!("a name alone is the name of a file; the schema is `#{found}`"))
}

/// The pointer that was probably meant.
fn instead(root: NodeRef<'_>, file: &str, fragment: &str) -> Option<String> {
    let mut node = root.resolve_alias();
    let mut rest = fragment.strip_prefix('/')?;
    let mut right = String::new();
    loop {
        let (token, behind) = rest.split_once('/').map_or((rest, None), |(token, behind)| (token, Some(behind)));
        let key = token.replace("~1", "/").replace("~0", "~");
        let found = match node.kind() {
            Kind::Seq => node.item(key.parse().ok()?),
            _ => node.get(&key),
        };
        match (found, behind) {
            (Some(next), Some(behind)) => {
                right = format!("{right}/{token}");
                (node, rest) = (next, behind);
            }
            // Every step was found after all.
            (Some(_), None) => return None,
            (None, _) => break,
        }
    }
    if !node.is_map() {
        return None;
    }
    // The longest name with slashes that the rest starts with. Longer keys are refused.
    let longest = Limits::default().key_length;
    let ends = rest.match_indices('/').map(|(at, _)| at).chain([rest.len()]).skip(1);
    let ends = ends.take_while(|end| *end <= longest);
    let with_slashes = ends.map(|end| rest.split_at(end)).filter(|(name, _)| node.get(name).is_some()).last();
    if let Some((name, tail)) = with_slashes {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        return Some(format!("a `/` inside a name is written `~1`: `{file}#{right}/{escaped}{tail}`"));
    }
    let (token, tail) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let near = words::nearest(token, node.entries().map(|(key, _)| key.key_text()))?;
    let escaped = near.replace('~', "~0").replace('/', "~1");
    Some(format!("did you mean `{file}#{right}/{escaped}{tail}`?"))
}

/// The same name where another version keeps such definitions.
fn moved(root: NodeRef<'_>, file: &str, fragment: &str) -> Option<String> {
    const SECTIONS: [(&str, &str); 3] = [
        ("/definitions/", "/components/schemas/"),
        ("/parameters/", "/components/parameters/"),
        ("/responses/", "/components/responses/"),
    ];
    let pairs = SECTIONS.iter().flat_map(|(old, new)| [(old, new), (new, old)]);
    let mut right = pairs.filter_map(|(from, to)| Some(format!("{to}{}", fragment.strip_prefix(from)?)));
    right.find(|right| root.at_pointer(right).is_some()).map(|right| format!("in this version it is `{file}#{right}`"))
}

/// Chains of references that never end, and those too long to be followed.
fn circles<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut longest_told = false;
    for (holder, reference) in api.references_in_order() {
        // Nearly all references lead to a definition at once.
        let goes_on = |to: &At| api.reference(*to).is_some();
        if !matches!(&reference.target, Target::Node(to) if goes_on(to)) && api.reference_steps() > 1 {
            continue;
        }
        let text = api.node(reference.text);
        let chain = api.chain(holder);
        let steps = chain.len() - 1;
        if steps > 0 && chain.last() == Some(&holder) {
            if chain.iter().any(|other| other.at() < holder.at()) {
                continue;
            }
            let message = match steps {
                1 => "this reference names itself, so it stands for nothing".to_owned(),
                steps => format!("{steps} references name each other in a circle, so none of them stands for anything"),
            };
            let known = cx.smallest(chain.iter().copied());
            let finding = cx.report(text, message).help("put a definition at one of these places").known_by(known);
            for other in chain.iter().filter(|other| **other != holder).take(4) {
                finding.related(*other, "part of the circle");
            }
        } else if steps >= api.reference_steps() && !longest_told {
            longest_told = true;
            let message = format!("{steps} or more references stand one behind another (limit `reference-steps`)");
            cx.report(text, message).help("name the definition itself").known_by("reference-steps");
        }
    }
}
