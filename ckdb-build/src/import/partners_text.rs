//! Exons and spans of fusion partners as plain text: `knowledge/genome/partners/GRCh38.txt`, one file an assembly.
//!
//! Genes of which the knowledge holds no letters can still be partners of a fusion: their exons, or at least their span, say
//! which gene an end lies in, in which role, in which exon, and, where the coding part is known, in which frame. The lines
//! `gene` and `transcript` are those of the files with letters (see [`super::genome_text`]); one header stands for all genes.

use super::gene_reader::{GeneReader, GenomeTextError};
use crate::models::{GeneModels, Provenance};
use ckdb_core::genome::Transcript;
use std::path::Path;

/// Folder of these files beside those with letters.
const FOLDER: &str = "partners";

/// Adds the genes of `DIR/partners/GRCh37.txt` and `DIR/partners/GRCh38.txt` to the models of `DIR`; without a file there are none.
///
/// # Errors
/// The first line that is not as it should be, or models that contradict each other.
pub fn add_folder(dir: &Path, models: &mut [GeneModels; 2]) -> Result<(), GenomeTextError> {
    for models in models {
        let path = dir.join(FOLDER).join(format!("{}.txt", models.assembly));
        if !path.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| GenomeTextError::Io { path: path.clone(), error })?;
        read(&path, &text, models)?;
        models.sort();
        models.check().map_err(|error| GenomeTextError::Models { folder: dir.join(FOLDER), error })?;
    }
    Ok(())
}

/// Adds the genes of one file to `models`: a gene that is there gets further transcripts and stays what it is otherwise.
///
/// # Errors
/// The first line that is not as it should be, a model with letters among them.
fn read(path: &Path, text: &str, models: &mut GeneModels) -> Result<(), GenomeTextError> {
    let mut reader = GeneReader::new(path, text, models.assembly);
    reader.version_and_assembly("ckdb-partners ")?;
    let record = reader.required("record ")?.to_owned();
    let provenance = Provenance { record, ..reader.provenance()? };
    while let Some(line) = reader.next_with("gene ") {
        let model = reader.gene(line)?;
        let known = models.genes.iter().position(|gene| gene.symbol == model.symbol);
        let place = known.unwrap_or(models.genes.len());
        let gene = u32::try_from(place).unwrap_or(u32::MAX);
        if known.is_none() {
            models.genes.push(crate::models::GeneModel { provenance: provenance.clone(), ..model });
        }
        let before = models.transcripts.len();
        while let Some(line) = reader.next_with("transcript ") {
            let transcript = Transcript { gene, ..reader.transcript(line)? };
            if transcript.quality.has_letters() {
                return Err(reader.error("a transcript with model=structure or model=span", line));
            }
            models.transcripts.push(transcript);
        }
        if models.transcripts.len() == before {
            return Err(reader.unexpected("at least one line `transcript …`"));
        }
    }
    if reader.lines.peek().is_some() {
        return Err(reader.unexpected("`gene …`, `transcript …` or the end of the file"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ckdb_core::genome::{Assembly, ModelQuality};

    const HEADER: &str = "ckdb-partners 1\nassembly GRCh38\nrecord made-up\nsource s\nrelease r\nlicence l\ninput f sha256:0\n";

    fn read_text(lines: &str) -> Result<GeneModels, String> {
        let mut models = GeneModels::new(Assembly::Grch38);
        let text = format!("{HEADER}{lines}");
        read(Path::new("GRCh38.txt"), &text, &mut models).map(|()| models).map_err(|error| error.to_string())
    }

    #[test]
    fn structures_and_spans_stand_side_by_side() {
        let models = read_text(
            "gene EML4 HGNC:1316 NCBI:27436 ENSG00000143924\n\
             transcript ENST1.1 - chr2 + cds=12-35 phase=0 mane=select model=structure exons=10-20,31-40\n\
             transcript ENST2.1 - chr2 + cds=- phase=0 mane=- model=span exons=5-50\n",
        )
        .unwrap();
        let qualities: Vec<_> = models.transcripts.iter().map(|transcript| transcript.quality).collect();
        assert_eq!(qualities, [ModelQuality::Structure, ModelQuality::Span]);
        assert_eq!(models.genes[0].provenance.record, "made-up");
        assert_eq!(models.transcripts[0].view().cds_length(), 9 + 5);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let lettered = "gene A - - -\ntranscript N.1 - chr2 + cds=- phase=0 mane=- model=reference exons=10-20\n";
        let error = read_text(lettered).unwrap_err();
        assert!(error.contains("GRCh38.txt:9: expected a transcript with model=structure or model=span"), "{error}");
        assert!(read_text("gene A - - -\n").unwrap_err().contains(":9: expected at least one line `transcript"));
        assert!(read_text("letters\n").unwrap_err().contains(":8: expected `gene"));
    }
}
