//! Letters beyond the index's windows, from a FASTA file: REF is checked there, indels are moved, and a file of another
//! assembly is refused.
#![allow(clippy::unwrap_used, clippy::panic)]

use ckdb_build::pipeline;
use ckdb_core::annotate::lookup::Subject;
use ckdb_core::annotate::{AnnotateError, Annotator, Letters, Lookup};
use ckdb_core::genome::{Allele, Assembly, Contig, Interval, Window};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::knowledge::genome::REACH;
use ckdb_core::matching::Matcher;
use ckdb_core::normalize::{NormalizeError, ReferenceCheck};
use ckdb_core::reference::Reference;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
    let outcome = pipeline::build(&[root], "test").unwrap();
    Knowledge::from_bytes(outcome.image.expect("the knowledge that ships has no errors").bytes).unwrap()
});

fn seven() -> Contig {
    Contig::parse("chr7").unwrap().0
}

/// A window of the index on chr7 that has letters missing on its left.
fn window() -> Window<'static> {
    let genome = KNOWLEDGE.genome(Assembly::Grch38).unwrap();
    let whole = Interval::from_length(0, seven().length(Assembly::Grch38));
    genome.windows_at(seven(), whole).find(|window| window.interval().start() > 10_000 && window.interval().len() > 500).unwrap()
}

/// A slice of chr7 that begins with `before`, then has the first letters of the window.
fn slice(dir: &Path, name: &str, before: &str, shared: usize) -> PathBuf {
    let window = window();
    let start = window.interval().start() - u32::try_from(before.len()).unwrap();
    let held = window.letters(Interval::from_length(window.interval().start(), u32::try_from(shared).unwrap())).unwrap();
    let letters = before.to_owned() + std::str::from_utf8(held).unwrap();
    let end = start as usize + letters.len();
    let path = dir.join(name);
    std::fs::write(&path, format!(">chr7:{}-{end}\n{letters}\n", start + 1)).unwrap();
    path
}

fn annotator() -> Annotator<'static> {
    Annotator::new(&KNOWLEDGE, Assembly::Grch38).unwrap()
}

#[test]
fn places_the_index_does_not_hold_are_checked_and_left_aligned() {
    let dir = tempfile::tempdir().unwrap();
    let run = "C".to_owned() + &"T".repeat(3_000);
    let path = slice(dir.path(), "good.fa", &run, 400);
    let reference = Arc::new(Reference::open(path, Assembly::Grch38).unwrap());
    let (with, without) = (annotator().reference(reference).unwrap(), annotator());
    let start = window().interval().start();
    // One T of the run before the window is lost, spelled 20 letters before the window begins.
    let lost = Allele::from_vcf(seven(), start - 20, b"TT", b"T").unwrap();
    let plain = without.annotate(&lost).unwrap().normalized().unwrap().clone();
    assert_eq!((plain.reference, plain.right_shift), (ReferenceCheck::NotHeld, 0));
    let moved = with.annotate(&lost).unwrap().normalized().unwrap().clone();
    assert_eq!(moved.reference, ReferenceCheck::Agrees);
    assert_eq!(moved.allele.interval.start(), start - 3_000, "to the left end of the run, beyond the first letters read");
    assert!(!moved.at_window_edge && moved.right_shift >= 2_999);
    // REF is checked there too.
    let wrong = Allele::from_vcf(seven(), start - 20, b"G", b"A").unwrap();
    assert!(without.annotate(&wrong).is_ok());
    assert!(matches!(with.annotate(&wrong), Err(NormalizeError::ReferenceMismatch { stated: b'G', found: b'T', .. })));
    // Where neither holds letters, nothing changes.
    let far = Allele::from_vcf(seven(), start - 9_000, b"TT", b"T").unwrap();
    assert_eq!(with.annotate(&far).unwrap().allele, without.annotate(&far).unwrap().allele);
    assert_eq!(with.reference_failure(), None);
}

#[test]
fn inside_the_windows_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    let path = slice(dir.path(), "good.fa", "CAGT", 400);
    let with = annotator().reference(Arc::new(Reference::open(path, Assembly::Grch38).unwrap())).unwrap();
    let without = annotator();
    let window = window();
    for at in window.interval().start() + 30..window.interval().start() + 300 {
        let held = window.letter(at).unwrap();
        let other = if held == b'A' { b'C' } else { b'A' };
        let allele = Allele::from_vcf(seven(), at + 1, &[held], &[other]).unwrap();
        let (a, b) = (with.annotate(&allele).unwrap(), without.annotate(&allele).unwrap());
        assert_eq!((a.allele, a.consequences), (b.allele, b.consequences));
    }
}

#[test]
fn another_assembly_is_refused_at_once_and_a_wrong_letter_where_it_matters() {
    let dir = tempfile::tempdir().unwrap();
    let path = slice(dir.path(), "good.fa", "CAGT", 400);
    let other = Arc::new(Reference::open(&path, Assembly::Grch37).unwrap());
    assert!(matches!(annotator().reference(other), Err(AnnotateError::Reference { .. })));

    // All letters shifted by one: what another assembly looks like.
    let text = std::fs::read_to_string(&path).unwrap();
    let (name, letters) = text.split_once('\n').unwrap();
    let shifted = dir.path().join("shifted.fa");
    std::fs::write(&shifted, format!("{name}\n{}A\n", &letters.trim_end()[1..])).unwrap();
    let error = annotator().reference(Arc::new(Reference::open(&shifted, Assembly::Grch38).unwrap())).unwrap_err();
    assert!(error.to_string().contains("not those of GRCh38"), "{error}");

    // One wrong letter, not among those compared at first, but near an allele that needs the file.
    let mut letters: Vec<u8> = letters.trim_end().bytes().collect();
    let at = 4 + 350;
    letters[at] = if letters[at] == b'A' { b'C' } else { b'A' };
    let spoiled = dir.path().join("spoiled.fa");
    std::fs::write(&spoiled, format!("{name}\n{}\n", String::from_utf8(letters).unwrap())).unwrap();
    let with = annotator().reference(Arc::new(Reference::open(&spoiled, Assembly::Grch38).unwrap())).unwrap();
    let before = Allele::from_vcf(seven(), window().interval().start() - 1, b"G", b"A").unwrap();
    assert!(matches!(with.annotate(&before), Err(NormalizeError::ReferencesDisagree { .. })));
}

