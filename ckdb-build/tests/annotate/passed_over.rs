//! Lines where nothing is known are passed over: looked at closely (`--every-line`) they would say nothing, too. So the VCF, the tables
//! and what the whole sample has are the same; only what is odd about those lines is counted then.

use crate::command::{annotate, err, out};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Lines in, near and far from genes: every kind of ALT, blocks and structural changes that reach into a gene from far away,
/// contigs under other names, lines annotated before, and lines that cannot be understood.
fn lines() -> String {
    let mut text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n".to_owned();
    // From 300,000 letters before EGFR to as many behind it, then the same around TP53, BRAF and a place without genes.
    for (chrom, middle) in
        [("chr7", 55_115_000), ("7", 140_800_000), ("NC_000017.11", 7_680_000), ("chr1", 190_000_000), ("chrUn_X", 5_000)]
    {
        let mut seed = 17_u64;
        for number in 0..900_u64 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let position = (middle + number * 700).saturating_sub(300_000) + (seed >> 40) % 600;
            let (reference, alternate, info) = match seed >> 33 & 63 {
                0 => ("A", "<DEL>", format!("SVTYPE=DEL;END={}", position + 400_000)),
                1 => ("A", "<NON_REF>", format!("END={}", position + 250_000)),
                2 => ("A", "T,<NON_REF>", "END=x".to_owned()),
                3 => ("A", "A[chr7:55019500[", "SVTYPE=BND".to_owned()),
                4 => ("A", "*", ".".to_owned()),
                5 => ("A", ".", "DP=9".to_owned()),
                6 => ("A", "<WHAT>", ".".to_owned()),
                7 => ("ACGTACGTTTTTAAAA", "A", "CKDB=old;DP=3".to_owned()),
                8 => ("AN", "T", "CKDB_CSQ=old".to_owned()),
                9 => ("A", "A.", ".".to_owned()),
                _ => ("A", ["C", "G", "T", "AT"][(seed >> 50 & 3) as usize], "DP=40".to_owned()),
            };
            writeln!(text, "{chrom}\t{position}\t.\t{reference}\t{alternate}\t50\tPASS\t{info}\tGT:DP:GQ\t0/1:40:60").unwrap();
            if number % 301 == 7 {
                text.push_str("no line at all\n\n");
            }
        }
    }
    // What is known, so that there is something to say.
    text.push_str("chr7\t55191822\t.\tT\tG\t50\tPASS\tDP=9\tGT\t0/1\nchr7\t140753336\t.\tA\tT\t50\tPASS\t.\tGT\t0/1\n");
    text
}

#[test]
fn what_is_passed_over_has_nothing_to_say() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("passed-over.vcf");
    std::fs::write(&path, lines()).unwrap();
    let more = ["--assembly", "GRCh38", "--disease", "LUAD", "--threads", "2"];
    for format in [&["--format", "vcf"][..], &["--format", "tsv"], &["--format", "tsv", "--explain"]] {
        let quick = annotate(&path, &[&more[..], format].concat());
        let closely = annotate(&path, &[&more[..], format, &["--every-line"]].concat());
        assert_eq!((quick.status.code(), closely.status.code()), (Some(0), Some(0)), "{}", err(&quick));
        // The command stands in the header.
        let without = |text: String| text.lines().filter(|line| !line.starts_with("##ckdb=")).collect::<Vec<_>>().join("\n");
        assert!(without(out(&quick)) == without(out(&closely)), "{format:?}");
        let told = |text: &str| {
            text.lines()
                .take_while(|line| !line.starts_with("understood") && !line.starts_with("not understood"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(told(&err(&quick)), told(&err(&closely)), "{format:?}");
        let missed = |text: &str| text.lines().find(|line| line.contains("TOO_FEW_COLUMNS")).map(str::to_owned);
        assert!(missed(&err(&quick)).is_some() && missed(&err(&quick)) == missed(&err(&closely)), "{}", err(&quick));
    }
}
