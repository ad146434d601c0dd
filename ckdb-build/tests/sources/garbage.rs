//! Files that were cut off, mangled or swapped: an importer says what is wrong, or counts it; it never panics, and what it compiles
//! of them passes every rule.
//!
//! Each importer is given a sound little file of its source with random damage: bytes turned, stretches lost, doubled, or taken from
//! another source's file. Where the real files are at hand their first lines are seeds, too. The damage is the same every run;
//! `CKDB_CONFORMANCE` deals it out more often.

use super::command::data;
use super::small;
use ckdb_build::pipeline::build_from;
use ckdb_build::pipeline::sources::{SourceInput, names};
use std::io::Read;
use std::path::Path;

/// Numbers that look random and are the same every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

const HGNC: &str = "hgnc_id\tsymbol\tname\talias_symbol\tprev_symbol\nHGNC:1097\tBRAF\tB-Raf\tBRAF1|B-raf\t\nHGNC:3236\tEGFR\tx\tERBB1\tERBB\n";
const DOID: &str = "Disease Name,DOID,Exact Synonyms\nmelanoma,DOID:1909,\"['malignant melanoma', 'naevocarcinoma']\"\ncancer,DOID:162,[]\n";
const CLINVAR: &str = "##fileformat=VCFv4.1\n##fileDate=2024-08-01\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n\
    7\t140453136\t13961\tA\tT\t.\t.\tALLELEID=29000;CLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;GENEINFO=BRAF:673;ONC=Oncogenic\n";
const HOTSPOTS: &str = "hugo_symbol\tresidue\ttype\ttumor_count\tq_value\tvariant_amino_acid\nBRAF\tV600\tsingle residue\t900\t0\tE:800|K:100\n";
const CGI: &str = "Alteration\tAlteration type\tAssociation\tBiomarker\tDrug\tDrug full name\tEvidence level\tGene\tPrimary Tumor type\tPrimary Tumor acronym\tSource\n\
    BRAF:V600E\tMUT\tResponsive\tBRAF (V600E)\t\tVemurafenib (BRAF inhibitor)\tFDA guidelines\tBRAF\tCutaneous melanoma\tCM\tFDA\n";
const CTGOV: &str = r#"{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT01234567","briefTitle":"Dabrafenib in BRAF V600E"},
 "statusModule":{"overallStatus":"RECRUITING","statusVerifiedDate":"2024-05"},"conditionsModule":{"conditions":["Melanoma"]},
 "designModule":{"phases":["PHASE2"]},"eligibilityModule":{"eligibilityCriteria":"Inclusion Criteria:\n* BRAF V600E mutation","minimumAge":"18 Years"},
 "armsInterventionsModule":{"interventions":[{"type":"DRUG","name":"Dabrafenib"}]}}}]}"#;
const CIVIC: &str = "gene\tentrez_id\tvariant\tdisease\tdoid\tphenotypes\tdrugs\tevidence_type\tevidence_direction\tevidence_level\t\
    clinical_significance\tevidence_statement\tpubmed_id\tcitation\trating\tevidence_status\tevidence_id\tvariant_id\tgene_id\n\
    BRAF\t673\tV600E\tMelanoma\t1909\t\tDabrafenib\tPredictive\tSupports\tB\tSensitivity/Response\tWorks.\t22735384\tx\t4\taccepted\t99\t12\t5\n\
    BRAF\t673\tE9;;9 (c.1_2) AND NOT\tMelanoma\t1909\t\tDabrafenib,X\tPredictive\tSupports\tB\tSensitivity/Response\tWorks.\t1\tx\t4\taccepted\t98\t13\t5\n";

/// Sound little files, by importer.
const SEEDS: &[(&str, &str, &str)] = &[
    ("hgnc", "hgnc.tsv", HGNC),
    ("doid", "doid.csv", DOID),
    ("ncit", "ncit.tsv", "Code\tNCIt Preferred Name\tSynonyms\nC82386\tDabrafenib\tGSK2118436|Tafinlar\n"),
    ("civic", "01-Oct-2018-ClinicalEvidenceSummaries.tsv", CIVIC),
    ("ctgov", "2024-08-01.json", CTGOV),
    ("fda", "list.csv", small::FDA),
    ("csv", "ward.csv", small::WARD),
    ("clinvar", "clinvar.vcf", CLINVAR),
    ("hotspots", "hotspots.tsv", HOTSPOTS),
    ("moalmanac", "2030-01-02.almanac.json", small::ALMANAC),
    ("cgi", "2017-02-08.cgi.tsv", CGI),
];

