//! The patient's disease as somebody named it: a code of a release of OncoTree, a number, a name in English or Japanese.

use super::term::{DISEASE, FindError, Kind, Meaning};
use super::{Knowledge, view};
use crate::model::DiseaseId;

/// A disease as somebody named it.
#[derive(Clone, Copy, Debug)]
pub struct GivenDisease<'k> {
    /// The disease.
    pub disease: DiseaseId,
    /// The code of OncoTree by which it was named, if it was; its note says what changed.
    pub code: Option<view::OncotreeCode<'k>>,
}

impl Knowledge {
    /// The disease of a name, and what is to be known of how the name was read. A code may carry the release of OncoTree it was
    /// taken from (`GB@2020_04_01`, `GB@2020-04-01`): some codes changed their meaning. Without one the newest meaning holds.
    ///
    /// # Errors
    /// [`FindError::Unknown`] with the nearest diseases: a disease is never guessed, because every level depends on it.
    /// [`FindError::Release`] when the release does not have the code.
    pub fn disease_given(&self, name: &str) -> Result<GivenDisease<'_>, FindError> {
        let trimmed = name.trim();
        let records = self.records()?;
        let (code, release) = match trimmed.split_once('@') {
            Some((code, release)) => (code.trim(), Some(release.trim().replace('-', "_"))),
            None => (trimmed, None),
        };
        // A code as OncoTree writes it is a code, whatever else may be called so.
        if let Some(release) = release {
            let meanings: Vec<view::OncotreeCode<'_>> = records.oncotree_meanings(code).collect();
            if !meanings.is_empty() {
                let held = held_releases(records);
                let found = meanings.iter().rev().find(|meaning| stands_in(**meaning, &release, &held)).copied();
                return match found {
                    Some(code) => Ok(GivenDisease { disease: code.disease(), code: Some(code) }),
                    None => Err(FindError::Release { code: code.to_owned(), release, held: spans(&meanings) }),
                };
            }
        } else if let Some(code) = records.oncotree_meanings(code).last() {
            return Ok(GivenDisease { disease: code.disease(), code: Some(code) });
        }
        let meanings = self.find(trimmed)?;
        let diseases = meanings.iter().filter_map(|meaning| if let Meaning::Disease(id) = meaning { Some(*id) } else { None });
        // Of a curated disease and a code of OncoTree with one name, the curated one has the claims.
        let is_bare_code = |id: DiseaseId| records.disease(id).is_some_and(|disease| disease.id().starts_with("oncotree-"));
        if let Some(disease) = diseases.min_by_key(|id| (is_bare_code(*id), *id)) {
            let code = records.oncotree_code(trimmed).filter(|code| code.disease() == disease);
            return Ok(GivenDisease { disease, code });
        }
        Err(self.unknown(DISEASE, trimmed, |meaning| meaning.kind() == Kind::Disease))
    }
}

/// Every release that some code begins or ends in, sorted.
fn held_releases(records: super::Records<'_>) -> Vec<&str> {
    let mut held: Vec<&str> = records.oncotree_codes().flat_map(|code| [code.first_release(), code.last_release()]).collect();
    held.sort_unstable();
    held.dedup();
    held.retain(|release| !release.is_empty());
    held
}

/// May a release have had the code with this meaning? Between two releases held nobody can tell, and the code is believed.
fn stands_in(code: view::OncotreeCode<'_>, release: &str, held: &[&str]) -> bool {
    if code.last_release().is_empty() {
        // An older meaning, or a code older than all releases held: the newer meaning is asked first.
        return true;
    }
    let next = held.iter().find(|known| **known > code.last_release());
    code.first_release() <= release && next.is_none_or(|next| release < *next)
}

fn spans(meanings: &[view::OncotreeCode<'_>]) -> String {
    let span = |code: &view::OncotreeCode<'_>| format!("{} to {}", code.first_release(), code.last_release());
    meanings.iter().map(span).collect::<Vec<_>>().join(", ")
}
