//! Which operations are for administrators, told from whole segments of their paths.

use crate::model::openapi::{Api, Fields, Key};
use crate::syntax::NodeRef;
use crate::words;

/// Segments that stand for administrators wherever they are.
const CERTAIN: &[&str] = &[
    "admin",
    "_admin",
    "administrator",
    "sysadmin",
    "superadmin",
    "super-admin",
    "superuser",
    "backoffice",
    "back-office",
    "_internal",
];

/// Segments that are an action or a matter at the end of a path, and an area in front of others.
const LEADING: &[&str] = &["administration", "management", "manage", "internal"];

/// The path of an operation up to the segment that says it is for administrators: `/api/admin`. Places such as
/// `/administration-areas`, things that are managed, such as `/management-fees`, and parts of somebody's object, such as
/// `/groups/{id}/admin`, are not.
pub(super) fn area(path: &str) -> Option<&str> {
    let mut end = 0;
    let segments = path.trim_end_matches('/').split('/').take_while(|segment| !segment.contains('{'));
    for segment in segments {
        end += segment.len();
        // `/admin.users.list`
        let head = segment.split('.').next().unwrap_or(segment).to_ascii_lowercase();
        let leads = path.get(end..).is_some_and(|rest| rest.len() > 1);
        if CERTAIN.contains(&head.as_str()) || (leads && LEADING.contains(&head.as_str())) {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

/// True where all of an API is for administrators: its title says so, or what its addresses start with.
pub(super) fn is_whole(api: &Api) -> bool {
    let title = api.root().field(Key::Info).and_then(|info| info.field(Key::Title)).and_then(NodeRef::text);
    title.is_some_and(|title| is_named(&title))
        || api.base_paths().iter().any(|base| area(&format!("{base}/_")).is_some())
}

/// True when a name, of a scope or a scheme, has a word that stands for administrators.
pub(super) fn is_named(name: &str) -> bool {
    let is_one = |word: &String| {
        matches!(
            word.as_str(),
            "admin"
                | "admins"
                | "administrator"
                | "administration"
                | "administer"
                | "superuser"
                | "sysadmin"
                | "manage"
                | "management"
                | "manager"
                | "internal"
                | "backoffice"
                | "root"
                | "staff"
        )
    };
    words::split(name).iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_whole_segments() {
        assert_eq!(area("/identity/api/v2/admin/videos/{id}"), Some("/identity/api/v2/admin"));
        assert_eq!(area("/workshop/api/management/users/all"), Some("/workshop/api/management"));
        assert_eq!(area("/admin.users.list"), Some("/admin.users.list"));
        assert_eq!(area("/Admin"), Some("/Admin"));
        for path in [
            "/administration-areas",
            "/admin-boundaries/{id}",
            "/orders",
            "/",
            "/{admin}/x",
            "/adapter/manage",
            "/groups/{id}/admin",
        ] {
            assert_eq!(area(path), None, "{path}");
        }
    }
}
