//! A made-up VCF of whole genomes, shaped like a caller's: 4.5 million records of some 330 bytes for one person, sorted.
//!
//! Positions are spread evenly over GRCh38; REF is the reference's letter where the index holds it, so that variants in gene models
//! are annotated as real ones are. INFO and FORMAT have the keys and the digits of GATK's HaplotypeCaller with VQSR. Beside it
//! stands a list of exact alleles for loops that know nothing but alleles: of its rows one in eleven or so is in the file.
//!
//! Everything follows from [`SEED`]: two machines make the same bytes of text.

use crate::{Failure, KNOWN, Random, SEED};
use ckdb_core::genome::{Assembly, Contig, Interval, Sequence};
use ckdb_core::knowledge::Genome;
use std::io::Write;

/// Records of the real file whose shape this follows.
pub const RECORDS: u64 = 4_496_079;

/// Rows of exact alleles, and how many of them a file of [`RECORDS`] has.
const ROWS: u64 = 50_000;
const HITS: u64 = 4_705;

/// Writes a VCF with about `records` records of so many persons, and the list of exact alleles: contig, position, REF and ALT, tab-separated, in the
/// order of the file.
///
/// # Errors
/// When writing fails.
pub fn write(
    genome: &Genome<'_>,
    (records, samples): (u64, u32),
    vcf: &mut impl Write,
    rows: &mut impl Write,
) -> Result<u64, Failure> {
    let mut random = Random::new(SEED ^ 7);
    header(samples, vcf)?;
    let whole: u64 = chromosomes().map(|contig| u64::from(contig.length(Assembly::Grch38))).sum();
    let gap = (whole / records.max(1)).max(1);
    let (mut line, mut written) = (Vec::new(), 0);
    for contig in chromosomes() {
        let mut known: Vec<_> = KNOWN.iter().filter(|row| Contig::parse(row.0).is_some_and(|(found, _)| found == contig)).collect();
        known.sort_by_key(|row| std::cmp::Reverse(row.1));
        let mut at = 10_000_u64;
        loop {
            at += 1 + random.bits() % (2 * gap);
            while let Some(&&(_, position, reference, alternate)) = known.last().filter(|row| u64::from(row.1) <= at) {
                known.pop();
                line.clear();
                record(&mut line, (contig, position), (reference.as_bytes(), alternate.as_bytes()), samples, &mut random)?;
                vcf.write_all(&line)?;
                written += 1;
            }
            let Ok(start) = u32::try_from(at) else { break };
            if start + 100 >= contig.length(Assembly::Grch38) {
                break;
            }
            let (reference, alternate) = alleles(genome, contig, start, &mut random);
            line.clear();
            record(&mut line, (contig, start + 1), (&reference, &alternate), samples, &mut random)?;
            vcf.write_all(&line)?;
            written += 1;
            let draw = random.bits() % RECORDS;
            if draw < ROWS {
                let other: &[u8] = if draw < HITS { &alternate } else { b"<NONE>" };
                writeln!(
                    rows,
                    "chr{contig_name}\t{}\t{}\t{}",
                    start + 1,
                    text(&reference),
                    text(other),
                    contig_name = name(contig)
                )?;
            }
        }
    }
    Ok(written)
}

fn chromosomes() -> impl Iterator<Item = Contig> {
    Contig::all().filter(|contig| !contig.is_mitochondrial())
}

fn name(contig: Contig) -> String {
    contig.name().trim_start_matches("chr").to_owned()
}

fn text(letters: &[u8]) -> &str {
    std::str::from_utf8(letters).unwrap_or_default()
}

