//! What is known, in the words of the field; plain values, no I/O.
