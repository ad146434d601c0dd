//! CIViC's own coordinates: 804 accepted variants, each with the evidence CIViC holds for it. Where we carry that evidence,
//! our record must be on the line, on GRCh37 as published and on GRCh38 as lifted.
//!
//! A second look needs no records: CIViC's name of a variant (`V600E`) says which protein change its coordinates mean.

use super::answer::{Answer, answers};
use super::claims::{Profile, genes_with_transcript, profiles};
use super::command::{annotate, data, err, out};
use super::page;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const PUBLISHED: &str = "civic/2024-08-01/civic_accepted.vcf.gz";
const LIFTED: &str = "civic/derived/civic_2024-08-01.lifted.GRCh38.vcf.gz";

/// Variant ids whose REF is not what either assembly has there (checked against the reference letters).
const WRONG_REF: [&str; 4] = ["137", "818", "1889", "1977"];

/// Place of the fields we read in an entry of CIViC's `CSQ`, from 0.
const PROFILE_ID: usize = 13;
const ENTITY_TYPE: usize = 20;
const ENTITY_ID: usize = 21;

fn annotated(file: &str, assembly: &str) -> Option<Vec<Answer>> {
    let file = data(file)?;
    let output = annotate(&file, &["--assembly", assembly]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    Some(answers(&out(&output)))
}

/// What CIViC says of each of its variants: profile numbers, and evidence and assertions as `EID1`, `AID1`.
fn told(lines: &[Answer]) -> BTreeMap<&str, (BTreeSet<u64>, BTreeSet<String>)> {
    let mut told: BTreeMap<&str, (BTreeSet<u64>, BTreeSet<String>)> = BTreeMap::new();
    for line in lines {
        let (numbers, entities) = told.entry(&line.id).or_default();
        // Some disease names have a comma that should have been encoded; the fields wanted here stand before it.
        for entry in line.info("CSQ").unwrap().split(',') {
            let fields: Vec<&str> = entry.split('|').collect();
            let Some(entity) = fields.get(ENTITY_ID) else { continue };
            numbers.extend(fields[PROFILE_ID].parse::<u64>());
            entities.insert(format!("{}{entity}", if fields[ENTITY_TYPE] == "evidence" { "EID" } else { "AID" }));
        }
    }
    told
}

/// The class of what a line alone cannot decide.
const ELSEWHERE: &str = "not on one line";

/// One of our records, or a profile of ours as a whole, that should be on a line.
struct Expected<'p> {
    profile: &'p Profile,
    /// `None` when only CIViC's number of the profile is the same.
    record: Option<&'p str>,
}

impl Expected<'_> {
    fn is_on(&self, line: &Answer) -> bool {
        match self.record {
            Some(record) => line.records().contains(record),
            None => line.matches.iter().any(|found| found.profile == self.profile.id),
        }
    }

    /// Why it is not: class and words.
    fn reason(&self, line: &Answer, whole: &Whole, with_transcript: &BTreeSet<String>) -> (&'static str, &'static str) {
        let without_model = self.profile.genes.iter().any(|gene| !with_transcript.contains(gene));
        let for_the_sample = whole.get(&self.profile.id).is_some_and(|(lines, records)| {
            lines.contains(&(line.chrom.clone(), line.pos)) && self.record.is_none_or(|record| records.contains(record))
        });
        if WRONG_REF.contains(&&*line.id) {
            ("theirs wrong", "REF is not what the reference has there")
        } else if self.profile.is_complex && for_the_sample {
            (ELSEWHERE, "the profile needs several variants of one tumour; our record is found in the answer for the sample")
        } else if without_model {
            ("not modelled", "the gene has no model")
        } else {
            ("ours wrong", "not explained")
        }
    }
}

/// Profiles answered for the whole sample (`--format jsonl`): the lines that contribute, and records.
type Whole = BTreeMap<String, (BTreeSet<(String, u64)>, BTreeSet<String>)>;

fn whole_sample(file: &str, assembly: &str) -> Whole {
    let output = annotate(&data(file).unwrap(), &["--assembly", assembly, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let mut whole = Whole::new();
    for line in out(&output).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        if value["type"] != "profile" {
            continue;
        }
        let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let (places, records) = whole.entry(text(&value["match"]["profile"]["id"])).or_default();
        places.extend(
            list(&value["variants"]).iter().map(|own| (text(&own["variant"]["chrom"]), own["variant"]["pos"].as_u64().unwrap())),
        );
        for row in list(&value["match"]["rows"]) {
            let rested = ["evidence", "assertions"].into_iter().flat_map(|kind| list(&row[kind]));
            records.extend(rested.map(|record| text(&record["id"])));
        }
    }
    whole
}

fn expected<'p>(profiles: &'p [Profile], numbers: &BTreeSet<u64>, entities: &BTreeSet<String>) -> Vec<Expected<'p>> {
    let mut expected = Vec::new();
    for profile in profiles {
        let before = expected.len();
        let records = profile.records.iter().filter(|(_, source)| entities.contains(*source));
        expected.extend(records.map(|(record, _)| Expected { profile, record: Some(record) }));
        if expected.len() == before && profile.civic.is_some_and(|number| numbers.contains(&number)) {
            expected.push(Expected { profile, record: None });
        }
    }
    expected
}

