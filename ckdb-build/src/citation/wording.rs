//! The words of a statement: what is the same as the source's sentence, and which figures, end points and populations the source
//! does not speak of.

use ckdb_core::model::{Endpoint, Population, Vocabulary as _};
use std::collections::BTreeSet;

/// An equal run of this many words is a copied sentence, not a shared fact.
const COPIED_RUN: usize = 8;

/// Words in lower case; a decimal number is one word.
pub(super) fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.to_lowercase().replace('·', ".").chars().collect();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        while at < letters.len() && letters[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if at > start {
            if letters.get(at) == Some(&'.') && letters.get(at + 1).is_some_and(char::is_ascii_digit) {
                at += 1;
                while letters.get(at).is_some_and(char::is_ascii_digit) {
                    at += 1;
                }
            }
            found.push(letters[start..at].iter().collect());
        } else {
            at += 1;
        }
    }
    found
}

/// The longest run of words that both texts have, if it is long enough to be a copy.
pub(super) fn copied(ours: &str, theirs: &str) -> Option<String> {
    let (ours, theirs) = (words(ours), words(theirs));
    let (mut before, mut best) = (vec![0_usize; theirs.len() + 1], (0, 0));
    for (end, word) in ours.iter().enumerate() {
        let mut now = vec![0; theirs.len() + 1];
        for (at, other) in theirs.iter().enumerate() {
            if word == other {
                now[at + 1] = before[at] + 1;
                if now[at + 1] > best.0 {
                    best = (now[at + 1], end + 1);
                }
            }
        }
        before = now;
    }
    (best.0 >= COPIED_RUN).then(|| ours[best.1 - best.0..best.1].join(" "))
}

/// Decimal numbers and percentages of our statement that the source does not state. Whole counts may be spelt or summed.
pub(super) fn missing_figures(ours: &str, theirs: &str) -> Vec<String> {
    let source = theirs.replace('·', ".").replace(',', "");
    let letters: Vec<char> = ours.chars().collect();
    let mut missing = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let inside = at > 0 && (letters[at - 1].is_ascii_alphanumeric() || matches!(letters[at - 1], '.' | ':'));
        if !letters[at].is_ascii_digit() || inside {
            at += 1;
            continue;
        }
        let start = at;
        let digits = |mut at: usize| {
            while letters.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
            at
        };
        at = digits(at);
        let decimal = letters.get(at) == Some(&'.') && letters.get(at + 1).is_some_and(char::is_ascii_digit);
        if decimal {
            at = digits(at + 1);
        }
        let percent = letters.get(at) == Some(&'%') || (letters.get(at) == Some(&' ') && letters.get(at + 1) == Some(&'%'));
        let figure: String = letters[start..at].iter().collect();
        if (decimal || percent) && !source.contains(&figure) {
            missing.push(figure);
        }
    }
    missing
}

/// Whether the text speaks of the end point, and of a difference in it. That it was this end point which differed is for a reader
/// to see; the words are a help against slips.
pub(super) fn endpoint_met(endpoint: Endpoint, text: &str) -> Result<(), &'static str> {
    let lower = text.to_lowercase().replace('·', ".");
    let named: BTreeSet<String> = words(text).into_iter().collect();
    let has = |texts: &[&str]| texts.iter().any(|text| lower.contains(text));
    let word = |texts: &[&str]| texts.iter().any(|text| named.contains(*text));
    let spoken = match endpoint.as_str() {
        "overall-survival" => has(&["overall survival", "survival rate", "median survival"]) || word(&["os"]),
        "progression-free-survival" => {
            let free = ["progression-free", "progression free", "progression or death", "freedom from progression"];
            let other = ["free of progression", "free from progression", "freedom from disease progression"];
            has(&free) || has(&other) || word(&["pfs", "mpfs"])
        }
        "disease-free-survival" => {
            let free = ["disease-free", "disease free", "relapse-free", "relapse free", "relapse or death"];
            has(&free) || word(&["dfs", "idfs", "rfs"])
        }
        _ => has(&["respon", "remission"]),
    };
    if !spoken {
        return Err("does not speak of it");
    }
    let said = ["signific", "improved", "improves", "superior", "longer", "prolonged", "higher", "greater"];
    if has(&said) || has_small_p(&lower) || has_interval(&lower) {
        return Ok(());
    }
    Err("does not say that it differed")
}

