//! What must be told to read copies: ploidy, purity, sex, and the profile in force.

use crate::genome::Contig;
use crate::model::CopyProfile;
use crate::model::vocabulary::vocabulary_only;
use crate::segment::Measured;
use std::sync::Arc;

vocabulary_only! {
    /// Sex chromosomes of the patient: which copies of X and Y are expected.
    Sex, "sex", {
        /// One X, one Y.
        Male = "male",
        /// Two X.
        Female = "female",
    }
}

/// Why settings cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CopySettingsError {
    /// No such profile.
    #[error("no copy-number profile `{wanted}` in this index; it has {}", known.join(", "))]
    Profile {
        /// As asked for.
        wanted: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A ploidy that no tumour has.
    #[error("a ploidy of {0} is not believed: expected the mean number of copies in the tumour cells, from 0.5 to 20")]
    Ploidy(f64),
    /// A purity that is none.
    #[error("a purity of {0} is not believed: expected the fraction of tumour cells, above 0 and at most 1")]
    Purity(f64),
}

/// How copies are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CopySettings {
    ploidy: Option<f64>,
    purity: Option<f64>,
    sex: Option<Sex>,
    /// Shared: settings are copied for every line that states copies.
    profiles: Arc<[CopyProfile]>,
    /// Place of the profile that was chosen; without one it depends on what is told.
    chosen: Option<usize>,
}

impl CopySettings {
    /// With these profiles to choose from, none chosen, and nothing told.
    #[must_use]
    pub fn new(profiles: Vec<CopyProfile>) -> Self {
        Self { profiles: profiles.into(), ..Self::default() }
    }

    /// With the mean number of copies in the tumour cells.
    ///
    /// # Errors
    /// Outside of 0.5 to 20.
    pub fn with_ploidy(mut self, ploidy: f64) -> Result<Self, CopySettingsError> {
        if !(0.5..=20.0).contains(&ploidy) {
            return Err(CopySettingsError::Ploidy(ploidy));
        }
        self.ploidy = Some(ploidy);
        Ok(self)
    }

    /// With the fraction of tumour cells among all cells of the sample.
    ///
    /// # Errors
    /// Unless above 0 and at most 1.
    pub fn with_purity(mut self, purity: f64) -> Result<Self, CopySettingsError> {
        if !(purity > 0.0 && purity <= 1.0) {
            return Err(CopySettingsError::Purity(purity));
        }
        self.purity = Some(purity);
        Ok(self)
    }

    /// With the patient's sex.
    #[must_use]
    pub const fn with_sex(mut self, sex: Sex) -> Self {
        self.sex = Some(sex);
        self
    }

    /// With one profile for everything: `purple`, or `purple@1` to insist on a version of its table.
    ///
    /// # Errors
    /// When there is none of this name; the error lists those there are.
    pub fn with_profile(mut self, wanted: &str) -> Result<Self, CopySettingsError> {
        let fits = |profile: &CopyProfile| profile.id == wanted || profile.versioned() == wanted;
        self.chosen = Some(self.profiles.iter().position(fits).ok_or_else(|| CopySettingsError::Profile {
            wanted: wanted.to_owned(),
            known: self.profiles.iter().map(CopyProfile::versioned).collect(),
        })?);
        Ok(self)
    }

    /// Mean number of copies in the tumour cells, if told.
    #[must_use]
    pub const fn ploidy(&self) -> Option<f64> {
        self.ploidy
    }

    /// Fraction of tumour cells, if told.
    #[must_use]
    pub const fn purity(&self) -> Option<f64> {
        self.purity
    }

    /// The patient's sex, if told.
    #[must_use]
    pub const fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// The profile for values of this kind: the chosen one, else by what is told; `None` when nothing is, or the index lacks it.
    #[must_use]
    pub fn profile_for(&self, measured: impl IntoIterator<Item = Measured>) -> Option<&CopyProfile> {
        if let Some(chosen) = self.chosen {
            return self.profiles.get(chosen);
        }
        let mut told = measured.into_iter().filter(|one| !one.is_empty()).peekable();
        told.peek()?;
        let numbers = told.any(|one| one.copies.is_some() || one.ratio.is_some());
        let name = match (numbers, self.ploidy) {
            (false, _) => "caller",
            (true, Some(_)) => "purple",
            (true, None) => "pcgr-abs",
        };
        self.profiles.iter().find(|profile| profile.id == name)
    }

    /// Is one copy expected in normal cells? Both answers where that depends on a sex that is not told.
    pub(super) fn expects_one_copy(&self, contig: Contig) -> &'static [bool] {
        match (contig.index(), self.sex) {
            (X, Some(Sex::Male)) | (Y, _) => &[true],
            (X, None) => &[false, true],
            _ => &[false],
        }
    }
}

/// Places of the sex chromosomes in karyotype order.
const X: usize = 22;
const Y: usize = 23;
