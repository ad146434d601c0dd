//! Agreement of the consequence engine with answers of other tools, on real gene models of both assemblies.
//!
//! | table | what is compared |
//! |---|---|
//! | LRG fixed proteins | `protein_of` equals the protein the LRG record states |
//! | CIViC coordinates, bcftools csq, GRCh37 and GRCh38 | protein change and kind, on every transcript |
//! | ClinVar BRCA1, VEP 109, GRCh37 | terms, HGVSc and HGVSp on NM_007294 |
//! | MC3 (TCGA public calls, VEP on GRCh37) | HGVSc and HGVSp on the transcript the row names |
//!
//! Each test prints `n of N` and lists the disagreements; `CKDB_LIST=all` lists every one.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests report on stderr")]

mod gene_models;

use ckdb_core::consequence::{Consequence, Term, canonical_protein_change, consequences, protein_of};
use ckdb_core::genome::{Allele, AminoAcid, Assembly, Contig, ManeStatus, ProteinChange, Residue, Sequence};
use ckdb_core::normalize::{NormalizedAllele, normalize};
use gene_models::{GeneModels, Table, folder, lines};
use std::collections::{BTreeMap, BTreeSet};

/// Counts agreement, lists the rest.
struct Tally {
    name: String,
    agree: usize,
    asked: usize,
    listed: Vec<String>,
}

impl Tally {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), agree: 0, asked: 0, listed: Vec::new() }
    }

    fn count(&mut self, agrees: bool, say: impl FnOnce() -> String) {
        self.asked += 1;
        if agrees {
            self.agree += 1;
        } else {
            self.listed.push(say());
        }
    }

    #[track_caller]
    fn at_least(&self, share: f64) {
        eprintln!("{}: {} of {} agree", self.name, self.agree, self.asked);
        let all = std::env::var_os("CKDB_LIST").is_some();
        for line in self.listed.iter().take(if all { usize::MAX } else { 20 }) {
            eprintln!("    {line}");
        }
        assert!(self.asked > 0, "{}: nothing was asked", self.name);
        let found = self.agree as f64 / self.asked as f64;
        assert!(found >= share, "{}: {found:.4} agree, {share} expected", self.name);
    }
}

fn acids(text: &str) -> Vec<AminoAcid> {
    text.bytes().map(|letter| AminoAcid::from_one(letter).unwrap_or(AminoAcid::Unknown)).collect()
}

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
    for assembly in Assembly::ALL {
        let models = GeneModels::read(&folder, assembly, false);
        let mut same = Tally::new(format!("LRG proteins, {assembly}, equal"));
        let mut near = Tally::new(format!("LRG proteins, {assembly}, equal but for at most two residues"));
        for (accession, proteins) in &expected {
            // The accession with this very version, or the record speaks of another model.
            let Some((_, transcript)) = models.find(accession).filter(|(_, known)| known.accession == *accession) else { continue };
            let found = protein_of(transcript.view(), &models).unwrap_or_default();
            let apart = |expected: &String| {
                let expected = acids(expected);
                let apart = found.iter().zip(&expected).filter(|(a, b)| a != b).count();
                if found.len() == expected.len() { apart } else { usize::MAX }
            };
            let least = proteins.iter().map(apart).min().unwrap_or(usize::MAX);
            same.count(least == 0, || format!("{accession}: {} residues, {least} apart", found.len()));
            near.count(least <= 2, || format!("{accession}: {} residues, {least} apart", found.len()));
        }
        // The genome may carry the other letter of a polymorphism; the frame and the length must be the record's.
        same.at_least(0.94);
        near.at_least(1.0);
    }
}

fn ask(
    models: &GeneModels,
    contig: Contig,
    pos: &str,
    reference: &str,
    alternate: &str,
) -> Result<(NormalizedAllele, Vec<Consequence>), String> {
    let allele = Allele::from_vcf(contig, pos.parse().unwrap(), reference.as_bytes(), alternate.as_bytes())
        .map_err(|error| error.to_string())?;
    let normal = normalize(&allele, models).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    consequences(&normal, models, models.on(contig), &mut found);
    Ok((normal, found))
}

/// `600V>600E`, `724VD>724VASVD`, `58RPRP…*>58RRGP…*`: number and residues before and after.
fn csq_change(text: &str) -> Option<(u32, Vec<AminoAcid>, Vec<AminoAcid>)> {
    let part = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        Some((text[..digits].parse::<u32>().ok()?, acids(text[digits..].trim_end_matches('.'))))
    };
    let (before, after) = text.split_once('>').unwrap_or((text, text));
    let ((number, before), (_, after)) = (part(before)?, part(after)?);
    Some((number, before, after))
}

