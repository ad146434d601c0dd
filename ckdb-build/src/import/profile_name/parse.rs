//! The grammar of variant names, by recursive descent over lexemes.
//!
//! ```text
//! name      = either { ("or" | "/") either }
//! either    = item { ("and" | "&" | nothing) item }
//! item      = change [coding] { "/" letter }        V600E/K, L89H (c.266T>A)
//!           | residue                                 V600, H1047X
//!           | "non" residue                           Non-V600
//!           | coding | kind-of-site "(" coding ")"    c.1641+1dup, Splice Site (c.340+1G>A)
//!           | rs-number | star-allele
//!           | exon-word | intron-word | pair [junction] | phrase
//! item      = item "homozygosity"
//! exon-word = ["rare"] "exon" ranges what             Exon 12-22 Deletion, Exon 10 or Exon 21 Mutation
//! ranges    = range { ("-" | "&" | "or" | "and") ["exon"] range }
//! phrase    = one of the phrases in the table below
//! ```
//! A name that is not of this grammar is `None`: nothing in it is passed over, and no part of it is guessed.

use super::lexeme::{Lexeme, lexemes};
use super::said::{CopyWord, ExonRange, ExonWord, ExpressionWord, GeneWord, IntronWord, MarkerWord, Said};
use ckdb_core::genome::{AminoAcid, ProteinChange, Residue};

/// Longer names are texts, not names.
const LONGEST: usize = 300;

/// Reads a name; `None` when it is not of the grammar.
#[must_use]
pub fn parse(name: &str) -> Option<Said> {
    if name.len() > LONGEST {
        return None;
    }
    let lexemes = lexemes(name);
    let mut parser = Parser { lexemes: &lexemes, at: 0 };
    let said = parser.name()?;
    (parser.at == lexemes.len()).then_some(said)
}

struct Parser<'l> {
    lexemes: &'l [Lexeme],
    at: usize,
}

