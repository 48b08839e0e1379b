//! The adforge binary: settings, wiring, start and stop.

fn main() {}
