//! Small files of our own making: what is compiled, what is not and why, and what may be passed on.

use super::command::root;
use ckdb_build::import::ledger::{Ledger, State};
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_build::pipeline::{Outcome, build_only};
use ckdb_core::knowledge::Knowledge;
use std::path::Path;

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn build(name: &str, path: &Path, redistributable: bool) -> Outcome {
    let source = SourceInput { name: name.into(), path: path.to_owned() };
    let outcome = build_only(&[root().join("knowledge")], "test", &[], &[source], redistributable).unwrap();
    assert!(outcome.image.is_some(), "slips of a source never stop the build");
    outcome
}

fn state(ledger: &Ledger, record: &str) -> String {
    let entry = ledger.entries.values().flatten().find(|entry| entry.record.starts_with(record));
    match &entry.unwrap_or_else(|| panic!("{record} is not counted: {:?}", ledger.entries)).state {
        State::Compiled => "compiled".to_owned(),
        State::Partly(why) => format!("partly {}", why.iter().copied().collect::<Vec<_>>().join(" ")),
        State::Quarantined(why) => why.clone(),
    }
}

pub(crate) const FDA: &str = "\u{FEFF}Diagnostic Name (Manufacturer),Indication - Sample Type,Drug Trade Name (Generic) NDA / BLA,Biomarker(s),Biomarker(s) (Details),PMA / 510(k) /513(f)(2) / HDE (Approval / Clearance / Grant Date)
\"A Test (Maker, Inc.)\",Melanoma - Tissue,Newdrug (newmabinib)NDA 1 (https://a.example.org/x),BRAF,BRAFV600E mutations,P990001(01/02/2030) (https://a.example.org/y)
B Test (Maker),Melanoma - Tissue,Newdrug (newmabinib)NDA 1,BRAF,V600E,P990002(01/03/2030)
C Test (Maker),Colorectal Cancer - Tissue,Erbitux (cetuximab)BLA 1,KRAS,\"G12A, G12D\",P990003(01/03/2030)
D Test (Maker),Colorectal Cancer - Tissue,Erbitux (cetuximab)BLA 1,KRAS,KRASwild-type (absence of mutations in codons 12 and 13),P990004(01/03/2030)
E Test (Maker),Hemophilia A Patients - Plasma,Cure (curegene)BLA 1,Anti-AAV5 Antibodies,Antibodies,P990005(01/03/2030)
F Test (Maker),Melanoma - Tissue,Newdrug (newmabinib)NDA 1,BRAF,V600E,no number
G Test (Maker),Melanoma - Tissue,Newdrug (newmabinib)NDA 1,PD-L1,PD-L1 protein expression (tumor cell staining ≥1%),P990007(01/03/2030)
too,few,cells
";

#[test]
fn the_list_of_the_fda_becomes_approvals_with_their_tests() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "list.csv", FDA);
    let outcome = build("fda", &path, false);
    let ledger = &outcome.sources[0];
    assert_eq!(state(ledger, "P990001"), "compiled");
    assert_eq!(state(ledger, "P990002"), "compiled");
    assert_eq!(state(ledger, "P990003"), "EFFECT_NOT_SAID", "a list of mutations is not when the drug is given");
    assert_eq!(state(ledger, "P990004"), "compiled");
    assert_eq!(state(ledger, "P990005"), "DISEASE_NOT_KNOWN");
    assert_eq!(state(ledger, "row 6"), "NUMBER_NOT_READ");
    assert_eq!(state(ledger, "P990007"), "THRESHOLD_NOT_TYPED");
    assert_eq!(ledger.lines_not_read, ["list.csv:9: expected 6 cells, found 3"]);
    let ours = build_only(&[root().join("knowledge")], "test", &[], &[], false).unwrap();
    assert_eq!(outcome.counts.approvals, ours.counts.approvals + 2, "two tests of one use are one approval");
}

