//! See `rules/input/pattern-permissive.md`.

use crate::model::openapi::Api;
use crate::rules::patterns::{self, Origin, Wrong, quoted};
use crate::rules::{Check, Cx, Place};

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    // Keys such as `.*` describe the values of a map.
    let found = api.patterns().filter(|pattern| {
        let is_everything = pattern.regex.language.is_everything == Some(true);
        is_everything && !pattern.is_key && patterns::origin(*pattern) == Origin::Client && !pattern.is_idle()
    });
    for group in patterns::groups(found.map(|pattern| Wrong { pattern, what: () })) {
        for told in patterns::told(&group, cx) {
            let Some(Wrong { pattern, .. }) = told.first() else { continue };
            let text = &pattern.regex.text;
            let what =
                if text.is_empty() { "an empty pattern".to_owned() } else { format!("the pattern {}", quoted(text)) };
            let message = format!("{what}{} excludes nothing that a client can type", patterns::times(told));
            let finding = patterns::report(told, Place::value(pattern.node), message, cx);
            finding.help(
                "name the characters that such a value has, as in `^[\\p{L}\\p{N} .,'-]{1,100}$`; where any text is \
                 wanted, leave the pattern out and state `maxLength`",
            );
            patterns::list(finding, told);
        }
    }
}
