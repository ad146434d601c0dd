//! A record as a row of texts, so that any two can be compared field by field.
//!
//! References are printed as identities, not numbers: numbers are an index's own and move with every build.

use super::family::source_family;
use crate::index::IndexError;
use crate::knowledge::{Records, view};
use crate::model::vocabulary::vocabulary_only;
use crate::model::{DiseaseId, Expression, ProfileId, SourceId, TherapyId, Token};

vocabulary_only! {
    /// What kind of record it is, in the order they are shown.
    Kind, "kind of record", {
        /// Where records came from.
        Source = "source",
        /// What a regulator allowed.
        Approval = "approval",
        /// A claim of one source.
        Evidence = "evidence",
        /// A summary over claims.
        Assertion = "assertion",
        /// A clinical trial.
        Trial = "trial",
        /// A boolean combination of variants, with what they cover.
        Profile = "profile",
        /// A treatment.
        Therapy = "therapy",
        /// A disease.
        Disease = "disease",
        /// A gene.
        Gene = "gene",
        /// A level scheme.
        Scheme = "scheme",
    }
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
    /// What it is about, for people.
    pub label: String,
    /// Symbols of the genes it speaks of, sorted.
    pub genes: Vec<String>,
    /// Names of the diseases it speaks of, sorted.
    pub diseases: Vec<String>,
    /// Its source and its name there, when it has one.
    pub named: Option<(String, String)>,
    /// Its fields in the order of our model; empty when not given.
    pub fields: Vec<(&'static str, String)>,
}

/// Every record of an index but variants, which are told with their profiles.
pub(super) fn rows(records: Records<'_>) -> Result<Vec<Row>, IndexError> {
    let names = Names { records };
    let mut rows: Vec<Row> = records.sources().map(source).collect();
    for approval in records.approvals() {
        rows.push(names.approval(approval)?);
    }
    rows.extend(records.evidence().map(|item| names.evidence(item)));
    rows.extend(records.assertions().map(|item| names.assertion(item)));
    rows.extend(records.trials().map(|trial| names.trial(trial)));
    for profile in records.profiles() {
        rows.push(names.profile(profile)?);
    }
    rows.extend(records.therapies().map(|therapy| names.therapy(therapy)));
    rows.extend(records.diseases().map(|disease| names.disease(disease)));
    rows.extend(records.genes().map(|gene| names.gene(gene)));
    for scheme in records.schemes()? {
        let rules: Vec<String> = scheme.rules.iter().map(|rule| format!("{}: {}", rule.id, rule.level)).collect();
        rows.push(Row {
            label: scheme.name.clone(),
            fields: vec![
                ("version", scheme.version.to_string()),
                ("levels", scheme.levels.join(", ")),
                ("rules", rules.join("; ")),
                ("citation", scheme.citation),
            ],
            ..Row::new(Kind::Scheme, scheme.id)
        });
    }
    Ok(rows)
}

impl Row {
    /// A field by its name; empty when the kind has no such field, or the record does not give it.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    const fn new(kind: Kind, id: String) -> Self {
        Self { kind, id, label: String::new(), genes: Vec::new(), diseases: Vec::new(), named: None, fields: Vec::new() }
    }
}

fn source(source: view::Source<'_>) -> Row {
    Row {
        label: source.name().to_owned(),
        fields: vec![
            ("release", source.release().to_owned()),
            ("licence", source.licence().to_owned()),
            ("redistributable", source.redistributable().to_string()),
            ("publisher", source.publisher().to_owned()),
            ("name", source.name().to_owned()),
            ("citation", source.citation().to_owned()),
        ],
        // Two releases of one source are one source that changed.
        named: Some((source_family(source.id()).to_owned(), String::new())),
        ..Row::new(Kind::Source, source.id().to_owned())
    }
}