/// The beginning of a real file, unpacked.
fn beginning(file: &str) -> Option<Vec<u8>> {
    let bytes = std::fs::read(data(file)?).ok()?;
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(&*bytes).take(24_000).read_to_end(&mut text).ok()?;
    Some(text)
}

const REAL: &[(&str, &str)] = &[
    ("hgnc", "genes/hgnc_complete_set.tsv.gz"),
    ("doid", "ontology/doid_table.csv.gz"),
    ("ncit", "ontology/ncit_antineoplastic_agents.tsv.gz"),
    ("civic", "civic/2018-10-01/ClinicalEvidenceSummaries.tsv.gz"),
    ("ctgov", "trials/ctgov_v2_nsclc_100.json.gz"),
    ("fda", "fda/companion_diagnostics_2025-02.csv.gz"),
    ("clinvar", "expected_consequences/clinvar_brca1_opa1.GRCh37.vcf.gz"),
    ("hotspots", "hotspots/hotspots_v2_and_3d.tsv.gz"),
    ("moalmanac", "moalmanac/legacy/2025-12-26.molecular-oncology-almanac.json.gz"),
    ("cgi", "cgi/2017-02-08/cgi_biomarkers.tsv.gz"),
];

/// Damages a text in one of the ways in which files are damaged.
fn damaged(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    const SPICE: &[&[u8]] = &[b"\t", b"\"", b",", b"\n", b"\r", b"\0", b"\xff\xfe", "変異".as_bytes(), b"{", b"]", b"99999999999999999999", b"-1", b"\\u0000"];
    let mut text = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let from = dice.below(text.len() + 1);
        let to = (from + dice.below(60)).min(text.len());
        match dice.below(7) {
            0 => text.truncate(from),
            1 => drop(text.drain(from..to)),
            2 => {
                let twice = text[from..to].to_vec();
                text.splice(from..from, twice);
            }
            3 if from < text.len() => text[from] ^= 1 << dice.below(8),
            4 => drop(text.splice(from..from, SPICE[dice.below(SPICE.len())].iter().copied())),
            5 => {
                let start = dice.below(other.len() + 1);
                let end = (start + dice.below(200)).min(other.len());
                text.splice(from..to, other[start..end].iter().copied());
            }
            _ => text.splice(from..from, std::iter::repeat_n(b'[', dice.below(300))).for_each(drop),
        }
    }
    text
}

#[test]
fn damaged_files_are_counted_or_refused_and_never_panic() {
    let every: usize = if std::env::var_os("CKDB_CONFORMANCE").is_some() { 400 } else { 25 };
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/base");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(names().collect::<Vec<_>>(), SEEDS.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), "each importer has a seed");
    let real: Vec<(&str, Vec<u8>)> = REAL.iter().filter_map(|(name, file)| Some((*name, beginning(file)?))).collect();
    let (mut built, mut refused) = (0, 0);
    for (number, (name, file, text)) in SEEDS.iter().enumerate() {
        let mut seeds = vec![text.as_bytes()];
        seeds.extend(real.iter().filter(|(of, _)| of == name).map(|(_, text)| &**text));
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
        for round in 0..every {
            let (other, seed) = (SEEDS[dice.below(SEEDS.len())].2.as_bytes(), seeds[round % seeds.len()]);
            let text = if round < seeds.len() { seed.to_vec() } else { damaged(seed, other, &mut dice) };
            let path = folder.path().join(file);
            std::fs::write(&path, &text).unwrap();
            // Whoever has to look into a failure finds the file here.
            std::fs::write(std::env::temp_dir().join(format!("ckdb-garbage-{}-{name}", std::process::id())), &text).unwrap();
            let input = SourceInput { name: (*name).into(), path };
            match build_from(std::slice::from_ref(&base), "garbage", &[], &[input]) {
                Ok(outcome) => {
                    assert!(outcome.image.is_some(), "{name}, round {round}: slips of a source never stop a build");
                    built += 1;
                }
                Err(error) => {
                    assert!(error.to_string().len() > 10, "{error}");
                    refused += 1;
                }
            }
        }
        let _ = std::fs::remove_file(std::env::temp_dir().join(format!("ckdb-garbage-{}-{name}", std::process::id())));
    }
    eprintln!("{built} damaged files were imported with what they still held, {refused} were refused with a reason");
    assert!(built > 0 && refused > 0);
}
