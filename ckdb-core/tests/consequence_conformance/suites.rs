//! What other annotators' own tests expect, on the transcripts we have.
//!
//! | table | tool | how it names |
//! |---|---|---|
//! | vcf2maf | Ensembl VEP, GRCh37 and GRCh38 | HGVSc, HGVSp |
//! | Funcotator, Oncotator | GENCODE 19 | `c.6T>A`, `p.P2P`, `c.2176_2178delGAA`; frameshifts without a length |
//! | maftools LAML | WashU, RefSeq of its day | protein change only |
//! | SnpEff's tests | Ensembl VEP, or names by hand | HGVSc, HGVSp of each transcript |

use crate::gene_models::GeneModels;
use crate::mc3::{Coding, modern, same_protein};
use crate::oracle::{judge, judge_coding, truth};
use crate::report::{Class, Suite, Tally};
use crate::{ask, folder, models, with_anchor};
use ckdb_core::genome::{Assembly, Contig, ProteinChange};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// A text file, gzip or not.
fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).expect("whole gzip");
    } else {
        text = bytes;
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Rows of a MAF by column name, lower-cased (Oncotator writes `Start_position`).
fn maf(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = text(path);
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let header: Vec<String> = lines.next().unwrap_or("").split('\t').map(str::to_ascii_lowercase).collect();
    lines.map(|line| header.iter().cloned().zip(line.split('\t').map(str::to_owned)).collect()).collect()
}

/// One expectation: a change, a transcript, and its names there (empty: not stated).
struct Expected {
    chrom: String,
    pos: String,
    old: String,
    new: String,
    transcript: String,
    hgvs_c: String,
    hgvs_p: String,
}

/// `ENST1.2:c.3A>G` → `c.3A>G`, percent signs decoded.
fn bare(name: &str) -> String {
    name.split_once(':').map_or(name, |(_, name)| name).replace("%3D", "=").trim().to_owned()
}

/// Oncotator's frameshift has no length (`p.K45fs`), its synonymous change repeats the residue.
pub(crate) fn protein_agrees(theirs: &str, ours: &str) -> bool {
    let theirs = theirs.replace(['(', ')'], "");
    if same_protein(&theirs, ours) {
        return true;
    }
    let (Ok(theirs), Ok(ours)) = (theirs.parse::<ProteinChange>(), ours.parse::<ProteinChange>()) else { return false };
    match (&theirs, &ours) {
        (ProteinChange::Frameshift { at, to, stop: None }, ProteinChange::Frameshift { at: ours, to: found, .. }) => {
            at == ours && (to.is_none() || to == found)
        }
        _ => theirs == ours,
    }
}

fn compare(models: &GeneModels, label: &str, rows: impl Iterator<Item = Expected>) -> [Tally; 2] {
    let mut tallies = ["HGVSc", "HGVSp"].map(|what| Tally::new(format!("{label}, {what}"), 0.0));
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        let accession = row.transcript.split('.').next().unwrap_or("");
        let Some((number, model)) = models.find(&row.transcript).or_else(|| models.find(accession)) else { continue };
        let Some((contig, _)) = Contig::parse(&row.chrom) else { continue };
        let place = format!("{} {}:{} {}>{} {}", label, row.chrom, row.pos, row.old, row.new, row.transcript);
        if !seen.insert((place.clone(), row.hgvs_c.clone(), row.hgvs_p.clone())) {
            continue;
        }
        let Ok(start) = row.pos.parse::<u32>() else { continue };
        let allele = with_anchor(models, contig, start, &row.old, &row.new);
        let truth = allele.as_ref().and_then(|(pos, old, new)| truth(model.view(), models, pos.parse().ok()?, old, new));
        let found = allele
            .ok_or_else(|| "the letter before is not held".to_owned())
            .and_then(|(pos, old, new)| ask(models, contig, &pos, &old, &new));
        let misfit = Coding::new(model.view(), models).misfit(&row.hgvs_c, &row.hgvs_p);
        let (name, protein, terms) = match &found {
            Ok(found) => {
                let ours = found.iter().find(|found| found.transcript == number);
                let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
                let protein = ours.and_then(|ours| ours.protein.as_ref()).map(|protein| format!("p.{}", protein.short()));
                (name, protein.unwrap_or_default(), ours.map(|ours| ours.terms.to_string()).unwrap_or_default())
            }
            Err(error) => (error.clone(), String::new(), String::new()),
        };
        let change = found.iter().flatten().find(|found| found.transcript == number).and_then(|ours| ours.protein.as_ref());
        let proven = |theirs: &str, judged: Option<(Class, String)>| {
            let reason = "the row states a residue or letter that our model of the accession does not have there";
            let shown = misfit.as_ref().map_or(String::new(), |misfit| format!("; proven by the row itself, {misfit}"));
            let class = misfit.as_ref().map(|_| (Class::Version, reason.to_owned()));
            (place.clone(), format!("theirs {theirs}; ours {name} {protein} ({terms}){shown}"), class.or(judged))
        };
        if row.hgvs_c.starts_with("c.") || row.hgvs_c.starts_with("n.") {
            tallies[0].count_proven(found.is_ok() && name == modern(&row.hgvs_c), || {
                proven(&row.hgvs_c, judge_coding(truth.as_ref(), &name, &row.hgvs_c))
            });
        }
        if row.hgvs_p.starts_with("p.") && !row.hgvs_p.ends_with("_splice") {
            tallies[1].count_proven(protein_agrees(&row.hgvs_p, &protein), || {
                proven(&format!("{} {}", row.hgvs_c, row.hgvs_p), judge(truth.as_ref(), change, &row.hgvs_p))
            });
        }
    }
    tallies
}

