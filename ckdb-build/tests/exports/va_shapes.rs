//! Elements of the classes that our VA-Spec documents hold, as the released schemas have them.
//!
//! Read from `ga4gh/va-spec` (base, aac-2017), `ga4gh/gks-core`, `ga4gh/cat-vrs` and `ga4gh/vrs`, and the models of `ga4gh.va_spec` 0.4.4,
//! `ga4gh.cat_vrs` 0.7.2, `ga4gh.vrs` 2.3.3. Elements we never write are listed as well: a schema is not what we write.

use super::shape::Class;

macro_rules! entity {
    ($name:literal, $($element:literal),* $(,)?) => {
        ($name, &[concat!("type! =", $name), "id $", "name $", "description $", "aliases [$]", "extensions [Extension]", $($element),*])
    };
}

macro_rules! clinical {
    ($name:literal, $($element:literal),* $(,)?) => {
        entity!($name, "subjectVariant! Variation|CategoricalVariant|$", "geneContextQualifier Concept|$", "alleleOriginQualifier Concept|$", $($element),*)
    };
}

/// The classes.
pub(crate) const CLASSES: &[Class] = &[
    entity!(
        "Statement",
        "specifiedBy Method|$",
        "contributions [Contribution]",
        "reportedIn [Document|$]",
        "proposition! VariantTherapeuticResponseProposition|VariantDiagnosticProposition|VariantPrognosticProposition|VariantOncogenicityProposition",
        "direction! =supports|neutral|disputes",
        "strength Concept",
        "score #",
        "classification Concept",
        "hasEvidenceLines [EvidenceLine|$]",
    ),
    entity!(
        "EvidenceLine",
        "specifiedBy Method|$",
        "contributions [Contribution]",
        "reportedIn [Document|$]",
        "targetProposition ?",
        "hasEvidenceItems [Statement|EvidenceLine|$]",
        "directionOfEvidenceProvided! =supports|neutral|disputes",
        "strengthOfEvidenceProvided Concept",
        "scoreOfEvidenceProvided #",
        "evidenceOutcome Concept",
    ),
    clinical!(
        "VariantTherapeuticResponseProposition",
        "predicate! =predictsSensitivityTo|predictsResistanceTo",
        "objectTherapeutic! Concept|TherapyGroup|$",
        "conditionQualifier! Concept|$",
    ),
    clinical!(
        "VariantDiagnosticProposition",
        "predicate! =isDiagnosticInclusionCriterionFor|isDiagnosticExclusionCriterionFor",
        "objectCondition! Concept|$",
    ),
    clinical!(
        "VariantPrognosticProposition",
        "predicate! =associatedWithBetterOutcomeFor|associatedWithWorseOutcomeFor",
        "objectCondition! Concept|$",
    ),
    clinical!("VariantOncogenicityProposition", "predicate! =isOncogenicFor", "objectTumorType! Concept|$"),
    ("TherapyGroup", &["id $", "extensions [Extension]", "therapies! [Concept]", "membershipOperator! =AND|OR"]),
    (
        "Concept",
        &["id $", "extensions [Extension]", "conceptType $", "name $", "primaryCoding Coding", "mappings [ConceptMapping]"],
    ),
    ("Coding", &["id $", "extensions [Extension]", "name $", "system! $", "systemVersion $", "code! $", "iris [$]"]),
    (
        "ConceptMapping",
        &[
            "id $",
            "extensions [Extension]",
            "coding! Coding",
            "relation! =closeMatch|exactMatch|broadMatch|narrowMatch|relatedMatch",
        ],
    ),
    ("Extension", &["id $", "extensions [Extension]", "name! $", "value! ?", "description $"]),
    entity!("Document", "documentType $", "title $", "urls [$]", "doi $", "pmid $"),
    entity!("Method", "methodType $", "reportedIn Document|$"),
    entity!("Contribution", "contributor Agent", "activityType $", "date $"),
    entity!("Agent", "agentType $"),
    (
        "CategoricalVariant",
        &[
            "type! =CategoricalVariant",
            "id $",
            "name! $",
            "description $",
            "aliases [$]",
            "extensions [Extension]",
            "members [Variation|$]",
            "constraints [?]",
            "mappings [ConceptMapping]",
        ],
    ),
    (
        "Variation",
        &[
            "type! =Allele",
            "id $",
            "name $",
            "description $",
            "aliases [$]",
            "extensions [Extension]",
            "digest $",
            "expressions [Expression]",
            "location! SequenceLocation",
            "state! LiteralSequenceExpression|ReferenceLengthExpression",
        ],
    ),
    entity!("SequenceLocation", "digest $", "sequenceReference SequenceReference", "start #", "end #", "sequence $"),
    entity!("SequenceReference", "refgetAccession! $", "residueAlphabet =aa|na", "circular ?", "sequence $", "moleculeType $"),
    entity!("LiteralSequenceExpression", "sequence! $"),
    entity!("ReferenceLengthExpression", "length! #", "sequence $", "repeatSubunitLength! #"),
    (
        "Expression",
        &[
            "id $",
            "extensions [Extension]",
            "syntax! =hgvs.c|hgvs.p|hgvs.g|hgvs.m|hgvs.n|hgvs.r|iscn|gnomad|spdi",
            "value! $",
            "syntax_version $",
        ],
    ),
];
