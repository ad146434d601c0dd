//! Signatures of the whole tumour: microsatellite instability, mutational burden, repair deficiency (R28–R30).
//!
//! They are told from outside, as `MSI=high`, `TMB=12.5/Mb`, `HRD=47,tool=mychoice`, or by the table PURPLE writes
//! ([`purple`](super::purple)). Who called the tumour decides first: a stated status wins over a score, and a score is read
//! against the cut-off of its tool or of the user, never against another tool's. A burden is compared with the claim's own
//! cut-off. What is not told stays unknown; a mutation of *BRCA1* or *BRCA2* is not repair deficiency.
//!
//! Cut-offs of tools, from their authors. PURPLE: 4 microsatellite indels/Mb or more (hmftools, `MicrosatelliteStatus`).
//! MSIsensor: 3.5 per cent of sites (Niu 2014, PMID 24371154); that is the first MSIsensor, with a matched normal: its
//! successors have other cut-offs, so they are other names, which are not known here. MANTIS: 0.4 or more (default of
//! `mantis.py`; Kautto 2017, PMID 27980218). mSINGS: 0.2 (its README; Salipante 2014, PMID 24987110). myChoice: a genomic
//! instability score of 42 (Telli 2016, PMID 26957554). CHORD: 0.5 or more (hmftools, `chord/README.md`; Nguyen 2020, PMID
//! 33149131). A burden without a claim's own cut-off is high from 10 mutations/Mb on (Marabelle 2020, PMID 32919526; FDA's
//! list of companion diagnostics, P170019/S016).

use super::because::{Because, Cutoff};
use super::judgement::{Judgement, MatchLevel};
use super::truth::Reason;
use crate::model::{Biomarker, BiomarkerCondition, Criterion, Vocabulary};
use std::collections::BTreeMap;
use std::fmt;

/// Mutations per megabase from which a burden is high when the claim names no cut-off.
const TMB_HIGH: f64 = 10.0;

/// Tools, what they measure, and the score from which they call it high.
const TOOLS: [(&str, Biomarker, f64); 6] = [
    ("purple", Biomarker::Msi, 4.0),
    ("msisensor", Biomarker::Msi, 3.5),
    ("mantis", Biomarker::Msi, 0.4),
    ("msings", Biomarker::Msi, 0.2),
    ("mychoice", Biomarker::Hrd, 42.0),
    ("chord", Biomarker::Hrd, 0.5),
];

/// A text that tells of no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` tells of no signature: {expected}")]
pub struct BiomarkerError {
    /// As given.
    pub text: String,
    /// What is accepted.
    pub expected: String,
}

/// A score, and the cut-off from which its tool calls it high.
#[derive(Clone, Debug, PartialEq)]
struct Score {
    value: f64,
    cutoff: f64,
    /// The tool, or who set the cut-off.
    by: String,
}

/// What is told of one signature.
#[derive(Clone, Debug, Default, PartialEq)]
struct Signature {
    /// Called high (deficient), or not.
    is_high: Option<bool>,
    /// A score of MSI or HRD.
    score: Option<Score>,
    /// Mutations per megabase.
    per_megabase: Option<f64>,
    /// How much of the genome was counted, as given.
    panel: Option<String>,
}

/// Signatures told of one tumour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Biomarkers {
    told: BTreeMap<Biomarker, Signature>,
}

impl Biomarkers {
    /// Takes one more: `MSI=high`, `MSI=stable`, `MSI=6.1/Mb` (PURPLE's measure), `MSI=12.3,tool=msisensor`,
    /// `MSI=14,cutoff=10`, `TMB=12.5/Mb`, `TMB=12.5/Mb,panel=1.1Mb`, `TMB=low`, `HRD=positive`, `HRD=47,tool=mychoice`.
    /// A status and a score of one signature may both be given.
    ///
    /// # Errors
    /// When the text is none of these, or contradicts what was given before; the error says what is accepted.
    pub fn add(&mut self, text: &str) -> Result<(), BiomarkerError> {
        let (biomarker, told) = parse(text)?;
        let known = self.told.entry(biomarker).or_default();
        let twice = || fail(text, format!("{biomarker} was given before, and differently; give it once"));
        unite(&mut known.is_high, told.is_high).ok_or_else(twice)?;
        unite(&mut known.score, told.score).ok_or_else(twice)?;
        unite(&mut known.per_megabase, told.per_megabase).ok_or_else(twice)?;
        unite(&mut known.panel, told.panel).ok_or_else(twice)?;
        Ok(())
    }

