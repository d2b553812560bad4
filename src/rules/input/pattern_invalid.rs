//! See `rules/input/pattern-invalid.md`.

use std::ops::Range;

use crate::finding::Severity;
use crate::model::openapi::{Api, Pattern, Version};
use crate::model::regex::{Foreign, Mode, Regex};
use crate::rules::patterns::{self, Origin, Wrong};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

struct Fault {
    /// Bytes of the pattern.
    at: Range<usize>,
    message: String,
    help: Option<String>,
    severity: Severity,
}

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let names_flags = patterns::wants_all(cx) && api.version >= Version::V31;
    let found = api.patterns().filter_map(|pattern| {
        let fault = fault(pattern.regex).or_else(|| names_flags.then(|| without_flag(pattern.regex)).flatten())?;
        Some(Wrong { pattern, what: fault })
    });
    for group in patterns::groups(found) {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, what: fault }) = told.first() else { continue };
            let message = format!("{}{}", fault.message, patterns::times(told));
            let finding = patterns::report(told, Place::part(pattern.node, fault.at.clone()), message, cx);
            finding.severity(weight(*pattern, fault.severity));
            if let Some(help) = &fault.help {
                finding.help(help.clone());
            }
            patterns::list(finding, told);
        }
    }
}

/// What the server returns is nobody's attack, and what nothing uses does no harm yet.
fn weight(pattern: Pattern<'_>, severity: Severity) -> Severity {
    match patterns::origin(pattern) {
        Origin::Client => severity,
        Origin::Server => severity.min(Severity::Medium),
        Origin::Nobody => severity.min(Severity::Low),
    }
}

fn fault(regex: &Regex) -> Option<Fault> {
    let text = |at: &Range<usize>| regex.text.get(at.clone()).unwrap_or("");
    let meets = |one: &Foreign, at: &Range<usize>| one.at.start <= at.end && at.start <= one.at.end;
    match &regex.mode {
        Err(invalid) => {
            let known = regex.foreign.iter().find(|one| meets(one, &invalid.at)).or(regex.foreign.first());
            Some(match known {
                Some(one) => Fault {
                    at: one.at.clone(),
                    message: format!("this pattern does not compile: `{}` {}", text(&one.at), one.why),
                    help: Some(one.help.clone()),
                    severity: Severity::High,
                },
                None => Fault {
                    at: invalid.at.clone(),
                    message: format!("this pattern does not compile: {}", invalid.why),
                    help: None,
                    severity: Severity::High,
                },
            })
        }
        Ok(Some(mode)) => {
            let Some(one) = regex.foreign.first() else {
                return (*mode == Mode::Sets).then(|| needs_sets(regex)).flatten();
            };
            // `\p{Latin}`: what is wrong with the property is the cause.
            let cause =
                regex.not_unicode.as_ref().filter(|why| meets(one, &why.at) && text(&one.at).starts_with("\\p"));
            Some(Fault {
                at: one.at.clone(),
                message: match cause {
                    Some(cause) => format!("this pattern does not compile with the `u` flag: {}", cause.why),
                    None => format!("this pattern says something else: `{}` {}", text(&one.at), one.why),
                },
                help: cause.is_none().then(|| one.help.clone()),
                severity: Severity::High,
            })
        }
        Ok(None) => None,
    }
}

fn needs_sets(regex: &Regex) -> Option<Fault> {
    let why = regex.not_unicode.as_ref()?;
    Some(Fault {
        at: why.at.clone(),
        message: "this pattern compiles with the `v` flag only, which validators do not set".to_owned(),
        help: Some("write the difference or intersection of classes out, or as a look-ahead".to_owned()),
        severity: Severity::Medium,
    })
}

/// JSON Schema asks for patterns that the `u` flag admits, from 3.1 on.
fn without_flag(regex: &Regex) -> Option<Fault> {
    let why = regex.not_unicode.as_ref().filter(|_| regex.mode == Ok(Some(Mode::Legacy)))?;
    Some(Fault {
        at: why.at.clone(),
        message: format!("this pattern does not compile with the `u` flag, which JSON Schema asks for: {}", why.why),
        help: Some("leave out backslashes before characters that need none".to_owned()),
        severity: Severity::Info,
    })
}
