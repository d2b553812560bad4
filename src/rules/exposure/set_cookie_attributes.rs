//! See `rules/exposure/set-cookie-attributes.md`.

use hashbrown::HashSet;

use crate::model::openapi::{Api, Header};
use crate::rules::{Check, Cx, Place};
use crate::syntax::At;
use crate::words;

pub(in crate::rules) const CHECKS: &[Check] = &[Check::Api(check)];

fn check<'a>(api: &'a Api, cx: &mut Cx<'a>) {
    let mut known: HashSet<At> = HashSet::new();
    for operation in api.served() {
        let headers = operation.responses().into_iter().flat_map(|response| response.headers());
        let cookies = headers.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, header)| header);
        for value in cookies.flat_map(Header::values).filter(|value| known.insert(value.at())) {
            let Some(text) = value.string() else { continue };
            let Some((name, missing)) = missing(&text) else { continue };
            let message = format!("the cookie `{name}` that `{}` sets lacks {}", operation.title(), missing.join(", "));
            cx.report(Place::value(value), message).value(name).help(
                "show and set `Secure; HttpOnly; SameSite=Lax`, `SameSite=Strict` where no other site links to the API",
            );
        }
    }
}

/// The name of a cookie, and the attributes it should have and has not. `None` when it has them, or is no cookie that
/// is set.
fn missing(text: &str) -> Option<(&str, Vec<&'static str>)> {
    let mut parts = text.split(';').map(str::trim);
    let (name, _) = parts.next()?.split_once('=').filter(|(name, _)| !name.is_empty() && !name.contains(' '))?;
    let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let is_removed =
        attributes.iter().any(|one| one == "max-age=0" || (one.starts_with("expires=") && one.contains("1970")));
    // Scripts have to read the token that proves a call comes from the page.
    let is_read = words::split(name).iter().any(|word| word == "csrf" || word == "xsrf");
    let has = |wanted: &str| {
        attributes.iter().any(|one| one == wanted || one.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('=')))
    };
    let wanted = [("secure", "`Secure`"), ("httponly", "`HttpOnly`"), ("samesite", "`SameSite`")];
    let lacks = wanted.into_iter().filter(|(one, _)| !has(one) && (!is_read || *one != "httponly"));
    let missing: Vec<&'static str> = lacks.map(|(_, shown)| shown).collect();
    (!missing.is_empty() && !is_removed).then_some((name, missing))
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn attributes_are_looked_for_by_name() {
        assert_eq!(missing("sid=1; Path=/"), Some(("sid", vec!["`Secure`", "`HttpOnly`", "`SameSite`"])));
        assert_eq!(missing("sid=1; secure; HTTPONLY;SameSite=None"), None);
        assert_eq!(missing("XSRF-TOKEN=1; Secure; SameSite=Lax"), None);
        assert_eq!(missing("sid=; Max-Age=0"), None);
        assert_eq!(missing("the session cookie"), None);
    }
}
