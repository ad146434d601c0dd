//! A question in stretches: identities of records, operators, names, and words that are none of these.
//!
//! People write as they speak: `EGFRT790M耐性` without a space, たぐりっそ in the letters the keyboard gave, `"objective response"` in
//! quotes. Here this is taken apart; what a stretch asks for is decided in `plan`.

use super::concept::Concept;
use super::document::id_key;
use super::error::SearchError;
use super::fold::{Folded, fold};
use super::form::{Operator, chunks, has_form, is_coding, is_particle, katakana, operators, quotes};
use super::gazetteer::{Prose, tag};
use super::opened::Opened;
use super::tokens::{Token, Tokens};
use crate::knowledge::{Records, view};
use crate::model::GeneId;
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::{Searcher, Term};

/// A stretch of the question.
pub(super) struct Piece {
    pub(super) bytes: Range<usize>,
    pub(super) kind: PieceKind,
}

/// What a stretch is.
pub(super) enum PieceKind {
    /// An identity as records are asked for it; is there a record that has it?
    Identity { key: String, known: bool },
    /// A name with everything it means.
    Name(Vec<Concept>),
    /// Words of a text, to stand in a row.
    Words(Vec<Token>),
    /// `AND`, `OR`, `NOT` in capitals, or a minus before a word.
    Operator(Operator),
}

/// Fewest hiragana that may be a name whose letters nobody changed to katakana.
const KANA: usize = 3;

/// A part of a word, with what it means.
type Part = (Range<usize>, Vec<Concept>);

/// Takes questions apart.
pub(super) struct Cutter<'o, 'k> {
    pub(super) opened: &'o Opened,
    pub(super) records: Records<'k>,
    pub(super) searcher: &'o Searcher,
}

impl Cutter<'_, '_> {
    /// The stretches of a question, in order.
    pub(super) fn pieces(&self, text: &str) -> Result<Vec<Piece>, SearchError> {
        // As long as the question, byte by byte: what is found in it stands at the same place.
        let spoken = self.in_katakana(text)?;
        let mut pieces = Vec::new();
        let mut from = 0;
        let mut quoted = quotes(text);
        // A coding change is one word, whatever signs it has: its parts alone would be found everywhere.
        quoted.extend(chunks(text).into_iter().filter(|chunk| is_coding(text.get(chunk.clone()).unwrap_or_default())));
        let mut names = Names { cutter: self, text: &spoken, quoted, pieces: &mut pieces };
        for piece in self.identities(text)? {
            names.between(from..piece.bytes.start)?;
            from = piece.bytes.end;
            names.pieces.push(piece);
        }
        names.between(from..text.len())?;
        Ok(pieces)
    }

    /// Words that are identities of records: one, or two such as `PMID 26729184`.
    fn identities(&self, text: &str) -> Result<Vec<Piece>, SearchError> {
        let chunks = chunks(text);
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
                if !key.chars().any(|letter| letter.is_ascii_digit() || letter == '/') {
                    continue;
                }
                let known = self.is_identity(&key)?;
                if known || has_form(&key) {
                    found.push(Piece { bytes, kind: PieceKind::Identity { key, known } });
                    taken = count;
                    break;
                }
            }
            index += taken;
        }
        Ok(found)
    }

    fn is_identity(&self, key: &str) -> Result<bool, SearchError> {
        let fields = self.opened.fields;
        for field in [fields.id, fields.cites] {
            if self.searcher.doc_freq(&Term::from_field_text(field, key))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The question with names in katakana where they were written in hiragana. Both letters take three bytes.
    fn in_katakana(&self, text: &str) -> Result<String, SearchError> {
        let mut out = text.to_owned();
        let is_kana = |letter: char| matches!(letter, '\u{3041}'..='\u{3096}' | 'ー');
        let mut from = 0;
        while let Some(start) = out.get(from..).and_then(|rest| rest.find(is_kana)).map(|at| from + at) {
            let rest = out.get(start..).unwrap_or_default();
            let length = rest.find(|letter| !is_kana(letter)).unwrap_or(rest.len());
            let katakana: String = rest.chars().take_while(|letter| is_kana(*letter)).map(katakana).collect();
            let known = katakana.chars().count() >= KANA && self.opened.names.lookup(&fold(&katakana))?.next().is_some();
            if known && katakana.len() == length {
                out.replace_range(start..start + length, &katakana);
            }
            from = start + length;
        }
        Ok(out)
    }

    /// A gene with one of its variants behind it and nothing between: `EGFRT790M`.
    fn glued(&self, word: &str) -> Result<Option<[Part; 2]>, SearchError> {
        let folded = Folded::of(word);
        for (length, meanings) in self.opened.names.prefixes(&folded.text)?.into_iter().rev() {
            let genes: Vec<Concept> =
                meanings.filter_map(Concept::from_stored).filter(|concept| matches!(concept, Concept::Gene(_))).collect();
            let Some(rest) = folded.text.get(length..).filter(|rest| !genes.is_empty() && rest.chars().nth(1).is_some()) else {
                continue;
            };
            let of_these = |concept: &Concept| {
                let Concept::Variant(id) = concept else { return false };
                let gene = self.records.variant(*id).and_then(view::Variant::gene);
                gene.is_some_and(|gene| genes.contains(&Concept::Gene(gene)))
            };
            let variants: Vec<Concept> =
                self.opened.names.lookup(rest)?.filter_map(Concept::from_stored).filter(of_these).collect();
            if !variants.is_empty() {
                let middle = folded.letter_at(length);
                let (gene, variant) = (folded.original(0..middle), folded.original(middle..folded.letters.len()));
                return Ok(Some([(gene, genes), (variant, variants)]));
            }
        }
        Ok(None)
    }
}

/// Names and words between what is fixed.
struct Names<'a, 'o, 'k> {
    cutter: &'a Cutter<'o, 'k>,
    text: &'a str,
    quoted: Vec<Range<usize>>,
    pieces: &'a mut Vec<Piece>,
}

