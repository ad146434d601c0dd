//! What is claimed: evidence items, assertions, approvals, trials of all layers, each with the layer it came from.

use super::profiles::Profiles;
use super::shown::Claim;
use super::vocabulary::Vocabulary;
use super::{LayerReport, Part};
use crate::knowledge::LayerTable;
use crate::model::{
    Approval, Assertion, CompanionDiagnostic, DeemedTest, EvidenceId, EvidenceItem, ProfileId, SourceId, TriageTable, Trial, VariantId,
};
use std::collections::BTreeMap;

/// The joined claims, in the order of their tables.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) evidence: Vec<EvidenceItem>,
    pub(super) assertions: Vec<Assertion>,
    pub(super) approvals: Vec<Approval>,
    pub(super) trials: Vec<Trial>,
    pub(super) layers: LayerTable,
}

/// A record that can be met again in another layer.
trait Record: Clone + PartialEq {
    fn id(&self) -> &str;
    fn set_id(&mut self, id: String);
    fn source(&self) -> SourceId;
    fn source_record(&self) -> &str;
}

macro_rules! records {
    ($($name:ident),+) => {
        $(
            impl Record for $name {
                fn id(&self) -> &str {
                    &self.id
                }
                fn set_id(&mut self, id: String) {
                    self.id = id;
                }
                fn source(&self) -> SourceId {
                    self.source
                }
                fn source_record(&self) -> &str {
                    &self.source_record
                }
            }
        )+
    };
}

records! { EvidenceItem, Assertion, Approval, Trial }

/// Records of one kind as they are gathered: in the order met, found by identity.
struct Gathered<R> {
    rows: Vec<(u8, R)>,
    by_id: BTreeMap<String, usize>,
}

impl<R: Record> Gathered<R> {
    const fn new() -> Self {
        Self { rows: Vec::new(), by_id: BTreeMap::new() }
    }

    /// Puts a record among the others; returns its place, or that of the one that stands for it.
    fn lay(&mut self, number: usize, layer: &Part, mut record: R, vocabulary: &Vocabulary, report: &mut LayerReport) -> usize {
        if let Some(at) = self.by_id.get(record.id()).copied()
            && let Some((_, known)) = self.rows.get(at)
        {
            let same_record =
                vocabulary.one_family(known.source(), record.source()) && known.source_record() == record.source_record();
            if same_record {
                if *known == record { report.same += 1 } else { report.first_stands.push(record.id().to_owned()) }
                return at;
            }
            let name = layer.own_name(record.id());
            report.renamed.insert(record.id().to_owned(), name.clone());
            record.set_id(name);
        }
        self.by_id.insert(record.id().to_owned(), self.rows.len());
        self.rows.push((u8::try_from(number).unwrap_or(u8::MAX), record));
        self.rows.len() - 1
    }

    /// The rows and their layers in the order of `key` (rows of one key stay as they were met), and where each row is then.
    fn sorted<K: Ord>(self, key: impl Fn(&R) -> K) -> (Vec<R>, Vec<u8>, Vec<usize>) {
        let mut order: Vec<(usize, (u8, R))> = self.rows.into_iter().enumerate().collect();
        order.sort_by_key(|(_, (_, row))| key(row));
        let mut places = vec![0; order.len()];
        for (now, (then, _)) in order.iter().enumerate() {
            places[*then] = now;
        }
        let (layers, rows) = order.into_iter().map(|(_, row)| row).unzip();
        (rows, layers, places)
    }
}

impl Claims {
    pub(super) fn of(layers: &[Part], vocabulary: &Vocabulary, profiles: &mut Profiles, report: &mut LayerReport) -> Self {
        let mut claims = Self::default();
        claims.layers.layers = layers.iter().map(|layer| layer.layer.clone()).collect();
        let places = claims.evidence(layers, vocabulary, profiles, report);
        claims.assertions(layers, vocabulary, profiles, &places, report);
        claims.trials(layers, vocabulary, profiles, report);
        claims.approvals(layers, vocabulary, profiles, report);
        claims
    }

