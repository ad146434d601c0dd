//! Several indexes opened as one: the open core, and overlays that a user holds beside it.
//!
//! ```text
//!  core.ckdb ──────┐              vocabulary   genes, diseases, therapies by identity; sources, each licence its own
//!  hospital.ckdb ──┼─► join ────► profiles     by identity, where they ask the same question
//!  licensed.ckdb ──┘    │         claims       evidence, assertions, approvals, trials: the union, each with its layer
//!                       └───────► one image in memory, opened like any other file
//! ```
//! An overlay adds and never changes: what the core says stands, in its own words. Nothing of an overlay vanishes uncounted
//! either ([`LayerReport`]): a record that the core has, too, in another version is the core's; a record that only shares its
//! identity with another one gets a name of its own.
//!
//! Joining before asking, not asking each and joining the answers, is what keeps answers whole: a conflict between evidence of
//! two layers is seen, a disease of the overlay has its place below one of the core, and a profile is judged once.
//!
//! The same walk hides what may not be passed on ([`Layers::only_redistributable`]): what is not joined cannot be shown by any verb.

mod claims;
mod genome;
mod profiles;
mod shown;
mod vocabulary;

use crate::genome::{Assembly, Contig};
use crate::index::{Image, IndexError, Writer};
use crate::knowledge::genome::GenomeError;
use crate::knowledge::{Knowledge, LAYERS_SECTION, Layer, RELEASE_SECTION, RecordTables, Release, TABLE_VERSION};
use claims::Claims;
use profiles::Profiles;
use shown::{Claim, Kept};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Vocabulary;

/// The most indexes that can be opened as one: a layer is one byte.
pub const MOST_LAYERS: usize = 255;

/// Why indexes cannot be opened as one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayerError {
    /// One of them is damaged, or the joined one grows too large.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The joined gene models would not answer rightly.
    #[error(transparent)]
    Genome(#[from] GenomeError),
    /// Two layers hold different reference letters.
    #[error(
        "reference letters of {assembly} differ between the layers near {contig}:{position} (index {core} and index {overlay}); \
         gene models of an overlay must lie on the same assembly: build it again"
    )]
    Letters {
        /// The assembly.
        assembly: Assembly,
        /// The contig.
        contig: Contig,
        /// First place that differs, 1-based.
        position: u32,
        /// Content id of the layer that was there first.
        core: String,
        /// Content id of the other.
        overlay: String,
    },
    /// More layers than can be told apart.
    #[error("expected at most {MOST_LAYERS} indexes to open as one, found {found}; build some of them into one file first")]
    TooMany {
        /// How many.
        found: usize,
    },
}

/// What joining did with records that more than one layer has, and with those that are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerReport {
    /// Records that a further layer has in the very same words.
    pub same: usize,
    /// Records that a further layer has in another version: the first layer's stands. Their identities, sorted.
    pub first_stands: Vec<String>,
    /// Records that only share an identity with another one, and what they are called now.
    pub renamed: BTreeMap<String, String>,
    /// Records not shown because their source, or something they need, may not be passed on.
    pub hidden: usize,
    /// Sections that cannot be joined, such as texts to search in: they are in none of the layers now.
    pub sections_left_out: Vec<String>,
}

/// Indexes to open as one.
#[derive(Clone, Debug)]
pub struct Layers {
    layers: Vec<Knowledge>,
    only_redistributable: bool,
}

/// Indexes joined.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The joined index as a file in memory.
    pub image: Image,
    /// What became of records of several layers.
    pub report: LayerReport,
}

impl Layers {
    /// Begins with the core.
    #[must_use]
    pub fn new(core: Knowledge) -> Self {
        Self { layers: vec![core], only_redistributable: false }
    }

    /// Lays an overlay over what is there.
    #[must_use]
    pub fn over(mut self, overlay: Knowledge) -> Self {
        self.layers.push(overlay);
        self
    }

    /// Leaves out each claim of a source that may not be passed on, and each that needs a disease, a therapy or a gene of such
    /// a source. Gene models stay: they are places, not claims.
    #[must_use]
    pub const fn only_redistributable(mut self) -> Self {
        self.only_redistributable = true;
        self
    }

    /// Opens them as one.
    ///
    /// # Errors
    /// See [`LayerError`].
    pub fn open(&self) -> Result<(Knowledge, LayerReport), LayerError> {
        let Joined { image, report } = self.join()?;
        Ok((Knowledge::from_bytes(image.bytes)?, report))
    }

    /// Joins them to one file in memory. The same layers in the same order give the same bytes.
    ///
    /// # Errors
    /// See [`LayerError`].
    pub fn join(&self) -> Result<Joined, LayerError> {
        if self.layers.len() > MOST_LAYERS {
            return Err(LayerError::TooMany { found: self.layers.len() });
        }
        let mut layers = self.layers.iter().map(Part::of).collect::<Result<Vec<_>, _>>()?;
        if self.only_redistributable {
            for layer in &mut layers {
                layer.kept = Kept::redistributable(&layer.tables, &layer.knowledge)?;
            }
        }
        join(&layers, &self.release()?, true)
    }