    /// Takes what `other` tells of signatures nothing is told of here: files speak where the user is silent.
    pub fn fill_from(&mut self, other: Self) {
        for (biomarker, told) in other.told {
            self.told.entry(biomarker).or_insert(told);
        }
    }

    /// Is anything told of this signature?
    #[must_use]
    pub fn tells(&self, biomarker: Biomarker) -> bool {
        self.told.contains_key(&biomarker)
    }

    /// Does the tumour have the signature a criterion asks for?
    #[must_use]
    pub fn judge(&self, criterion: &Criterion) -> Judgement {
        let Criterion::Biomarker { biomarker, condition } = criterion else { return Judgement::No };
        let (level, rule) = (MatchLevel::Signature, rule(*biomarker));
        let decided = |holds| if holds { Judgement::Holds { level, rule } } else { Judgement::No };
        let open = |reason| Judgement::Open { level, rule, reason };
        let Some(told) = self.told.get(biomarker) else { return open(Reason::NoBiomarker) };
        match condition {
            BiomarkerCondition::High => match (told.is_high, &told.score, told.per_megabase) {
                (Some(is_high), ..) => decided(is_high),
                (None, Some(score), _) => decided(score.value >= score.cutoff),
                (None, None, Some(burden)) => decided(burden >= TMB_HIGH),
                (None, None, None) => open(Reason::NoBiomarker),
            },
            BiomarkerCondition::AtLeast(least) => {
                let value = told.per_megabase.or_else(|| told.score.as_ref().map(|score| score.value));
                // A status was called by some cut-off; the claim has its own.
                value.map_or_else(|| open(Reason::CutoffNotTold), |value| decided(value >= *least))
            }
        }
    }

    /// What decided; `None` when nothing is told.
    #[must_use]
    pub fn because(&self, criterion: &Criterion) -> Option<Because> {
        let Criterion::Biomarker { biomarker, condition } = criterion else { return None };
        let (biomarker, told) = (*biomarker, self.told.get(biomarker)?);
        let called = |claimed| told.is_high.map(|is_high| Because::Called { biomarker, is_high, claimed });
        let measured = |value: String, panel: Option<&String>, cutoff: f64, whose| Because::Measured {
            biomarker,
            value,
            panel: panel.cloned(),
            cutoff: cutoff.to_string(),
            whose,
        };
        let burden =
            |cutoff, whose| told.per_megabase.map(|value| measured(format!("{value}/Mb"), told.panel.as_ref(), cutoff, whose));
        let score = |cutoff: Option<f64>, whose: fn(&Score) -> Cutoff| {
            let score = told.score.as_ref()?;
            Some(measured(score.value.to_string(), None, cutoff.unwrap_or(score.cutoff), whose(score)))
        };
        match condition {
            BiomarkerCondition::High => called(None)
                .or_else(|| score(None, |score| Cutoff::Tool(score.by.clone())))
                .or_else(|| burden(TMB_HIGH, Cutoff::Usual)),
            BiomarkerCondition::AtLeast(least) => burden(*least, Cutoff::Claim)
                .or_else(|| score(Some(*least), |_| Cutoff::Claim))
                .or_else(|| called(Some(least.to_string()))),
        }
    }

    /// A signature as PURPLE's table states it.
    pub(super) fn set(&mut self, biomarker: Biomarker, is_high: Option<bool>, measured: Option<f64>) {
        let score =
            |value| Score { value, cutoff: tool("purple", Biomarker::Msi).unwrap_or(f64::INFINITY), by: "purple".to_owned() };
        let told = match biomarker {
            Biomarker::Tmb => Signature { is_high, per_megabase: measured, ..Signature::default() },
            _ => Signature { is_high, score: measured.map(score), ..Signature::default() },
        };
        if told != Signature::default() {
            self.told.insert(biomarker, told);
        }
    }
}

impl fmt::Display for Biomarkers {
    /// `MSI high; TMB 12.5/Mb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (biomarker, told)) in self.told.iter().enumerate() {
            let separator = if number > 0 { "; " } else { "" };
            write!(f, "{separator}{biomarker}")?;
            if let Some(is_high) = told.is_high {
                f.write_str(if is_high { " high" } else { " not high" })?;
            }
            if let Some(score) = &told.score {
                write!(f, " {} (cut-off {}, {})", score.value, score.cutoff, score.by)?;
            }
            if let Some(burden) = told.per_megabase {
                write!(f, " {burden}/Mb")?;
            }
        }
        Ok(())
    }
}

