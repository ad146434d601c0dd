//! What an index joined of several stores of its layers.

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
