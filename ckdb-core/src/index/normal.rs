//! The one function that makes a name comparable, used by the writer of names and by every reader.
//!
//! People write `HER-2`, `Her2` and `HER 2`; `EML4-ALK` and `EML4 ALK`; `chr7:g.140753336A>T` and `7:g.140753336A>T`.
//! All of these must meet. But a dash in `c.1799-2A>G` and an underscore in `c.2235_2249del` carry meaning, and a
//! wrong meeting is worse than a missed one: a miss gets suggestions, a wrong hit gets believed.

/// Makes a name comparable. Two names mean the same key if and only if this gives the same text for both.
///
/// The steps, in order:
///
/// 1. Letters become lower case. Full-width ASCII (`ＥＧＦＲ`, common in Japanese text) becomes plain ASCII, every
///    kind of dash and minus becomes `-`, the curly apostrophe becomes `'`. Control characters, zero-width characters
///    and soft hyphens vanish.
/// 2. White space vanishes, except that between two digits one space stays (`exon 19 20` is not `exon 1920`).
/// 3. A minus sign that begins a word before a digit is written `.-`, as HGVS writes it: `TERT -124C>T` must not meet
///    `TERT 124C>T`.
/// 4. A whole name of the form contig, position, reference, alternate (`chr7-140753336-A-T`, joined by `-` or `_`)
///    keeps its dashes, because `1-A-TT` and `1-AT-T` are two alleles. Its `chr` goes.
/// 5. Otherwise a dash or underscore stays only where no letter is its neighbour (`c.76-2`, `c.-32`, `35_36`); beside
///    a letter, and at either end, it vanishes (`HER-2`, `NM_004333.6`, `p.E746_A750del`).
/// 6. `chr` before a chromosome and a colon goes.
///
/// Everything else stays as it is: `:` `>` `*` `+` `=` `?` `.` `/` `;` `'`, brackets, digits, and letters of every
/// script. No Unicode normalisation is done beyond step 1.
///
/// The result is stable: normalising it again changes nothing.
#[must_use]
pub fn normalize_name(name: &str) -> String {
    let text = fold(name);
    if let Some(allele) = allele(&text) {
        return allele;
    }
    let text = drop_separators(&text);
    match text.strip_prefix("chr") {
        Some(rest) if rest.split_once(':').is_some_and(|(contig, _)| is_chromosome(contig)) => rest.to_owned(),
        _ => text,
    }
}

/// Steps 1 to 3.
fn fold(name: &str) -> String {
    let mut text: Vec<char> = Vec::with_capacity(name.len());
    // Is the next character the first of a word? Was the last one a minus at such a place?
    let (mut word_begins, mut sign) = (true, false);
    for letter in name.chars().flat_map(fold_char) {
        if letter.is_whitespace() {
            word_begins = true;
            sign = false;
            continue;
        }
        if letter.is_ascii_digit() {
            if sign && text.iter().nth_back(1) != Some(&'.') {
                text.insert(text.len() - 1, '.');
            }
            if word_begins && text.last().is_some_and(char::is_ascii_digit) {
                text.push(' ');
            }
        }
        sign = letter == '-' && word_begins;
        word_begins = false;
        text.push(letter);
    }
    text.into_iter().collect()
}

/// Step 1 for one character; a few capital letters become two.
fn fold_char(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        // Full-width forms stand in ASCII's order, 0xFEE0 higher.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2019}' => '\'',
        other => other,
    };
    let invisible = matches!(plain, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
        || (plain.is_control() && !plain.is_whitespace());
    plain.to_lowercase().filter(move |_| !invisible)
}

/// Step 4: `chr7-140753336-a-t` as `7-140753336-a-t`, or `None` if the text has not that form.
fn allele(text: &str) -> Option<String> {
    let of = |separator| {
        let parts: Vec<&str> = text.split(separator).collect();
        let [contig, position, reference, alternate] = parts[..] else { return None };
        let contig = contig.strip_prefix("chr").unwrap_or(contig);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let bases = |text: &str| !text.is_empty() && text.bytes().all(|byte| b"acgtn*.".contains(&byte));
        (is_contig(contig) && digits(position) && bases(reference) && bases(alternate))
            .then(|| format!("{contig}-{position}-{reference}-{alternate}"))
    };
    of('-').or_else(|| of('_'))
}

/// A chromosome, or a RefSeq accession of one: `nc_000007.14`.
fn is_contig(text: &str) -> bool {
    let accession = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_chromosome(text) || ["nc_", "nt_", "nw_"].iter().any(|kind| text.strip_prefix(kind).is_some_and(accession))
}

