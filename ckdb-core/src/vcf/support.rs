//! How well the reads support an allele: depth and allele fraction, as the callers write them.
//!
//! There is no one way. GATK and Mutect2 write FORMAT `AD` (reads for REF and each ALT) and `AF`; MuTect 1 `FA`; VarScan
//! `RD` and `AD` (one number each) and `FREQ` (`12.5%`); Strelka2 tier counts `AU CU GU TU` for substitutions and
//! `TAR`, `TIR` for indels; SomaticSniper `DP4` (REF and ALT on either strand). Files without sample columns put them in
//! INFO: `TVAF`, `TDP` (of the tumour, as PCGR reads them), `AF`, `DP`. With one sample column `TVAF` and `TDP` can only
//! mean that sample and are taken when the column is silent. INFO `AF` of a file *with* samples is a frequency over samples
//! or a population, so it is not taken.
//! What is not stated is `None`; a fraction outside 0 to 1 is not believed. Sources: the VCF 4.3 specification, table of
//! reserved keys; the user guides of the callers named.

use super::line::{Line, digits};

/// A fraction of reads, and the keys it was taken from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction {
    /// 0 to 1.
    pub value: f64,
    /// The key or keys: `AF`, `AD`, `RD+AD`, `FREQ` …
    pub from: &'static str,
}

/// Depth of reads at the site: of the chosen sample column (0 is the first), or of the line when it has no samples.
#[must_use]
pub fn depth(line: &Line<'_>, sample: Option<usize>) -> Option<u64> {
    match sample {
        Some(sample) => {
            let value = |key| line.sample_value(sample, key).and_then(digits);
            value("DP")
                .or_else(|| match numbers(line.sample_value(sample, "AD")?)?[..] {
                    // VarScan: AD is the ALT reads alone, RD the REF reads.
                    [alternate] => value("RD")?.checked_add(alternate),
                    ref all => sum(all),
                })
                .or_else(|| of_the_tumour(line, "TDP").and_then(digits))
        }
        None if line.columns() > 9 => None,
        None => ["TDP", "DP"].into_iter().find_map(|key| digits(line.info_value(key)?)),
    }
}

/// Fraction of the reads that carry ALT number `alternate` (0 is the first): in the chosen sample column (0 is the first),
/// or of the line when it has no samples.
#[must_use]
pub fn fraction(line: &Line<'_>, sample: Option<usize>, alternate: usize) -> Option<Fraction> {
    let Some(sample) = sample else {
        if line.columns() > 9 {
            return None;
        }
        return ["TVAF", "AF"].into_iter().find_map(|key| stated(line.info_value(key)?, alternate, key));
    };
    let value = |key| line.sample_value(sample, key);
    let given = || ["AF", "FA"].into_iter().find_map(|key| stated(value(key)?, alternate, key));
    let percent = || match value("FREQ")?.strip_suffix(b"%") {
        Some(number) => believable(number_of(number)? / 100.0, "FREQ"),
        None => stated(value("FREQ")?, alternate, "FREQ"),
    };
    let tumour = || stated(of_the_tumour(line, "TVAF")?, alternate, "TVAF");
    given().or_else(|| counted(line, sample, alternate)).or_else(percent).or_else(tumour)
}

/// An INFO value that speaks of the tumour, when there is only one sample to speak of.
fn of_the_tumour<'a>(line: &Line<'a>, key: &str) -> Option<&'a [u8]> {
    if line.columns() == 10 { line.info_value(key) } else { None }
}

/// From counts of reads.
fn counted(line: &Line<'_>, sample: usize, alternate: usize) -> Option<Fraction> {
    let value = |key| line.sample_value(sample, key);
    if let Some(counts) = value("AD").and_then(numbers) {
        return match counts[..] {
            [alone] => {
                let reference = digits(value("RD")?)?;
                ratio(alone, reference.checked_add(alone)?, "RD+AD")
            }
            ref all => ratio(*all.get(alternate + 1)?, sum(all)?, "AD"),
        };
    }
    // Strelka2: the first number of each pair is tier 1.
    let tier = |key| numbers(value(key)?)?.first().copied();
    if let (Some(reference), Some(indel)) = (tier("TAR"), tier("TIR")) {
        return ratio(indel, reference.checked_add(indel)?, "TAR+TIR");
    }
    if let Some([forward, reverse, alternate_forward, alternate_reverse]) = value("DP4").and_then(numbers).as_deref() {
        // One pair for all ALTs together: with several nothing can be said of one.
        let carrying = alternate_forward.checked_add(*alternate_reverse)?;
        let single = !line.alternates().contains(&b',');
        return if single { ratio(carrying, forward.checked_add(*reverse)?.checked_add(carrying)?, "DP4") } else { None };
    }
    let letters = [("A", "AU"), ("C", "CU"), ("G", "GU"), ("T", "TU")];
    let wanted = line.alternates().split(|byte| *byte == b',').nth(alternate)?;
    let mut of_allele = None;
    let mut all = 0_u64;
    for (letter, key) in letters {
        let count = tier(key)?;
        all = all.checked_add(count)?;
        if wanted.eq_ignore_ascii_case(letter.as_bytes()) {
            of_allele = Some(count);
        }
    }
    ratio(of_allele?, all, "AU+CU+GU+TU")
}

