//! Real implementations in memory: a store, a bell, a limiter, a clock that a test sets.
