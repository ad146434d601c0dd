//! A table of names and what each must mean: what the grammar reads, and the question that comes out on the gene models
//! that ship. The tempting misreadings stand beside the readings.

use super::command::root;
use ckdb_build::diagnostic::{Files, Place};
use ckdb_build::import::genome_text;
use ckdb_build::import::profile_name::combination::{Combination, combine};
use ckdb_build::import::profile_name::meaning::{StatedLetters, Stretch, meaning};
use ckdb_build::import::profile_name::{About, Ground, parse};
use ckdb_build::models::MemoryGenome;
use ckdb_build::record::question;
use ckdb_core::genome::{Allele, Assembly, Contig, Interval};
use ckdb_core::model::{FusionRole, GeneRole};
use std::sync::OnceLock;

/// Names as sources write them, and the canonical spelling of what is read; `None`: not of the grammar.
const READINGS: &[(&str, Option<&str>)] = &[
    ("V600E", Some("V600E")),
    ("p.Val600Glu", Some("V600E")),
    ("V600E/K", Some("V600E or V600K")),
    ("D835H/Y", Some("D835H or D835Y")),
    ("H1047L or H1047R", Some("H1047L or H1047R")),
    ("H1047X", Some("H1047")),
    ("G12", Some("G12")),
    ("G12/G13", Some("G12 or G13")),
    ("Non-V600", Some("Non-V600")),
    ("L89H (c.266T>A)", Some("L89H (c.266T>A)")),
    ("R474C c.1420C>T", Some("R474C (c.1420C>T)")),
    ("E746_T751>I", Some("E746_T751delinsI")),
    ("D842_H845DELDIMH", Some("D842_H845del")),
    ("M774DELINSWLV", Some("M774delinsWLV")),
    ("A767_V769dupASV", Some("A767_V769dup")),
    ("P772_V774insPHV", Some("772_774dup")),
    ("p.193_196dupSTSC (c.577_588dupAGCACCAGCTGC)", Some("193_196dup (c.577_588dupAGCACCAGCTGC)")),
    ("DEL 485-490", Some("DEL 485-490")),
    ("W288FS", Some("W288fs")),
    ("V66Gfs*89 (c.197_209del)", Some("V66Gfs*89 (c.197_209del)")),
    ("K706FS*19", Some("K706fs*19")),
    ("T148HFSX9", Some("T148Hfs*9")),
    ("R135FSX177", Some("R135fs*177")),
    ("E55RfsTer11 (c.163delG)", Some("E55Rfs*11 (c.163delG)")),
    ("*214G (c.640T>G)", Some("*214Gext*? (c.640T>G)")),
    ("106insR (c.316insGCC)", Some("106ins (c.316insGCC)")),
    ("Splice Site (c.340+1G>A)", Some("c.340+1G>A")),
    ("3'UTR alteration (c.*70C>A)", Some("c.*70C>A")),
    ("c.1641+1dup", Some("c.1641+1dup")),
    ("RS61764370", Some("rs61764370")),
    ("DPYD*2A HOMOZYGOSITY", Some("DPYD*2A Homozygosity")),
    ("Exon 19 Deletion", Some("Exon 19 Deletion")),
    ("EXON 20 INSERTION", Some("Exon 20 Insertion")),
    ("EXON 12-22 DELETION", Some("Exon 12-22 Deletion")),
    ("Exon 10 or Exon 21 Mutation", Some("Exon 10 Mutation or Exon 21 Mutation")),
    ("Exon 10 and Exon 21 Mutation", Some("Exon 10 Mutation and Exon 21 Mutation")),
    ("Rare Exon 18-21 Mutation", Some("Exon 18-21 Rare Mutation")),
    ("Null (Partial deletion of Exons 2 & 3)", Some("Exon 2 & 3 Partial Deletion")),
    ("EXON 14 SKIPPING MUTATION", Some("Exon 14 Skipping Mutation")),
    ("intron 9 rearrangement", Some("Intron 9 Rearrangement")),
    ("Loss-of-function", Some("Loss-of-function")),
    ("LOSS OF FUNCTION", Some("Loss-of-function")),
    ("Inactivating Mutation", Some("Loss-of-function")),
    ("Gain-of-Function", Some("Gain-of-function")),
    ("TRUNCATING FUSION", Some("Truncating Fusion")),
    ("TKD MUTATION", Some("TKD Domain Mutation")),
    ("KINASE DOMAIN MUTATION", Some("KINASE Domain Mutation")),
    ("COPY-NEUTRAL LOSS OF HETEROZYGOSITY", Some("Copy-neutral LOH")),
    ("EML4::ALK e20-e20", Some("EML4::ALK e20-e20")),
    ("EML4-ALK E6;A20", Some("EML4::ALK e6-e20")),
    ("BCR-ABL", Some("BCR::ABL")),
    ("BCR::ABL V298I", Some("BCR::ABL and V298I")),
    ("LMNA::NTRK1 G595R and G667C", Some("LMNA::NTRK1 and G595R and G667C")),
    ("EGFRVIII", Some("vIII")),
    ("T172 PHOSPHORYLATION", Some("T172 Phosphorylation")),
    ("CD44s Expression", Some("CD44s Expression")),
    ("p16 Expression", Some("p16 Expression")),
    ("Alternative Transcript (ATI)", Some("ATI Alternative Transcript")),
    // A residue and a word that changes its meaning: a run of seventeen T, not threonine 17.
    ("T17 DELETION", None),
    ("3p26.3-25.3 11Mb del", None),
    ("Double Ph", None),
    ("", None),
];

