//! The opened index, in words of cancer; views borrow from it.

pub mod genome;
