//! Names to ids, layers merged, one fixed order: the last step before the file.
//!
//! Only [`resolve`] makes a [`ValidKnowledge`], and `compile` takes nothing else: from here on every reference is a number of
//! a table that has such a row. Tables are sorted by identity, evidence by profile and number, whatever the order in which
//! files were read.

mod criterion;
mod names;

use crate::check::Checked;
use crate::models::MemoryGenome;
use crate::models::table::TabledGenome;
use crate::ontology::{self, Ontology};
use crate::record::Spanned;
use crate::record::schema::{
    ApprovalRecord, AssertionRecord, DiseaseRecord, EvidenceRecord, GeneRecord, Header, SourceRecord, TherapyRecord, TrialRecord,
};
use crate::record::shape::kinase_domain;
use crate::scheme::triage::NamedTriage;
use ckdb_core::model::{
    Approval, Assertion, Brand, CompanionDiagnostic, CopyProfile, DeemedTest, Disease, EvidenceId, EvidenceItem, Gene, GeneId,
    GeneRole, KinaseDomain, LevelScheme, MolecularProfile, OncotreeCode, ProfileId, Source, SourceId, Therapy, TriageTable, Trial,
    TrialSelection, Variant,
};
use criterion::Variants;
use names::Ids;
pub use names::ResolveError;
use std::collections::BTreeMap;

/// Knowledge in which nothing can be wrong any more.
#[derive(Debug)]
pub struct ValidKnowledge {
    /// Genes: curated ones, and those that came with the gene models.
    pub genes: Vec<Gene>,
    /// Variants, each once however many profiles ask for it.
    pub variants: Vec<Variant>,
    /// Molecular profiles.
    pub profiles: Vec<MolecularProfile>,
    /// Evidence items, sorted by profile.
    pub evidence: Vec<EvidenceItem>,
    /// Assertions, sorted by profile.
    pub assertions: Vec<Assertion>,
    /// Therapies.
    pub therapies: Vec<Therapy>,
    /// Diseases.
    pub diseases: Vec<Disease>,
    /// Approvals.
    pub approvals: Vec<Approval>,
    /// Trials.
    pub trials: Vec<Trial>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Level schemes.
    pub schemes: Vec<LevelScheme>,
    /// Triage tables.
    pub triage: Vec<TriageTable>,
    /// Codes of OncoTree.
    pub oncotree: Vec<OncotreeCode>,
    /// Copy-number profiles. They name no record, so there is nothing to resolve: whoever builds lays them in.
    pub copy_profiles: Vec<CopyProfile>,
    /// Words of claims in two languages, for the search. As for copy-number profiles, whoever builds lays them in.
    pub words: Vec<ckdb_core::model::WordGroup>,
    /// Gene models of both assemblies, as they are stored; genes are numbered as in `genes`.
    pub models: [TabledGenome; 2],
}

/// The source whose licence and release hold for genes that came with the gene models only.
const MODELS_SOURCE: &str = "lrg";

/// What stands beside the records, each with a reader of its own.
#[derive(Debug, Default)]
pub struct Beside {
    /// Level schemes.
    pub schemes: Vec<LevelScheme>,
    /// Triage tables, with names for ids.
    pub triage: Vec<NamedTriage>,
    /// OncoTree.
    pub ontology: Ontology,
    /// Sources of gene models that did not ship.
    pub catalogues: Vec<Source>,
}