    /// Returns where each layer's evidence items are now.
    fn evidence(
        &mut self,
        layers: &[Part],
        vocabulary: &Vocabulary,
        profiles: &Profiles,
        report: &mut LayerReport,
    ) -> Vec<Vec<Option<EvidenceId>>> {
        let mut gathered = Gathered::new();
        let mut places = Vec::new();
        for (number, layer) in layers.iter().enumerate() {
            let mut of_layer = Vec::with_capacity(layer.tables.evidence.len());
            for (row, item) in layer.tables.evidence.iter().enumerate() {
                let shown = layer.kept.claim(Claim::Evidence(row), item.source);
                let item = shown.then(|| evidence_item(number, item, vocabulary, profiles)).flatten();
                report.hidden += usize::from(item.is_none());
                of_layer.push(item.map(|item| gathered.lay(number, layer, item, vocabulary, report)));
            }
            places.push(of_layer);
        }
        let (rows, tags, now) = gathered.sorted(|item| item.profile);
        (self.evidence, self.layers.evidence) = (rows, tags);
        let id = |at: usize| now.get(at).and_then(|at| u32::try_from(*at).ok()).map(EvidenceId::new);
        places.into_iter().map(|places| places.into_iter().map(|at| at.and_then(id)).collect()).collect()
    }

    fn assertions(
        &mut self,
        layers: &[Part],
        vocabulary: &Vocabulary,
        profiles: &Profiles,
        evidence: &[Vec<Option<EvidenceId>>],
        report: &mut LayerReport,
    ) {
        let mut gathered = Gathered::new();
        for ((number, layer), evidence) in layers.iter().enumerate().zip(evidence) {
            for (row, item) in layer.tables.assertions.iter().enumerate() {
                let shown = layer.kept.claim(Claim::Assertion(row), item.source);
                match shown.then(|| assertion(number, item, vocabulary, profiles, evidence)).flatten() {
                    Some(item) => drop(gathered.lay(number, layer, item, vocabulary, report)),
                    None => report.hidden += 1,
                }
            }
        }
        let (rows, tags, _) = gathered.sorted(|item| item.profile);
        (self.assertions, self.layers.assertions) = (rows, tags);
    }

    fn trials(&mut self, layers: &[Part], vocabulary: &Vocabulary, profiles: &mut Profiles, report: &mut LayerReport) {
        let mut gathered = Gathered::new();
        for (number, layer) in layers.iter().enumerate() {
            for (row, item) in layer.tables.trials.iter().enumerate() {
                let shown = layer.kept.claim(Claim::Trial(row), item.source);
                match shown.then(|| trial(layers, number, item, vocabulary, profiles)).flatten() {
                    Some(item) => drop(gathered.lay(number, layer, item, vocabulary, report)),
                    None => report.hidden += 1,
                }
            }
        }
        let (rows, tags, _) = gathered.sorted(|item: &Trial| identity(&item.id));
        (self.trials, self.layers.trials) = (rows, tags);
    }

    fn approvals(&mut self, layers: &[Part], vocabulary: &Vocabulary, profiles: &mut Profiles, report: &mut LayerReport) {
        let mut gathered = Gathered::new();
        for (number, layer) in layers.iter().enumerate() {
            for (row, item) in layer.tables.approvals.iter().enumerate() {
                let shown = layer.kept.claim(Claim::Approval(row), item.source);
                match shown.then(|| approval(layers, number, item, vocabulary, profiles)).flatten() {
                    Some(item) => drop(gathered.lay(number, layer, item, vocabulary, report)),
                    None => report.hidden += 1,
                }
            }
        }
        let (rows, tags, _) = gathered.sorted(|item: &Approval| identity(&item.id));
        (self.approvals, self.layers.approvals) = (rows, tags);
    }
}

/// The order of identities is that of their parts, as of paths: `us/a/1` stands before `us/a-b/1`.
fn identity(id: &str) -> Vec<String> {
    id.split('/').map(str::to_owned).collect()
}

