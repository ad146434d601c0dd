//! From a question to what is asked of the index.
//!
//! 1. Filters written into it (`gene:EGFR`) are taken out, and it is cut into stretches: identities, names, words, operators.
//! 2. A variant is taken of the gene beside it, or of any gene of the question.
//! 3. Fillers ("gene", 変異) and words that the name before them says already (the fusion in `EML4-ALK fusion`) ask for nothing.
//! 4. What is no name is asked of the text; `OR` and `NOT` join or turn round what stands beside them.
//!
//! A record must meet every part. If none does, those that meet most parts are shown, and the answer says so.

use super::answer::{Answer, Understood, hits, suggestions};
use super::clause::{Clause, Leaf, any, empty, in_a_row, nothing, points, question};
use super::concept::{Concept, Facet};
use super::error::SearchError;
use super::form::is_coding;
use super::join::{Slot, joined};
use super::opened::Opened;
use super::pieces::{Cutter, PieceKind, genes_of};
use super::question::{Filters, LETTERS, Question};
use super::segment::Fields;
use super::tokens::{Token, Tokens, asked};
use super::written;
use crate::index::IndexError;
use crate::knowledge::{Knowledge, Records, view};
use crate::model::{DiseaseId, GeneId, VariantId};
use std::collections::BTreeSet;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, ConstScoreQuery, Occur, Query};
use tantivy::{Searcher, Term};

/// Variants asked for one by one, so that each can be named; longer lists are asked for together.
const LISTED: usize = 8;
/// How a record meets a part that is its only variant, profile or drug.
const EXACTLY: &str = "speaks of exactly";
/// Most parts of a question that are asked for.
const PARTS: usize = 32;

/// Answers a question.
pub(super) fn answer(knowledge: &Knowledge, opened: &Opened, asked: &Question) -> Result<Answer, SearchError> {
    let letters = asked.text.chars().count();
    if letters > LETTERS {
        return Err(SearchError::TooLong { found: letters, most: LETTERS });
    }
    let (text, asked, mut understood) = written::filters(asked);
    let asked = &asked;
    let filters = asked.resolve(knowledge)?;
    let records = knowledge.records()?;
    let searcher = opened.reader.searcher();
    let planner = Planner { opened, records, searcher: &searcher };
    let mut clauses = planner.clauses(&text)?;
    let left_out = clauses.len().saturating_sub(PARTS);
    clauses.truncate(PARTS);
    // Fillers alone are all there is to go by.
    if !clauses.iter().any(|clause| clause.must) {
        clauses.iter_mut().filter(|clause| !clause.leaves.is_empty() && !clause.not).for_each(|clause| clause.must = true);
    }
    understood.extend(clauses.iter().map(Understood::of));
    clauses.retain(|clause| !clause.leaves.is_empty());
    let parts = clauses.iter().filter(|clause| clause.must).count();
    let mut answer = Answer { understood, left_out, ..Answer::default() };
    if parts == 0 && !asked.has_filters() && !clauses.iter().any(|clause| clause.not) {
        return Ok(answer);
    }
    let collect = |least: Option<usize>| -> Result<(Vec<(f32, tantivy::DocAddress)>, usize), SearchError> {
        let mut filters = planner.filters(asked, &filters);
        if parts == 0 {
            filters.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        let query = question(&clauses, least, filters);
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
    answer.suggestions = suggestions(opened, records, &searcher, &text, &clauses)?;
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
        let cutter = Cutter { opened: self.opened, records: self.records, searcher: self.searcher };
        let pieces = cutter.pieces(text)?;
        let genes_at = |at: Option<usize>| at.and_then(|at| pieces.get(at)).map(|piece| genes_of(self.opened, &piece.kind));
        let genes: BTreeSet<GeneId> = pieces.iter().flat_map(|piece| genes_of(self.opened, &piece.kind)).collect();
        let mut slots: Vec<Slot> = Vec::new();
        // Variants the name before stands for, if it was one.
        let mut before: Vec<VariantId> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let written = text.get(piece.bytes.clone()).unwrap_or_default().trim();
            let clause = match &piece.kind {
                PieceKind::Operator(operator) => {
                    slots.push(Slot::Operator(*operator));
                    before.clear();
                    continue;
                }
                PieceKind::Identity { key, known } => self.identity(written, key, *known),
                PieceKind::Words(tokens) => self.words(written, tokens),
                PieceKind::Name(concepts) => {
                    let near = [genes_at(index.checked_sub(1)), genes_at(Some(index + 1)), Some(genes.clone())];
                    let (concepts, of_gene) = self.of_gene(concepts, near);
                    let of_gene = of_gene || concepts.iter().any(|concept| matches!(concept, Concept::Profile(_)));
                    match self.said_already(&concepts, of_gene, &before)? {
                        Some(why) => nothing(written, why),
                        None => self.name(written, &concepts, of_gene),
                    }
                }
            };
            before = clause.concepts.iter().filter_map(|concept| variant(*concept)).collect();
            slots.push(Slot::Clause(clause));
        }
        Ok(joined(self.records, slots))
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
        let filler = words.iter().all(|word| self.opened.is_filler(Concept::Word(*word)));
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

    fn identity(&self, written: &str, key: &str, known: bool) -> Clause {
        let fields = self.fields();
        let leaves = [(fields.id, points::IDENTITY, "is"), (fields.cites, points::CITES, "refers to")];
        let leaves = leaves.into_iter().filter_map(|(field, points, how)| {
            let query = any(vec![Term::from_field_text(field, key)], points)?;
            Some(Leaf { query, how, what: written.to_owned() })
        });
        let leaves = leaves.collect();
        Clause {
            read_as: vec![format!("identity {written}{}", if known { "" } else { ", which no record has" })],
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
        let read_as =
            if is_coding(written) { "words of the text (coding changes are asked of `ckdb lookup`)" } else { "words of the text" };
        Clause { read_as: vec![read_as.to_owned()], leaves: leaf.into_iter().collect(), tokens, ..empty(written) }
    }

    fn name(&self, written: &str, concepts: &[Concept], of_gene: bool) -> Clause {
        let fields = self.fields();
        let label = |concept: Concept| concept.label(self.records, &self.opened.words);
        let filler = |concept: &Concept| self.opened.is_filler(*concept);
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
            (fields.exact, points::EXACT, EXACTLY),
            (fields.fact, points::FACT, "its facts name"),
            (fields.near, points::NEAR, "its facts touch"),
            (fields.mention, points::MENTION, "its text mentions"),
        ];
        let together = variants.len() > LISTED;
        for concept in others.iter().chain(variants.iter().filter(|_| !together)) {
            let what = format!("{} {}", concept.noun(), label(*concept));
            for (field, points, how) in ways {
                // A drug given alone is what somebody who names it means, before combinations with it.
                let alone = how == EXACTLY && matches!(concept, Concept::Therapy(_));
                let points = if alone { points::ALONE } else { points };
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
