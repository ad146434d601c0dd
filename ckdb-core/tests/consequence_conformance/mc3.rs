//! MC3: the open TCGA calls of four cohorts as VEP named them on Ensembl transcripts of GRCh37, by transcript accession.
//!
//! Ensembl accessions in MC3 carry no version, so a row may speak of an older model of the same accession. That is *proven*, not
//! assumed: a row states a reference residue or a reference letter with its number; where our model has another one there,
//! the row was named on another coding part. A transcript with one such row is another version for all of its rows. *Comparable*
//! rows are those of transcripts whose every stated residue and letter fits.

use crate::gene_models::{GeneModels, Table};
use crate::report::{Class, Suite, Tally};
use crate::{ask, folder, models, with_anchor};
use ckdb_core::consequence::protein_of;
use ckdb_core::genome::sequence::complement;
use ckdb_core::genome::{AminoAcid, Assembly, Contig, ProteinChange, Sequence, Strand, TranscriptRef};
use std::collections::BTreeMap;

/// The old style of MC3 names: letters after `del` and `dup`, `delAAinsT`.
pub(crate) fn modern(name: &str) -> String {
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((place, rest)) = name.split_once("del") {
        if let Some((old, new)) = rest.split_once("ins") {
            if letters(old) {
                return format!("{place}delins{new}");
            }
        } else if letters(rest) {
            return format!("{place}del");
        }
    }
    match name.split_once("dup") {
        Some((place, rest)) if letters(rest) => format!("{place}dup"),
        _ => name.to_owned(),
    }
}

/// Coding letters in reading direction; `N` where not held.
pub(crate) fn coding_letters(transcript: TranscriptRef<'_>, reference: &impl Sequence) -> Vec<u8> {
    let parts = (0..transcript.exon_count()).filter_map(|index| transcript.coding_part(index));
    let letter = |at: u32| reference.window(transcript.contig, at).and_then(|window| window.letter(at)).unwrap_or(b'N');
    let mut letters: Vec<u8> = parts.flat_map(|part| part.start()..part.end()).map(letter).collect();
    if transcript.strand == Strand::Minus {
        letters.reverse();
        letters.iter_mut().for_each(|letter| *letter = complement(*letter));
    }
    letters
}

/// A transcript's protein and coding letters, for the question whether a row fits.
pub(crate) struct Coding {
    protein: Vec<AminoAcid>,
    letters: Vec<u8>,
}

impl Coding {
    pub(crate) fn new(transcript: TranscriptRef<'_>, models: &GeneModels) -> Self {
        Self { protein: protein_of(transcript, models).unwrap_or_default(), letters: coding_letters(transcript, models) }
    }

    /// Why the row's own words cannot be about this coding part; `None` when they fit.
    pub(crate) fn misfit(&self, hgvs_c: &str, hgvs_p: &str) -> Option<String> {
        // `c.853C>T`: the letter before `>` stands at 853.
        if let Some((before, _)) = hgvs_c.strip_prefix("c.").and_then(|name| name.split_once('>'))
            && let Some((number, stated)) = before.split_at_checked(before.len() - 1)
            && let Ok(number) = number.parse::<usize>()
        {
            let found = self.letters.get(number.wrapping_sub(1)).copied().map(char::from);
            if found.map(String::from).as_deref() != Some(stated) {
                return Some(format!(
                    "c.{number} is {stated} there, {} here",
                    found.map_or("beyond the end".to_owned(), String::from)
                ));
            }
        }
        let change: ProteinChange = hgvs_p.parse().ok()?;
        let stop = self.protein.len() + 1;
        let found = change.stated_residues().map(|residue| {
            let number = residue.number as usize;
            let acid = self.protein.get(number.wrapping_sub(1)).copied();
            (residue, acid.or((number == stop).then_some(AminoAcid::Ter)))
        });
        let mut misfits = found.filter(|(residue, acid)| *acid != Some(residue.acid));
        let (residue, acid) = misfits.next()?;
        let here = acid.map_or("beyond the end".to_owned(), |acid| acid.one().to_string());
        Some(format!("residue {} is {} there, {here} here", residue.number, residue.acid.one()))
    }
}

struct Row {
    place: String,
    transcript: String,
    is_snv: bool,
    hgvs_c: String,
    hgvs_p: String,
    /// Ours: c. name, short p. name, terms; or the error.
    ours: Result<(String, String, String), String>,
}

/// Do the names tell the same protein change?
pub(crate) fn same_protein(theirs: &str, ours: &str) -> bool {
    let parsed = theirs.parse::<ProteinChange>().map(|change| format!("p.{}", change.short()));
    parsed.as_deref() == Ok(ours) || ours == theirs
}