pub(crate) const ALMANAC: &str = r#"[
 {"feature_type": "Somatic Variant", "gene": "BRAF", "protein_change": "p.V600E", "disease": "Melanoma", "oncotree_code": "MEL",
  "therapy_name": "Vemurafenib + Cobimetinib", "therapy_sensitivity": 1, "therapy_resistance": "", "favorable_prognosis": "",
  "predictive_implication": "Guideline", "description": "Works.", "pmid": 12345, "assertion_id": 1, "_deprecated": false},
 {"feature_type": "Somatic Variant", "gene": "BRAF", "protein_change": "p.A600E", "disease": "Melanoma", "oncotree_code": "MEL",
  "therapy_name": "Vemurafenib", "therapy_sensitivity": 1, "predictive_implication": "Guideline", "description": "x", "assertion_id": 2},
 {"feature_type": "Knockdown", "gene": "ATM", "predictive_implication": "Preclinical", "therapy_sensitivity": 1, "assertion_id": 3},
 {"feature_type": "Copy Number", "gene": "MET", "direction": "Amplification", "disease": "Any solid tumor", "oncotree_code": "",
  "therapy_name": "", "favorable_prognosis": 0, "predictive_implication": "Clinical evidence", "description": "Bad sign.", "doi": "10.1/x", "assertion_id": 4},
 {"feature_type": "Copy Number", "gene": "MET", broken},
 {"feature_type": "Microsatellite Stability", "status": "MSI-High", "disease": "Any solid tumor", "therapy_name": "Pembrolizumab",
  "therapy_sensitivity": 1, "predictive_implication": "Rumour", "description": "x", "assertion_id": 6}
]"#;

#[test]
fn the_almanac_is_a_layer_that_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "2030-01-02.almanac.json", ALMANAC);
    let outcome = build("moalmanac", &path, false);
    let ledger = &outcome.sources[0];
    assert_eq!((ledger.source.as_str(), ledger.licence.as_str()), ("moalmanac-2030-01-02", "GPL-2.0-only"));
    assert_eq!(state(ledger, "assertion 1"), "compiled");
    assert_eq!(state(ledger, "assertion 2"), "REF_AA_MISMATCH");
    assert_eq!(state(ledger, "assertion 3"), "EXPERIMENT_NOT_A_FINDING");
    assert_eq!(state(ledger, "assertion 4"), "compiled");
    assert_eq!(state(ledger, "line 10"), "NOT_JSON");
    assert_eq!(state(ledger, "assertion 6"), "LEVEL_NOT_KNOWN");

    let free = build("moalmanac", &path, true);
    let bare = build_only(&[root().join("knowledge")], "test", &[], &[], true).unwrap();
    let content = |outcome: &Outcome| outcome.image.as_ref().unwrap().content_id.to_string();
    assert_eq!(content(&free), content(&bare), "nothing of the layer is left");
    assert_ne!(content(&outcome), content(&bare));
    assert_eq!(state(&free.sources[0], "assertion 1"), "NOT_REDISTRIBUTABLE");
    assert_eq!(state(&free.sources[0], "assertion 2"), "REF_AA_MISMATCH", "an earlier reason stands");
}

const CLINVAR: &str = "##fileformat=VCFv4.1
##fileDate=2030-01-02
##reference=GRCh38
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
7\t140753336\t13961\tA\tT\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;CLNDN=Melanoma;ONC=Oncogenic;ONCREVSTAT=criteria_provided,_single_submitter;ONCDN=Melanoma;GENEINFO=BRAF:673
7\t140753337\t2\tC\tT\t.\t.\tCLNSIG=Uncertain_significance;GENEINFO=BRAF:673
7\t140753337\t3\tC\tG\t.\t.\tCLNSIG=Conflicting_classifications_of_pathogenicity;GENEINFO=BRAF:673
7\t140753336\t4\tG\tT\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=practice_guideline;GENEINFO=BRAF:673
1\t1000\t5\tG\tT\t.\t.\tCLNSIG=Pathogenic;GENEINFO=NOGENE1:1
1\t1000
";

#[test]
fn calls_of_clinvar_stand_on_exact_alleles() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "clinvar.vcf", CLINVAR);
    let outcome = build("clinvar", &path, false);
    let ledger = &outcome.sources[0];
    assert_eq!(state(ledger, "VariationID 13961"), "compiled");
    assert_eq!(state(ledger, "VariationID 2"), "SIGNIFICANCE_UNCERTAIN");
    assert_eq!(state(ledger, "VariationID 3"), "SIGNIFICANCE_CONFLICTS");
    assert_eq!(state(ledger, "VariationID 4"), "REF_MISMATCH");
    assert_eq!(state(ledger, "VariationID 5"), "GENE_NOT_OURS");
    assert_eq!(state(ledger, "line 10"), "LINE_NOT_READ");
    let ours = build_only(&[root().join("knowledge")], "test", &[], &[], false).unwrap();
    assert_eq!(outcome.counts.evidence, ours.counts.evidence + 2, "in the germline, and as a driver");
}

