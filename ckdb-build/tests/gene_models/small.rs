//! A made-up gene set that holds every flavour and every fault once.

use super::translated;
use ckdb_build::import::genome_text::{read_folder, write_folder};
use ckdb_build::import::transcripts::{Accept, Imported, ModelFile, Reason, Request, import};
use ckdb_build::models::MemoryGenome;
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, Sequence};
use ckdb_core::knowledge::genome::VersionMatch;
use clap::Parser;
use std::path::PathBuf;

/// The verb as the command has it; the command itself is a program, which no test can import.
#[path = "../../src/bin/ckdb/import_genome.rs"]
mod import_genome;

#[derive(clap::Parser)]
struct Verb {
    #[command(flatten)]
    args: import_genome::Args,
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gene_models").join(name)
}

fn imported() -> Imported {
    let request = Request {
        assembly: Assembly::Grch38,
        models: vec![ModelFile { path: file("small.gff3"), licence: "CC0-1.0".into(), ..ModelFile::default() }],
        references: vec![file("small.fa")],
        genes: None,
        except: Default::default(),
        accept: Accept::Complete,
    };
    import(&request).unwrap()
}

#[test]
fn what_is_kept_reads_as_the_proteins_the_letters_were_made_from() {
    let models = imported().models;
    let genome = MemoryGenome::new(&models).unwrap();
    let of = |accession: &str| translated(&genome, genome.transcript(accession).unwrap().transcript).unwrap();
    assert_eq!(of("NM_900001.2"), "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ");
    assert_eq!(of("ENST00000000001.7"), of("NM_900001.2"));
    assert_eq!(of("NM_900002.4"), "MSEELGHIKTAYRQVFFSKHLAERGQWLIEVTAKAM");
}

#[test]
fn what_is_not_used_has_its_reason() {
    let imported = imported();
    let reason =
        |accession: &str| imported.not_used.iter().find(|not_used| not_used.accession == accession).map(|found| found.reason);
    assert_eq!(reason("NM_900001.1"), Some(Reason::OlderVersion));
    assert_eq!(reason("NR_900009.1"), Some(Reason::NonCoding));
    assert_eq!(reason("NM_900003.1"), Some(Reason::Phases));
    assert_eq!(reason("NM_900004.1"), Some(Reason::CodingPart("internal_stop")));
    assert_eq!(reason("NM_900005.1"), Some(Reason::LettersMissing));
    assert_eq!(imported.not_used.len(), 5);
    let symbols: Vec<_> = imported.models.genes.iter().map(|gene| gene.symbol.as_str()).collect();
    assert_eq!(symbols, ["MINUSB", "PLUSA"]);
    let (minus, plus) = (&imported.models.genes[0], &imported.models.genes[1]);
    assert_eq!((minus.hgnc.as_deref(), minus.ncbi, minus.ensembl.as_deref()), (Some("HGNC:90002"), Some(900_002), None));
    assert_eq!(
        (plus.hgnc.as_deref(), plus.ncbi, plus.ensembl.as_deref()),
        (Some("HGNC:90001"), Some(900_001), Some("ENSG00000000001"))
    );
    // Two lines of garbage, and one statement of the file that its letters contradict.
    let lines: Vec<_> = imported.findings.kept().iter().map(|finding| finding.reason.as_str()).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[2].contains("cds_check=no_stop, the letters say ok"), "{lines:?}");
}

