//! The refget accession of each primary chromosome: `SQ.` and the digest of its letters, by which VRS names a sequence.
//!
//! Facts, not choices: anybody with the FASTA of an assembly can compute them (`sha512t24u` of the upper-case letters; GA4GH
//! refget 2.0). They are kept here because no index holds whole chromosomes. The values are those that SeqRepo gives for the
//! RefSeq accessions of [`Contig::refseq`], as published alike by GATK (Broad Institute), by gnomAD's methods and by AGCT.
//! `tests/names_conformance` holds them against every accession
//! that the suites of GA4GH name, the test below against identifiers that others have published. Chromosome Y of GRCh37 is that of the
//! assembly, not the one with masked pseudoautosomal regions of hs37d5.

use crate::genome::{Assembly, Contig};

/// By assembly, then in karyotype order; the mitochondrion (rCRS) is the same in both.
const ACCESSIONS: [[&str; 25]; 2] = [
    [
        "SQ.S_KjnFVz-FE7M0W6yoaUDgYxLPc1jyWU",
        "SQ.9KdcA9ZpY1Cpvxvg8bMSLYDUpsX6GDLO",
        "SQ.VNBualIltAyi2AI_uXcKU7M9XUOuA7MS",
        "SQ.iy7Zfceb5_VGtTQzJ-v5JpPbpeifHD_V",
        "SQ.vbjOdMfHJvTjK_nqvFvpaSKhZillW0SX",
        "SQ.KqaUhJMW3CDjhoVtBetdEKT1n6hM-7Ek",
        "SQ.IW78mgV5Cqf6M24hy52hPjyyo5tCCd86",
        "SQ.tTm7wmhz0G4lpt8wPspcNkAD_qiminj6",
        "SQ.HBckYGQ4wYG9APHLpjoQ9UUe9v7NxExt",
        "SQ.-BOZ8Esn8J88qDwNiSEwUr5425UXdiGX",
        "SQ.XXi2_O1ly-CCOi3HP5TypAw7LtC6niFG",
        "SQ.105bBysLoDFQHhajooTAUyUkNiZ8LJEH",
        "SQ.Ewb9qlgTqN6e_XQiRVYpoUfZJHXeiUfH",
        "SQ.5Ji6FGEKfejK1U6BMScqrdKJK8GqmIGf",
        "SQ.zIMZb3Ft7RdWa5XYq0PxIlezLY2ccCgt",
        "SQ.W6wLoIFOn4G7cjopxPxYNk2lcEqhLQFb",
        "SQ.AjWXsI7AkTK35XW9pgd3UbjpC3MAevlz",
        "SQ.BTj4BDaaHYoPhD3oY2GdwC_l0uqZ92UD",
        "SQ.ItRDD47aMoioDCNW_occY5fWKZBKlxCX",
        "SQ.iy_UbUrvECxFRX5LPTH_KPojdlT7BKsf",
        "SQ.LpTaNW-hwuY_yARP0rtarCnpCQLkgVCg",
        "SQ.XOgHwwR3Upfp5sZYk6ZKzvV25a4RBVu8",
        "SQ.v7noePfnNpK8ghYXEqZ9NukMXW7YeNsm",
        "SQ.BT7QyW5iXaX_1PSX-msSGYsqRdMKqkj-",
        "SQ.k3grVkjY-hoWcCUojHw6VU6GE3MZ8Sct",
    ],
    [
        "SQ.Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO",
        "SQ.pnAqCRBrTsUoBghSD1yp_jXWSmlbdh4g",
        "SQ.Zu7h9AggXxhTaGVsy7h_EZSChSZGcmgX",
        "SQ.HxuclGHh0XCDuF8x6yQrpHUBL7ZntAHc",
        "SQ.aUiQCzCPZ2d0csHbMSbh2NzInhonSXwI",
        "SQ.0iKlIQk2oZLoeOG9P1riRU6hvL5Ux8TV",
        "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
        "SQ.209Z7zJ-mFypBEWLk4rNC6S_OxY5p7bs",
        "SQ.KEO-4XBcm1cxeo_DIQ8_ofqGUkp4iZhI",
        "SQ.ss8r_wB0-b9r44TQTMmVTI92884QvBiB",
        "SQ.2NkFm8HK88MqeNkCgj78KidCAXgnsfV1",
        "SQ.6wlJpONE3oNb4D69ULmEXhqyDZ4vwNfl",
        "SQ._0wi-qoDrvram155UmcSC-zA5ZK4fpLT",
        "SQ.eK4D2MosgK_ivBkgi6FVPg5UXs1bYESm",
        "SQ.AsXvWL1-2i5U_buw6_niVIxD6zTbAuS6",
        "SQ.yC_0RBj3fgBlvgyAuycbzdubtLxq-rE0",
        "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
        "SQ.vWwFhJ5lQDMhh-czg06YtlWqu0lvFAZV",
        "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl",
        "SQ.-A1QmD_MatoqxvgVxBLZTONHz9-c7nQo",
        "SQ.5ZUqxCmDDgN4xTRbaSjN8LwgZironmB8",
        "SQ.7B7SHsmchAR0dFcDCuSFjJAo7tX87krQ",
        "SQ.w0WZEvgJF0zf_P4yyTzjjv9oW1z61HHP",
        "SQ.8_liLu1aycC0tPQPFmUaGXJLDs5SbPZ5",
        "SQ.k3grVkjY-hoWcCUojHw6VU6GE3MZ8Sct",
    ],
];

