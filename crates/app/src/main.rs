//! The adforge binary: the command line and the environment, handed to the program.

use adforge_app::{cli::Cli, settings::Environment};
use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// What a turn allocates on one thread is freed on another, which the C library's allocator has threads wait for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.run(&Environment::new(std::env::vars_os())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