#[test]
fn questions_by_place_and_by_name_are_answered() {
    let models = imported().models;
    let genome = MemoryGenome::new(&models).unwrap();
    let one = Contig::parse("1").unwrap().0;
    let at = |start: u32, end: u32| -> Vec<String> {
        let place = Interval::new(start, end).unwrap();
        genome.transcripts_at(one, place).map(|(_, row)| row.accession.to_owned()).collect()
    };
    assert_eq!(at(7_009, 7_010), ["NM_900001.2", "ENST00000000001.7"]);
    assert_eq!(at(10_249, 10_250), ["NM_900002.4"]);
    // Between the two genes both are within 2,000 letters; promoter letters are held.
    assert_eq!(at(9_000, 9_000).len(), 3);
    assert!(!genome.is_modelled(one, Interval::new(9_000, 9_001).unwrap()));
    assert_eq!(genome.window(one, 7_000).unwrap().interval(), Interval::new(4_800, 8_350).unwrap());
    assert_eq!(genome.window(one, 10_500).unwrap().interval(), Interval::new(9_750, 12_700).unwrap());
    let named = genome.view().transcript("NM_900001.9").unwrap();
    assert_eq!((named.version, named.transcript.mane), (VersionMatch::Other, ManeStatus::Select));
    assert_eq!(genome.transcript("NM_900002.4").unwrap().transcript.mane, ManeStatus::PlusClinical);
    assert_eq!(genome.gene(named.transcript.gene).unwrap().symbol, "PLUSA");
    assert_eq!(models.gene("MINUSB").unwrap().ncbi, Some(900_002));
    assert!(models.gene("BADC").is_none());
}

#[test]
fn the_text_form_gives_the_models_back() {
    let models = imported().models;
    let folder = tempfile::tempdir().unwrap();
    write_folder(&models, folder.path()).unwrap();
    let [empty, read] = read_folder(folder.path()).unwrap();
    assert_eq!(read, models);
    assert!(empty.genes.is_empty());
}

#[test]
fn the_verb_writes_the_same_bytes_twice_and_says_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("genes.txt");
    std::fs::write(&list, "PLUSA\nBADC\nABSENT\n").unwrap();
    let run = |into: &str, more: &[&str]| {
        let mut words = vec!["import-genome".to_owned(), "--assembly=hg38".into(), "--licence=CC0-1.0".into()];
        words.push(format!("--transcripts={}", file("small.gff3").display()));
        words.push(format!("--reference={}", file("small.fa").display()));
        words.push(format!("--genes={}", list.display()));
        words.push(format!("--into={}", folder.path().join(into).display()));
        words.extend(more.iter().map(|word| (*word).to_owned()));
        let mut summary = Vec::new();
        let result = import_genome::run(&Verb::parse_from(words).args, &mut summary);
        (result.map_err(|error| error.to_string()), String::from_utf8(summary).unwrap())
    };
    let (result, summary) = run("a", &[]);
    result.unwrap();
    assert!(summary.starts_with("GRCh38: 1 genes, 2 transcripts, 3550 reference letters; "), "{summary}");
    assert!(summary.contains("no usable transcript: BADC\n") && summary.contains("not in the files: ABSENT\n"), "{summary}");
    assert!(summary.contains("small.gff3:") && summary.contains("expected 9 tab-separated columns, found 1"), "{summary}");
    run("b", &[]).0.unwrap();
    let text = |into: &str| std::fs::read_to_string(folder.path().join(into).join("GRCh38/PLUSA.txt")).unwrap();
    assert_eq!(text("a"), text("b"));
    assert!(text("a").contains("\nlicence CC0-1.0\ninput small.gff3 blake3:"));

    let (nothing, _) = run("c", &["--except=PLUSA"]);
    assert!(nothing.unwrap_err().contains("no gene model can be kept"));
    assert!(!folder.path().join("c").exists());
    assert!(run("d", &["--release=1", "--release=2"]).0.unwrap_err().contains("--release is given 2 times for 1"));
}

#[test]
fn files_of_another_kind_or_assembly_are_refused_by_name() {
    let asked = |assembly, models: &str, reference: &str| {
        let request = Request {
            assembly,
            models: vec![ModelFile { path: file(models), ..ModelFile::default() }],
            references: vec![file(reference)],
            genes: None,
            except: Default::default(),
            accept: Accept::Complete,
        };
        import(&request).unwrap_err().to_string()
    };
    assert!(asked(Assembly::Grch37, "small.gff3", "small.fa").contains("small.gff3: line 2: `genome-build GRCh38.p14`"));
    assert!(asked(Assembly::Grch38, "small.fa", "small.fa").contains("small.fa: no GFF3 or GTF feature"));
    assert!(asked(Assembly::Grch38, "small.gff3", "small.gff3").contains("is this a FASTA file?"));
    assert!(asked(Assembly::Grch38, "absent.gff3", "small.fa").contains("absent.gff3: "));
}
