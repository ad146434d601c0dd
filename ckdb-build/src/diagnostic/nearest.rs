//! The nearest valid names to a wrong one.

/// More would not help to choose.
const MAX_NAMES: usize = 3;

/// The valid names nearest to `wrong`, at most three, the nearest first.
///
/// A name is near when it is the same but for case and separators, when few letters differ (one in three, transpositions count
/// once), or when one contains the other. Equal distances fall back to the order of the letters, so the answer never depends on
/// the order of `valid`.
pub fn nearest<'a, I>(wrong: &str, valid: I) -> Vec<String>
where
    I: IntoIterator<Item = &'a str>,
{
    let folded = fold(wrong);
    if folded.is_empty() {
        return Vec::new();
    }
    let limit = (folded.chars().count() / 3).max(1);
    let mut scored: Vec<(usize, &str)> =
        valid.into_iter().filter_map(|name| Some((score(&folded, &fold(name), limit)?, name))).collect();
    scored.sort_unstable();
    scored.dedup();
    if scored.first().is_some_and(|(score, _)| *score == 0) {
        scored.retain(|(score, _)| *score == 0);
    }
    scored.into_iter().take(MAX_NAMES).map(|(_, name)| name.to_owned()).collect()
}

fn score(wrong: &str, name: &str, limit: usize) -> Option<usize> {
    if wrong == name {
        return Some(0);
    }
    let distance = strsim::damerau_levenshtein(wrong, name);
    // A name of which no letter is left is no neighbour: `C` is not near `B`.
    let letters = wrong.chars().count().max(name.chars().count());
    if distance <= limit && distance < letters {
        return Some(distance);
    }
    // `lung adenocarcinoma stage IV` should still find `lung adenocarcinoma`, but `a` should not find everything.
    let contains = wrong.len() >= 3 && name.len() >= 3 && (name.contains(wrong) || wrong.contains(name));
    contains.then_some(limit + distance)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let valid = ["osimertinib", "gefitinib", "erlotinib", "lung-adenocarcinoma"];
        assert_eq!(nearest("osimertinb", valid), ["osimertinib"]);
        assert_eq!(nearest("Osimertinib", valid), ["osimertinib"]);
        assert_eq!(nearest("lung adenocarcinoma", valid), ["lung-adenocarcinoma"]);
        assert_eq!(nearest("adenocarcinoma", valid), ["lung-adenocarcinoma"]);
        assert!(nearest("xyz", valid).is_empty());
        assert!(nearest("", valid).is_empty());
        assert_eq!(nearest("a", ["A", "B", "C"]), ["A"]);
    }
}