#[test]
fn our_records_are_found_at_civics_coordinates() {
    let Some(grch37) = annotated(PUBLISHED, "GRCh37") else { return };
    let Some(grch38) = annotated(LIFTED, "GRCh38") else { return };
    assert_eq!((grch37.len(), grch38.len()), (804, 804));
    let (profiles, with_transcript, told) = (profiles(), genes_with_transcript(), told(&grch37));
    let mut text = String::new();
    for (assembly, file, lines) in [("GRCh37", PUBLISHED, &grch37), ("GRCh38", LIFTED, &grch38)] {
        let sample = whole_sample(file, assembly);
        let (mut variants, mut whole, mut records, mut found, mut later) = (0, 0, 0, 0, 0);
        let mut misses: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for line in lines {
            let (numbers, entities) = &told[&*line.id];
            let wanted = expected(&profiles, numbers, entities);
            let missing: Vec<&Expected<'_>> = wanted.iter().filter(|wanted| !wanted.is_on(line)).collect();
            variants += usize::from(!wanted.is_empty());
            whole += usize::from(!wanted.is_empty() && missing.is_empty());
            records += wanted.len();
            found += wanted.len() - missing.len();
            later += missing.iter().filter(|missing| missing.reason(line, &sample, &with_transcript).0 == ELSEWHERE).count();
            let missing: BTreeMap<&str, &Expected<'_>> =
                missing.into_iter().map(|missing| (&*missing.profile.id, missing)).collect();
            for missing in missing.values() {
                let name = format!(
                    "{} {} (variant {}): `{}`",
                    line.info("GN").unwrap(),
                    line.info("VT").unwrap(),
                    line.id,
                    missing.profile.id
                );
                misses.entry(missing.reason(line, &sample, &with_transcript)).or_default().push(name);
            }
        }
        let simple: usize = misses.iter().filter(|((class, _), _)| *class == "ours wrong").map(|(_, names)| names.len()).sum();
        writeln!(
            text,
            "**{assembly}**: of {} variants we carry evidence of CIViC for {variants}; on {whole} of these lines every record of ours is \
             found. Of {records} records in all {found} are found on the line and {later} in the answer for the sample. Misses by profile:\n\n| class | reason | n | which |\n|---|---|---|---|",
            lines.len()
        )
        .unwrap();
        for ((class, reason), names) in &misses {
            writeln!(text, "| {class} | {reason} | {} | {} |", names.len(), names.join("; ")).unwrap();
        }
        text.push('\n');
        assert!(variants >= 60, "{assembly}: only {variants} variants have a record of ours");
        assert_eq!(simple, 0, "{assembly}: {misses:#?}");
    }
    page::section("civic records", &text);
}

/// `V600E` in parts; `None` for every other kind of name.
fn substitution(name: &str) -> Option<(char, u32, char)> {
    let (from, to) = (name.chars().next()?, name.chars().next_back()?);
    let number = name.get(1..name.len() - 1)?.parse().ok()?;
    (from.is_ascii_uppercase() && (to.is_ascii_uppercase() || to == '*')).then_some((from, number, to))
}

const ACIDS: [(char, &str); 21] = [
    ('A', "Ala"),
    ('R', "Arg"),
    ('N', "Asn"),
    ('D', "Asp"),
    ('C', "Cys"),
    ('Q', "Gln"),
    ('E', "Glu"),
    ('G', "Gly"),
    ('H', "His"),
    ('I', "Ile"),
    ('L', "Leu"),
    ('K', "Lys"),
    ('M', "Met"),
    ('F', "Phe"),
    ('P', "Pro"),
    ('S', "Ser"),
    ('T', "Thr"),
    ('W', "Trp"),
    ('Y', "Tyr"),
    ('V', "Val"),
    ('*', "Ter"),
];

fn three(letter: char) -> Option<&'static str> {
    ACIDS.iter().find(|(one, _)| *one == letter).map(|(_, three)| *three)
}

