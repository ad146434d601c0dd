//! Reads a criterion: one operator, or one leaf with a `kind`.

use ckdb_core::genome::{Assembly, ChangeClass};
use ckdb_core::model::Vocabulary as _;
use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Place, rules};
use crate::record::read::{Fields, Sink};
use crate::record::schema::{AlleleRecord, BiomarkerTest, CriterionNode, CriterionRecord, Leaf, LeafKind};
use crate::record::shape;
use crate::record::value::{Change, Decimal, Flag, Number, Residue, Shaped, Text, Word, word, word_of};

const OPERATORS: [&str; 5] = ["all", "any", "not", "cis", "trans"];

/// The classes a claim may speak of. The others (untranslated, intron, …) are places, not claims.
const CLAIMED: &[ChangeClass] = &[
    ChangeClass::Missense,
    ChangeClass::InFrameDeletion,
    ChangeClass::InFrameInsertion,
    ChangeClass::InFrameDelins,
    ChangeClass::TandemDuplication,
    ChangeClass::Frameshift,
    ChangeClass::StopGained,
    ChangeClass::StartLost,
    ChangeClass::StopLost,
    ChangeClass::SpliceSite,
    ChangeClass::Synonymous,
];

const TRANSCRIPT: Shaped = Shaped(&shape::TRANSCRIPT);

/// `is = "high"`, the only state of a biomarker that anybody claims anything about.
#[derive(Clone, Copy, PartialEq)]
struct High;

fn class() -> Word<ChangeClass> {
    word_of(ChangeClass::NOUN, CLAIMED, |class| class.as_str())
}

pub(super) fn read(table: &DeTable<'_>, place: Place, sink: &mut Sink) -> CriterionRecord {
    let node = node(table, place, sink);
    CriterionRecord { place, node }
}

fn node(table: &DeTable<'_>, place: Place, sink: &mut Sink) -> CriterionNode {
    let operators: Vec<&'static str> = OPERATORS.into_iter().filter(|name| table.contains_key(*name)).collect();
    let leaf = table.contains_key("kind");
    match (operators.as_slice(), leaf) {
        ([operator], false) => joined(operator, Fields::new(table, place, "an operator", sink)),
        ([], true) => leaf_of(Fields::new(table, place, "this criterion", sink)),
        ([], false) => {
            if !sink.damaged {
                sink.report(
                    Diagnostic::new(&rules::ONE_CRITERION, place, "this criterion has neither an operator nor a `kind`")
                        .label("empty question")
                        .help(format!("write one of `{}`, or a leaf with a `kind`", OPERATORS.join("`, `"))),
                );
            }
            CriterionNode::Broken
        }
        _ => {
            let mut found: Vec<&str> = operators;
            if leaf {
                found.push("kind");
            }
            sink.report(
                Diagnostic::new(&rules::ONE_CRITERION, place, format!("this criterion has `{}` at once", found.join("` and `")))
                    .label("one table, one operator or one leaf")
                    .help("put one inside the other, each in its own table"),
            );
            CriterionNode::Broken
        }
    }
}

fn joined(operator: &'static str, mut fields: Fields<'_, '_, '_>) -> CriterionNode {
    let node = if operator == "not" {
        match fields.table("not") {
            Some((table, place)) => CriterionNode::Not(Box::new(read(table, place, fields.sink))),
            None => CriterionNode::Broken,
        }
    } else {
        let parts: Vec<CriterionRecord> =
            fields.tables(operator).into_iter().map(|(table, place)| read(table, place, fields.sink)).collect();
        if parts.is_empty() {
            // A list that is not one was reported by `tables`.
            fields.report_empty_list(operator);
            CriterionNode::Broken
        } else {
            match operator {
                "all" => CriterionNode::All(parts),
                "any" => CriterionNode::Any(parts),
                "cis" => CriterionNode::Cis(parts),
                _ => CriterionNode::Trans(parts),
            }
        }
    };
    fields.finish();
    node
}

fn leaf_of(mut fields: Fields<'_, '_, '_>) -> CriterionNode {
    let kind = fields.required("kind", word::<LeafKind>());
    let Some(kind) = kind.sound().copied() else {
        // Which fields belong here nobody can say.
        return CriterionNode::Broken;
    };
    let leaf = leaf(kind, &mut fields);
    fields.finish();
    CriterionNode::Leaf(leaf)
}

