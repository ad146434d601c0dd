//! Where lines are worth a close look.

use crate::annotate::OnContig;

/// What is known of the lines of one contig before they are looked at closely.
#[derive(Clone, Copy, Debug)]
pub enum Places<'a> {
    /// Nothing: each has to be looked at.
    All,
    /// Only lines that reach one of these places can be spoken of. The others pass untouched; they are counted, and whether
    /// they have eight columns and a POS is seen, but not what is in their columns.
    Known(OnContig<'a>),
}