/// Does our name tell the change csq tells?
fn same_change(ours: &ProteinChange, csq: &(u32, Vec<AminoAcid>, Vec<AminoAcid>), protein: &[AminoAcid], cut: bool) -> bool {
    let (number, before, after) = csq;
    let apart = before.iter().zip(after).position(|(a, b)| a != b);
    match ours {
        ProteinChange::Synonymous { at } => before == after && (*number..*number + before.len() as u32).contains(&at.number),
        ProteinChange::StartLost => *number == 1,
        ProteinChange::Frameshift { at, to, stop } => {
            let Some(apart) = apart else { return false };
            let length = after.iter().position(|acid| *acid == AminoAcid::Ter).map(|stop| (stop - apart + 1) as u32);
            at.number == number + apart as u32
                && *to == after.get(apart).copied()
                && (*stop == length || (cut && length.is_none()) || length.is_none())
        }
        ProteinChange::Extension { at, to, .. } => {
            apart.is_some_and(|apart| *at == number + apart as u32 && *to == after.get(apart).copied())
        }
        ProteinChange::Substitution { at, to: AminoAcid::Ter } => {
            apart.is_some_and(|apart| at.number == number + apart as u32 && after[apart] == AminoAcid::Ter)
        }
        _ => {
            let first = Residue { acid: before[0], number: *number };
            let last = Residue { acid: before[before.len() - 1], number: number + before.len() as u32 - 1 };
            let claim = ProteinChange::DeletionInsertion { first, last, inserted: after.clone() };
            canonical_protein_change(&claim, protein) == *ours
        }
    }
}

/// A protein name at the head of a CIViC variant name: `R82_V84del_(c.244_252del)`, `I843DEL`, `E55FS_(…)`.
fn civic_name(text: &str) -> Option<ProteinChange> {
    let head = text.split("_(").next()?.replace("DELINS", "delins").replace("DEL", "del").replace("DUP", "dup");
    head.replace("INS", "ins").replace("FS", "fs").parse().ok()
}

/// The Sequence Ontology terms a csq word may stand for.
fn terms_of(word: &str) -> &'static [Term] {
    match word {
        "missense" => &[Term::Missense],
        "frameshift" => &[Term::Frameshift],
        "stop_gained" => &[Term::StopGained],
        "splice_region" => &[Term::SpliceRegion, Term::SpliceDonor5thBase, Term::SpliceDonorRegion],
        "inframe_insertion" => &[Term::InframeInsertion, Term::ProteinAltering],
        "inframe_deletion" => &[Term::InframeDeletion, Term::ProteinAltering],
        "splice_donor" => &[Term::SpliceDonor],
        "splice_acceptor" => &[Term::SpliceAcceptor],
        "stop_lost" => &[Term::StopLost],
        "synonymous" => &[Term::Synonymous, Term::StartRetained, Term::CodingSequence],
        "start_lost" => &[Term::StartLost],
        "intron" => &[Term::Intron],
        "coding_sequence" => &[Term::CodingSequence, Term::Missense],
        _ => &[],
    }
}

