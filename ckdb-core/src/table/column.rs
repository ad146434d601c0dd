//! The columns: the one list of their names, order, types, and how each is filled.
//!
//! Names and order are a contract with other people's scripts: add at the end, rename or remove only with a note in the
//! change log.

use super::list::distinct;
use super::population;
use super::rows::RowView;
use super::trace;
use crate::annotate::Row;
use crate::frequency::Group;
use crate::knowledge::{Layered, view};
use crate::model::{SchemeColumn, SourceId, Vocabulary};
use std::borrow::Cow;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A text.
    Text,
    /// A whole number, not negative.
    Integer,
    /// A decimal number.
    Decimal,
    /// Texts, each once, in a fixed order.
    List,
}

/// The value of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'r> {
    /// Not known, or not applicable.
    Missing,
    /// A text; never empty.
    Text(Cow<'r, str>),
    /// A number in decimal digits, as the input writes it (a line that is not understood may have anything here).
    Number(Cow<'r, str>),
    /// Several texts; never none.
    List(Vec<Cow<'r, str>>),
}

impl<'r> Value<'r> {
    fn text(text: impl Into<Cow<'r, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    fn number(text: impl Into<Cow<'r, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Number(text) }
    }

    fn list<T: Into<Cow<'r, str>>>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Cow<'r, str>> = items.into_iter().map(Into::into).collect();
        if items.is_empty() { Self::Missing } else { Self::List(items) }
    }

    fn of<T>(found: Option<T>, value: impl FnOnce(T) -> Self) -> Self {
        found.map_or(Self::Missing, value)
    }
}

/// One line a column: variant, name, kind, and what fills it.
macro_rules! columns {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $kind:ident |$row:ident| $value:expr;)*) => {
        /// A column of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[doc = $doc])* $variant),* }

        impl Column {
            /// Every column, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in the header.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What its values are.
            #[must_use]
            pub const fn kind(self) -> ColumnKind {
                match self { $(Self::$variant => ColumnKind::$kind),* }
            }

            /// Its value in a row: of its kind, or missing.
            #[must_use]
            pub fn value<'r>(self, row: &RowView<'r, '_>) -> Value<'r> {
                match self { $(Self::$variant => { let $row = row; $value })* }
            }
        }
    };
}

