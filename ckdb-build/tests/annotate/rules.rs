//! The rules of matching (R1 to R32) by hand: well-known alleles as callers write them, through the command, against the
//! knowledge that ships, on both assemblies. Letters and positions are those of the reference; what should match was
//! decided from the rules, not from what the program said.

use super::answer::{Answer, answers};
use super::command::{annotate, err, out};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where a gene lies: contig, and what to add to a GRCh38 position to get that of GRCh37 (one ungapped block each).
struct Gene(&'static str, i64);

const BRAF: Gene = Gene("7", -300_200);
const BRCA2: Gene = Gene("13", 574_137);
const EGFR: Gene = Gene("7", 67_693);
const ERBB2: Gene = Gene("17", -1_843_747);
const FLT3: Gene = Gene("13", 574_137);
const KIT: Gene = Gene("4", 866_166);
const KRAS: Gene = Gene("12", 152_934);
const MET: Gene = Gene("7", -359_946);
const NPM1: Gene = Gene("5", -572_996);
const TERT: Gene = Gene("5", 115);
const TP53: Gene = Gene("17", -96_682);

/// One line of a VCF and what must be, and must not be, said of it.
struct Case {
    name: &'static str,
    gene: &'static Gene,
    /// On GRCh38.
    position: i64,
    reference: &'static str,
    alternate: &'static str,
    /// Profile, match level, state.
    has: &'static [(&'static str, &'static str, &'static str)],
    /// Profiles.
    lacks: &'static [&'static str],
    /// The protein change on a transcript shown; empty when nothing is claimed about it.
    protein: &'static str,
}

