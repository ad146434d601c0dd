//! Seeded inputs for the benchmarks: the same on every machine.