/// `1` to `22`, `x`, `y`, `m`, `mt`.
fn is_chromosome(text: &str) -> bool {
    match text {
        "x" | "y" | "m" | "mt" => true,
        _ => text.len() <= 2 && !text.starts_with('0') && text.parse::<u8>().is_ok_and(|number| number <= 22),
    }
}

/// Step 5.
fn drop_separators(text: &str) -> String {
    let separator = |letter: char| matches!(letter, '-' | '_');
    let mut out = String::with_capacity(text.len());
    // The neighbour of a separator is the nearest character that is none, so that `a--b` is `ab`.
    let mut before = None;
    for (at, letter) in text.char_indices() {
        if !separator(letter) {
            before = Some(letter);
            out.push(letter);
            continue;
        }
        let after = text[at..].chars().find(|&next| !separator(next));
        let stays = |neighbour: Option<char>| neighbour.is_some_and(|neighbour| !neighbour.is_alphabetic());
        if stays(before) && stays(after) {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_mean_the_same_meet() {
        for (key, names) in [
            ("her2", &["HER2", "her2", "HER-2", "Her 2", "HER_2", " HER‑2 ", "ＨＥＲ２", "HER−2", "HER\u{200b}2"][..]),
            ("eml4alk", &["EML4-ALK", "EML4 ALK", "eml4 – alk", "EML4--ALK", "EML4_ALK"]),
            ("brafv600e", &["BRAF V600E", "BRAF\u{3000}V600E", "braf-v600e", "BRAF\tV600E\n"]),
            ("7-140753336-a-t", &["chr7-140753336-A-T", "7-140753336-A-T", "7_140753336_A_T", "Chr7 - 140753336 - A - T"]),
            ("7:g.140753336a>t", &["chr7:g.140753336A>T", "7:g.140753336A>T", "CHR 7:g.140753336 A>T"]),
            ("nm004333.6:c.1799t>a", &["NM_004333.6:c.1799T>A", "nm_004333.6: c.1799T>A", "NM004333.6:c.1799T>A"]),
            ("c.-124c>t", &["c.-124C>T", "c.−124C>T", "c. -124C>T"]),
            ("tert.-124c>t", &["TERT -124C>T", "TERT  −124C>T"]),
            ("hlaa*02:01", &["HLA-A*02:01"]),
            ("burkitt'slymphoma", &["Burkitt's lymphoma", "Burkitt’s Lymphoma"]),
            ("5fu", &["5-FU", "5 FU"]),
            ("オシメルチニブ", &["オシメルチニブ", "オシメルチニブ "]),
            ("bcr::abl1", &["BCR::ABL1"]),
            ("", &["", " ", "-", "_ - _", "\u{feff}"]),
        ] {
            for name in names {
                assert_eq!(normalize_name(name), key, "{name:?}");
            }
        }
    }

    #[test]
    fn names_that_mean_two_things_never_meet() {
        for (one, other) in [
            ("c.1799-2A>G", "c.17992A>G"),
            ("c.1799-2A>G", "c.1799+2A>G"),
            ("c.35_36del", "c.3536del"),
            ("c.-32-1G>A", "c.32-1G>A"),
            ("c.*32-1G>A", "c.32-1G>A"),
            ("c.(?_-30)_(12+1_13-1)del", "c.(?_30)_(12+1_13-1)del"),
            ("7-1-A-TT", "7-1-AT-T"),
            ("NC_000007.14-1-A-TT", "NC_000007.14-1-AT-T"),
            ("TERT -124C>T", "TERT 124C>T"),
            ("exon 19 20", "exon 1920"),
            ("1-2", "12"),
            ("p.V600*", "p.V600"),
            ("オシメルチニブ", "オシメルチニフ"),
            ("ER+", "ER-"),
        ] {
            assert_ne!(normalize_name(one), normalize_name(other), "{one} {other}");
        }
    }

    proptest! {
        // The alphabet holds everything a rule mentions, so that rules meet each other.
        #[test]
        fn normalising_twice_is_normalising_once(name in "[-_ .:>*+ACGTchrxnNİßσ0-9１オ−\u{ad}]{0,14}") {
            let once = normalize_name(&name);
            prop_assert_eq!(normalize_name(&once), once.clone());
            prop_assert!(!once.starts_with(['-', '_', ' ']) && !once.ends_with(['-', '_', ' ']));
        }

        #[test]
        fn any_text_is_normalised_without_panic(name in "\\PC{0,24}") {
            let once = normalize_name(&name);
            prop_assert_eq!(normalize_name(&once), once.clone());
        }
    }
}
