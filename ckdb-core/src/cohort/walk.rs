//! Asking a case: its lines through the engine, then the profiles of the whole tumour.

use super::answer::{Answer, Finding};
use super::case::{Found, content_digest};
use super::error::CohortError;
use crate::annotate::{Annotator, Card, FusionRow, ProfileMatch, Sample, Told};
use crate::matching::{MatchLevel, Truth};
use crate::model::ProfileId;
use crate::vcf::cut::{Columns, cut};
use crate::vcf::{Engine, Header, Keep, KeptLine, Line, Outputs, Settings, stream};
use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::num::NonZero;
use std::sync::Arc;

/// A case to be asked.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its lines, cut down or not, without a header.
    pub lines: &'a [u8],
    /// Which of their columns are read.
    pub columns: Columns,
    /// What is told beside the lines.
    pub told: Told,
    /// Fusions named by their genes.
    pub fusions: &'a [FusionRow],
}

/// What a case was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Profiles it has or may have, sorted.
    pub found: Vec<Found>,
    /// Germline findings, sorted.
    pub germline: Vec<(String, Finding)>,
}

/// Matches alike in these, of one annotator, are told alike: the last is the address of the card.
type Same = (ProfileId, Truth, MatchLevel, usize);

/// What is told of one match by the same annotator is worked out once: thousands of tumours carry the same changes.
///
/// The hash map is only looked up, never gone through; [`Memo::answers`] is sorted.
#[derive(Debug, Default)]
pub struct Memo<'k> {
    known: HashMap<Same, (Arc<Card<'k>>, String)>,
    /// Answers by their digest, as JSON.
    pub answers: BTreeMap<String, String>,
}

impl<'k> Memo<'k> {
    /// The digest of what is told of a match.
    fn answer(&mut self, annotator: &Annotator<'k>, matched: &ProfileMatch<'k>) -> String {
        // The card is kept beside its address, so that no other card can come to stand there.
        let key = (matched.profile.number(), matched.truth, matched.level, Arc::as_ptr(&matched.card) as usize);
        if let Some((_, digest)) = self.known.get(&key) {
            return digest.clone();
        }
        // An answer has text keys only, which JSON can always hold.
        let text = serde_json::to_string(&Answer::new(annotator, matched)).unwrap_or_default();
        let digest = content_digest(text.as_bytes());
        self.answers.insert(digest.clone(), text);
        self.known.insert(key, (matched.card.clone(), digest.clone()));
        digest
    }
}

/// The data lines of a VCF, of which the header was read, cut down for a [`Case`](super::Case). Lines that are not understood stay
/// as they are: neighbours are told by what stands between them.
///
/// # Errors
/// Reading fails.
pub fn cut_lines(input: &mut impl BufRead, columns: Columns) -> std::io::Result<Vec<u8>> {
    let (mut out, mut raw) = (Vec::new(), Vec::new());
    loop {
        raw.clear();
        if input.read_until(b'\n', &mut raw)? == 0 {
            return Ok(out);
        }
        match Line::parse(&raw, 1) {
            Ok(line) => cut(&line, columns, &mut out),
            Err(_) => {
                out.extend_from_slice(&raw);
                if !raw.ends_with(b"\n") {
                    out.push(b'\n');
                }
            }
        }
    }
}

/// Asks a case: the same walk that annotates a file, on this thread.
///
/// # Errors
/// A record of the index is damaged, or a line cannot be read.
pub fn answer<'k>(annotator: &Annotator<'k>, subject: Subject<'_>, memo: &mut Memo<'k>) -> Result<Answered, CohortError> {
    const COLUMNS: &[u8] = b"##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let header = Header::read(&mut &*COLUMNS)?;
    let engine = Engine::new(annotator, Keep::Annotations { unmatched: false }, None);
    let engine = engine.sample(subject.columns.sample).normal(subject.columns.normal);
    let (mut found, mut germline) = (Vec::new(), Vec::new());
    let mut sample = Sample::of(subject.told);
    let mut places: BTreeMap<u64, String> = BTreeMap::new();
    let mut alleles = 0_u64;
    let mut consume = |number: u64, kept: KeptLine<'k>| {
        if let Some((contig, interval)) = kept.looked_at {
            sample.add_looked_at(contig, interval);
        }
        sample.add_copies(kept.copies);
        let Ok(line) = Line::parse(&kept.bytes, number) else { return Ok(()) };
        for allele in kept.alleles {
            let place = place(&line, allele.alternate);
            germline.extend(allele.secondary.iter().map(|found| (place.clone(), Finding::new(annotator, found))));
            if let Some(annotation) = allele.annotation {
                for matched in &annotation.matches {
                    found.push(Found { places: vec![place.clone()], answer: memo.answer(annotator, matched) });
                }
                if sample.add_call(alleles, &annotation.variants, allele.call) {
                    places.insert(alleles, place);
                }
            }
            alleles += 1;
        }
        Ok(())
    };
    // A case is short: room for more than its lines would have to be cleared for each of thousands.
    let batch_bytes = (subject.lines.len() + 1).min(1 << 16);
    let settings = Settings { threads: NonZero::<usize>::MIN, batch_bytes, lint: false, every_line: false };
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    stream::annotate(&mut &*subject.lines, &header, &engine, settings, outputs)?;
    annotator.genome().sound()?;
    for row in subject.fusions {
        let annotation = annotator.annotate_fusion(&row.name, &row.fusion);
        for matched in &annotation.matches {
            found.push(Found { places: vec![row.name.clone()], answer: memo.answer(annotator, matched) });
        }
        if sample.add(alleles, &annotation.variants) {
            places.insert(alleles, row.name.clone());
        }
        alleles += 1;
    }
    for profile in sample.profiles(annotator) {
        let at = profile.alleles.iter().filter_map(|number| places.get(number).cloned()).collect();
        found.push(Found { places: at, answer: memo.answer(annotator, &profile.matched) });
    }
    found.sort_unstable();
    found.dedup();
    germline.sort_unstable();
    germline.dedup();
    Ok(Answered { found, germline })
}

fn place(line: &Line<'_>, alternate: usize) -> String {
    let alternate = line.alternates().split(|byte| *byte == b',').nth(alternate).unwrap_or_default();
    let parts = [line.chrom(), line.position_text(), line.reference(), alternate];
    parts.map(|part| String::from_utf8_lossy(part)).join("-")
}