#[test]
fn mc3_names_as_vep_gave_them() {
    let Some(folder) = folder("mc3_names_as_vep_gave_them") else { return };
    let models = models(&folder, Assembly::Grch37);
    let (mut rows, mut total) = (Vec::new(), 0usize);
    let mut coding: BTreeMap<String, Coding> = BTreeMap::new();
    for cohort in ["LAML", "PAAD", "THYM", "UVM"] {
        let table = Table::read(&folder.join(format!("conformance/consequence/mc3-grch37/{cohort}.mc3.tsv.gz")));
        let column = |name: &str| table.column(name);
        let (chrom, start, old, new) =
            (column("Chromosome"), column("Start_Position"), column("Reference_Allele"), column("Tumor_Seq_Allele2"));
        let (hgvs_c, hgvs_p, transcript) = (column("HGVSc"), column("HGVSp_Short"), column("Transcript_ID"));
        total += table.rows.len();
        for row in &table.rows {
            let Some((number, model)) = models.find(&row[transcript]) else { continue };
            let Some((contig, _)) = Contig::parse(&row[chrom]) else { continue };
            coding.entry(row[transcript].clone()).or_insert_with(|| Coding::new(model.view(), models));
            let place = format!("{}:{} {}>{} {}", row[chrom], row[start], row[old], row[new], row[transcript]);
            let allele = with_anchor(models, contig, row[start].parse().unwrap(), &row[old], &row[new]);
            let found = allele
                .ok_or_else(|| "the letter before is not held".to_owned())
                .and_then(|(pos, old, new)| ask(models, contig, &pos, &old, &new));
            let ours = found.map(|found| {
                let ours = found.iter().find(|found| found.transcript == number);
                let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
                let protein = ours.and_then(|ours| ours.protein.as_ref()).map(|protein| format!("p.{}", protein.short()));
                (name, protein.unwrap_or_default(), ours.map(|ours| ours.terms.to_string()).unwrap_or_default())
            });
            let is_snv = row[old].len() == 1 && row[new].len() == 1 && row[old] != "-" && row[new] != "-";
            let (hgvs_c, hgvs_p) = (row[hgvs_c].clone(), row[hgvs_p].clone());
            rows.push(Row { place, transcript: row[transcript].clone(), is_snv, hgvs_c, hgvs_p, ours });
        }
    }
    // The first row of a transcript that speaks of another coding part.
    let mut other: BTreeMap<&str, String> = BTreeMap::new();
    for row in &rows {
        if let Some(why) = coding[&row.transcript].misfit(&row.hgvs_c, &row.hgvs_p) {
            other.entry(&row.transcript).or_insert_with(|| format!("{} {}: {why}", row.place, row.hgvs_c));
        }
    }
    let kinds = ["HGVSc, SNV", "HGVSc, other", "HGVSp, SNV", "HGVSp, other"];
    let mut all = kinds.map(|kind| Tally::new(format!("all rows, {kind}"), 0.0));
    let mut comparable: [Tally; 4] = std::array::from_fn(|index| {
        Tally::new(format!("comparable rows, {}", kinds[index]), if index % 2 == 0 { 0.999 } else { 0.99 })
    });
    for row in &rows {
        let kind = usize::from(!row.is_snv);
        let (name, protein, terms) = row.ours.clone().unwrap_or_else(|error| (error, String::new(), String::new()));
        let proven = || {
            other.get(row.transcript.as_str()).map(|first| {
                let own = coding[&row.transcript].misfit(&row.hgvs_c, &row.hgvs_p);
                let own = own.map_or_else(
                    || format!("by another row of the transcript, {first}"),
                    |own| format!("by the row itself, {own}"),
                );
                (Class::Version, own)
            })
        };
        let mut count = |index: usize, agrees: bool, text: String| {
            let version = proven();
            let reason = "MC3 was named on another version of the transcript: a stated residue or letter is not that of our model";
            let (text, class) = match &version {
                Some((class, own)) => (format!("{text}; proven {own}"), Some((*class, reason.to_owned()))),
                None => (text, None),
            };
            if version.is_none() {
                comparable[index].count(agrees, || (row.place.clone(), text.clone()));
            }
            all[index].count_proven(agrees, || (row.place.clone(), text, class));
        };
        if row.hgvs_c.starts_with("c.") || row.hgvs_c.starts_with("n.") {
            let agrees = row.ours.is_ok() && name == modern(&row.hgvs_c);
            count(kind, agrees, format!("VEP {}; ours {name} ({terms})", row.hgvs_c));
        }
        if row.hgvs_p.starts_with("p.") && !row.hgvs_p.ends_with("_splice") {
            let agrees = same_protein(&row.hgvs_p, &protein);
            count(2 + kind, agrees, format!("VEP {} {}; ours {protein} ({terms})", row.hgvs_c, row.hgvs_p));
        }
    }
    let mut suite = Suite::new("mc3");
    let changed: Vec<&str> = other.keys().copied().collect();
    suite.note(format!(
        "{total} rows in the four cohorts, {} of them on a transcript we have ({} transcripts); {} transcripts are another version: {}.",
        rows.len(),
        coding.len(),
        changed.len(),
        changed.join(", ")
    ));
    comparable.into_iter().chain(all).for_each(|tally| suite.add(tally));
    suite.finish();
}
