//! Why a name is no criterion, and what is to be known of one that is.

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $code:literal, $text:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $text] $variant),+ }

        impl $name {
            /// Every one, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code that reports show.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

codes! {
    /// Why a name is not compiled.
    Refusal {
        NameNotRead = "NAME_NOT_READ", "The name is not of the grammar, and no letters are stated beside it.";
        RefAaMismatch = "REF_AA_MISMATCH", "The residue the name states is not on the gene's transcript, nor on the source's.";
        RefMismatch = "REF_MISMATCH", "The reference letters the source states are not those of the reference.";
        CoordinatesDisagree = "COORDINATES_DISAGREE", "The stated place or letters and the name contradict each other.";
        BeyondProtein = "BEYOND_PROTEIN", "A residue lies beyond the end of the protein.";
        NoGeneModel = "NO_GENE_MODEL", "It is counted on a transcript, and the gene has no model and no letters are stated.";
        ExonNumberConflict = "EXON_NUMBER_CONFLICT", "The stated place lies in another exon than the name says, counted on the same transcript.";
        NoSuchExon = "NO_SUCH_EXON", "The transcript has no exon of this number.";
        ExonPartUnknown = "EXON_PART_UNKNOWN", "A part of exons is lost; which part is not said.";
        RareNotListed = "RARE_NOT_LISTED", "It speaks of rare changes without listing them.";
        DomainWithoutRange = "DOMAIN_WITHOUT_RANGE", "It names a part of the protein whose residues are not stated.";
        PromoterWithoutSites = "PROMOTER_WITHOUT_SITES", "It speaks of the promoter without listing sites.";
        DbsnpWithoutPlace = "DBSNP_WITHOUT_COORDINATES", "It is a dbSNP number without letters and place.";
        StarAlleleWithoutPlace = "STAR_ALLELE_WITHOUT_COORDINATES", "It is a star allele without letters and place.";
        CodingNameNotPlaced = "CODING_NAME_NOT_PLACED", "Its coding letters cannot be placed: HGVS is not understood, or no model carries them.";
        CopyDirectionUnsaid = "COPY_DIRECTION_UNSAID", "The number of copies changed; up or down is not said.";
        RearrangementUnspecific = "REARRANGEMENT_UNSPECIFIC", "A rearrangement of a gene that is not known to act as a fusion partner.";
        IntronicUnspecific = "INTRONIC_UNSPECIFIC", "An intron without letters.";
        InsertionNotSaid = "INSERTION_NOT_SAID", "Letters are put in at a residue; which ones is not said.";
        PartnerNotSaid = "PARTNER_NOT_SAID", "A fusion with itself, or with a partner that is no gene symbol.";
        PartsRepeat = "PARTS_REPEAT", "The parts of the combination say the same.";
        CombinationNotRead = "COMBINATION_NOT_READ", "The profile's AND, OR, NOT cannot be read over its variants.";
        VariantNotInTables = "VARIANT_NOT_IN_TABLES", "The profile speaks of a variant that is in no table of the source.";
    }
}

codes! {
    /// What is to be known of a criterion that was compiled.
    Note {
        ByLetters = "BY_LETTERS_ONLY", "The gene has no model: only the stated letters match, other letters of the same change do not.";
        WaitsForModel = "WAITS_FOR_GENE_MODEL", "The gene has no model: the criterion is typed, but matches nothing until one is given.";
        NameNotRead = "NAME_NOT_READ_LETTERS_USED", "The name is not of the grammar; the stated letters are the criterion.";
        LettersForResidue = "LETTERS_FOR_RESIDUE", "What the protein becomes is not told by the name alone (start codon, splice site): the stated letters are the criterion.";
        Renumbered = "RENUMBERED", "The name counts on another transcript; the criterion counts on the gene's own.";
        OtherTranscript = "OTHER_TRANSCRIPT", "The criterion counts on a transcript other than the gene's.";
        Respelled = "RESPELLED", "The change is set as HGVS sets it: moved to its most 3′ place, or a duplication.";
        ExonByPlace = "EXON_BY_PLACE", "The exon is that of the stated place; the name counts on a transcript we have no model of.";
        HomozygosityNotAsked = "HOMOZYGOSITY_NOT_ASKED", "The claim is for both copies; the criterion asks for the change only.";
        RoleAssumed = "ROLE_EITHER", "Which end of the fusion the gene gives is not known; either counts.";
        CodingNotChecked = "CODING_LETTERS_NOT_CHECKED", "The coding letters beside the change could not be placed, so they were not compared.";
        ToldByName = "TOLD_BY_NAME", "A finding beyond variants, copies and amounts: unknown until somebody tells it by name.";
        VcfDiffers = "VCF_DIFFERS", "The source's VCF has other letters than its table.";
        OneAssembly = "ONE_ASSEMBLY", "The letters could be placed on one assembly only.";
    }
}

impl Note {
    /// Does it make the criterion narrower or weaker than the claim? Then the record is compiled partly.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        matches!(self, Self::ByLetters | Self::WaitsForModel | Self::HomozygosityNotAsked | Self::OneAssembly)
    }
}
