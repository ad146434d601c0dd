//! From what a name says to what must be true of a tumour: a criterion, or the reason why there is none.
//!
//! Everything the source states beside the name ([`About`]) is used twice: to decide what the name leaves open (which exon,
//! which letters), and to contradict it. A claim whose residue is not on the transcript, or whose letters do another thing
//! than the name says, gives no criterion (rule of `matching`, isoform safety).

mod change;
mod exons;
mod write;

use super::ground::Ground;
use super::refusal::{Note, Refusal};
use super::said::{CopyWord, ExpressionWord, GeneWord, IntronWord, MarkerWord, Said};
use crate::diagnostic::Place;
use crate::record::{AlleleRecord, CriterionNode, CriterionRecord, Leaf};
use ckdb_core::genome::{Allele, Assembly, Contig, Interval};
use ckdb_core::model::{CopyChange, ExonEvent, ExpressionState, FusionRole, GeneClass, GeneRole, Marker};
use std::collections::BTreeSet;
use write::Write;

/// A place a source states: a stretch of one assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The assembly.
    pub assembly: Assembly,
    /// The contig.
    pub contig: Contig,
    /// From the first to the last letter.
    pub interval: Interval,
}

/// Letters a source states, as it writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedLetters {
    /// The assembly.
    pub assembly: Assembly,
    /// The change, not normalised.
    pub allele: Allele,
}

/// What is known of a name's gene, and what the source states beside the name.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// HGNC symbol of the gene.
    pub gene: &'a str,
    /// The transcript claims about the gene are counted on, when it has a model.
    pub transcript: Option<&'a str>,
    /// What the gene does.
    pub role: GeneRole,
    /// The end it gives to fusions, where known.
    pub fusion_role: Option<FusionRole>,
    /// Residues at which the source names frameshifts of the gene: in an exon that has one, "mutation" means these, too.
    pub frameshifts: &'a [u32],
    /// Sites of the gene's promoter that our own records list.
    pub promoter: &'a [AlleleRecord],
    /// The transcript the source counts on.
    pub source_transcript: Option<&'a str>,
    /// The stretch the source states.
    pub stretch: Option<Stretch>,
    /// The letters the source states; the first are those of its table.
    pub letters: Vec<StatedLetters>,
    /// HGVS names the source states.
    pub hgvs: Vec<&'a str>,
    /// Terms of the Sequence Ontology the source states.
    pub terms: Vec<&'a str>,
    /// The text in the source's file.
    pub place: Place,
}

/// A criterion, and what is to be known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// What the tumour must carry.
    pub criterion: CriterionRecord,
    /// What is to be known of it.
    pub notes: BTreeSet<Note>,
}

/// What a name means, beside what is stated. `said` is `None` when the name is not of the grammar; then the stated letters
/// are the criterion, or there is none. `symbol` gives the symbol of a gene from any name of it.
///
/// # Errors
/// The reason why no criterion can be given.
pub fn meaning(
    said: Option<&Said>,
    about: &About<'_>,
    ground: &Ground<'_>,
    symbol: &dyn Fn(&str) -> Option<String>,
) -> Result<Meaning, Refusal> {
    let mut asker = Asker { about, ground, symbol, write: Write { place: about.place }, notes: BTreeSet::new() };
    let node = match said {
        Some(said) => asker.node(said, about)?,
        None => match asker.allele_leaf(about) {
            Ok(leaf) => {
                asker.notes.insert(Note::NameNotRead);
                CriterionNode::Leaf(leaf)
            }
            // What is wrong with the letters is said only where there are letters.
            Err(Refusal::CodingNameNotPlaced) => return Err(Refusal::NameNotRead),
            Err(other) => return Err(other),
        },
    };
    Ok(Meaning { criterion: CriterionRecord { place: about.place, node }, notes: asker.notes })
}

/// One name being asked.
struct Asker<'a, 'b> {
    about: &'a About<'b>,
    ground: &'a Ground<'a>,
    symbol: &'a dyn Fn(&str) -> Option<String>,
    write: Write,
    notes: BTreeSet<Note>,
}

impl Asker<'_, '_> {
    fn gene(&self) -> &str {
        self.about.gene
    }

    /// The transcript to count on.
    ///
    /// # Errors
    /// When the gene has no model.
    fn transcript(&self) -> Result<&str, Refusal> {
        self.about.transcript.ok_or(Refusal::NoGeneModel)
    }

