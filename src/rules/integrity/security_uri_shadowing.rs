//! See `rules/integrity/security-uri-shadowing.md`.

use crate::model::openapi::Api;
use crate::rules::{Check, Cx, Place, many};
use crate::syntax::NodeRef;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    for (name, written, _) in api.security_schemes() {
        let file = file_of(api, name);
        if file.is_none() && !looks_like_uri(name) {
            continue;
        }
        let uses: Vec<NodeRef<'a>> = uses(api, name).collect();
        let meant = match file {
            Some(_) => "the name of a file of this description",
            None => "a URI",
        };
        let message = match uses.len() {
            0 => format!(
                "the security scheme `{name}` is named like {meant}, and a requirement that names it means the scheme"
            ),
            count => format!(
                "`{name}` means the security scheme of that name in {count} {}, although it reads like {meant}",
                if count == 1 { "requirement" } else { "requirements" }
            ),
        };
        let finding = cx.report(Place::key(written), message);
        finding.help(format!(
            "rename the scheme; a requirement that means the URI writes `./{}`",
            name.trim_start_matches("./")
        ));
        many::list(finding, uses.into_iter().map(Place::key), "required here");
    }
}

/// Keys of requirements that name a scheme.
fn uses<'a>(api: &'a Api, name: &str) -> impl Iterator<Item = NodeRef<'a>> {
    let alternatives = api.requirement_lists().into_iter().flat_map(|list| &list.alternatives);
    let required = alternatives.flat_map(|alternative| &alternative.schemes);
    required.filter(move |one| one.name == name).map(|one| api.node(one.key))
}

/// True for a name with a scheme, a path, a fragment or the ending of a description's file.
fn looks_like_uri(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.contains(['/', '#', ':']) || [".yaml", ".yml", ".json"].iter().any(|ending| lower.ends_with(ending))
}

/// The file of this description that a name leads to when it is read as a relative reference.
fn file_of<'a>(api: &'a Api, name: &str) -> Option<&'a str> {
    let (document, _) = api.named_document(api.root(), name);
    document.map(|document| document.source.uri.as_str())
}
