//! Lines as callers write them, and what each states of copies.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::vcf::structural::structural_allele;

/// Copies, minor copies, ratio, call of a line `ALT INFO FORMAT SAMPLE`.
fn stated_by(text: &str) -> String {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let mut bytes = format!("chr17\t100\t.\tN\t{}\t.\t.\t{}", fields[0], fields[1]);
    if let [_, _, format, sample] = fields[..] {
        bytes += &format!("\t{format}\t{sample}");
    }
    bytes.push('\n');
    let line = Line::parse(bytes.as_bytes(), 1).unwrap();
    let (contig, _) = line.contig().unwrap();
    let sample = (fields.len() > 2).then_some(0);
    let alternate = line.alternates().split(|byte| *byte == b',').next().unwrap();
    let allele = structural_allele(&line, (0, alternate), contig).unwrap();
    match stated_copies(&line, sample, 0, &allele) {
        None => "nothing".to_owned(),
        Some(Segment { stretch, measured: Measured { copies, minor, ratio, call }, .. }) => {
            assert_eq!(stretch.to_string(), "101-200", "{text}");
            let call = call.map(|call| (call.lowest, call.highest));
            format!("{copies:?} {minor:?} {ratio:?} {call:?}").replace("Some(", "").replace([')', '('], "")
        }
    }
}

#[test]
fn lines_state_what_their_callers_mean() {
    for (line, expected) in [
        ("<DUP> END=200;CN=12", "12.0 None None 1, 2"),
        ("<DUP> END=200", "None None None 1, 2"),
        ("<DEL> END=200", "None None None -2, -1"),
        ("<DEL> END=200 GT 1/1", "None None None -2, -2"),
        ("<DEL> END=200 GT 0/1", "None None None -1, -1"),
        ("<DEL> END=200 GT ./1", "None None None -2, -1"),
        ("<DEL> END=200 GT ./.", "None None None -2, -1"),
        ("<DEL> END=200 GT 0/0", "nothing"),
        ("<DEL> END=200 GT:CN 0/0:2", "2.0 None None None"),
        ("<CNV> END=200 GT:CN:MCN 0/1:0:0", "0.0 0.0 None None"),
        ("<DUP> END=200 GT:CN:CNF ./1:7:7.4", "7.4 None None 1, 2"),
        ("<DUP> END=200 SM:CN 3.1:.", "None None 3.1 1, 2"),
        ("<DUP> END=200;FOLD_CHANGE=2.5;FOLD_CHANGE_LOG=1.3", "None None 2.5 1, 2"),
        ("<CNV> END=200;CN=12", "12.0 None None None"),
        ("<CNV> END=200;FOLD_CHANGE_LOG=1", "None None 2.0 None"),
        ("<DUP> END=200 GT:CN 0/1:-1", "None None None 1, 2"),
        ("<CN0> END=200 GT 0|1", "1.0 None None -1, -1"),
        ("<CN0> END=200 GT 1|1", "0.0 None None -2, -2"),
        ("<CN4> END=200 GT 0|1", "5.0 None None 1, 2"),
        ("<CN0> END=200", "None None None -2, -1"),
        ("<INV> END=200;CN=4", "nothing"),
        ("N[chr17:201[ SVTYPE=BND", "None None None -2, -1"),
    ] {
        assert_eq!(stated_by(line), expected, "{line}");
    }
}

#[test]
fn each_allele_has_its_own_number() {
    let text = b"chr17\t100\t.\tN\t<DEL>,<DUP>\t.\t.\tSVLEN=-100,100;CN=1,9\n";
    let line = Line::parse(text, 1).unwrap();
    let (contig, _) = line.contig().unwrap();
    let allele = structural_allele(&line, (1, b"<DUP>"), contig).unwrap();
    assert_eq!(stated_copies(&line, None, 1, &allele).unwrap().measured.copies, Some(9.0));
}

#[test]
fn copies_without_a_break_are_told_by_the_genotype_or_by_purple() {
    let without = |info: &str, genotype: &str| {
        let bytes = format!("chr17\t100\t.\tN\t<INV>\t.\t.\t{info}\tGT\t{genotype}\n");
        undisrupted_copies(&Line::parse(bytes.as_bytes(), 1).unwrap(), Some(0), 0)
    };
    assert_eq!(without("END=200", "1/1"), Some(0.0));
    assert_eq!(without("END=200", "0/1"), None, "a genotype of a tumour counts reads, not copies");
    assert_eq!(without("END=200", "./."), None);
    assert_eq!(without("END=200;PURPLE_CN=2.0,2.5;PURPLE_JCN=2.0", "./."), Some(0.5), "the most that any end keeps");
    assert_eq!(without("END=200;PURPLE_CN=2.0,2.0;PURPLE_JCN=2.2", "./."), Some(0.0), "not fewer than none");
    assert_eq!(without("END=200;PURPLE_CN=2.0", "./."), None);
    assert_eq!(without("END=200;PURPLE_CN=x;PURPLE_JCN=1", "./."), None);
}