/// Checked records, gene models and what stands beside them as one knowledge.
///
/// # Errors
/// [`ResolveError`] when a name is unknown all the same. The rules of `check` forbid it; this is how a gap in them shows.
pub fn resolve(checked: Checked, genomes: [MemoryGenome; 2], beside: Beside) -> Result<ValidKnowledge, ResolveError> {
    let Beside { schemes, triage, ontology, catalogues } = beside;
    let records = checked.into_records();
    let genes = latest(records.genes, |record| &record.header);
    let profiles = latest(records.profiles, |record| &record.header);
    let diseases = latest(records.diseases, |record| &record.header);
    let therapies = latest(records.therapies, |record| &record.header);
    let approvals = latest(records.approvals, |record| &record.header);
    let trials = latest(records.trials, |record| &record.header);
    let sources = latest(records.sources, |record| &record.header);
    let mut sources: Vec<Source> = sources.iter().map(source).chain(catalogues).collect();
    sources.sort_by(|a, b| a.id.cmp(&b.id));

    let mut symbols: Vec<&str> = genes.iter().map(|gene| gene.header.id.as_str()).collect();
    symbols.extend(genomes.iter().flat_map(|genome| genome.genes().iter().map(|gene| gene.symbol.as_str())));
    symbols.sort_unstable();
    symbols.dedup();
    let source_ids = Ids::table("source", sources.iter().map(|source| source.id.as_str()));
    let curated = diseases.iter().map(|record| disease(record, &source_ids)).collect::<Result<Vec<_>, _>>()?;
    let tree = source_ids.number(ontology::SOURCE).map(SourceId::new).ok();
    let (diseases, oncotree) = ontology.join(curated, tree)?;
    let ids = Ids {
        genes: Ids::table("gene", symbols.iter().copied()),
        profiles: Ids::table("profile", profiles.iter().map(|record| record.header.id.as_str())),
        diseases: Ids::table("disease", diseases.iter().map(|disease| disease.id.as_str())),
        therapies: Ids::table("therapy", therapies.iter().map(|record| record.header.id.as_str())),
        sources: source_ids,
    };

    let declared: BTreeMap<&str, &str> =
        genes.iter().filter_map(|gene| Some((gene.header.id.as_str(), gene.transcript.as_ref()?.value.as_str()))).collect();
    let mut variants = Variants::new(&ids, &declared, &genomes);

    let mut valid_profiles = Vec::with_capacity(profiles.len());
    let (mut evidence, mut assertions) = (Vec::new(), Vec::new());
    for (record, number) in profiles.iter().zip(0..) {
        let profile = ProfileId::new(number);
        valid_profiles.push(MolecularProfile {
            id: record.header.id.clone(),
            name: record.name.value.clone(),
            aliases: texts(&record.aliases),
            civic: record.civic.as_ref().map_or(0, |civic| civic.value),
            tokens: variants.expression(&record.criterion)?.tokens(),
        });
        let mut numbers = BTreeMap::new();
        let mut items: Vec<&EvidenceRecord> = record.evidence.iter().collect();
        items.sort_by_key(|item| item.number.value);
        for item in items {
            numbers.insert(item.number.value, EvidenceId::new(u32::try_from(evidence.len()).unwrap_or(u32::MAX)));
            evidence.push(evidence_item(item, profile, &ids)?);
        }
        let mut items: Vec<&AssertionRecord> = record.assertions.iter().collect();
        items.sort_by_key(|item| item.number.value);
        for item in items {
            assertions.push(assertion(item, profile, &numbers, &ids)?);
        }
    }
    let trials = trials.iter().map(|record| trial(record, &mut variants, &ids)).collect::<Result<_, _>>()?;
    let approvals = approvals.iter().map(|record| approval(record, &mut variants, &ids)).collect::<Result<_, _>>()?;
    let triage = triage.into_iter().map(|table| table.resolve(&ids)).collect::<Result<_, _>>()?;
    let variants = variants.finish();
    let genes_with_records: BTreeMap<&str, &GeneRecord> = genes.iter().map(|gene| (gene.header.id.as_str(), gene)).collect();
    let genes = symbols
        .iter()
        .map(|symbol| match genes_with_records.get(symbol) {
            Some(record) => gene(record, &genomes, &ids),
            None => gene_of_models(symbol, &genomes, &ids),
        })
        .collect::<Result<_, _>>()?;
    let number = |symbol: &str| ids.gene(symbol).ok().map(GeneId::get);
    let lost = || ResolveError::Unknown { kind: "gene", name: "of a gene model".to_owned() };
    let [grch37, grch38] = genomes;
    let models = [grch37.into_tables(number).ok_or_else(lost)?, grch38.into_tables(number).ok_or_else(lost)?];
    Ok(ValidKnowledge {
        genes,
        variants,
        profiles: valid_profiles,
        evidence,
        assertions,
        therapies: therapies.iter().map(|record| therapy(record, &ids)).collect::<Result<_, _>>()?,
        diseases,
        approvals,
        trials,
        sources,
        schemes,
        triage,
        oncotree,
        copy_profiles: Vec::new(),
        words: Vec::new(),
        models,
    })
}

