//! Whole-program tests live in `tests/`; what they share will live here.