/// A list of texts as one.
fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn option(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A number where 0 means that none was given.
fn given(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// Names of what records refer to.
#[derive(Clone, Copy)]
pub(super) struct Names<'k> {
    pub(super) records: Records<'k>,
}

impl<'k> Names<'k> {
    pub(super) fn therapies(self, ids: impl Iterator<Item = TherapyId>) -> String {
        list(ids.filter_map(|id| self.records.therapy(id)).map(|therapy| therapy.id()))
    }

    fn disease_id(self, id: DiseaseId) -> String {
        self.records.disease(id).map_or_else(String::new, |disease| disease.id().to_owned())
    }

    pub(super) fn disease_name(self, id: DiseaseId) -> String {
        self.records.disease(id).map_or_else(String::new, |disease| disease.name().to_owned())
    }

    fn profile_id(self, id: ProfileId) -> String {
        self.records.profile(id).map_or_else(String::new, |profile| profile.id().to_owned())
    }

    pub(super) fn profile_name(self, id: ProfileId) -> String {
        self.records.profile(id).map_or_else(String::new, |profile| profile.name().to_owned())
    }

    fn source(self, id: SourceId) -> String {
        self.records.source(id).map_or_else(String::new, |source| source.id().to_owned())
    }

    /// Its source, whichever release of it: that a release is newer is told once, of the source, and not of each record.
    fn family(self, id: SourceId) -> String {
        source_family(&self.source(id)).to_owned()
    }

    fn named(self, source: SourceId, name: &str) -> Option<(String, String)> {
        (!name.is_empty()).then(|| (self.family(source), name.to_owned()))
    }

    /// Symbols of the genes of a profile, sorted.
    pub(super) fn genes(self, profile: ProfileId) -> Vec<String> {
        self.genes_of(self.records.profile(profile).into_iter().flat_map(view::Profile::tokens))
    }

    fn genes_of(self, tokens: impl Iterator<Item = Token>) -> Vec<String> {
        let variants = tokens.filter_map(|token| match token {
            Token::Variant(variant) => self.records.variant(variant),
            Token::Join { .. } => None,
        });
        let genes = variants.filter_map(view::Variant::gene).filter_map(|gene| self.records.gene(gene));
        let mut genes: Vec<String> = genes.map(|gene| gene.symbol().to_owned()).collect();
        genes.sort_unstable();
        genes.dedup();
        genes
    }

    /// An expression in words, with what each variant covers.
    fn expression(self, tokens: impl Iterator<Item = Token>) -> Result<String, IndexError> {
        // A broken expression is told by whoever opens an annotator; here it is only shown as what it is.
        Expression::from_tokens(tokens).map_or_else(|error| Ok(error.to_string()), |expression| self.words(&expression))
    }

    fn words(self, expression: &Expression) -> Result<String, IndexError> {
        Ok(match expression {
            Expression::Variant(id) => match self.records.variant(*id) {
                Some(variant) => {
                    let gene = variant.gene().and_then(|gene| self.records.gene(gene)).map_or("", view::Gene::symbol);
                    format!("{gene} {} [{:?}]", variant.name(), variant.criterion()?).trim_start().to_owned()
                }
                None => String::new(),
            },
            Expression::Join(operator, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.words(part)).collect::<Result<_, _>>()?;
                format!("{operator}({})", parts.join("; "))
            }
        })
    }

    fn evidence(self, item: view::Evidence<'k>) -> Row {
        let disease = self.disease_name(item.disease());
        let label = [
            self.profile_name(item.profile()),
            item.therapies().to_string(),
            disease.clone(),
            format!("{} {} {}", item.level(), item.direction(), item.significance()),
            item.citation().to_owned(),
        ];
        Row {
            label: told(&label),
            genes: self.genes(item.profile()),
            diseases: vec![disease],
            named: self.named(item.source(), item.source_record()),
            fields: vec![
                ("profile", self.profile_id(item.profile())),
                ("type", item.evidence_type().to_string()),
                ("direction", item.direction().to_string()),
                ("significance", item.significance().to_string()),
                ("level", item.level().to_string()),
                ("rating", given(item.rating().into())),
                ("therapies", self.therapies(item.therapies())),
                ("interaction", option(item.interaction())),
                ("disease", self.disease_id(item.disease())),
                ("origin", item.origin().to_string()),
                ("citation", item.citation().to_owned()),
                ("study", option(item.study())),
                ("cohort_size", option(item.cohort_size())),
                ("population", option(item.population())),
                ("source", self.family(item.source())),
                ("source_record", item.source_record().to_owned()),
                ("statement", item.statement().to_owned()),
                ("statement_ja", item.statement_ja().to_owned()),
            ],
            ..Row::new(Kind::Evidence, item.id().to_owned())
        }
    }

    fn assertion(self, item: view::Assertion<'k>) -> Row {
        let disease = self.disease_name(item.disease());
        let therapies = self.therapies(item.therapies());
        let label = [self.profile_name(item.profile()), therapies.clone(), disease.clone(), item.significance().to_string()];
        let evidence = item.evidence().filter_map(|id| self.records.evidence_item(id));
        Row {
            label: told(&label),
            genes: self.genes(item.profile()),
            diseases: vec![disease],
            named: self.named(item.source(), item.source_record()),
            fields: vec![
                ("profile", self.profile_id(item.profile())),
                ("type", item.evidence_type().to_string()),
                ("direction", item.direction().to_string()),
                ("significance", item.significance().to_string()),
                ("amp", item.amp().to_owned()),
                ("guideline", item.guideline().to_owned()),
                ("therapies", therapies),
                ("interaction", option(item.interaction())),
                ("disease", self.disease_id(item.disease())),
                ("evidence", list(evidence.map(|evidence| evidence.id()))),
                ("source", self.family(item.source())),
                ("source_record", item.source_record().to_owned()),
                ("summary", item.summary().to_owned()),
            ],
            ..Row::new(Kind::Assertion, item.id().to_owned())
        }
    }

    fn approval(self, approval: view::Approval<'k>) -> Result<Row, IndexError> {
        let disease = self.disease_name(approval.disease());
        let mut genes: Vec<String> = approval.profiles().flat_map(|profile| self.genes(profile)).collect();
        genes.sort_unstable();
        genes.dedup();
        let profiles: Vec<String> = approval.profiles().map(|profile| self.profile_name(profile)).collect();
        let therapies = self.therapies(approval.therapies());
        let label = [approval.jurisdiction().to_string(), therapies.clone(), profiles.join(", "), disease.clone()];
        let assays: Vec<String> = approval
            .companion_diagnostics()?
            .into_iter()
            .map(|assay| told(&[assay.name, assay.specimen, assay.approved_on]))
            .collect();
        Ok(Row {
            label: told(&label),
            genes,
            diseases: vec![disease],
            // A regulator's document speaks of several uses: its name does not tell one record from another.
            named: None,
            fields: vec![
                ("jurisdiction", approval.jurisdiction().to_string()),
                ("therapies", therapies),
                ("profiles", approval.profiles().map(|profile| self.profile_id(profile)).collect::<Vec<_>>().join(", ")),
                ("disease", self.disease_id(approval.disease())),
                ("approved_on", approval.approved_on().to_owned()),
                ("companion_diagnostics", assays.join("; ")),
                ("source", self.family(approval.source())),
                ("source_record", approval.source_record().to_owned()),
                ("document", approval.document().to_owned()),
            ],
            ..Row::new(Kind::Approval, approval.id().to_owned())
        })
    }

    fn trial(self, trial: view::Trial<'k>) -> Row {
        let mut diseases: Vec<String> = trial.diseases().map(|disease| self.disease_name(disease)).collect();
        diseases.sort_unstable();
        let selection = self.expression(trial.tokens()).unwrap_or_else(|error| error.to_string());
        Row {
            label: trial.title().to_owned(),
            genes: self.genes_of(trial.tokens()),
            diseases,
            named: self.named(trial.source(), trial.source_record()),
            fields: vec![
                ("ids", list(trial.ids())),
                ("title", trial.title().to_owned()),
                ("phase", option(trial.phase())),
                ("status", trial.status().to_string()),
                ("as_of", trial.as_of().to_owned()),
                ("countries", list(trial.countries())),
                ("therapies", self.therapies(trial.therapies())),
                ("diseases", trial.diseases().map(|disease| self.disease_id(disease)).collect::<Vec<_>>().join(", ")),
                ("selects", if trial.tokens().len() == 0 { String::new() } else { selection }),
                ("source", self.family(trial.source())),
            ],
            ..Row::new(Kind::Trial, trial.id().to_owned())
        }
    }

    fn profile(self, profile: view::Profile<'k>) -> Result<Row, IndexError> {
        Ok(Row {
            label: profile.name().to_owned(),
            genes: self.genes(profile.number()),
            named: (profile.civic() != 0).then(|| ("civic".to_owned(), profile.civic().to_string())),
            fields: vec![
                ("name", profile.name().to_owned()),
                ("aliases", list(profile.aliases())),
                ("civic", given(profile.civic())),
                ("expression", self.expression(profile.tokens())?),
            ],
            ..Row::new(Kind::Profile, profile.id().to_owned())
        })
    }

    fn therapy(self, therapy: view::Therapy<'k>) -> Row {
        let brands: Vec<String> = therapy.brands().map(|(name, place)| format!("{name} ({place})")).collect();
        let targets: Vec<&str> = therapy.targets().filter_map(|gene| self.records.gene(gene)).map(|gene| gene.symbol()).collect();
        Row {
            label: told(&[therapy.name().to_owned(), therapy.name_ja().to_owned()]),
            named: self.named(therapy.source(), therapy.source_record()),
            fields: vec![
                ("name", therapy.name().to_owned()),
                ("name_ja", therapy.name_ja().to_owned()),
                ("aliases", list(therapy.aliases())),
                ("brands", brands.join(", ")),
                ("targets", targets.join(", ")),
                ("ncit", therapy.ncit().to_owned()),
                ("class", therapy.class().to_owned()),
            ],
            ..Row::new(Kind::Therapy, therapy.id().to_owned())
        }
    }

    fn disease(self, disease: view::Disease<'k>) -> Row {
        Row {
            label: told(&[disease.name().to_owned(), disease.name_ja().to_owned()]),
            diseases: vec![disease.name().to_owned()],
            named: self.named(disease.source(), disease.source_record()),
            fields: vec![
                ("name", disease.name().to_owned()),
                ("name_ja", disease.name_ja().to_owned()),
                ("doid", disease.doid().to_owned()),
                ("ncit", disease.ncit().to_owned()),
                ("oncotree", list(disease.oncotree())),
                ("aliases", list(disease.aliases())),
                ("lineage", disease.lineage().to_string()),
                ("parents", disease.parents().map(|parent| self.disease_id(parent)).collect::<Vec<_>>().join(", ")),
            ],
            ..Row::new(Kind::Disease, disease.id().to_owned())
        }
    }

    fn gene(self, gene: view::Gene<'k>) -> Row {
        Row {
            label: gene.name().to_owned(),
            genes: vec![gene.symbol().to_owned()],
            named: self.named(gene.source(), gene.hgnc()),
            fields: vec![
                ("name", gene.name().to_owned()),
                ("hgnc", gene.hgnc().to_owned()),
                ("ncbi_gene", given(gene.ncbi_gene())),
                ("ensembl", gene.ensembl().to_owned()),
                ("aliases", list(gene.aliases())),
                ("role", gene.role().to_string()),
                ("transcript", gene.transcript().to_owned()),
            ],
            ..Row::new(Kind::Gene, gene.symbol().to_owned())
        }
    }
}

/// What is told of a record, parts that are not given left out.
fn told(parts: &[String]) -> String {
    parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
