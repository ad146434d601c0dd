//! Numbers of records inside one index. They mean nothing outside it; records are cited by their names.

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
            pub struct $name(u32);

            impl $name {
                /// Number `index` of its table.
                #[must_use]
                pub const fn new(index: u32) -> Self {
                    Self(index)
                }

                /// Place in its table.
                #[must_use]
                pub const fn get(self) -> u32 {
                    self.0
                }

                /// Place in its table, as an index.
                #[must_use]
                pub const fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )+
    };
}

id! {
    /// A gene.
    GeneId,
    /// A variant (a curated criterion).
    VariantId,
    /// A molecular profile.
    ProfileId,
    /// An evidence item.
    EvidenceId,
    /// An assertion.
    AssertionId,
    /// A therapy.
    TherapyId,
    /// A disease.
    DiseaseId,
    /// A source.
    SourceId,
    /// An approval.
    ApprovalId,
    /// A trial.
    TrialId,
}
