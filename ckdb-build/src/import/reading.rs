//! Does a transcript read as the protein its source means? The letters decide; what the source says of it
//! ([`super::peculiar`]) explains what would otherwise be a fault.

use super::coding_check::{CodingCheck, code_of};
use super::peculiar::Peculiar;
use super::reason::{Note, Reason};
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::{AminoAcid, Interval, ManeStatus, ModelQuality, Strand, TranscriptRef};

/// Which transcripts are good enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// Coding ones, known from start to stop: what `knowledge/genome/` keeps.
    #[default]
    Complete,
    /// Also non-coding ones, and those whose coding part goes on beyond the model: a whole catalogue.
    Whole,
}

/// The check of the coding part and what is special about it, or why it cannot be used.
///
/// `coding` are its letters in reading direction.
///
/// # Errors
/// The first thing that is neither plain nor explained.
pub fn read(
    coding: &[u8],
    transcript: TranscriptRef<'_>,
    peculiar: &Peculiar,
    accept: Accept,
) -> Result<(CodingCheck, Vec<Note>), Reason> {
    let code = code_of(transcript.contig);
    let check = CodingCheck::of(coding, transcript.cds_phase, code);
    let mut notes = Vec::new();
    if peculiar.substitutions {
        notes.push(Note::Substitutions);
    }
    if check.is_ok() {
        return Ok((check, notes));
    }
    let agreed = transcript.mane != ManeStatus::None && transcript.quality == ModelQuality::Reference;
    let mut fault = None;
    let completed = code == Code::VertebrateMitochondrial && stop_is_completed(coding, transcript.cds_phase);
    let (open_start, open_end) = open_ends(transcript, peculiar);
    if check.internal_stop {
        if selenocysteines_explain(coding, transcript, peculiar) {
            notes.push(Note::Selenocysteine);
        } else {
            fault.get_or_insert(if peculiar.readthrough { Reason::StopReadthrough } else { Reason::CodingPart("internal_stop") });
        }
    }
    if check.no_start {
        let near = transcript.cds_phase == 0 && coding.first_chunk::<3>().is_some_and(|codon| is_near_start(*codon));
        if near && (peculiar.other_start || agreed || code == Code::VertebrateMitochondrial) {
            notes.push(Note::OtherStart);
        } else if open_start && accept == Accept::Whole {
            notes.push(Note::StartUnknown);
        } else {
            fault.get_or_insert(if peculiar.start_unknown { Reason::StartUnknown } else { Reason::CodingPart("no_ATG") });
        }
    }
    if check.no_stop || check.broken_length {
        if completed {
            notes.push(Note::CompletedStop);
        } else if open_end && accept == Accept::Whole {
            notes.push(Note::EndUnknown);
        } else {
            let word = if check.broken_length { "len_not_mult3" } else { "no_stop" };
            fault.get_or_insert(if peculiar.end_unknown { Reason::EndUnknown } else { Reason::CodingPart(word) });
        }
    }
    match fault {
        None => Ok((check, notes)),
        Some(_) if agreed && check.frame_holds() => {
            notes.push(Note::AgreedThough);
            Ok((check, notes))
        }
        // The first word of the check, where the source explains nothing: the order people know from the public files.
        Some(Reason::CodingPart(_)) => Err(Reason::CodingPart(check.words().first().copied().unwrap_or("ok"))),
        Some(fault) => Err(fault),
    }
}

/// Does the coding part go on before the model's first letter, and after its last? Said by the source; or seen: the part
/// reaches the very end of the transcript, so no untranslated letter is known there.
fn open_ends(transcript: TranscriptRef<'_>, peculiar: &Peculiar) -> (bool, bool) {
    let span = transcript.span();
    let (low, high) = transcript.cds.map_or((false, false), |cds| (cds.start() == span.start(), cds.end() == span.end()));
    let (at_start, at_end) = if transcript.strand == Strand::Plus { (low, high) } else { (high, low) };
    (peculiar.start_unknown || transcript.cds_phase != 0 || at_start, peculiar.end_unknown || at_end)
}