fn header(samples: u32, out: &mut impl Write) -> Result<(), Failure> {
    out.write_all(b"##fileformat=VCFv4.2\n##FILTER=<ID=LowQual,Description=\"Low quality\">\n")?;
    for (key, number, kind) in
        [("AD", "R", "Integer"), ("DP", "1", "Integer"), ("GQ", "1", "Integer"), ("GT", "1", "String"), ("PL", "G", "Integer")]
    {
        writeln!(out, "##FORMAT=<ID={key},Number={number},Type={kind},Description=\"{key}\">")?;
    }
    let info = [
        ("AC", "A", "Integer"),
        ("AF", "A", "Float"),
        ("AN", "1", "Integer"),
        ("BaseQRankSum", "1", "Float"),
        ("ClippingRankSum", "1", "Float"),
        ("DB", "0", "Flag"),
        ("DP", "1", "Integer"),
        ("ExcessHet", "1", "Float"),
        ("FS", "1", "Float"),
        ("GQ_MEAN", "1", "Float"),
        ("GQ_STDDEV", "1", "Float"),
        ("HaplotypeScore", "1", "Float"),
        ("MLEAC", "A", "Integer"),
        ("MLEAF", "A", "Float"),
        ("MQ", "1", "Float"),
        ("MQRankSum", "1", "Float"),
        ("NCC", "1", "Integer"),
        ("POSITIVE_TRAIN_SITE", "0", "Flag"),
        ("QD", "1", "Float"),
        ("ReadPosRankSum", "1", "Float"),
        ("SOR", "1", "Float"),
        ("VQSLOD", "1", "Float"),
        ("culprit", "1", "String"),
    ];
    for (key, number, kind) in info {
        writeln!(out, "##INFO=<ID={key},Number={number},Type={kind},Description=\"{key}\">")?;
    }
    for contig in chromosomes() {
        writeln!(out, "##contig=<ID=chr{},length={},assembly=GRCh38>", name(contig), contig.length(Assembly::Grch38))?;
    }
    out.write_all(b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT")?;
    for sample in 1..=samples {
        write!(out, "\tNA{sample:05}")?;
    }
    Ok(out.write_all(b"\n")?)
}

/// Nine in ten change one letter, the others lose or gain up to twelve.
fn alleles(genome: &Genome<'_>, contig: Contig, start: u32, random: &mut Random) -> (Vec<u8>, Vec<u8>) {
    const LETTERS: &[u8; 4] = b"ACGT";
    let more = if random.below(10) == 0 { 1 + random.below(12) } else { 0 };
    let is_loss = random.below(2) == 0;
    let length = if is_loss { 1 + more } else { 1 };
    let mut letter = || LETTERS[random.below(4) as usize];
    let held =
        genome.letters(contig, Interval::from_length(start, length)).filter(|held| held.iter().all(|base| LETTERS.contains(base)));
    let reference: Vec<u8> = held.map_or_else(|| (0..length).map(|_| letter()).collect(), <[u8]>::to_vec);
    let first = reference.first().copied().unwrap_or(b'N');
    let alternate = match more {
        0 => vec![*LETTERS.iter().find(|base| **base != first && (**base > first || first == b'T')).unwrap_or(&b'G')],
        _ if is_loss => vec![first],
        _ => std::iter::once(first).chain((0..more).map(|_| letter())).collect(),
    };
    (reference, alternate)
}

/// One line as GATK writes it.
fn record(
    out: &mut Vec<u8>,
    (contig, position): (Contig, u32),
    (reference, alternate): (&[u8], &[u8]),
    samples: u32,
    random: &mut Random,
) -> Result<(), Failure> {
    let homozygous = random.below(3) == 0;
    let depth = 20 + random.below(30);
    let minor = if homozygous { 0 } else { depth / 2 - 4 + random.below(9) };
    let is_known = random.below(10) != 0;
    let (count, fraction) = if homozygous { (2, "1.00") } else { (1, "0.500") };
    let culprit = ["MQ", "QD", "FS", "SOR"][random.below(4) as usize];
    let mut signed = |whole: u32| {
        let bits = random.below(whole * 2_000);
        f64::from(bits) / 1_000.0 - f64::from(whole)
    };
    let (base, clipping, mapping, read, odds) = (signed(3), signed(3), signed(2), signed(3), signed(20));
    let mut thousandths = |whole: u32| f64::from(random.below(whole * 1_000)) / 1_000.0;
    let (quality, strand, symmetric, by_depth) = (thousandths(1_800), thousandths(12), thousandths(4), thousandths(35));
    let (mean, deviation, haplotype) = (thousandths(99), thousandths(40), thousandths(8));
    write!(out, "chr{}\t{position}\t", name(contig))?;
    if is_known {
        write!(out, "rs{}", 1_000 + random.below(1_600_000_000))?;
    } else {
        out.push(b'.');
    }
    write!(out, "\t{}\t{}\t{quality:.2}\tPASS\t", text(reference), text(alternate))?;
    write!(out, "AC={count};AF={fraction};AN=2;")?;
    if !homozygous {
        write!(out, "BaseQRankSum={base:.3};ClippingRankSum={clipping:.3};")?;
    }
    if is_known {
        out.extend_from_slice(b"DB;");
    }
    write!(out, "DP={depth};ExcessHet=3.0103;FS={strand:.3};")?;
    write!(
        out,
        "GQ_MEAN={mean:.2};GQ_STDDEV={deviation:.2};HaplotypeScore={haplotype:.4};MLEAC={count};MLEAF={fraction};MQ=60.00;"
    )?;
    if !homozygous {
        write!(out, "MQRankSum={mapping:.3};")?;
    }
    out.extend_from_slice(b"NCC=0;");
    if is_known && random.below(2) == 0 {
        out.extend_from_slice(b"POSITIVE_TRAIN_SITE;");
    }
    write!(out, "QD={by_depth:.2};")?;
    if !homozygous {
        write!(out, "ReadPosRankSum={read:.3};")?;
    }
    write!(out, "SOR={symmetric:.3};VQSLOD={odds:.2};culprit={culprit}")?;
    out.extend_from_slice(b"\tGT:AD:DP:GQ:PL");
    sample(out, homozygous, (minor, depth), random)?;
    for _ in 1..samples {
        let depth = 20 + random.below(30);
        if random.below(3) == 0 {
            sample(out, random.below(3) == 0, (depth / 2, depth), random)?;
        } else {
            write!(out, "\t0/0:{depth},0:{depth}:{}:0,{},{}", 30 + random.below(60), depth * 3, depth * 41)?;
        }
    }
    Ok(out.write_all(b"\n")?)
}

/// The column of a sample that has the allele, `minor` of `depth` reads without it.
fn sample(out: &mut Vec<u8>, homozygous: bool, (minor, depth): (u32, u32), random: &mut Random) -> Result<(), Failure> {
    let genotype = if homozygous { "1/1" } else { "0/1" };
    let likely = 300 + random.below(1_500);
    let less = random.below(900);
    let (other, quality) = (depth - minor.min(depth), if homozygous { less / 10 } else { 99 });
    write!(out, "\t{genotype}:{minor},{other}:{depth}:{quality}:")?;
    if homozygous {
        write!(out, "{likely},{},0", less / 10)?;
    } else {
        write!(out, "{likely},0,{less}")?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use ckdb_core::vcf::{Header, Line};

    #[test]
    fn the_file_is_sorted_and_as_long_as_it_should_be() {
        let image = ckdb_build::pipeline::build(&[crate::knowledge_folder()], "bench").unwrap().image.unwrap();
        let knowledge = ckdb_core::knowledge::Knowledge::from_bytes(image.bytes).unwrap();
        let genome = knowledge.genome(Assembly::Grch38).unwrap();
        let (mut vcf, mut rows) = (Vec::new(), Vec::new());
        let written = write(&genome, (20_000, 1), &mut vcf, &mut rows).unwrap();
        assert!((19_000..21_000).contains(&written), "{written}");
        let mut rest = vcf.as_slice();
        let header = Header::read(&mut rest).unwrap();
        assert!(header.warnings().is_empty(), "{:?}", header.warnings());
        let mut last = (0, 0);
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            let line = Line::parse(line, 1).unwrap();
            let here = (line.contig().unwrap().0.index(), line.position());
            assert!(last <= here);
            last = here;
        }
        assert!((310..350).contains(&(rest.len() as u64 / written)), "{}", rest.len() as u64 / written);
        let mut many = Vec::new();
        write(&genome, (200, 30), &mut many, &mut rows).unwrap();
        let header = Header::read(&mut many.as_slice()).unwrap();
        assert_eq!(header.samples().len(), 30);
        assert!(
            many.ends_with(b"\n")
                && many
                    .split(|byte| *byte == b'\n')
                    .rev()
                    .skip(1)
                    .take(100)
                    .all(|line| { Line::parse(line, 1).unwrap().columns() == 39 })
        );
    }
}
