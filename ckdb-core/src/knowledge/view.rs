//! Views of records, borrowed from the index: small, copyable, and never outliving it.
//!
//! Each view has the fields of its value in [`crate::model`] as methods; references to other records come as their views or
//! ids. Optional texts are empty when not given.

use super::records::Records;
use super::term::Meaning;
use crate::genome::{AminoAcid, ProteinChange, Residue};
use crate::index::{IndexError, owned, plain};
use crate::model::{
    self, ApprovalId, AssertionId, Criterion, DiseaseId, Endpoint, EvidenceDirection, EvidenceId, EvidenceLevel, EvidenceType,
    GeneId, GeneRole, Jurisdiction, KinaseDomain, Lineage, Population, ProfileId, Significance, SourceId, StudyKind, TherapyId,
    TherapyInteraction, Token, TrialId, TrialPhase, TrialSelection, TrialStatus, TrialType, VariantId, VariantOrigin,
};
use rkyv::Archived;

macro_rules! views {
    ($($(#[$meta:meta])* $name:ident, $id:ident, $model:ident);+ $(;)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy)]
            pub struct $name<'k> {
                records: Records<'k>,
                id: $id,
                stored: &'k Archived<model::$model>,
            }

            impl<'k> $name<'k> {
                pub(super) const fn new(records: Records<'k>, id: $id, stored: &'k Archived<model::$model>) -> Self {
                    Self { records, id, stored }
                }

                /// Its number in this index.
                #[must_use]
                pub const fn number(self) -> $id {
                    self.id
                }

                /// The tables it stands in.
                #[must_use]
                pub const fn records(self) -> Records<'k> {
                    self.records
                }
            }

            impl std::fmt::Debug for $name<'_> {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "{}({})", stringify!($name), self.id.get())
                }
            }

            impl PartialEq for $name<'_> {
                fn eq(&self, other: &Self) -> bool {
                    self.id == other.id && std::ptr::eq(self.stored, other.stored)
                }
            }
        )+
    };
}

views! {
    /// A gene.
    Gene, GeneId, Gene;
    /// A variant.
    Variant, VariantId, Variant;
    /// A molecular profile.
    Profile, ProfileId, MolecularProfile;
    /// An evidence item.
    Evidence, EvidenceId, EvidenceItem;
    /// An assertion.
    Assertion, AssertionId, Assertion;
    /// A therapy.
    Therapy, TherapyId, Therapy;
    /// A disease.
    Disease, DiseaseId, Disease;
    /// An approval.
    Approval, ApprovalId, Approval;
    /// A trial.
    Trial, TrialId, Trial;
    /// A source.
    Source, SourceId, Source;
}

/// Text fields, word fields and references, each one line.
macro_rules! fields {
    ($view:ident { $(text $text:ident: $text_doc:literal;)* $(texts $texts:ident: $texts_doc:literal;)* $(word $word:ident -> $word_type:ty: $word_doc:literal;)* }) => {
        impl<'k> $view<'k> {
            $(
                #[doc = $text_doc]
                #[must_use]
                pub fn $text(self) -> &'k str {
                    self.stored.$text.as_str()
                }
            )*
            $(
                #[doc = $texts_doc]
                pub fn $texts(self) -> impl ExactSizeIterator<Item = &'k str> + DoubleEndedIterator {
                    self.stored.$texts.iter().map(|text| text.as_str())
                }
            )*
            $(
                #[doc = $word_doc]
                #[must_use]
                pub fn $word(self) -> $word_type {
                    plain(&self.stored.$word)
                }
            )*
        }
    };
}

fields! { Gene {
    text symbol: "HGNC symbol.";
    text name: "HGNC name.";
    text hgnc: "`HGNC:1097`, or empty.";
    text ensembl: "Ensembl gene, or empty.";
    text transcript: "The transcript, with version, on which claims are numbered; empty when the gene has no model.";
    text source_record: "Its name in its source.";
    texts aliases: "Other symbols.";
    word ncbi_gene -> u32: "NCBI Gene number; 0 when not known.";
    word role -> GeneRole: "What it does in cancer.";
    word kinase -> Option<KinaseDomain>: "Where its kinase domain lies, where a record says so.";
    word source -> SourceId: "Where the record came from.";
} }

fields! { Variant {
    text name: "How people call it.";
    word gene -> Option<GeneId>: "Its gene.";
} }