/// Names that do not say what the coordinates of CIViC's line do, with the reason; seen on each of our transcripts.
const NAMES: [(&str, &str, &str); 12] = [
    ("747", "notation", START),
    ("1247", "notation", START),
    ("1248", "notation", START),
    ("248", "notation", "C228T counts letters of the promoter, not residues"),
    (
        "424",
        "transcript version",
        "numbered on an older, longer model; the same change is L252P on NM_002468.5; our profile MYD88/L265P asks for L252P",
    ),
    ("1656", "transcript version", ABL1_IB),
    ("1657", "transcript version", ABL1_IB),
    ("802", "transcript version", RUNX1_B),
    ("803", "transcript version", RUNX1_B),
    ("807", "transcript version", RUNX1_B),
    ("1250", "theirs wrong", BRCA2_DONOR),
    ("1251", "theirs wrong", BRCA2_DONOR),
];
const START: &str = "the start codon is lost: HGVS writes p.Met1?, because no residue takes its place";
const ABL1_IB: &str = "numbered on isoform Ib (NM_007313), 19 residues longer at its start than Ia (NM_005157, MANE Select)";
const RUNX1_B: &str = "numbered on RUNX1b (NM_001001890), 27 residues shorter at its start than RUNX1c (NM_001754, MANE Select)";
const BRCA2_DONOR: &str =
    "CIViC's coordinates are c.631+1, the first letter of the intron; V211 changes by c.631, one letter before";

#[test]
fn civics_names_are_our_protein_changes() {
    let Some(grch37) = annotated(PUBLISHED, "GRCh37") else { return };
    let (mut equal, mut named) = (0, 0);
    let mut without_model: BTreeSet<&str> = BTreeSet::new();
    let mut lines_without = 0;
    let mut other = Vec::new();
    for line in &grch37 {
        let Some((from, number, to)) = substitution(line.info("VT").unwrap()) else { continue };
        let (Some(from), Some(to)) = (three(from), three(to)) else { continue };
        let gene = line.info("GN").unwrap();
        let ours: Vec<_> = line.csq.iter().filter(|found| found.gene == gene).collect();
        if ours.is_empty() && !WRONG_REF.contains(&&*line.id) {
            without_model.insert(gene);
            lines_without += 1;
            continue;
        }
        named += 1;
        let wanted = format!("p.{from}{number}{to}");
        if ours.iter().any(|found| found.hgvs_p == wanted) {
            equal += 1;
        } else {
            let said: BTreeSet<String> =
                ours.iter().map(|found| format!("{}:{} {}", found.transcript, found.hgvs_c, found.hgvs_p)).collect();
            other.push((line, said.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }
    let mut text = format!(
        "Of the variants CIViC names by one substitution, {lines_without} lie in genes without a model ({}). Of the other {named}, \
         {equal} have the same protein change on a transcript we show. The others:\n\n| variant | CIViC's line | ours | class | reason |\n|---|---|---|---|---|\n",
        without_model.into_iter().collect::<Vec<_>>().join(", ")
    );
    let mut unexplained = Vec::new();
    for (line, said) in &other {
        let explained = NAMES.iter().find(|(id, ..)| *id == line.id);
        let (class, reason) = explained.map_or(("ours wrong", "not explained"), |(_, class, reason)| (*class, *reason));
        let row = format!(
            "| {} {} ({}) | {}:{} {}>{} | {said} | {class} | {reason} |",
            line.info("GN").unwrap(),
            line.info("VT").unwrap(),
            line.id,
            line.chrom,
            line.pos,
            line.reference,
            line.alternate
        );
        if explained.is_none() {
            unexplained.push(row.clone());
        }
        writeln!(text, "{row}").unwrap();
    }
    assert!(unexplained.is_empty(), "{equal} of {named}; not explained:\n{}", unexplained.join("\n"));
    page::section("civic names", &text);
}

#[test]
fn codon_claims_are_found_by_civics_names() {
    let Some(grch37) = annotated(PUBLISHED, "GRCh37") else { return };
    let profiles = profiles();
    let mut asked = 0;
    for line in &grch37 {
        let Some((from, number, to)) = substitution(line.info("VT").unwrap()) else { continue };
        if WRONG_REF.contains(&&*line.id) || to == '*' || NAMES.iter().any(|(id, ..)| *id == line.id) {
            continue;
        }
        let gene = line.info("GN").unwrap();
        // A profile nothing is claimed about has nothing to show.
        for profile in profiles.iter().filter(|profile| !profile.is_complex && !profile.records.is_empty()) {
            let by_codon = profile
                .codons
                .iter()
                .any(|(own, acid, codon)| own == gene && acid.starts_with(from) && *codon == i64::from(number));
            let by_change = profile.changes.iter().any(|(own, change)| own == gene && *change == format!("{from}{number}{to}"));
            if by_codon || by_change {
                asked += 1;
                let found = line.profiles().into_iter().find(|(id, ..)| *id == profile.id);
                let level = if by_change { "SAME_PROTEIN" } else { "CODON" };
                assert_eq!(found, Some((&*profile.id, level, "true")), "{gene} {}", line.info("VT").unwrap());
            }
        }
    }
    assert!(asked > 60, "only {asked} claims were asked");
    eprintln!("{asked} claims about codons and protein changes are found on CIViC's lines by the names alone");
}
