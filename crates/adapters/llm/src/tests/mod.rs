//! The writer over a model that is written down beforehand.

mod answers;
mod asking;
mod bill;
mod corpus;
mod cutting;
mod failing;
mod prompts;
mod scenes;
mod scripted;
mod shapes;
mod told;
mod writing;
