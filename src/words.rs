//! Words inside names, and names close to other names. Uses nothing of the other modules.

/// Splits a name into its lower-case words: camelCase, PascalCase, snake_case, kebab-case, dots, slashes and spaces
/// all separate. Digits stay with the word before them. `userAPIKey2_old` gives `user`, `api`, `key2`, `old`.
pub fn split(name: &str) -> Vec<String> {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return vec![name.to_owned()];
    }
    let mut words: Vec<String> = Vec::with_capacity(4);
    let mut word = String::new();
    let mut previous = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else if c.is_ascii_lowercase() {
            // By far the most, and no question about them.
            word.push(c);
        } else {
            let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
            let starts = c.is_uppercase()
                && (previous.is_lowercase() || previous.is_ascii_digit() || (previous.is_uppercase() && next_is_lower));
            if starts && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// So many candidates are looked at, and so many of about the same length measured: with thousands of misspelt names among
/// thousands the search stays bounded.
const MOST_CANDIDATES: usize = 20_000;
const MOST_MEASURED: usize = 1_000;

/// The candidate nearest to a misspelt name, if it is near enough to be what was meant: at most one edit in three
/// characters, a swap of neighbours counting as one. The first of equally near ones wins, among the first 1,000 of about
/// the same length.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let budget = (name.chars().count() / 3).clamp(1, 3);
    let mut measure = Measure::from(name);
    let mut best: Option<(usize, &str)> = None;
    let alike = |candidate: &&str| candidate.len().abs_diff(name.len()) <= budget && *candidate != name;
    for candidate in candidates.into_iter().take(MOST_CANDIDATES).filter(alike).take(MOST_MEASURED) {
        let most = match best {
            Some((0, _)) => break,
            Some((distance, _)) => distance - 1,
            None => budget,
        };
        if let Some(distance) = measure.within(candidate, most) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits between two names, case ignored: insert, delete, replace, swap of neighbours.
pub fn distance(a: &str, b: &str) -> usize {
    Measure::from(a).within(b, usize::MAX).unwrap_or(usize::MAX)
}

/// The edits from one name to others; keeps its rows from one to the next.
struct Measure {
    from: Vec<char>,
    to: Vec<char>,
    before: Vec<usize>,
    above: Vec<usize>,
    row: Vec<usize>,
}

impl Measure {
    fn from(name: &str) -> Self {
        let from = folded(name).collect();
        Self { from, to: Vec::new(), before: Vec::new(), above: Vec::new(), row: Vec::new() }
    }

    /// The edits to a name, if they are at most so many.
    fn within(&mut self, name: &str, most: usize) -> Option<usize> {
        let Self { from, to, before, above, row } = self;
        to.clear();
        to.extend(folded(name));
        // What both begin and end with takes no edits.
        let same = from.iter().zip(&*to).take_while(|(a, b)| a == b).count();
        let (a, b) = (&from[same..], &to[same..]);
        let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        above.clear();
        above.extend(0..=b.len());
        for i in 1..=a.len() {
            row.clear();
            row.push(i);
            for j in 1..=b.len() {
                let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replace.min(above[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(before[j - 2] + 1);
                }
                row.push(best);
            }
            // A swap reaches back two rows; from here on edits are only added.
            if above.iter().chain(&*row).all(|edits| *edits > most) {
                return None;
            }
            std::mem::swap(before, above);
            std::mem::swap(above, row);
        }
        above.last().copied().filter(|distance| *distance <= most)
    }
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_whole_words() {
        assert_eq!(split("userAPIKey2_old"), ["user", "api", "key2", "old"]);
        assert_eq!(split("X-Auth-Token"), ["x", "auth", "token"]);
        assert_eq!(split("/users/{userId}/_debug"), ["users", "user", "id", "debug"]);
        assert_eq!(split("pageToken"), ["page", "token"]);
        assert_eq!(split("tokenize"), ["tokenize"]);
        assert_eq!(split(""), Vec::<String>::new());
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_a_foreign_one_does_not() {
        assert_eq!(nearest("secuirty", ["servers", "security"]), Some("security"));
        assert_eq!(nearest("maxLenght", ["maxLength", "minLength"]), Some("maxLength"));
        assert_eq!(nearest("security", ["security"]), None);
        assert_eq!(nearest("banana", ["security", "paths"]), None);
    }

    #[test]
    fn of_equally_near_names_the_first_wins_and_of_others_the_nearest() {
        assert_eq!(nearest("thing1", ["thing22", "thing3", "thing4"]), Some("thing3"));
        assert_eq!(nearest("thing1", ["thing2", "Thing1", "THING1"]), Some("Thing1"));
    }

    #[test]
    fn edits_are_counted_with_and_without_what_is_alike_around_them() {
        for (a, b, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "ABC", 0),
            ("kitten", "sitting", 3),
            ("secuirty", "security", 1),
            ("xab", "xba", 1),
            ("abx", "bax", 1),
            ("aab", "aba", 1),
            ("ca", "abc", 3),
            ("aaaa", "aa", 2),
        ] {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
            assert_eq!(Measure::from(a).within(b, edits), Some(edits), "{a} {b}");
            if edits > 0 {
                assert_eq!(Measure::from(a).within(b, edits - 1), None, "{a} {b}");
            }
        }
    }
}
