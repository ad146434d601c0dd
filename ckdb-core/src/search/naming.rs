//! Which names go into the gazetteer: those of the records, in every spelling the words of the knowledge give them.
//!
//! Nothing here knows a drug or a word: names are those of genes, therapies, diseases, profiles; words come from `words.toml` of the
//! knowledge. A variant is named without its gene (`T790M`, `exon 19 deletion`), so that it is found whatever stands between the two,
//! and in whatever order; its Japanese names follow from the words it is made of (エクソン19欠失).

use super::concept::Concept;
use super::fold::{Folded, fold};
use super::gazetteer::{Prose, tag};
use crate::index::{Bytes, IndexError, Names, NamesBuilder};
use crate::knowledge::{Records, view};
use crate::model::{Criterion, Token, VariantId, WordGroup};
use std::collections::BTreeSet;

/// Most spellings one name may have: names of many words would have thousands.
const SPELLINGS: usize = 64;

/// Groups whose words stand for each other inside longer names: 癌 and がん, tumour and tumor.
const SPELLING: &str = "spelling";

/// Collects names.
struct Naming<'w> {
    builder: NamesBuilder,
    words: &'w [WordGroup],
    /// The words alone, to find them inside names.
    alone: Names,
}

/// The section of names.
pub(super) fn section(records: Records<'_>, words: &[WordGroup]) -> Result<Vec<u8>, IndexError> {
    let mut naming = Naming { builder: NamesBuilder::new(), words, alone: alone(words)? };
    for gene in records.genes() {
        let names = [gene.symbol(), gene.name(), gene.hgnc(), gene.ensembl()].into_iter().chain(gene.aliases());
        naming.add_all(names, Concept::Gene(gene.number()))?;
    }
    for therapy in records.therapies() {
        let names = [therapy.name(), therapy.name_ja(), therapy.ncit()].into_iter().chain(therapy.aliases());
        naming.add_all(names.chain(therapy.brands().map(|(brand, _)| brand)), Concept::Therapy(therapy.number()))?;
    }
    for disease in records.diseases() {
        let names = [disease.name(), disease.name_ja(), disease.doid(), disease.ncit()].into_iter();
        naming.add_all(names.chain(disease.oncotree()).chain(disease.aliases()), Concept::Disease(disease.number()))?;
    }
    for code in records.oncotree_codes() {
        naming.add(code.code(), Concept::Disease(code.disease()))?;
    }
    for variant in records.variants() {
        naming.variant(variant)?;
    }
    for profile in records.profiles() {
        let names = std::iter::once(profile.name()).chain(profile.aliases());
        match simple(profile) {
            Some(variant) => {
                for name in names {
                    let short = variant_part(records, variant, name).unwrap_or(name);
                    naming.in_words(short, Concept::Variant(variant))?;
                    for said in shorthand(short) {
                        naming.in_words(&said, Concept::Variant(variant))?;
                    }
                }
            }
            None => names.into_iter().try_for_each(|name| naming.in_words(name, Concept::Profile(profile.number())))?,
        }
    }
    for (number, group) in (0..).zip(words) {
        if !group.means.iter().any(|means| means == SPELLING) {
            naming.add_all(group.words(), Concept::Word(number))?;
        }
    }
    naming.builder.finish()
}

/// The words alone.
fn alone(words: &[WordGroup]) -> Result<Names, IndexError> {
    let mut builder = NamesBuilder::new();
    for (number, group) in (0..).zip(words) {
        if !group.means.iter().any(|means| means == SPELLING) {
            for word in group.words() {
                let folded = fold(word);
                if !folded.is_empty() {
                    builder.add(&folded, Concept::Word(number).stored())?;
                }
            }
        }
    }
    Ok(Names::new(Bytes::from(builder.finish()?), "words"))
}

/// The only variant a profile asks for.
pub(super) fn simple(profile: view::Profile<'_>) -> Option<VariantId> {
    let mut tokens = profile.tokens();
    match (tokens.next(), tokens.next()) {
        (Some(Token::Variant(variant)), None) => Some(variant),
        _ => None,
    }
}

