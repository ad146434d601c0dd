//! The Python module `ckdb._ckdb`.
