//! From a root description to its findings: load, model, dispatch, settle. Uses everything below it; knows no face.

mod access;
mod dispatch;
mod ignore;
mod protection;
mod settle;
mod since;
mod stop;
mod tasks;

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub use access::access;
use ignore::Scope;
pub use ignore::{Insertion, insertion};
pub use protection::protection;
use settle::Settled;
pub use since::Before;
use since::Earlier;
pub use stop::Stop;
pub use tasks::Helpers;

use crate::config::{Enabled, IgnoreEntry, Terms};
use crate::finding::{Checked, Coverage, Effect, Finding, InputState, InputStatus, Profile, Was};
use crate::model::openapi::{self, Api, Detected, WORDS};
use crate::model::wsdl::{self, Wsdl};
use crate::model::{Declared, PublicOperation};
use crate::rules::Options;
use crate::source::{Loader, Source, SourceId, Span};
use crate::syntax::{Document, Element, Limits, NodeId, decode_bytes, parse};

/// Everything that decides how one description is linted.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules to run.
    pub rules: Vec<Enabled>,
    /// The profile they were chosen by; a few rules say more under a wider one.
    pub profile: Profile,
    /// What the owner states about the API.
    pub declared: Declared,
    /// Ignore entries of the configuration that apply to this file.
    pub ignores: Vec<IgnoreEntry>,
    /// On which terms those and all others hold.
    pub terms: Terms,
    /// False reports findings like all others that an ignore or a declared control would hide.
    pub honour_ignores: bool,
    /// True when the file was named by the user: then it must be an API description.
    pub named: bool,
    /// Budgets.
    pub limits: Limits,
    /// What the description is called in fingerprints: its path below the project; `None` takes the path as given.
    pub name: Option<String>,
    /// Today as `YYYY-MM-DD`, for expiry; `None` lets nothing expire.
    pub today: Option<String>,
    /// Ends the work early when its result is no longer wanted.
    pub stop: Stop,
    /// Threads that may help with a large description.
    pub helpers: Option<Arc<dyn Helpers>>,
}

impl Default for Settings {
    /// Every rule of every profile, nothing declared, nothing ignored.
    fn default() -> Self {
        Self {
            rules: crate::rules::RULES
                .iter()
                .map(|rule| Enabled { rule, severity: None, least: None, options: Options::default() })
                .collect(),
            profile: Profile::Audit,
            declared: Declared::default(),
            ignores: Vec::new(),
            terms: Terms::default(),
            honour_ignores: true,
            named: true,
            limits: Limits::default(),
            name: None,
            today: None,
            stop: Stop::default(),
            helpers: None,
        }
    }
}

impl Settings {
    /// True when a rule is among those to run.
    fn runs(&self, rule: &str) -> bool {
        self.rules.iter().any(|enabled| enabled.rule.meta.id == rule)
    }
}

/// Lints the description whose root is `uri`. A YAML stream may hold several; a file that is no description gives one
/// entry that says so. A panic in a check becomes a failed input, never a crash.
pub fn lint(uri: &str, loader: &dyn Loader, settings: &Settings) -> Vec<Checked> {
    judge(uri, loader, settings, Beside::Nothing)
}

/// The same beside what the description was: also with what has become worse, and with the fingerprints of then.
pub fn lint_since(uri: &str, loader: &dyn Loader, before: Before<'_>, settings: &Settings) -> Vec<Checked> {
    let earlier = Earlier::new(before, settings);
    let mut all = judge(uri, loader, settings, Beside::Earlier(&earlier));
    let is_same = all.iter().all(|one| {
        let uris: Vec<&str> = one.sources.iter().map(|source| source.uri.as_str()).collect();
        earlier.is_same(&uris)
    });
    let was = match is_same {
        true => {
            let findings = all.iter().flat_map(|one| &one.findings);
            Was { fingerprints: findings.map(|finding| finding.fingerprint.clone()).collect(), unread: None }
        }
        false => earlier.was(),
    };
    if let Some(first) = all.first_mut() {
        first.before = Some(was);
    }
    all
}

/// What the rules alone find in a loaded OpenAPI description, before ignores, grades and order: for measurements.
pub fn findings(api: &mut Api, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if dispatch::openapi(api, settings, &mut findings) && api.is_overdrawn() {
        // What was found before the budgets were spent must not depend on which thread was faster.
        findings.clear();
        api.renew();
        dispatch::openapi(api, &Settings { helpers: None, ..settings.clone() }, &mut findings);
    }
    findings
}

/// The same for a WSDL description.
pub fn wsdl_findings(wsdl: &Wsdl, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    dispatch::wsdl(wsdl, settings, &mut findings);
    findings
}