/// `P = .002`, `p<0.001`.
fn has_small_p(lower: &str) -> bool {
    let squeezed: String = lower.chars().filter(|letter| !letter.is_whitespace()).collect();
    ['<', '=', '≤'].iter().any(|sign| {
        let begins = [format!("p{sign}0.0"), format!("p{sign}.0"), format!("value{sign}0.0"), format!("value{sign}.0")];
        begins.iter().any(|begin| squeezed.contains(begin.as_str()))
    })
}

/// `0.35-0.57`, an interval that lies below one.
fn has_interval(lower: &str) -> bool {
    let squeezed: String = lower.chars().filter(|letter| !letter.is_whitespace()).collect();
    let squeezed = squeezed.replace('–', "-").replace("to0.", "-0.").replace(",0.", "-0.");
    squeezed.match_indices("-0.").any(|(at, _)| {
        let before = squeezed[..at].trim_end_matches(|letter: char| letter.is_ascii_digit());
        before.len() < at && before.ends_with("0.") && squeezed[at + 3..].starts_with(|letter: char| letter.is_ascii_digit())
    })
}

const EAST_ASIAN: [&str; 9] = ["japan", "wjtog", "wjog", "chin", "korea", "taiwan", "east asia", "hong kong", "eastern asia"];
const EUROPEAN: [&str; 16] = [
    "europe",
    "caucasian",
    "ital",
    "french",
    "france",
    "german",
    "dutch",
    "netherlands",
    "spanish",
    "spain",
    "polish",
    "danish",
    "swedish",
    "norwegian",
    "finnish",
    "british",
];

/// Whether the source's text names the people that a record says were studied.
pub(super) fn names_population(population: Population, text: &str) -> bool {
    // A hamster is no patient, and a society's score is no people.
    let lower = text.to_lowercase().replace("chinese hamster", "").replace("japanese society", "").replace("european leukemia", "");
    // At the beginning of a word: `chin` is in `machine`, too.
    let begins =
        |stem: &str| lower.match_indices(stem).any(|(at, _)| !lower[..at].ends_with(|letter: char| letter.is_alphanumeric()));
    let any = |stems: &[&str]| stems.iter().any(|stem| begins(stem));
    match population.as_str() {
        "japanese" => any(&EAST_ASIAN[..3]),
        "east-asian" => any(&EAST_ASIAN),
        "asian" => any(&EAST_ASIAN) || any(&["asia", "india", "thai", "vietnam", "singapore", "malaysia"]),
        "european" => any(&EUROPEAN),
        "african" => any(&["africa"]),
        _ => {
            any(&EAST_ASIAN) || any(&EUROPEAN) || any(&["asia", "africa", "hispanic", "ethnic", "race", "countries", "multination"])
        }
    }
}

/// Small numbers that a source may spell.
const SPELT: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The numbers that a text spells: `two`, `twenty-six`.
fn spelt(words: &[String]) -> Vec<u32> {
    let number = |list: &[&str], word: &String| list.iter().position(|known| word == known).and_then(|at| u32::try_from(at).ok());
    let mut found = Vec::new();
    let mut tens = None;
    for word in words {
        let small = number(&SPELT, word).map(|at| at + 1);
        match (tens.take(), small) {
            (Some(tens), Some(small)) if small < 10 => found.push(tens + small),
            (Some(tens), other) => found.extend([Some(tens), other].into_iter().flatten()),
            (None, Some(20)) | (None, None) => {}
            (None, Some(small)) => found.push(small),
        }
        tens = number(&TENS, word).map(|at| (at + 2) * 10);
    }
    found.extend(tens);
    found
}

