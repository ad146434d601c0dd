//! The refget accession of each primary chromosome: `SQ.` and the digest of its letters, by which VRS names a sequence.
//!
//! Facts, not choices: anybody with the FASTA of an assembly can compute them (`sha512t24u` of the upper-case letters; GA4GH
//! refget 2.0). They are kept here because no index holds whole chromosomes. The values are those that SeqRepo gives for the
//! RefSeq accessions of [`Contig::refseq`], as published alike by GATK (Broad Institute), by gnomAD's methods and by AGCT; those
//! of GRCh37 also as computed from Ensembl's FASTA in a sequence collection. `tests/names_conformance` holds them against
//! every accession that the suites of GA4GH name, the tests below against identifiers that others have published. An identifier
//! published by others fits those of GRCh38 but for 6 (a place only), 14, 18 and 22, and of GRCh37 1, 2, 3, 7, 10 and M; the rest
//! stand on the agreement of the tables alone. GRCh37 Y is that of the assembly, not the one of hs37d5,
//! whose pseudoautosomal regions are masked.

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
    use serde_json::json;

    /// Identifiers that others have published: a wrong accession could not give them.
    #[test]
    fn published_identifiers_of_alleles_fit() {
        let literal = |letters: &[u8]| State::Literal(Bases::from_slice(letters));
        let derived = |length, repeat_subunit| State::ReferenceLength { length, repeat_subunit };
        for (assembly, contig, start, end, state, id) in [
            // BRAF p.Val600Glu, PIK3CA, PPP1R9B and a place without a gene: AnyVar's tests of lifting over.
            ("GRCh38", "7", 140_753_335, 140_753_336, literal(b"T"), "Otc5ovrw906Ack087o1fhegB4jDRqCAe"),
            ("GRCh38", "3", 179_203_760, 179_203_761, literal(b"G"), "9gW_iJbQAIO3SIxJ9ACyAZA1X2lEgO39"),
            ("GRCh38", "17", 50_150_040, 50_150_042, derived(4, 2), "5-m9wM6WTY5osPxLFg1_bITsOwSoMFui"),
            ("GRCh37", "10", 47_087_473, 47_087_474, literal(b"T"), "qP-qtMJqKhTEJfpTdAZN9CoIFCRKv4kg"),
            // PTEN: AnyVar's example.
            ("GRCh38", "10", 87_894_076, 87_894_077, literal(b"T"), "K7akyz9PHB0wg8wBNVlWAAdvMbJUJJfU"),
            // gnomAD exomes 4.1.
            ("GRCh38", "16", 30_223_486, 30_223_487, literal(b"C"), "Ljkcleg2iX7DazIE3lDKIx2tAuuIJilw"),
            // The specification's own.
            ("GRCh38", "1", 40_819_438, 40_819_446, derived(11, 3), "Oop4kjdTtKcg1kiZjIJAAR3bp7qi4aNT"),
            ("GRCh38", "19", 44_908_821, 44_908_822, literal(b"T"), "0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"),
        ] {
            let (contig, _) = Contig::parse(contig).expect("a primary contig");
            let sequence = refget_accession(contig, assembly.parse().expect("an assembly"));
            let interval = Interval::new(start, end).expect("forward");
            let allele = Allele { sequence, interval, state };
            assert_eq!(allele.id(), Ok(format!("ga4gh:VA.{id}")), "{assembly} {contig}");
        }
    }

    /// The same of places.
    #[test]
    fn published_identifiers_of_places_fit() {
        for (assembly, contig, start, end, id) in [
            // AnyVar's tests of lifting over.
            ("GRCh37", "7", json!(140_453_135), json!(140_453_136), "hVna-JOV5bBTGdXexL--IQm135MG3bGT"),
            ("GRCh37", "3", json!(178_921_548), json!(178_921_549), "yuqVJ7v6Q1h7-oXiyVToQn0AsukMMRb8"),
            ("GRCh38", "20", json!([null, 30_417_575]), json!([31_394_018, null]), "7HsIbSybxJRfiRNr2r0gz1JNsV-wJJfQ"),
            // Tests of the VICC variation normaliser, of FUSOR (ALK, breakpoints, an example) and of vrs-python.
            ("GRCh37", "1", json!([null, 143_134_062]), json!([143_284_670, null]), "6jZXELPqf5JDeN4CpOGde8foTUkHi1jy"),
            ("GRCh38", "2", json!(29_192_773), json!(29_921_586), "V-yTsF-F4eHxeDHeU5KZIF3ZOzE2vUnG"),
            ("GRCh38", "5", json!(null), json!(150_126_612), "Sp1lwuHbRCkWIoe4zzwVKPsS8zK8i0ck"),
            ("GRCh38", "9", json!(130_854_063), json!(null), "GvvCD7Y-_598-ZP4yNGiPa1aPL-kofY6"),
            ("GRCh38", "11", json!(9_575_887), json!(null), "Dm_Rri77OtV3-FmEmGXBjWZ2PhEzdhFT"),
            ("GRCh38", "X", json!(44_908_820), json!(44_908_822), "gb3ew2XQ-Doi1AtvlmajeZO7fS1eDPg_"),
            ("GRCh38", "13", json!(26_440_968), json!(26_443_305), "4akcjXlbAu4xBKnxjOL_b4DM_20HOCA3"),
        ] {
            let (contig, _) = Contig::parse(contig).expect("a primary contig");
            let accession = refget_accession(contig, assembly.parse().expect("an assembly"));
            let place = json!({"type": "SequenceLocation", "sequenceReference": {"refgetAccession": accession}, "start": start, "end": end});
            assert_eq!(identify(&place), Ok(format!("ga4gh:SL.{id}")), "{assembly} {contig}");
        }
    }

    #[test]
    fn every_sequence_has_its_own() {
        let every =
            Assembly::ALL.into_iter().flat_map(|assembly| Contig::all().map(move |contig| refget_accession(contig, assembly)));
        let all: std::collections::BTreeSet<&str> = every.collect();
        assert_eq!(all.len(), 2 * 25 - 1, "only the mitochondrion is shared");
        assert!(all.iter().all(|accession| accession.len() == 35 && accession.starts_with("SQ.")));
    }
}