    fn node(&mut self, said: &Said, about: &About<'_>) -> Result<CriterionNode, Refusal> {
        let leaf = match said {
            Said::Any(parts) => return self.parts(parts, about).map(CriterionNode::Any),
            Said::All(parts) => return self.parts(parts, about).map(CriterionNode::All),
            Said::Homozygous(inner) => {
                self.notes.insert(Note::HomozygosityNotAsked);
                return self.node(inner, about);
            }
            Said::Copies(CopyWord::Loss) => return Ok(self.lost()),
            Said::Gene(GeneWord::Alteration) => return Ok(self.altered()),
            Said::Elsewhere(residue) => return self.elsewhere(*residue),
            Said::Domain(name) => return self.domain(name, about),
            Said::Change(change, coding) => self.change(change, coding.as_deref(), about)?,
            Said::Codon(residue) => self.codon(*residue, about)?,
            Said::InsertedAt(number, coding) => self.inserted(*number, coding.as_deref(), about)?,
            Said::ResiduesLost(first, last) => self.residues(*first, *last, false, None, about)?,
            Said::ResiduesDoubled(first, last, coding) => self.residues(*first, *last, true, coding.as_deref(), about)?,
            Said::Coding(name) => self.coding_leaf(name, about)?,
            Said::Dbsnp(_) => self.allele_leaf(about).map_err(|error| unplaced(error, Refusal::DbsnpWithoutPlace))?,
            Said::StarAllele(_) => self.allele_leaf(about).map_err(|error| unplaced(error, Refusal::StarAlleleWithoutPlace))?,
            Said::Exons(ranges, word) => self.exons(ranges, *word, about)?,
            Said::ExonSkipping(exon) => self.skipping(*exon, about)?,
            Said::Intron(_, IntronWord::Mutation | IntronWord::Deletion) => {
                self.allele_leaf(about).map_err(|_| Refusal::IntronicUnspecific)?
            }
            Said::Intron(_, IntronWord::Rearrangement) => return Err(Refusal::IntronicUnspecific),
            Said::Gene(word) => self.gene_word(*word)?,
            Said::Copies(word) => self.copies(*word)?,
            Said::LossOfHeterozygosity { copy_neutral } => {
                self.marker(Marker::LossOfHeterozygosity, copy_neutral.then_some("copy-neutral"))
            }
            Said::Fusion => self.fusion(),
            Said::TruncatingFusion => self.write.fusion(self.gene(), FusionRole::FivePrime),
            Said::Rearrangement if self.about.role == GeneRole::TumourSuppressor => return Err(Refusal::RearrangementUnspecific),
            Said::Rearrangement => self.fusion(),
            Said::Pair(five, three, exons) => self.pair(five, three, *exons)?,
            Said::Expression(word) => self.write.expression(self.gene(), expression(*word)),
            Said::InternalDuplication => self.internal_duplication(about)?,
            Said::VariantThree if self.gene() == "EGFR" => self.write.exon_change(self.gene(), ExonEvent::Deletion, 2, 7, None),
            Said::VariantThree => return Err(Refusal::NameNotRead),
            Said::PromoterMutation if !self.about.promoter.is_empty() => self.write.promoter(self.gene(), self.about.promoter),
            Said::PromoterMutation => return Err(Refusal::PromoterWithoutSites),
            Said::WildType => self.write.wild_type(self.gene()),
            Said::Marker(word, of) => self.marker(marker(*word), of.as_deref()),
        };
        Ok(CriterionNode::Leaf(leaf))
    }

    /// Parts of a combination. Stated letters belong to the only part that is a change; else to nobody.
    fn parts(&mut self, parts: &[Said], about: &About<'_>) -> Result<Vec<CriterionRecord>, Refusal> {
        let changes = parts.iter().filter(|part| !matches!(part, Said::Pair(..))).count();
        let bare = About { letters: Vec::new(), hgvs: Vec::new(), stretch: None, ..about.clone() };
        let mut records: Vec<CriterionRecord> = Vec::new();
        for part in parts {
            let node = self.node(part, if changes == 1 { about } else { &bare })?;
            let record = CriterionRecord { place: about.place, node };
            if records.contains(&record) {
                return Err(Refusal::PartsRepeat);
            }
            records.push(record);
        }
        Ok(records)
    }

    /// R12, R10, R11, R13: a class of changes. A whole gene is counted on its transcript, and without one waits for it.
    fn gene_word(&mut self, word: GeneWord) -> Result<Leaf, Refusal> {
        let class = match word {
            GeneWord::Mutation => GeneClass::Any,
            GeneWord::LossOfFunction | GeneWord::BiallelicInactivation => GeneClass::LossOfFunction,
            GeneWord::GainOfFunction => GeneClass::GainOfFunction,
            GeneWord::Truncating => GeneClass::Truncating,
            GeneWord::Oncogenic => GeneClass::Oncogenic,
            GeneWord::Frameshift => return self.frameshifts(),
            GeneWord::Alteration | GeneWord::Rare => return Err(Refusal::RareNotListed),
        };
        if self.about.transcript.is_none() {
            self.notes.insert(Note::WaitsForModel);
        }
        Ok(self.write.gene_class(self.gene(), class, word == GeneWord::BiallelicInactivation))
    }

