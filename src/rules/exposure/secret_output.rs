//! The part of `sensitive-property-in-response` for WSDL: credentials in outputs.

use super::sensitive_property_in_response::{credential_words, is_renewal, is_session_id};
use crate::finding::{Profile, Severity};
use crate::model::stated::is_never_returned;
use crate::model::wsdl::Wsdl;
use crate::model::wsdl::reach::{Reached, Way};
use crate::model::wsdl::xsd::Component;
use crate::rules::carried::{credential, operations, place, related_operation};
use crate::rules::lexicon::Sensitive;
use crate::rules::{Cx, many};
use crate::syntax::Element;
use crate::words;

/// One finding for each name.
pub(super) fn check<'a>(wsdl: &'a Wsdl, cx: &mut Cx<'a>) {
    let secrets = wsdl.reach().values(Way::Output).filter_map(|reached| {
        let component = reached.component();
        let meaning = credential(reached, Way::Output).filter(|_| !is_session_id(component.name()))?;
        (!hands_out(reached, meaning) && !is_denied(component)).then_some((reached, meaning))
    });
    for alike in many::by_key(secrets, |(reached, _)| reached.component().name().to_ascii_lowercase()) {
        let Some(((first, meaning), others)) = alike.split_first() else { continue };
        // A token may be a cursor or the name of a thing.
        let is_doubtful = *meaning == Sensitive::Token;
        if is_doubtful && cx.profile() == Profile::Recommended {
            continue;
        }
        let Some(element) = first.component().element() else { continue };
        let what = match meaning {
            Sensitive::Password => "a password",
            Sensitive::Key => "a secret of a program",
            Sensitive::Token => "a token that stands for a login",
            Sensitive::Identity => "a number that proves identity",
        };
        let places = match others.len() {
            0 => String::new(),
            more => format!(" (and {more} more of that name)"),
        };
        let message = format!(
            "`{}`{places} is returned by {}: its name says it is {what}",
            first.trail(Way::Output),
            operations(*first, Way::Output)
        );
        let finding = cx.report(place(element), message).value(first.component().name());
        finding.help("leave it out of outputs: where inputs need it, give them a type of their own");
        if is_doubtful {
            finding.severity(Severity::Low);
        }
        if let Some(operation) = first.operations(Way::Output).next() {
            related_operation(finding, operation);
        }
        many::list(
            finding,
            others.iter().filter_map(|(other, _)| Some(place(other.component().element()?))),
            "here too",
        );
    }
}

/// True when the schema's own documentation says that the value is not given out.
fn is_denied(component: Component<'_>) -> bool {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema";
    let annotations = component.element().into_iter().flat_map(Element::elements);
    let texts = annotations.filter(|child| child.is(XSD, "annotation")).flat_map(Element::elements);
    texts.filter(|child| child.is(XSD, "documentation")).any(|text| is_never_returned(&text.text()))
}

/// True when giving such a value out is what each of the operations is for: a login, or making a key.
fn hands_out(reached: Reached<'_>, meaning: Sensitive) -> bool {
    if meaning == Sensitive::Identity {
        return false;
    }
    let issues = |name: &str| {
        let words = words::split(name);
        let names_it = |word: &String| credential_words(meaning).contains(&word.strip_suffix('s').unwrap_or(word));
        let makes = matches!(
            words.first().map(String::as_str),
            Some(
                "create"
                    | "generate"
                    | "issue"
                    | "request"
                    | "register"
                    | "login"
                    | "logon"
                    | "authenticate"
                    | "signon"
            )
        );
        words.iter().any(|word| is_renewal(word))
            || (meaning != Sensitive::Password && (makes || words.iter().any(names_it)))
            || (meaning == Sensitive::Password && makes && words.iter().any(|word| word == "password"))
    };
    let mut named = reached.operations(Way::Output).peekable();
    named.peek().is_some() && named.all(|operation| issues(operation.name()))
}
