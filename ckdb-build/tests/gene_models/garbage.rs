//! So that no file a stranger sends can stop the importer: whatever the bytes, it answers or says why not.

use ckdb_build::import::gene_tree::GeneTree;
use ckdb_build::import::input::Findings;
use ckdb_build::import::transcripts::{Accept, ModelFile, Request, import};
use ckdb_core::genome::Assembly;
use proptest::prelude::*;

/// A word that a gene model file may have in one of its places, or nonsense.
fn column() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("chr1".to_owned()),
        Just("NC_000001.11".to_owned()),
        Just("exon".to_owned()),
        Just("CDS".to_owned()),
        Just("mRNA".to_owned()),
        Just("gene".to_owned()),
        Just("stop_codon".to_owned()),
        Just("cDNA_match".to_owned()),
        (0u32..40).prop_map(|number| number.to_string()),
        Just("4294967295".to_owned()),
        Just("+".to_owned()),
        Just("-".to_owned()),
        Just(".".to_owned()),
        "[ -~]{0,12}",
    ]
}

fn attributes() -> impl Strategy<Value = String> {
    let pair = prop_oneof![
        "(ID|Parent)=[a-c]",
        "(gene_id|transcript_id) \"[a-c]\"",
        Just("tag=cds_start_NF,cds_end_NF".to_owned()),
        Just("transl_except=(pos:1..3%2Caa:Sec)".to_owned()),
        Just("Gap=M1 D1".to_owned()),
        "[ -~]{0,10}",
    ];
    prop::collection::vec(pair, 0..4).prop_map(|pairs| pairs.join(";"))
}

/// Rows that are nearly right: the more of them are read, the deeper the importer is tried.
fn row() -> impl Strategy<Value = String> {
    let kind = prop_oneof![Just("gene"), Just("mRNA"), Just("exon"), Just("CDS"), Just("stop_codon"), Just("transcript")];
    let near = (kind, 1u32..60, 0u32..30, prop::bool::ANY, 0u8..4, attributes()).prop_map(
        |(kind, start, length, plus, phase, attributes)| {
            let strand = if plus { '+' } else { '-' };
            let phase = if phase == 3 { ".".to_owned() } else { phase.to_string() };
            format!("chr1\tx\t{kind}\t{start}\t{}\t.\t{strand}\t{phase}\t{attributes}", start + length)
        },
    );
    let wild = prop::collection::vec(column(), 0..11).prop_map(|columns| columns.join("\t"));
    prop_oneof![4 => near, 1 => wild]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_a_tree_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = GeneTree::read("x", bytes.as_slice(), Assembly::Grch38, &mut Findings::default());
    }

    #[test]
    fn rows_of_known_words_are_models_or_reasons(rows in prop::collection::vec(row(), 1..25), letters in "[ACGTN\n>]{0,120}") {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("x.gff3"), rows.join("\n")).unwrap();
        std::fs::write(path("x.fa"), format!(">chr1\n{letters}")).unwrap();
        for accept in [Accept::Complete, Accept::Whole] {
            let request = Request {
                assembly: Assembly::Grch38,
                models: vec![ModelFile { path: path("x.gff3"), ..ModelFile::default() }],
                references: vec![path("x.fa")],
                genes: None,
                except: Default::default(),
                accept,
            };
            if let Ok(imported) = import(&request) {
                prop_assert_eq!(imported.models.check(), Ok(()));
            }
        }
    }
}