/// What a judgement has to do with another one.
#[derive(Clone, Copy)]
enum Beside<'a> {
    /// It stands alone.
    Nothing,
    /// It is of a description beside what that was.
    Earlier(&'a Earlier<'a>),
    /// It is of what a description was; the model is kept here, the texts are not.
    Kept(&'a RefCell<Option<Api>>),
}

fn judge(uri: &str, loader: &dyn Loader, settings: &Settings, beside: Beside<'_>) -> Vec<Checked> {
    let text = match read(uri, loader, &settings.limits) {
        Ok(text) => text,
        Err(reason) => return vec![failed(uri, reason)],
    };
    let parsed = guarded(|| parse(Source::new(SourceId(0), uri, text), &settings.limits, WORDS));
    let document = match parsed {
        Ok(document) => document,
        Err(why) => return vec![failed(uri, why)],
    };
    if settings.stop.is_asked() {
        return vec![failed(uri, "stopped".into())];
    }
    // Of a stream only the descriptions count, unless there is none.
    let descriptions = descriptions(&document);
    let limit = settings.limits.descriptions;
    if descriptions.len() > limit {
        let reason = format!("more than {limit} API descriptions in one file (limit `descriptions`)");
        return vec![failed(uri, reason)];
    }
    let Some((last, others)) = descriptions.split_last() else {
        return vec![guarded(|| root(document, 0, loader, settings, beside)).unwrap_or_else(|why| failed(uri, why))];
    };
    let again = || parse(Source::new(SourceId(0), uri, document.source.text.as_str()), &settings.limits, WORDS);
    let linted = others.iter().map(|index| guarded(|| root(again(), *index, loader, settings, beside)));
    let mut all: Vec<_> = linted.collect();
    all.push(guarded(|| root(document, *last, loader, settings, beside)));
    all.into_iter().map(|linted| linted.unwrap_or_else(|why| failed(uri, why))).collect()
}

/// Which roots of a text are, or say they are, API descriptions.
fn descriptions(document: &Document) -> Vec<usize> {
    let roots = document.roots().enumerate();
    roots
        .filter(|(_, root)| match Element::new(*root) {
            Some(element) => wsdl::detect(element).is_some(),
            None => openapi::detect(*root) != Detected::Other,
        })
        .map(|(index, _)| index)
        .collect()
}

const NO_DESCRIPTION: &str = "no API description";

fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        format!("internal error: {}; please report it with the file", what.unwrap_or("a check gave up"))
    })
}

fn read(uri: &str, loader: &dyn Loader, limits: &Limits) -> Result<String, String> {
    let bytes = loader.load(uri).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limits.file_size {
        let size = bytes.len() as u64;
        return Err(crate::source::LoadError::TooLarge { size, limit: limits.file_size }.to_string());
    }
    let text = decode_bytes(bytes).map_err(|error| error.to_string())?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err("the file is empty".into());
    }
    Ok(text)
}

/// Lints one root of a parsed text.
fn root(document: Document, index: usize, loader: &dyn Loader, settings: &Settings, beside: Beside<'_>) -> Checked {
    let Some(id) = document.tree.roots().get(index).copied() else {
        return match document.errors.as_slice() {
            [] => failed(&document.source.uri, format!("{NO_DESCRIPTION}: the file holds nothing but comments")),
            _ => unreadable(document, None, settings),
        };
    };
    if let Some(element) = Element::new(document.node(id)) {
        return match wsdl::detect(element) {
            Some(_) => lint_wsdl(document, loader, settings),
            // What it is may be what the errors hide.
            None if !document.errors.is_empty() && (settings.named || !document.complete) => {
                unreadable(document, None, settings)
            }
            None => no_description(document, id, settings),
        };
    }
    match openapi::detect(document.node(id)) {
        Detected::Known(version) if document.complete => {
            let at = document.node(id).at();
            let mut declared = settings.declared.clone();
            if !settings.honour_ignores {
                declared.controls.clear();
            }
            let api = Api::load(document, at, version, declared, loader, &settings.limits);
            lint_openapi(api, settings, beside)
        }
        Detected::Known(version) => unreadable(document, Some(version.format()), settings),
        Detected::Unknown(version) => unknown_version(&document, version.id, settings),
        Detected::Other if document.complete => no_description(document, id, settings),
        Detected::Other => unreadable(document, None, settings),
    }
}