fn leaf(kind: LeafKind, fields: &mut Fields<'_, '_, '_>) -> Leaf {
    match kind {
        LeafKind::Allele => {
            Leaf::Allele { allele: Box::new(allele(fields)), also: sites_in("also", fields), gene: fields.optional("gene", &Text) }
        }
        LeafKind::ProteinChange => Leaf::ProteinChange {
            gene: fields.required("gene", Text),
            change: fields.required("change", Change),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::Codon => Leaf::Codon {
            gene: fields.required("gene", Text),
            codon: fields.required("codon", Number::COUNTED),
            reference: fields.required("reference", Residue),
            excluding: fields.list("excluding", &Change),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::ProteinRange => Leaf::ProteinRange {
            gene: fields.required("gene", Text),
            first: fields.required("first", Number::COUNTED),
            last: fields.required("last", Number::COUNTED),
            classes: fields.required_list("class", &class()),
            excluding: fields.list("excluding", &Change),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::Exon => Leaf::Exon {
            gene: fields.required("gene", Text),
            exons: fields.required_list("exons", &Number::COUNTED),
            classes: fields.required_list("class", &class()),
            excluding: fields.list("excluding", &Change),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::SpliceLoss => Leaf::SpliceLoss {
            gene: fields.required("gene", Text),
            exon: fields.required("exon", Number::COUNTED),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::GeneClass => Leaf::GeneClass {
            gene: fields.required("gene", Text),
            class: fields.required("class", word()),
            excluding: fields.list("excluding", &Change),
            biallelic: fields.optional("biallelic", &Flag),
        },
        LeafKind::Promoter => Leaf::Promoter { gene: fields.required("gene", Text), sites: sites(fields) },
        LeafKind::CopyNumber => Leaf::CopyNumber { gene: fields.required("gene", Text), change: fields.required("change", word()) },
        LeafKind::HomozygousDisruption => Leaf::HomozygousDisruption { gene: fields.required("gene", Text) },
        LeafKind::FusionPair => Leaf::FusionPair {
            five_prime: fields.required("five_prime", Text),
            three_prime: fields.required("three_prime", Text),
            five_prime_exon: fields.optional("five_prime_exon", &Number::COUNTED),
            three_prime_exon: fields.optional("three_prime_exon", &Number::COUNTED),
        },
        LeafKind::Fusion => Leaf::Fusion { gene: fields.required("gene", Text), role: fields.required("role", word()) },
        LeafKind::ExonChange => Leaf::ExonChange {
            gene: fields.required("gene", Text),
            change: fields.required("change", word()),
            first: fields.required("first", Number::COUNTED),
            last: fields.required("last", Number::COUNTED),
            transcript: fields.optional("transcript", &TRANSCRIPT),
        },
        LeafKind::Biomarker => Leaf::Biomarker { biomarker: fields.required("biomarker", word()), test: biomarker_test(fields) },
        LeafKind::Expression => Leaf::Expression { gene: fields.required("gene", Text), state: fields.required("is", word()) },
        LeafKind::WildType => {
            Leaf::WildType { gene: fields.required("gene", Text), codons: fields.list("codons", &Number::COUNTED) }
        }
        LeafKind::Marker => Leaf::Marker {
            gene: fields.required("gene", Text),
            marker: fields.required("marker", word()),
            detail: fields.optional("detail", &Text),
        },
    }
}

fn allele(fields: &mut Fields<'_, '_, '_>) -> AlleleRecord {
    AlleleRecord {
        place: fields.place(),
        assembly: fields.required("assembly", word::<Assembly>()),
        contig: fields.required("contig", Shaped(&shape::CONTIG)),
        position: fields.required("position", Number::COUNTED),
        reference: fields.required("reference", Shaped(&shape::LETTERS)),
        alternate: fields.required("alternate", Shaped(&shape::LETTERS)),
    }
}

fn sites(fields: &mut Fields<'_, '_, '_>) -> Vec<AlleleRecord> {
    fields.require_tables("sites");
    sites_in("sites", fields)
}

fn sites_in(name: &'static str, fields: &mut Fields<'_, '_, '_>) -> Vec<AlleleRecord> {
    let sites: Vec<AlleleRecord> = fields
        .tables(name)
        .into_iter()
        .map(|(table, place)| {
            let mut fields = Fields::new(table, place, "a site", fields.sink);
            let site = allele(&mut fields);
            fields.finish();
            site
        })
        .collect();
    if sites.is_empty() {
        fields.report_empty_list(name);
    }
    sites
}

fn biomarker_test(fields: &mut Fields<'_, '_, '_>) -> BiomarkerTest {
    let high = fields.optional("is", &word_of("state of a biomarker", &[High], |_| "high"));
    let at_least = fields.optional("at_least", &Decimal);
    match (high, at_least) {
        (Some(_), None) => BiomarkerTest::High,
        (None, Some(limit)) => BiomarkerTest::AtLeast(limit),
        (both, _) => {
            let problem = if both.is_some() { "both `is` and `at_least`" } else { "neither `is` nor `at_least`" };
            let place = fields.place();
            if !fields.sink.damaged {
                fields.sink.report(
                    Diagnostic::new(&rules::BIOMARKER_TEST, place, format!("this biomarker has {problem}"))
                        .label("exactly one of the two")
                        .help("write `is = \"high\"` for the caller's word, or `at_least = 10.0` for a measured value"),
                );
            }
            BiomarkerTest::Broken
        }
    }
}