/// ATG, or a codon one letter away from it.
fn is_near_start(codon: [u8; 3]) -> bool {
    codon.iter().zip(b"ATG").filter(|(a, b)| a != b).count() <= 1
}

/// On the mitochondrion: does the part end with `T` or `TA` of a stop, and no earlier?
fn stop_is_completed(coding: &[u8], phase: u8) -> bool {
    let (_, rest) = coding.get(usize::from(phase)..).unwrap_or_default().as_chunks::<3>();
    matches!(rest, b"T" | b"TA")
}

/// Is every stop on the way a TGA where the source says a selenocysteine is? Sources count places differently, so where the
/// places do not meet, their number must be the same.
fn selenocysteines_explain(coding: &[u8], transcript: TranscriptRef<'_>, peculiar: &Peculiar) -> bool {
    if peculiar.selenocysteines.is_empty() {
        return false;
    }
    let code = code_of(transcript.contig);
    let phase = usize::from(transcript.cds_phase);
    let (codons, rest) = coding.get(phase..).unwrap_or_default().as_chunks::<3>();
    let last = if rest.is_empty() { codons.len().saturating_sub(1) } else { codons.len() };
    let stops: Vec<usize> = (0..last).filter(|index| translate(codons[*index], code) == AminoAcid::Ter).collect();
    if stops.iter().any(|index| codons[*index] != *b"TGA") {
        return false;
    }
    let said = |index: &usize| {
        let letter = letter_on_genome(transcript, phase + index * 3);
        letter.is_some_and(|letter| peculiar.selenocysteines.iter().any(|place| place.contains(letter)))
    };
    stops.iter().all(said) || stops.len() == peculiar.selenocysteines.len()
}