fn ratio(part: u64, whole: u64, from: &'static str) -> Option<Fraction> {
    // Read depths are far below 2^53, where f64 stops being exact.
    (whole > 0).then(|| part as f64 / whole as f64).and_then(|value| believable(value, from))
}

fn stated(text: &[u8], alternate: usize, from: &'static str) -> Option<Fraction> {
    believable(number_of(text.split(|byte| *byte == b',').nth(alternate)?)?, from)
}

fn believable(value: f64, from: &'static str) -> Option<Fraction> {
    (0.0..=1.0).contains(&value).then_some(Fraction { value, from })
}

fn number_of(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Comma-separated whole numbers; `None` if any of them is missing.
fn numbers(text: &[u8]) -> Option<Vec<u64>> {
    text.split(|byte| *byte == b',').map(digits).collect()
}

fn sum(numbers: &[u64]) -> Option<u64> {
    numbers.iter().try_fold(0_u64, |sum, number| sum.checked_add(*number))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// `(depth, fraction rounded to 3 places, from)` of ALT `alternate` in the first sample.
    fn of(alt: &str, format: &str, sample: &str, alternate: usize) -> (Option<u64>, Option<(f64, &'static str)>) {
        let text = format!("7\t1\t.\tA\t{alt}\t.\t.\tAF=0.9;DP=999\t{format}\t{sample}\n");
        let line = Line::parse(text.as_bytes(), 1).unwrap();
        let found = fraction(&line, Some(0), alternate);
        (depth(&line, Some(0)), found.map(|found| ((found.value * 1000.0).round() / 1000.0, found.from)))
    }

    #[test]
    fn every_caller_has_its_dialect() {
        assert_eq!(of("T", "GT:AD:AF:DP", "0/1:30,10:0.244:41", 0), (Some(41), Some((0.244, "AF"))), "Mutect2");
        assert_eq!(of("T,G", "GT:AD", "0/1:30,10,60", 1), (Some(100), Some((0.6, "AD"))), "no AF, no DP");
        assert_eq!(of("T", "GT:RD:AD:FREQ", "0/1:30:10:25%", 0), (Some(40), Some((0.25, "RD+AD"))), "VarScan");
        assert_eq!(of("T", "GT:FREQ", "0/1:12.5%", 0), (None, Some((0.125, "FREQ"))));
        assert_eq!(of("T", "GT:FA:DP", "0/1:0.1:7", 0), (Some(7), Some((0.1, "FA"))), "MuTect 1");
        assert_eq!(of("T", "DP:AU:CU:GU:TU", "50:30,31:0,0:0,0:10,11", 0), (Some(50), Some((0.25, "AU+CU+GU+TU"))), "Strelka2");
        assert_eq!(of("AT", "DP:TAR:TIR", "50:30,31:10,11", 0), (Some(50), Some((0.25, "TAR+TIR"))), "Strelka2");
    }

    #[test]
    fn counts_on_either_strand() {
        assert_eq!(of("T", "GT:DP4", "0/1:10,20,5,5", 0), (None, Some((0.25, "DP4"))), "SomaticSniper");
        assert_eq!(of("T,G", "GT:DP4", "1/2:10,20,5,5", 0), (None, None), "one pair for two ALTs");
    }

    #[test]
    fn one_silent_sample_is_the_tumour_of_tvaf() {
        let of = |samples: &str| {
            let text = format!("7\t1\t.\tA\tT\t.\t.\tTVAF=0.3;TDP=80\tGT\t{samples}\n");
            let line = Line::parse(text.as_bytes(), 1).unwrap();
            (depth(&line, Some(0)), fraction(&line, Some(0), 0).map(|found| found.from))
        };
        assert_eq!(of("0/1"), (Some(80), Some("TVAF")));
        assert_eq!(of("0/0\t0/1"), (None, None), "of two samples either may be meant");
    }

    #[test]
    fn what_is_not_stated_is_none() {
        assert_eq!(of("T", "GT", "0/1", 0), (None, None), "INFO speaks of all samples, not of this one");
        assert_eq!(of("T", "GT:AD:DP", "0/1:.:.", 0), (None, None));
        assert_eq!(of("T", "AD", "0,0", 0), (Some(0), None));
        assert_eq!(of("T", "AF", "1.5", 0), (None, None));
        assert_eq!(of("T", "AF", "NaN", 0), (None, None));
        assert_eq!(of("T", "AD", "3,4", 1), (Some(7), None), "no such ALT");
    }

    #[test]
    fn without_samples_info_speaks() {
        let line = Line::parse(b"7\t1\t.\tA\tT\t.\t.\tTVAF=0.3;TDP=80;AF=0.001;DP=7\n", 1).unwrap();
        assert_eq!(depth(&line, None), Some(80));
        assert_eq!(fraction(&line, None, 0), Some(Fraction { value: 0.3, from: "TVAF" }));
        let line = Line::parse(b"7\t1\t.\tA\tT,G\t.\t.\tAF=0.1,0.2;DP=7\n", 1).unwrap();
        assert_eq!((depth(&line, None), fraction(&line, None, 1).unwrap().value), (Some(7), 0.2));
    }
}
