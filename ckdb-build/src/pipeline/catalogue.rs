//! Whole catalogues of gene models (MANE, RefSeq, Ensembl, GENCODE) straight into the index, beside those of `knowledge/`.

use super::BuildError;
use crate::import::input::Findings;
use crate::import::reading::Accept;
use crate::import::transcripts::{ImportError, Imported, ModelFile, NotUsed, Note, Reason, Request, import};
use crate::models::GeneModels;
use ckdb_core::genome::Assembly;
use ckdb_core::model::Source;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file of gene models and the letters they lie on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// Gene models: GFF3 or GTF, plain, gzip or BGZF.
    pub transcripts: PathBuf,
    /// Reference letters: FASTA, plain, gzip or BGZF; with `.fai` only what is needed is read.
    pub reference: PathBuf,
    /// The assembly of both.
    pub assembly: Assembly,
    /// What the user states about the file, which does not state it itself.
    pub stated: Stated,
}

/// Licence and release of a catalogue, as the user states them: they stand with its source in the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// An SPDX identifier, or `LicenseRef-` and a name. Not stated: `LicenseRef-not-stated`.
    pub licence: Option<String>,
    /// Such as `MANE 1.4`; the digest of the file is kept behind it. Not stated: the digest alone.
    pub release: Option<String>,
}

/// A licence that is neither an SPDX identifier nor a reference to one of somebody's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no licence identifier; expected one of SPDX such as `CC0-1.0`, or `LicenseRef-` and a name")]
pub struct NotALicence {
    /// The text as given.
    pub text: String,
}

impl Stated {
    /// What the user states; empty texts state nothing.
    ///
    /// # Errors
    /// The licence is no identifier.
    pub fn new(licence: &str, release: &str) -> Result<Self, NotALicence> {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        match given(licence) {
            Some(text) if !crate::record::shape::licence(&text) => Err(NotALicence { text }),
            licence => Ok(Self { licence, release: given(release) }),
        }
    }
}

/// What became of a catalogue.
#[derive(Debug)]
pub struct CatalogueReport {
    /// Which.
    pub catalogue: Catalogue,
    /// Identity of the source its genes name in the index.
    pub source: String,
    /// Genes and transcripts that can be used.
    pub genes: usize,
    /// See `genes`.
    pub transcripts: usize,
    /// Reference letters read for them.
    pub letters: usize,
    /// What is special about some of those used.
    pub notes: BTreeMap<Note, usize>,
    /// Transcripts left out, sorted by gene, accession, reason.
    pub not_used: Vec<NotUsed>,
    /// Features on contigs other than the primary chromosomes.
    pub other_contigs: u64,
    /// Lines that were not understood.
    pub findings: Findings,
}

impl CatalogueReport {
    /// How many transcripts were left out, by reason.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<Reason, usize> {
        let mut counts = BTreeMap::new();
        for not_used in &self.not_used {
            *counts.entry(not_used.reason).or_default() += 1;
        }
        counts
    }

    /// For machines. Of each reason the first few accessions stand as examples.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        const EXAMPLES: usize = 10;
        let not_used: serde_json::Map<String, serde_json::Value> = self
            .reasons()
            .into_iter()
            .map(|(reason, count)| {
                let examples = self.not_used.iter().filter(|not_used| not_used.reason == reason).take(EXAMPLES);
                let examples: Vec<&str> = examples.map(|not_used| not_used.accession.as_str()).collect();
                let entry = serde_json::json!({ "count": count, "meaning": reason.to_string(), "examples": examples });
                (reason.code().to_owned(), entry)
            })
            .collect();
        let notes: serde_json::Map<String, serde_json::Value> =
            self.notes.iter().map(|(note, count)| (note.code().to_owned(), (*count).into())).collect();
        let findings: Vec<String> =
            self.findings.kept().iter().map(|found| format!("{}:{}: {}", found.file, found.line, found.reason)).collect();
        serde_json::json!({
            "transcripts": crate::import::input::file_name(&self.catalogue.transcripts),
            "reference": crate::import::input::file_name(&self.catalogue.reference),
            "assembly": self.catalogue.assembly.as_str(),
            "source": self.source,
            "licence": self.catalogue.stated.licence,
            "release": self.catalogue.stated.release,
            "genes": self.genes,
            "transcripts_used": self.transcripts,
            "letters": self.letters,
            "notes": notes,
            "not_used": not_used,
            "features_on_other_contigs": self.other_contigs,
            "lines_not_understood": self.findings.total(),
            "findings": findings,
        })
    }
}

