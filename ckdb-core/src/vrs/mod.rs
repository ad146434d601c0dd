//! GA4GH VRS: the allele as the Variation Representation Specification writes it, and its computed identifier.
//!
//! `ga4gh:VA.…` is a digest of the place and the new letters. Everybody who follows the specification gets the same one, so
//! it joins CKDB's answer with those of other knowledge bases without a table between them. Source: VRS 2.0, "Normalization"
//! and "Computed Identifiers" (vrs.ga4gh.org).
//!
//! A normalised allele knows how far it can move ([`NormalizedAllele::right_shift`]), and every letter it passes repeats its
//! own run. That is all that full justification needs: no reference letter is asked for here.
//!
//! | module | does |
//! |---|---|
//! | `digest` | any VRS object, as JSON: what of it counts, its serialisation, its identifier |
//! | `refget` | the digest of each contig's letters, by which VRS names a sequence |

mod digest;
mod refget;

pub use digest::{VrsError, identify, serialize, sha512t24u};
pub use refget::refget_accession;

use crate::genome::{Assembly, Bases, Interval};
use crate::normalize::{NormalizedAllele, ReferenceCheck};
use serde_json::{Value, json};

/// A VRS Allele: a place on a sequence, fully justified, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allele<'a> {
    /// Refget accession of the sequence: `SQ.` and 32 letters.
    pub sequence: &'a str,
    /// The place, inter-residue. For an insertion or deletion: everywhere it could have been written.
    pub interval: Interval,
    /// What stands there.
    pub state: State,
}

/// What stands at the place of an [`Allele`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// These letters (`LiteralSequenceExpression`).
    Literal(Bases),
    /// This many letters, made by repeating the first letters of the place (`ReferenceLengthExpression`).
    ReferenceLength {
        /// How many letters stand there.
        length: u32,
        /// How many letters are repeated.
        repeat_subunit: u32,
    },
}

impl Allele<'static> {
    /// The VRS Allele of a normalised allele.
    ///
    /// `None` when the whole range of an insertion or deletion is not known, because the letters around it are not held or end
    /// too early: a guess would be an identifier of something else.
    #[must_use]
    pub fn of(normalized: &NormalizedAllele, assembly: Assembly) -> Option<Self> {
        let sequence = refget_accession(normalized.allele.contig, assembly);
        Self::on(sequence, normalized)
    }
}

impl<'a> Allele<'a> {
    /// The same on any sequence.
    #[must_use]
    pub fn on(sequence: &'a str, normalized: &NormalizedAllele) -> Option<Self> {
        let allele = &normalized.allele;
        let place = allele.interval;
        let deleted = place.len();
        if deleted > 0 && !allele.alternate.is_empty() {
            // Letters replaced by others cannot move: trimming is all there is to do.
            return Some(Self { sequence, interval: place, state: State::Literal(allele.alternate.clone()) });
        }
        if normalized.at_window_edge || normalized.reference == ReferenceCheck::NotHeld {
            return None;
        }
        let moved = normalized.right_shift;
        let interval = Interval::from_length(place.start(), deleted.checked_add(moved)?);
        let state = if deleted > 0 {
            // The letters it can move over are those that stay.
            State::ReferenceLength { length: moved, repeat_subunit: deleted }
        } else {
            inserted(&allele.alternate, moved)?
        };
        Some(Self { sequence, interval, state })
    }

    /// The letters of the reference, as they are: same-as-reference alleles are not moved (VRS 2.0, Normalization, step 2a).
    #[must_use]
    pub const fn unchanged(sequence: &'a str, interval: Interval) -> Self {
        let length = interval.len();
        Self { sequence, interval, state: State::ReferenceLength { length, repeat_subunit: length } }
    }

    /// As the specification's JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let state = match &self.state {
            State::Literal(letters) => {
                json!({"type": "LiteralSequenceExpression", "sequence": String::from_utf8_lossy(letters)})
            }
            State::ReferenceLength { length, repeat_subunit } => {
                json!({"type": "ReferenceLengthExpression", "length": length, "repeatSubunitLength": repeat_subunit})
            }
        };
        json!({
            "type": "Allele",
            "location": {
                "type": "SequenceLocation",
                "sequenceReference": {"type": "SequenceReference", "refgetAccession": self.sequence},
                "start": self.interval.start(),
                "end": self.interval.end(),
            },
            "state": state,
        })
    }

    /// The computed identifier: `ga4gh:VA.` and 32 letters.
    ///
    /// # Errors
    /// None in practice: an allele is always an object with an identifier.
    pub fn id(&self) -> Result<String, VrsError> {
        identify(&self.to_json())
    }
}