columns! {
    /// The sample.
    Sample "sample" Text |row| Value::text(&*row.place.sample);
    /// CHROM, as in the input.
    Chrom "chrom" Text |row| Value::text(&*row.place.chrom);
    /// POS, as in the input: 1-based.
    Pos "pos" Integer |row| Value::number(&*row.place.pos);
    /// REF, as in the input.
    Ref "ref" Text |row| Value::text(&*row.place.reference);
    /// ALT, as in the input; one a row.
    Alt "alt" Text |row| Value::text(&*row.place.alternate);
    /// FILTER, as in the input.
    Filter "filter" Text |row| Value::text(&*row.place.filter);
    /// Fraction of the reads that carry the allele, 0 to 1.
    Vaf "vaf" Decimal |row| Value::of(row.place.vaf.as_deref(), Value::number);
    /// Reads that cover the place.
    Depth "depth" Integer |row| Value::of(row.place.depth, |depth| Value::number(depth.to_string()));
    /// The assembly.
    Assembly "assembly" Text |row| Value::text(row.annotator().assembly().as_str());
    /// HGNC symbol of the gene.
    Gene "gene" Text |row| Value::of(row.gene(), |gene| Value::text(gene.symbol()));
    /// The transcript shown, with version.
    Transcript "transcript" Text |row| Value::of(row.transcript(), |transcript| Value::text(transcript.accession));
    /// `Select`, `Plus_Clinical`, or missing.
    Mane "mane" Text |row| Value::of(row.consequence, |found| Value::text(found.mane.as_str()));
    /// Sequence Ontology terms, the most severe first.
    Consequence "consequence" List |row| Value::of(row.consequence, |found| Value::list(found.terms.iter().map(|term| term.as_str())));
    /// Impact of the most severe term.
    Impact "impact" Text |row| Value::of(row.consequence, |found| Value::text(found.impact().as_str()));
    /// The class of change: `MIS`, `IFD`, …
    Class "class" Text |row| Value::of(row.consequence.and_then(|found| found.class), |class| Value::text(class.code()));
    /// The exons touched, and how many there are: `21/28`.
    Exon "exon" Text |row| Value::of(row.consequence.and_then(|found| found.exons), |exons| Value::text(exons.to_string()));
    /// The change on the transcript, without accession: `c.2573T>G`.
    HgvsC "hgvs_c" Text |row| Value::of(row.consequence.and_then(|found| found.hgvs_c.as_ref()), |name| Value::text(name.to_string()));
    /// The predicted change of the protein, without accession and parentheses: `p.Leu858Arg`.
    HgvsP "hgvs_p" Text |row| Value::of(row.consequence.and_then(|found| found.protein.as_ref()), |name| Value::text(name.to_string()));
    /// How closely the allele meets the variant.
    MatchLevel "match_level" Text |row| Value::of(row.met(), |met| Value::text(met.level.as_str()));
    /// `true`, or `unknown(REASON)`.
    State "state" Text |row| Value::of(row.met(), |met| Value::text(met.matched.truth.to_string()));
    /// The molecular profile.
    Profile "profile" Text |row| Value::of(row.met(), |met| Value::text(met.matched.profile.name()));
    /// The variant of the profile that the allele meets.
    VariantName "variant_name" Text |row| Value::of(row.variant(), |variant| Value::text(variant.name()));
    /// Kind of claim.
    EvidenceType "evidence_type" Text |row| Value::of(row.claim, |claim| Value::text(claim.claim.evidence_type.as_str()));
    /// For or against.
    Direction "direction" Text |row| Value::of(row.claim, |claim| Value::text(claim.claim.direction.as_str()));
    /// What is claimed.
    Significance "significance" Text |row| Value::of(row.claim, |claim| Value::text(claim.claim.significance.as_str()));
    /// English generic names.
    Therapies "therapies" List |row| Value::list(therapies(row).map(view::Therapy::name));
    /// Japanese generic names (一般名), in the same order; a therapy without one keeps its English name, and the cell is
    /// missing when none has one.
    TherapiesJa "therapies_ja" List |row| therapies_ja(row);
    /// The claim's disease.
    Disease "disease" Text |row| Value::of(row.claim.and_then(|claim| row.annotator().records().disease(claim.disease)), |disease| Value::text(disease.name()));
    /// How the patient's disease stands to it.
    DiseaseScope "disease_scope" Text |row| Value::of(row.claim, |claim| Value::text(claim.scope.as_str()));
    /// Where the claim's records come from.
    Source "source" List |row| Value::list(distinct(sources(row).iter().map(|source| source.id())));
    /// The sources' own levels, strongest first.
    SourceLevel "source_level" List |row| Value::of(row.claim, |claim| Value::list(claim.source_levels().into_iter().map(Vocabulary::as_str)));
    /// AMP/ASCO/CAP level; missing when the state is unknown, as the next two are.
    Amp "amp" Text |row| level(row, SchemeColumn::Amp);
    /// Level of the three Japanese societies.
    Jp "jp" Text |row| level(row, SchemeColumn::Jp);
    /// Ways to reach the therapies.
    Access "access" List |row| Value::of(row.earned(), |claim| Value::list(distinct(claim.routes.iter().map(|(route, _)| route.as_str()))));
    /// Evidence items, assertions, approvals.
    RecordId "record_id" List |row| Value::of(row.claim, |claim| Value::list(claim.record_ids()));
    /// Papers of the evidence items, guidelines of the assertions, documents of the approvals.
    Citation "citation" List |row| Value::of(row.claim, |claim| Value::list(citations(claim)));
    /// Who was studied, where the source says so.
    Population "population" List |row| Value::of(row.claim, |claim| {
        Value::list(distinct(claim.evidence.iter().filter_map(|item| item.population()).map(Vocabulary::as_str)))
    });
    /// Licences of the sources.
    Licence "licence" List |row| Value::list(distinct(sources(row).iter().map(|source| source.licence())));
    /// Why this row is there.
    Trace "trace" Text |row| Value::text(trace::text(row));
    /// Content ids of the indexes that brought the claim's records: one, but where overlays lie over it.
    Index "index" List |row| Value::list(indexes(row));
    /// Frequency in people of Japan, of the first layer that states one; missing without layers, as are all columns from here on.
    AfJp "af_jp" Decimal |row| Value::of(population::frequency(row, Group::Jp), Value::number);
    /// Frequency in East Asia.
    AfEas "af_eas" Decimal |row| Value::of(population::frequency(row, Group::Eas), Value::number);
    /// Frequency in everybody a source sampled.
    AfGlobal "af_global" Decimal |row| Value::of(population::frequency(row, Group::Global), Value::number);
    /// Every frequency of every layer: `gnomad/eas=0.0003(3/10000)`.
    Frequencies "frequencies" List |row| Value::list(population::frequencies(row));
    /// Populations in which it is common: `gnomad/eas=0.0312(312/10000)`. It may be inherited and harmless; it is shown all the same.
    CommonIn "common_in" List |row| Value::list(population::common(row));
    /// Joined fields: `clinvar:CLNSIG=Pathogenic`.
    JoinedFields "joined_fields" List |row| Value::list(population::fields(row));
}