const CGI: &str = "Alteration\tAlteration type\tAssociation\tDrug\tDrug family\tDrug full name\tEvidence level\tSource\tPrimary Tumor type\tBiomarker
BRAF:V600E,V600.\tMUT\tResponsive\tDabrafenib\tBRAF inhibitor\tDabrafenib\tFDA guidelines\tFDA\tCM;LUAD\tBRAF
MET:amp;BRAF:V600E\tCNA;MUT\tResistant\tCrizotinib;Vemurafenib\tx\tboth\tCase report\tPMID:123;PMID:4\tCM\tMET + BRAF
ABL1__BCR\tFUS\tResponsive\t[]\t[BCR-ABL inhibitor]\tBCR-ABL inhibitors\tLate trials,Pre-clinical\tPMID:5\tCML\tfusion
BRAF:V600E\tMUT\tResponsive\tDabrafenib\tx\tx\tFDA guidelines\tFDA\tXYZ\tBRAF
BRAF:A600E\tMUT\tResponsive\tDabrafenib\tx\tx\tFDA guidelines\tFDA\tCM\tBRAF
RB1:norm\tEXPR\tResponsive\tDabrafenib\tx\tx\tFDA guidelines\tFDA\tCM\tRB1
";

#[test]
fn alterations_of_the_interpreter_are_read_by_their_grammar() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "cgi_20300102.tsv", CGI);
    let outcome = build("cgi", &path, false);
    let ledger = &outcome.sources[0];
    assert_eq!(ledger.release, "2030-01-02");
    let states: Vec<String> = (1..=6).map(|row| state(ledger, &format!("row {row} "))).collect();
    assert_eq!(states, ["compiled", "compiled", "compiled", "TUMOUR_NOT_KNOWN", "REF_AA_MISMATCH", "NORMAL_EXPRESSION_NOT_TYPED"]);
    let ours = build_only(&[root().join("knowledge")], "test", &[], &[], false).unwrap();
    assert_eq!(outcome.counts.evidence, ours.counts.evidence + 4, "one row for two tumours is two claims");
}

pub(crate) const WARD: &str = "# source: our-ward,,,,,,,,,,\r
# licence: LicenseRef-internal,,\r
# release: 2030-01-02,,\r
種別,識別番号,遺伝子,変異,薬剤,がん種,承認国,承認日,検査,試験名,募集状況,確認日,国,フェーズ,エビデンスタイプ,臨床的意義,エビデンスレベル,文献,内容\r
承認,PMDA-1,EGFR,L858R;Exon 19 Deletion,オシメルチニブ,非小細胞肺癌,日本,2030/01/02,検査甲,,,,,,,,,,\r
承認,PMDA-2,EGFR,L858R;Exon 19 Deletion,オシメルチニブ,非小細胞肺癌,日本,,検査乙,,,,,,,,,,\r
承認,PMDA-3,EGFR,L858X9,オシメルチニブ,非小細胞肺癌,日本,,,,,,,,,,,,\r
承認,PMDA-4,EGFR,L858R,オシメルチニブ,ひみつの病,日本,,,,,,,,,,,,\r
臨床試験,jRCTs031990001,BRAF,V600E,ダブラフェニブ+トラメチニブ,solid tumour,,,,試験一,募集中,2030/01/01,日本;US,第Ⅰ・Ⅱ相,,,,,\r
臨床試験,jRCT12,BRAF,V600E,,solid tumour,,,,試験二,募集中,,日本,,,,,,\r
エビデンス,ward-1,BRAF,V600E + KRAS G12D,ダブラフェニブ,solid tumour,,,,,,,,,Predictive,Resistance,C,PMID:12345,当院の二例で効果がみられなかった\r
なにか,x,,,,,,,,,,,,,,,,,\r
";

