//! The suite of bcftools norm: the cases whose options are a task of ours.
//!
//! Ours: left-aligning (any case with a FASTA), splitting lines with several ALTs (`-m-`), refusing a REF that the reference
//! does not have (`-cx`), and the 3′ spelling on the transcripts of a GFF (`-g`). Not ours: joining lines, removing
//! duplicates, sorting, filtering, rewriting REF (`-c s`), atomising, genotypes.

use crate::gene_models;
use crate::records::{Fasta, Spelling, spellings};
use crate::report::{Class, Suite, Tally};
use ckdb_core::normalize::NormalizedAllele;
use std::collections::BTreeMap;
use std::path::Path;

/// A row of the suite's table.
struct Case {
    input: String,
    reference: String,
    expected: String,
    options: String,
}

/// What a case asks of us.
enum Task {
    /// Left-align every allele; `true`: the 3′ spelling instead.
    Align(bool),
    /// One allele a line, nothing moved.
    Split,
    /// Nothing of ours.
    Other(&'static str),
}

impl Case {
    fn read(folder: &Path) -> Vec<Self> {
        let text = std::fs::read_to_string(folder.join("cases.tsv")).unwrap();
        text.lines()
            .skip(1)
            .map(|line| {
                let mut fields = line.split('\t').map(str::to_owned);
                let mut next = || fields.next().unwrap_or_default();
                Self { input: next(), reference: next(), expected: next(), options: next() }
            })
            .collect()
    }