#[test]
fn names_are_read_as_people_mean_them() {
    for (name, expected) in READINGS {
        let read = parse(name).map(|said| said.to_string());
        assert_eq!(read.as_deref(), *expected, "{name}");
    }
}

fn genomes() -> &'static [MemoryGenome; 2] {
    static GENOMES: OnceLock<[MemoryGenome; 2]> = OnceLock::new();
    GENOMES.get_or_init(|| {
        let [a, b] = genome_text::read_folder(&root().join("knowledge/genome")).unwrap();
        [MemoryGenome::from_models(a).unwrap(), MemoryGenome::from_models(b).unwrap()]
    })
}

/// A row as a source writes it.
struct Row {
    gene: &'static str,
    transcript: &'static str,
    role: GeneRole,
    name: &'static str,
    /// `chr:first-last:ref>alt` on GRCh37; letters may be left out.
    stated: &'static str,
    source_transcript: &'static str,
    terms: &'static [&'static str],
    expected: &'static str,
}

const fn row(gene: &'static str, transcript: &'static str, role: GeneRole, name: &'static str, expected: &'static str) -> Row {
    Row { gene, transcript, role, name, stated: "", source_transcript: "", terms: &[], expected }
}

use GeneRole::{Oncogene, TumourSuppressor, Unknown};

const BRAF: &str = "NM_004333.5";
const EGFR: &str = "NM_005228.4";
const KIT: &str = "NM_000222.2";
const VHL: &str = "NM_000551.3";