    /// What of the last layer is not in those below it, as a file of its own: an overlay. It holds claims, what they speak of,
    /// and gene models that the others lack, and it is meant to be laid over a core, this one or a later one: what the core
    /// drops later does not come back with it.
    ///
    /// # Errors
    /// See [`LayerError`].
    pub fn overlay(&self) -> Result<Joined, LayerError> {
        let (joined, report) = self.open()?;
        let Some((top, below)) = self.layers.split_last() else { return self.join() };
        let mut part = Part::of(&joined)?;
        let top_layer = u8::try_from(below.len()).unwrap_or(u8::MAX);
        part.kept = Kept::without(&part.tables, Claim::of_other_layers(joined.records()?, top_layer));
        part.layer = Part::of(top)?.layer;
        // Rules, codes and gene models are the core's affair; an overlay brings those that the core has not.
        for core in below {
            let core_tables = RecordTables::of(core)?;
            part.tables.schemes.retain(|scheme| core_tables.schemes.iter().all(|known| known.id != scheme.id));
            part.tables.triage.retain(|table| core_tables.triage.iter().all(|known| known.id != table.id));
            part.tables.copy_profiles.retain(|profile| core_tables.copy_profiles.iter().all(|known| known.id != profile.id));
            if !core_tables.oncotree.is_empty() {
                part.tables.oncotree.clear();
            }
            for assembly in Assembly::ALL {
                let models = core.genome(assembly)?.transcripts().map(|(_, model)| model.accession.to_owned());
                part.modelled_elsewhere[assembly.index()].extend(models);
            }
        }
        let built = join(&[part], &top.release()?, false)?;
        Ok(Joined { report, ..built })
    }

    fn release(&self) -> Result<Release, IndexError> {
        let names = self.layers.iter().map(|layer| layer.release().map(|release| release.name)).collect::<Result<Vec<_>, _>>()?;
        let only = if self.only_redistributable { " (redistributable)" } else { "" };
        Ok(Release { name: format!("{}{only}", names.join(" + ")), built_by: format!("ckdb {}", env!("CARGO_PKG_VERSION")) })
    }
}

/// The walk: vocabulary, profiles, claims, gene models, each of all layers.
fn join(layers: &[Part], release: &Release, tell_layers: bool) -> Result<Joined, LayerError> {
    let mut report = LayerReport::default();
    let vocabulary = Vocabulary::of(layers);
    let mut profiles = Profiles::of(layers, &vocabulary, &mut report);
    let claims = Claims::of(layers, &vocabulary, &mut profiles, &mut report);
    report.first_stands.sort_unstable();
    let mut writer = Writer::new();
    writer.archive(RELEASE_SECTION, TABLE_VERSION, release)?;
    genome::write(layers, &vocabulary, &mut writer)?;
    let (schemes, copy_profiles) = beside(layers);
    let tables = RecordTables {
        oncotree: vocabulary.oncotree(layers),
        triage: claims::triage(layers, &vocabulary, &profiles),
        schemes,
        copy_profiles,
        approvals: claims.approvals,
        assertions: claims.assertions,
        evidence: claims.evidence,
        trials: claims.trials,
        genes: vocabulary.genes.rows,
        diseases: vocabulary.diseases.rows,
        therapies: vocabulary.therapies.rows,
        sources: vocabulary.sources.rows,
        variants: profiles.variants,
        profiles: profiles.rows,
    };
    tables.write(&mut writer)?;
    if tell_layers {
        writer.archive(LAYERS_SECTION, TABLE_VERSION, &claims.layers)?;
    }
    let image = writer.finish();
    report.sections_left_out = left_out(layers, &image)?;
    Ok(Joined { image, report })
}

/// One layer, taken apart.
struct Part {
    knowledge: Knowledge,
    tables: RecordTables,
    /// What of it is shown.
    kept: Kept,
    /// Transcripts whose models are left to another index, by assembly.
    modelled_elsewhere: [BTreeSet<String>; 2],
    layer: Layer,
}

impl Part {
    fn of(knowledge: &Knowledge) -> Result<Self, IndexError> {
        let layer = Layer { index: knowledge.content_id().to_string(), release: knowledge.release()?.name };
        let tables = RecordTables::of(knowledge)?;
        Ok(Self { knowledge: knowledge.clone(), tables, kept: Kept::default(), modelled_elsewhere: Default::default(), layer })
    }

    /// A name for a record that only shares its identity with another layer's: `BRAF/V600E@1f00ba12`.
    fn own_name(&self, id: &str) -> String {
        format!("{id}@{}", self.layer.index.get(..8).unwrap_or_default())
    }
}

/// Level schemes and copy-number profiles: the first layer that has one of a name keeps it.
fn beside(layers: &[Part]) -> (Vec<crate::model::LevelScheme>, Vec<crate::model::CopyProfile>) {
    let (mut schemes, mut copies) = (Vec::new(), Vec::new());
    for layer in layers {
        for scheme in &layer.tables.schemes {
            if !schemes.iter().any(|known: &crate::model::LevelScheme| known.id == scheme.id) {
                schemes.push(scheme.clone());
            }
        }
        for profile in &layer.tables.copy_profiles {
            if !copies.iter().any(|known: &crate::model::CopyProfile| known.id == profile.id) {
                copies.push(profile.clone());
            }
        }
    }
    // Copy-number profiles are sorted by name wherever they are listed.
    copies.sort_by(|a, b| a.id.cmp(&b.id));
    (schemes, copies)
}

/// Sections of the layers that the joined index has not.
fn left_out(layers: &[Part], image: &Image) -> Result<Vec<String>, IndexError> {
    let joined = crate::index::IndexFile::from_bytes(image.bytes.clone())?;
    let names = layers.iter().flat_map(|layer| layer.knowledge.file().sections());
    let mut missing: Vec<String> =
        names.map(|section| section.name.to_owned()).filter(|name| !joined.has(name)).collect();
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}
