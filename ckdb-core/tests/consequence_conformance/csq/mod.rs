//! The test suite of bcftools csq: 137 cases, each with its own models, letters, variants and expected answers.
//!
//! The files come in four shapes, told by `cases.tsv`:
//! - `.txt`, `.txt-l`, `csq.1.out`: lines in pairs, what the author of the case expected and what csq computes, with the place;
//! - `.cmd.out` with places: blocks separated by empty lines, one a command;
//! - lists of answers without places, one a sample and haplotype;
//! - one line of `bcftools query`.
//!
//! A line agrees when for each transcript it names every word is among our terms, no term of ours of more than modifier impact is
//! without its word, and the protein change is the same change. A line `.` agrees when we say nothing of more than modifier impact.

mod models;

use crate::mc3::coding_letters;
use crate::notation::{CsqChange, csq_change, same_change, told, unasked};
use crate::report::{Class, Suite, Tally};
use crate::{ask_in, folder};
use ckdb_core::consequence::{Consequence, Impact, consequences};
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::{Allele, AminoAcid, Contig, TranscriptRef};
use ckdb_core::normalize::normalize;
use ckdb_core::phase::{Call, Genotype, Phase, PhaseSet, Relation, clusters, join};
use models::Case;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One `,`-separated member of BCSQ.
struct Entry<'t> {
    words: Vec<&'t str>,
    gene: &'t str,
    transcript: &'t str,
    change: Option<&'t str>,
    /// Told with the line at this place.
    elsewhere: Option<&'t str>,
}

impl<'t> Entry<'t> {
    /// The transcript, or the gene where csq names none.
    fn name(&self) -> &'t str {
        if self.transcript.is_empty() { self.gene } else { self.transcript }
    }
}

fn entries(text: &str) -> Vec<Entry<'_>> {
    text.split(',')
        .map(|member| {
            let fields: Vec<&str> = member.split('|').collect();
            let field = |index: usize| fields.get(index).copied().unwrap_or("");
            // A trailing `*` on a word marks a stop upstream.
            let words = field(0).split('&').map(|word| word.trim_start_matches('*')).collect();
            let change = Some(field(5)).filter(|change| !change.is_empty());
            let elsewhere = field(0).strip_prefix('@');
            Entry { words, gene: field(1), transcript: field(2), change, elsewhere }
        })
        .collect()
}

/// What we say of one record, by alternate allele.
struct Answer {
    place: String,
    found: Vec<Consequence>,
    error: Option<String>,
}

/// The protein without its stop; what comes before the first whole codon of a partial model is one unknown residue.
fn protein(model: TranscriptRef<'_>, case: &Case) -> Vec<AminoAcid> {
    let missing = (3 - usize::from(model.cds_phase) % 3) % 3;
    let letters: Vec<u8> = std::iter::repeat_n(b'N', missing).chain(coding_letters(model, case)).collect();
    let codons = letters.chunks_exact(3).map(|codon| translate([codon[0], codon[1], codon[2]], Code::Standard));
    let mut protein: Vec<AminoAcid> = codons.collect();
    if protein.last() == Some(&AminoAcid::Ter) {
        protein.pop();
    }
    protein
}

/// POS, REF and the ALTs in one order: csq prints them in another one than the file.
fn place_of(pos: &str, old: &str, alternates: &str) -> String {
    let mut alternates: Vec<&str> = alternates.split(',').collect();
    alternates.sort_unstable();
    format!("{pos}\t{old}\t{}\t", alternates.join(","))
}

/// Records of one haplotype read as one change.
struct Together {
    places: Vec<String>,
    found: Vec<Consequence>,
}

struct Run<'c> {
    case: &'c Case,
    answers: Vec<Answer>,
    together: Vec<Together>,
}