fn rows() -> Vec<Row> {
    let in_frame = "in-frame-deletion,in-frame-delins,in-frame-insertion,missense,tandem-duplication";
    assert_eq!(in_frame.split(',').count(), 5);
    vec![
        row("BRAF", BRAF, Oncogene, "V600E", "gene=BRAF;excluding=;change=V600E;"),
        // A slip of two digits: no residue of BRAF.
        row("BRAF", BRAF, Oncogene, "G496A", "REF_AA_MISMATCH"),
        row("BRAF", BRAF, Oncogene, "V9000E", "BEYOND_PROTEIN"),
        Row { stated: "7:140453136-140453136:A>T", ..row("BRAF", BRAF, Oncogene, "V600E", "gene=BRAF;excluding=;change=V600E;") },
        // The letters of K601E beside the name V600E.
        Row { stated: "7:140453134-140453134:T>C", ..row("BRAF", BRAF, Oncogene, "V600E", "COORDINATES_DISAGREE") },
        // Letters that are not there.
        Row { stated: "7:140453136-140453136:C>T", ..row("BRAF", BRAF, Oncogene, "V600E", "REF_MISMATCH") },
        // The letters are stated, the name is of no grammar.
        Row {
            stated: "7:140453136-140453136:A>T",
            ..row(
                "BRAF",
                BRAF,
                Oncogene,
                "the usual one",
                "gene=BRAF;excluding=;allele=GRCh37:7:140453136:A>T,GRCh38:7:140753336:A>T;",
            )
        },
        row("BRAF", BRAF, Oncogene, "V600", "gene=BRAF;excluding=;codon=600;"),
        row(
            "BRAF",
            BRAF,
            Oncogene,
            "Non-V600",
            "any(gene=BRAF;excluding=;residues=1-599;class=in-frame-deletion,in-frame-delins,in-frame-insertion,missense,tandem-duplication;, gene=BRAF;excluding=;residues=601-766;class=in-frame-deletion,in-frame-delins,in-frame-insertion,missense,tandem-duplication;)",
        ),
        row("BRAF", BRAF, Oncogene, "DEL 485-490", "gene=BRAF;excluding=;change=L485_P490del;"),
        row("EGFR", EGFR, Oncogene, "Exon 19 Deletion", "gene=EGFR;excluding=;exons=000019;class=in-frame-deletion;"),
        Row {
            stated: "7:55214299-55214433:",
            terms: &["exon_loss_variant"],
            ..row("EGFR", EGFR, Oncogene, "Exon 4 Deletion", "gene=EGFR;excluding=;exon-change=deletion 4-4;")
        },
        // The place of exon 4 beside the number 5, on the same transcript.
        Row {
            stated: "7:55214299-55214433:",
            source_transcript: "NM_005228.3",
            ..row("EGFR", EGFR, Oncogene, "Exon 5 Mutation", "EXON_NUMBER_CONFLICT")
        },
        row("EGFR", EGFR, Oncogene, "Exon 99 Mutation", "NO_SUCH_EXON"),
        row(
            "EGFR",
            EGFR,
            Oncogene,
            "EXON 20 INSERTION",
            "gene=EGFR;excluding=;exons=000020;class=in-frame-insertion,tandem-duplication;",
        ),
        row("EGFR", EGFR, Oncogene, "P772_V774insPHV", "gene=EGFR;excluding=;change=P772_V774dup;"),
        row("EGFR", EGFR, Oncogene, "EGFRVIII", "gene=EGFR;excluding=;exon-change=deletion 2-7;"),
        row(
            "KIT",
            KIT,
            Oncogene,
            "Exon 11 Mutation",
            "gene=KIT;excluding=;exons=000011;class=in-frame-deletion,in-frame-delins,in-frame-insertion,missense,tandem-duplication;",
        ),
        row("VHL", VHL, TumourSuppressor, "Exon 2 Deletion", "gene=VHL;excluding=;exon-change=deletion 2-2;"),
        row("VHL", VHL, TumourSuppressor, "L89H (c.266T>A)", "gene=VHL;excluding=;change=L89H;"),
        // The coding letters do not give the residue of the name.
        row("VHL", VHL, TumourSuppressor, "L178P (c.532C>T)", "COORDINATES_DISAGREE"),
        // One letter in a run: named where it may also stand.
        row(
            "VHL",
            VHL,
            TumourSuppressor,
            "Splice Site (c.340+1G>A)",
            "gene=VHL;excluding=;allele=GRCh37:3:10183872:G>A,GRCh38:3:10142188:G>A;",
        ),
        row(
            "VHL",
            VHL,
            TumourSuppressor,
            "Loss",
            "any(gene=VHL;excluding=;copy-number=homozygous-deletion;, gene=VHL;excluding=;expression=absent;, gene=VHL;excluding=;homozygous-disruption=;)",
        ),
        row("VHL", VHL, TumourSuppressor, "Rearrangement", "REARRANGEMENT_UNSPECIFIC"),
        row(
            "VHL",
            VHL,
            TumourSuppressor,
            "BIALLELIC INACTIVATION",
            "gene=VHL;excluding=;gene-class=loss-of-function;biallelic=true;",
        ),
        row(
            "ABL1",
            "NM_005157.4",
            Oncogene,
            "P-Loop Mutation",
            "gene=ABL1;excluding=;residues=248-256;class=in-frame-deletion,in-frame-delins,in-frame-insertion,missense,tandem-duplication;",
        ),
        row("ABL1", "NM_005157.4", Oncogene, "BCR-ABL", "gene=BCR;gene=ABL1;excluding=;fusion-pair=;exon=;exon=;"),
        row("ABL1", "NM_005157.4", Oncogene, "EML4::ALK", "PARTNER_NOT_SAID"),
        row("FLT3", "NM_004119.2", Oncogene, "ITD", "gene=FLT3;excluding=;exons=000014,000015;class=tandem-duplication;"),
        row("MGMT", "", Unknown, "Promoter Methylation", "gene=MGMT;excluding=;promoter-methylation=;"),
        row("HLA-C", "", Unknown, "LOH", "gene=HLA-C;excluding=;loss-of-heterozygosity=;"),
        row("MGMT", "", Unknown, "Overexpression", "gene=MGMT;excluding=;expression=over;"),
        row("KRAS", "", Oncogene, "RS61764370", "DBSNP_WITHOUT_COORDINATES"),
        row("EGFR", EGFR, Oncogene, "Rare Mutation", "RARE_NOT_LISTED"),
        row("BRAF", BRAF, Oncogene, "intron 9 rearrangement", "INTRONIC_UNSPECIFIC"),
        row("BRAF", BRAF, Oncogene, "Copy Number Variation", "COPY_DIRECTION_UNSAID"),
        row("TERT", "", Oncogene, "Promoter Mutation", "PROMOTER_WITHOUT_SITES"),
        // Letters of the promoter that look like a residue.
        Row {
            stated: "5:1295228-1295228:G>A",
            terms: &["regulatory_region_variant"],
            ..row(
                "TERT",
                "NM_198253.2",
                Oncogene,
                "C228T",
                "gene=TERT;excluding=;promoter=GRCh37:5:1295228:G>A,GRCh38:5:1295113:G>A;",
            )
        },
    ]
}

