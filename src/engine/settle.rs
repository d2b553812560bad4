//! What happens to reports once the checks have spoken: equal ones become one, special ones absorb general ones,
//! configured severities, ignores, order and fingerprints.

use hashbrown::{HashMap, HashSet};
use memchr::memmem::Finder;

use super::Settings;
use super::ignore::{self, Scope};
use crate::finding::{Effect, Finding, Label, Severity};
use crate::source::{Span, Spot};
use crate::syntax::Document;

/// What a description comes down to.
pub(super) struct Settled {
    /// In order, ignored ones included.
    pub(super) findings: Vec<Finding>,
    /// What entries of the configuration did.
    pub(super) entries: Vec<(Spot, Effect)>,
    /// See [`crate::finding::Checked::name`].
    pub(super) name: String,
}

/// Settles the findings of one description.
pub(super) fn settle(
    mut findings: Vec<Finding>,
    documents: &[Document],
    settings: &Settings,
    scope: &Scope<'_>,
) -> Settled {
    only_own(&mut findings, documents, scope);
    // First, so that an ignore counts as used although what it names is absorbed.
    let entries = ignore::apply(&mut findings, documents, settings, scope);
    merge_equal(&mut findings);
    absorb(&mut findings);
    for finding in &mut findings {
        let enabled = settings.rules.iter().find(|enabled| std::ptr::eq(&enabled.rule.meta, finding.rule));
        let Some(enabled) = enabled else { continue };
        let own = finding.severity;
        finding.severity = enabled.severity.unwrap_or(own);
        let locked = settings.terms.lock(finding.rule.id).map(|_| own);
        finding.severity =
            finding.severity.max(locked.unwrap_or(Severity::Info)).max(enabled.least.unwrap_or(Severity::Info));
    }
    let uri = |span: Span| documents[span.source.0 as usize].source.uri.as_str();
    findings.sort_by(|a, b| {
        let place = |f: &Finding| (f.primary.span.start, f.rule.id, f.primary.span.end);
        uri(a.primary.span).cmp(uri(b.primary.span)).then_with(|| place(a).cmp(&place(b)))
    });
    let name = name(documents, settings, scope);
    fingerprint(&mut findings, &name);
    conceal(&mut findings, documents);
    Settled { findings, entries, name }
}

/// Of a stream each description has its own findings; what a check says of the whole text belongs to one of them.
fn only_own(findings: &mut Vec<Finding>, documents: &[Document], scope: &Scope<'_>) {
    let (Some(first), Some(root)) = (documents.first(), scope.root) else { return };
    let roots = first.tree.roots();
    if roots.len() < 2 {
        return;
    }
    let starts: Vec<u32> = roots.iter().map(|root| first.node(*root).span().start).collect();
    findings.retain(|finding| {
        let at = starts.partition_point(|start| *start <= finding.primary.span.start).max(1) - 1;
        finding.primary.span.source != first.source.id || roots.get(at) == Some(&root)
    });
}

/// Of findings of one rule at one place the first stays.
fn merge_equal(findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let Label { span, pointer, .. } = &finding.primary;
        seen.insert((finding.rule.id, *span, pointer.clone(), finding.value.clone()))
    });
}

/// Drops a finding where another at the same place, or with that place among its related ones, makes it superfluous. The
/// bytes alone are no place: an item of a list, or the root of a file, is marked at its first key, whichever that is.
fn absorb(findings: &mut Vec<Finding>) {
    let mut covered: HashSet<(&str, Span, String)> = HashSet::new();
    for finding in findings.iter() {
        for absorbed in finding.rule.absorbs {
            let places = std::iter::once(&finding.primary).chain(&finding.related);
            covered.extend(places.map(|label| (*absorbed, label.span, label.pointer.clone())));
        }
    }
    let is_covered =
        |finding: &Finding| covered.contains(&(finding.rule.id, finding.primary.span, finding.primary.pointer.clone()));
    findings.retain(|finding| !is_covered(finding));
}

/// See [`crate::finding::Checked::name`]; descriptions behind the first of a stream are numbered.
fn name(documents: &[Document], settings: &Settings, scope: &Scope<'_>) -> String {
    let Some(first) = documents.first() else { return String::new() };
    let path = settings.name.as_deref().unwrap_or(&first.source.uri);
    let ending = path.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "yaml" | "yml" | "json"));
    let name = ending.map_or(path, |(name, _)| name);
    let position = first.tree.roots().iter().position(|root| scope.root == Some(*root)).unwrap_or(0);
    if position == 0 { name.to_owned() } else { format!("{name}#{position}") }
}

/// Rule, description, place in words and value, hashed; equal ones are numbered in order.
fn fingerprint(findings: &mut [Finding], name: &str) {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    for finding in findings {
        let value = finding.value.as_deref().unwrap_or("");
        let parts = [finding.rule.id, name, &finding.place, value];
        let hash = fnv(&parts);
        let count = seen.entry(hash).or_insert(0);
        let hash = if *count == 0 { hash } else { fnv(&[&format!("{hash:016x}"), &count.to_string()]) };
        *count += 1;
        finding.fingerprint = format!("{hash:016x}");
    }
}

/// Bytes from which on a secret is too long to be a word that messages use anyhow.
const LONG: usize = 8;

/// Takes secrets that were found out of what is said of other places: a host that a variable is part of, a pointer with a
/// key that is one. What the marked bytes are is for the formats to hide.
fn conceal(findings: &mut [Finding], documents: &[Document]) {
    let mut secrets: Vec<String> = Vec::new();
    for span in findings.iter().flat_map(Finding::secrets) {
        let written = documents.get(span.source.0 as usize).map_or("", |document| document.source.slice(span));
        for line in written.lines().map(|line| line.trim().trim_matches(['"', '\''])) {
            let is_word = line.bytes().all(|byte| byte.is_ascii_alphabetic());
            if line.len() >= LONG && !is_word && !secrets.iter().any(|known| known == line) {
                secrets.push(line.to_owned());
            }
        }
    }
    // A longer one may hold a shorter one.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    // A pointer writes a slash in its own way, an address in a host in lower case.
    let forms: Vec<String> = secrets
        .into_iter()
        .flat_map(|secret| [secret.replace('~', "~0").replace('/', "~1"), secret.to_ascii_lowercase(), secret])
        .collect();
    let mut searches: Vec<Finder<'_>> = Vec::new();
    for form in &forms {
        if !searches.iter().any(|known| known.needle() == form.as_bytes()) {
            searches.push(Finder::new(form));
        }
    }
    for finding in findings.iter_mut() {
        let labels = std::iter::once(&mut finding.primary).chain(&mut finding.related);
        let texts = labels.flat_map(|label| [&mut label.text, &mut label.pointer]);
        for text in
            texts.chain([&mut finding.message, &mut finding.place]).chain(&mut finding.help).chain(&mut finding.value)
        {
            for search in &searches {
                if search.needle().len() <= text.len() && search.find(text.as_bytes()).is_some() {
                    *text = text.replace(&*String::from_utf8_lossy(search.needle()), "•••");
                }
            }
        }
    }
}

/// FNV-1a, 64 bits, over the parts with a separator: small, stable across platforms and releases.
fn fnv(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash ^= u64::from(byte);
            hash = hash.wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