impl Run<'_> {
    /// Neighbours of one haplotype as one allele, by the engine's own rules. A file without samples is one haplotype to csq.
    fn join(&mut self, contig: Contig, calls: &[(String, Call)]) {
        let views = || self.case.models.iter().map(|model| model.transcript.view()).filter(|view| view.contig == contig);
        let alleles: Vec<Allele> = calls.iter().map(|(_, call)| call.allele.clone()).collect();
        let mut together = Vec::new();
        for cluster in clusters(&alleles, views(), self.case) {
            let members: Vec<Call> = cluster.iter().map(|index| calls[*index].1.clone()).collect();
            for joint in join(&members, views(), self.case).joints {
                if joint.relation != Relation::Cis {
                    continue;
                }
                let Ok(normal) = normalize(&joint.allele, self.case) else { continue };
                let transcripts = (0..).zip(&self.case.models).map(|(number, model)| (number, model.transcript.view()));
                let mut found = Vec::new();
                consequences(&normal, self.case, transcripts, &mut found);
                let places = joint.members.iter().map(|member| calls[cluster[*member]].0.clone()).collect();
                together.push(Together { places, found });
            }
        }
        self.together.extend(together);
    }

    /// Is the record at `place` told together with one at `pos`?
    fn told_with(&self, place: Option<&str>, pos: &str) -> bool {
        let at = |known: &String| known.split('\t').next() == Some(pos);
        let mut joints = self.together.iter();
        joints.any(|joint| place.is_none_or(|place| joint.places.iter().any(|known| known == place)) && joint.places.iter().any(at))
    }

    /// Our consequences on a transcript (or, where csq names none, on a gene) at `place`, or at any place.
    fn ours<'r>(&'r self, place: Option<&'r str>, entry: &'r Entry<'_>) -> impl Iterator<Item = &'r Consequence> {
        let at = self.answers.iter().filter(move |answer| place.is_none_or(|place| answer.place.starts_with(place)));
        at.flat_map(|answer| &answer.found).filter(move |found| {
            let model = &self.case.models[found.transcript as usize];
            if entry.transcript.is_empty() { model.gene == entry.gene } else { model.transcript.accession == entry.transcript }
        })
    }

    /// The same for records of one haplotype, the one at `place` among them.
    fn joint<'r>(&'r self, place: Option<&'r str>, entry: &'r Entry<'_>) -> impl Iterator<Item = &'r Consequence> {
        let joints =
            self.together.iter().filter(move |joint| place.is_none_or(|place| joint.places.iter().any(|known| known == place)));
        joints.flat_map(|joint| &joint.found).filter(move |found| {
            let model = &self.case.models[found.transcript as usize];
            if entry.transcript.is_empty() { model.gene == entry.gene } else { model.transcript.accession == entry.transcript }
        })
    }

    fn tells_change(&self, ours: &Consequence, words: &[&str], changes: &[&str]) -> bool {
        let model = self.case.models[ours.transcript as usize].transcript.view();
        let protein = protein(model, self.case);
        // A model that begins inside a codon: csq counts from the first whole codon, we count the part of a codon as 1.
        let partial = u32::from(model.cds_phase != 0);
        let same = |change: &str| {
            let Some((number, before, after)) = csq_change(change) else { return false };
            let change: CsqChange = (number + partial, before, after);
            ours.protein.as_ref().is_some_and(|ours| same_change(ours, &change, &protein, false))
        };
        told(words.iter().copied(), ours.terms) && changes.iter().all(|change| same(change))
    }

    fn tells(&self, ours: &Consequence, words: &[&str], changes: &[&str]) -> bool {
        self.tells_change(ours, words, changes) && unasked(words, ours.terms).is_none()
    }

    /// The transcript (or gene) on which the line `text` at `place` does not say what we say; `None` when it agrees.
    fn differs<'t>(&self, place: Option<&str>, text: &'t str) -> Option<&'t str> {
        if text == "." {
            let silent = |found: &Consequence| unasked(&[], found.terms).is_none() && found.impact() != Impact::High;
            let at = self.answers.iter().filter(|answer| place.is_none_or(|place| answer.place.starts_with(place)));
            return if at.flat_map(|answer| &answer.found).all(silent) { None } else { Some("") };
        }
        let entries = entries(text);
        entries.iter().find_map(|entry| {
            // csq may name one transcript several times: all words and changes of it are asked together.
            let same = || entries.iter().filter(|other| other.name() == entry.name());
            let words: Vec<&str> = same().flat_map(|other| other.words.iter().copied()).collect();
            let changes: Vec<&str> = same().filter_map(|other| other.change).collect();
            if let Some(pos) = entry.elsewhere {
                return (!self.told_with(place, pos)).then_some("");
            }
            // A line that is told elsewhere says here only what is near its own letters.
            let is_part = entries.iter().any(|entry| entry.elsewhere.is_some());
            let told = self
                .ours(place, entry)
                .any(|ours| self.tells(ours, &words, &changes) || (is_part && told(words.iter().copied(), ours.terms)))
                || self.joint(place, entry).any(|ours| {
                    // Near which splice site a joint change comes, csq says on the line that does.
                    let mut near = words.clone();
                    near.push("splice_region");
                    self.tells_change(ours, &words, &changes) && unasked(&near, ours.terms).is_none()
                });
            (!told).then_some(entry.name())
        })
    }

    fn say(&self, place: Option<&str>, transcript: &str) -> String {
        let at = self.answers.iter().filter(|answer| place.is_none_or(|place| answer.place.starts_with(place)));
        let told: Vec<String> = at
            .flat_map(|answer| {
                let error = answer.error.iter().cloned();
                let is_it = |found: &&Consequence| {
                    let model = &self.case.models[found.transcript as usize];
                    transcript.is_empty() || model.transcript.accession == transcript || model.gene == transcript
                };
                error.chain(answer.found.iter().filter(is_it).map(|found| {
                    let accession = &self.case.models[found.transcript as usize].transcript.accession;
                    let name = found.hgvs_c.as_ref().map(ToString::to_string).unwrap_or_default();
                    let protein = found.protein.as_ref().map(|protein| protein.short()).unwrap_or_default();
                    format!("{accession} {} {name} {protein}", found.terms)
                }))
            })
            .collect();
        if told.is_empty() { "nothing".to_owned() } else { told.join("; ") }
    }
}

