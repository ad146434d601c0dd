//! Which layer a record came from, where several indexes were opened as one.
//!
//! An index of one layer has no such section: every record of it is its own. See [`crate::layers`] for how they are joined.

use super::Knowledge;
use super::records::Records;
use crate::index::IndexError;
use crate::model::{ApprovalId, AssertionId, EvidenceId, TrialId};

/// Name of the section that says which layer each record came from.
pub const LAYERS_SECTION: &str = "layers";

/// One of the indexes that were opened as one.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Layer {
    /// Its content id: 32 hexadecimal digits.
    pub index: String,
    /// Name of its release.
    pub release: String,
}

/// The layers, the core first, and the layer of each record that makes or supports a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct LayerTable {
    /// The layers, in the order they were given.
    pub layers: Vec<Layer>,
    /// Layer of each evidence item, as a place in `layers`.
    pub evidence: Vec<u8>,
    /// Layer of each assertion.
    pub assertions: Vec<u8>,
    /// Layer of each approval.
    pub approvals: Vec<u8>,
    /// Layer of each trial.
    pub trials: Vec<u8>,
}

/// A record that belongs to a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layered {
    /// An evidence item.
    Evidence(EvidenceId),
    /// An assertion.
    Assertion(AssertionId),
    /// An approval.
    Approval(ApprovalId),
    /// A trial.
    Trial(TrialId),
}

impl<'k> Records<'k> {
    /// The layers and their records, where several indexes were opened as one.
    pub(crate) const fn layer_table(self) -> Option<&'k ArchivedLayerTable> {
        self.layers
    }

    /// Content id of the index that brought a record, where several were opened as one; `None` where there is only this one.
    #[must_use]
    pub fn layer_of(self, record: Layered) -> Option<&'k str> {
        let table = self.layers?;
        let (column, row) = match record {
            Layered::Evidence(id) => (&table.evidence, id.index()),
            Layered::Assertion(id) => (&table.assertions, id.index()),
            Layered::Approval(id) => (&table.approvals, id.index()),
            Layered::Trial(id) => (&table.trials, id.index()),
        };
        table.layers.get(usize::from(*column.get(row)?)).map(|layer| layer.index.as_str())
    }
}

impl Knowledge {
    /// The indexes that were opened as one, the core first; none where this is the only one.
    ///
    /// # Errors
    /// When the section is damaged.
    pub fn layers(&self) -> Result<Vec<Layer>, IndexError> {
        let Some(table) = self.records()?.layers else { return Ok(Vec::new()) };
        table.layers.iter().map(crate::index::owned).collect()
    }
}