impl<'k> Variant<'k> {
    /// If it covers one residue for another ([`Criterion::ProteinChange`]): the accession it is numbered on, the residue and what stands
    /// there instead. No text is copied for it: most variants of a large index are of this kind.
    #[must_use]
    pub fn substitution(self) -> Option<(&'k str, Residue, AminoAcid)> {
        type Stored = Archived<Criterion>;
        type StoredChange = Archived<ProteinChange>;
        match &self.stored.criterion {
            Stored::ProteinChange { transcript, change: StoredChange::Substitution { at, to } } => {
                Some((transcript.as_str(), plain(at), plain(to)))
            }
            _ => None,
        }
    }

    /// What it covers, as an owned value.
    ///
    /// # Errors
    /// When the stored criterion is not what it should be.
    pub fn criterion(self) -> Result<Criterion, IndexError> {
        owned(&self.stored.criterion)
    }
}

fields! { Profile {
    text id: "Its identity: `BRAF/V600E`.";
    text name: "How people call it: `BRAF V600E`.";
    texts aliases: "Other names.";
    word civic -> u32: "CIViC molecular profile number; 0 when it is not CIViC's.";
} }

impl<'k> Profile<'k> {
    /// Its expression, in postfix order.
    pub fn tokens(self) -> impl ExactSizeIterator<Item = Token> {
        self.stored.tokens.iter().map(plain)
    }

    /// Its evidence items.
    pub fn evidence(self) -> impl Iterator<Item = Evidence<'k>> {
        self.records.evidence_of(self.id)
    }

    /// Its assertions.
    pub fn assertions(self) -> impl Iterator<Item = Assertion<'k>> {
        self.records.assertions_of(self.id)
    }
}

fields! { Evidence {
    text id: "Its identity: `BRAF/V600E/e1`.";
    text citation: "What supports it: `PMID:25399551`.";
    text source_record: "Its name in its source: `EID3758`.";
    text statement: "The claim in our own words.";
    text statement_ja: "The same in Japanese, or empty.";
    texts same_paper: "Other identities of the cited paper.";
    word profile -> ProfileId: "The profile it speaks of.";
    word evidence_type -> EvidenceType: "Kind of claim.";
    word direction -> EvidenceDirection: "For or against.";
    word significance -> Significance: "What it says.";
    word level -> EvidenceLevel: "The source's own level.";
    word rating -> u8: "The source's own rating, 1 to 5; 0 when it gave none.";
    word interaction -> Option<TherapyInteraction>: "How several therapies belong together.";
    word disease -> DiseaseId: "In which disease.";
    word origin -> VariantOrigin: "Where the variant arose.";
    word source -> SourceId: "Where the record came from.";
    word study -> Option<StudyKind>: "Kind of study, when the source says so.";
    word cohort_size -> Option<u32>: "People or samples it rests on, when the source says so.";
    word population -> Option<Population>: "Who was studied, when the source says so.";
    word endpoint -> Option<Endpoint>: "The end point the study met, when the source says so.";
} }

impl<'k> Evidence<'k> {
    /// Its therapies; printed, they are `dabrafenib + trametinib`.
    #[must_use]
    pub fn therapies(self) -> Therapies<'k> {
        Therapies { records: self.records, interaction: self.interaction(), ids: self.stored.therapies.iter() }
    }
}

/// Therapies of a claim: an iterator over their numbers, printed as their English names, joined as they belong together.
#[derive(Clone)]
pub struct Therapies<'k> {
    records: Records<'k>,
    interaction: Option<TherapyInteraction>,
    ids: std::slice::Iter<'k, Archived<TherapyId>>,
}

impl Iterator for Therapies<'_> {
    type Item = TherapyId;

    fn next(&mut self) -> Option<TherapyId> {
        self.ids.next().map(plain)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl ExactSizeIterator for Therapies<'_> {}

impl std::fmt::Debug for Therapies<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Therapies({self})")
    }
}

impl std::fmt::Display for Therapies<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let joint = match self.interaction {
            Some(TherapyInteraction::Substitutes) => " or ",
            Some(TherapyInteraction::Sequential) => " then ",
            Some(TherapyInteraction::Combination) | None => " + ",
        };
        for (therapy, before) in
            self.clone().filter_map(|id| self.records.therapy(id)).zip(std::iter::once("").chain(std::iter::repeat(joint)))
        {
            write!(f, "{before}{}", therapy.name())?;
        }
        Ok(())
    }
}

