//! CIViC's coordinates on both assemblies, as bcftools csq answers them, and as CIViC's own variant names do.

use crate::gene_models::Table;
use crate::notation::{csq_change, same_change, told};
use crate::oracle::{judge, truth};
use crate::report::{Suite, Tally};
use crate::{ask, folder, models};
use ckdb_core::consequence::{canonical_protein_change, protein_of};
use ckdb_core::genome::{Assembly, Contig, ProteinChange};

/// A protein name at the head of a CIViC variant name: `R82_V84del_(c.244_252del)`, `I843DEL`, `E55FS_(…)`.
fn civic_name(text: &str) -> Option<ProteinChange> {
    let head = text.split("_(").next()?.replace("DELINS", "delins").replace("DEL", "del").replace("DUP", "dup");
    head.replace("INS", "ins").replace("FS", "fs").parse().ok()
}

#[test]
fn civic_coordinates_as_bcftools_csq_answers_them() {
    let Some(folder) = folder("civic_coordinates_as_bcftools_csq_answers_them") else { return };
    let mut suite = Suite::new("civic");
    for assembly in Assembly::ALL {
        let models = models(&folder, assembly);
        let table = Table::read(&folder.join(format!("expected_consequences/civic_2024-08-01.bcftools_csq.{assembly}.tsv.gz")));
        let column = |name: &str| table.column(name);
        let (chrom, pos, reference, alternate) = (column("chrom"), column("pos"), column("ref"), column("alt"));
        let (civic, mane) = (column("civic_variant_name"), column("mane_status"));
        let (consequence, transcript, change) = (column("consequence"), column("transcript"), column("aa_change"));
        let mut kinds = Tally::new(format!("{assembly}, kind, every transcript"), 0.997);
        let mut proteins = Tally::new(format!("{assembly}, protein change, every transcript"), 0.999);
        let mut looped = Tally::new(format!("{assembly}, deletions whose last letter is their anchor"), 0.65);
        let mut names = Tally::new(format!("{assembly}, CIViC's own variant names, MANE Select"), 0.97);
        for row in &table.rows {
            let Some((number, model)) = models.find(&row[transcript]) else { continue };
            let contig = Contig::parse(&row[chrom]).unwrap().0;
            let place = format!("{assembly} {}:{} {}>{} {}", row[chrom], row[pos], row[reference], row[alternate], row[transcript]);
            let found = match ask(models, contig, &row[pos], &row[reference], &row[alternate]) {
                Ok(found) => found,
                Err(error) => {
                    kinds.count(false, || (place, error));
                    continue;
                }
            };
            let ours = found.iter().find(|found| found.transcript == number);
            let terms = ours.map(|ours| ours.terms).unwrap_or_default();
            let agrees = told(row[consequence].split('&'), terms);
            let said = || {
                let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
                let protein = ours.and_then(|ours| ours.protein.as_ref()).map(ToString::to_string).unwrap_or_default();
                let theirs = row.get(change).map_or("", |c| &c[..c.len().min(60)]);
                (place.clone(), format!("csq {} {theirs}; ours {terms} {name} {protein}", row[consequence]))
            };
            // Deletions such as `CATC>C`, where the last letter lost is the anchor's. bcftools csq (the version behind this
            // table) reads many of them as another change: PDGFRA I843del as 842DI>842A. Where CIViC has a name, it is ours.
            let is_looped = row[alternate].len() == 1 && row[reference].len() > 1 && row[reference].ends_with(&row[alternate]);
            let judged = || {
                let truth = truth(model.view(), models, row[pos].parse().ok()?, &row[reference], &row[alternate]);
                judge(truth.as_ref(), ours.and_then(|ours| ours.protein.as_ref()), row.get(change)?)
            };
            if is_looped { &mut looped } else { &mut kinds }.count(agrees, said);
            if let Some(name) = civic_name(&row[civic])
                && let Some(protein) = protein_of(model.view(), models)
                && !row[mane].is_empty()
                && name.stated_residues().all(|residue| protein.get(residue.number as usize - 1) == Some(&residue.acid))
            {
                let name = canonical_protein_change(&name, &protein);
                let same = ours.and_then(|ours| ours.protein.as_ref()).is_some_and(|found| name.speaks_of(found));
                names.count_proven(same, || {
                    let truth =
                        row[pos].parse().ok().and_then(|pos| truth(model.view(), models, pos, &row[reference], &row[alternate]));
                    let judged = judge(truth.as_ref(), ours.and_then(|ours| ours.protein.as_ref()), &name.short());
                    (format!("{} {}", row[civic], said().0), said().1, judged)
                });
            }
            // The table cuts long changes; without the residues after the change there is nothing to compare.
            if row.get(change).is_some_and(|text| text.ends_with("...") && !text.contains('>')) {
                continue;
            }
            let Some(theirs) = row.get(change).and_then(|text| csq_change(text)) else { continue };
            let Some(protein) = protein_of(model.view(), models) else { continue };
            let same = ours
                .and_then(|ours| ours.protein.as_ref())
                .is_some_and(|ours| same_change(ours, &theirs, &protein, row[change].ends_with("...")));
            if is_looped { &mut looped } else { &mut proteins }.count_proven(same, || {
                let (key, text) = said();
                (key, text, judged())
            });
        }
        for tally in [kinds, proteins, looped, names] {
            suite.add(tally);
        }
    }
    suite.finish();
}