/// The rule that speaks of a signature.
const fn rule(biomarker: Biomarker) -> &'static str {
    match biomarker {
        Biomarker::Msi => "R28",
        Biomarker::Tmb => "R29",
        Biomarker::Hrd => "R30",
    }
}

/// Both say the same, or only one speaks.
fn unite<T: PartialEq>(known: &mut Option<T>, told: Option<T>) -> Option<()> {
    match (&*known, told) {
        (Some(known), Some(told)) if *known != told => None,
        (None, told) => {
            *known = told;
            Some(())
        }
        _ => Some(()),
    }
}

fn tool(name: &str, biomarker: Biomarker) -> Option<f64> {
    TOOLS.iter().find(|(known, measures, _)| *known == name && *measures == biomarker).map(|(_, _, cutoff)| *cutoff)
}

fn fail(text: &str, expected: String) -> BiomarkerError {
    BiomarkerError { text: text.to_owned(), expected }
}

const FORMS: &str = "expected MSI=high, MSI=stable, MSI=6.1/Mb, MSI=12.3,tool=msisensor, TMB=12.5/Mb, TMB=low, HRD=positive, \
                     HRD=negative, or HRD=47,tool=mychoice";

fn parse(text: &str) -> Result<(Biomarker, Signature), BiomarkerError> {
    let (name, value) = text.split_once('=').ok_or_else(|| fail(text, FORMS.to_owned()))?;
    let name = name.trim().to_ascii_uppercase();
    if name == "TML" {
        return Err(fail(text, "TML counts missense changes and is another signature than TMB; no claim asks for it".to_owned()));
    }
    let known = || Biomarker::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>().join(", ");
    let biomarker = Biomarker::from_word(&name)
        .ok_or_else(|| fail(text, format!("`{name}` is not a signature that claims ask for: {}; {FORMS}", known())))?;
    let mut parts = value.split(',').map(str::trim);
    let first = parts.next().unwrap_or_default();
    let (mut cutoff, mut named, mut panel) = (None, None, None);
    for part in parts {
        match part.split_once('=') {
            Some(("cutoff", number)) if biomarker != Biomarker::Tmb => {
                cutoff = Some(measure(number).ok_or_else(|| fail(text, format!("the cut-off `{number}` is no number")))?);
            }
            Some(("tool", name)) if biomarker != Biomarker::Tmb => named = Some(name.to_ascii_lowercase()),
            Some(("panel", size)) if biomarker == Biomarker::Tmb => panel = Some(size.to_owned()),
            _ => return Err(fail(text, format!("`{part}` is not understood; {FORMS}"))),
        }
    }
    if let Some(is_high) = status(biomarker, first) {
        return Ok((biomarker, Signature { is_high: Some(is_high), panel, ..Signature::default() }));
    }
    let (number, unit) = match first.split_once('/') {
        Some((number, unit)) => (number, Some(unit.trim().to_ascii_lowercase())),
        None => (first, None),
    };
    let per_megabase = matches!(unit.as_deref(), Some("mb" | "megabase"));
    let value = measure(number.trim_end_matches('%'))
        .filter(|_| unit.is_none() || per_megabase)
        .ok_or_else(|| fail(text, format!("`{first}` is neither a status nor a number; {FORMS}")))?;
    if biomarker == Biomarker::Tmb {
        if !per_megabase {
            return Err(fail(text, format!("a burden needs its unit: TMB={number}/Mb")));
        }
        return Ok((biomarker, Signature { per_megabase: Some(value), panel, ..Signature::default() }));
    }
    if named.is_none() && per_megabase && biomarker == Biomarker::Msi {
        named = Some("purple".to_owned());
    }
    let by = named.clone().unwrap_or_else(|| "cut-off as given".to_owned());
    let cutoff = cutoff.or_else(|| tool(named.as_deref()?, biomarker)).ok_or_else(|| {
        let tools = TOOLS.iter().filter(|(_, measures, _)| *measures == biomarker).map(|(name, _, _)| *name);
        let tools = tools.collect::<Vec<_>>().join(", ");
        fail(text, format!("a score says nothing without its cut-off: add ,tool= one of {tools}, or ,cutoff=NUMBER"))
    })?;
    Ok((biomarker, Signature { score: Some(Score { value, cutoff, by }), ..Signature::default() }))
}

/// A number that can be a measure.
fn measure(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)
}

