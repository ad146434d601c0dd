//! The interpreter's codes of tumours. Those of its table whose meaning is not sure are not here: a row about them only is
//! quarantined.

use crate::diagnostic::Place;
use crate::import::gathered::Gathered;

/// Our disease for a code.
pub(super) fn disease(code: &str, gathered: &mut Gathered<'_>, place: Place) -> Option<String> {
    let (_, name) = TUMOURS.iter().find(|(known, _)| *known == code)?;
    gathered.known.disease(name, "", place)
}

/// Codes and names. Source: the interpreter's page of cancer types; names are those of the Disease Ontology where it has one.
const TUMOURS: &[(&str, &str)] = &[
    ("CANCER", "cancer"),
    ("SOLID", "solid tumour"),
    ("HEMATO", "haematological cancer"),
    ("CM", "skin melanoma"),
    ("BRCA", "breast cancer"),
    ("COREAD", "colorectal adenocarcinoma"),
    ("LUAD", "lung adenocarcinoma"),
    ("LUSC", "lung squamous cell carcinoma"),
    ("NSCLC", "lung non-small cell carcinoma"),
    ("L", "lung cancer"),
    ("GIST", "gastrointestinal stromal tumour"),
    ("PRAD", "prostate adenocarcinoma"),
    ("AML", "acute myeloid leukaemia"),
    ("ALL", "acute lymphoblastic leukaemia"),
    ("CML", "chronic myeloid leukaemia"),
    ("CLL", "chronic lymphocytic leukaemia"),
    ("APML", "acute promyelocytic leukaemia"),
    ("ACML", "atypical chronic myeloid leukaemia"),
    ("G", "brain glioma"),
    ("GBM", "glioblastoma"),
    ("OV", "ovarian cancer"),
    ("BLCA", "bladder carcinoma"),
    ("ED", "endometrial cancer"),
    ("R", "renal cell carcinoma"),
    ("ST", "stomach cancer"),
    ("PA", "pancreatic cancer"),
    ("PAAD", "pancreatic adenocarcinoma"),
    ("MYMA", "multiple myeloma"),
    ("TH", "thyroid cancer"),
    ("THCA", "thyroid gland carcinoma"),
    ("HNC", "head and neck cancer"),
    ("HNSC", "head and neck squamous cell carcinoma"),
    ("THYM", "thymic carcinoma"),
    ("MEN", "meningioma"),
    ("MB", "medulloblastoma"),
    ("LY", "lymphoma"),
    ("MDS", "myelodysplastic syndrome"),
    ("MPN", "myeloproliferative neoplasm"),
    ("HC", "hepatocellular carcinoma"),
    ("MESO", "mesothelioma"),
    ("LIP", "liposarcoma"),
    ("NB", "neuroblastoma"),
    ("RB", "retinoblastoma"),
    ("MRT", "malignant rhabdoid tumour"),
    ("OS", "osteosarcoma"),
    ("MCL", "mantle cell lymphoma"),
    ("CH", "cholangiocarcinoma"),
    ("S", "sarcoma"),
    ("BT", "biliary tract cancer"),
    ("SM", "systemic mastocytosis"),
    ("BCC", "basal cell carcinoma"),
    ("NEU", "neuroendocrine tumour"),
    ("HCL", "hairy cell leukaemia"),
    ("WM", "lymphoplasmacytic lymphoma"),
];