/// MAF rows with their names in the columns given.
fn maf_rows(path: &Path, transcript: &'static str, names: (&'static str, &'static str)) -> impl Iterator<Item = Expected> + use<> {
    maf(path).into_iter().map(move |row| {
        let get = |name: &str| row.get(name).cloned().unwrap_or_default();
        let start = if row.contains_key("start_position") { get("start_position") } else { get("start") };
        Expected {
            chrom: get("chromosome"),
            pos: start,
            old: get("reference_allele"),
            new: get("tumor_seq_allele2"),
            transcript: get(transcript),
            hgvs_c: bare(&get(names.0)),
            hgvs_p: bare(&get(names.1)),
        }
    })
}

/// Answers inside a VCF: VEP's CSQ, by the columns its header names, or one `TR`, `HGVSC`, `HGVSP` a line.
fn vcf_rows(path: &Path) -> Vec<Expected> {
    let text = text(path);
    let format = text.lines().find_map(|line| line.split_once("Format: ").filter(|(head, _)| head.contains("ID=CSQ,")));
    let columns: Vec<&str> = format.map_or("", |(_, rest)| rest.trim_end_matches(['>', '"'])).split('|').collect();
    let column = |name: &str| columns.iter().position(|known| *known == name);
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [chrom, pos, _, old, new, _, _, info, ..] = fields[..] else { continue };
        if new.contains(',') {
            continue;
        }
        let value = |key: &str| info.split(';').find_map(|field| field.strip_prefix(key)?.strip_prefix('=')).unwrap_or("");
        let row = |transcript: &str, hgvs_c: &str, hgvs_p: &str| Expected {
            chrom: chrom.to_owned(),
            pos: pos.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            transcript: transcript.to_owned(),
            hgvs_c: bare(hgvs_c),
            hgvs_p: bare(hgvs_p),
        };
        if let (Some(feature), Some(c), Some(p)) = (column("Feature"), column("HGVSc"), column("HGVSp")) {
            for told in value("CSQ").split(',') {
                let told: Vec<&str> = told.split('|').collect();
                if let (Some(feature), Some(c), Some(p)) = (told.get(feature), told.get(c), told.get(p)) {
                    // The version of the transcript stands in the name only.
                    let versioned = c.split_once(':').map_or(*feature, |(transcript, _)| transcript);
                    rows.push(row(versioned, c, p));
                }
            }
        }
        if !value("TR").is_empty() {
            rows.push(row(value("TR"), value("HGVSC"), value("HGVSP")));
        }
    }
    rows
}

#[test]
fn tables_of_other_annotators() {
    let Some(folder) = folder("tables_of_other_annotators") else { return };
    let root = folder.join("conformance/consequence");
    let mut suite = Suite::new("tables");
    let mut add = |tallies: [Tally; 2]| tallies.into_iter().filter(|tally| tally.asked() > 0).for_each(|tally| suite.add(tally));
    for (file, assembly) in [
        ("test_b38_output.maf", Assembly::Grch38),
        ("test_b38_output.more.maf", Assembly::Grch38),
        ("test_output.vep_isoforms.maf", Assembly::Grch37),
        ("test_output.custom_isoforms.maf", Assembly::Grch37),
    ] {
        let rows = maf_rows(&root.join("vcf2maf").join(file), "transcript_id", ("hgvsc", "hgvsp_short"));
        add(compare(models(&folder, assembly), &format!("vcf2maf {file}"), rows));
    }
    let grch37 = models(&folder, Assembly::Grch37);
    for (label, files) in [
        ("Funcotator", ["regressionTestVariantSet1_expected.maf", "regressionTestVariantSet2_expected.maf"]),
        ("Oncotator PIK3CA", ["PIK3CA_SNPS.oncotatorAnnotated.maf", "PIK3CA_INDELS.oncotatorAnnotated.maf"]),
    ] {
        let path = |file: &str| root.join("gatk-funcotator").join(file);
        let rows = files.iter().flat_map(|file| maf_rows(&path(file), "annotation_transcript", ("cdna_change", "protein_change")));
        add(compare(grch37, label, rows));
    }
    let laml = maf_rows(&root.join("tcga-laml-maftools/tcga_laml.maf.gz"), "i_transcript_name", ("-", "protein_change"));
    add(compare(grch37, "maftools LAML", laml));
    let mut files = Vec::new();
    for part in ["hgvs", "hgvsDel", "hgvsFrameShift", "hgvsIns", "hgvsLarge"] {
        for entry in std::fs::read_dir(root.join("snpeff-vep").join(part)).unwrap() {
            files.push(entry.unwrap().path());
        }
    }
    files.sort();
    // The whole of the intron table is in its parts; compare() leaves repeated rows out.
    add(compare(grch37, "SnpEff's tests", files.iter().flat_map(|path| vcf_rows(path))));
    suite.finish();
}
