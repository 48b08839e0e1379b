//! The doubles keep what the ports promise.

mod cupboard;
mod shelf;