/// Imports each catalogue and unites it with the models of its assembly.
pub(super) fn add(
    catalogues: &[Catalogue],
    models: &mut [GeneModels; 2],
) -> Result<(Vec<CatalogueReport>, Vec<Source>), BuildError> {
    let (mut reports, mut sources) = (Vec::new(), Vec::new());
    for catalogue in catalogues {
        let (mut report, imported, source) = read(catalogue)?;
        if imported.transcripts.is_empty() {
            let reasons: Vec<String> =
                report.reasons().into_iter().map(|(reason, count)| format!("{} {count}", reason.code())).collect();
            let (path, assembly, reasons) = (catalogue.transcripts.clone(), catalogue.assembly, reasons.join(", "));
            return Err(BuildError::NothingUsable { path, assembly, reasons });
        }
        let known = &mut models[catalogue.assembly.index()];
        for accession in known.unite(imported) {
            let gene = String::new();
            report.not_used.push(NotUsed { gene, accession, reason: Reason::DiffersFromKnowledge });
        }
        reports.push(report);
        // The same file for both assemblies, or given twice, is one source.
        if !sources.iter().any(|known: &Source| known.id == source.id) {
            sources.push(source);
        }
    }
    Ok((reports, sources))
}

fn read(catalogue: &Catalogue) -> Result<(CatalogueReport, GeneModels, Source), ImportError> {
    let request = Request {
        assembly: catalogue.assembly,
        models: vec![ModelFile { path: catalogue.transcripts.clone(), ..ModelFile::default() }],
        references: vec![catalogue.reference.clone()],
        genes: None,
        except: std::collections::BTreeSet::new(),
        accept: Accept::Whole,
    };
    let Imported { mut models, not_used, notes, other_contigs, findings, .. } = import(&request)?;
    let provenance = models.genes.first().map(|gene| gene.provenance.clone()).unwrap_or_default();
    let input = provenance.inputs.first().cloned();
    let (name, digest) = input.map_or_else(Default::default, |input| (input.name, input.digest));
    let source = Source {
        id: format!("gene-models:{name}"),
        name: name.clone(),
        publisher: provenance.source,
        // A GFF3 file does not tell its licence; whoever builds with one that is not stated must not pass the result on unseen.
        licence: catalogue.stated.licence.clone().unwrap_or_else(|| "LicenseRef-not-stated".to_owned()),
        licence_url: String::new(),
        release: catalogue.stated.release.as_ref().map_or_else(|| digest.clone(), |release| format!("{release} ({digest})")),
        homepage: String::new(),
        citation: String::new(),
        redistributable: false,
    };
    for gene in &mut models.genes {
        gene.provenance.record.clone_from(&source.id);
    }
    let report = CatalogueReport {
        catalogue: catalogue.clone(),
        source: source.id.clone(),
        genes: models.genes.len(),
        transcripts: models.transcripts.len(),
        letters: models.windows.iter().map(|window| window.letters.len()).sum(),
        notes,
        not_used,
        other_contigs,
        findings,
    };
    Ok((report, models, source))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_is_an_identifier_or_an_error() {
        let stated = Stated::new(" CC-BY-4.0 ", "MANE 1.4").unwrap();
        assert_eq!((stated.licence.as_deref(), stated.release.as_deref()), (Some("CC-BY-4.0"), Some("MANE 1.4")));
        assert_eq!(Stated::new("", " ").unwrap(), Stated::default());
        assert!(Stated::new("LicenseRef-ours", "").unwrap().licence.is_some());
        let error = Stated::new("free for all", "").unwrap_err();
        assert!(error.to_string().contains("`free for all`"), "{error}");
    }
}