fn stated(text: &str) -> (Option<Stretch>, Vec<StatedLetters>) {
    let mut parts = text.splitn(3, ':');
    let (Some(contig), Some(range), Some(letters)) = (parts.next(), parts.next(), parts.next()) else {
        return (None, Vec::new());
    };
    let contig = Contig::parse(contig).unwrap().0;
    let (first, last) = range.split_once('-').unwrap();
    let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
    let interval = Interval::new(first - 1, last).unwrap();
    let letters = letters.split_once('>').map(|(reference, alternate)| StatedLetters {
        assembly: Assembly::Grch37,
        allele: Allele::from_vcf(contig, first, reference.as_bytes(), alternate.as_bytes()).unwrap(),
    });
    (Some(Stretch { assembly: Assembly::Grch37, contig, interval }), letters.into_iter().collect())
}

#[test]
fn names_mean_what_they_must_mean() {
    let ground = Ground::new(genomes());
    let place = Place::whole(Files::new().add("names", ""));
    let mut wrong = Vec::new();
    for row in rows() {
        let (stretch, letters) = stated(row.stated);
        let about = About {
            gene: row.gene,
            transcript: (!row.transcript.is_empty()).then_some(row.transcript),
            role: row.role,
            fusion_role: Some(FusionRole::ThreePrime),
            frameshifts: &[],
            promoter: &[],
            source_transcript: (!row.source_transcript.is_empty()).then_some(row.source_transcript),
            stretch,
            letters,
            hgvs: Vec::new(),
            terms: row.terms.to_vec(),
            place,
        };
        let found = match meaning(parse(row.name).as_ref(), &about, &ground, &|_| None) {
            Ok(meaning) => question(&meaning.criterion).unwrap(),
            Err(refusal) => refusal.code().to_owned(),
        };
        if found != row.expected {
            wrong.push(format!("{} {} {}\n  expected {}\n  found    {found}", row.gene, row.name, row.stated, row.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn combinations_are_read_over_known_names() {
    use Combination::{All, Any, Not, Variant};
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let amplified = names(&["BRAF Amplification", "BRAF V600E", "BRAF V600K"]);
    assert_eq!(
        combine("BRAF Amplification AND ( BRAF V600E OR BRAF V600K )", &amplified),
        Some(All(vec![Variant(0), Any(vec![Variant(1), Variant(2)])]))
    );
    assert_eq!(combine("NOT KIT D816V", &names(&["KIT D816V"])), Some(Not(Box::new(Variant(0)))));
    // Names may hold operators' letters, brackets, and a blank too many.
    assert_eq!(combine("VHL L89H (c.266T>A)", &names(&["VHL L89H  (c.266T>A)"])), Some(Variant(0)));
    let or = names(&["PIK3CA H1047L or H1047R", "NOTCH1 Mutation"]);
    assert_eq!(combine("PIK3CA H1047L or H1047R OR NOTCH1 Mutation", &or), Some(Any(vec![Variant(0), Variant(1)])));
    // AND binds closer than OR; a variant that is not used, or not known, is no reading.
    let three = names(&["A X", "B X", "C X"]);
    assert_eq!(combine("A X OR B X AND C X", &three), Some(Any(vec![Variant(0), All(vec![Variant(1), Variant(2)])])));
    assert_eq!(combine("A X OR B X", &three), None);
    assert_eq!(combine("A X OR D X", &names(&["A X", "B X"])), None);
    assert_eq!(combine("( A X OR B X", &names(&["A X", "B X"])), None);
    assert_eq!(combine(&"NOT ".repeat(5000), &names(&["A X"])), None);
}
