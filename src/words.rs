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

/// The candidate nearest to a misspelt name, if it is near enough to be what was meant: at most one edit in three
/// characters, a swap of neighbours counting as one. The first of equally near ones wins.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let budget = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.len().abs_diff(name.len()) <= budget)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= budget)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two names, case ignored: insert, delete, replace, swap of neighbours.
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
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
}
