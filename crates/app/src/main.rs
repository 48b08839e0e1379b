//! The adforge binary: the command line and the environment, handed to the program.

use adforge_app::{cli::Cli, settings::Environment};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.run(&Environment::new(std::env::vars_os())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
