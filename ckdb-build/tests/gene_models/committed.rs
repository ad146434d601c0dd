//! `knowledge/genome/` as it is committed: whole, readable, and the same biology on both assemblies.

use super::{root, translated};
use ckdb_build::import::coding_check::{CodingCheck, code_of, coding_letters};
use ckdb_build::import::genome_text::{read_folder, write_gene};
use ckdb_build::import::partners_text;
use ckdb_build::models::{GeneModels, MemoryGenome, tabled};
use ckdb_core::genome::{Contig, Interval, ManeStatus, ModelQuality, Sequence, Transcript};
use ckdb_core::index::Writer;
use ckdb_core::knowledge::genome::VersionMatch;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

fn both() -> [GeneModels; 2] {
    read_folder(&root().join("knowledge/genome")).unwrap()
}

fn genomes(both: &[GeneModels; 2]) -> [MemoryGenome; 2] {
    both.each_ref().map(|models| MemoryGenome::new(models).unwrap())
}

#[test]
fn every_file_is_read_and_would_be_written_as_it_stands() {
    let folder = root().join("knowledge/genome");
    let start = Instant::now();
    let both = read_folder(&folder).unwrap();
    eprintln!("knowledge/genome read in {:?}", start.elapsed());
    let mut bytes = 0;
    for models in &both {
        assert!(models.genes.len() > 100, "{}: only {} genes", models.assembly, models.genes.len());
        for (number, gene) in models.genes.iter().enumerate() {
            let path = folder.join(models.assembly.as_str()).join(format!("{}.txt", gene.symbol));
            let text = std::fs::read_to_string(&path).unwrap();
            bytes += text.len();
            assert!(write_gene(models, u32::try_from(number).unwrap()) == text, "{} is not as it would be written", path.display());
            assert!(!gene.provenance.inputs.is_empty() && gene.hgnc.is_some(), "{}", path.display());
        }
    }
    assert!(bytes < 6_000_000, "knowledge/genome has grown to {bytes} bytes");
}

#[test]
fn the_tables_of_the_index_are_in_order() {
    for genome in genomes(&both()) {
        assert_eq!(genome.view().check(), Ok(()));
    }
    for models in both() {
        let tabled = tabled(&models, |_| Some(0));
        let image = Writer::new().archive("genome", 1, &tabled.table).unwrap().finish();
        let (rows, letters) = (tabled.table.transcripts.len(), tabled.letters.len());
        eprintln!("{}: {rows} transcripts in {} bytes, {letters} letters", models.assembly, image.bytes.len());
    }
}

#[test]
fn every_coding_letter_is_held_and_reads_as_a_protein() {
    for genome in genomes(&both()) {
        let view = genome.view();
        for (_, transcript) in view.transcripts().filter(|(_, transcript)| transcript.cds.is_some()) {
            let coding = coding_letters(transcript, |contig, place| view.held(contig, place.start())?.letters(place));
            let coding = coding.unwrap_or_else(|| panic!("{}: {} lacks letters", genome.assembly(), transcript.accession));
            let check = CodingCheck::of(&coding, transcript.cds_phase, code_of(transcript.contig));
            let excused =
                transcript.mane != ManeStatus::None && transcript.quality == ModelQuality::Reference && check.frame_holds();
            assert!(check.is_ok() || excused, "{}: {}: {check}", genome.assembly(), transcript.accession);
        }
    }
}

/// Residues that the two assemblies spell differently, on the MANE Select RefSeq transcript: GRCh37, number, GRCh38.
const DIFFERENT_REFERENCES: [(&str, &str); 4] = [("ASXL1", "L815P"), ("ATM", "N1983S"), ("COL1A1", "T1075A"), ("DPYD", "R29C")];

