//! A profile that is met, the calls that meet it, and what of its claims may be said of the case.

use super::left_out::WhyLeftOut;
use crate::annotate::{Annotation, Annotator, ProfileMatch, Row};
use crate::consequence::Consequence;
use crate::knowledge::view;
use crate::matching::{MatchLevel, Truth};
use crate::model::{DiseaseScope, GeneId, VariantId};
use crate::table::{Place, Rows};

/// A call of the input that meets a profile, or a part of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'r, 'k> {
    pub(super) place: &'r Place<'r>,
    pub(super) annotation: &'r Annotation<'k>,
    /// The variant of the profile that it meets.
    pub(super) variant: VariantId,
}

/// A profile that is met or may be met.
#[derive(Clone, Debug)]
pub(super) struct Finding<'r, 'k> {
    pub(super) matched: &'r ProfileMatch<'k>,
    pub(super) level: MatchLevel,
    pub(super) rule: &'static str,
    /// The calls that meet it together; none for what is told of the tumour as a whole.
    pub(super) calls: Vec<Call<'r, 'k>>,
}

impl<'r, 'k> Finding<'r, 'k> {
    /// Why nothing of this claim may be said of the case, whatever the format.
    pub(super) fn barrier(&self, row: &Row<'k>) -> Option<WhyLeftOut> {
        if self.matched.truth != Truth::True {
            return Some(WhyLeftOut::Unknown);
        }
        if self.calls.iter().any(|call| !call.passed()) {
            return Some(WhyLeftOut::Filtered);
        }
        if row.other_origin {
            return Some(WhyLeftOut::OtherOrigin);
        }
        (row.scope == DiseaseScope::Excluded).then_some(WhyLeftOut::DiseaseExcluded)
    }

    /// The one call that stands for it, if it is one.
    pub(super) fn only_call(&self) -> Option<&Call<'r, 'k>> {
        match self.calls.as_slice() {
            [call] => Some(call),
            _ => None,
        }
    }
}

impl<'r, 'k> Call<'r, 'k> {
    /// Did the line pass every filter, or were none applied? FILTER is `PASS`, `.`, or was not given.
    fn passed(&self) -> bool {
        matches!(&*self.place.filter, "PASS" | "." | "")
    }

    /// The consequence that shows how it meets its variant.
    pub(super) fn consequence(&self, rows: &Rows<'_, 'k>) -> Option<&'r Consequence> {
        rows.shown(self.annotation, self.variant)
    }

    /// The gene of that consequence, else that of the variant.
    pub(super) fn gene(&self, rows: &Rows<'_, 'k>) -> Option<view::Gene<'k>> {
        let records = rows.annotator().records();
        let number = match self.consequence(rows) {
            Some(consequence) => GeneId::new(consequence.gene),
            None => records.variant(self.variant)?.gene()?,
        };
        records.gene(number)
    }

    /// What it is, to tell it from other calls: its line, its ALT, and the allele it was read as.
    pub(super) fn key(&self) -> (u64, String, String) {
        (self.place.line, self.place.alternate.clone().into_owned(), self.annotation.allele.to_string())
    }
}

/// Names of a consequence with their sequences: `NM_005228.5:c.2573T>G`, `NP_005219.2:p.(Leu858Arg)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named<'k> {
    pub(super) transcript: &'k str,
    /// Only on a coding transcript.
    pub(super) coding: Option<String>,
    /// Predicted, and so in parentheses (HGVS, protein recommendations).
    pub(super) protein: Option<String>,
}

impl<'k> Named<'k> {
    pub(super) fn new(annotator: &Annotator<'k>, found: &Consequence) -> Option<Self> {
        let row = annotator.genome().row(found.transcript)?;
        let coding = found.hgvs_c.as_ref().filter(|name| name.coding).map(|name| format!("{}:{name}", row.accession));
        let protein = found.protein.as_ref().filter(|_| !row.protein.is_empty()).map(|change| {
            let text = change.to_string();
            format!("{}:p.({})", row.protein, text.strip_prefix("p.").unwrap_or(&text))
        });
        Some(Self { transcript: row.accession, coding, protein })
    }
}