/// The place on the genome of coding letter `number`, counted from 0 in reading direction.
fn letter_on_genome(transcript: TranscriptRef<'_>, number: usize) -> Option<Interval> {
    let mut left = u32::try_from(number).ok()?;
    for order in 0..transcript.exon_count() {
        let index = if transcript.strand == Strand::Plus { order } else { transcript.exon_count() - 1 - order };
        let Some(part) = transcript.coding_part(index) else { continue };
        if left < part.len() {
            let start = if transcript.strand == Strand::Plus { part.start() + left } else { part.end() - 1 - left };
            return Some(Interval::from_length(start, 1));
        }
        left -= part.len();
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ckdb_core::genome::{Contig, Transcript};

    /// Two exons of letters in a row with an intron of ten between; untranslated letters on both sides where `closed`.
    fn transcript(contig: &str, strand: Strand, length: u32, closed: bool, mane: ManeStatus) -> Transcript {
        let pad = if closed { 5 } else { 0 };
        let half = length / 2;
        let mut transcript = Transcript {
            accession: "T.1".into(),
            protein: String::new(),
            gene: 0,
            contig: Contig::parse(contig).unwrap().0,
            strand,
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds: Interval::new(100, 110 + length),
            cds_phase: 0,
            mane,
            quality: ModelQuality::Reference,
        };
        let exon = |start: u32, end: u32| Interval::new(start, end).unwrap();
        transcript.set_exons(&[exon(100 - pad, 100 + half), exon(110 + half, 110 + length + pad)]);
        transcript
    }

    fn outcome(coding: &[u8], contig: &str, peculiar: &Peculiar, accept: Accept) -> Result<Vec<&'static str>, &'static str> {
        let length = u32::try_from(coding.len()).unwrap();
        let transcript = transcript(contig, Strand::Plus, length, true, ManeStatus::None);
        let read = read(coding, transcript.view(), peculiar, accept);
        read.map(|(_, notes)| notes.into_iter().map(Note::code).collect()).map_err(Reason::code)
    }

    #[test]
    fn what_the_source_explains_is_no_fault() {
        let none = Peculiar::default();
        let complete = |coding: &[u8], peculiar: &Peculiar| outcome(coding, "1", peculiar, Accept::Complete);
        assert_eq!(complete(b"ATGGCCTAA", &none), Ok(vec![]));
        assert_eq!(complete(b"CTGGCCTAA", &none), Err("CDS_NO_START"));
        let other_start = Peculiar { other_start: true, ..Peculiar::default() };
        assert_eq!(complete(b"CTGGCCTAA", &other_start), Ok(vec!["NON_ATG_START"]));
        assert_eq!(complete(b"CCCGCCTAA", &other_start), Err("CDS_NO_START"));
        let open = Peculiar { start_unknown: true, end_unknown: true, ..Peculiar::default() };
        assert_eq!(complete(b"GCCGCCTAA", &open), Err("CDS_START_UNKNOWN"));
        assert_eq!(complete(b"ATGGCCGC", &open), Err("CDS_END_UNKNOWN"));
        assert_eq!(outcome(b"GCCGCCGC", "1", &open, Accept::Whole), Ok(vec!["CDS_START_UNKNOWN", "CDS_END_UNKNOWN"]));
        assert_eq!(outcome(b"GCCGCCGC", "1", &none, Accept::Whole), Err("CDS_LENGTH"));
        let through = Peculiar { readthrough: true, ..Peculiar::default() };
        assert_eq!(complete(b"ATGTGAGCCTAA", &through), Err("STOP_READTHROUGH"));
    }

    #[test]
    fn a_model_without_untranslated_letters_is_open() {
        for strand in [Strand::Plus, Strand::Minus] {
            let open = transcript("1", strand, 9, false, ManeStatus::None);
            assert!(read(b"GCCGCCGCC", open.view(), &Peculiar::default(), Accept::Whole).is_ok());
            assert!(read(b"GCCGCCGCC", open.view(), &Peculiar::default(), Accept::Complete).is_err());
        }
    }

    #[test]
    fn selenocysteines_are_believed_only_where_tga_stands() {
        let with = |places: &[(u32, u32)]| Peculiar {
            selenocysteines: places.iter().map(|(start, end)| Interval::new(*start, *end).unwrap()).collect(),
            ..Peculiar::default()
        };
        let coding = b"ATGTGAGCCTAA";
        assert_eq!(outcome(coding, "1", &with(&[(103, 106)]), Accept::Complete), Ok(vec!["SELENOCYSTEINE"]));
        // A place counted on the transcript: one said, one found.
        assert_eq!(outcome(coding, "1", &with(&[(3, 6)]), Accept::Complete), Ok(vec!["SELENOCYSTEINE"]));
        assert_eq!(outcome(coding, "1", &with(&[(3, 6), (9, 12)]), Accept::Complete), Err("CDS_INTERNAL_STOP"));
        assert_eq!(outcome(b"ATGTAGGCCTAA", "1", &with(&[(103, 106)]), Accept::Complete), Err("CDS_INTERNAL_STOP"));
    }

    #[test]
    fn the_mitochondrion_begins_and_ends_in_its_own_way() {
        let none = Peculiar::default();
        assert_eq!(outcome(b"ATTGCCT", "MT", &none, Accept::Complete), Ok(vec!["NON_ATG_START", "STOP_COMPLETED_BY_TAIL"]));
        assert_eq!(outcome(b"ATGGCCTA", "MT", &none, Accept::Complete), Ok(vec!["STOP_COMPLETED_BY_TAIL"]));
        assert_eq!(outcome(b"ATGTGAAGA", "MT", &none, Accept::Complete), Ok(vec![]));
        assert_eq!(outcome(b"ATTGCCT", "1", &none, Accept::Complete), Err("CDS_LENGTH"));
    }

    #[test]
    fn the_agreed_transcript_is_kept_when_its_frame_holds() {
        let agreed = transcript("1", Strand::Plus, 9, true, ManeStatus::Select);
        let none = Peculiar::default();
        assert_eq!(read(b"GCCGCCTAA", agreed.view(), &none, Accept::Complete).unwrap().1, [Note::AgreedThough]);
        assert_eq!(read(b"CTGGCCTAA", agreed.view(), &none, Accept::Complete).unwrap().1, [Note::OtherStart]);
        assert_eq!(read(b"ATGTAATAA", agreed.view(), &none, Accept::Complete), Err(Reason::CodingPart("internal_stop")));
    }
}