/// A name of a variant without the gene it begins with: `T790M` of `EGFR T790M`. `None` when it does not begin with a name of its
/// gene, or nothing separates the two (`EGFRvIII`).
fn variant_part<'n>(records: Records<'_>, variant: VariantId, name: &'n str) -> Option<&'n str> {
    let gene = records.gene(records.variant(variant)?.gene()?)?;
    std::iter::once(gene.symbol()).chain(gene.aliases()).find_map(|symbol| {
        let (head, rest) = (name.get(..symbol.len())?, name.get(symbol.len()..)?);
        let next = rest.chars().next()?;
        let part = rest.trim_start_matches([' ', '-', '_', '\u{3000}']);
        let parted = head.eq_ignore_ascii_case(symbol) && !next.is_ascii_alphanumeric() && !rest.starts_with("::");
        // One letter or digit alone would be found everywhere.
        (parted && part.chars().count() > 1).then_some(part)
    })
}

/// How people shorten `exon 19 deletion`: `ex19 deletion`, `19 deletion`, `deletion 19`; the words in them are said otherwise later (19del).
fn shorthand(name: &str) -> Vec<String> {
    let Some((head, rest)) = name.split_once(' ').filter(|(head, _)| head.eq_ignore_ascii_case("exon")) else { return Vec::new() };
    match rest.split_once(' ') {
        Some((number, what)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            vec![
                format!("ex{number} {what}"),
                format!("{number} {what}"),
                format!("{what} {number}"),
                format!("{what} {head} {number}"),
            ]
        }
        _ => Vec::new(),
    }
}

impl Naming<'_> {
    fn add_all<'n>(&mut self, names: impl IntoIterator<Item = &'n str>, concept: Concept) -> Result<(), IndexError> {
        names.into_iter().try_for_each(|name| self.add(name, concept))
    }

    /// A name in every spelling.
    fn add(&mut self, name: &str, concept: Concept) -> Result<(), IndexError> {
        let mut spelt = BTreeSet::from([fold(name)]);
        for group in self.words.iter().filter(|group| group.means.iter().any(|means| means == SPELLING)) {
            let members: Vec<String> = group.words().map(fold).collect();
            for folded in spelt.clone() {
                for from in members.iter().filter(|member| folded.contains(member.as_str())) {
                    spelt.extend(members.iter().map(|to| folded.replace(from.as_str(), to)).take(SPELLINGS));
                }
            }
        }
        for folded in spelt.into_iter().take(SPELLINGS) {
            // A single letter or digit is no name: it would be found in every text. A single kanji is one (癌).
            if folded.chars().nth(1).is_some() || !folded.is_ascii() {
                self.builder.add(&folded, concept.stored())?;
            }
        }
        Ok(())
    }

    /// A name, and what becomes of it when its words are said otherwise or in the other language.
    fn in_words(&mut self, name: &str, concept: Concept) -> Result<(), IndexError> {
        self.add(name, concept)?;
        let folded = Folded::of(name);
        let tags = tag(&self.alone, &folded, name, Prose::Query)?;
        if tags.is_empty() {
            return Ok(());
        }
        let mut said = vec![String::new()];
        let mut from = 0;
        for tag in tags {
            let place = folded.original(tag.letters);
            let before = name.get(from..place.start).unwrap_or_default();
            let groups = tag.concepts.iter().filter_map(|concept| match concept {
                Concept::Word(number) => self.words.get(*number as usize),
                _ => None,
            });
            let words: Vec<&str> = groups.flat_map(WordGroup::words).collect();
            said = said
                .iter()
                .flat_map(|head| words.iter().map(move |word| format!("{head}{before} {word}")))
                .take(SPELLINGS)
                .collect();
            from = place.end;
        }
        let rest = name.get(from..).unwrap_or_default();
        said.into_iter().try_for_each(|head| self.add(&format!("{head} {rest}"), concept))
    }

    /// A variant by its own name and, for a change of the protein, in every notation.
    fn variant(&mut self, variant: view::Variant<'_>) -> Result<(), IndexError> {
        let concept = Concept::Variant(variant.number());
        self.in_words(variant.name(), concept)?;
        match variant.criterion()? {
            Criterion::ProteinChange { change, .. } => {
                let (short, long) = (change.short(), change.to_string());
                let bare = long.strip_prefix("p.").unwrap_or(&long);
                self.add_all([short.as_str(), &format!("p.{short}"), &long, bare], concept)
            }
            Criterion::Codon { codon, reference, .. } => {
                let short = format!("{}{codon}", char::from(reference.one()));
                self.add_all([short.as_str(), &format!("{short}X"), &format!("p.{short}")], concept)
            }
            _ => Ok(()),
        }
    }
}
