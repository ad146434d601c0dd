//! The proteins of the LRG records: a fixed sequence for each transcript, by the people who curate the locus.

use crate::gene_models::lines;
use crate::notation::acids;
use crate::report::{Suite, Tally};
use crate::{folder, models};
use ckdb_core::consequence::protein_of;
use ckdb_core::genome::Assembly;
use std::collections::BTreeMap;

#[test]
fn proteins_are_those_of_the_lrg_records() {
    let Some(folder) = folder("proteins_are_those_of_the_lrg_records") else { return };
    // A transcript may have several proteins in its record (other start codons): any of them will do.
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut open = String::new();
    for line in lines(&folder.join("gene_models/lrg_fixed_proteins.fa.gz")) {
        if let Some(name) = line.strip_prefix('>') {
            open = name.split_whitespace().find_map(|word| word.strip_prefix("refseq=")).unwrap_or("").to_owned();
            expected.entry(open.clone()).or_default().push(String::new());
        } else if let Some(protein) = expected.get_mut(&open).and_then(|proteins| proteins.last_mut()) {
            protein.push_str(line.trim().trim_end_matches('*'));
        }
    }
    let mut suite = Suite::new("lrg");
    for assembly in Assembly::ALL {
        let models = models(&folder, assembly);
        let mut same = Tally::new(format!("{assembly}, same length and at most two residues apart"), 1.0);
        let mut equal = 0;
        for (accession, proteins) in &expected {
            // The accession with this very version, or the record speaks of another model.
            let Some((_, transcript)) = models.find(accession).filter(|(_, known)| known.accession == *accession) else { continue };
            let found = protein_of(transcript.view(), models).unwrap_or_default();
            let apart = |expected: &String| {
                let expected = acids(expected);
                let apart = found.iter().zip(&expected).filter(|(a, b)| a != b).count();
                if found.len() == expected.len() { apart } else { usize::MAX }
            };
            let least = proteins.iter().map(apart).min().unwrap_or(usize::MAX);
            equal += usize::from(least == 0);
            same.count(least <= 2, || (accession.clone(), format!("{} residues, {least} apart", found.len())));
        }
        let share = equal as f64 / same.asked().max(1) as f64;
        assert!(share > 0.94, "{assembly}: {share}");
        // The genome may carry the other letter of a polymorphism; the frame and the length must be the record's.
        suite.note(format!(
            "{assembly}: {equal} of {} are equal; in the others the assembly has the other letter of a polymorphism.",
            same.asked()
        ));
        suite.add(same);
    }
    suite.finish();
}
