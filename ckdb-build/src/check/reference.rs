//! What is named exists.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, is_biomarker};
use super::disease::ROOT;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, nearest, rules};
use crate::record::{CriterionRecord, Leaf, ProfileRecord, Provenance, Records, Spanned};
use ckdb_core::model::Vocabulary;

pub(super) fn check(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let look = Look { catalogue, out };
    look.all(records);
}

struct Look<'c, 'r, 'o> {
    catalogue: &'c Catalogue<'r>,
    out: &'o mut Diagnostics,
}

impl Look<'_, '_, '_> {
    fn all(mut self, records: &Records) {
        for r in &records.genes {
            self.provenance(&r.provenance);
        }
        for r in &records.diseases {
            // The root has no parents; that it names some is another rule's finding.
            if r.header.id != ROOT {
                self.diseases(&r.parents);
            }
            self.provenance(&r.provenance);
        }
        for r in &records.therapies {
            for gene in &r.targets {
                self.gene(gene);
            }
            self.provenance(&r.provenance);
        }
        for r in &records.approvals {
            self.therapies(&r.therapies);
            self.diseases(std::slice::from_ref(&r.disease));
            self.diseases(&r.excluding);
            let tests = r.companion_diagnostics.iter();
            for leaf in tests.flat_map(|test| test.detects.iter().chain(&test.reference_only)) {
                self.criterion(leaf);
            }
            for profile in &r.profiles {
                self.one(&rules::UNKNOWN_PROFILE, "profile", profile, |c| keys(&c.profiles));
            }
            self.provenance(&r.provenance);
        }
        for r in &records.trials {
            self.therapies(&r.therapies);
            self.therapies(&r.after);
            self.therapies(&r.not_after);
            self.diseases(&r.diseases);
            self.diseases(&r.excluding);
            if let Some(criterion) = &r.criterion {
                self.criterion(criterion);
            }
            self.provenance(&r.provenance);
        }
        for r in &records.sources {
            if let Some(citation) = &r.citation {
                self.citation(citation);
            }
        }
        for profile in &records.profiles {
            self.profile(profile);
        }
    }

    fn profile(&mut self, profile: &ProfileRecord) {
        self.criterion(&profile.criterion);
        self.folder(profile);
        for e in &profile.evidence {
            self.therapies(&e.therapies);
            self.diseases(std::slice::from_ref(&e.disease));
            self.diseases(&e.excluding);
            self.citation(&e.citation);
            self.provenance(&e.provenance);
        }
        let numbers: BTreeSet<u32> = profile.evidence.iter().filter_map(|e| e.number.sound().copied()).collect();
        for a in &profile.assertions {
            self.therapies(&a.therapies);
            self.diseases(std::slice::from_ref(&a.disease));
            self.diseases(&a.excluding);
            self.provenance(&a.provenance);
            for cited in &a.evidence {
                if let Some(number) = cited.sound()
                    && !numbers.contains(number)
                {
                    let known: Vec<String> = numbers.iter().map(u32::to_string).collect();
                    let help = if known.is_empty() {
                        "this file has no evidence items; leave the list empty".to_owned()
                    } else {
                        format!("this file has the items {}", known.join(", "))
                    };
                    self.out.push(
                        Diagnostic::new(
                            &rules::UNKNOWN_EVIDENCE,
                            cited.place,
                            format!("there is no evidence item {number} in this file"),
                        )
                        .label("no such item")
                        .help(help),
                    );
                }
            }
        }
    }

    fn folder(&mut self, profile: &ProfileRecord) {
        let folder = profile.folder();
        let leaves = profile.criterion.leaves();
        if leaves.is_empty() {
            return;
        }
        let place = profile.header.place;
        if !is_biomarker(folder) && !self.catalogue.genes.contains_key(folder) {
            self.out.push(
                Diagnostic::new(&rules::UNKNOWN_GENE, place, format!("the folder `{folder}` is no gene with a record"))
                    .suggest(nearest(folder, self.catalogue.genes.keys().copied()))
                    .help(format!("write `genes/{folder}.toml`, or file the profile under a gene that has a record")),
            );
            return;
        }
        let named = leaves.iter().any(|leaf| match leaf {
            // A leaf whose gene was not understood or has no record may be the one.
            Leaf::Biomarker { biomarker, .. } => biomarker.sound().is_none_or(|b| b.as_str() == folder),
            Leaf::Allele { gene: None, .. } => true,
            leaf => leaf
                .genes()
                .iter()
                .any(|gene| gene.sound().is_none_or(|s| s == folder || !self.catalogue.genes.contains_key(s.as_str()))),
        });
        if !named {
            self.out.push(
                Diagnostic::new(
                    &rules::PROFILE_FOLDER,
                    profile.criterion.place,
                    format!("the profile is filed under `{folder}`, its criterion does not name it"),
                )
                .label(format!("`{folder}` is not in here")),
            );
        }
    }

    fn criterion(&mut self, criterion: &CriterionRecord) {
        for leaf in criterion.leaves() {
            for gene in leaf.genes() {
                self.gene(gene);
            }
        }
    }

    fn gene(&mut self, gene: &Spanned<String>) {
        self.one(&rules::UNKNOWN_GENE, "gene", gene, |c| {
            let mut names = keys(&c.genes);
            // A former symbol leads to the record that has it as an alias.
            for (symbol, record) in &c.genes {
                names.extend(record.aliases.iter().filter_map(|a| a.sound()).map(|a| (a.as_str(), *symbol)));
            }
            names
        });
    }

    fn therapies(&mut self, therapies: &[Spanned<String>]) {
        for therapy in therapies {
            self.one(&rules::UNKNOWN_THERAPY, "therapy", therapy, |c| {
                let mut names = keys(&c.therapies);
                for (id, record) in &c.therapies {
                    let brands = record.brands.iter().map(|b| &b.name);
                    let codes = record.ncit.iter().chain(&record.name_ja);
                    let aliases = record.aliases.iter().chain(brands).chain(codes).filter_map(|a| a.sound());
                    names.extend(aliases.map(|a| (a.as_str(), *id)));
                }
                names
            });
        }
    }

    fn diseases(&mut self, diseases: &[Spanned<String>]) {
        for disease in diseases {
            self.one(&rules::UNKNOWN_DISEASE, "disease", disease, |c| {
                let mut names = keys(&c.diseases);
                for (id, record) in &c.diseases {
                    // A code of a register leads to the record that bears it.
                    let codes = record.doid.iter().chain(&record.ncit).chain(&record.oncotree).chain(&record.name_ja);
                    names.extend(record.aliases.iter().chain(codes).filter_map(|a| a.sound()).map(|a| (a.as_str(), *id)));
                }
                names
            });
        }
    }

    fn provenance(&mut self, provenance: &Provenance) {
        self.one(&rules::UNKNOWN_SOURCE, "source", &provenance.source, |c| keys(&c.sources));
    }

    /// A citation may be a document of a source; then the source must exist.
    fn citation(&mut self, citation: &Spanned<String>) {
        let Some(text) = citation.sound() else { return };
        let Some((source, _)) = text.split_once(':') else { return };
        if matches!(source, "PMID" | "DOI" | "ASCO") || self.catalogue.sources.contains_key(source) {
            return;
        }
        let source = Spanned::new(source.to_owned(), citation.place);
        self.one(&rules::UNKNOWN_SOURCE, "source", &source, |c| keys(&c.sources));
    }

    /// Reports a name that nobody has, with the identities whose names are nearest.
    fn one<'c>(
        &'c mut self,
        rule: &'static Rule,
        kind: &str,
        name: &Spanned<String>,
        known: impl Fn(&'c Catalogue<'_>) -> Vec<(&'c str, &'c str)>,
    ) {
        let Some(text) = name.sound() else { return };
        let catalogue = self.catalogue;
        let known = known(catalogue);
        if known.iter().any(|(name, id)| name == id && name == text) {
            return;
        }
        let mut near: Vec<&str> = Vec::new();
        for found in nearest(text, known.iter().map(|(name, _)| *name)) {
            for (_, id) in known.iter().filter(|(name, _)| *name == found) {
                if !near.contains(id) {
                    near.push(id);
                }
            }
        }
        let mut problem = Diagnostic::new(rule, name.place, format!("there is no {kind} `{text}`"))
            .label("no record has this identity")
            .suggest(near);
        if problem.suggestions.is_empty() {
            problem = problem.help(format!("write its record first; `ckdb check --explain {}` says where", rule.code));
        }
        self.out.push(problem);
    }
}

/// Identities as names of themselves.
fn keys<'a, T>(map: &BTreeMap<&'a str, T>) -> Vec<(&'a str, &'a str)> {
    map.keys().map(|id| (*id, *id)).collect()
}
