//! `apivet config show`: what applies to a file, and where each of it is written.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::args::{RulesFormat, ShowArgs};
use super::configs::{Configs, Ready, State};
use super::paths::Base;
use super::project::Projects;
use super::terminal::{self, say};
use crate::config::{Config, FailOn, Ruling, Selection, Stated};
use crate::finding::{Outcome, Profile};
use crate::output::escape;
use crate::outside::today;
use crate::rules::RULES;
use crate::source::Spot;
use crate::syntax::Limits;

/// Runs the command.
pub(super) fn run(args: &ShowArgs) -> Outcome {
    let base = Base::current();
    let path = base.absolute(&args.path.to_string_lossy());
    let uri = base.uri(&path);
    if !path.exists() {
        say(&format!("apivet: {uri}: no such file or directory"));
        return Outcome::NotChecked;
    }
    // What rules a folder is what rules the files in it.
    let file = if path.is_dir() { path.join("apivet") } else { path.clone() };
    let state = Configs::new(&base, &Limits::default(), &args.given.found()).of(&file);
    let ready = match &*state {
        State::Ready(ready) => ready,
        State::Broken { path, lines } => {
            lines.iter().for_each(|line| say(line));
            say(&format!("apivet: {path}: cannot be used, so nothing applies"));
            return Outcome::NotChecked;
        }
    };
    let shown =
        shown(&uri, &path, ready, Projects::new(&base).of(&file).baseline.as_deref().map(|path| base.uri(path)));
    let printed = terminal::print(|out| match args.format {
        RulesFormat::Pretty => pretty(&shown, out),
        RulesFormat::Json => out.write_all(escape::json(&format!("{shown:#}\n")).as_bytes()),
    });
    match printed {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            say(&format!("apivet: standard output: cannot be written: {error}"));
            Outcome::NotChecked
        }
    }
}

