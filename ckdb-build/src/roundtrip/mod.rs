//! Every compiled claim, there and back: what a tumour that has it would show is written from what the claim says, read by the
//! same index, and the claim must come back. So that no claim lies in an index that nothing can ever meet.
//!
//! | claim | is written as | in |
//! |---|---|---|
//! | letters, residues, exons, gene classes | alleles | `generate`, `coding` |
//! | copies, fusions, exons lost or doubled, broken genes | symbolic lines and pairs of breakends; rows of tables that name genes where no model tells more | `structure` |
//! | signatures, wild types | what is told, and no line | here |
//! | several variants | the parts in one tumour, in phase where asked; absent parts looked for and not there | `profile` |
//!
//! A claim that does not come back is lost, and quarantined by name with the reason. What nothing can show today (an amount of
//! RNA, a finding told by its name) and what cannot be written is listed apart, each by name with a code. Nothing is guessed: a
//! claim that is not asked is not called good.

mod ask;
mod coding;
mod generate;
mod profile;
mod structure;
mod tumour;

use ask::Asker;
use ckdb_core::annotate::AnnotateError;
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::knowledge::view::Variant;
use ckdb_core::knowledge::{Knowledge, Records};
use ckdb_core::model::{Expression, VariantId};
use std::collections::BTreeMap;

/// What became of the claims of an index on one assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrip {
    /// Claims that were written.
    pub asked: usize,
    /// Of these, claims that came back.
    pub returned: usize,
    /// By kind of criterion, and `profile: …` for several variants: asked and returned.
    pub by_kind: BTreeMap<&'static str, (usize, usize)>,
    /// For each claim of letters that came back, the first of its alleles that found it.
    pub alleles: Vec<(VariantId, Allele)>,
    /// Claims that were written and did not come back, in order; their code is `LOST`.
    pub quarantined: Vec<Quarantined>,
    /// Claims that cannot be written, in order.
    pub unwritten: Vec<Quarantined>,
}

/// A claim that did not come back, or could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Gene and name of the variant, or the profile's identity.
    pub variant: String,
    /// Kind of its criterion.
    pub kind: &'static str,
    /// Why, as a code: `LOST`, `NO_EXPRESSION` and others.
    pub code: &'static str,
    /// What it was found to be instead, or the code in words.
    pub reason: String,
}

impl RoundTrip {
    /// Claims not written, by code and kind.
    #[must_use]
    pub fn unwritten_by_code(&self) -> BTreeMap<(&'static str, &'static str), Vec<&Quarantined>> {
        let mut found: BTreeMap<_, Vec<&Quarantined>> = BTreeMap::new();
        for claim in &self.unwritten {
            found.entry((claim.code, claim.kind)).or_default().push(claim);
        }
        found
    }

    fn note(&mut self, name: String, mut kind: &'static str, answer: ask::Answer) {
        let instead = match answer {
            ask::Answer::Unwritten(why) => {
                let (code, words) = why.code();
                return self.unwritten.push(Quarantined { variant: name, kind, code, reason: words.to_owned() });
            }
            ask::Answer::Returned => None,
            ask::Answer::ReturnedByName => {
                kind = by_name(kind);
                None
            }
            ask::Answer::Lost(instead) => Some(instead),
        };
        let (asked, returned) = self.by_kind.entry(kind).or_default();
        *asked += 1;
        self.asked += 1;
        match instead {
            None => {
                *returned += 1;
                self.returned += 1;
            }
            Some(reason) => self.quarantined.push(Quarantined { variant: name, kind, code: "LOST", reason }),
        }
    }
}

/// The kind of a claim that only a row of a table brings back.
fn by_name(kind: &'static str) -> &'static str {
    match kind {
        "fusion-pair" => "fusion-pair, named in a table",
        "fusion" => "fusion, named in a table",
        "copy-number" => "copy-number, named in a table",
        other => other,
    }
}

/// Takes every claim of an index there and back on one assembly: each variant, and each profile of several.
///
/// # Errors
/// When the index is damaged.
pub fn round_trip(knowledge: &Knowledge, assembly: Assembly) -> Result<RoundTrip, AnnotateError> {
    round_trip_of(knowledge, assembly, |_| true)
}

/// As [`round_trip`], for the claims whose name (as in [`Quarantined`]) is `wanted`.
///
/// # Errors
/// When the index is damaged.
pub fn round_trip_of(knowledge: &Knowledge, assembly: Assembly, wanted: impl Fn(&str) -> bool) -> Result<RoundTrip, AnnotateError> {
    let records = knowledge.records()?;
    let mut asker = Asker::new(knowledge, assembly)?;
    let mut found = RoundTrip::default();
    for variant in records.variants() {
        let name = name(records, variant);
        if wanted(&name) {
            let (kind, answer) = (variant.criterion()?.kind(), asker.variant(variant.number()));
            found.note(name, kind, answer);
        }
    }
    for profile in records.profiles().filter(|profile| profile.tokens().len() > 1 && wanted(profile.id())) {
        let Ok(asked) = Expression::from_tokens(profile.tokens()) else { continue };
        let answer = asker.profile(profile.number(), &asked);
        found.note(profile.id().to_owned(), profile::kind(&asked), answer);
    }
    found.alleles = asker.into_alleles();
    Ok(found)
}

/// Gene and name of a variant, as a report names it.
#[must_use]
pub fn name(records: Records<'_>, variant: Variant<'_>) -> String {
    match variant.gene().and_then(|gene| records.gene(gene)) {
        Some(gene) => format!("{} {}", gene.symbol(), variant.name()),
        None => variant.name().to_owned(),
    }
}