impl Column {
    /// Is it a copy of the input, or read from the input's line alone? The others tell of the allele, wherever it stands.
    #[must_use]
    pub const fn is_copied(self) -> bool {
        matches!(self, Self::Sample | Self::Chrom | Self::Pos | Self::Ref | Self::Alt | Self::Filter | Self::Vaf | Self::Depth)
    }

    /// Does it tell of the claim, and of whether the match earns its levels, whatever allele met it? The cells of a claim can be
    /// made once and shown in many rows.
    #[cfg(feature = "arrow")]
    pub(super) const fn is_of_claim(self) -> bool {
        use Column as C;
        matches!(
            self,
            C::Profile
                | C::EvidenceType
                | C::Direction
                | C::Significance
                | C::Therapies
                | C::TherapiesJa
                | C::Disease
                | C::DiseaseScope
                | C::Source
                | C::SourceLevel
                | C::Amp
                | C::Jp
                | C::Access
                | C::RecordId
                | C::Citation
                | C::Population
                | C::Licence
                | C::Index
        )
    }

    /// The column of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }
}

fn therapies<'k>(row: &RowView<'_, 'k>) -> impl Iterator<Item = view::Therapy<'k>> {
    let records = row.annotator().records();
    let listed = row.claim.into_iter().flat_map(|claim| &claim.claim.therapies);
    listed.filter_map(move |therapy| records.therapy(*therapy))
}

fn therapies_ja<'r>(row: &RowView<'r, '_>) -> Value<'r> {
    if therapies(row).all(|therapy| therapy.name_ja().is_empty()) {
        return Value::Missing;
    }
    Value::list(therapies(row).map(|therapy| match therapy.name_ja() {
        "" => therapy.name(),
        name => name,
    }))
}

/// Content ids of the indexes that brought the claim's records, in the order of the records; for a row without a claim that of
/// the index asked.
fn indexes<'r>(row: &RowView<'r, '_>) -> Vec<Cow<'r, str>> {
    let records = row.annotator().records();
    let mut found: Vec<Cow<'r, str>> = Vec::new();
    let claim = row.claim.into_iter();
    let of_claim = claim.flat_map(|claim| {
        let evidence = claim.evidence.iter().map(|item| Layered::Evidence(item.number()));
        let assertions = claim.assertions.iter().map(|item| Layered::Assertion(item.number()));
        evidence.chain(assertions).chain(claim.approvals.iter().map(|item| Layered::Approval(item.number())))
    });
    for record in of_claim {
        let Some(index) = records.layer_of(record) else { break };
        if !found.iter().any(|known| known == index) {
            found.push(Cow::Borrowed(index));
        }
    }
    if found.is_empty() {
        found.push(Cow::Owned(row.annotator().knowledge().content_id().to_string()));
    }
    found
}

/// Sources of the claim's records, each once, in the order of the table of sources.
pub(super) fn sources<'k>(row: &RowView<'_, 'k>) -> Vec<view::Source<'k>> {
    let Some(claim) = row.claim else { return Vec::new() };
    let evidence = claim.evidence.iter().map(|item| item.source());
    let assertions = claim.assertions.iter().map(|item| item.source());
    let mut ids: Vec<SourceId> = evidence.chain(assertions).chain(claim.approvals.iter().map(|item| item.source())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter_map(|id| row.annotator().records().source(id)).collect()
}

fn citations<'k>(claim: &Row<'k>) -> Vec<&'k str> {
    let evidence = claim.evidence.iter().map(|item| item.citation());
    let guidelines = claim.assertions.iter().map(|item| item.guideline());
    distinct(evidence.chain(guidelines).chain(claim.approvals.iter().map(|item| item.document())))
}

fn level<'r>(row: &RowView<'r, '_>, column: SchemeColumn) -> Value<'r> {
    Value::of(row.earned().and_then(|claim| claim.level(column)), |level| Value::text(level.level.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_order_are_a_contract() {
        let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(
            names.join(" "),
            "sample chrom pos ref alt filter vaf depth assembly gene transcript mane consequence impact class exon hgvs_c hgvs_p \
             match_level state profile variant_name evidence_type direction significance therapies therapies_ja disease disease_scope \
             source source_level amp jp access record_id citation population licence trace index \
             af_jp af_eas af_global frequencies common_in joined_fields"
        );
    }
}
