//! A case for other systems: GA4GH VA-Spec statements, and observations of HL7 FHIR Genomics Reporting.
//!
//! ```text
//!  Annotation, SampleMatch ──► ExportWriter ──► `finding` (what may be said of the case at all)
//!                                                   ├─ `va`    one Statement a (profile met, claim in one disease)
//!                                                   └─ `fhir`  one Observation an allele, and one an implication
//! ```
//! [`ExportWriter`] is a [`TableSink`]: it takes what the tables take, and a claim stands here that is a row there. Both documents
//! are subsets; `docs/exports.md` lists every element and where its definition was read. Three rules hold for both:
//!
//! * **Only what is certain is exported.** A reader of these formats does not see `unknown(REASON)`, so a profile that only may be
//!   met, and a call that did not pass its caller's filters, stay out. What stays out is counted by reason ([`LeftOut`]).
//! * **No code is made up.** What has no code in a system that the profile names is a text.
//! * **Nothing of the machine or the clock**: equal input, equal bytes. A day stands in the document only if the caller gives one.
//!
//! | module | does |
//! |---|---|
//! | `finding` | a profile that is met, the calls that meet it, and what of its claims may be said |
//! | `left_out` | what is not in the document, counted by reason |
//! | `day` | the day a caller gives |
//! | `cited` | a citation as PubMed number, DOI, address, or text |
//! | `va` | GA4GH VA-Spec 1.0, with VRS 2.0 alleles and Cat-VRS categories |
//! | `fhir` | HL7 FHIR R4, Genomics Reporting 3.0.0 |

mod cited;
mod day;
mod fhir;
mod finding;
mod left_out;
mod va;

pub use day::{Day, DayError};
pub use left_out::{LeftOut, WhyLeftOut};

use crate::annotate::{Annotation, SampleMatch};
use crate::table::{Contribution, Met, NotAnnotated, Place, Rows, TableError, TableSink};
use finding::{Call, Finding};
use serde::Serialize;
use serde_json::Value;
use std::io::Write;

/// A code of the NCI Thesaurus as its own system writes it: records say `NCIt:C3512`, the system `C3512`. Empty for anything else.
fn thesaurus_code(stored: &str) -> &str {
    let code = stored.strip_prefix("NCIt:").unwrap_or(stored);
    let is_code =
        code.strip_prefix('C').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    if is_code { code } else { "" }
}

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// An array of GA4GH VA-Spec statements, one a line.
    VaSpec,
    /// A Bundle of HL7 FHIR observations, one entry a line.
    Fhir,
}

/// What a form remembers between its parts.
#[derive(Debug)]
enum Form<'a, 'k> {
    VaSpec(va::Statements<'a, 'k>),
    Fhir(fhir::Bundle<'a, 'k>),
}

/// Writes a case as a document of JSON. Make one for a file; the document is whole after [`TableSink::summary`].
#[derive(Debug)]
pub struct ExportWriter<'a, 'k, W> {
    out: W,
    rows: &'a Rows<'a, 'k>,
    form: Form<'a, 'k>,
    left_out: LeftOut,
    /// Parts written so far.
    parts: usize,
}

impl<'a, 'k, W: Write> ExportWriter<'a, 'k, W> {
    /// Into `out`; nothing is written yet. `day` is the day of the annotation, if the document is to name one.
    pub fn new(out: W, rows: &'a Rows<'a, 'k>, form: ExportForm, day: Option<Day>) -> Self {
        let form = match form {
            ExportForm::VaSpec => Form::VaSpec(va::Statements::new(rows, day)),
            ExportForm::Fhir => Form::Fhir(fhir::Bundle::new(rows, day)),
        };
        Self { out, rows, form, left_out: LeftOut::default(), parts: 0 }
    }

    /// What is not in the document.
    #[must_use]
    pub const fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// Flushes, and gives the writer back with what is not in the document.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> Result<(W, LeftOut), TableError> {
        self.out.flush()?;
        Ok((self.out, self.left_out))
    }

    /// The claims of one profile that is met.
    fn finding(&mut self, finding: &Finding<'_, 'k>) -> Result<(), TableError> {
        for row in self.rows.claims(finding.matched) {
            let parts = match finding.barrier(row) {
                Some(why) => Err(why),
                None => match &mut self.form {
                    Form::VaSpec(form) => form.claim(finding, row),
                    Form::Fhir(form) => form.claim(finding, row),
                },
            };
            match parts {
                Ok(parts) => parts.iter().try_for_each(|part| self.part(part))?,
                Err(why) => self.left_out.add(why),
            }
        }
        Ok(())
    }

    /// One element of the document's list, on a line of its own.
    fn part(&mut self, part: &Value) -> Result<(), TableError> {
        self.out.write_all(if self.parts == 0 { b"\n" } else { b",\n" })?;
        self.parts += 1;
        Ok(serde_json::to_writer(&mut self.out, part)?)
    }
}

impl<'k, W: Write> TableSink<'k> for ExportWriter<'_, 'k, W> {
    fn begin(&mut self) -> Result<(), TableError> {
        match &self.form {
            Form::VaSpec(_) => Ok(self.out.write_all(b"[")?),
            Form::Fhir(form) => {
                self.out.write_all(br#"{"resourceType":"Bundle","type":"collection","entry":["#)?;
                let software = form.software()?;
                self.part(&software)
            }
        }
    }

    fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        for matched in &annotation.matches {
            let calls = vec![Call { place, annotation, variant: matched.by.0 }];
            self.finding(&Finding { matched, level: matched.level, rule: matched.by.1, calls })?;
        }
        Ok(())
    }

    fn not_annotated(&mut self, _: &Place<'_>, _: NotAnnotated<'_>) -> Result<(), TableError> {
        self.left_out.add(WhyLeftOut::NotAnnotated);
        Ok(())
    }

    fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        _: &Place<'_>,
    ) -> Result<(), TableError> {
        let matched = &found.matched;
        let calls = contributions.iter().filter_map(|one| {
            let met = Met::of_contribution(matched, &one.annotation.variants)?;
            Some(Call { place: one.place, annotation: one.annotation, variant: met.variant })
        });
        self.finding(&Finding { matched, level: matched.level, rule: matched.by.1, calls: calls.collect() })
    }

    fn summary(&mut self, _: &impl Serialize, _: &[String]) -> Result<(), TableError> {
        match &self.form {
            Form::VaSpec(_) => Ok(self.out.write_all(b"\n]\n")?),
            Form::Fhir(_) => {
                if let Some(outcome) = fhir::outcome(&self.left_out) {
                    self.part(&outcome)?;
                }
                Ok(self.out.write_all(b"\n]}\n")?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::thesaurus_code;

    #[test]
    fn a_code_of_the_thesaurus_has_its_own_form() {
        assert_eq!(
            ["NCIt:C3512", "C66940", "", "NCIt:", "DOID:3910", "C12x"].map(thesaurus_code),
            ["C3512", "C66940", "", "", "", ""]
        );
    }
}
