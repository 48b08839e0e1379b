//! The writer over a model that is written down beforehand.

mod answers;
mod anything;
mod bill;
mod corpus;
mod cutting;
mod failing;
mod prompts;
mod refusing;
mod scenes;
mod scripted;
mod shapes;
mod speed;
mod steps;
mod tables;
mod told;
mod writing;