/// Called high, or not.
pub(super) fn status(biomarker: Biomarker, word: &str) -> Option<bool> {
    let word = word.trim().to_ascii_lowercase();
    let (high, not): (&[&str], &[&str]) = match biomarker {
        Biomarker::Msi => {
            (&["high", "msi-h", "msi-high", "msi", "unstable"], &["stable", "mss", "low", "msi-l", "msi-low", "not-high"])
        }
        Biomarker::Tmb => (&["high", "tmb-h", "tmb-high"], &["low", "tmb-l", "tmb-low", "not-high"]),
        Biomarker::Hrd => (
            &["positive", "high", "deficient", "hrd", "hr_deficient"],
            &["negative", "low", "proficient", "hrp", "hr_proficient", "not-high"],
        ),
    };
    if high.contains(&&*word) {
        Some(true)
    } else if not.contains(&&*word) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::matching::Truth;

    fn told(texts: &[&str]) -> Biomarkers {
        let mut told = Biomarkers::default();
        texts.iter().for_each(|text| told.add(text).unwrap());
        told
    }

    fn ask(texts: &[&str], biomarker: Biomarker, condition: BiomarkerCondition) -> Truth {
        told(texts).judge(&Criterion::Biomarker { biomarker, condition }).truth()
    }

    const HIGH: BiomarkerCondition = BiomarkerCondition::High;

    #[test]
    fn who_called_it_decides_before_a_score() {
        assert_eq!(ask(&["MSI=high"], Biomarker::Msi, HIGH), Truth::True);
        assert_eq!(ask(&["MSI=MSS"], Biomarker::Msi, HIGH), Truth::False);
        assert_eq!(ask(&["MSI=stable", "MSI=9/Mb"], Biomarker::Msi, HIGH), Truth::False, "the caller's status wins");
        assert_eq!(ask(&["MSI=4/Mb"], Biomarker::Msi, HIGH), Truth::True, "PURPLE: from 4 on");
        assert_eq!(ask(&["MSI=3.9/Mb"], Biomarker::Msi, HIGH), Truth::False);
        assert_eq!(ask(&["MSI=3.9,tool=msisensor"], Biomarker::Msi, HIGH), Truth::True, "each tool its own cut-off");
        assert_eq!(ask(&["MSI=3.9,cutoff=10"], Biomarker::Msi, HIGH), Truth::False);
        assert_eq!(ask(&[], Biomarker::Msi, HIGH), Truth::Unknown(Reason::NoBiomarker));
    }

    #[test]
    fn the_claims_cut_off_wins_for_a_burden() {
        let at_least = |least| BiomarkerCondition::AtLeast(least);
        assert_eq!(ask(&["TMB=12.5/Mb"], Biomarker::Tmb, at_least(10.0)), Truth::True);
        assert_eq!(ask(&["TMB=12.5/Mb"], Biomarker::Tmb, at_least(16.0)), Truth::False);
        assert_eq!(ask(&["TMB=10/Mb"], Biomarker::Tmb, HIGH), Truth::True);
        assert_eq!(ask(&["TMB=high"], Biomarker::Tmb, at_least(10.0)), Truth::Unknown(Reason::CutoffNotTold));
        assert_eq!(ask(&["TMB=high", "TMB=12/Mb"], Biomarker::Tmb, at_least(16.0)), Truth::False);
        assert_eq!(ask(&["MSI=high"], Biomarker::Tmb, HIGH), Truth::Unknown(Reason::NoBiomarker));
    }

    #[test]
    fn repair_deficiency_needs_a_label_or_a_score_with_its_tool() {
        assert_eq!(ask(&["HRD=positive"], Biomarker::Hrd, HIGH), Truth::True);
        assert_eq!(ask(&["HRD=42,tool=myChoice"], Biomarker::Hrd, HIGH), Truth::True);
        assert_eq!(ask(&["HRD=0.4,tool=chord"], Biomarker::Hrd, HIGH), Truth::False);
    }

    #[test]
    fn bad_words_say_what_is_accepted() {
        for (text, says) in [
            ("MSI", "expected MSI=high"),
            ("MSI=perhaps", "neither a status nor a number"),
            ("MSI=12", "tool= one of purple, msisensor"),
            ("TMB=12.5", "TMB=12.5/Mb"),
            ("TMB=-1/Mb", "neither"),
            ("TMB=NaN/Mb", "neither"),
            ("TML=150", "another signature"),
            ("PDL1=50", "MSI, TMB, HRD"),
            ("HRD=42,tool=purple", "mychoice"),
            ("TMB=10/Mb,tool=x", "not understood"),
        ] {
            let error = Biomarkers::default().add(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        assert!(told(&["MSI=high"]).add("MSI=stable").is_err(), "a contradiction");
        assert!(told(&["MSI=high"]).add("MSI=MSI-H").is_ok(), "the same again");
    }
}