/// The lines that `cases.tsv` means by `block N of file`, or all.
fn block<'t>(text: &'t str, mode: &str) -> Vec<&'t str> {
    let number = mode.strip_prefix("block ").and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse::<usize>().ok());
    match number {
        Some(number) => text.split("\n\n").nth(number - 1).unwrap_or("").lines().filter(|line| !line.is_empty()).collect(),
        None => text.lines().filter(|line| !line.is_empty()).collect(),
    }
}

fn is_place(fields: &[&str]) -> bool {
    fields.len() >= 4 && fields[0].parse::<u32>().is_ok()
}

fn cut(text: &str) -> String {
    if text.len() > 150 { format!("{}…", text.chars().take(150).collect::<String>()) } else { text.to_owned() }
}

#[test]
fn bcftools_csq_suite() {
    let Some(data) = folder("bcftools_csq_suite") else { return };
    let root = data.join("conformance/consequence/bcftools-csq");
    let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = Tally::new("lines that csq computes", 0.0);
    let mut authors = Tally::new("lines that the cases' authors expect (INFO/EXP)", 0.0);
    let mut cases = Tally::new("cases, every computed line of them", 0.7);
    // The two kinds of lines of the .txt and .txt-l files together: 539 in all.
    let mut files = Tally::new("lines of the .txt and .txt-l files that state an answer", 0.65);
    let (mut in_files, mut unstated) = (0usize, 0usize);
    let list = text(&root.join("cases.tsv"));
    for row in list.lines().skip(1) {
        let row: Vec<&str> = row.split('\t').collect();
        let [vcf, gff, fasta, expected, mode, ..] = row[..] else { panic!("{row:?}: five columns") };
        let options = row.get(5).copied().unwrap_or("");
        let case = Case::read(&root.join(gff), &root.join(fasta));
        let mut run = Run { case: &case, answers: Vec::new(), together: Vec::new() };
        let mut calls: BTreeMap<Contig, Vec<(String, Call)>> = BTreeMap::new();
        for record in text(&root.join(vcf)).lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = record.split('\t').collect();
            let Some(contig) = case.contig(fields[0]) else { continue };
            for (index, alternate) in fields[4].split(',').enumerate() {
                let place = place_of(fields[1], fields[3], fields[4]);
                let transcripts = (0..).zip(&case.models).map(|(number, model)| (number, model.transcript.view()));
                let transcripts = transcripts.filter(|(_, view)| view.contig == contig);
                let (found, error) = match ask_in(&case, transcripts, contig, fields[1], fields[3], alternate) {
                    Ok(found) => (found, None),
                    Err(error) => (Vec::new(), Some(error)),
                };
                run.answers.push(Answer { place: place.clone(), found, error });
                let pos = fields[1].parse().expect("a position");
                if let Ok(allele) = Allele::from_vcf(contig, pos, fields[3].as_bytes(), alternate.as_bytes()) {
                    let genotype = fields.get(9).and_then(|sample| sample.split(':').next()).unwrap_or("1|1");
                    let genotype = Genotype::parse(genotype.as_bytes());
                    let number = index as u16 + 1;
                    let mut phase = Phase::of_genotype(genotype.as_ref(), number);
                    if let Some(genotype) = &genotype {
                        phase.mark(PhaseSet::Unnamed, genotype.phased_copies(number));
                    }
                    let line = run.answers.len() as u64;
                    let Some(allele) = allele.without_anchor() else { continue };
                    calls.entry(contig).or_default().push((place.clone(), Call { line, alternate: index, allele, phase }));
                }
            }
        }
        for (contig, calls) in &calls {
            run.join(*contig, calls);
        }
        let told = text(&root.join(expected));
        let told = block(&told, mode);
        let paired = expected.ends_with(".txt") || expected.ends_with(".txt-l") || expected.ends_with("csq.1.out");
        let mut seen = BTreeSet::new();
        let (mut whole, mut worst) = (true, None);
        for (index, line) in told.iter().enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            let (place, answers): (Option<String>, Vec<&str>) = if is_place(&fields) {
                (Some(place_of(fields[0], fields[1], fields[2])), fields[3..].to_vec())
            } else {
                (None, vec![fields[fields.len() - 1]])
            };
            // Genotypes are printed between the place and the answers; a haplotype without the variant has `.`.
            let answers: Vec<&str> = answers.into_iter().filter(|text| !text.contains(['|', '/']) || text.len() > 3).collect();
            let real: Vec<&str> = answers.iter().copied().filter(|text| *text != ".").collect();
            let answers = if real.is_empty() { vec!["."] } else { real };
            let is_expected = paired && index % 2 == 0;
            // An empty expectation beside a computed answer is no expectation; a line filtered away is no answer.
            let beside = paired && told.get(index + 1).is_some_and(|next| !next.ends_with("\t."));
            let is_file = expected.contains(".txt");
            in_files += usize::from(is_file);
            if answers == ["."] && (place.is_none() || options.contains("-i ") || (is_expected && beside)) {
                unstated += usize::from(is_file);
                continue;
            }
            let mut line_differs = None;
            for text in answers {
                let differs = run.differs(place.as_deref(), text);
                let agrees = differs.is_none();
                let say = || {
                    let at = place.as_deref().map_or(String::new(), |place| place.trim_end().replace('\t', " "));
                    let key = format!("{expected} {mode} {at}").replace("  ", " ");
                    let code = "option -C 1 reads codons by the standard code with its other initiators; ours is the default, -C 0";
                    let proven = options.contains("-C 1").then(|| (Class::NotAsked, code.to_owned()));
                    let named = differs.unwrap_or("");
                    let theirs: Vec<&str> = text.split(',').filter(|member| named.is_empty() || member.contains(named)).collect();
                    (key, format!("csq {}; ours {}", cut(&theirs.join(",")), cut(&run.say(place.as_deref(), named))), proven)
                };
                if is_file && !agrees && line_differs.is_none() {
                    line_differs = Some(say());
                }
                if is_expected {
                    authors.count_proven(agrees, say);
                } else if seen.insert(format!("{place:?}{text}")) || place.is_some() {
                    if !agrees && whole {
                        whole = false;
                        worst = Some(say());
                    }
                    lines.count_proven(agrees, say);
                }
            }
            if is_file {
                let agrees = line_differs.is_none();
                files.count_proven(agrees, || line_differs.expect("a line that differs"));
            }
        }
        cases.count_proven(whole, || worst.expect("a case that fails has a line that fails"));
    }
    let mut suite = Suite::new("bcftools-csq");
    assert_eq!(cases.asked(), 137, "cases.tsv has 137 cases");
    suite.note(format!(
        "The .txt and .txt-l files have {in_files} lines that are not empty; {unstated} of them are a `.` where the author of the case expects \
         nothing in particular. The rows above them are by the answers of each line: csq gives one for each haplotype."
    ));
    for tally in [cases, files, lines, authors] {
        suite.add(tally);
    }
    suite.finish();
}
