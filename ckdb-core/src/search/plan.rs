//! From a question to what is asked of the index.
//!
//! 1. Words that are identities of records (`EID1592`, `PMID:26729184`) are taken as such.
//! 2. The gazetteer finds names in the rest; a variant is taken of the gene beside it, or of any gene of the question.
//! 3. Fillers ("gene", 変異) and words that the name before them says already (the fusion in `EML4-ALK fusion`) ask for nothing.
//! 4. What is left is asked of the text.
//!
//! A record must meet every part. If none does, those that meet most parts are shown, and the answer says so.

use super::answer::{Answer, Understood, hits, suggestions};
use super::clause::{Clause, Leaf, any, in_a_row, points, question};
use super::concept::{Concept, Facet};
use super::document::id_key;
use super::error::SearchError;
use super::fold::{Folded, Script, fold};
use super::gazetteer::{Prose, tag};
use super::opened::Opened;
use super::question::{Filters, LETTERS, Question};
use super::segment::Fields;
use super::tokens::{Token, Tokens, asked};
use crate::index::IndexError;
use crate::knowledge::{Knowledge, Records, view};
use crate::model::{DiseaseId, GeneId, VariantId};
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};
use tantivy::{Searcher, Term};

/// Variants asked for one by one, so that each can be named; longer lists are asked for together.
const LISTED: usize = 8;
/// Most parts of a question that are asked for.
const PARTS: usize = 32;

/// A stretch of the question.
struct Piece {
    bytes: Range<usize>,
    kind: PieceKind,
}

enum PieceKind {
    Identity(String),
    Name(Vec<Concept>),
    Words(Vec<Token>),
}

/// Answers a question.
pub(super) fn answer(knowledge: &Knowledge, opened: &Opened, asked: &Question) -> Result<Answer, SearchError> {
    let letters = asked.text.chars().count();
    if letters > LETTERS {
        return Err(SearchError::TooLong { found: letters, most: LETTERS });
    }
    let filters = asked.resolve(knowledge)?;
    let records = knowledge.records()?;
    let searcher = opened.reader.searcher();
    let planner = Planner { opened, records, searcher: &searcher };
    let mut clauses = planner.clauses(&asked.text)?;
    let left_out = clauses.len().saturating_sub(PARTS);
    clauses.truncate(PARTS);
    // Fillers alone are all there is to go by.
    if !clauses.iter().any(|clause| clause.must) {
        clauses.iter_mut().filter(|clause| !clause.leaves.is_empty()).for_each(|clause| clause.must = true);
    }
    let understood = clauses.iter().map(Understood::of).collect();
    clauses.retain(|clause| !clause.leaves.is_empty());
    let parts = clauses.iter().filter(|clause| clause.must).count();
    let mut answer = Answer { understood, left_out, ..Answer::default() };
    if parts == 0 && !asked.has_filters() {
        return Ok(answer);
    }
    let collect = |least: Option<usize>| -> Result<(Vec<(f32, tantivy::DocAddress)>, usize), SearchError> {
        let mut query = question(&clauses, least, planner.filters(asked, &filters));
        if parts == 0 {
            let everything: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0));
            query = BooleanQuery::new(vec![(Occur::Must, everything), (Occur::Must, Box::new(query))]);
        }
        match asked.limit {
            0 => Ok((Vec::new(), searcher.search(&query, &Count)?)),
            limit => Ok(searcher.search(&query, &(TopDocs::with_limit(limit).order_by_score(), Count))?),
        }
    };
    let (mut top, mut total) = collect(None)?;
    for least in (1..parts).rev() {
        if total > 0 {
            break;
        }
        (top, total) = collect(Some(least))?;
        answer.met = Some((least, parts)).filter(|_| total > 0);
    }
    answer.total = total;
    answer.suggestions = suggestions(opened, records, &searcher, &asked.text, &clauses)?;
    answer.hits = hits(opened, records, &searcher, &clauses, &top, asked.explain)?;
    Ok(answer)
}