/// Of records with one identity, the one of the last layer: an overlay replaces what it lies over. The order stays.
fn latest<R>(records: Vec<R>, header: impl Fn(&R) -> &Header) -> Vec<R> {
    let mut kept: Vec<R> = Vec::with_capacity(records.len());
    for record in records {
        match kept.last_mut() {
            Some(last) if header(last).id == header(&record).id => {
                if header(&record).layer >= header(last).layer {
                    *last = record;
                }
            }
            _ => kept.push(record),
        }
    }
    kept
}

fn texts(list: &[Spanned<String>]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}

fn text(optional: Option<&Spanned<String>>) -> String {
    optional.map(|text| text.value.clone()).unwrap_or_default()
}

fn gene(record: &GeneRecord, genomes: &[MemoryGenome; 2], ids: &Ids) -> Result<Gene, ResolveError> {
    let model = genomes.iter().find_map(|genome| genome.gene_named(&record.header.id));
    Ok(Gene {
        symbol: record.header.id.clone(),
        name: record.name.value.clone(),
        hgnc: record.hgnc.value.clone(),
        ncbi_gene: record.ncbi_gene.as_ref().map_or(0, |number| number.value),
        ensembl: match &record.ensembl {
            Some(ensembl) => ensembl.value.clone(),
            None => model.and_then(|model| model.ensembl.clone()).unwrap_or_default(),
        },
        aliases: texts(&record.aliases),
        role: record.role.value,
        transcript: text(record.transcript.as_ref()),
        kinase: record.kinase_domain.as_ref().and_then(|domain| {
            let (first, last, of) = kinase_domain(&domain.value)?;
            Some(KinaseDomain { first, last, of })
        }),
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
    })
}

/// A gene nobody curated: it came with the models, so that consequences in it can be named.
fn gene_of_models(symbol: &str, genomes: &[MemoryGenome; 2], ids: &Ids) -> Result<Gene, ResolveError> {
    let model = genomes.iter().find_map(|genome| genome.gene_named(symbol));
    let hgnc = model.and_then(|model| model.hgnc.clone()).unwrap_or_default();
    Ok(Gene {
        symbol: symbol.to_owned(),
        name: String::new(),
        source_record: if hgnc.is_empty() { symbol.to_owned() } else { hgnc.clone() },
        hgnc,
        ncbi_gene: model.and_then(|model| model.ncbi).unwrap_or_default(),
        ensembl: model.and_then(|model| model.ensembl.clone()).unwrap_or_default(),
        aliases: Vec::new(),
        role: GeneRole::Unknown,
        transcript: String::new(),
        kinase: None,
        source: ids
            .source(model.map(|model| model.provenance.record.as_str()).filter(|id| !id.is_empty()).unwrap_or(MODELS_SOURCE))?,
    })
}

