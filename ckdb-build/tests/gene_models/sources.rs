//! The public files `knowledge/genome/` was made from, where they are at hand: same folder again, and the proteins that
//! the source publishes independently of any assembly.

use super::{root, translated};
use ckdb_build::import::gene_list::GeneList;
use ckdb_build::import::genome_text::read_folder;
use ckdb_build::import::transcripts::{Accept, Imported, ModelFile, Request, import};
use ckdb_build::models::{GeneModels, MemoryGenome};
use ckdb_core::genome::Assembly;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

/// The folder of gene models: `$CKDB_DATA/gene_models`, else the one beside the checkout.
fn data() -> Option<PathBuf> {
    let base = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let folder = base.join("gene_models");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data to run this test", folder.display());
    None
}

fn imported(folder: &std::path::Path, assembly: Assembly, genes: Option<GeneList>) -> Imported {
    let file = |name: &str| folder.join(format!("{assembly}.{name}"));
    let models = ["genes.gff3.gz", "extra.genes.gff3.gz"].map(|name| ModelFile { path: file(name), ..ModelFile::default() });
    let request = Request {
        assembly,
        models: models.to_vec(),
        references: vec![file("slices.fa.gz"), file("extra.exons.fa.gz")],
        genes,
        except: ["BARD1", "CTCF", "GNAS", "KDM5C", "MDM4", "MYC"].map(str::to_owned).into(),
        accept: Accept::Complete,
    };
    import(&request).unwrap()
}

#[test]
fn the_committed_folder_is_what_these_files_give() {
    let Some(folder) = data() else { return };
    let committed = read_folder(&root().join("knowledge/genome")).unwrap();
    let mut asked = GeneList::default();
    asked.add(&root().join("knowledge/genome/genes.txt")).unwrap();
    asked.add(&root().join("knowledge/genes")).unwrap();
    for models in committed {
        let again = imported(&folder, models.assembly, Some(asked.clone())).models;
        let symbols = |models: &GeneModels| models.genes.iter().map(|gene| gene.symbol.clone()).collect::<Vec<_>>();
        assert_eq!(symbols(&again), symbols(&models), "run `ckdb import-genome` as knowledge/genome/README.md says");
        for (gene, other) in models.genes.iter().zip(&again.genes) {
            assert_eq!(gene.provenance.inputs, other.provenance.inputs, "{}", gene.symbol);
        }
        assert!(again.transcripts == models.transcripts, "{}: transcripts differ", models.assembly);
        assert!(again.windows == models.windows, "{}: letters differ", models.assembly);
    }
}

#[test]
fn whole_files_are_imported_and_their_own_checks_agree_with_ours() {
    let Some(folder) = data() else { return };
    for assembly in Assembly::ALL {
        let imported = imported(&folder, assembly, None);
        assert_eq!(imported.findings.kept(), [], "{assembly}");
        assert!(imported.models.genes.len() > 370, "{assembly}: {} genes", imported.models.genes.len());
        eprintln!("{assembly}: {} transcripts kept, not used: {:?}", imported.models.transcripts.len(), imported.reasons());
        let genome = MemoryGenome::new(&imported.models).unwrap();
        assert_eq!(genome.view().check(), Ok(()));
    }
}

/// Where the reference genome spells another residue than the RefSeq protein: RefSeq, number, genome. WT1 starts at CTG,
/// which a cell reads as methionine.
const BOTH_DIFFER: [&str; 10] = [
    "BRCA2 A2466V",
    "BUB1B Q349R",
    "ERCC5 R1053G R1080G",
    "G6PC1 T192A",
    "HNF1A G574S",
    "MEN1 A541T",
    "MEN1 A546T",
    "MYO5A D362E",
    "PMS2 E541K",
    "WT1 M1L",
];
const GRCH37_DIFFERS: [&str; 9] = [
    "ASXL1 P815L",
    "ATM S1983N",
    "ATRX E929Q",
    "BCORL1 L111F",
    "CIITA G174R",
    "COL1A1 A1075T",
    "CYP2D6 R296C S486T",
    "DPYD C29R",
    "XRCC1 Y576N",
];
const GRCH38_DIFFERS: [&str; 1] = ["AIP Q307R"];

#[test]
fn proteins_equal_those_the_source_fixed() {
    let Some(folder) = data() else { return };
    let fixed = fixed_proteins(&folder.join("lrg_fixed_proteins.fa.gz"));
    for assembly in Assembly::ALL {
        let models = imported(&folder, assembly, None).models;
        let genome = MemoryGenome::new(&models).unwrap();
        let (mut equal, mut different) = (0, BTreeSet::new());
        for (_, transcript) in genome.view().transcripts() {
            let Some(expected) = fixed.get(transcript.protein) else { continue };
            let found = translated(&genome, transcript).unwrap();
            assert_eq!(found.len(), expected.len(), "{assembly}: {}", transcript.accession);
            let changed = found.bytes().zip(expected.bytes()).enumerate().filter(|(_, (found, expected))| found != expected);
            let changed: Vec<String> =
                changed.map(|(at, (found, expected))| format!("{}{}{}", char::from(expected), at + 1, char::from(found))).collect();
            if changed.is_empty() {
                equal += 1;
            } else {
                different.insert(format!("{} {}", genome.gene(transcript.gene).unwrap().symbol, changed.join(" ")));
            }
        }
        eprintln!("{assembly}: {equal} proteins equal");
        assert!(equal > 420, "{assembly}: only {equal} proteins are equal");
        let expected =
            BOTH_DIFFER.iter().chain(if assembly == Assembly::Grch37 { &GRCH37_DIFFERS[..] } else { &GRCH38_DIFFERS[..] });
        assert_eq!(different, expected.map(|change| (*change).to_owned()).collect::<BTreeSet<String>>(), "{assembly}");
    }
}

/// Protein accession with version to sequence, of the fixed proteins.
fn fixed_proteins(path: &std::path::Path) -> BTreeMap<String, String> {
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let records = text.split('>').skip(1).map(|record| record.split_once('\n').unwrap());
    records
        .filter_map(|(name, letters)| {
            let accession = name.split_whitespace().find_map(|word| word.strip_prefix("protein="))?;
            Some((accession.to_owned(), letters.split_whitespace().collect::<String>().trim_end_matches('*').to_owned()))
        })
        .collect()
}