#[test]
fn civic_coordinates_as_bcftools_csq_answers_them() {
    let Some(folder) = folder("civic_coordinates_as_bcftools_csq_answers_them") else { return };
    for assembly in Assembly::ALL {
        let models = GeneModels::read(&folder, assembly, false);
        let table = Table::read(&folder.join(format!("expected_consequences/civic_2024-08-01.bcftools_csq.{assembly}.tsv.gz")));
        let column = |name: &str| table.column(name);
        let (chrom, pos, reference, alternate) = (column("chrom"), column("pos"), column("ref"), column("alt"));
        let (civic, mane) = (column("civic_variant_name"), column("mane_status"));
        let (consequence, transcript, change) = (column("consequence"), column("transcript"), column("aa_change"));
        let mut kinds = Tally::new(format!("CIViC × bcftools csq, {assembly}, kind"));
        let mut proteins = Tally::new(format!("CIViC × bcftools csq, {assembly}, protein change"));
        let mut looped = Tally::new(format!("CIViC × bcftools csq, {assembly}, deletions whose last letter is their anchor"));
        let mut names = Tally::new(format!("CIViC's own variant names, {assembly}"));
        for row in table.rows.iter() {
            let Some((number, model)) = models.find(&row[transcript]) else { continue };
            let contig = Contig::parse(&row[chrom]).unwrap().0;
            let place = format!("{}:{} {}>{} {}", row[chrom], row[pos], row[reference], row[alternate], row[transcript]);
            let found = match ask(&models, contig, &row[pos], &row[reference], &row[alternate]) {
                Ok((_, found)) => found,
                Err(error) => {
                    kinds.count(false, || format!("{place}: {error}"));
                    continue;
                }
            };
            let ours = found.iter().find(|found| found.transcript == number);
            let terms = ours.map(|ours| ours.terms).unwrap_or_default();
            let agrees = row[consequence].split('&').all(|word| terms_of(word).iter().any(|term| terms.contains(*term)));
            let said = || {
                let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
                let protein = ours.and_then(|ours| ours.protein.as_ref()).map(ToString::to_string).unwrap_or_default();
                format!(
                    "{place}: csq {} {}, ours {terms} {name} {protein}",
                    row[consequence],
                    row.get(change).map_or("", |c| &c[..c.len().min(60)])
                )
            };
            // Deletions such as `CATC>C`, where the last letter lost is the anchor's. bcftools csq (the version behind this
            // table) reads many of them as another change: PDGFRA I843del as 842DI>842A. Where CIViC has a name, it is ours.
            let is_looped = row[alternate].len() == 1 && row[reference].len() > 1 && row[reference].ends_with(&row[alternate]);
            if is_looped { &mut looped } else { &mut kinds }.count(agrees, said);
            if let Some(name) = civic_name(&row[civic])
                && let Some(protein) = protein_of(model.view(), &models)
                && !row[mane].is_empty()
                && name.stated_residues().all(|residue| protein.get(residue.number as usize - 1) == Some(&residue.acid))
            {
                let name = canonical_protein_change(&name, &protein);
                let same = ours.and_then(|ours| ours.protein.as_ref()).is_some_and(|found| name.speaks_of(found));
                names.count(same, || format!("CIViC {} = {}; {}", row[civic], name.short(), said()));
            }
            // The table cuts long changes; without the residues after the change there is nothing to compare.
            if row.get(change).is_some_and(|text| text.ends_with("...") && !text.contains('>')) {
                continue;
            }
            let Some(theirs) = row.get(change).and_then(|text| csq_change(text)) else { continue };
            let Some(protein) = protein_of(model.view(), &models) else { continue };
            let same = ours
                .and_then(|ours| ours.protein.as_ref())
                .is_some_and(|ours| same_change(ours, &theirs, &protein, row[change].ends_with("...")));
            if is_looped { &mut looped } else { &mut proteins }.count(same, said);
        }
        // Left: VHL c.-1_20del takes the start codon (csq: coding_sequence), JAK2 c.1641+1dup leaves a whole donor.
        kinds.at_least(0.997);
        proteins.at_least(0.999);
        // Two thirds of them it reads as we do.
        looped.at_least(0.65);
        // Left: names that count from the codon the letters touch, not from the first residue changed (VHL P154fs), start
        // codons named as missense (BRCA2 M1R), a splice donor named as missense (BRCA2 V211I).
        names.at_least(0.97);
    }
}

/// An MC3 row's letters as REF and ALT with the letter before, where one side is a dash.
fn mc3_allele(models: &GeneModels, contig: Contig, start: u32, old: &str, new: &str) -> Option<(u32, String, String)> {
    let letter = |at: u32| models.window(contig, at - 1)?.letter(at - 1).map(char::from);
    Some(match (old, new) {
        ("-", new) => {
            let anchor = letter(start)?;
            (start, anchor.to_string(), format!("{anchor}{new}"))
        }
        (old, "-") => {
            let anchor = letter(start - 1)?;
            (start - 1, format!("{anchor}{old}"), anchor.to_string())
        }
        (old, new) => (start, old.to_owned(), new.to_owned()),
    })
}

/// The old style of MC3 names: letters after `del` and `dup`, `delAAinsT`.
fn modern(name: &str) -> String {
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((place, rest)) = name.split_once("del") {
        if let Some((old, new)) = rest.split_once("ins") {
            if letters(old) {
                return format!("{place}delins{new}");
            }
        } else if letters(rest) {
            return format!("{place}del");
        }
    }
    match name.split_once("dup") {
        Some((place, rest)) if letters(rest) => format!("{place}dup"),
        _ => name.to_owned(),
    }
}