    fn task(&self) -> Task {
        let has = |option: &str| self.options.contains(option);
        if has("-m +") || has("-m+") {
            return Task::Other("joins lines (-m +)");
        }
        if has("-N") {
            return Task::Other("rewrites REF and moves nothing (-N -c s)");
        }
        if !self.reference.is_empty() {
            return Task::Align(has("-g "));
        }
        let token = |wanted: &str| self.options.split([' ', '\'', ',']).any(|token| token == wanted);
        if token("-a") || token("--atomize") {
            return Task::Other("atomises (-a)");
        }
        if has("-d ") {
            return Task::Other("removes duplicates (-d)");
        }
        if has("-i ") {
            return Task::Other("filters (-i)");
        }
        if has("-m") { Task::Split } else { Task::Other("no option of ours") }
    }
}

#[test]
fn bcftools_norm() {
    let Some(data) = gene_models::folder("bcftools_norm") else { return };
    let folder = data.join("conformance/norm/bcftools-norm");
    if !folder.is_dir() {
        eprintln!("SKIPPED: bcftools_norm: no {}", folder.display());
        return;
    }
    let mut aligned = Tally::new("alleles of the cases with a reference (left-align, split, check REF, 3′ spelling)", 0.75);
    let mut split = Tally::new("alleles of lines split without a reference", 1.0);
    let mut ours = 0;
    let mut others = BTreeMap::<&str, usize>::new();
    for case in Case::read(&folder) {
        let task = case.task();
        if let Task::Other(why) = task {
            *others.entry(why).or_default() += 1;
            continue;
        }
        let (input, expected) = (spellings(&folder.join(&case.input)), spellings(&folder.join(&case.expected)));
        match task {
            Task::Align(most_3) => align(&case, &folder, &input, expected, most_3, &mut aligned),
            Task::Split => in_parts(&case, &input, expected, &mut split),
            Task::Other(_) => {}
        }
        ours += 1;
    }
    let mut suite = Suite::new("bcftools-norm");
    let left_out: Vec<String> = others.iter().map(|(why, count)| format!("{why}: {count}")).collect();
    suite.note(format!(
        "{ours} cases are ours. Not our task, by option ({} cases): {}.",
        others.values().sum::<usize>(),
        left_out.join("; ")
    ));
    suite.note("Symbolic alleles, breakends, `*` and `.` are no runs of letters: they are not normalised here and not counted.");
    for tally in [aligned, split] {
        suite.add(tally);
    }
    suite.finish();
}

/// Alleles with a reference: ours must be among the expected, the expected must all be ours.
fn align(case: &Case, folder: &Path, input: &[Spelling], mut expected: Vec<Spelling>, most_3: bool, tally: &mut Tally) {
    let reference = Fasta::read(&folder.join(&case.reference));
    let removes = case.options.contains("-d ");
    let rewrites = case.options.contains("-c s");
    let form = |normal: NormalizedAllele| {
        if !most_3 {
            return normal;
        }
        let allele = normal.shifted(normal.right_shift);
        NormalizedAllele { allele, right_shift: 0, ..normal }
    };
    expected.retain(Spelling::is_letters);
    let mut taken = vec![false; expected.len()];
    for spelling in input {
        let key = format!("{}:{spelling}", case.expected);
        let ours = match spelling.normalized(&reference, form) {
            Ok(ours) => ours,
            Err(code) if ["REF_MISMATCH", "NOT_PLAIN_BASES"].contains(&code.as_str()) => {
                let at =
                    |index: usize| expected[index].contig == spelling.contig && expected[index].pos.abs_diff(spelling.pos) <= 20;
                let rewritten = (0..expected.len()).find(|index| !taken[*index] && rewrites && at(*index));
                if let Some(index) = rewritten {
                    taken[index] = true;
                }
                let kept = !rewrites && expected.iter().any(|other| other.is(spelling));
                if kept && let Some(index) = expected.iter().position(|other| other.is(spelling)) {
                    taken[index] = true;
                }
                // `N` in REF is moved by bcftools; here an allele has plain letters only.
                let unsure = (0..expected.len())
                    .find(|index| !taken[*index] && expected[*index].old.contains('N') && code == "NOT_PLAIN_BASES");
                if let Some(index) = unsure {
                    taken[index] = true;
                }
                tally.count_proven(rewritten.is_none() && unsure.is_none() && !kept, || {
                    let reason = match code.as_str() {
                        "REF_MISMATCH" => {
                            "REF is not what the reference has: rewritten there (-c s), refused here with the letter found"
                        }
                        _ => "REF or ALT has a letter other than A, C, G, T: refused here with that reason",
                    };
                    (key, format!("expected a record, ours {code}"), Some((Class::NotAsked, reason.to_owned())))
                });
                continue;
            }
            // Not a run of letters.
            Err(_) => continue,
        };
        let exact = expected.iter().position(|other| other.is(&ours));
        if let Some(index) = exact {
            let free = (0..expected.len()).find(|index| !taken[*index] && expected[*index].is(&ours));
            // One record fewer is right only where duplicates are removed.
            tally.count(free.is_some() || removes, || (key, format!("expected once less, ours {ours}")));
            taken[free.unwrap_or(index)] = true;
            continue;
        }
        let haplotype = reference.haplotype(&ours);
        let same = (0..expected.len()).find(|index| {
            !taken[*index] && expected[*index].contig == ours.contig && reference.haplotype(&expected[*index]) == haplotype
        });
        tally.count_proven(false, || match same {
            Some(index) => {
                taken[index] = true;
                let proven = (expected[index].shared && haplotype.is_some()).then(|| {
                    let reason =
                        "the same haplotype: there the line's alleles keep one REF, here each is trimmed and moved by itself";
                    (Class::Notation, reason.to_owned())
                });
                (key, format!("expected {}, ours {ours}", expected[index]), proven)
            }
            None => (key, format!("expected nothing like it, ours {ours}"), None),
        });
    }
    for (left, _) in expected.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        tally.count(false, || (format!("{}:{left}", case.expected), "expected, not ours".to_owned()));
    }
}

/// Lines split into one allele each: every allele keeps its POS, REF and ALT.
fn in_parts(case: &Case, input: &[Spelling], expected: Vec<Spelling>, tally: &mut Tally) {
    let mut left: Vec<Spelling> = expected;
    for spelling in input {
        let Some(index) = left.iter().position(|other| other.is(spelling)) else {
            tally.count(false, || (format!("{}:{spelling}", case.expected), "not expected".to_owned()));
            continue;
        };
        let found = left.swap_remove(index);
        if found.is_letters() && !found.old.contains('N') && !found.new.contains('N') {
            tally.count(found.allele().is_ok() && !found.shared, || {
                (format!("{}:{spelling}", case.expected), "no allele".to_owned())
            });
        }
    }
    for other in left {
        tally.count(false, || (format!("{}:{other}", case.expected), "expected, not ours".to_owned()));
    }
}