fn evidence_item(number: usize, item: &EvidenceItem, words: &Vocabulary, profiles: &Profiles) -> Option<EvidenceItem> {
    Some(EvidenceItem {
        profile: profiles.place(number, item.profile)?,
        therapies: words.all_therapies(number, &item.therapies)?,
        disease: words.disease(number, item.disease)?,
        excluding: words.all_diseases(number, &item.excluding)?,
        source: words.source(number, item.source),
        ..item.clone()
    })
}

fn assertion(
    number: usize,
    item: &Assertion,
    words: &Vocabulary,
    profiles: &Profiles,
    evidence: &[Option<EvidenceId>],
) -> Option<Assertion> {
    Some(Assertion {
        profile: profiles.place(number, item.profile)?,
        therapies: words.all_therapies(number, &item.therapies)?,
        disease: words.disease(number, item.disease)?,
        excluding: words.all_diseases(number, &item.excluding)?,
        // An assertion stands by itself; it names the evidence that is shown.
        evidence: item.evidence.iter().filter_map(|id| *evidence.get(id.index())?).collect(),
        source: words.source(number, item.source),
        ..item.clone()
    })
}

fn trial(layers: &[Part], number: usize, item: &Trial, words: &Vocabulary, profiles: &mut Profiles) -> Option<Trial> {
    Some(Trial {
        therapies: words.all_therapies(number, &item.therapies)?,
        diseases: words.all_diseases(number, &item.diseases)?,
        excluding: words.all_diseases(number, &item.excluding)?,
        after: words.all_therapies(number, &item.after)?,
        not_after: words.all_therapies(number, &item.not_after)?,
        tokens: profiles.tokens(layers, words, number, &item.tokens)?,
        source: words.source(number, item.source),
        ..item.clone()
    })
}

fn approval(layers: &[Part], number: usize, item: &Approval, words: &Vocabulary, profiles: &mut Profiles) -> Option<Approval> {
    let mut assay = |assay: &CompanionDiagnostic| {
        let mut variants = |ids: &[VariantId]| -> Option<Vec<VariantId>> {
            ids.iter().map(|id| profiles.variant(layers, words, number, *id)).collect()
        };
        let (detects, reference_only) = (variants(&assay.detects)?, variants(&assay.reference_only)?);
        Some(CompanionDiagnostic { detects, reference_only, ..assay.clone() })
    };
    let companion_diagnostics = item.companion_diagnostics.iter().map(&mut assay).collect::<Option<_>>()?;
    Some(Approval {
        therapies: words.all_therapies(number, &item.therapies)?,
        profiles: item.profiles.iter().map(|id| profiles.place(number, *id)).collect::<Option<_>>()?,
        disease: words.disease(number, item.disease)?,
        excluding: words.all_diseases(number, &item.excluding)?,
        source: words.source(number, item.source),
        companion_diagnostics,
        ..item.clone()
    })
}

/// Triage tables: the first layer that has one of a name keeps it.
pub(super) fn triage(layers: &[Part], words: &Vocabulary, profiles: &Profiles) -> Vec<TriageTable> {
    let mut tables: Vec<TriageTable> = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        for table in &layer.tables.triage {
            if tables.iter().any(|known| known.id == table.id) {
                continue;
            }
            let deemed: Vec<DeemedTest> = table.deemed.iter().filter_map(|test| deemed(number, test, words, profiles)).collect();
            // A list with a test left out no longer proves that a test is not on it.
            let deemed_is_complete = table.deemed_is_complete && deemed.len() == table.deemed.len();
            tables.push(TriageTable { deemed, deemed_is_complete, ..table.clone() });
        }
    }
    tables
}

fn deemed(number: usize, test: &DeemedTest, words: &Vocabulary, profiles: &Profiles) -> Option<DeemedTest> {
    Some(DeemedTest {
        therapies: words.all_therapies(number, &test.therapies)?,
        profiles: test.profiles.iter().map(|id| profiles.place(number, *id)).collect::<Option<Vec<ProfileId>>>()?,
        disease: words.disease(number, test.disease)?,
        assays: test.assays.clone(),
    })
}