#[test]
fn one_accession_is_one_protein_on_both_assemblies() {
    let both = both();
    let [old, new] = genomes(&both);
    let (mut shared, mut different, mut unequal) = (0, BTreeSet::new(), BTreeSet::new());
    for (_, transcript) in old.view().transcripts() {
        let Some(other) = new.transcript(transcript.accession).filter(|named| named.version == VersionMatch::Exact) else {
            continue;
        };
        let other = other.transcript;
        let (Some(before), Some(now)) = (translated(&old, transcript), translated(&new, other)) else { continue };
        shared += 1;
        assert_eq!(before.len(), now.len(), "{}", transcript.accession);
        for (at, (before, now)) in before.chars().zip(now.chars()).enumerate().filter(|(_, (before, now))| before != now) {
            if transcript.mane == ManeStatus::Select && transcript.accession.starts_with("NM_") {
                different.insert(format!("{} {before}{}{now}", old.gene(transcript.gene).unwrap().symbol, at + 1));
            }
            unequal.insert(old.gene(transcript.gene).unwrap().symbol.as_str());
        }
        assert_eq!((transcript.mane, transcript.quality), (other.mane, other.quality), "{}", transcript.accession);
    }
    assert!(shared > 1_000, "only {shared} accessions are on both assemblies");
    // GRCh37 carries the rarer allele at these places; GRCh38 was corrected.
    let known = DIFFERENT_REFERENCES.map(|(gene, _)| gene);
    assert_eq!(unequal.into_iter().collect::<Vec<_>>(), known);
    assert_eq!(different.into_iter().collect::<Vec<_>>(), DIFFERENT_REFERENCES.map(|(gene, change)| format!("{gene} {change}")));
}

#[test]
fn each_gene_has_models_on_both_assemblies_and_one_gene_for_each_accession() {
    let both = both();
    let [old, new] = genomes(&both);
    let names = |genome: &MemoryGenome| -> BTreeMap<String, String> {
        let rows = genome.view();
        rows.transcripts().map(|(_, row)| (row.accession.to_owned(), genome.gene(row.gene).unwrap().symbol.clone())).collect()
    };
    let (old_names, new_names) = (names(&old), names(&new));
    for (accession, gene) in &old_names {
        assert!(new_names.get(accession).is_none_or(|other| other == gene), "{accession}");
        assert!(both[1].gene(gene).is_some(), "{gene} has no model on GRCh38");
    }
}

/// Hot spots everybody knows, by their published places on both assemblies: the letter that stands there is the reference
/// letter of the change (BRAF V600E, KRAS G12C, EGFR L858R, TP53 R175H, and the TERT promoter's C228T).
#[test]
fn known_places_have_their_letters() {
    let places = [
        ("7", 140_453_136, 140_753_336, b'A', "NM_004333"),
        ("12", 25_398_285, 25_245_351, b'C', "NM_004985"),
        ("7", 55_259_515, 55_191_822, b'T', "NM_005228"),
        ("17", 7_578_406, 7_675_088, b'C', "NM_000546"),
        ("5", 1_295_228, 1_295_113, b'G', "NM_198253"),
    ];
    let both = both();
    let genomes = genomes(&both);
    for (contig, old, new, letter, base) in places {
        let contig = Contig::parse(contig).unwrap().0;
        for (genome, position) in genomes.iter().zip([old, new]) {
            let place = Interval::new(position - 1, position).unwrap();
            assert_eq!(genome.letters(contig, place), Some(&[letter][..]), "{} {contig}:{position}", genome.assembly());
            let mut found = genome.transcripts_at(contig, place).map(|(_, row)| row);
            assert!(found.any(|row| row.accession.starts_with(base)), "{} {contig}:{position}: no {base}", genome.assembly());
        }
    }
}

/// Exons without letters: as many coding letters on both assemblies, and whole codons.
#[test]
fn partners_have_one_coding_part_on_both_assemblies() {
    let mut models = both();
    let lettered = models.each_ref().map(|models| models.transcripts.len());
    partners_text::add_folder(&root().join("knowledge/genome"), &mut models).unwrap();
    let coding = models.each_ref().map(|models| {
        let structures = models.transcripts.iter().filter(|transcript| transcript.quality == ModelQuality::Structure);
        let known = structures.filter(|transcript| transcript.cds.is_some());
        let length = |transcript: &Transcript| (transcript.view().cds_length(), transcript.view().exon_count());
        let gene = |transcript: &Transcript| models.genes[transcript.gene as usize].symbol.clone();
        known.map(|transcript| (gene(transcript), length(transcript))).collect::<BTreeMap<String, (u32, usize)>>()
    });
    assert!(coding[0].len() > 250, "{}", coding[0].len());
    for (gene, found) in &coding[0] {
        assert_eq!(coding[1].get(gene).map(|other| other.0), Some(found.0), "{gene}");
    }
    for (models, lettered) in models.iter().zip(lettered) {
        assert!(models.transcripts.len() > lettered + 400);
        for transcript in models.transcripts.iter().filter(|transcript| transcript.quality == ModelQuality::Structure) {
            let letters = transcript.view().cds_length();
            assert_eq!(letters % 3, u32::from(transcript.cds_phase), "{}", transcript.accession);
        }
    }
}
