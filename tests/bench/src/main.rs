//! The goals of speed, measured.
fn main() {}