#[test]
fn a_looked_up_name_is_read_with_the_letters_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let run = "C".to_owned() + &"T".repeat(50) + "GATTACA";
    let path = slice(dir.path(), "good.fa", &run, 400);
    let reference = Arc::new(Reference::open(path, Assembly::Grch38).unwrap());
    let (plain, with) = (
        Lookup::new(&KNOWLEDGE).assembly(Assembly::Grch38),
        Lookup::new(&KNOWLEDGE).assembly(Assembly::Grch38).reference(reference),
    );
    // GATTACA stands right before the window: the last A of it is doubled.
    let last = window().interval().start();
    let doubled = format!("7:g.{last}dup");
    assert!(plain.ask(&doubled).unwrap_err().to_string().contains("held"), "the index alone cannot know the letter");
    let answer = with.ask(&doubled).unwrap();
    let Subject::Change(change) = &answer.subject else { panic!("{:?}", answer.subject) };
    // (In a run of A that may go on in the window, the last one is named.)
    let name = change.hgvs_g();
    assert!(name.starts_with("NC_000007.14:g.") && name.ends_with("dup"), "{name}");
    // A stated letter is checked instead of being believed with a note.
    let stated = |letter: char| format!("7-{last}-{letter}-G");
    assert!(plain.ask(&stated('A')).unwrap().notes.iter().any(|note| note.contains("not checked")));
    assert!(with.ask(&stated('A')).unwrap().notes.is_empty());
    assert!(with.ask(&stated('C')).unwrap_err().to_string().contains('A'));
}

#[test]
fn consequences_are_named_with_the_letters_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let run = "C".to_owned() + &"T".repeat(200);
    let path = slice(dir.path(), "good.fa", &run, 400);
    let genome = KNOWLEDGE.genome(Assembly::Grch38).unwrap();
    let letters = Letters::new(genome, Assembly::Grch38);
    let with = letters.clone().reference(Arc::new(Reference::open(path, Assembly::Grch38).unwrap())).unwrap();
    let lost = Allele::from_vcf(seven(), window().interval().start() - 20, b"TT", b"T").unwrap();
    let mut found = Vec::new();
    assert_eq!(letters.consequences(&lost, &mut found).unwrap().reference, ReferenceCheck::NotHeld);
    let normalized = with.consequences(&lost, &mut found).unwrap();
    assert_eq!((normalized.reference, normalized.right_shift), (ReferenceCheck::Agrees, 199));
}

/// So that the short way of alleles far from all that is known never hides an answer: asked at the edges of transcripts'
/// reach, of every window and every site, and at places drawn over the genome, it says what the long way says.
#[test]
fn the_short_way_of_alleles_that_touch_nothing_says_what_the_long_way_says() {
    for assembly in Assembly::ALL {
        let genome = KNOWLEDGE.genome(assembly).unwrap();
        let records = KNOWLEDGE.records().unwrap();
        let (annotator, letters) = (Annotator::new(&KNOWLEDGE, assembly).unwrap(), Letters::new(genome, assembly));
        let matcher = Matcher::new(records, genome, assembly).unwrap();
        let edges = |place: Interval, reach: u32| {
            let sides = [place.start().saturating_sub(reach), place.end().saturating_add(reach)];
            sides.into_iter().flat_map(|side| side.saturating_sub(2)..side.saturating_add(3)).collect::<Vec<_>>()
        };
        let mut asked: Vec<(Contig, u32)> = Vec::new();
        let transcripts = genome.transcripts().step_by(11).map(|(_, row)| (row.contig, row.span()));
        asked.extend(transcripts.flat_map(|(contig, place)| edges(place, REACH).into_iter().map(move |at| (contig, at))));
        let plain = genome.stretches_of_letters().chain(matcher.sites());
        asked.extend(plain.flat_map(|(contig, place)| edges(place, 0).into_iter().map(move |at| (contig, at))));
        let drawn = Contig::all().flat_map(|contig| {
            let step = contig.length(assembly) / 400;
            (0..400).map(move |number| (contig, number * step.max(1) + 7))
        });
        asked.extend(drawn);
        let (mut found, mut variants, mut silent) = (Vec::new(), Vec::new(), 0);
        for (contig, at) in asked {
            for (reference, alternate) in [("A", "C"), ("G", "GT"), ("ACGTACGT", "T")] {
                let Ok(allele) = Allele::from_vcf(contig, at.max(1), reference.as_bytes(), alternate.as_bytes()) else { continue };
                let short = annotator.annotate(&allele);
                let Ok(normalized) = letters.consequences(&allele, &mut found) else {
                    assert!(short.is_err(), "{allele}");
                    continue;
                };
                matcher.variants(&normalized, &found, &mut variants);
                let short = short.unwrap();
                assert_eq!(short.normalized(), Some(&normalized), "{allele}");
                assert_eq!((&short.consequences, &short.variants), (&found, &variants), "{allele}");
                silent += usize::from(short.is_empty());
            }
        }
        assert!(silent > 10_000, "most of a genome is far from everything: {silent}");
    }
}
