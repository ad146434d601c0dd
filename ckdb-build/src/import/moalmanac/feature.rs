//! A feature of the almanac (legacy) or a biomarker (referenced) as a question. Both have the same fields under one roof.

use crate::diagnostic::Place;
use crate::import::gathered::{Gathered, joined, leaf};
use crate::import::profile_name::meaning::StatedLetters;
use crate::import::profile_name::{Meaning, Note};
use crate::record::{BiomarkerTest, CriterionNode, CriterionRecord, Leaf, Spanned};
use ckdb_core::genome::{Allele, Assembly, ChangeClass, Contig};
use ckdb_core::model::{Biomarker, GeneRole};
use serde_json::Value;
use std::collections::BTreeSet;

/// The fields of one feature.
#[derive(Debug, Default)]
pub(super) struct Feature {
    pub(super) kind: String,
    /// Genes; of a fusion the 5′ one first, if two.
    pub(super) genes: Vec<String>,
    pub(super) fields: serde_json::Map<String, Value>,
    /// How the almanac calls it, if it does.
    pub(super) name: String,
}

/// What a question was made of, how it is called, and why it is less than the almanac says, if it is.
pub(super) struct Question {
    pub(super) name: String,
    pub(super) meaning: Meaning,
    pub(super) also: Vec<&'static str>,
}