struct Planner<'o, 'k> {
    opened: &'o Opened,
    records: Records<'k>,
    searcher: &'o Searcher,
}

impl Planner<'_, '_> {
    fn fields(&self) -> Fields {
        self.opened.fields
    }

    fn clauses(&self, text: &str) -> Result<Vec<Clause>, SearchError> {
        let pieces = self.pieces(text)?;
        let genes: BTreeSet<GeneId> = pieces.iter().flat_map(|piece| genes_of(&piece.kind)).collect();
        let mut clauses: Vec<Clause> = Vec::new();
        // Variants the name before stands for, if it was one.
        let mut before: Vec<VariantId> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let written = text.get(piece.bytes.clone()).unwrap_or_default().trim();
            let clause = match &piece.kind {
                PieceKind::Identity(key) => self.identity(written, key),
                PieceKind::Words(tokens) => self.words(written, tokens),
                PieceKind::Name(concepts) => {
                    let neighbour = |at: Option<usize>| at.and_then(|at| pieces.get(at)).map(|piece| genes_of(&piece.kind));
                    let near = [neighbour(index.checked_sub(1)), neighbour(Some(index + 1)), Some(genes.clone())];
                    let (concepts, of_gene) = self.of_gene(concepts, near);
                    match self.said_already(&concepts, of_gene, &before)? {
                        Some(why) => nothing(written, why),
                        None => self.name(written, &concepts, of_gene),
                    }
                }
            };
            before = clause.concepts.iter().filter_map(|concept| variant(*concept)).collect();
            clauses.push(clause);
        }
        Ok(clauses)
    }

    /// The question in stretches: identities, names, and what is neither.
    fn pieces(&self, text: &str) -> Result<Vec<Piece>, SearchError> {
        let mut pieces = Vec::new();
        let mut from = 0;
        for (bytes, key) in self.identities(text)? {
            self.names(text, from..bytes.start, &mut pieces)?;
            from = bytes.end;
            pieces.push(Piece { bytes, kind: PieceKind::Identity(key) });
        }
        self.names(text, from..text.len(), &mut pieces)?;
        Ok(pieces)
    }

    /// Words that are identities of records: one, or two such as `PMID 26729184`.
    fn identities(&self, text: &str) -> Result<Vec<(Range<usize>, String)>, SearchError> {
        let mut chunks: Vec<Range<usize>> = Vec::new();
        for (at, letter) in text.char_indices() {
            match chunks.last_mut() {
                _ if letter.is_whitespace() => {}
                Some(last) if last.end == at => last.end = at + letter.len_utf8(),
                _ => chunks.push(at..at + letter.len_utf8()),
            }
        }
        let mut found = Vec::new();
        let mut index = 0;
        while index < chunks.len() {
            let two = chunks.get(index + 1).map(|second| (chunks[index].start..second.end, 2));
            let one = Some((chunks[index].clone(), 1));
            let mut taken = 1;
            for (bytes, count) in two.into_iter().chain(one) {
                let key = id_key(text.get(bytes.clone()).unwrap_or_default());
                // A number alone is read as one of PubMed.
                let numeric = key.len() >= 6 && key.bytes().all(|byte| byte.is_ascii_digit());
                let key = if numeric { format!("pmid{key}") } else { key };
                if key.chars().any(|letter| letter.is_ascii_digit() || letter == '/') && self.is_identity(&key)? {
                    found.push((bytes, key));
                    taken = count;
                    break;
                }
            }
            index += taken;
        }
        Ok(found)
    }

    fn is_identity(&self, key: &str) -> Result<bool, SearchError> {
        let fields = self.fields();
        for field in [fields.id, fields.cites] {
            if self.searcher.doc_freq(&Term::from_field_text(field, key))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn names(&self, text: &str, range: Range<usize>, pieces: &mut Vec<Piece>) -> Result<(), SearchError> {
        let part = text.get(range.clone()).unwrap_or_default();
        let folded = Folded::of(part);
        let mut tokens = Tokens::new();
        let mut rest = |bytes: Range<usize>, pieces: &mut Vec<Piece>| {
            let words = part.get(bytes.clone()).unwrap_or_default();
            for run in tokens.by_run(words) {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                let at = range.start + bytes.start;
                let place = at + first.bytes.start..at + last.bytes.end;
                if !is_particle(text.get(place.clone()).unwrap_or_default()) {
                    pieces.push(Piece { bytes: place, kind: PieceKind::Words(run) });
                }
            }
        };
        let mut from = 0;
        for tag in tag(&self.opened.names, &folded, part, Prose::Query)? {
            let bytes = folded.original(tag.letters);
            // "was", "all", "not": a small word in small letters is none of the codes written like it.
            let written = part.get(bytes.clone()).unwrap_or_default();
            if written.chars().all(|letter| letter.is_ascii_lowercase()) && Tokens::new().of(written).is_empty() {
                continue;
            }
            rest(from..bytes.start, pieces);
            from = bytes.end;
            pieces.push(Piece { bytes: range.start + bytes.start..range.start + bytes.end, kind: PieceKind::Name(tag.concepts) });
        }
        rest(from..part.len(), pieces);
        Ok(())
    }

    /// Of several variants with one name, those of the gene before it, else behind it, else of any gene asked for; all of them when
    /// none is of such a gene. Says whether a gene decided.
    fn of_gene(&self, concepts: &[Concept], near: [Option<BTreeSet<GeneId>>; 3]) -> (Vec<Concept>, bool) {
        for genes in near.into_iter().flatten().filter(|genes| !genes.is_empty()) {
            let of = |concept: &Concept| {
                let gene = variant(*concept).and_then(|id| self.records.variant(id)).and_then(view::Variant::gene);
                gene.is_some_and(|gene| genes.contains(&gene))
            };
            if concepts.iter().any(of) {
                let keep = |concept: &Concept| variant(*concept).is_none() || of(concept);
                return (concepts.iter().copied().filter(keep).collect(), true);
            }
        }
        (concepts.to_vec(), false)
    }

    /// Does the name ask for nothing new, and why?
    fn said_already(&self, concepts: &[Concept], of_gene: bool, before: &[VariantId]) -> Result<Option<&'static str>, IndexError> {
        let words: Vec<u32> =
            concepts.iter().filter_map(|concept| if let Concept::Word(id) = concept { Some(*id) } else { None }).collect();
        if words.is_empty() {
            return Ok(None);
        }
        let filler = words.iter().all(|word| self.opened.words.get(*word as usize).is_some_and(|group| group.filler));
        if filler && (!before.is_empty() || !of_gene) {
            return Ok(Some("says nothing by itself"));
        }
        let own = |id: &VariantId| match self.records.variant(*id) {
            Some(variant) => Ok(self.opened.means.variant(variant)?.words),
            None => Ok(BTreeSet::new()),
        };
        let said: Vec<BTreeSet<u32>> = before.iter().map(own).collect::<Result<_, IndexError>>()?;
        let all = !said.is_empty() && said.iter().all(|said| words.iter().any(|word| said.contains(word)));
        Ok(all.then_some("said by the name before it"))
    }

    fn identity(&self, written: &str, key: &str) -> Clause {
        let fields = self.fields();
        let leaves = [(fields.id, points::IDENTITY, "is"), (fields.cites, points::CITES, "refers to")];
        let leaves = leaves.into_iter().filter_map(|(field, points, how)| {
            let query = any(vec![Term::from_field_text(field, key)], points)?;
            Some(Leaf { query, how, what: written.to_owned() })
        });
        let leaves = leaves.collect();
        Clause {
            read_as: vec![format!("identity {written}")],
            leaves,
            tokens: Tokens::new().of(written).into_iter().map(|token| token.term).collect(),
            ..empty(written)
        }
    }

    fn words(&self, written: &str, tokens: &[Token]) -> Clause {
        let text = self.fields().text;
        let wanted = asked(tokens);
        let first = wanted.first().map_or(0, |token| token.position);
        let terms = wanted.iter().map(|token| (token.position - first, Term::from_field_text(text, &token.term))).collect();
        let leaf = in_a_row(terms).map(|query| Leaf { query, how: "its text has", what: written.to_owned() });
        let tokens = wanted.iter().map(|token| token.term.clone()).collect();
        Clause { read_as: vec!["words of the text".to_owned()], leaves: leaf.into_iter().collect(), tokens, ..empty(written) }
    }

    fn name(&self, written: &str, concepts: &[Concept], of_gene: bool) -> Clause {
        let fields = self.fields();
        let label = |concept: Concept| concept.label(self.records, &self.opened.words);
        let filler = |concept: &Concept| matches!(concept, Concept::Word(word) if self.opened.words.get(*word as usize).is_some_and(|group| group.filler));
        let fills = concepts.iter().any(filler);
        let concepts: Vec<Concept> = concepts.iter().copied().filter(|concept| !filler(concept)).collect();
        let (variants, others): (Vec<Concept>, Vec<Concept>) =
            concepts.iter().copied().partition(|concept| variant(*concept).is_some());
        let mut leaves: Vec<Leaf> = Vec::new();
        let mut leaf = |query: Option<Box<dyn Query>>, how: &'static str, what: &str| {
            leaves.extend(query.map(|query| Leaf { query, how, what: what.to_owned() }));
        };
        let ways = [
            (fields.named, points::IS, "is"),
            (fields.exact, points::EXACT, "speaks of exactly"),
            (fields.fact, points::FACT, "its facts name"),
            (fields.near, points::NEAR, "its facts touch"),
            (fields.mention, points::MENTION, "its text mentions"),
        ];
        let together = variants.len() > LISTED;
        for concept in others.iter().chain(variants.iter().filter(|_| !together)) {
            let what = format!("{} {}", concept.noun(), label(*concept));
            for (field, points, how) in ways {
                leaf(any(vec![Fields::concept(field, *concept)], points), how, &what);
            }
            if let Concept::Disease(disease) = concept {
                leaf(any(vec![Fields::concept(fields.within, *concept)], points::NARROWER), "is about a kind of", &what);
                let above = self.above(*disease).map(|above| Fields::concept(fields.fact, Concept::Disease(above)));
                leaf(any(above.collect(), points::BROADER), "is about what includes", &what);
            }
        }
        if together {
            let what = format!("one of {} variants called {written}", variants.len());
            for (field, points, how) in ways {
                leaf(any(variants.iter().map(|variant| Fields::concept(field, *variant)).collect(), points), how, &what);
            }
        }
        // A short code in small letters may be a word of the text as well.
        let symbols = concepts.iter().any(|concept| !matches!(concept, Concept::Therapy(_) | Concept::Word(_)));
        if symbols && written.len() <= 4 && written.chars().all(|letter| letter.is_ascii_lowercase()) {
            let tokens = Tokens::new().of(written);
            leaf(
                in_a_row(tokens.iter().map(|token| (0, Term::from_field_text(fields.text, &token.term))).collect()),
                "its text has",
                written,
            );
        }
        let mut read_as: Vec<String> = if together {
            vec![format!("{} variants called {written}", variants.len())]
        } else {
            variants.iter().map(|concept| format!("variant {}", label(*concept))).collect()
        };
        read_as.extend(others.iter().map(|concept| format!("{} {}", concept.noun(), label(*concept))));
        read_as.sort();
        read_as.dedup();
        // "EGFR mutation" asks for EGFR; a profile called so comes first.
        Clause { read_as, must: !(fills && of_gene), leaves, concepts, ..empty(written) }
    }

    /// What a disease is a kind of.
    fn above(&self, disease: DiseaseId) -> impl Iterator<Item = DiseaseId> + '_ {
        self.opened.ancestors.get(disease.index()).into_iter().flatten().copied()
    }

    fn filters(&self, asked: &Question, filters: &Filters) -> Vec<(Occur, Box<dyn Query>)> {
        let fields = self.fields();
        let facet = |facet: Facet| fields.facet(facet);
        let fact = |concept: Concept| Fields::concept(fields.fact, concept);
        let mut lists: Vec<Vec<Term>> = vec![
            filters.genes.iter().map(|id| fact(Concept::Gene(*id))).collect(),
            filters.therapies.iter().map(|id| fact(Concept::Therapy(*id))).collect(),
            filters.levels.iter().map(|level| facet(Facet::Level(*level as u32))).collect(),
            filters.directions.iter().map(|direction| facet(Facet::Direction(*direction as u32))).collect(),
            filters.significances.iter().map(|word| facet(Facet::Significance(*word as u32))).collect(),
            filters.sources.iter().map(|id| facet(Facet::Source(*id))).collect(),
            filters.kinds.iter().map(|kind| facet(Facet::Kind(*kind))).collect(),
        ];
        let mut leaves_out = Vec::new();
        let mut diseases = Vec::new();
        for disease in &filters.diseases {
            diseases.extend([fact(Concept::Disease(*disease)), Fields::concept(fields.within, Concept::Disease(*disease))]);
            diseases.extend(self.above(*disease).map(|above| fact(Concept::Disease(above))));
            leaves_out.extend(std::iter::once(*disease).chain(self.above(*disease)).map(|left| facet(Facet::LeavesOut(left))));
        }
        lists.push(diseases);
        let mut queries: Vec<(Occur, Box<dyn Query>)> =
            lists.into_iter().filter_map(|terms| Some((Occur::Must, any(terms, 0.0)?))).collect();
        queries.extend(any(leaves_out, 0.0).map(|query| (Occur::MustNot, query)));
        if let Some(tumour) = &asked.tumour {
            let profiles = tumour.profiles.iter().map(|id| facet(Facet::Of(*id)));
            let terms: Vec<Term> = profiles.chain(tumour.trials.iter().map(|id| facet(Facet::Trial(*id)))).collect();
            let met = any(terms, 0.0).unwrap_or_else(|| Box::new(tantivy::query::EmptyQuery));
            queries.push((Occur::Must, met));
        }
        queries
    }
}

fn variant(concept: Concept) -> Option<VariantId> {
    if let Concept::Variant(id) = concept { Some(id) } else { None }
}

fn genes_of(kind: &PieceKind) -> BTreeSet<GeneId> {
    match kind {
        PieceKind::Name(concepts) => {
            concepts.iter().filter_map(|concept| if let Concept::Gene(id) = concept { Some(*id) } else { None }).collect()
        }
        PieceKind::Identity(_) | PieceKind::Words(_) => BTreeSet::new(),
    }
}

/// Is it one or two hiragana alone (の, から)? Such words join others and mean nothing to an index.
fn is_particle(written: &str) -> bool {
    let folded = fold(written);
    folded.chars().count() <= 2 && folded.chars().all(|letter| Script::of(letter) == Script::Hiragana)
}

fn empty(written: &str) -> Clause {
    Clause {
        asked: written.to_owned(),
        read_as: Vec::new(),
        must: true,
        leaves: Vec::new(),
        concepts: Vec::new(),
        tokens: Vec::new(),
    }
}

/// A part that asks for nothing.
fn nothing(written: &str, why: &'static str) -> Clause {
    Clause { read_as: vec![why.to_owned()], must: false, ..empty(written) }
}