fn evidence_item(record: &EvidenceRecord, profile: ProfileId, ids: &Ids) -> Result<EvidenceItem, ResolveError> {
    Ok(EvidenceItem {
        id: record.header.id.clone(),
        profile,
        evidence_type: record.evidence_type.value,
        direction: record.direction.value,
        significance: record.significance.value,
        level: record.level.value,
        rating: record.rating.as_ref().and_then(|rating| u8::try_from(rating.value).ok()).unwrap_or(0),
        therapies: ids.therapies(&record.therapies)?,
        interaction: record.interaction.as_ref().map(|interaction| interaction.value),
        disease: ids.disease(&record.disease.value)?,
        excluding: ids.diseases(&record.excluding)?,
        origin: record.origin.value,
        citation: record.citation.value.clone(),
        same_paper: texts(&record.same_paper),
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
        study: record.study.as_ref().map(|study| study.value),
        endpoint: record.endpoint.as_ref().map(|endpoint| endpoint.value),
        cohort_size: record.cohort_size.as_ref().map(|size| size.value),
        population: record.population.as_ref().map(|population| population.value),
        statement: record.statement.value.clone(),
        statement_ja: text(record.statement_ja.as_ref()),
    })
}

fn assertion(
    record: &AssertionRecord,
    profile: ProfileId,
    evidence: &BTreeMap<u32, EvidenceId>,
    ids: &Ids,
) -> Result<Assertion, ResolveError> {
    let item = |number: &Spanned<u32>| {
        evidence.get(&number.value).copied().ok_or_else(|| ResolveError::Unknown {
            kind: "evidence item",
            name: format!("{} of {}", number.value, record.header.id),
        })
    };
    Ok(Assertion {
        id: record.header.id.clone(),
        profile,
        evidence_type: record.evidence_type.value,
        direction: record.direction.value,
        significance: record.significance.value,
        therapies: ids.therapies(&record.therapies)?,
        interaction: record.interaction.as_ref().map(|interaction| interaction.value),
        disease: ids.disease(&record.disease.value)?,
        excluding: ids.diseases(&record.excluding)?,
        amp: text(record.amp.as_ref()),
        guideline: text(record.guideline.as_ref()),
        evidence: record.evidence.iter().map(item).collect::<Result<_, _>>()?,
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
        summary: record.summary.value.clone(),
    })
}

fn therapy(record: &TherapyRecord, ids: &Ids) -> Result<Therapy, ResolveError> {
    let target = |symbol: &Spanned<String>| ids.gene(&symbol.value);
    Ok(Therapy {
        id: record.header.id.clone(),
        name: record.name.value.clone(),
        name_ja: text(record.name_ja.as_ref()),
        aliases: texts(&record.aliases),
        brands: record
            .brands
            .iter()
            .map(|brand| Brand { name: brand.name.value.clone(), jurisdiction: brand.jurisdiction.value })
            .collect(),
        ncit: text(record.ncit.as_ref()),
        class: text(record.class.as_ref()),
        targets: record.targets.iter().map(target).collect::<Result<Vec<GeneId>, _>>()?,
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
    })
}

/// A curated disease, with its parents still as identities: they get their numbers together with OncoTree's.
fn disease(record: &DiseaseRecord, sources: &names::Table) -> Result<(Disease, Vec<String>), ResolveError> {
    let disease = Disease {
        id: record.header.id.clone(),
        name: record.name.value.clone(),
        name_ja: text(record.name_ja.as_ref()),
        doid: text(record.doid.as_ref()),
        ncit: text(record.ncit.as_ref()),
        oncotree: texts(&record.oncotree),
        parents: Vec::new(),
        lineage: record.lineage.value,
        aliases: texts(&record.aliases),
        source: sources.number(&record.provenance.source.value).map(SourceId::new)?,
        source_record: record.provenance.record.value.clone(),
    };
    Ok((disease, texts(&record.parents)))
}