fn lint_openapi(mut api: Api, settings: &Settings, beside: Beside<'_>) -> Checked {
    let mut findings = findings(&mut api, settings);
    let uris = || api.documents().iter().map(|document| document.source.uri.as_str()).collect::<Vec<_>>();
    if let Beside::Earlier(earlier) = beside
        && !earlier.is_same(&uris())
    {
        earlier.changes(&api, &mut findings);
    }
    let mut input = status(api.documents(), api.version.format());
    input.operations = api.operations().count();
    input.schemas = api.schema_count();
    if let Some(exceeded) = api.exceeded().first() {
        fail(&mut input, exceeded.clone());
    }
    if api.is_elsewhere() {
        fail(&mut input, elsewhere("refer to"));
    }
    let coverage =
        Coverage { files: api.documents().len() - 1, references_not_followed: api.references_not_followed() };
    let scope = Scope {
        root: Some(api.root().id),
        format: api.version.format(),
        operations: &|| operations(&api),
        reaches: &|node| {
            let mut kinds = node.subtree().map(|inner| api.kind(inner));
            node.doc.source.id == SourceId(0) || kinds.any(|kind| kind != openapi::Kind::None)
        },
        complete: input.state == InputState::Checked,
    };
    let mut settled = settle::settle(findings, api.documents(), settings, &scope);
    if scope.complete {
        settled.entries.extend(settings.declared.public.iter().map(|entry| (entry.at.clone(), effect(entry, &api))));
    }
    let part = part_of_stream(&api);
    let is_own = |span: Span| span.source != SourceId(0) || part.contains(&span.start);
    settled.findings.retain(|finding| is_own(finding.primary.span));
    match beside {
        Beside::Kept(kept) => {
            // The comparison has budgets of its own.
            if api.is_overdrawn() {
                api.renew();
            }
            kept.borrow_mut().get_or_insert(api);
            finish(input, Vec::new(), settled, coverage)
        }
        _ => finish(input, api.into_documents(), settled, coverage),
    }
}

/// What declaring operations public does.
fn effect(entry: &PublicOperation, api: &Api) -> Effect {
    let is_named = |operation: &openapi::Operation<'_>| entry.operations.matches(operation.method(), operation.path());
    let named = api.operations().filter(is_named);
    let effects = named.map(|operation| match operation.security().admits_anonymous() {
        true => Effect::Some,
        false => Effect::Secured,
    });
    effects.max().unwrap_or(Effect::Nothing)
}

/// The bytes of each operation, its key included, with its method and path.
fn operations(api: &Api) -> Vec<(Span, String, String)> {
    let bytes = |operation: openapi::Operation<'_>| {
        let node = operation.node();
        Span { start: node.grip().start, ..node.span() }
    };
    api.operations().map(|each| (bytes(each), each.method().to_owned(), each.path().to_owned())).collect()
}

/// The bytes of the entry text that belong to this description: all, save in a stream, where they reach from the end of
/// the document before to its own end. Checks of whole texts look at the others as well.
fn part_of_stream(api: &Api) -> std::ops::RangeInclusive<u32> {
    let document = &api.documents()[0];
    let roots = document.tree.roots();
    let at = roots.iter().position(|root| *root == api.root().id).unwrap_or(0);
    let end = |at: usize| roots.get(at).map(|root| document.node(*root).span().end);
    let start = at.checked_sub(1).and_then(end).unwrap_or(0);
    let last = at + 1 >= roots.len();
    start..=if last { u32::MAX } else { end(at).unwrap_or(u32::MAX) }
}

fn lint_wsdl(document: Document, loader: &dyn Loader, settings: &Settings) -> Checked {
    let wsdl = Wsdl::load(document, loader, &settings.limits);
    let exceeded = wsdl.exceeded();
    let findings = if exceeded.is_none() { wsdl_findings(&wsdl, settings) } else { Vec::new() };
    let counts = wsdl.counts();
    let mut input = status(wsdl.documents(), wsdl.version().format());
    input.operations = counts.operations;
    input.schemas = counts.schemas;
    if let Some(exceeded) = exceeded {
        fail(&mut input, exceeded);
    }
    if wsdl.is_elsewhere() {
        fail(&mut input, elsewhere("import"));
    }
    let coverage = Coverage { files: wsdl.documents().len() - 1, references_not_followed: wsdl.imports_not_followed() };
    let format = wsdl.version().judged_as();
    let complete = input.state == InputState::Checked;
    let settled = settle::settle(findings, wsdl.documents(), settings, &Scope::plain(format, complete));
    let parts = wsdl.imported_uris().map(str::to_owned).collect();
    let mut content = DefaultHasher::new();
    wsdl.documents().iter().for_each(|document| document.source.text.hash(&mut content));
    Checked { parts, content: Some(content.finish()), ..finish(input, wsdl.into_documents(), settled, coverage) }
}

/// Why a description is not checked that has nothing but references which are not followed.
fn elsewhere(refers: &str) -> String {
    format!(
        "its operations stand in files that were not read, so nothing is known of them: keep copies on this machine and \
         {refers} those"
    )
}

