//! The tree of diseases: one root, no circle, one lineage down every branch.

use ckdb_core::model::{Lineage, Vocabulary};

use super::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, rules};
use crate::record::{DiseaseRecord, Records, Spanned};

/// The root: tumours of any kind.
pub(super) const ROOT: &str = "cancer";

/// The diseases that are there to hold the tree together, whether or not a claim names them.
pub(super) const ROOTS: [&str; 3] = [ROOT, "solid-tumour", "haematological-cancer"];

pub(super) fn check(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    for disease in &records.diseases {
        if disease.header.id == ROOT {
            root(disease, out);
        } else {
            circle(disease, catalogue, out);
        }
        lineage(disease, catalogue, out);
    }
    excluded(records, catalogue, out);
}

/// What a record leaves out is a kind of what it is about; otherwise it leaves out nothing, and somebody meant another disease.
fn excluded(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let mut look = |diseases: &[&Spanned<String>], excluding: &[Spanned<String>]| {
        for left_out in excluding {
            let Some(id) = left_out.sound().filter(|id| catalogue.diseases.contains_key(id.as_str())) else { continue };
            let above = catalogue.lineage_of(id);
            let is_kind =
                |disease: &&Spanned<String>| disease.sound().is_none_or(|about| about != id && above.contains(&about.as_str()));
            if !diseases.iter().any(is_kind) {
                out.push(
                    Diagnostic::new(
                        &rules::EXCLUDED_DISEASE,
                        left_out.place,
                        format!("`{id}` is no kind of the disease it is taken from"),
                    )
                    .label("nothing is left out by this")
                    .related(diseases.first().map_or(left_out.place, |disease| disease.place), "the disease"),
                );
            }
        }
    };
    for record in &records.approvals {
        look(&[&record.disease], &record.excluding);
    }
    for record in &records.trials {
        look(&record.diseases.iter().collect::<Vec<_>>(), &record.excluding);
    }
    for profile in &records.profiles {
        for item in &profile.evidence {
            look(&[&item.disease], &item.excluding);
        }
        for item in &profile.assertions {
            look(&[&item.disease], &item.excluding);
        }
    }
}

fn root(disease: &DiseaseRecord, out: &mut Diagnostics) {
    if let Some(parent) = disease.parents.first() {
        out.push(
            Diagnostic::new(&rules::DISEASE_ROOT, parent.place, "`cancer` is the root and has no parents").label("leave this out"),
        );
    }
}

/// Reports the parent through which a disease comes back to itself.
fn circle(disease: &DiseaseRecord, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    for parent in &disease.parents {
        let Some(id) = parent.sound() else { continue };
        if catalogue.lineage_of(id).contains(&disease.header.id.as_str()) {
            out.push(
                Diagnostic::new(
                    &rules::DISEASE_CIRCLE,
                    parent.place,
                    format!("`{}` is above itself, through `{id}`", disease.header.id),
                )
                .label("this way leads back"),
            );
        }
    }
}

fn lineage(disease: &DiseaseRecord, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let Some(own) = disease.lineage.sound().copied() else { return };
    for parent in disease.parents.iter().filter_map(|p| p.sound()) {
        let Some(record) = catalogue.diseases.get(parent.as_str()) else { continue };
        let Some(above) = record.lineage.sound().copied() else { continue };
        if above != Lineage::Any && above != own {
            out.push(
                Diagnostic::new(
                    &rules::LINEAGE,
                    disease.lineage.place,
                    format!("the lineage is `{}`, the parent `{parent}` is `{}`", own.as_str(), above.as_str()),
                )
                .label(format!("expected `{}`", above.as_str()))
                .related(record.lineage.place, "the parent's lineage"),
            );
        }
    }
}