impl Names<'_, '_, '_> {
    fn between(&mut self, range: Range<usize>) -> Result<(), SearchError> {
        let part = self.text.get(range.clone()).unwrap_or_default();
        let folded = Folded::of(part);
        let mut from = 0;
        for tag in tag(&self.cutter.opened.names, &folded, part, Prose::Query)? {
            let bytes = folded.original(tag.letters);
            // "was", "all", "not": a small word in small letters is none of the codes written like it.
            let written = part.get(bytes.clone()).unwrap_or_default();
            if written.chars().all(|letter| letter.is_ascii_lowercase()) && Tokens::new().of(written).is_empty() {
                continue;
            }
            self.gap(range.start + from..range.start + bytes.start)?;
            from = bytes.end;
            self.name(range.start + bytes.start..range.start + bytes.end, tag.concepts)?;
        }
        self.gap(range.start + from..range.end)
    }

    /// A name. One that is a gene and a filler (`TP53 mutation`) asks for the gene; a profile called so only comes first.
    fn name(&mut self, place: Range<usize>, concepts: Vec<Concept>) -> Result<(), SearchError> {
        if !concepts.is_empty() && concepts.iter().all(|concept| matches!(concept, Concept::Profile(_))) {
            let opened = self.cutter.opened;
            let folded = Folded::of(self.text.get(place.clone()).unwrap_or_default());
            for (length, meanings) in opened.names.prefixes(&folded.text)? {
                let genes: Vec<Concept> =
                    meanings.filter_map(Concept::from_stored).filter(|concept| matches!(concept, Concept::Gene(_))).collect();
                let rest = folded.text.get(length..).filter(|rest| !rest.is_empty() && !genes.is_empty());
                let Some(rest) = rest else { continue };
                let filler = opened.names.lookup(rest)?.filter_map(Concept::from_stored).find(|concept| opened.is_filler(*concept));
                if let Some(filler) = filler {
                    let middle = folded.letter_at(length);
                    let (gene, rest) = (folded.original(0..middle), folded.original(middle..folded.letters.len()));
                    let at = |bytes: Range<usize>| place.start + bytes.start..place.start + bytes.end;
                    let both = concepts.into_iter().chain([filler]).collect();
                    self.pieces.push(Piece { bytes: at(gene), kind: PieceKind::Name(genes) });
                    self.pieces.push(Piece { bytes: at(rest), kind: PieceKind::Name(both) });
                    return Ok(());
                }
            }
        }
        self.pieces.push(Piece { bytes: place, kind: PieceKind::Name(concepts) });
        Ok(())
    }

    /// What stands between names: operators and words.
    fn gap(&mut self, range: Range<usize>) -> Result<(), SearchError> {
        let mut from = range.start;
        for (bytes, operator) in operators(self.text, range.clone()) {
            self.words(from..bytes.start)?;
            from = bytes.end;
            self.pieces.push(Piece { bytes, kind: PieceKind::Operator(operator) });
        }
        self.words(from..range.end)
    }

    /// Words that are no names: each by itself, those in quotes in a row.
    fn words(&mut self, range: Range<usize>) -> Result<(), SearchError> {
        let part = self.text.get(range.clone()).unwrap_or_default();
        let mut in_quotes: Option<usize> = None;
        for run in Tokens::new().by_run(part) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let place = range.start + first.bytes.start..range.start + last.bytes.end;
            let written = self.text.get(place.clone()).unwrap_or_default();
            if is_particle(written) {
                continue;
            }
            let quote = self.quoted.iter().position(|quote| quote.start <= place.start && place.end <= quote.end);
            if quote.is_some()
                && quote == in_quotes
                && let Some(Piece { bytes, kind: PieceKind::Words(words) }) = self.pieces.last_mut()
            {
                bytes.end = place.end;
                words.extend(run);
                continue;
            }
            in_quotes = quote;
            match self.cutter.glued(written)? {
                Some(parts) => self.pieces.extend(parts.into_iter().map(|(bytes, concepts)| Piece {
                    bytes: place.start + bytes.start..place.start + bytes.end,
                    kind: PieceKind::Name(concepts),
                })),
                None => self.pieces.push(Piece { bytes: place, kind: PieceKind::Words(run) }),
            }
        }
        Ok(())
    }
}

/// Genes that a name stands for, by itself or as a family.
pub(super) fn genes_of(opened: &Opened, kind: &PieceKind) -> BTreeSet<GeneId> {
    let mut genes = BTreeSet::new();
    if let PieceKind::Name(concepts) = kind {
        for concept in concepts {
            match concept {
                Concept::Gene(id) => genes.extend([*id]),
                Concept::Word(word) => genes.extend(opened.words.get(*word as usize).into_iter().flat_map(|group| &group.genes)),
                _ => {}
            }
        }
    }
    genes
}