#[test]
fn mc3_names_as_vep_gave_them() {
    let Some(folder) = folder("mc3_names_as_vep_gave_them") else { return };
    let models = GeneModels::read(&folder, Assembly::Grch37, false);
    let mut tallies: Vec<Tally> =
        ["HGVSc, SNV", "HGVSc, other", "HGVSp, SNV", "HGVSp, other"].map(|name| Tally::new(format!("MC3 × VEP, {name}"))).into();
    for cohort in ["LAML", "PAAD", "THYM", "UVM"] {
        let table = Table::read(&folder.join(format!("conformance/consequence/mc3-grch37/{cohort}.mc3.tsv.gz")));
        let column = |name: &str| table.column(name);
        let (chrom, start, old, new) =
            (column("Chromosome"), column("Start_Position"), column("Reference_Allele"), column("Tumor_Seq_Allele2"));
        let (hgvs_c, hgvs_p, transcript) = (column("HGVSc"), column("HGVSp_Short"), column("Transcript_ID"));
        for row in &table.rows {
            let Some((number, _)) = models.find(&row[transcript]) else { continue };
            let Some((contig, _)) = Contig::parse(&row[chrom]) else { continue };
            let other = usize::from(row[old].len() != 1 || row[new].len() != 1 || row[old] == "-" || row[new] == "-");
            let Some((pos, reference, alternate)) = mc3_allele(&models, contig, row[start].parse().unwrap(), &row[old], &row[new])
            else {
                continue;
            };
            let place = format!("{}:{} {}>{} {}", row[chrom], row[start], row[old], row[new], row[transcript]);
            let found = match ask(&models, contig, &pos.to_string(), &reference, &alternate) {
                Ok((_, found)) => found,
                Err(error) => {
                    tallies[other].count(false, || format!("{place}: {error}"));
                    continue;
                }
            };
            let ours = found.iter().find(|found| found.transcript == number);
            let terms = ours.map(|ours| ours.terms).unwrap_or_default();
            let expected = row[hgvs_c].as_str();
            if expected.starts_with("c.") || expected.starts_with("n.") {
                let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
                tallies[other].count(name == modern(expected), || format!("{place}: VEP {expected}, ours {name} ({terms})"));
            }
            let expected = row[hgvs_p].as_str();
            if !expected.starts_with("p.") || expected.ends_with("_splice") {
                continue;
            }
            let protein = ours.and_then(|ours| ours.protein.as_ref());
            let short = protein.map(|protein| format!("p.{}", protein.short())).unwrap_or_default();
            let theirs = expected.parse::<ProteinChange>().map(|change| format!("p.{}", change.short()));
            let agrees = theirs.as_deref() == Ok(short.as_str()) || short == expected;
            tallies[2 + other].count(agrees, || format!("{place}: VEP {expected}, ours {short} ({terms}) {}", row[hgvs_c]));
        }
    }
    // Ensembl ids in MC3 carry no version: nearly all that is left are transcripts whose start moved since (IRF4, BRAF, …).
    for (tally, floor) in tallies.iter().zip([0.99, 0.97, 0.985, 0.97]) {
        tally.at_least(floor);
    }
}