impl Feature {
    /// A field as text; numbers are written out, `null` and empty are empty.
    fn text(&self, field: &str) -> String {
        match self.fields.get(field) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(true)) => "1".to_owned(),
            _ => String::new(),
        }
    }

    fn is(&self, field: &str) -> bool {
        matches!(self.text(field).as_str(), "1" | "true")
    }

    /// The question.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(super) fn question(&self, gathered: &mut Gathered<'_>, place: Place) -> Result<Question, &'static str> {
        match self.kind.as_str() {
            "Rearrangement" => self.rearrangement(gathered, place),
            "Somatic Variant" | "Germline Variant" => self.variant(gathered, place),
            "Copy Number" => {
                let word = match self.text("direction").as_str() {
                    "Amplification" => "Amplification",
                    "Deletion" => "Deletion",
                    _ => return Err("COPY_DIRECTION_UNSAID"),
                };
                self.of_gene(word, gathered, place)
            }
            "Wild type" => self.of_gene("Wildtype", gathered, place),
            "Microsatellite Stability" if self.text("status").contains("igh") => {
                Ok(measured(Biomarker::Msi, BiomarkerTest::High, "MSI-High", false, place))
            }
            "Microsatellite Stability" => match self.text("status").contains("table") {
                true => Ok(measured(Biomarker::Msi, BiomarkerTest::High, "MSI not High", true, place)),
                false => Err("MSI_LOW_NOT_TYPED"),
            },
            "Homologous Recombination" => Ok(measured(Biomarker::Hrd, BiomarkerTest::High, "HRD", false, place)),
            "Mutational Burden" | "Tumor mutational burden" => self.burden(place),
            "Mismatch Repair" => Err("REPAIR_GENES_NOT_SAID"),
            "Protein expression" => Err("STAINING_NOT_TYPED"),
            "Copy Number (arm level)" => Err("ARM_LEVEL_NOT_TYPED"),
            "Mutational Signature" => Err("SIGNATURE_NOT_TYPED"),
            "Knockdown" => Err("EXPERIMENT_NOT_A_FINDING"),
            "Aneuploidy" => Err("ANEUPLOIDY_NOT_TYPED"),
            _ => Err("FEATURE_TYPE_NOT_KNOWN"),
        }
    }

    fn gene(&self) -> Result<&str, &'static str> {
        let one = self.genes.first().map(String::as_str).filter(|gene| !gene.is_empty()).ok_or("GENE_NOT_STATED")?;
        // Bands and arms stand where a gene would (`1p/19q`, `13q`).
        crate::record::shape::is_gene_symbol(one).then_some(one).ok_or("GENE_NOT_READ")
    }

    fn of_gene(&self, word: &str, gathered: &mut Gathered<'_>, place: Place) -> Result<Question, &'static str> {
        let gene = self.gene()?;
        let meaning = gathered.named(gene, word, Vec::new(), place).map_err(|refusal| refusal.code())?;
        Ok(Question { name: format!("{gene} {word}"), meaning, also: Vec::new() })
    }

    fn rearrangement(&self, gathered: &mut Gathered<'_>, place: Place) -> Result<Question, &'static str> {
        let gene = self.gene()?;
        match self.genes.get(1).filter(|other| !other.is_empty()) {
            Some(other) => {
                let name = format!("{gene}::{other}");
                let meaning = gathered.named(gene, &name, Vec::new(), place).map_err(|refusal| refusal.code())?;
                Ok(Question { name, meaning, also: Vec::new() })
            }
            None if self.text("rearrangement_type") == "Fusion" => self.of_gene("Fusion", gathered, place),
            None => self.of_gene("Rearrangement", gathered, place),
        }
    }

    fn burden(&self, place: Place) -> Result<Question, &'static str> {
        if !self.text("minimum_mutations").is_empty() {
            return Err("BURDEN_UNIT_NOT_TYPED");
        }
        let per_mb = [self.text("mutations_per_mb"), self.text("minimum_mutations_per_megabase")].concat();
        match per_mb.parse::<f64>() {
            Ok(number) => {
                let test = BiomarkerTest::AtLeast(Spanned::new(number, place));
                Ok(measured(Biomarker::Tmb, test, &format!("TMB {number} per megabase or more"), false, place))
            }
            Err(_) => Ok(measured(Biomarker::Tmb, BiomarkerTest::High, "TMB-High", false, place)),
        }
    }

    fn variant(&self, gathered: &mut Gathered<'_>, place: Place) -> Result<Question, &'static str> {
        let gene = self.gene()?;
        let (change, exon, annotation) = (self.text("protein_change"), self.text("exon"), self.text("variant_annotation"));
        let letters = self.letters();
        let name = match (change.strip_prefix("p.").unwrap_or(&change), exon.as_str(), annotation.as_str()) {
            ("", "", "Nonsense") => return self.everywhere(&[ChangeClass::StopGained], gathered, place),
            ("", "", "Frameshift") => "Frameshift".to_owned(),
            ("", "", "Missense") => return self.everywhere(&[ChangeClass::Missense], gathered, place),
            ("", "", "Activating mutation") => "Activating Mutation".to_owned(),
            ("", "", "Splice Site") => return Err("SPLICE_SITE_UNSPECIFIC"),
            ("", "", "") if self.is("requires_oncogenic") => "Oncogenic Mutation".to_owned(),
            ("", "", "") if self.is("pathogenic") || self.is("requires_pathogenic") => {
                // Pathogenic in the germline of a gene that acts when lost: what ends the protein is among them, for certain.
                if gathered.role(gene) != GeneRole::TumourSuppressor {
                    return Err("PATHOGENIC_NOT_LISTED");
                }
                let mut found = self.of_gene("Loss-of-function", gathered, place)?;
                found.also.push("PATHOGENIC_AS_LOSS_OF_FUNCTION");
                return Ok(found);
            }
            ("", "", "") if self.name.contains("ITD") => "ITD".to_owned(),
            ("", "", "") if self.name.contains("TKD activating") => return Err("DOMAIN_WITHOUT_RANGE"),
            ("", "", "") if self.name.contains("activating") => "Activating Mutation".to_owned(),
            ("", "", "") => "Mutation".to_owned(),
            ("", exon, "Splice Site") => format!("Exon {exon} Skipping Mutation"),
            ("", exon, "Deletion" | "Insertion" | "Frameshift") => format!("Exon {exon} {annotation}"),
            ("", exon, "") => format!("Exon {exon} Mutation"),
            ("", ..) => return Err("CLASS_IN_EXON_NOT_TYPED"),
            (change, ..) => change.to_owned(),
        };
        let meaning = gathered.named(gene, &name, letters, place).map_err(|refusal| refusal.code())?;
        Ok(Question { name: format!("{gene} {name}"), meaning, also: Vec::new() })
    }

    /// Changes of a class in the whole protein, as a range over all its residues.
    fn everywhere(&self, classes: &[ChangeClass], gathered: &mut Gathered<'_>, place: Place) -> Result<Question, &'static str> {
        let gene = gathered.known.gene(self.gene()?, None, "", place);
        let transcript = gathered.known.transcript(&gene).map(str::to_owned).ok_or("NO_GENE_MODEL")?;
        let protein = gathered.ground.protein(&transcript).ok_or("NO_GENE_MODEL")?;
        let length = u32::try_from(protein.len()).unwrap_or(u32::MAX).max(2);
        let class = classes.first().map(ToString::to_string).unwrap_or_default();
        let criterion = leaf(
            Leaf::ProteinRange {
                gene: Spanned::new(gene.clone(), place),
                first: Spanned::new(1, place),
                last: Spanned::new(length, place),
                classes: classes.iter().map(|class| Spanned::new(*class, place)).collect(),
                excluding: Vec::new(),
                transcript: None,
            },
            place,
        );
        Ok(Question { name: format!("{gene} any {class}"), meaning: plain(criterion), also: Vec::new() })
    }

    /// The letters it states, of GRCh37 (the almanac's assembly). A dash stands for no letter; such an insertion lies behind the
    /// position.
    fn letters(&self) -> Vec<StatedLetters> {
        let stated = || {
            let (contig, _) = Contig::parse(&self.text("chromosome"))?;
            let position: u32 = self.text("start_position").parse().ok()?;
            let (reference, alternate) = (self.text("reference_allele"), self.text("alternate_allele"));
            if reference.is_empty() || alternate.is_empty() || reference == "-" || alternate == "-" {
                return None;
            }
            let allele = Allele::from_vcf(contig, position, reference.as_bytes(), alternate.as_bytes()).ok()?;
            Some(StatedLetters { assembly: Assembly::Grch37, allele })
        };
        stated().into_iter().collect()
    }
}

fn plain(criterion: CriterionRecord) -> Meaning {
    Meaning { criterion, notes: BTreeSet::<Note>::new() }
}

fn measured(biomarker: Biomarker, test: BiomarkerTest, name: &str, not: bool, place: Place) -> Question {
    let found = leaf(Leaf::Biomarker { biomarker: Spanned::new(biomarker, place), test }, place);
    let criterion = if not { CriterionRecord { place, node: CriterionNode::Not(Box::new(found)) } } else { found };
    Question { name: name.to_owned(), meaning: plain(criterion), also: Vec::new() }
}

/// Several biomarkers that must all be there.
pub(super) fn all(questions: Vec<Question>, place: Place) -> Option<Question> {
    let name = questions.iter().map(|question| question.name.as_str()).collect::<Vec<_>>().join(" AND ");
    let also: BTreeSet<&'static str> = questions.iter().flat_map(|question| question.also.iter().copied()).collect();
    let meanings = questions.into_iter().map(|question| question.meaning).collect();
    Some(Question { name, meaning: joined(meanings, place, CriterionNode::All)?, also: also.into_iter().collect() })
}
