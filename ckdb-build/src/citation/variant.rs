//! What a profile asks, against the name that the source gives its own profile.
//!
//! CIViC's ids are the proof where a profile is drawn as theirs. Where we draw it narrower ("BRCA1 Mutation" read as loss of function)
//! the genes must be the same, and every number of theirs (`600`, exon `12`) must stand in our name: a claim about one codon is
//! not filed under another, and a claim about any mutation not under a single change.

use super::Desk;
use crate::diagnostic::{Diagnostic, Place, rules};
use crate::record::{Leaf, ProfileRecord};
use ckdb_core::model::Vocabulary as _;
use std::collections::BTreeSet;

pub(super) fn check(desk: &mut Desk<'_>, profile: &ProfileRecord, place: Place, name: &str, id: &str, them: &str) {
    if profile.civic.as_ref().is_some_and(|civic| civic.value.to_string() == id) {
        desk.count("claims filed under the source's own profile");
        return;
    }
    same_profile(desk, profile, place, name, them);
    desk.count("claims filed under a profile drawn narrower or wider than the source's");
}

/// The name that the source gives a profile fits ours, or a finding at `place` says why not.
pub(super) fn same_profile(desk: &mut Desk<'_>, profile: &ProfileRecord, place: Place, name: &str, them: &str) {
    if let Some(why) = mismatch(profile, name) {
        let message = format!("{them} is about `{name}`, this profile is `{}`: {why}", profile.header.id);
        let finding = Diagnostic::new(&rules::OTHER_PROFILE, place, message).label("filed under another question");
        desk.out.push(finding.help("move the item to the file of its own profile, or correct `civic` and the criterion"));
    }
}

/// Why the profile cannot be what the source names, if it cannot.
fn mismatch(profile: &ProfileRecord, name: &str) -> Option<String> {
    let leaves = profile.criterion.leaves();
    let mut known: BTreeSet<String> = leaves.iter().flat_map(|leaf| leaf.genes()).map(|gene| gene.value.to_uppercase()).collect();
    for leaf in &leaves {
        if let Leaf::Biomarker { biomarker, .. } = leaf {
            known.insert(biomarker.value.as_str().to_uppercase());
        }
    }
    let own = std::iter::once(&profile.name.value).chain(profile.aliases.iter().map(|alias| &alias.value));
    let own: String = own.map(String::as_str).chain([profile.header.id.as_str()]).collect::<Vec<_>>().join(" ").to_uppercase();
    // `VHL C162R (c.484T>C)`: the protein change says it, one of the letters that give it stands in brackets.
    let bare = name.split(" (c.").next().unwrap_or(name);
    let parts = bare.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = parts.map(str::to_uppercase).collect();
    if !words.iter().any(|word| known.contains(word)) {
        return Some("no gene in common".to_owned());
    }
    let specific = |word: &&String| word.bytes().any(|byte| byte.is_ascii_digit()) && !known.contains(*word);
    // `V769dupASV` and `V769dup` are the same change.
    let own_words = || own.split(|letter: char| !letter.is_ascii_alphanumeric());
    let longer = |word: &str| own_words().any(|part| part.ends_with("DUP") && word.starts_with(part));
    if let Some(word) = words.iter().filter(specific).find(|word| !own.contains(word.as_str()) && !longer(word)) {
        return Some(format!("`{word}` is not in it"));
    }
    let is_single = matches!(leaves.as_slice(), [Leaf::ProteinChange { .. } | Leaf::Allele { .. }]);
    let is_wide = !words.iter().any(|word| specific(&word));
    (is_single && is_wide).then(|| "a claim about more than one change".to_owned())
}