#[test]
fn brca1_as_vep_109_answers() {
    let Some(folder) = folder("brca1_as_vep_109_answers") else { return };
    let models = GeneModels::read(&folder, Assembly::Grch37, false);
    let mut tallies = ["terms", "HGVSc", "HGVSp"].map(|name| Tally::new(format!("ClinVar BRCA1 × VEP 109, NM_007294, {name}")));
    for line in lines(&folder.join("expected_consequences/clinvar_brca1_opa1.vep109_refseq.GRCh37.vcf.gz")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some(csq) = fields.get(7).and_then(|info| info.split(';').find_map(|field| field.strip_prefix("CSQ="))) else {
            continue;
        };
        let Some(theirs) =
            csq.split(',').map(|one| one.split('|').collect::<Vec<_>>()).find(|one| one[6].starts_with("NM_007294."))
        else {
            continue;
        };
        // Neighbourhood beyond the transcript is a matter of window sizes.
        if fields[4].contains(',') || theirs[1].contains("stream_gene_variant") {
            continue;
        }
        let contig = Contig::parse(fields[0]).unwrap().0;
        let (number, model) = models.find("NM_007294").unwrap();
        if !model.view().span().contains(ckdb_core::genome::Interval::from_length(fields[1].parse::<u32>().unwrap() - 1, 1)) {
            continue;
        }
        let place = format!("{}:{} {}>{}", fields[0], fields[1], fields[3], fields[4]);
        let found = match ask(&models, contig, fields[1], fields[3], fields[4]) {
            Ok((_, found)) => found,
            Err(error) => {
                // A row we cannot answer is a row we do not agree on.
                tallies[0].count(false, || format!("{place}: {error}"));
                continue;
            }
        };
        let ours = found.iter().find(|found| found.transcript == number);
        let terms = ours.map(|ours| ours.terms.to_string()).unwrap_or_default();
        let name = ours.and_then(|ours| ours.hgvs_c.as_ref()).map(ToString::to_string).unwrap_or_default();
        let protein = ours.and_then(|ours| ours.protein.as_ref()).map(ToString::to_string).unwrap_or_default();
        let after = |text: &str| text.split_once(':').map_or("", |(_, name)| name).replace("%3D", "=");
        // Sets: the order of donor and acceptor differs. A frameshift whose first new codon is a stop is `stop_gained` too,
        // here by the first residue changed, there by the letters touched; the names are compared below.
        let set = |terms: &str| {
            let words: BTreeSet<&str> = terms.split('&').collect();
            let shifts = words.contains("frameshift_variant");
            words.into_iter().filter(|word| !(shifts && *word == "stop_gained")).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        tallies[0].count(set(&terms) == set(theirs[1]), || format!("{place} {}: VEP {}, ours {terms}", theirs[10], theirs[1]));
        if !theirs[10].is_empty() {
            tallies[1].count(name == after(theirs[10]), || format!("{place}: VEP {}, ours {name} ({terms})", theirs[10]));
        }
        if !theirs[11].is_empty() || !protein.is_empty() {
            let expected = after(theirs[11]);
            tallies[2].count(protein == expected, || format!("{place}: VEP {expected}, ours {protein} ({name} {terms})"));
        }
    }
    // Left in terms: sites whole in another spelling (c.5467+1del reads as a frameshift with its donor whole), insertions on
    // the edge of a region. Left in names: `delinsTer` (HGVS names the first residue that becomes a stop: Tyr1563Ter), and
    // the frameshifts just told, for which VEP names nothing.
    for (tally, floor) in tallies.iter().zip([0.997, 1.0, 0.997]) {
        tally.at_least(floor);
    }
}

/// `cargo test --release -p ckdb-core --test consequence_conformance -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, not a check"]
fn speed() {
    let Some(folder) = folder("speed") else { return };
    let models = GeneModels::read(&folder, Assembly::Grch38, false);
    // Every 40th coding letter of the MANE Select transcripts, changed to the next letter.
    let mut alleles = Vec::new();
    let mut transcripts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (number, transcript) in (0..).zip(&models.transcripts) {
        let view = transcript.view();
        if view.mane != ManeStatus::Select || !transcript.accession.starts_with("NM_") {
            continue;
        }
        let overlapping: Vec<u32> =
            models.on(view.contig).filter(|(_, other)| other.span().overlaps(view.span())).map(|(number, _)| number).collect();
        transcripts.insert(transcript.accession.clone(), overlapping);
        for at in
            (0..view.exon_count()).filter_map(|index| view.coding_part(index)).flat_map(|part| part.start()..part.end()).step_by(40)
        {
            let Some(letter) = models.window(view.contig, at).and_then(|window| window.letter(at)) else { continue };
            let other = match letter {
                b'A' => b'C',
                b'C' => b'G',
                b'G' => b'T',
                _ => b'A',
            };
            alleles.push((number, Allele::from_vcf(view.contig, at + 1, &[letter], &[other]).unwrap()));
        }
    }
    let start = std::time::Instant::now();
    let (mut out, mut given) = (Vec::new(), 0usize);
    for (number, allele) in &alleles {
        let normal = normalize(allele, &models).unwrap();
        let near = &transcripts[&models.transcripts[*number as usize].accession];
        consequences(&normal, &models, near.iter().map(|number| (*number, models.transcripts[*number as usize].view())), &mut out);
        given += out.len();
    }
    let seconds = start.elapsed().as_secs_f64();
    eprintln!(
        "{} variants, {given} consequences, {seconds:.3} s: {:.0} variants/s, {:.0} consequences/s on one core",
        alleles.len(),
        alleles.len() as f64 / seconds,
        given as f64 / seconds
    );
    assert!(given >= alleles.len());
}
