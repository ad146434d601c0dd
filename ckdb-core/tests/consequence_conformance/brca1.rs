//! ClinVar's BRCA1 alleles as VEP 109 (RefSeq) and SnpEff 5.1d name them, GRCh37, on NM_007294.

use crate::gene_models::lines;
use crate::mc3::modern;
use crate::oracle::{judge, judge_coding, truth};
use crate::report::{Class, Suite, Tally};
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
/// The words both tools have: Ensembl's finer ones and SnpEff's finer ones brought together.
///
/// - around splice sites SnpEff has `splice_region_variant` for everything, and adds `intron_variant` to a site;
/// - in frame it tells `conservative` from `disruptive`, and adds `missense_variant` or `synonymous_variant` for the residues
///   beside; we have `protein_altering_variant` where letters are both lost and gained.
fn common(words: BTreeSet<String>) -> BTreeSet<String> {
    let site = words.iter().any(|word| word.starts_with("splice_acceptor") || word.starts_with("splice_donor_variant"));
    let mut mapped: BTreeSet<String> = words
        .into_iter()
        .filter(|word| word != "splice_polypyrimidine_tract_variant" && !(site && word == "intron_variant"))
        .map(|word| match word.as_str() {
            "splice_donor_5th_base_variant" | "splice_donor_region_variant" => "splice_region_variant".to_owned(),
            "initiator_codon_variant" => "start_lost".to_owned(),
            "5_prime_UTR_premature_start_codon_gain_variant" => "5_prime_UTR_variant".to_owned(),
            word if word.contains("inframe_") || word == "protein_altering_variant" => "in frame".to_owned(),
            _ => word,
        })
        .collect();
    let length = ["frameshift_variant", "in frame", "stop_gained"].iter().any(|word| mapped.contains(*word));
    if length {
        mapped.remove("missense_variant");
        mapped.remove("synonymous_variant");
    }
    if mapped.contains("stop_gained") {
        mapped.remove("in frame");
    }
    mapped
}

/// VEP tells of deleted letters which splice sites go; what the loss of whole exons is to the frame it tells of symbolic alleles
/// only. We tell both, whatever the notation; here the sites are compared.
fn on_sites(ours: &BTreeSet<String>) -> BTreeSet<String> {
    let mut ours = ours.clone();
    // (Of an exon deleted without a letter of its introns no site goes, and VEP tells of the frame.)
    if ours.contains("exon_loss_variant") && ours.iter().any(|word| word.starts_with("splice_") && word.ends_with("or_variant")) {
        for further in ["exon_loss_variant", "feature_truncation", "frameshift_variant", "inframe_deletion"] {
            ours.remove(further);
        }
    }
    ours
}

const DOUBLED: &str = "the letters are a tandem copy of a whole exon with letters of its introns, so that the exon is there twice; \
    theirs reads the copy as letters of an intron, or the intron's letters as codons";

fn doubles_exon(ours: &str) -> bool {
    ours.contains("feature_elongation")
}

/// Both name the same sites of a change across the border of an exon; what differs is what either says of the codons there.
fn same_sites(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> bool {
    let sites = |words: &BTreeSet<String>| {
        let sites = words.iter().filter(|word| *word == "splice_acceptor_variant" || *word == "splice_donor_variant");
        sites.cloned().collect::<BTreeSet<_>>()
    };
    !sites(ours).is_empty() && sites(ours) == sites(theirs)
}

fn compare(
    folder: &Path,
    file: &str,
    name: &'static str,
    read: impl Fn(&str) -> Option<Answer>,
    is_snpeff: bool,
    floors: [f64; 3],
) {
    let models = models(folder, Assembly::Grch37);
    let mut tallies =
        [("terms", floors[0]), ("HGVSc", floors[1]), ("HGVSp", floors[2])].map(|(what, floor)| Tally::new(what, floor));
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
        let truth = || truth(model.view(), models, fields[1].parse().ok()?, fields[3], fields[4]);
        let (ours_set, theirs_set) = (set(&terms), set(&theirs.terms));
        let same =
            if is_snpeff { common(ours_set.clone()) == common(theirs_set.clone()) } else { on_sites(&ours_set) == theirs_set };
        tallies[0].count_proven(same, || {
            let text = format!("{}: theirs {}; ours {terms}", theirs.hgvs_c, theirs.terms);
            let reason = "both name the same splice sites; of the codons across the border of the exon we say nothing";
            let border = is_snpeff && same_sites(&ours_set, &theirs_set);
            let judged = if doubles_exon(&terms) { Some((Class::Theirs, DOUBLED.to_owned())) } else { None };
            (place.clone(), text, judged.or_else(|| border.then(|| (Class::Notation, reason.to_owned()))))
        });
        if !theirs.hgvs_c.is_empty() {
            let same = hgvs_c == theirs.hgvs_c || (is_snpeff && hgvs_c == modern(&theirs.hgvs_c));
            tallies[1].count_proven(same, || {
                let judged = judge_coding(truth().as_ref(), &hgvs_c, &theirs.hgvs_c);
                (place.clone(), format!("theirs {}; ours {hgvs_c} ({terms})", theirs.hgvs_c), judged)
            });
        }
        if !theirs.hgvs_p.is_empty() || !hgvs_p.is_empty() {
            let same = hgvs_p == theirs.hgvs_p || (is_snpeff && protein_agrees(&theirs.hgvs_p, &hgvs_p));
            tallies[2].count_proven(same, || {
                let change = ours.and_then(|ours| ours.protein.as_ref());
                let judged = if theirs.hgvs_p.is_empty() {
                    None
                } else if change.is_none() && doubles_exon(&terms) {
                    Some((Class::Theirs, DOUBLED.to_owned()))
                } else if is_snpeff && change.is_none() && terms.contains("coding_sequence") {
                    let reason = "the change takes letters on both sides of the border of an exon: nobody can know the protein, and we name none";
                    Some((Class::Notation, reason.to_owned()))
                } else {
                    judge(truth().as_ref(), change, &theirs.hgvs_p)
                };
                (place.clone(), format!("{hgvs_c}: theirs {}; ours {hgvs_p} ({terms})", theirs.hgvs_p), judged)
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
    compare(&folder, "clinvar_brca1_opa1.vep109_refseq.GRCh37.vcf.gz", "brca1-vep", read, false, [0.996, 1.0, 0.997]);
}

#[test]
fn brca1_as_snpeff_answers() {
    let Some(folder) = folder("brca1_as_snpeff_answers") else { return };
    let read = |info: &str| answer(info, "ANN", 6, 1, (9, 10));
    compare(&folder, "clinvar_brca1_opa1.snpeff51d.GRCh37.vcf.gz", "brca1-snpeff", read, true, [0.9, 0.9, 0.9]);
}
