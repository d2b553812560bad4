//! Reads the examples of a rule's page.
//!
//! A fenced block is an example when its info string says `bad` or `good` behind the language. Further words: `only`
//! (no twins in other versions or notations), `unreadable` (the file as a whole cannot be checked). Blocks that say
//! `file=NAME`, `config`, `policy` or `before` (what the description was, for rules that compare) right behind it belong to
//! it, and so does a block of language `findings`.

use apivet::config::{self, Policy, Selection};
use apivet::engine::Settings;
use apivet::finding::Profile;
use apivet::source::{MemLoader, Source, SourceId};
use apivet::syntax::Limits;

pub(crate) struct Page {
    text: String,
    pub(crate) cases: Vec<Case>,
}

#[derive(Clone)]
pub(crate) struct Case {
    /// 1-based line of the opening fence.
    pub(crate) line: usize,
    pub(crate) bad: bool,
    pub(crate) only: bool,
    pub(crate) unreadable: bool,
    pub(crate) language: String,
    /// Name and text; the root first.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) config: Option<String>,
    pub(crate) policy: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) findings: Option<String>,
    /// Byte range of the `findings` block, or where one would stand.
    place: std::ops::Range<usize>,
}

impl Page {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut cases: Vec<Case> = Vec::new();
        let mut offset = 0;
        let mut block: Option<(usize, usize, Vec<String>, String)> = None;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let start = offset;
            offset += line.len();
            let Some((open_line, open_at, words, body)) = &mut block else {
                if let Some(info) = line.strip_prefix("```") {
                    let words = info.split_whitespace().map(str::to_owned).collect();
                    block = Some((number + 1, start, words, String::new()));
                }
                continue;
            };
            if line.trim_end() != "```" {
                body.push_str(line);
                continue;
            }
            add(&mut cases, *open_line, *open_at..offset, words, body)?;
            block = None;
        }
        if let Some((line, ..)) = block {
            return Err(format!("line {line}: the block is not closed"));
        }
        if cases.is_empty() {
            return Err("the page has no examples".into());
        }
        Ok(Self { text: text.to_owned(), cases })
    }

    /// The page with every `findings` block written anew.
    pub(crate) fn with_findings(&self, render: &dyn Fn(&Case) -> String) -> String {
        let mut out = self.text.clone();
        for case in self.cases.iter().rev().filter(|case| case.bad) {
            let findings = render(case);
            let block = if findings.is_empty() { String::new() } else { format!("```findings\n{findings}```\n") };
            out.replace_range(case.place.clone(), &block);
        }
        out
    }
}

fn add(
    cases: &mut Vec<Case>,
    line: usize,
    range: std::ops::Range<usize>,
    words: &[String],
    body: &str,
) -> Result<(), String> {
    let has = |word: &str| words.iter().skip(1).any(|found| found == word);
    let language = words.first().map_or("", String::as_str);
    if has("bad") || has("good") {
        let name = match language {
            "yaml" => "api.yaml",
            "json" => "api.json",
            "xml" => "service.wsdl",
            other => return Err(format!("line {line}: examples are yaml, json or xml, not `{other}`")),
        };
        cases.push(Case {
            line,
            bad: has("bad"),
            only: has("only"),
            unreadable: has("unreadable"),
            language: language.to_owned(),
            files: vec![(name.to_owned(), body.to_owned())],
            config: None,
            policy: None,
            before: None,
            findings: None,
            place: range.end..range.end,
        });
        return Ok(());
    }
    let file = words.iter().find_map(|word| word.strip_prefix("file="));
    let belongs = ["config", "policy", "before"].into_iter().any(has);
    if file.is_none() && language != "findings" && !belongs {
        return Ok(());
    }
    let case = cases.last_mut().ok_or_else(|| format!("line {line}: no example in front of this block"))?;
    if let Some(name) = file {
        case.files.push((name.to_owned(), body.to_owned()));
        case.place = range.end..range.end;
    } else if language == "findings" {
        case.findings = Some(body.to_owned());
        case.place = range;
    } else if has("before") {
        case.before = Some(body.to_owned());
        case.place = range.end..range.end;
    } else {
        let home = if has("policy") { &mut case.policy } else { &mut case.config };
        *home = Some(body.to_owned());
        case.place = range.end..range.end;
    }
    Ok(())
}

/// The policy of a case.
pub(crate) fn policy(text: &str) -> Result<Policy, String> {
    let read = Policy::read(Source::new(SourceId(0), "policy.yaml", text), &Limits::default());
    read.map_err(|broken| format!("the policy is broken: {broken:?}"))
}

/// The settings a configuration gives a file. Where it states no profile, every rule runs.
pub(crate) fn settings(config: &str, file: &str) -> Result<Settings, String> {
    let source = Source::new(SourceId(0), "apivet.yaml", config);
    let config = config::read(source, &MemLoader::default(), &Limits::default())
        .map_err(|broken| format!("the configuration is broken: {broken:?}"))?;
    let profile = config.stated_profile(file).unwrap_or(Profile::Audit);
    let selection = Selection { profile: Some(profile), ..Selection::default() };
    let rules = config.rules(file, &selection);
    let (declared, ignores) = (config.declared.clone(), config.ignores(file));
    Ok(Settings { rules, profile, declared, ignores, ..Settings::default() })
}