/// The refget accession of a contig: `SQ.` and 32 letters.
#[must_use]
pub const fn refget_accession(contig: Contig, assembly: Assembly) -> &'static str {
    ACCESSIONS[assembly.index()][contig.index()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genome::{Bases, Interval};
    use crate::vrs::{Allele, State, identify};
    use std::collections::BTreeSet;

    /// Identifiers that others have published: a wrong accession could not give them.
    #[test]
    fn published_identifiers_fit() {
        let literal = |letters: &[u8]| State::Literal(Bases::from_slice(letters));
        let derived = |length, repeat_subunit| State::ReferenceLength { length, repeat_subunit };
        for (assembly, contig, start, end, state, id) in [
            // BRAF p.Val600Glu and PIK3CA on both assemblies, PPP1R9B on one: AnyVar's tests of lifting over (places
            // there, where the allele was lifted).
            ("GRCh37", "7", 140_453_135, 140_453_136, literal(b"T"), "SL.hVna-JOV5bBTGdXexL--IQm135MG3bGT"),
            ("GRCh38", "7", 140_753_335, 140_753_336, literal(b"T"), "VA.Otc5ovrw906Ack087o1fhegB4jDRqCAe"),
            ("GRCh37", "3", 178_921_548, 178_921_549, literal(b"G"), "SL.yuqVJ7v6Q1h7-oXiyVToQn0AsukMMRb8"),
            ("GRCh38", "3", 179_203_760, 179_203_761, literal(b"G"), "VA.9gW_iJbQAIO3SIxJ9ACyAZA1X2lEgO39"),
            ("GRCh37", "10", 47_087_473, 47_087_474, literal(b"T"), "VA.qP-qtMJqKhTEJfpTdAZN9CoIFCRKv4kg"),
            ("GRCh38", "17", 50_150_040, 50_150_042, derived(4, 2), "VA.5-m9wM6WTY5osPxLFg1_bITsOwSoMFui"),
            // ALK, the gene: FUSOR's tests.
            ("GRCh38", "2", 29_192_773, 29_921_586, literal(b"N"), "SL.V-yTsF-F4eHxeDHeU5KZIF3ZOzE2vUnG"),
            // PTEN: AnyVar's example.
            ("GRCh38", "10", 87_894_076, 87_894_077, literal(b"T"), "VA.K7akyz9PHB0wg8wBNVlWAAdvMbJUJJfU"),
            // gnomAD exomes 4.1.
            ("GRCh38", "16", 30_223_486, 30_223_487, literal(b"C"), "VA.Ljkcleg2iX7DazIE3lDKIx2tAuuIJilw"),
            // APC, MED12, TP53, PCSK9: tests of the VICC variation normaliser.
            ("GRCh38", "5", 112_840_072, 112_840_073, literal(b"A"), "VA.FtWJduV5fEfhZfxm6nX3A0i3tcWH5fh0"),
            ("GRCh38", "X", 71_130_213, 71_130_215, derived(26, 24), "VA.ClervUhxX6EJUJmZWZgEV4FXSh_9yUdi"),
            ("GRCh38", "17", 7_675_139, 7_675_141, derived(1, 1), "VA.nltctBsehZuixxvH2f1c0XAWVZojX9uX"),
            ("GRCh38", "1", 55_044_042, 55_044_045, derived(2, 1), "VA.s91Pt6F-FfiQSgliq2SiF8lbKXSa_3K1"),
            // The specification's own.
            ("GRCh38", "1", 40_819_438, 40_819_446, derived(11, 3), "VA.Oop4kjdTtKcg1kiZjIJAAR3bp7qi4aNT"),
            ("GRCh38", "19", 44_908_821, 44_908_822, literal(b"T"), "VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"),
        ] {
            let (contig, _) = Contig::parse(contig).expect("a primary contig");
            let sequence = refget_accession(contig, assembly.parse().expect("an assembly"));
            let interval = Interval::new(start, end).expect("forward");
            let allele = Allele { sequence, interval, state };
            let object = allele.to_json();
            let found = identify(if id.starts_with("SL.") { &object["location"] } else { &object });
            assert_eq!(found, Ok(format!("ga4gh:{id}")), "{assembly} {contig}");
        }
    }

    #[test]
    fn every_sequence_has_its_own() {
        let all: BTreeSet<&str> = Assembly::ALL
            .into_iter()
            .flat_map(|assembly| Contig::all().map(move |contig| refget_accession(contig, assembly)))
            .collect();
        assert_eq!(all.len(), 2 * 25 - 1, "only the mitochondrion is shared");
        assert!(all.iter().all(|accession| accession.len() == 35 && accession.starts_with("SQ.")));
    }
}
