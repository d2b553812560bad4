//! See `rules/soap/import-local-absolute-path.md`.

use super::locations::{self, Location};
use crate::finding::{Profile, Severity};
use crate::model::endpoint::{Scheme, Url, placeholders};
use crate::model::wsdl::{Wsdl, WsdlVersion};
use crate::rules::{Check, Cx, Place, Related};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Wsdl(check)];

/// Directories that the root of a machine has, and of which no server has one to show.
const MACHINE: [&str; 18] = [
    "Applications",
    "Library",
    "Users",
    "Volumes",
    "bin",
    "cygdrive",
    "data",
    "etc",
    "home",
    "media",
    "mnt",
    "opt",
    "private",
    "root",
    "srv",
    "tmp",
    "usr",
    "var",
];

/// One finding for each kind of location.
fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let mut paths: Vec<(Place<'a>, String)> = Vec::new();
    let mut roots: Vec<(Place<'a>, String)> = Vec::new();
    let mut class_paths: Vec<(Place<'a>, String)> = Vec::new();
    let all = locations::of_documents(wsdl).into_iter().chain(locations::of_policies(wsdl));
    for Location { place, written, .. } in all {
        match kind(&written) {
            Some(Kind::Path) => paths.push((place, written)),
            Some(Kind::Root) => roots.push((place, written)),
            Some(Kind::ClassPath) => class_paths.push((place, written)),
            None => {}
        }
    }
    if let Some((place, uri)) = paths.first() {
        let message = format!("`{uri}` is a path of the machine this was written on{}", more(paths.len()));
        let finding = cx.report(*place, message).value("path");
        finding.help("keep the document beside the description and name it by a relative path");
        for (place, _) in paths.iter().skip(1).take(4) {
            finding.related(*place, "and this one");
        }
    }
    if let Some((place, uri)) = roots.first().filter(|_| cx.profile() != Profile::Recommended) {
        let message = format!("`{uri}` starts at the root of a server or of one machine{}", more(roots.len()));
        let finding = cx.report(*place, message).value("root").severity(Severity::Info);
        finding.help("keep the document beside the description and name it by a relative path");
        for (place, _) in roots.iter().skip(1).take(4) {
            finding.related(*place, "and this one");
        }
    }
    // The configuration of a stack is read where the class path is.
    let is_published = wsdl.version() != WsdlVersion::Policy;
    if let Some((place, uri)) = class_paths.first().filter(|_| is_published) {
        let message = format!("`{uri}` is found on a Java class path only{}", more(class_paths.len()));
        let finding = cx.report(*place, message).value("classpath").severity(Severity::Info);
        finding.help("clients do not have it: name the document by a relative path in what is published");
        for (place, _) in class_paths.iter().skip(1).take(4) {
            finding.related(*place, "and this one");
        }
    }
}

enum Kind {
    Path,
    /// From a root, which may be that of the server the description came from.
    Root,
    ClassPath,
}

fn kind(uri: &str) -> Option<Kind> {
    // What a build fills in is no path of anybody's machine.
    if !placeholders(uri).is_empty() {
        return None;
    }
    match Url::parse(uri).scheme() {
        Scheme::Other(scheme) if scheme == "classpath" || scheme == "classpath*" => Some(Kind::ClassPath),
        Scheme::Other(scheme) if scheme == "file" || is_drive(scheme) => Some(Kind::Path),
        _ if uri.get(..5).is_some_and(|front| front.eq_ignore_ascii_case("file:")) => Some(Kind::Path),
        Scheme::Other(scheme) if scheme == "jar" && uri.contains("file:") => Some(Kind::Path),
        _ if uri.starts_with("\\\\") => Some(Kind::Path),
        // With a query it is asked of the server the description came from; `//host/…` names a host.
        _ if uri.starts_with('/') && !uri.starts_with("//") && !uri.contains('?') => {
            let first = uri.split('/').nth(1).unwrap_or("");
            Some(if MACHINE.contains(&first) { Kind::Path } else { Kind::Root })
        }
        _ => None,
    }
}

/// `C:` looks like a scheme.
fn is_drive(scheme: &str) -> bool {
    scheme.len() == 1
}

fn more(count: usize) -> String {
    match count - 1 {
        0 => String::new(),
        1 => ", and so is 1 more location".to_owned(),
        more => format!(", and so are {more} more locations"),
    }
}