/// What an insertion leaves: letters derived from the place where they repeat it, else the letters themselves.
///
/// Of the factors of the run's length, the greatest counts that is no longer than the place and by which the run repeats
/// itself (VRS 2.0, Normalization, step 5c). The place continues the run's own circle, so the run decides for both.
fn inserted(run: &Bases, moved: u32) -> Option<State> {
    let length = u32::try_from(run.len()).ok()?;
    let whole = length.checked_add(moved)?;
    let repeats = |factor: u32| run.iter().zip(run.iter().skip(factor as usize)).all(|(letter, later)| letter == later);
    let unit = (1..=length.min(moved)).rev().find(|factor| length.is_multiple_of(*factor) && repeats(*factor));
    Some(match unit {
        Some(repeat_subunit) => State::ReferenceLength { length: whole, repeat_subunit },
        None => State::Literal(run.iter().copied().cycle().take(whole as usize).collect()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::genome::{self, Contig, Sequence, Window};
    use crate::normalize::normalize;

    struct Slice(u32, &'static [u8]);
    impl Sequence for Slice {
        fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
            let window = Window::new(self.0, self.1);
            (window.interval().start() <= at && at <= window.interval().end()).then_some(window)
        }
    }

    // Inter-residue:               100 105  110  115
    const HELD: Slice = Slice(100, b"GACAGCAGTTTTTGAC");

    fn state(position: u32, reference: &[u8], alternate: &[u8]) -> Option<(u32, u32, State)> {
        let contig = Contig::from_index(0).unwrap();
        let allele = genome::Allele::from_vcf(contig, position, reference, alternate).unwrap();
        let found = Allele::of(&normalize(&allele, &HELD).unwrap(), Assembly::Grch38)?;
        Some((found.interval.start(), found.interval.end(), found.state))
    }

    fn derived(length: u32, repeat_subunit: u32) -> State {
        State::ReferenceLength { length, repeat_subunit }
    }

    #[test]
    fn a_deletion_covers_everywhere_it_could_be() {
        assert_eq!(state(109, b"TT", b"T"), Some((108, 113, derived(4, 1))));
        assert_eq!(state(101, b"GAC", b"G"), Some((101, 104, derived(1, 2))));
    }

    #[test]
    fn an_insertion_is_derived_where_a_factor_repeats() {
        assert_eq!(state(109, b"T", b"TTT"), Some((108, 113, derived(7, 2))));
        // Ten letters into five: only units up to five count, the greatest factor of ten that is, is five.
        assert_eq!(state(109, b"T", b"TTTTTTTTTTT"), Some((108, 113, derived(15, 5))));
        // Eleven letters are prime: the unit is one.
        assert_eq!(state(109, b"T", b"TTTTTTTTTTTT"), Some((108, 113, derived(16, 1))));
        assert_eq!(state(102, b"A", b"AGG"), Some((102, 102, State::Literal(Bases::from_slice(b"GG")))));
    }

    #[test]
    fn letters_that_only_touch_their_neighbour_stay_letters() {
        // `TG` after G and before T: a copy of the `GT` it could be written in.
        assert_eq!(state(108, b"G", b"GTG"), Some((107, 109, derived(4, 2))));
        // `TC` before T: it can move over one T, but T alone does not make `TC`.
        assert_eq!(state(108, b"G", b"GTC"), Some((108, 109, State::Literal(Bases::from_slice(b"TCT")))));
    }

    #[test]
    fn what_may_reach_further_has_no_identifier() {
        assert_eq!(state(115, b"AC", b"A"), None, "the last letter held");
        assert_eq!(state(500, b"AC", b"A"), None, "nothing held");
        assert!(state(500, b"A", b"C").is_some(), "a substitution cannot move");
    }
}