fn approval(record: &ApprovalRecord, variants: &mut Variants<'_>, ids: &Ids) -> Result<Approval, ResolveError> {
    let profile = |path: &Spanned<String>| ids.profile(&path.value);
    Ok(Approval {
        id: record.header.id.clone(),
        jurisdiction: record.jurisdiction,
        therapies: ids.therapies(&record.therapies)?,
        profiles: record.profiles.iter().map(profile).collect::<Result<_, _>>()?,
        disease: ids.disease(&record.disease.value)?,
        excluding: ids.diseases(&record.excluding)?,
        approved_on: text(record.approved_on.as_ref()),
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
        document: text(record.document.as_ref()),
        companion_diagnostics: record
            .companion_diagnostics
            .iter()
            .map(|assay| {
                Ok(CompanionDiagnostic {
                    name: assay.name.value.clone(),
                    version: text(assay.version.as_ref()),
                    manufacturer: text(assay.manufacturer.as_ref()),
                    specimen: text(assay.specimen.as_ref()),
                    approved_on: text(assay.approved_on.as_ref()),
                    source_record: text(assay.source_record.as_ref()),
                    document: text(assay.document.as_ref()),
                    detects: variants.leaves(&assay.detects)?,
                    reference_only: variants.leaves(&assay.reference_only)?,
                })
            })
            .collect::<Result<_, ResolveError>>()?,
    })
}

fn trial(record: &TrialRecord, variants: &mut Variants<'_>, ids: &Ids) -> Result<Trial, ResolveError> {
    let age = |end: usize| record.ages[end].as_ref().and_then(|years| u16::try_from(years.value).ok());
    let tokens = match &record.criterion {
        Some(criterion) => variants.expression(criterion)?.tokens(),
        None => Vec::new(),
    };
    Ok(Trial {
        id: record.header.id.clone(),
        ids: texts(&record.ids),
        title: record.title.value.clone(),
        phase: record.phase.as_ref().map(|phase| phase.value),
        trial_type: record.trial_type.as_ref().map(|kind| kind.value),
        status: record.status.value,
        as_of: record.as_of.value.clone(),
        countries: texts(&record.countries),
        therapies: ids.therapies(&record.therapies)?,
        diseases: ids.diseases(&record.diseases)?,
        excluding: ids.diseases(&record.excluding)?,
        more_diseases: record.more_diseases.as_ref().is_some_and(|more| more.value),
        selection: match (&record.selection, &record.criterion) {
            (Some(said), _) if said.value == TrialSelection::NotRead => TrialSelection::NotRead,
            (_, Some(_)) => TrialSelection::Criterion,
            (_, None) => TrialSelection::None,
        },
        tokens,
        ages: (age(0), age(1)),
        after: ids.therapies(&record.after)?,
        not_after: ids.therapies(&record.not_after)?,
        source: ids.source(&record.provenance.source.value)?,
        source_record: record.provenance.record.value.clone(),
    })
}

fn source(record: &SourceRecord) -> Source {
    Source {
        id: record.header.id.clone(),
        name: record.name.value.clone(),
        publisher: record.publisher.value.clone(),
        licence: record.licence.value.clone(),
        licence_url: text(record.licence_url.as_ref()),
        release: record.release.value.clone(),
        homepage: text(record.homepage.as_ref()),
        citation: text(record.citation.as_ref()),
        redistributable: record.redistributable.value,
    }
}

impl NamedTriage {
    /// Names to ids.
    fn resolve(self, ids: &Ids) -> Result<TriageTable, ResolveError> {
        let mut table = self.table;
        for named in self.deemed {
            let mut therapies = named
                .therapies
                .iter()
                .map(|name| ids.therapies.number(name).map(ckdb_core::model::TherapyId::new))
                .collect::<Result<Vec<_>, _>>()?;
            therapies.sort_unstable();
            table.deemed.push(DeemedTest {
                therapies,
                profiles: named.profiles.iter().map(|name| ids.profile(name)).collect::<Result<_, _>>()?,
                disease: ids.disease(&named.disease)?,
                assays: named.assays,
            });
        }
        Ok(table)
    }
}