fields! { Assertion {
    text id: "Its identity: `BRAF/V600E/a1`.";
    text amp: "The tier and level its source states, or empty.";
    text guideline: "A guideline its source names, or empty.";
    text source_record: "Its name in its source.";
    text summary: "The summary in our own words.";
    word profile -> ProfileId: "The profile it speaks of.";
    word evidence_type -> EvidenceType: "Kind of claim.";
    word direction -> EvidenceDirection: "For or against.";
    word significance -> Significance: "What it says.";
    word interaction -> Option<TherapyInteraction>: "How several therapies belong together.";
    word disease -> DiseaseId: "In which disease.";
    word source -> SourceId: "Where the record came from.";
} }

impl Assertion<'_> {
    /// Its therapies.
    pub fn therapies(self) -> impl ExactSizeIterator<Item = TherapyId> {
        self.stored.therapies.iter().map(plain)
    }

    /// The evidence items it rests on, as far as this index carries them.
    pub fn evidence(self) -> impl ExactSizeIterator<Item = EvidenceId> {
        self.stored.evidence.iter().map(plain)
    }
}

fields! { Therapy {
    text id: "Its identity: `osimertinib`.";
    text name: "English generic name.";
    text name_ja: "Japanese generic name (一般名), or empty.";
    text ncit: "NCI Thesaurus code, or empty.";
    text class: "Class of drug, or empty.";
    text source_record: "Its name in its source.";
    texts aliases: "Other names and development codes.";
    word source -> SourceId: "Where the record came from.";
} }

impl<'k> Therapy<'k> {
    /// Brand names and where they are used.
    pub fn brands(self) -> impl ExactSizeIterator<Item = (&'k str, Jurisdiction)> {
        self.stored.brands.iter().map(|brand| (brand.name.as_str(), plain(&brand.jurisdiction)))
    }

    /// Genes whose products it acts on.
    pub fn targets(self) -> impl ExactSizeIterator<Item = GeneId> {
        self.stored.targets.iter().map(plain)
    }
}

fields! { Disease {
    text id: "Its identity: `lung-adenocarcinoma`.";
    text name: "English name.";
    text name_ja: "Japanese name, or empty.";
    text doid: "Disease Ontology id, or empty.";
    text ncit: "NCI Thesaurus code, or empty.";
    text source_record: "Its name in its source.";
    texts oncotree: "OncoTree codes.";
    texts aliases: "Other names.";
    word lineage -> Lineage: "Solid or haematological.";
    word source -> SourceId: "Where the record came from.";
} }

impl Disease<'_> {
    /// What it is a kind of.
    pub fn parents(self) -> impl ExactSizeIterator<Item = DiseaseId> {
        self.stored.parents.iter().map(plain)
    }
}

fields! { Approval {
    text id: "Its identity: `us/osimertinib/1`.";
    text approved_on: "Day of the drug's approval for this use, or empty.";
    text source_record: "Its name in its source.";
    text document: "The document that says so.";
    word jurisdiction -> Jurisdiction: "Whose regulator.";
    word disease -> DiseaseId: "The disease.";
    word source -> SourceId: "Where the record came from.";
} }

impl<'k> Approval<'k> {
    /// The drug, or the drugs given together.
    pub fn therapies(self) -> impl ExactSizeIterator<Item = TherapyId> {
        self.stored.therapies.iter().map(plain)
    }

    /// The profiles it is allowed for.
    pub fn profiles(self) -> impl ExactSizeIterator<Item = ProfileId> {
        self.stored.profiles.iter().map(plain)
    }

    /// Assays approved for choosing it.
    ///
    /// # Errors
    /// When a stored assay is not what it should be.
    pub fn companion_diagnostics(self) -> Result<Vec<model::CompanionDiagnostic>, IndexError> {
        self.stored.companion_diagnostics.iter().map(owned).collect()
    }
}

fields! { Trial {
    text id: "Its identity: the first of its ids.";
    text title: "Title.";
    text as_of: "The day the registry said its status.";
    text source_record: "Its name in its source.";
    texts ids: "Every registry's id of this one trial.";
    texts countries: "Countries with sites, two-letter codes.";
    word phase -> Option<TrialPhase>: "Phase.";
    word trial_type -> Option<TrialType>: "What kind of trial, when the registry says so.";
    word status -> TrialStatus: "Status on the day of `as_of`.";
    word selection -> TrialSelection: "Does it select by what the tumour carries?";
    word source -> SourceId: "Where the record came from.";
} }

