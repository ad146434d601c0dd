//! The suite of vt: chromosome 20 of GRCh37, whose letters are not in the suite.
//!
//! What a moved record proves without them: its old and its new spelling are one haplotype, so together they tell every letter
//! between the two. On those letters our left-aligning must stop exactly where vt's did. A record that vt left alone tells its
//! own REF only: there, the anchor letter must stop it. Letters further left are unknown to us and are not tested.

use crate::gene_models;
use crate::records::{Fasta, Spelling, spellings};
use crate::report::{Suite, Tally};
use ckdb_core::genome::Contig;
use std::path::Path;

/// The letters from the new POS to the end of the old REF, told by two spellings of one insertion or deletion.
///
/// Every letter the run has passed repeats the run. `None` when a REF contradicts that.
fn letters_between(old: &Spelling, new: &Spelling) -> Option<Vec<u8>> {
    let (reference, alternate) = (new.old.as_bytes(), new.new.as_bytes());
    let run = match (reference, alternate) {
        ([anchor], [same, run @ ..]) | ([anchor, run @ ..], [same]) if anchor == same => run,
        _ => return None,
    };
    let shift = old.pos.checked_sub(new.pos)? as usize;
    let length = shift + old.old.len();
    let letters: Vec<u8> = reference.iter().take(1).chain(run.iter().cycle()).copied().take(length).collect();
    let fits = |at: usize, held: &str| letters.get(at..at + held.len()) == Some(held.as_bytes());
    (fits(0, &new.old) && fits(shift, &old.old)).then_some(letters)
}

fn folder(test: &str) -> Option<std::path::PathBuf> {
    let folder = gene_models::folder(test)?.join("conformance/norm/vt");
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test}: no {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The spelling before vt moved it, from `OLD_VARIANT=20:421808:A/ACCA`.
fn old_spellings(path: &Path) -> Vec<Option<Spelling>> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let old = line.split(['\t', ';']).find_map(|field| field.strip_prefix("OLD_VARIANT="))?;
            let mut parts = old.split([':', '/']);
            let mut next = || parts.next().unwrap().to_owned();
            Some(Spelling { contig: next(), pos: next().parse().unwrap(), old: next(), new: next(), shared: false })
        })
        .collect()
}

#[test]
fn vt() {
    let Some(folder) = folder("vt") else { return };
    let path = folder.join("normalize/01_OUT.vcf");
    let mut moved = Tally::new("normalize: moved records, on the letters both spellings tell", 1.0);
    let mut stays = Tally::new("normalize: records that stay, on their own letters", 1.0);
    let mut given = Tally::new("normalize: every record of the output is one of the input", 1.0);
    let input = spellings(&folder.join("normalize/01_IN.vcf"));
    let (chr20, _) = Contig::parse("20").unwrap();
    for (new, old) in spellings(&path).into_iter().zip(old_spellings(&path)) {
        let before = old.as_ref().unwrap_or(&new);
        given.count(input.iter().any(|other| other.is(before)), || (new.to_string(), format!("not in the input as {before}")));
        // On a contig that begins at the new spelling's POS.
        let local = |spelling: &Spelling| Spelling { pos: spelling.pos + 1 - new.pos, ..spelling.clone() };
        let tally = if old.is_some() { &mut moved } else { &mut stays };
        let Some(letters) = letters_between(before, &new) else {
            tally.count(false, || (new.to_string(), format!("{before} is another haplotype")));
            continue;
        };
        let ours = local(before).normalized(&Fasta::of(chr20, letters), |normal| normal);
        tally.count(ours.as_ref().is_ok_and(|ours| ours.is(&local(&new))), || (new.to_string(), format!("ours {ours:?}")));
    }
    let mut split = Tally::new("decompose: lines with several ALTs", 1.0);
    let (whole, parts) =
        (spellings(&folder.join("decompose/01_IN_multi.vcf")), spellings(&folder.join("decompose/01_OUT_multi.vcf")));
    for (spelling, part) in whole.iter().zip(&parts) {
        split.count(spelling.is(part) && part.allele().is_ok(), || (spelling.to_string(), format!("expected {part}")));
    }
    assert_eq!(whole.len(), parts.len());
    let mut suite = Suite::new("vt");
    suite.note(
        "Not tested: letters left of a record's new POS (chromosome 20 is not in the suite), and decompose_blocksub, which \
         takes block substitutions apart: here neighbouring substitutions are read together.",
    );
    for tally in [moved, stays, given, split] {
        suite.add(tally);
    }
    suite.finish();
}
