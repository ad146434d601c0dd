//! ClinVar's BRCA1 alleles as VEP 109 (RefSeq) and SnpEff 5.1d name them, GRCh37, on NM_007294.

use crate::gene_models::lines;
use crate::mc3::modern;
use crate::report::{Suite, Tally};
use crate::suites::protein_agrees;
use crate::{ask, folder, models};
use ckdb_core::genome::{Assembly, Contig, Interval};
use std::collections::BTreeSet;
use std::path::Path;

/// One alternate allele of a line, as a tool answers it.
struct Answer {
    terms: String,
    hgvs_c: String,
    hgvs_p: String,
}

/// CSQ (VEP) and ANN (SnpEff) hold the same facts in other columns: transcript, terms, c. and p. names.
fn answer(info: &str, key: &str, transcript: usize, terms: usize, names: (usize, usize)) -> Option<Answer> {
    let told = info.split(';').find_map(|field| field.strip_prefix(key)?.strip_prefix('='))?;
    let one = told.split(',').map(|one| one.split('|').collect::<Vec<_>>());
    let mut one = one.filter(|one| one.get(transcript).is_some_and(|id| id.starts_with("NM_007294.")));
    let one = one.next()?;
    let name = |index: usize| {
        let name = one.get(index).copied().unwrap_or("");
        name.split_once(':').map_or(name, |(_, name)| name).replace("%3D", "=")
    };
    Some(Answer { terms: one[terms].to_owned(), hgvs_c: name(names.0), hgvs_p: name(names.1) })
}

/// Sets: the order of terms differs. A frameshift whose first new codon is a stop is `stop_gained` too, here by the first
/// residue changed, there by the letters touched; the names are compared on their own.
fn set(terms: &str) -> BTreeSet<String> {
    let words: BTreeSet<&str> = terms.split('&').filter(|word| !word.is_empty()).collect();
    let shifts = words.contains("frameshift_variant");
    words.into_iter().filter(|word| !(shifts && *word == "stop_gained")).map(str::to_owned).collect()
}

/// SnpEff's names hold the letters lost and give a frameshift no length; [`modern`] and [`protein_agrees`] map them.
/// SnpEff's words as Ensembl's: it has no finer terms around splice sites and its own for in-frame changes.
fn as_ensembl(words: BTreeSet<String>) -> BTreeSet<String> {
    words
        .into_iter()
        .map(|word| match word.as_str() {
            "conservative_inframe_deletion" | "disruptive_inframe_deletion" => "inframe_deletion".to_owned(),
            "conservative_inframe_insertion" | "disruptive_inframe_insertion" => "inframe_insertion".to_owned(),
            "initiator_codon_variant" => "start_lost".to_owned(),
            "5_prime_UTR_premature_start_codon_gain_variant" => "5_prime_UTR_variant".to_owned(),
            _ => word,
        })
        .collect()
}

/// Our words as SnpEff has them: one `splice_region_variant` for all of the neighbourhood.
fn as_snpeff(words: BTreeSet<String>) -> BTreeSet<String> {
    words
        .into_iter()
        .filter(|word| word != "splice_polypyrimidine_tract_variant")
        .map(|word| match word.as_str() {
            "splice_donor_5th_base_variant" | "splice_donor_region_variant" => "splice_region_variant".to_owned(),
            _ => word,
        })
        .collect()
}

fn compare(folder: &Path, file: &str, name: &'static str, read: impl Fn(&str) -> Option<Answer>, is_snpeff: bool, floors: [f64; 3]) {
    let models = models(folder, Assembly::Grch37);
    let mut tallies = [("terms", floors[0]), ("HGVSc", floors[1]), ("HGVSp", floors[2])].map(|(what, floor)| Tally::new(what, floor));
    let (number, model) = models.find("NM_007294").unwrap();
    for line in lines(&folder.join("expected_consequences").join(file)) {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some(theirs) = fields.get(7).and_then(|info| read(info)) else { continue };
        // Neighbourhood beyond the transcript is a matter of window sizes.
        if fields[4].contains(',') || theirs.terms.contains("stream_gene_variant") {
            continue;
        }
        let contig = Contig::parse(fields[0]).unwrap().0;
        if !model.view().span().contains(Interval::from_length(fields[1].parse::<u32>().unwrap() - 1, 1)) {
            continue;
        }
        let place = format!("{}:{} {}>{}", fields[0], fields[1], fields[3], fields[4]);
        let found = match ask(models, contig, fields[1], fields[3], fields[4]) {
            Ok(found) => found,
            Err(error) => {
                // A row we cannot answer is a row we do not agree on.
                tallies[0].count(false, || (place, error));
                continue;
            }
        };
        let ours = found.iter().find(|found| found.transcript == number);
        let terms = ours.map(|ours| ours.terms.to_string()).unwrap_or_default();
        let hgvs_c = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
        let hgvs_p = ours.and_then(|ours| ours.protein.as_ref()).map(ToString::to_string).unwrap_or_default();
        let same = if is_snpeff {
            as_snpeff(set(&terms)) == as_snpeff(as_ensembl(set(&theirs.terms)))
        } else {
            set(&terms) == set(&theirs.terms)
        };
        tallies[0].count(same, || (place.clone(), format!("{}: theirs {}; ours {terms}", theirs.hgvs_c, theirs.terms)));
        if !theirs.hgvs_c.is_empty() {
            let same = hgvs_c == theirs.hgvs_c || (is_snpeff && hgvs_c == modern(&theirs.hgvs_c));
            tallies[1].count(same, || (place.clone(), format!("theirs {}; ours {hgvs_c} ({terms})", theirs.hgvs_c)));
        }
        if !theirs.hgvs_p.is_empty() || !hgvs_p.is_empty() {
            let same = hgvs_p == theirs.hgvs_p || (is_snpeff && protein_agrees(&theirs.hgvs_p, &hgvs_p));
            tallies[2].count(same, || {
                (place, format!("{hgvs_c}: theirs {}; ours {hgvs_p} ({terms})", theirs.hgvs_p))
            });
        }
    }
    let mut suite = Suite::new(name);
    tallies.into_iter().for_each(|tally| suite.add(tally));
    suite.finish();
}

#[test]
fn brca1_as_vep_109_answers() {
    let Some(folder) = folder("brca1_as_vep_109_answers") else { return };
    let read = |info: &str| answer(info, "CSQ", 6, 1, (10, 11));
    compare(&folder, "clinvar_brca1_opa1.vep109_refseq.GRCh37.vcf.gz", "brca1-vep", read, false, [0.997, 1.0, 0.997]);
}

#[test]
fn brca1_as_snpeff_answers() {
    let Some(folder) = folder("brca1_as_snpeff_answers") else { return };
    let read = |info: &str| answer(info, "ANN", 6, 1, (9, 10));
    compare(&folder, "clinvar_brca1_opa1.snpeff51d.GRCh37.vcf.gz", "brca1-snpeff", read, true, [0.9, 0.9, 0.9]);
}