/// Every mistake of every case, on both assemblies.
fn mistakes(cases: &[Case]) -> Vec<String> {
    let mut mistakes = Vec::new();
    for (assembly, on_old) in [("GRCh38", false), ("GRCh37", true)] {
        let mut vcf = format!("##fileformat=VCFv4.2\n##reference={assembly}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
        for case in cases {
            let position = case.position + if on_old { case.gene.1 } else { 0 };
            writeln!(vcf, "{}\t{position}\t.\t{}\t{}\t.\t.\t.", case.gene.0, case.reference, case.alternate).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cases.vcf");
        std::fs::write(&file, vcf).unwrap();
        let output = annotate(&file, &["--gene-any"]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(!err(&output).contains("REF_MISMATCH"), "{}", err(&output));
        let lines = answers(&out(&output));
        assert_eq!(lines.len(), cases.len());
        mistakes.extend(cases.iter().zip(&lines).flat_map(|(case, line)| judge(case, line, assembly)));
    }
    mistakes
}

fn judge(case: &Case, line: &Answer, assembly: &str) -> Vec<String> {
    let found = line.profiles();
    let shown: BTreeSet<String> = found.iter().map(|(profile, level, state)| format!("{profile} {level} {state}")).collect();
    let proteins: BTreeSet<&str> = line.csq.iter().map(|csq| &*csq.hgvs_p).collect();
    let mut mistakes = Vec::new();
    let mut wrong = |what: String| mistakes.push(format!("{assembly} {}: {what}\n    said: {shown:?} {proteins:?}", case.name));
    for wanted in case.has {
        if !found.contains(wanted) {
            wrong(format!("{wanted:?} is missing"));
        }
    }
    for unwanted in case.lacks {
        // Cases stand close together in one file; what they might be together is not asked here.
        if found.iter().any(|(profile, _, state)| profile == unwanted && *state != "unknown(PHASE)") {
            wrong(format!("{unwanted} should not be said"));
        }
    }
    if !case.protein.is_empty() && !proteins.contains(case.protein) {
        wrong(format!("{} is missing", case.protein));
    }
    mistakes
}

fn all_hold(cases: &[Case]) {
    let mistakes = mistakes(cases);
    assert!(mistakes.is_empty(), "{} mistakes\n{}", mistakes.len(), mistakes.join("\n"));
}

macro_rules! case {
    ($name:literal, $gene:ident $position:literal $reference:literal > $alternate:literal, has $has:expr, lacks $lacks:expr, $protein:literal) => {
        Case {
            name: $name,
            gene: &$gene,
            position: $position,
            reference: $reference,
            alternate: $alternate,
            has: &$has,
            lacks: &$lacks,
            protein: $protein,
        }
    };
}

#[test]
fn the_same_protein_change_however_it_is_written() {
    all_hold(&[
        case!("V600E as SNV", BRAF 140_753_336 "A" > "T", has [("BRAF/V600E", "SAME_PROTEIN", "true"), ("BRAF/V600", "CODON", "true")], lacks ["BRAF/V600K"], "p.Val600Glu"),
        case!("V600E as MNV", BRAF 140_753_335 "CA" > "TT", has [("BRAF/V600E", "SAME_PROTEIN", "true"), ("BRAF/V600", "CODON", "true")], lacks ["BRAF/V600K"], "p.Val600Glu"),
        case!("V600E with letters around it", BRAF 140_753_334 "TCACT" > "TCTCT", has [("BRAF/V600E", "SAME_PROTEIN", "true")], lacks ["BRAF/V600K"], "p.Val600Glu"),
        case!("V600K as MNV", BRAF 140_753_336 "AC" > "TT", has [("BRAF/V600K", "SAME_PROTEIN", "true"), ("BRAF/V600", "CODON", "true")], lacks ["BRAF/V600E"], "p.Val600Lys"),
        case!("V600R", BRAF 140_753_336 "AC" > "CT", has [("BRAF/V600", "CODON", "true")], lacks ["BRAF/V600E", "BRAF/V600K"], "p.Val600Arg"),
        case!("V600_K601delinsE", BRAF 140_753_333 "TTCA" > "T", has [("BRAF/V600", "CODON", "unknown(SPANNING_INDEL)")], lacks ["BRAF/V600E", "BRAF/K601E"], "p.Val600_Lys601delinsGlu"),
        case!("V600 frameshift", BRAF 140_753_335 "CA" > "C", has [], lacks ["BRAF/V600", "BRAF/V600E"], ""),
        case!("V600 silent", BRAF 140_753_335 "C" > "T", has [], lacks ["BRAF/V600", "BRAF/V600E", "BRAF/V600-or-fusion"], ""),
        case!("T790M", EGFR 55_181_378 "C" > "T", has [("EGFR/T790M", "SAME_PROTEIN", "true")], lacks ["EGFR/C797S", "EGFR/T790M-and-C797S-cis", "EGFR/T790M-and-C797S-trans"], "p.Thr790Met"),
        case!("L858R", EGFR 55_191_822 "T" > "G", has [("EGFR/L858R", "SAME_PROTEIN", "true"), ("EGFR/L858R-or-exon-19-deletion", "SAME_PROTEIN", "true")], lacks ["EGFR/exon-19-deletion"], "p.Leu858Arg"),
        case!("C797S by c.2389T>A", EGFR 55_181_398 "T" > "A", has [("EGFR/C797S", "SAME_PROTEIN", "true")], lacks ["EGFR/T790M"], "p.Cys797Ser"),
        case!("C797S by c.2390G>C", EGFR 55_181_399 "G" > "C", has [("EGFR/C797S", "SAME_PROTEIN", "true")], lacks ["EGFR/T790M"], "p.Cys797Ser"),
        case!(
            "T790M and C797S on one line are in cis", EGFR 55_181_378 "CGCAGCTCATGCCCTTCGGCT" > "TGCAGCTCATGCCCTTCGGCA",
            has [("EGFR/T790M", "COMPONENT", "true"), ("EGFR/C797S", "COMPONENT", "true")],
            lacks ["EGFR/T790M-and-C797S-trans"], ""
        ),
        case!("S768_V769delinsIL has S768I in it", EGFR 55_181_312 "GCG" > "TCC", has [("EGFR/S768I-or-G719A-or-L861Q", "COMPONENT", "true")], lacks ["EGFR/exon-20-insertion"], "p.Ser768_Val769delinsIleLeu"),
    ]);
}

#[test]
fn a_codon_is_asked_for_its_missense_changes() {
    all_hold(&[
        case!("KRAS G12C", KRAS 25_245_351 "C" > "A", has [("KRAS/G12C", "SAME_PROTEIN", "true"), ("KRAS/G12", "CODON", "true"), ("KRAS/G12-or-G13", "CODON", "true"), ("KRAS/exon-2-mutation", "RANGE_CLASS", "true")], lacks ["KRAS/G12D", "KRAS/G12V", "KRAS/G12A", "KRAS/G13D", "KRAS/Q61", "KRAS/wild-type-G12-and-G13"], "p.Gly12Cys"),
        case!("KRAS G12D", KRAS 25_245_350 "C" > "T", has [("KRAS/G12D", "SAME_PROTEIN", "true"), ("KRAS/G12", "CODON", "true")], lacks ["KRAS/G12C", "KRAS/G12V"], "p.Gly12Asp"),
        case!("KRAS G12V", KRAS 25_245_350 "C" > "A", has [("KRAS/G12V", "SAME_PROTEIN", "true"), ("KRAS/G12", "CODON", "true")], lacks ["KRAS/G12C", "KRAS/G12D"], "p.Gly12Val"),
        case!("KRAS G12R, no claim of its own", KRAS 25_245_351 "C" > "G", has [("KRAS/G12", "CODON", "true")], lacks ["KRAS/G12C", "KRAS/G12D", "KRAS/G12V", "KRAS/G12A"], "p.Gly12Arg"),
        case!("KRAS G13D", KRAS 25_245_347 "C" > "T", has [("KRAS/G13D", "SAME_PROTEIN", "true"), ("KRAS/G12-or-G13", "CODON", "true")], lacks ["KRAS/G12", "KRAS/G12D"], "p.Gly13Asp"),
        case!("KRAS G12 silent", KRAS 25_245_349 "A" > "G", has [], lacks ["KRAS/G12", "KRAS/G12-or-G13", "KRAS/exon-2-mutation"], "p.Gly12="),
        case!("KRAS G12 frameshift", KRAS 25_245_348 "CA" > "C", has [], lacks ["KRAS/G12", "KRAS/G12-or-G13"], ""),
    ]);
}

#[test]
fn exon_19_deletions_and_what_only_looks_like_one() {
    const DELETED: [(&str, &str, &str); 2] =
        [("EGFR/exon-19-deletion", "RANGE_CLASS", "true"), ("EGFR/L858R-or-exon-19-deletion", "RANGE_CLASS", "true")];
    const NONE: [&str; 2] = ["EGFR/exon-19-deletion", "EGFR/L858R-or-exon-19-deletion"];
    all_hold(&[
        case!("c.2235_2249del, anchored left", EGFR 55_174_771 "AGGAATTAAGAGAAGC" > "A", has DELETED, lacks [], "p.Glu746_Ala750del"),
        case!("c.2235_2249del, one letter more", EGFR 55_174_770 "AAGGAATTAAGAGAAGC" > "AA", has DELETED, lacks [], "p.Glu746_Ala750del"),
        case!("c.2235_2249del, anchored right", EGFR 55_174_772 "GGAATTAAGAGAAGCA" > "A", has DELETED, lacks [], "p.Glu746_Ala750del"),
        case!("c.2235_2249del, letters on both sides", EGFR 55_174_771 "AGGAATTAAGAGAAGCAACA" > "AAACA", has DELETED, lacks [], "p.Glu746_Ala750del"),
        case!("c.2236_2250del", EGFR 55_174_772 "GGAATTAAGAGAAGCA" > "G", has DELETED, lacks [], "p.Glu746_Ala750del"),
        case!("L747_P753delinsS", EGFR 55_174_776 "TTAAGAGAAGCAACATCTC" > "T", has DELETED, lacks [], "p.Leu747_Pro753delinsSer"),
        case!("equal length, EL746IP", EGFR 55_174_773 "GAATTA" > "ATTCCA", has [], lacks NONE, "p.Glu746_Leu747delinsIlePro"),
        case!("frameshift", EGFR 55_174_776 "TTAA" > "TA", has [], lacks NONE, ""),
        case!("in-frame insertion", EGFR 55_174_772 "G" > "GGAA", has [], lacks NONE, ""),
        case!("missense", EGFR 55_174_777 "T" > "C", has [], lacks NONE, "p.Leu747Ser"),
    ]);
}

#[test]
fn exon_20_insertions_in_every_spelling() {
    const ERBB2_20: [(&str, &str, &str); 1] = [("ERBB2/exon-20-insertion", "RANGE_CLASS", "true")];
    all_hold(&[
        case!("Y772_A775dup, left", ERBB2 39_724_731 "A" > "ATACGTGATGGCT", has ERBB2_20, lacks [], "p.Tyr772_Ala775dup"),
        case!("Y772_A775dup, right", ERBB2 39_724_743 "T" > "TTACGTGATGGCT", has ERBB2_20, lacks [], "p.Tyr772_Ala775dup"),
        case!("Y772_A775dup, in the middle", ERBB2 39_724_737 "G" > "GATGGCTTACGTG", has ERBB2_20, lacks [], "p.Tyr772_Ala775dup"),
        case!("Y772_A775dup, letters around it", ERBB2 39_724_729 "GCATACGTGATGGCTGGT" > "GCATACGTGATGGCTTACGTGATGGCTGGT", has ERBB2_20, lacks [], "p.Tyr772_Ala775dup"),
        case!("A771_M774dup is the same protein", ERBB2 39_724_728 "A" > "AGCATACGTGATG", has ERBB2_20, lacks [], "p.Tyr772_Ala775dup"),
        case!("S768_D770dup", EGFR 55_181_310 "C" > "CAGCGTGGAC", has [("EGFR/exon-20-insertion", "RANGE_CLASS", "true")], lacks [], "p.Ser768_Asp770dup"),
        case!("A763_Y764insFQEA is excepted", EGFR 55_181_299 "T" > "TTCCAGGAAGCCT", has [], lacks ["EGFR/exon-20-insertion"], "p.Ala763_Tyr764insPheGlnGluAla"),
    ]);
}

#[test]
fn met_exon_14_is_skipped_by_its_splice_sites_only() {
    const SKIPPED: [(&str, &str, &str); 1] = [("MET/exon-14-skipping", "RANGE_CLASS", "true")];
    const NONE: [&str; 1] = ["MET/exon-14-skipping"];
    all_hold(&[
        case!("donor +1 G>A", MET 116_771_990 "G" > "A", has SKIPPED, lacks [], ""),
        case!("donor +2 T>C", MET 116_771_991 "T" > "C", has SKIPPED, lacks [], ""),
        case!("donor +5 A>G", MET 116_771_994 "A" > "G", has SKIPPED, lacks [], ""),
        case!("last base G>C", MET 116_771_989 "G" > "C", has SKIPPED, lacks [], ""),
        case!("acceptor -1 G>T", MET 116_771_848 "G" > "T", has SKIPPED, lacks [], ""),
        case!("deletion over the donor", MET 116_771_984 "CAGAAGGTATA" > "C", has SKIPPED, lacks [], ""),
        case!("donor +4 T>C", MET 116_771_993 "T" > "C", has [], lacks NONE, ""),
        case!("missense Y1003F inside the exon", MET 116_771_938 "A" > "T", has [], lacks NONE, ""),
        case!("donor of exon 13", MET 116_771_655 "G" > "A", has [], lacks NONE, ""),
    ]);
}

#[test]
fn loss_of_a_tumour_suppressor() {
    all_hold(&[
        case!("BRCA2 c.5946del", BRCA2 32_340_300 "GT" > "G", has [("BRCA2/loss-of-function", "GENE_CLASS", "true")], lacks [], "p.Ser1982ArgfsTer22"),
        case!("BRCA2 K3326* is in the last exon", BRCA2 32_398_489 "A" > "T", has [("BRCA2/loss-of-function", "GENE_CLASS", "unknown(LAST_EXON)")], lacks [], "p.Lys3326Ter"),
        case!("BRCA2 missense", BRCA2 32_340_301 "T" > "G", has [], lacks ["BRCA2/loss-of-function"], ""),
        case!("TP53 R175H", TP53 7_675_088 "C" > "T", has [("TP53/R175H", "SAME_PROTEIN", "true"), ("TP53/any-mutation", "GENE_ANY", "true")], lacks ["TP53/truncating-mutation", "TP53/R273H", "TP53/R248Q"], "p.Arg175His"),
        case!("TP53 R248Q", TP53 7_674_220 "C" > "T", has [("TP53/R248Q", "SAME_PROTEIN", "true")], lacks ["TP53/truncating-mutation"], "p.Arg248Gln"),
        case!("TP53 R273H", TP53 7_673_802 "C" > "T", has [("TP53/R273H", "SAME_PROTEIN", "true")], lacks ["TP53/truncating-mutation"], "p.Arg273His"),
        case!("TP53 R213*", TP53 7_674_894 "G" > "A", has [("TP53/truncating-mutation", "GENE_CLASS", "true"), ("TP53/any-mutation", "GENE_ANY", "true")], lacks [], "p.Arg213Ter"),
        case!("TP53 c.672+1G>A", TP53 7_674_858 "C" > "T", has [("TP53/truncating-mutation", "GENE_CLASS", "true")], lacks [], ""),
        case!("TP53 R248 silent", TP53 7_674_219 "C" > "T", has [], lacks ["TP53/any-mutation", "TP53/truncating-mutation"], "p.Arg248="),
    ]);
}

#[test]
fn promoters_are_listed_sites() {
    all_hold(&[
        case!("C228T", TERT 1_295_113 "G" > "A", has [("TERT/C228T", "EXACT_ALLELE", "true"), ("TERT/promoter-mutation", "EXACT_ALLELE", "true")], lacks [], ""),
        case!("C250T", TERT 1_295_135 "G" > "A", has [("TERT/promoter-mutation", "EXACT_ALLELE", "true")], lacks ["TERT/C228T"], ""),
        case!("C228A", TERT 1_295_113 "G" > "T", has [], lacks ["TERT/C228T", "TERT/promoter-mutation"], ""),
        case!("the letter beside", TERT 1_295_114 "G" > "A", has [], lacks ["TERT/C228T", "TERT/promoter-mutation"], ""),
    ]);
}

#[test]
fn exons_of_oncogenes() {
    const ITD: [(&str, &str, &str); 1] = [("FLT3/ITD", "RANGE_CLASS", "true")];
    all_hold(&[
        case!("KIT V559D", KIT 54_727_444 "T" > "A", has [("KIT/exon-11-mutation", "RANGE_CLASS", "true")], lacks ["KIT/exon-9-mutation"], "p.Val559Asp"),
        case!("KIT W557_K558del", KIT 54_727_436 "GTGGAAG" > "G", has [("KIT/exon-11-mutation", "RANGE_CLASS", "true")], lacks [], "p.Trp557_Lys558del"),
        case!("KIT frameshift in exon 11", KIT 54_727_436 "GT" > "G", has [], lacks ["KIT/exon-11-mutation"], ""),
        case!("FLT3-ITD of 24 letters", FLT3 28_034_109 "C" > "CCCATTTGAGATCATATTCATATTC", has ITD, lacks ["FLT3/D835", "FLT3/TKD-mutation"], ""),
        case!("FLT3-ITD of 24 letters, right", FLT3 28_034_133 "C" > "CCCATTTGAGATCATATTCATATTC", has ITD, lacks [], ""),
        case!("FLT3 insertion that is no copy", FLT3 28_034_109 "C" > "CGGGTTTGGGATC", has [], lacks ["FLT3/ITD"], ""),
        case!("FLT3 duplication out of frame", FLT3 28_034_109 "C" > "CCCATTTGAGATCATATTCATATT", has [], lacks ["FLT3/ITD"], ""),
        case!("NPM1 W288fs, type A", NPM1 171_410_539 "C" > "CTCTG", has [("NPM1/exon-12-mutation", "RANGE_CLASS", "true")], lacks ["NPM1/exon-12-mutation-and-not-FLT3-ITD"], "p.Trp288CysfsTer12"),
    ]);
}

#[test]
fn a_claim_about_any_change_of_a_gene_is_shown_only_when_asked_for() {
    let vcf = "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr17\t7675088\t.\tC\tT\t.\t.\t.\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tp53.vcf");
    std::fs::write(&file, vcf).unwrap();
    assert!(!out(&annotate(&file, &[])).contains("GENE_ANY"));
    assert!(out(&annotate(&file, &["--gene-any"])).contains("GENE_ANY"));
}
