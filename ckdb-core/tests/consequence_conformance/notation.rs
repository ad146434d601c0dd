//! How bcftools csq tells a consequence, mapped to how we tell it. Every rule of the mapping stands here.
//!
//! | csq | ours |
//! |---|---|
//! | `missense`, `frameshift`, `stop_gained`, `stop_lost`, `start_lost`, `intron`, `splice_donor`, `splice_acceptor` | the term of that name |
//! | `inframe_insertion`, `inframe_deletion` | that term, or `protein_altering_variant` where letters are both lost and gained |
//! | `inframe_altering` | `protein_altering_variant`, or a change of length in frame |
//! | `splice_region` | `splice_region_variant`, or Ensembl's finer terms: donor 5th base, donor region |
//! | `synonymous` | `synonymous_variant`; `start_retained_variant` and `stop_retained_variant` are synonymous too |
//! | `coding_sequence` | `coding_sequence_variant`, or the term that says more |
//! | `non_coding` | a term for transcripts without coding part |
//! | `12V>12F` | residue 12, Val before, Phe after; `12VD` alone: the same after |
//! | `NMD_transcript` | the biotype of the transcript, which we do not repeat |
//! | `@POS` | told with the line at POS, as one haplotype |
//! | an empty transcript | any transcript of that gene |
//! | `splice_donor`, `splice_acceptor` alone | our finer terms of the region beside the site |
//! | `start_lost` alone | our term of length beside it |

use ckdb_core::consequence::{Term, Terms, canonical_protein_change};
use ckdb_core::genome::{AminoAcid, ProteinChange, Residue};

pub(crate) fn acids(text: &str) -> Vec<AminoAcid> {
    text.bytes().map(|letter| AminoAcid::from_one(letter).unwrap_or(AminoAcid::Unknown)).collect()
}

/// `600V>600E`, `724VD>724VASVD`, `58RPRP…*>58RRGP…*`: number and residues before and after.
pub(crate) type CsqChange = (u32, Vec<AminoAcid>, Vec<AminoAcid>);

pub(crate) fn csq_change(text: &str) -> Option<CsqChange> {
    let part = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        Some((text[..digits].parse::<u32>().ok()?, acids(text[digits..].trim_end_matches('.'))))
    };
    let (before, after) = text.split_once('>').unwrap_or((text, text));
    let ((number, before), (_, after)) = (part(before)?, part(after)?);
    Some((number, before, after))
}

/// Does our name tell the change csq tells?
pub(crate) fn same_change(ours: &ProteinChange, csq: &CsqChange, protein: &[AminoAcid], cut: bool) -> bool {
    let (number, before, after) = csq;
    let apart = before.iter().zip(after).position(|(a, b)| a != b);
    match ours {
        ProteinChange::Synonymous { at } => before == after && (*number..*number + before.len() as u32).contains(&at.number),
        ProteinChange::StartLost => *number == 1,
        ProteinChange::Frameshift { at, to, stop } => {
            let Some(apart) = apart else { return false };
            let length = after.iter().position(|acid| *acid == AminoAcid::Ter).map(|stop| (stop - apart + 1) as u32);
            at.number == number + apart as u32
                && *to == after.get(apart).copied()
                && (*stop == length || (cut && length.is_none()) || length.is_none())
        }
        ProteinChange::Extension { at, to, .. } => {
            apart.is_some_and(|apart| *at == number + apart as u32 && *to == after.get(apart).copied())
        }
        ProteinChange::Substitution { at, to: AminoAcid::Ter } => {
            apart.is_some_and(|apart| at.number == number + apart as u32 && after[apart] == AminoAcid::Ter)
        }
        _ => {
            let (Some(head), Some(tail)) = (before.first(), before.last()) else { return false };
            let first = Residue { acid: *head, number: *number };
            let last = Residue { acid: *tail, number: number + before.len() as u32 - 1 };
            // A stop on both sides is where csq ends, not what changes; and our protein ends before its stop.
            let stops = before.len() > 1 && *tail == AminoAcid::Ter && after.last() == Some(&AminoAcid::Ter);
            let last = if stops { Residue { acid: before[before.len() - 2], number: last.number - 1 } } else { last };
            let inserted = after[..after.len() - usize::from(stops)].to_vec();
            let claim = if inserted.is_empty() {
                ProteinChange::Deletion { first, last }
            } else {
                ProteinChange::DeletionInsertion { first, last, inserted }
            };
            canonical_protein_change(&claim, protein) == *ours
        }
    }
}

/// The Sequence Ontology terms a csq word may stand for.
pub(crate) fn terms_of(word: &str) -> &'static [Term] {
    match word {
        "missense" => &[Term::Missense],
        "frameshift" => &[Term::Frameshift],
        "stop_gained" => &[Term::StopGained],
        "splice_region" => &[Term::SpliceRegion, Term::SpliceDonor5thBase, Term::SpliceDonorRegion],
        "inframe_insertion" => &[Term::InframeInsertion, Term::ProteinAltering],
        "inframe_deletion" => &[Term::InframeDeletion, Term::ProteinAltering],
        "inframe_altering" => &[Term::ProteinAltering, Term::InframeDeletion, Term::InframeInsertion],
        "splice_donor" => &[Term::SpliceDonor],
        "splice_acceptor" => &[Term::SpliceAcceptor],
        "stop_lost" => &[Term::StopLost],
        "stop_retained" => &[Term::StopRetained],
        "synonymous" => &[Term::Synonymous, Term::StartRetained, Term::StopRetained],
        "start_lost" => &[Term::StartLost],
        "start_retained" => &[Term::StartRetained],
        "intron" => &[Term::Intron],
        "coding_sequence" => &[Term::CodingSequence],
        "5_prime_utr" => &[Term::FivePrimeUtr],
        "3_prime_utr" => &[Term::ThreePrimeUtr],
        "non_coding" => &[Term::NonCodingExon, Term::NonCodingTranscript],
        _ => &[],
    }
}

/// Are all of csq's words among our terms?
pub(crate) fn told<'w>(mut words: impl Iterator<Item = &'w str>, ours: Terms) -> bool {
    words.all(|word| word == "NMD_transcript" || terms_of(word).iter().any(|term| ours.contains(*term)))
}

/// Terms of ours that are more than a whisper (not of the lowest impact) and that no word of csq stands for.
pub(crate) fn unasked(words: &[&str], ours: Terms) -> Option<Term> {
    // csq has no word for these.
    let without_word = [Term::SplicePolypyrimidineTract, Term::IncompleteTerminalCodon, Term::NonCodingTranscript];
    let region = [Term::SpliceRegion, Term::SpliceDonor5thBase, Term::SpliceDonorRegion];
    let length = [Term::Frameshift, Term::InframeDeletion, Term::InframeInsertion, Term::ProteinAltering];
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    ours.iter().find(|term| {
        let low = term.impact() == ckdb_core::consequence::Impact::Modifier || without_word.contains(term);
        // The worse word stands for the milder ones beside it.
        let within = (region.contains(term) && says(&["splice_donor", "splice_acceptor"]))
            || (length.contains(term) && says(&["start_lost"]));
        !low && !within && !words.iter().any(|word| terms_of(word).contains(term))
    })
}
