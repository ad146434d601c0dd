//! Elements of the FHIR R4 resources and types that our bundles hold, and every code they may hold.
//!
//! Resources as FHIR R4 (4.0.1) defines them, cut to what a bundle of results has; codes as Genomics Reporting 3.0.0 binds them.

use super::shape::Class;

/// The resources and types.
pub(crate) const CLASSES: &[Class] = &[
    ("Bundle", &["resourceType! =Bundle", "type! =collection", "entry! [Entry]"]),
    ("Entry", &["fullUrl! $", "resource! Device|Observation|OperationOutcome"]),
    ("Device", &["resourceType! =Device", "deviceName [DeviceName]", "version [DeviceVersion]", "note [Annotation]"]),
    (
        "DeviceName",
        &["name! $", "type! =udi-label-name|user-friendly-name|patient-reported-name|manufacturer-name|model-name|other"],
    ),
    ("DeviceVersion", &["type CodeableConcept", "value! $"]),
    ("Annotation", &["text! $"]),
    (
        "Observation",
        &[
            "resourceType! =Observation",
            "meta Meta",
            "extension [Extension]",
            "status! =registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown",
            "category! [CodeableConcept]",
            "code! CodeableConcept",
            "effectiveDateTime $",
            "valueCodeableConcept CodeableConcept",
            "specimen Reference",
            "device Reference",
            "derivedFrom [Reference]",
            "component [Component]",
        ],
    ),
    ("Meta", &["profile [$]"]),
    (
        "Component",
        &[
            "code! CodeableConcept",
            "valueCodeableConcept CodeableConcept",
            "valueString $",
            "valueQuantity Quantity",
            "valueRange Range",
        ],
    ),
    ("CodeableConcept", &["coding [Coding]", "text $"]),
    ("Coding", &["system $", "version $", "code $", "display $"]),
    ("Quantity", &["value #", "unit $", "system $", "code $"]),
    ("Range", &["low Quantity", "high Quantity"]),
    ("Reference", &["reference $", "display $"]),
    ("Extension", &["url! $", "valueRelatedArtifact RelatedArtifact"]),
    (
        "RelatedArtifact",
        &[
            "type! =documentation|justification|citation|predecessor|successor|derived-from|depends-on|composed-of",
            "label $",
            "display $",
            "citation $",
            "url $",
        ],
    ),
    ("OperationOutcome", &["resourceType! =OperationOutcome", "issue! [Issue]"]),
    ("Issue", &["severity! =fatal|error|warning|information", "code! =informational", "diagnostics $"]),
];

/// The code a component of each profile may have, with the element its value stands in and how often it may.
pub(crate) const VARIANT: &[(&str, &str, usize)] = &[
    ("48018-6", "valueCodeableConcept", usize::MAX),
    ("62374-4", "valueCodeableConcept", usize::MAX),
    ("48004-6", "valueCodeableConcept", 1),
    ("48005-3", "valueCodeableConcept", 1),
    ("81290-9", "valueCodeableConcept", 1),
    ("48013-7", "valueCodeableConcept", 1),
    ("51958-7", "valueCodeableConcept", 1),
    ("81254-5", "valueRange", 1),
    ("92822-6", "valueCodeableConcept", 1),
    ("69547-8", "valueString", 1),
    ("69551-0", "valueString", 1),
    ("81258-6", "valueQuantity", 1),
    ("81252-9", "valueCodeableConcept", usize::MAX),
    ("conclusion-string", "valueString", 1),
];

/// The same of `therapeutic-implication`.
pub(crate) const THERAPEUTIC: &[(&str, &str, usize)] = &[
    ("therapeutic-implication", "valueCodeableConcept", usize::MAX),
    ("81259-4", "valueCodeableConcept", usize::MAX),
    ("51963-7", "valueCodeableConcept", usize::MAX),
    ("93044-6", "valueCodeableConcept", usize::MAX),
    ("conclusion-string", "valueString", 1),
];

/// The same of `diagnostic-implication`.
pub(crate) const DIAGNOSTIC: &[(&str, &str, usize)] = &[
    ("81259-4", "valueCodeableConcept", usize::MAX),
    ("93044-6", "valueCodeableConcept", usize::MAX),
    ("conclusion-string", "valueString", 1),
];

/// Answers that a value may be coded with, by system; of other systems a code's form is checked.
pub(crate) const ANSWERS: &[(&str, &[&str])] =
    &[("http://loinc.org", &["LA9633-4", "LA14029-5", "LA26806-2", "LA30102-0", "LA6677-4", "LA6676-6"])];

/// Systems of values.
pub(crate) const SYSTEMS: &[&str] = &[
    "http://loinc.org",
    "http://www.genenames.org",
    "http://varnomen.hgvs.org",
    "http://www.ncbi.nlm.nih.gov/refseq",
    "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
];