impl Trial<'_> {
    /// Drugs on trial.
    pub fn therapies(self) -> impl ExactSizeIterator<Item = TherapyId> {
        self.stored.therapies.iter().map(plain)
    }

    /// Diseases that may enter.
    pub fn diseases(self) -> impl ExactSizeIterator<Item = DiseaseId> {
        self.stored.diseases.iter().map(plain)
    }

    /// Is it open for further diseases that [`Trial::diseases`] does not name?
    #[must_use]
    pub fn has_more_diseases(self) -> bool {
        self.stored.more_diseases
    }

    /// Youngest and oldest age that may enter, in whole years.
    #[must_use]
    pub fn ages(self) -> (Option<u16>, Option<u16>) {
        let year = |stored: &rkyv::option::ArchivedOption<rkyv::rend::u16_le>| stored.as_ref().map(|year| year.to_native());
        (year(&self.stored.ages.0), year(&self.stored.ages.1))
    }

    /// Patients must have had one of these.
    pub fn after(self) -> impl ExactSizeIterator<Item = TherapyId> {
        self.stored.after.iter().map(plain)
    }

    /// Patients must have had none of these.
    pub fn not_after(self) -> impl ExactSizeIterator<Item = TherapyId> {
        self.stored.not_after.iter().map(plain)
    }

    /// What the tumour must carry, in postfix order; none when the trial does not select.
    pub fn tokens(self) -> impl ExactSizeIterator<Item = Token> {
        self.stored.tokens.iter().map(plain)
    }
}

fields! { Source {
    text id: "Its identity: `civic`.";
    text name: "Name.";
    text publisher: "Who publishes it.";
    text licence: "SPDX expression, or `LicenseRef-…`.";
    text licence_url: "Where the licence is written, or empty.";
    text release: "The release its records were taken from.";
    text homepage: "Its page, or empty.";
    text citation: "How to cite it, or empty.";
    word redistributable -> bool: "May its records be passed on?";
} }

/// Kinds of a disease that a record leaves out.
macro_rules! excluding {
    ($($view:ident),+) => {
        $(
            impl $view<'_> {
                /// Kinds of its disease that it expressly leaves out.
                pub fn excluding(self) -> impl ExactSizeIterator<Item = DiseaseId> {
                    self.stored.excluding.iter().map(plain)
                }
            }
        )+
    };
}

excluding!(Evidence, Assertion, Approval, Trial);

/// A code of OncoTree.
#[derive(Clone, Copy)]
pub struct OncotreeCode<'k> {
    stored: &'k Archived<model::OncotreeCode>,
}

impl std::fmt::Debug for OncotreeCode<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OncotreeCode({})", self.code())
    }
}

impl<'k> OncotreeCode<'k> {
    pub(super) const fn new(stored: &'k Archived<model::OncotreeCode>) -> Self {
        Self { stored }
    }
}

fields! { OncotreeCode {
    text code: "The code: `LUAD`.";
    text name: "OncoTree's name of it.";
    text first_release: "First release held that has it; empty for older codes.";
    text last_release: "Last release held that has it; empty for older codes.";
    text note: "Why it is read as its disease, when the newest release does not have it; empty otherwise.";
    word disease -> DiseaseId: "The disease it is read as.";
} }

impl Records<'_> {
    /// How people call what a name means.
    #[must_use]
    pub fn label(self, meaning: Meaning) -> String {
        let found = match meaning {
            Meaning::Gene(id) => self.gene(id).map(|gene| gene.symbol().to_owned()),
            Meaning::Profile(id) => self.profile(id).map(|profile| profile.name().to_owned()),
            Meaning::Therapy(id) => self.therapy(id).map(|therapy| therapy.name().to_owned()),
            Meaning::Disease(id) => self.disease(id).map(|disease| match disease.oncotree().next() {
                Some(code) => format!("{} ({code})", disease.name()),
                None => format!("{} ({})", disease.name(), disease.doid()),
            }),
            Meaning::Evidence(id) => self.evidence_item(id).map(|evidence| evidence.id().to_owned()),
            Meaning::Trial(id) => self.trial(id).map(|trial| trial.id().to_owned()),
        };
        found.unwrap_or_default()
    }
}