/// The state of a description by the texts it was read from: one that is not readable as a whole fails it.
fn status(documents: &[Document], format: &'static str) -> InputStatus {
    let path = documents.first().map_or("", |document| document.source.uri.as_str()).to_owned();
    let mut input =
        InputStatus { path, format: Some(format), state: InputState::Checked, reason: None, operations: 0, schemas: 0 };
    if let Some(broken) = documents.iter().find(|document| !document.errors.is_empty()) {
        fail(&mut input, syntax_reason(broken, &documents[0]));
    }
    input
}

fn syntax_reason(broken: &Document, root: &Document) -> String {
    let Some(first) = broken.errors.first() else { return String::new() };
    let place = broken.source.lines().position(&broken.source.text, first.span.start);
    let file = if broken.source.id == root.source.id { String::new() } else { format!("{}:", broken.source.uri) };
    let more = match broken.errors.len() {
        1 => String::new(),
        n => format!(" (and {} more syntax errors)", n - 1),
    };
    format!("syntax error at {file}{}:{}: {}{more}", place.line, place.column, first.message)
}

fn fail(input: &mut InputStatus, reason: String) {
    input.state = InputState::Failed;
    input.reason.get_or_insert(reason);
}

/// A text with syntax errors that hide parts of it: the errors are reported, nothing else can be said.
fn unreadable(document: Document, format: Option<&'static str>, settings: &Settings) -> Checked {
    let documents = vec![document];
    let mut findings = Vec::new();
    let rules_of =
        format.unwrap_or(if documents[0].format == crate::syntax::Format::Xml { "wsdl-1.1" } else { "openapi-3.1" });
    dispatch::documents(&documents, settings, rules_of, &mut findings);
    let mut input = status(&documents, "");
    input.format = format;
    fail(&mut input, "nothing in this file could be read".into());
    let settled = settle::settle(findings, &documents, settings, &Scope::plain(rules_of, false));
    finish(input, documents, settled, Coverage::default())
}

fn unknown_version(document: &Document, version: NodeId, settings: &Settings) -> Checked {
    let node = document.node(version);
    let uri = &document.source.uri;
    let place = document.source.lines().position(&document.source.text, node.span().start);
    let said = node.text().unwrap_or_default();
    let known = "known are 2.0 (as `swagger`), 3.0.x, 3.1.x and 3.2.x (as `openapi`)";
    let reason = format!("unknown version `{said}` at {}:{}; {known}", place.line, place.column);
    let mut checked = failed(uri, reason);
    let mut findings = Vec::new();
    if let Some(rule) = settings.rules.iter().find(|enabled| enabled.rule.meta.id == "spec-version-unknown") {
        let mut cx = crate::rules::Cx::new(&rule.rule.meta, settings.profile, &mut findings);
        let what = if node.is_scalar() { format!("`{said}`") } else { "what stands here".into() };
        cx.report(node, format!("{what} is no version of the specification this program knows")).help(known);
    }
    let scope = Scope::plain("", false);
    let settled = settle::settle(findings, std::slice::from_ref(document), settings, &scope);
    (checked.findings, checked.name) = (settled.findings, settled.name);
    checked.sources = vec![Source::new(SourceId(0), uri.clone(), document.source.text.clone())];
    checked
}

/// A readable text that is something else.
fn no_description(document: Document, root: NodeId, settings: &Settings) -> Checked {
    let node = document.node(root);
    let what = match Element::new(node) {
        Some(element) => match wsdl::fragment(element) {
            Some(kind) => format!("the root is {}, not a service description", kind.name()),
            None => format!("the root element is `{}`", element.local()),
        },
        None if node.is_map() => "there is neither `openapi` nor `swagger` at its root; a fragment is checked through the description that refers to it".into(),
        None => "its root is not a mapping".into(),
    };
    let mut checked = failed(&document.source.uri, format!("{NO_DESCRIPTION}: {what}"));
    if !settings.named {
        checked.input.state = InputState::Skipped;
    }
    checked
}

fn failed(uri: &str, reason: String) -> Checked {
    Checked::not_linted(uri, InputState::Failed, reason)
}

/// Keeps the texts that findings point into and lets the others go.
fn finish(input: InputStatus, documents: Vec<Document>, settled: Settled, coverage: Coverage) -> Checked {
    let Settled { findings, entries, name } = settled;
    let mut wanted = vec![false; documents.len()];
    for finding in &findings {
        let related = finding.related.iter().map(|label| label.span.source);
        for source in related.chain([finding.primary.span.source]) {
            wanted.get_mut(source.0 as usize).into_iter().for_each(|wanted| *wanted = true);
        }
    }
    let sources = documents.into_iter().zip(wanted).map(|(document, wanted)| {
        if wanted { document.source } else { Source::new(document.source.id, document.source.uri, "") }
    });
    let sources = sources.collect();
    Checked { input, name, sources, findings, coverage, parts: Vec::new(), content: None, entries, before: None }
}
