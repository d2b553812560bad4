//! Joins every page `rules/<family>/<id>.md` with the module `crate::rules::<family>::<id>` by name and
//! writes the static registry. A page without a module fails to compile; a module without a page is
//! never used, which the lints refuse.
// A build script reads files and stops the build when they are wrong.
#![allow(clippy::panic, clippy::disallowed_methods)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];
const CONFIDENCES: [&str; 3] = ["high", "medium", "low"];
const PROFILES: [&str; 3] = ["recommended", "strict", "audit"];
const FORMATS: [&str; 6] = ["openapi-2.0", "openapi-3.0", "openapi-3.1", "openapi-3.2", "wsdl-1.1", "wsdl-2.0"];
/// Everything behind this line of a page is test cases only.
const CASES: &str = "<!-- cases";

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let mut pages = Vec::new();
    for family in sorted(Path::new("rules")).into_iter().filter(|path| path.is_dir()) {
        pages.extend(sorted(&family).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")));
    }
    let mut out = String::from("&[\n");
    for path in &pages {
        out.push_str(&rule(path).unwrap_or_else(|why| panic!("{}: {why}", path.display())));
    }
    out.push(']');
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("registry.rs");
    fs::write(target, out).expect("OUT_DIR is writable");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    paths.sort();
    paths
}

/// One `Rule { … }` from one page.
fn rule(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?.replace("\r\n", "\n");
    let (front, page) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .ok_or("the page does not start with front matter between two `---` lines")?;
    let front = Front::read(front)?;
    let id = path.file_stem().and_then(|stem| stem.to_str()).ok_or("the name is not UTF-8")?;
    let family = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).ok_or("no family folder")?;
    let page = page.split(CASES).next().unwrap_or(page).trim();

    let mut applies = Vec::new();
    for item in front.list("applies") {
        let matching: Vec<&str> =
            FORMATS.into_iter().filter(|f| *f == item || f.starts_with(&format!("{item}-"))).collect();
        if matching.is_empty() {
            return Err(format!("applies: `{item}` is none of openapi, wsdl, {}", FORMATS.join(", ")));
        }
        applies.extend(matching);
    }
    if applies.is_empty() {
        return Err("applies: at least one format".into());
    }
    let cwe: Vec<u32> = front
        .list("cwe")
        .iter()
        .map(|n| n.parse().map_err(|_| format!("cwe: `{n}` is no number")))
        .collect::<Result<_, _>>()?;

    let needs = front.list("needs");
    let options: Vec<&str> = needs.iter().copied().chain(front.list("options")).collect();
    if let Some(taken) = options.iter().find(|option| **option == "severity") {
        return Err(format!("options: `{taken}` is a setting of every rule"));
    }

    let mut out = String::new();
    let _ = writeln!(
        out,
        "Rule {{ meta: Meta {{ id: {id:?}, family: {family:?}, title: {:?}, severity: Severity::{}, confidence: \
         Confidence::{}, profile: Profile::{}, applies: &{applies:?}, owasp: &{:?}, cwe: &{cwe:?}, aliases: &{:?}, \
         absorbs: &{:?}, options: &{:?}, needs: &{needs:?}, rivals: &{:?}, since: {:?}, page: {page:?} }}, checks: {}::{}::CHECKS }},",
        front.one("title")?,
        word(front.one("severity")?, &SEVERITIES)?,
        word(front.one("confidence")?, &CONFIDENCES)?,
        word(front.one("profile")?, &PROFILES)?,
        front.list("owasp"),
        front.list("aliases"),
        front.list("absorbs"),
        options,
        front.list("rivals"),
        front.one("since")?,
        family,
        id.replace('-', "_"),
    );
    Ok(out)
}

/// The allowed word as a variant name.
fn word(value: &str, allowed: &[&str]) -> Result<String, String> {
    if !allowed.contains(&value) {
        return Err(format!("`{value}` is none of {}", allowed.join(", ")));
    }
    Ok(value[..1].to_uppercase() + &value[1..])
}

/// `key: value` and `key: [a, b]` lines.
struct Front<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Front<'a> {
    const KEYS: [&'static str; 13] = [
        "title",
        "severity",
        "confidence",
        "profile",
        "applies",
        "owasp",
        "cwe",
        "aliases",
        "absorbs",
        "options",
        "needs",
        "rivals",
        "since",
    ];

    fn read(text: &'a str) -> Result<Self, String> {
        let mut entries = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let (key, value) = line.split_once(':').ok_or_else(|| format!("line {}: not `key: value`", number + 2))?;
            if !Self::KEYS.contains(&key) {
                return Err(format!("line {}: unknown key `{key}`; known: {}", number + 2, Self::KEYS.join(", ")));
            }
            entries.push((key, value.trim()));
        }
        Ok(Self(entries))
    }

    fn one(&self, key: &str) -> Result<&'a str, String> {
        self.0.iter().find(|(k, _)| *k == key).map(|(_, v)| *v).ok_or_else(|| format!("`{key}:` is missing"))
    }

    fn list(&self, key: &str) -> Vec<&'a str> {
        let value = self.one(key).unwrap_or("[]");
        let inner = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')).unwrap_or(value);
        inner.split(',').map(str::trim).filter(|item| !item.is_empty()).collect()
    }
}