#[test]
fn a_table_of_ones_own_is_read_in_both_japanese_encodings() {
    let folder = tempfile::tempdir().unwrap();
    let (cp932, _, wrong) = encoding_rs::SHIFT_JIS.encode(WARD);
    assert!(!wrong);
    let utf8 = write(folder.path(), "ward.csv", format!("\u{FEFF}{WARD}"));
    let first = build("csv", &utf8, false);
    let ledger = &first.sources[0];
    assert_eq!((ledger.source.as_str(), ledger.release.as_str()), ("our-ward", "2030-01-02"));
    let expected = [
        ("PMDA-1", "compiled"),
        ("PMDA-2", "compiled"),
        ("PMDA-3", "NAME_NOT_READ"),
        ("PMDA-4", "DISEASE_NOT_KNOWN"),
        ("jRCTs031990001", "compiled"),
        ("jRCT12", "BAD_ID"),
        ("ward-1", "compiled"),
        ("x", "KIND_NOT_KNOWN"),
    ];
    for (record, became) in expected {
        assert_eq!(state(ledger, record), became, "{record}");
    }
    let ours = build_only(&[root().join("knowledge")], "test", &[], &[], false).unwrap();
    assert_eq!(first.counts.approvals, ours.counts.approvals + 1, "two tests of one use are one approval");
    assert_eq!(first.counts.trials, ours.counts.trials + 1);
    assert_eq!(first.counts.evidence, ours.counts.evidence + 1);

    let other = write(folder.path(), "ward-cp932.csv", cp932);
    let second = build("csv", &other, false);
    let states = |outcome: &Outcome| {
        outcome.sources[0].entries.values().flatten().map(|entry| (entry.record.clone(), entry.state.clone())).collect::<Vec<_>>()
    };
    assert_eq!(states(&first), states(&second));
    let free = build("csv", &utf8, true);
    assert_eq!(free.counts.trials, ours.counts.trials, "nobody said that it may be passed on");
}

const OBO: &str = "format-version: 1.2\ndata-version: doid/releases/2024-07-31/doid.obo\n\n[Term]\nid: DOID:1909\nname: melanoma\n\
    synonym: \"naevocarcinoma\" EXACT []\n\n[Term]\nid: DOID:9990\nname: melanoma of somewhere\nis_a: DOID:1909 ! melanoma\n\n\
    [Term]\nid: DOID:9991\nname: a condition of the shin\nis_a: DOID:9990\n\nno tag\n";

const OF_THE_SHIN: &str = "gene\tvariant\tdisease\tdoid\tdrugs\tevidence_type\tevidence_direction\tevidence_level\tclinical_significance\t\
    evidence_statement\tpubmed_id\trating\tevidence_status\tevidence_id\tvariant_id\tgene_id\n\
    BRAF\tV600E\tA condition of the shin\t9991\tDabrafenib\tPredictive\tSupports\tB\tSensitivity/Response\tWorks.\t22735384\t4\taccepted\t999902\t12\t5\n";

#[test]
fn a_disease_that_a_source_brings_stands_where_the_disease_ontology_puts_it() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, path: std::path::PathBuf| SourceInput { name: name.into(), path };
    let civic = source("civic", write(folder.path(), "01-Oct-2030-ClinicalEvidenceSummaries.tsv", OF_THE_SHIN));
    let doid = source("doid", write(folder.path(), "doid.obo", OBO));
    let parents = |inputs: &[SourceInput]| -> Vec<String> {
        let outcome = build_only(&[root().join("knowledge")], "test", &[], inputs, false).unwrap();
        let knowledge = Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap();
        let records = knowledge.records().unwrap();
        let disease = records.diseases().find(|disease| disease.name() == "A condition of the shin").unwrap();
        disease.parents().map(|parent| records.disease(parent).unwrap().id().to_owned()).collect()
    };
    assert_eq!(parents(std::slice::from_ref(&civic)), ["cancer"], "its name alone tells nothing");
    assert_eq!(parents(&[civic, doid.clone()]), ["melanoma"], "by way of a term that we do not have");
    let outcome = build_only(&[root().join("knowledge")], "test", &[], &[doid], false).unwrap();
    assert_eq!(state(&outcome.sources[0], "DOID:1909"), "compiled");
    assert_eq!(state(&outcome.sources[0], "DOID:9991"), "NOT_OURS");
    assert_eq!(outcome.sources[0].lines_not_read, ["doid.obo:19: expected `tag: value`, found `no tag`"]);
}
