//! Whole-program tests, architecture tests, benches.
