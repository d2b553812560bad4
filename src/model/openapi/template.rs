//! The variables of path templates, and the versions that stand in paths.

use std::ops::Range;

/// One `{name}` of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<'t> {
    /// Bytes in the template, braces included.
    pub range: Range<usize>,
    /// What stands between the braces.
    pub written: &'t str,
}

impl<'t> Variable<'t> {
    /// The name of the parameter it means: routers write more than the name into the braces, as in `{path+}`,
    /// `{name=projects/*}` or `{id:[0-9]+}`.
    pub fn name(&self) -> &'t str {
        variable_name(self.written)
    }
}

/// A name without what routers add to it.
pub fn variable_name(written: &str) -> &str {
    let end = written.find(['=', ':']).unwrap_or(written.len());
    written.get(..end).unwrap_or(written).trim_matches(['+', '*', '#', '.', '/', ';', '?', '&', ' '])
}

/// The variables of a path template, braces inside of braces belonging to the outer ones.
pub fn variables(template: &str) -> Vec<Variable<'_>> {
    let mut out = Vec::new();
    let (mut depth, mut open) = (0_usize, 0);
    for (at, byte) in template.bytes().enumerate() {
        match byte {
            b'{' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            b'}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let written = template.get(open + 1..at).unwrap_or("");
                    out.push(Variable { range: open..at + 1, written });
                }
            }
            _ => {}
        }
    }
    out
}

/// A version as a segment of a path writes it: `v2`, `v2.7`, `v1beta1`, `2.0`, `2024-06-01`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathVersion {
    /// Numbers from left to right.
    numbers: Vec<u32>,
    /// 0 for alpha, 1 for beta, 2 for a preview, 3 for a version that is out.
    stage: u8,
}

impl PathVersion {
    /// Reads a segment; `None` when it is no version.
    pub fn parse(segment: &str) -> Option<Self> {
        let lower = segment.to_ascii_lowercase();
        let is_date = lower.len() == 10 && lower.split('-').map(str::len).eq([4, 2, 2]);
        let (rest, needs_dot) = match lower.strip_prefix('v') {
            Some(rest) => (rest, false),
            None => (lower.as_str(), !is_date),
        };
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (numbers, stage) = rest.split_at_checked(end)?;
        let numbers = numbers.trim_end_matches(['-', '_', '.']);
        if needs_dot && (!numbers.contains('.') || !stage.is_empty()) {
            return None;
        }
        let parse = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() < 9);
        let separators: &[char] = if is_date { &['-'] } else { &['.', '_'] };
        let mut numbers: Vec<u32> = numbers.split(separators).map(parse).collect::<Option<_>>()?;
        let word = stage.trim_end_matches(|c: char| c.is_ascii_digit());
        let of_stage = stage.get(word.len()..).and_then(parse);
        let stage = match word {
            "" => 3,
            "alpha" | "a" => 0,
            "beta" | "b" => 1,
            "preview" | "rc" | "p" => 2,
            _ => return None,
        };
        if stage < 3 {
            numbers.push(of_stage.unwrap_or(0));
        }
        Some(Self { numbers, stage })
    }

    /// True for alpha, beta and previews.
    pub fn is_preview(&self) -> bool {
        self.stage < 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_with_what_routers_add() {
        let names = |template| variables(template).iter().map(Variable::name).collect::<Vec<_>>();
        assert_eq!(names("/a/{id}/{x}.{ext}"), ["id", "x", "ext"]);
        assert_eq!(names("/{+parent}/{proxy+}/{name=projects/*}/{n:[0-9]{2}}"), ["parent", "proxy", "name", "n"]);
        assert_eq!(names("/{}/a}b{c"), [""]);
    }

    #[test]
    fn versions_are_told_from_other_segments_and_put_in_order() {
        for text in ["v1", "V2", "v2.7", "v1beta1", "v1alpha", "2.0", "2024-06-01", "v2_1"] {
            assert!(PathVersion::parse(text).is_some(), "{text}");
        }
        for text in ["2", "v", "va", "video", "v1x", "users", "10-20", "1.2.a", "", "vv1", "v1.", "é"] {
            let is_version = PathVersion::parse(text).is_some();
            assert_eq!(is_version, text == "v1.", "{text}");
        }
        let version = |text| PathVersion::parse(text).unwrap_or(PathVersion { numbers: vec![], stage: 0 });
        assert!(version("v2.7") < version("v4.0"));
        assert!(version("v2") < version("v10"));
        assert!(version("v1") < version("v2beta1"));
    }
}