/// Phrases of words only, the longest of one beginning first.
fn phrases() -> &'static [(&'static [&'static str], Said)] {
    use Said as S;
    const fn gene(word: GeneWord) -> Said {
        S::Gene(word)
    }
    const fn expression(word: ExpressionWord) -> Said {
        S::Expression(word)
    }
    const fn marker(word: MarkerWord) -> Said {
        S::Marker(word, None)
    }
    const PHRASES: &[(&[&str], Said)] = &[
        (&["LOSS", "OF", "FUNCTION", "MUTATION"], gene(GeneWord::LossOfFunction)),
        (&["LOSS", "OF", "FUNCTION"], gene(GeneWord::LossOfFunction)),
        (&["LOSS", "OF", "HETEROZYGOSITY"], S::LossOfHeterozygosity { copy_neutral: false }),
        (&["COPY", "NEUTRAL", "LOSS", "OF", "HETEROZYGOSITY"], S::LossOfHeterozygosity { copy_neutral: true }),
        (&["COPY", "NEUTRAL", "LOH"], S::LossOfHeterozygosity { copy_neutral: true }),
        (&["LOSS", "OF", "EXPRESSION"], expression(ExpressionWord::Absent)),
        (&["LOSS", "OF", "PROTEIN", "EXPRESSION"], expression(ExpressionWord::Absent)),
        (&["EXPRESSION", "LOSS"], expression(ExpressionWord::Absent)),
        (&["LOH"], S::LossOfHeterozygosity { copy_neutral: false }),
        (&["INACTIVATING", "MUTATION"], gene(GeneWord::LossOfFunction)),
        (&["INACTIVATION"], gene(GeneWord::LossOfFunction)),
        (&["DELETERIOUS", "MUTATION"], gene(GeneWord::LossOfFunction)),
        (&["BIALLELIC", "INACTIVATION"], gene(GeneWord::BiallelicInactivation)),
        (&["BIALLELIC", "LOSS", "OF", "FUNCTION"], gene(GeneWord::BiallelicInactivation)),
        (&["GAIN", "OF", "FUNCTION", "MUTATION"], gene(GeneWord::GainOfFunction)),
        (&["GAIN", "OF", "FUNCTION"], gene(GeneWord::GainOfFunction)),
        (&["ACTIVATING", "MUTATION"], gene(GeneWord::GainOfFunction)),
        (&["ONCOGENIC", "MUTATION"], gene(GeneWord::Oncogenic)),
        (&["TRUNCATING", "MUTATION"], gene(GeneWord::Truncating)),
        (&["TRUNCATING", "FUSION"], S::TruncatingFusion),
        (&["TRUNCATION"], gene(GeneWord::Truncating)),
        (&["FRAMESHIFT", "TRUNCATION"], gene(GeneWord::Frameshift)),
        (&["FRAMESHIFT", "MUTATION"], gene(GeneWord::Frameshift)),
        (&["FRAMESHIFT"], gene(GeneWord::Frameshift)),
        (&["FRAME", "SHIFT"], gene(GeneWord::Frameshift)),
        (&["RARE", "MUTATION"], gene(GeneWord::Rare)),
        (&["ALTERATION"], gene(GeneWord::Alteration)),
        (&["MUTATION"], gene(GeneWord::Mutation)),
        (&["ANY", "MUTATION"], gene(GeneWord::Mutation)),
        (&["COPY", "NUMBER", "VARIATION"], S::Copies(CopyWord::Variation)),
        (&["COPY", "NUMBER", "GAIN"], S::Copies(CopyWord::Gain)),
        (&["GAIN"], S::Copies(CopyWord::Gain)),
        (&["AMPLIFICATION"], S::Copies(CopyWord::Amplification)),
        (&["DELETION"], S::Copies(CopyWord::Deletion)),
        (&["HOMOZYGOUS", "DELETION"], S::Copies(CopyWord::Deletion)),
        (&["LOSS"], S::Copies(CopyWord::Loss)),
        (&["FUSION"], S::Fusion),
        (&["FUSIONS"], S::Fusion),
        (&["REARRANGEMENT"], S::Rearrangement),
        (&["OVEREXPRESSION"], expression(ExpressionWord::Over)),
        (&["OVER", "EXPRESSION"], expression(ExpressionWord::Over)),
        (&["HIGH", "EXPRESSION"], expression(ExpressionWord::Over)),
        (&["UNDEREXPRESSION"], expression(ExpressionWord::Under)),
        (&["LOW", "EXPRESSION"], expression(ExpressionWord::Under)),
        (&["EXPRESSION"], expression(ExpressionWord::Present)),
        (&["ITD"], S::InternalDuplication),
        (&["INTERNAL", "DUPLICATION"], S::InternalDuplication),
        (&["INTERNAL", "TANDEM", "DUPLICATION"], S::InternalDuplication),
        (&["VIII"], S::VariantThree),
        (&["EGFRVIII"], S::VariantThree),
        (&["PROMOTER", "MUTATION"], S::PromoterMutation),
        (&["WILDTYPE"], S::WildType),
        (&["WILD", "TYPE"], S::WildType),
        (&["PROMOTER", "METHYLATION"], marker(MarkerWord::PromoterMethylation)),
        (&["PROMOTER", "HYPERMETHYLATION"], marker(MarkerWord::PromoterMethylation)),
        (&["PROMOTER", "DEMETHYLATION"], marker(MarkerWord::Demethylation)),
        (&["METHYLATION"], marker(MarkerWord::Methylation)),
        (&["HYPERMETHYLATION"], marker(MarkerWord::Methylation)),
        (&["PHOSPHORYLATION"], marker(MarkerWord::Phosphorylation)),
        (&["SERUM", "LEVELS"], marker(MarkerWord::SerumLevels)),
        (&["CYTOPLASMIC", "MISLOCALIZATION"], marker(MarkerWord::Localisation)),
        (&["NUCLEAR", "TRANSLOCATION"], marker(MarkerWord::Localisation)),
        (&["MISLOCALIZATION"], marker(MarkerWord::Localisation)),
        (&["ALTERNATIVE", "TRANSCRIPT"], marker(MarkerWord::AlternativeTranscript)),
        (&["TKD", "MUTATION"], S::Domain(String::new())),
    ];
    PHRASES
}