    /// R16, R17 and no protein: the product is gone. One copy of two is lost in most tumours, and is not meant.
    fn lost(&self) -> CriterionNode {
        let gene = self.gene();
        let parts = [
            self.write.copies(gene, CopyChange::HomozygousDeletion),
            self.write.homozygous_disruption(gene),
            self.write.expression(gene, ExpressionState::Absent),
        ];
        CriterionNode::Any(parts.into_iter().map(|leaf| self.write.record(leaf)).collect())
    }

    /// Letters, copies or structure: what can activate the gene, or what can end it.
    fn altered(&mut self) -> CriterionNode {
        if self.about.transcript.is_none() {
            self.notes.insert(Note::WaitsForModel);
        }
        let gene = self.gene();
        let mut parts = vec![self.write.gene_class(gene, GeneClass::Any, false)];
        if self.about.role != GeneRole::TumourSuppressor {
            parts.push(self.write.copies(gene, CopyChange::Amplification));
            parts.push(self.write.fusion(gene, self.about.fusion_role.unwrap_or(FusionRole::Either)));
        }
        if self.about.role != GeneRole::Oncogene {
            parts.push(self.write.copies(gene, CopyChange::HomozygousDeletion));
            parts.push(self.write.homozygous_disruption(gene));
        }
        CriterionNode::Any(parts.into_iter().map(|leaf| self.write.record(leaf)).collect())
    }

    /// A finding that only its name tells.
    fn marker(&mut self, marker: Marker, detail: Option<&str>) -> Leaf {
        self.notes.insert(Note::ToldByName);
        self.write.marker(self.gene(), marker, detail)
    }

    fn copies(&self, word: CopyWord) -> Result<Leaf, Refusal> {
        let change = match word {
            CopyWord::Amplification => CopyChange::Amplification,
            CopyWord::Gain => CopyChange::Gain,
            CopyWord::Loss | CopyWord::Deletion => CopyChange::HomozygousDeletion,
            CopyWord::Variation => return Err(Refusal::CopyDirectionUnsaid),
        };
        Ok(self.write.copies(self.gene(), change))
    }

    /// R19, R20: the gene with any partner, in its role.
    fn fusion(&mut self) -> Leaf {
        let role = self.about.fusion_role.unwrap_or_else(|| {
            self.notes.insert(Note::RoleAssumed);
            FusionRole::Either
        });
        self.write.fusion(self.gene(), role)
    }

    /// R18: the 5′ partner is named first. One of the two is the gene the name is filed under.
    fn pair(&self, five: &str, three: &str, exons: Option<(u32, u32)>) -> Result<Leaf, Refusal> {
        let gene = self.gene();
        let find = |text: &str| (self.symbol)(text).unwrap_or_else(|| text.to_ascii_uppercase());
        let (mut five_prime, mut three_prime) = (find(five), find(three));
        if five_prime != gene && three_prime != gene {
            // `BCR-ABL` filed under ABL1: the number was left out.
            let shortened = |text: &str| gene.strip_prefix(text).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
            match (shortened(&five_prime), shortened(&three_prime)) {
                (true, false) => five_prime = gene.to_owned(),
                (false, true) => three_prime = gene.to_owned(),
                _ => return Err(Refusal::PartnerNotSaid),
            }
        }
        if five_prime == three_prime {
            return Err(Refusal::PartnerNotSaid);
        }
        Ok(self.write.pair(&five_prime, &three_prime, exons))
    }
}

fn unplaced(error: Refusal, otherwise: Refusal) -> Refusal {
    if error == Refusal::CodingNameNotPlaced { otherwise } else { error }
}

const fn expression(word: ExpressionWord) -> ExpressionState {
    match word {
        ExpressionWord::Present => ExpressionState::Present,
        ExpressionWord::Over => ExpressionState::Over,
        ExpressionWord::Under => ExpressionState::Under,
        ExpressionWord::Absent => ExpressionState::Absent,
    }
}

const fn marker(word: MarkerWord) -> Marker {
    match word {
        MarkerWord::Methylation => Marker::Methylation,
        MarkerWord::PromoterMethylation => Marker::PromoterMethylation,
        MarkerWord::Demethylation => Marker::PromoterDemethylation,
        MarkerWord::Phosphorylation => Marker::Phosphorylation,
        MarkerWord::QualifiedExpression => Marker::QualifiedExpression,
        MarkerWord::SerumLevels => Marker::SerumLevel,
        MarkerWord::Localisation => Marker::Localisation,
        MarkerWord::AlternativeTranscript => Marker::AlternativeTranscript,
    }
}