/// How a source gives the number of people.
pub(super) enum Size {
    /// It states it.
    Stated,
    /// Two to four of its figures add up to it.
    Sum,
    /// Neither.
    Unknown,
}

/// Whether a source's text gives the number of people a claim rests on. A single patient need not be counted out loud.
pub(super) fn size(size: u32, text: &str) -> Size {
    let named = words(&text.replace(',', ""));
    // `n80` and `80pts` are written, too.
    let bare = |word: &String| word.trim_matches(|letter: char| letter.is_ascii_alphabetic()).parse::<u32>().ok();
    let written: Vec<u32> = named.iter().filter_map(bare).filter(|number| (1..=size).contains(number)).collect();
    let spelt: Vec<u32> = spelt(&named).into_iter().filter(|number| *number <= size).collect();
    if size == 1 || written.contains(&size) || spelt.contains(&size) {
        return Size::Stated;
    }
    // Written and spelt numbers are not added to each other: the "one" of "one drug" is nobody.
    if sums(&written, size, 4) || sums(&spelt, size, 4) { Size::Sum } else { Size::Unknown }
}

fn sums(numbers: &[u32], wanted: u32, parts: usize) -> bool {
    if wanted == 0 {
        return true;
    }
    if parts == 0 {
        return false;
    }
    numbers.iter().enumerate().any(|(at, number)| *number <= wanted && sums(&numbers[at + 1..], wanted - number, parts - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_sentence_is_found_and_a_shared_fact_is_not() {
        let theirs = "Treatment with X led to a longer progression-free survival than Y (HR 0.30; 10.1 v 4.4 months).";
        assert_eq!(
            copied("X led to a longer progression free survival than Y.", theirs).as_deref(),
            Some("x led to a longer progression free survival than y")
        );
        assert_eq!(copied("PFS was 10.1 months with X and 4.4 with Y.", theirs), None);
    }

    #[test]
    fn figures_of_another_study_are_missed() {
        assert_eq!(missing_figures("HR 0.31, 71 % of 419, T790M, 10.1 months", "HR 0.30, 71% (419), 10·1 months"), ["0.31"]);
        assert_eq!(missing_figures("62 % of 1.5", "26 %"), ["62", "1.5"]);
    }

    #[test]
    fn an_end_point_is_met_only_when_the_text_says_so() {
        let pfs = Endpoint::ProgressionFreeSurvival;
        assert!(endpoint_met(pfs, "PFS was longer (10.1 v 4.4 months)").is_ok());
        assert!(endpoint_met(pfs, "PFS 10.1 v 4.4 months, HR 0.30 [95% CI, 0.23 to 0.41]").is_ok());
        assert_eq!(endpoint_met(pfs, "PFS was 10.1 and 4.4 months"), Err("does not say that it differed"));
        assert_eq!(endpoint_met(Endpoint::OverallSurvival, "PFS was longer"), Err("does not speak of it"));
    }

    #[test]
    fn a_population_is_named_by_a_word_of_its_own() {
        assert!(names_population(Population::Japanese, "In 44 Japanese patients"));
        assert!(!names_population(Population::EastAsian, "A machine learned it"));
        assert!(!names_population(Population::Japanese, "Chinese patients"));
        assert!(names_population(Population::Asian, "Chinese patients"));
        assert!(!names_population(Population::EastAsian, "Chinese hamster ovary cells"));
    }

    #[test]
    fn a_number_of_people_is_stated_spelt_or_summed() {
        assert!(matches!(size(1_208, "1,208 patients"), Size::Stated));
        assert!(matches!(size(9, "nine patients"), Size::Stated));
        assert!(matches!(size(26, "Twenty-six patients"), Size::Stated));
        assert!(matches!(size(3, "Two patients with one change, and one patient"), Size::Sum));
        assert!(matches!(size(34, "one of 21 and five of 13 responded"), Size::Sum));
        assert!(matches!(size(35, "one of 21, and 13"), Size::Unknown));
    }
}