/// The document for programs; its shape is `apivet-config/1`. People get the same in words.
fn shown(uri: &str, path: &Path, ready: &Ready, baseline: Option<String>) -> Value {
    let (config, policy) = (&ready.config, ready.policy.as_deref());
    let name = ready.name(path);
    let ruling = ready.ruling(path, &Selection::default());
    let own = ready.path.as_deref();
    let mut extends: Vec<&String> = config.files.iter().filter(|file| Some(file.as_str()) != own).collect();
    extends.dedup();
    let exclusion = config.exclusion(&name).map(|excluded| {
        let obeyed = policy.is_none_or(|policy| policy.lets_exclude(&name));
        json!({"pattern": excluded.pattern, "obeyed": obeyed, "by": place(&excluded.at)})
    });
    json!({
        "schema": "apivet-config/1",
        "path": uri,
        "configuration": own,
        "extends": extends,
        "policy": policy.map(|policy| &policy.path),
        "baseline": baseline,
        "excluded": exclusion,
        "profile": profile(&name, ready, &ruling),
        "fail_on": fail_on(ready),
        "rules_run": ruling.rules.iter().filter(|enabled| !enabled.rule.compares()).count(),
        "rules": rules(&name, config, ready, &ruling),
        "public": ruling.declared.public.iter().map(|public| json!({
            "operation": public.operations.to_string(),
            "reason": public.reason,
            "by": place(&public.at),
        })).collect::<Vec<_>>(),
        "controls": ruling.declared.controls.iter().map(|control| json!({
            "name": control.name,
            "provided_by": control.by,
            "reason": control.reason,
            "by": place(&control.at),
        })).collect::<Vec<_>>(),
        "ignores": ignores(&ruling),
        "overruled": ruling.overruled.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn place(spot: &Spot) -> String {
    spot.to_string()
}

fn profile(name: &str, ready: &Ready, ruling: &Ruling) -> Value {
    let stated = ready.config.profile_by(name);
    let demanded = ready.policy.as_deref().and_then(|policy| policy.profile.as_ref());
    let is = |stated: &&Stated<Profile>| stated.value == ruling.profile;
    let by = stated.filter(is).or(demanded.filter(is));
    json!({"value": ruling.profile.as_str(), "by": by.map(|stated| place(&stated.by))})
}

fn fail_on(ready: &Ready) -> Value {
    let stated = ready.config.fail_on.as_ref();
    let own = stated.map_or_else(FailOn::default, |stated| stated.value);
    let by_policy = ready.policy.as_deref().and_then(|policy| policy.outdoes(own));
    match by_policy {
        Some(demanded) => json!({"value": demanded.value.as_str(), "by": place(&demanded.by)}),
        None => {
            json!({"value": own.to_string(), "by": stated.map(|stated| place(&stated.by))})
        }
    }
}

/// The rules that run, and those that a configuration switches off.
fn rules(name: &str, config: &Config, ready: &Ready, ruling: &Ruling) -> Vec<Value> {
    let rows = RULES.iter().filter_map(|rule| {
        let enabled = ruling.rules.iter().find(|enabled| std::ptr::eq(enabled.rule, rule));
        let decided = config.decided_by(rule, name);
        let demand = ready.policy.as_deref().and_then(|policy| policy.demand(rule));
        if enabled.is_none() && decided.is_none() {
            return None;
        }
        let by: Vec<String> = decided.into_iter().chain(demand.map(|demand| &demand.by)).map(place).collect();
        let severity = enabled.map(|enabled| {
            let own = enabled.severity.unwrap_or(rule.meta.severity);
            enabled.least.map_or(own, |least| least.max(own)).as_str()
        });
        let options: serde_json::Map<String, Value> = enabled
            .into_iter()
            .flat_map(|enabled| enabled.options.iter())
            .map(|(option, values)| (option.to_owned(), json!(values)))
            .collect();
        let locked = demand.is_some_and(|demand| demand.locked);
        Some(json!({
            "rule": rule.meta.id, "runs": enabled.is_some(), "severity": severity,
            "default_severity": rule.meta.severity.as_str(), "locked": locked, "options": options, "by": by,
        }))
    });
    rows.collect()
}

fn ignores(ruling: &Ruling) -> Vec<Value> {
    let today = today::today();
    let rows = ruling.ignores.iter().map(|entry| {
        let over = matches!((&entry.expires, &today), (Some(last), Some(today)) if today > last);
        let refused = ruling.terms.refuse(&entry.ignoring(), today.as_deref());
        let why = refused.map(|refusal| format!("{} ({})", refusal.why, refusal.by));
        json!({
            "rule": entry.rule, "place": entry.pointer.as_ref().or(entry.operation.as_ref()), "reason": entry.reason,
            "expires": entry.expires, "not_obeyed": why.or(over.then(|| "it has expired".to_owned())),
            "by": place(&entry.at),
        })
    });
    rows.collect()
}

/// For people: a line each, what is decided in front of the place that says so.
fn pretty(shown: &Value, out: &mut dyn Write) -> io::Result<()> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let by = |value: &Value| text(&value["by"]).unwrap_or_else(|| "by default".to_owned());
    let list = |value: &Value| -> Vec<String> { value.as_array().into_iter().flatten().filter_map(text).collect() };
    writeln!(out, "{}", line(&text(&shown["path"]).unwrap_or_default()))?;
    let extends = list(&shown["extends"]);
    let configuration = match (text(&shown["configuration"]), extends.is_empty()) {
        (None, _) => "none".to_owned(),
        (Some(path), true) => path,
        (Some(path), false) => format!("{path}, on top of {}", extends.join(", ")),
    };
    let checked = match &shown["excluded"] {
        Value::Null => "yes".to_owned(),
        excluded if excluded["obeyed"] == true => {
            format!("no, `exclude: {}` ({})", text(&excluded["pattern"]).unwrap_or_default(), by(excluded))
        }
        _ => "yes, as the policy does not let it be excluded".to_owned(),
    };
    let graded = |value: &Value| format!("{} ({})", text(&value["value"]).unwrap_or_default(), by(value));
    for (name, value) in [
        ("configuration", configuration),
        ("policy", text(&shown["policy"]).unwrap_or_else(|| "none".to_owned())),
        ("baseline", text(&shown["baseline"]).unwrap_or_else(|| "none".to_owned())),
        ("checked", checked),
        ("profile", graded(&shown["profile"])),
        ("fail-on", graded(&shown["fail_on"])),
        ("rules", format!("{} run", shown["rules_run"])),
    ] {
        writeln!(out, "  {name:13}  {}", line(&value))?;
    }
    let items = |key: &str| shown[key].as_array().cloned().unwrap_or_default();
    let set: Vec<Value> = items("rules").into_iter().filter(|rule| !list(&rule["by"]).is_empty()).collect();
    section(out, "rules that are set", &set, |rule| {
        let severity = text(&rule["severity"]).unwrap_or_else(|| "off".to_owned());
        let mut words = vec![format!("{}: {severity}", text(&rule["rule"]).unwrap_or_default())];
        words.extend((rule["locked"] == true).then(|| "locked".to_owned()));
        for (option, values) in rule["options"].as_object().into_iter().flatten() {
            words.push(format!("{option} {}", list(values).join(" ")));
        }
        (words.join(", "), list(&rule["by"]).join(", "))
    })?;
    section(out, "public", &items("public"), |public| {
        let words = ["operation", "reason"].map(|key| text(&public[key]).unwrap_or_default());
        (words.join(": "), by(public))
    })?;
    section(out, "controls", &items("controls"), |control| {
        let reason = text(&control["reason"]).map_or(String::new(), |reason| format!(", {reason}"));
        let (name, provider) = (text(&control["name"]), text(&control["provided_by"]));
        (format!("{}: by {}{reason}", name.unwrap_or_default(), provider.unwrap_or_default()), by(control))
    })?;
    section(out, "ignores", &items("ignores"), |ignore| {
        let [rule, place, reason] = ["rule", "place", "reason"].map(|key| text(&ignore[key]).unwrap_or_default());
        let until = text(&ignore["expires"]).map_or(String::new(), |day| format!(", until {day}"));
        let not = text(&ignore["not_obeyed"]).map_or(String::new(), |why| format!("; not obeyed: {why}"));
        (format!("{rule} at {place}: {reason}{until}{not}"), by(ignore))
    })?;
    let overruled = list(&shown["overruled"]);
    if !overruled.is_empty() {
        writeln!(out, "\nnot obeyed")?;
    }
    overruled.iter().try_for_each(|one| writeln!(out, "  {}", line(one)))
}

/// A heading and its rows; nothing without any.
fn section(
    out: &mut dyn Write,
    title: &str,
    items: &[Value],
    row: impl Fn(&Value) -> (String, String),
) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    items.iter().map(row).try_for_each(|(what, by)| writeln!(out, "  {} ({})", line(&what), line(&by)))
}

fn line(text: &str) -> String {
    escape::line(text).into_owned()
}