/// Words before `Expression` that say where, when or of which isoform.
const QUALIFIERS: &[&str] = &["NUCLEAR", "CYTOPLASMIC", "MEMBRANE", "SERUM", "PLASMA", "PROTEIN", "DECREASED", "INCREASED"];

impl<'l> Parser<'l> {
    fn peek(&self) -> Option<&'l Lexeme> {
        self.lexemes.get(self.at)
    }

    fn word_at(&self, offset: usize) -> Option<&'l str> {
        match self.lexemes.get(self.at + offset)? {
            Lexeme::Word(word, _) => Some(word),
            _ => None,
        }
    }

    /// Goes on when `found` is next.
    fn take(&mut self, found: &Lexeme) -> bool {
        let is = self.peek() == Some(found);
        self.at += usize::from(is);
        is
    }

    /// Goes on when these words are next.
    fn words(&mut self, words: &[&str]) -> bool {
        let are = words.iter().enumerate().all(|(offset, word)| self.word_at(offset) == Some(*word));
        self.at += if are { words.len() } else { 0 };
        are
    }

    fn name(&mut self) -> Option<Said> {
        let mut parts = vec![self.either()?];
        while self.words(&["OR"]) || self.take(&Lexeme::Slash) {
            parts.push(self.either()?);
        }
        Some(one_or(parts, Said::Any))
    }

    fn either(&mut self) -> Option<Said> {
        let mut parts = vec![self.item()?];
        loop {
            let joined = self.words(&["AND"]) || self.take(&Lexeme::And);
            if !joined && !matches!((parts.last(), self.peek()), (Some(Said::Pair(..)), Some(_)) if !self.ends()) {
                return Some(one_or(parts, Said::All));
            }
            parts.push(self.item()?);
        }
    }

    /// Nothing that could begin another item follows.
    fn ends(&self) -> bool {
        match self.peek() {
            None | Some(Lexeme::Slash | Lexeme::Close | Lexeme::Open) => true,
            Some(Lexeme::Word(word, _)) => matches!(word.as_str(), "OR" | "AND" | "HOMOZYGOSITY"),
            Some(_) => false,
        }
    }

    fn item(&mut self) -> Option<Said> {
        let said = self.plain()?;
        if self.words(&["HOMOZYGOSITY"]) { Some(Said::Homozygous(Box::new(said))) } else { Some(said) }
    }

    fn plain(&mut self) -> Option<Said> {
        match self.peek()? {
            Lexeme::Change(change) => {
                self.at += 1;
                self.change(change.clone())
            }
            Lexeme::Residue(residue) => {
                self.at += 1;
                self.residue(*residue)
            }
            Lexeme::Unsaid(residue) => {
                self.at += 1;
                Some(Said::Codon(*residue))
            }
            Lexeme::Coding(name) => {
                self.at += 1;
                Some(Said::Coding(name.clone()))
            }
            Lexeme::Dbsnp(number) => {
                self.at += 1;
                Some(Said::Dbsnp(*number))
            }
            Lexeme::Star(name) => {
                self.at += 1;
                Some(Said::StarAllele(name.clone()))
            }
            Lexeme::Pair(five, three) => {
                self.at += 1;
                Some(self.pair(five, three))
            }
            Lexeme::Doubled(first, last) => {
                self.at += 1;
                let coding = self.coding();
                Some(Said::ResiduesDoubled(*first, *last, coding))
            }
            Lexeme::Inserted(at) => {
                self.at += 1;
                let coding = self.coding();
                Some(Said::InsertedAt(*at, coding))
            }
            Lexeme::Word(word, _) => self.worded(word),
            Lexeme::Range(..) | Lexeme::Junction(..) | Lexeme::Slash | Lexeme::And | Lexeme::Open | Lexeme::Close => None,
        }
    }

    /// `(c.266T>A)`, with or without brackets.
    fn coding(&mut self) -> Option<String> {
        let (bracket, at) = match self.peek()? {
            Lexeme::Open => (true, self.at + 1),
            _ => (false, self.at),
        };
        let Some(Lexeme::Coding(name)) = self.lexemes.get(at) else { return None };
        if bracket && self.lexemes.get(at + 1) != Some(&Lexeme::Close) {
            return None;
        }
        self.at = at + 1 + usize::from(bracket);
        Some(name.clone())
    }

    /// After a change: its coding letters, or other residues in the same place.
    fn change(&mut self, change: ProteinChange) -> Option<Said> {
        let coding = self.coding();
        let mut all = vec![Said::Change(change.clone(), coding)];
        if let ProteinChange::Substitution { at, .. } = change {
            while let (Some(Lexeme::Slash), Some(letter)) = (self.peek(), self.word_at(1)) {
                let [letter] = letter.as_bytes() else { break };
                let to = AminoAcid::from_one(*letter)?;
                all.push(Said::Change(ProteinChange::Substitution { at, to }, None));
                self.at += 2;
            }
        }
        Some(one_or(all, Said::Any))
    }

    fn residue(&mut self, residue: Residue) -> Option<Said> {
        let written = format!("{}{}", char::from(residue.acid.one()), residue.number);
        if self.words(&["PHOSPHORYLATION"]) {
            return Some(Said::Marker(MarkerWord::Phosphorylation, Some(written)));
        }
        if self.words(&["EXPRESSION"]) {
            return Some(Said::Marker(MarkerWord::QualifiedExpression, Some(written)));
        }
        // Another word here would change what the residue means: the name is not of the grammar.
        let follows = matches!(self.peek(), Some(Lexeme::Word(word, _)) if !matches!(word.as_str(), "OR" | "AND"));
        (!follows).then_some(Said::Codon(residue))
    }

    fn pair(&mut self, five: &str, three: &str) -> Said {
        let exons = match self.peek() {
            Some(Lexeme::Junction(last, first)) => {
                self.at += 1;
                Some((*last, *first))
            }
            _ => None,
        };
        // `EML4::ALK Fusion` says nothing more; a word before another one may.
        if self.word_at(0) == Some("FUSION") {
            self.at += 1;
        }
        Said::Pair(five.to_owned(), three.to_owned(), exons)
    }

    fn worded(&mut self, word: &str) -> Option<Said> {
        match word {
            "EXON" | "EXONS" => return self.exons(false),
            "RARE" if matches!(self.word_at(1), Some("EXON" | "EXONS")) => {
                self.at += 1;
                return self.exons(true);
            }
            "NULL" => return self.null(),
            "INTRON" => return self.intron(),
            "NON" => return self.elsewhere(),
            "DEL" => {
                let Some(Lexeme::Range(first, last)) = self.lexemes.get(self.at + 1) else { return None };
                self.at += 2;
                return Some(Said::ResiduesLost(*first, *last));
            }
            // What kind of site it is follows from the letters.
            "SPLICE" | "3'UTR" | "5'UTR" | "INTRONIC" => return self.site(),
            _ => {}
        }
        if let Some((phrase, said)) = phrases()
            .iter()
            .filter(|(phrase, _)| phrase.iter().enumerate().all(|(offset, part)| self.word_at(offset) == Some(*part)))
            .max_by_key(|(phrase, _)| phrase.len())
        {
            self.at += phrase.len();
            return Some(match said {
                Said::Domain(_) => Said::Domain("TKD".to_owned()),
                // A word in brackets behind it says which: `Alternative Transcript (ATI)`.
                Said::Marker(word, None) => Said::Marker(*word, self.bracketed()),
                said => said.clone(),
            });
        }
        self.domain().or_else(|| self.qualified())
    }

    /// One word in brackets.
    fn bracketed(&mut self) -> Option<String> {
        match self.lexemes.get(self.at..self.at + 3)? {
            [Lexeme::Open, Lexeme::Word(_, written), Lexeme::Close] => {
                self.at += 3;
                Some(written.clone())
            }
            _ => None,
        }
    }

    /// `Kinase Domain Mutation`, `P-Loop Mutation`, `Conserved Domain Mut`.
    fn domain(&mut self) -> Option<Said> {
        let mut name = Vec::new();
        for offset in 0..6 {
            let (word, written) = match self.lexemes.get(self.at + offset)? {
                Lexeme::Word(word, written) => (word.as_str(), written.clone()),
                Lexeme::Residue(residue) => ("", format!("{}{}", char::from(residue.acid.one()), residue.number)),
                _ => return None,
            };
            let next = self.word_at(offset + 1);
            let mutation = matches!(next, Some("MUTATION" | "MUT"));
            match word {
                "DOMAIN" if mutation && !name.is_empty() => {
                    self.at += offset + 2;
                    return Some(Said::Domain(name.join(" ")));
                }
                "LOOP" if mutation && !name.is_empty() => {
                    name.push(written);
                    self.at += offset + 2;
                    return Some(Said::Domain(name.join("-")));
                }
                _ => name.push(written),
            }
        }
        None
    }

    /// `Nuclear Expression`, `CD44s Expression`, `Exon 18 Overexpression`: not the amount of the whole, but of a part.
    fn qualified(&mut self) -> Option<Said> {
        // Words up to `Expression`, the first of which says that the claim is about a part or a time.
        if self.peek().is_some_and(|first| matches!(first, Lexeme::Word(word, _) if QUALIFIERS.contains(&word.as_str()))) {
            let written = |offset: usize| match self.lexemes.get(self.at + offset) {
                Some(Lexeme::Word(_, written)) => Some(written.as_str()),
                _ => None,
            };
            let end = (1..5).find(|offset| self.word_at(*offset) == Some("EXPRESSION"))?;
            let detail: Option<Vec<&str>> = (0..end).map(written).collect();
            let said = Said::Marker(MarkerWord::QualifiedExpression, Some(detail?.join(" ")));
            self.at += end + 1;
            return Some(said);
        }
        let Lexeme::Word(_, written) = self.peek()? else { return None };
        let isoform = written.bytes().any(|byte| byte.is_ascii_digit());
        if self.word_at(1) == Some("EXPRESSION") && isoform {
            self.at += 2;
            return Some(Said::Marker(MarkerWord::QualifiedExpression, Some(written.clone())));
        }
        None
    }

    /// `Exon 19`, `Exon 10 or Exon 21`, then what happened there.
    fn exons(&mut self, rare: bool) -> Option<Said> {
        self.at += 1;
        let (mut ranges, mut either) = (vec![self.range()?], false);
        loop {
            let before = self.at;
            let or = self.words(&["OR"]) || self.take(&Lexeme::Slash);
            if !or && !self.words(&["AND"]) && !self.take(&Lexeme::And) {
                break;
            }
            let named = self.words(&["EXON"]) || self.words(&["EXONS"]);
            let Some(range) = self.range() else {
                self.at = before;
                break;
            };
            // `10 & 11` is a list; `Exon 10 and Exon 21` asks for both.
            either |= or;
            if named && !or {
                let rest = self.what(rare)?;
                let one = |range| Said::Exons(vec![range], rest);
                return Some(Said::All(ranges.into_iter().chain([range]).map(one).collect()));
            }
            ranges.push(range);
        }
        if let [(first, last)] = ranges.as_slice()
            && first == last
            && self.words(&["SKIPPING"])
        {
            let _ = self.words(&["MUTATION"]) || self.words(&["VARIANT"]);
            return Some(Said::ExonSkipping(*first));
        }
        // More of the transcripts that have these exons: one isoform's amount.
        if let ([(first, last)], true) = (ranges.as_slice(), !rare && first_word_is(self.peek(), "OVEREXPRESSION")) {
            self.at += 1;
            let exons = if first == last { format!("Exon {first} over") } else { format!("Exon {first}-{last} over") };
            return Some(Said::Marker(MarkerWord::QualifiedExpression, Some(exons)));
        }
        let what = self.what(rare)?;
        Some(if either {
            Said::Any(ranges.into_iter().map(|range| Said::Exons(vec![range], what)).collect())
        } else {
            Said::Exons(ranges, what)
        })
    }

    fn range(&mut self) -> Option<ExonRange> {
        let Some(Lexeme::Range(first, last)) = self.peek() else { return None };
        self.at += 1;
        Some((*first, *last))
    }

    fn what(&mut self, rare: bool) -> Option<ExonWord> {
        const WORDS: &[(&[&str], ExonWord)] = &[
            (&["RARE", "MUTATION"], ExonWord::RareMutation),
            (&["PARTIAL", "DELETION"], ExonWord::PartialDeletion),
            (&["MUTATION"], ExonWord::Mutation),
            (&["MUTATIONS"], ExonWord::Mutation),
            (&["DELETION"], ExonWord::Deletion),
            (&["DEL"], ExonWord::Deletion),
            (&["INSERTION"], ExonWord::Insertion),
            (&["INS"], ExonWord::Insertion),
            (&["DUPLICATION"], ExonWord::Duplication),
            (&["FRAMESHIFT"], ExonWord::Frameshift),
        ];
        let (_, word) = WORDS.iter().find(|(words, _)| self.words(words))?;
        match (rare, word) {
            (false, word) => Some(*word),
            (true, ExonWord::Mutation) => Some(ExonWord::RareMutation),
            (true, _) => None,
        }
    }

    /// `Null (Partial deletion of Exons 2 & 3)`.
    fn null(&mut self) -> Option<Said> {
        self.at += 1;
        let exons = self.take(&Lexeme::Open) && self.words(&["PARTIAL", "DELETION", "OF", "EXONS"]);
        if !exons {
            return None;
        }
        let mut ranges = vec![self.range()?];
        while self.take(&Lexeme::And) {
            ranges.push(self.range()?);
        }
        self.take(&Lexeme::Close).then_some(Said::Exons(ranges, ExonWord::PartialDeletion))
    }

    fn intron(&mut self) -> Option<Said> {
        self.at += 1;
        let (first, last) = self.range()?;
        if first != last {
            return None;
        }
        const WORDS: &[(&str, IntronWord)] =
            &[("MUTATION", IntronWord::Mutation), ("REARRANGEMENT", IntronWord::Rearrangement), ("DELETION", IntronWord::Deletion)];
        let (_, word) = WORDS.iter().find(|(word, _)| self.words(&[word]))?;
        Some(Said::Intron(first, *word))
    }

    fn elsewhere(&mut self) -> Option<Said> {
        if let Some(Lexeme::Residue(residue)) = self.lexemes.get(self.at + 1) {
            self.at += 2;
            return Some(Said::Elsewhere(*residue));
        }
        self.domain()
    }

    /// Words that say what kind of site the letters in brackets are.
    fn site(&mut self) -> Option<Said> {
        const SITES: &[&[&str]] = &[
            &["SPLICE", "SITE"],
            &["SPLICE", "REGION"],
            &["3'UTR", "ALTERATION"],
            &["5'UTR", "ALTERATION"],
            &["INTRONIC", "DELETION"],
            &["INTRONIC", "VARIANT"],
        ];
        SITES.iter().find(|words| self.words(words))?;
        self.coding().map(Said::Coding)
    }
}

fn first_word_is(lexeme: Option<&Lexeme>, expected: &str) -> bool {
    matches!(lexeme, Some(Lexeme::Word(word, _)) if word == expected)
}

fn one_or(mut parts: Vec<Said>, join: fn(Vec<Said>) -> Said) -> Said {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    join(parts)
}
