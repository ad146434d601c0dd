//! What becomes of a transcript: [`NormalizedAllele`](crate::normalize) × transcript → consequence.
