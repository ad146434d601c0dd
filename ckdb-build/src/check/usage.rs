//! What exists is named: therapies and diseases that no other record speaks of.

use std::collections::BTreeSet;

use super::catalogue::Catalogue;
use super::disease::ROOTS;
use crate::diagnostic::{Diagnostic, Diagnostics, rules};
use crate::record::Records;

pub(super) fn check(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let mut therapies: BTreeSet<&str> = BTreeSet::new();
    let mut diseases: BTreeSet<&str> = BTreeSet::new();
    for profile in &records.profiles {
        for e in &profile.evidence {
            therapies.extend(e.therapies.iter().map(|t| t.value.as_str()));
            diseases.insert(&e.disease.value);
            diseases.extend(e.excluding.iter().map(|d| d.value.as_str()));
        }
        for a in &profile.assertions {
            therapies.extend(a.therapies.iter().map(|t| t.value.as_str()));
            diseases.insert(&a.disease.value);
            diseases.extend(a.excluding.iter().map(|d| d.value.as_str()));
        }
    }
    for approval in &records.approvals {
        therapies.extend(approval.therapies.iter().map(|t| t.value.as_str()));
        diseases.insert(&approval.disease.value);
        diseases.extend(approval.excluding.iter().map(|d| d.value.as_str()));
    }
    for trial in &records.trials {
        let named = [&trial.therapies, &trial.after, &trial.not_after];
        therapies.extend(named.into_iter().flatten().map(|t| t.value.as_str()));
        diseases.extend(trial.diseases.iter().chain(&trial.excluding).map(|d| d.value.as_str()));
    }
    for therapy in records.therapies.iter().filter(|t| !therapies.contains(t.header.id.as_str())) {
        out.push(Diagnostic::new(
            &rules::UNUSED_THERAPY,
            therapy.name.place,
            format!("no record speaks of the therapy `{}`", therapy.header.id),
        ));
    }
    // Used, or above a used one.
    let mut near: BTreeSet<&str> = BTreeSet::new();
    for disease in &diseases {
        near.extend(catalogue.lineage_of(disease));
    }
    for disease in &records.diseases {
        let id = disease.header.id.as_str();
        let above_is_used =
            || catalogue.lineage_of(id).into_iter().any(|above| !ROOTS.contains(&above) && diseases.contains(above));
        if ROOTS.contains(&id) || near.contains(id) || above_is_used() {
            continue;
        }
        out.push(Diagnostic::new(
            &rules::UNUSED_DISEASE,
            disease.name.place,
            format!("no record speaks of the disease `{id}`, of one above it or of one below it"),
        ));
    }
}
