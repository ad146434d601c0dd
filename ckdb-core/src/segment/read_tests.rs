//! Each table as its tool writes it, and what may be wrong with one. The numbers are made up.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::segment::{Call, SegmentFormat};

fn table(text: &str) -> SegmentTable {
    read(&mut text.as_bytes(), None).unwrap()
}

/// `chr7:1-10` with copies, minor copies, ratio, call.
fn shown(segment: &Segment) -> String {
    let Measured { copies, minor, ratio, call } = segment.measured;
    format!(
        "{}:{} {copies:?} {minor:?} {ratio:?} {:?}",
        segment.contig,
        segment.stretch,
        call.map(|call| (call.lowest, call.highest))
    )
}

#[test]
fn each_format_is_known_by_its_columns_and_counts_as_its_tool_does() {
    let cases: [(&str, SegmentFormat, &str); 10] = [
        (
            "chromosome\tstart\tend\tgene\tlog2\tcn\tdepth\tprobes\tweight\nchr7\t0\t10\tEGFR\t1\t4\t9\t3\t1\n",
            SegmentFormat::Cnvkit,
            "chr7:1-10 Some(4.0) None Some(2.0) None",
        ),
        (
            "chromosome\tstart\tend\tcopyNumber\tbafCount\tsegmentStartSupport\tminorAlleleCopyNumber\n7\t1\t10\t8.5\t3\tNONE\t0.2\n",
            SegmentFormat::Purple,
            "chr7:1-10 Some(8.5) Some(0.2) None None",
        ),
        (
            "chromosome\tstart\tend\tgermlineStatus\ttumorCopyNumber\tdepthWindowCount\n7\t1\t10\tDIPLOID\t3\t2\n",
            SegmentFormat::PurpleSegment,
            "chr7:1-10 Some(3.0) None None None",
        ),
        (
            "Chromosome\tStart\tEnd\tnMajor\tnMinor\n7\t1\t10\t3\t1\n",
            SegmentFormat::MajorMinor,
            "chr7:1-10 Some(4.0) Some(1.0) None None",
        ),
        (
            "chrom\tseg\tstart\tend\ttcn.em\tlcn.em\n7\t1\t1\t10\t1\tNA\n",
            SegmentFormat::Facets,
            "chr7:1-10 Some(1.0) None None None",
        ),
        (
            "\"chromosome\"\t\"start.pos\"\t\"end.pos\"\t\"CNt\"\t\"A\"\t\"B\"\n\"7\"\t1\t1e+01\t2\t2\t0\n",
            SegmentFormat::Sequenza,
            "chr7:1-10 Some(2.0) Some(0.0) None None",
        ),
        (
            "@HD\tVN:1.6\nCONTIG\tSTART\tEND\tNUM_POINTS_COPY_RATIO\tMEAN_LOG2_COPY_RATIO\tCALL\nchr7\t1\t10\t3\t-1\t-\n",
            SegmentFormat::Gatk,
            "chr7:1-10 None None Some(0.5) Some((-2, -1))",
        ),
        (
            "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS1\t7\t1\t10\t3\t0\n",
            SegmentFormat::Seg,
            "chr7:1-10 None None Some(1.0) None",
        ),
        (
            "Sample\tChromosome\tStart\tEnd\tNum_Probes\tSegment_Mean\nS1\t7\t1\t10\t3\t0\n",
            SegmentFormat::Seg,
            "chr7:1-10 None None Some(1.0) None",
        ),
        (
            "# ours\nchromosome start end fold_change call\nchr7 1 10 2.5 AMP\n",
            SegmentFormat::Plain,
            "chr7:1-10 None None Some(2.5) Some((2, 2))",
        ),
    ];
    for (text, format, expected) in cases {
        let table = table(text);
        assert_eq!((table.format, table.faults.len()), (format, 0), "{text}");
        assert_eq!(table.segments.iter().map(shown).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn gene_tables_are_read_by_symbol() {
    let purple = table("chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\n17\t1\t9\tERBB2\t2.1\t30\n");
    let found = &purple.genes["ERBB2"];
    assert_eq!((found.least.copies, found.most.copies), (Some(2.1), Some(30.0)));
    let plain = table("gene\tcopies\tminor_copies\nCDKN2A\t0\t0\n");
    assert_eq!(plain.genes["CDKN2A"].least, Measured { minor: Some(0.0), ..Measured::of_copies(0.0) });
    let twice = table("gene\tcall\nMET\t2\nMET\tAMP\nCDK4\t-2\nCDK4\t-1\n");
    assert_eq!(twice.genes.keys().collect::<Vec<_>>(), ["MET"], "rows that contradict each other are not believed");
    assert_eq!((twice.faults[0].kind, twice.faults[0].count), (FaultKind::GeneTwice, 1));
    let matrix = "Gene Symbol\tLocus ID\tCytoband\tS1\tS2\nMET\t0\t0\t2\t-2\n";
    let second = read(&mut matrix.as_bytes(), Some("S2")).unwrap();
    assert_eq!(second.genes["MET"].most.call, Call::exactly(-2));
}

#[test]
fn of_several_samples_one_must_be_named() {
    let text = "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nS1\t7\t1\t10\t3\t0\nS2\t7\t1\t10\t3\t1\n";
    let error = read(&mut text.as_bytes(), None).unwrap_err();
    assert!(error.to_string().ends_with("--sample: S1, S2"), "{error}");
    assert!(matches!(read(&mut text.as_bytes(), Some("S3")), Err(SegmentError::NoSuchSample { .. })));
    assert_eq!(read(&mut text.as_bytes(), Some("S2")).unwrap().segments[0].measured.ratio, Some(2.0));
    let one = "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\nfile-17\t7\t1\t10\t3\t0\n";
    assert_eq!(read(&mut one.as_bytes(), Some("TUMOUR")).unwrap().segments.len(), 1, "its one sample is the sample");
}

#[test]
fn broken_rows_are_counted_and_silent_ones_apart() {
    let text = "chromosome\tstart\tend\tcopies\n7\t1\t10\tmany\n7\t1\t10\n7\tx\t10\t2\n7\t20\t10\t2\n7\t0\t10\t2\nGL000192.1\t1\t10\t2\n\
                7\t1\t10\tNA\n7\t1\t10\t-3\n7\t11\t20\t2\n7\t1\t10\tmuch\n";
    let table = table(text);
    assert_eq!((table.rows, table.segments.len(), table.malformed()), (10, 1, 7));
    let faults: Vec<(FaultKind, u64, u64)> = table.faults.iter().map(|fault| (fault.kind, fault.count, fault.first_line)).collect();
    assert_eq!(
        faults,
        [
            (FaultKind::ShortRow, 1, 3),
            (FaultKind::Position, 2, 4),
            (FaultKind::EndBeforeStart, 1, 5),
            (FaultKind::NotANumber, 2, 2),
            (FaultKind::Negative, 1, 9),
            (FaultKind::OtherContig, 1, 7),
            (FaultKind::NotMeasured, 1, 8),
        ]
    );
}

/// So that a telomere nobody measured is not taken for a homozygous deletion: PURPLE writes 0 copies there.
#[test]
fn purple_segments_without_depth_state_nothing() {
    let text = "chromosome\tstart\tend\tgermlineStatus\ttumorCopyNumber\tdepthWindowCount\n1\t1\t10\tUNKNOWN\t0\t0\n\
                1\t11\t20\tDIPLOID\t0\t0\n1\t21\t30\tHET_DELETION\t1\t4\n1\t31\t40\tDIPLOID\t0.1\t4\n";
    let table = table(text);
    assert_eq!(table.segments.len(), 1);
    assert_eq!((table.faults[0].kind, table.faults[0].count, table.malformed()), (FaultKind::NormalNotDiploid, 3, 0));
}

#[test]
fn what_is_no_segment_table_is_refused_by_name() {
    let error = |text: &str| read(&mut text.as_bytes(), None).unwrap_err();
    assert!(matches!(error(""), SegmentError::Empty));
    assert!(matches!(error("chromosome\tstart\tend\tgene\tlog2\tdepth\tweight\n"), SegmentError::Bins));
    let unknown = error("chr\tstart\tend\tONT\tILL\n").to_string();
    assert!(unknown.starts_with("the columns `chr start end ONT ILL` are those of no table"), "{unknown}");
    assert!(matches!(error("chromosome\tstart\tend\tminor_copies\n"), SegmentError::UnknownColumns { .. }));
}
