//! What files call genes and transcripts, in our words.
//!
//! The same accession stands as `ENST00000288602` with `version=6`, as `transcript:ENST00000288602.6`, with the number of a
//! lift-over (`.6_2`), of a second placement (`NM_000451.4_1`, `_dup1`), or marked as the copy on Y (`_PAR_Y`).

use super::drawn::{TreeGene, TreeTranscript};
use super::gff3::Feature;
use super::peculiar::Peculiar;
use ckdb_core::genome::ManeStatus;

/// The gene of a `gene` feature, or of any feature that names its gene (GTF).
pub(super) fn gene(feature: &Feature<'_>, id: &str) -> TreeGene {
    let text = |name: &str| feature.attribute(name).map(|value| value.into_owned()).filter(|value| !value.is_empty());
    let cross = |prefix: &str| {
        let entries = feature.list("Dbxref").chain(feature.list("db_xref"));
        entries.filter_map(|entry| Some(entry.strip_prefix(prefix)?.to_owned())).next()
    };
    let bare = id.strip_prefix("gene:").or_else(|| id.strip_prefix("gene-")).unwrap_or(id);
    let hgnc = text("hgnc_id").or_else(|| cross("HGNC:")).or_else(|| {
        // Ensembl says it at the end of the description: `… [Source:HGNC Symbol;Acc:HGNC:1097]`.
        let description = text("description")?;
        let (_, rest) = description.split_once("Acc:HGNC:")?;
        Some(rest.trim_end_matches(']').to_owned())
    });
    let ensembl = text("gene_id").unwrap_or_else(|| bare.to_owned());
    let is_symbol = |name: &str| !name.contains(char::is_whitespace);
    let symbol = text("gene_name").or_else(|| text("gene")).or_else(|| text("Name")).filter(|name| is_symbol(name));
    TreeGene {
        symbol: symbol.unwrap_or_else(|| bare.to_owned()),
        hgnc: hgnc.map(|id| format!("HGNC:{}", id.trim_start_matches("HGNC:"))),
        ncbi: text("ncbi_gene").or_else(|| cross("GeneID:")).and_then(|id| id.parse().ok()),
        ensembl: ensembl.starts_with("ENSG").then(|| ensembl.split(['.', '_']).next().unwrap_or(&ensembl).to_owned()),
        transcripts: Vec::new(),
    }
}

/// The transcript of its own feature, or of any feature that names it (GTF); without parts.
pub(super) fn transcript(feature: &Feature<'_>, id: &str, line: u64) -> TreeTranscript {
    let bare = id.strip_prefix("transcript:").or_else(|| id.strip_prefix("rna-")).unwrap_or(id);
    let named = feature.attribute("transcript_id").unwrap_or(bare.into());
    let version = feature.attribute("version").or_else(|| feature.attribute("transcript_version"));
    let (accession, copy_on_y) = accession(&named, version.as_deref());
    let mut transcript = TreeTranscript {
        accession,
        protein: protein(feature).unwrap_or_default(),
        line,
        contig: feature.contig,
        strand: feature.strand,
        mane: mane(feature),
        stated_check: feature.attribute("cds_check").map(|value| value.into_owned()),
        coding_only: feature.attribute("model").is_some_and(|model| model == "cds_only"),
        exons: Vec::new(),
        coding: Vec::new(),
        scattered: false,
        peculiar: Peculiar { copy_on_y, ..Peculiar::default() },
    };
    transcript.peculiar.read(feature);
    transcript
}

/// The standing in MANE that a feature's tags give its transcript.
pub(super) fn mane(feature: &Feature<'_>) -> ManeStatus {
    let tags = feature.list("tag").map(|tag| match &*tag {
        "MANE_Select" | "MANE Select" => ManeStatus::Select,
        "MANE_Plus_Clinical" | "MANE Plus Clinical" => ManeStatus::PlusClinical,
        _ => ManeStatus::None,
    });
    tags.min().unwrap_or(ManeStatus::None)
}

/// The protein a feature names, with its version where there is one.
pub(super) fn protein(feature: &Feature<'_>) -> Option<String> {
    let id = feature.attribute("protein_id")?;
    // In Ensembl's GFF3 a coding feature's own version is the protein's.
    let own = (feature.kind == "CDS").then(|| feature.attribute("version")).flatten();
    let version = feature.attribute("protein_version").or(own);
    Some(accession(&id, version.as_deref()).0)
}

/// The accession with its version, without what marks a copy; and whether it is marked as the copy on Y.
pub(super) fn accession(text: &str, version: Option<&str>) -> (String, bool) {
    let (text, copy_on_y) = text.strip_suffix("_PAR_Y").map_or((text, false), |text| (text, true));
    let numbered = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let without_copy = match text.rsplit_once('_') {
        Some((whole, copy)) if numbered(copy.strip_prefix("dup").unwrap_or(copy)) && whole.contains('.') => whole,
        _ => text,
    };
    let accession = match version {
        Some(version) if !without_copy.contains('.') && numbered(version) => format!("{without_copy}.{version}"),
        _ => without_copy.to_owned(),
    };
    (accession, copy_on_y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accession_has_one_spelling() {
        let of = |text, version| accession(text, version);
        assert_eq!(of("ENST00000288602", Some("6")), ("ENST00000288602.6".to_owned(), false));
        assert_eq!(of("ENST00000288602.6", Some("6")), ("ENST00000288602.6".to_owned(), false));
        assert_eq!(of("ENST00000381192.10_PAR_Y", None), ("ENST00000381192.10".to_owned(), true));
        assert_eq!(of("ENST00000456328.2_1", None), ("ENST00000456328.2".to_owned(), false));
        assert_eq!(of("NM_000451.4_dup1", None), ("NM_000451.4".to_owned(), false));
        assert_eq!(of("NM_000451", None), ("NM_000451".to_owned(), false));
        assert_eq!(of("X", Some("")), ("X".to_owned(), false));
    }
}
