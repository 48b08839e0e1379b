//! The command line: what can be typed, and how it ends.

use crate::{
    demo, doctor,
    lock::Lock,
    logging, openapi, serve,
    settings::{
        Environment, Problems, Settings,
        table::{CONFIG, SETTINGS},
    },
    system::SystemClock,
    wiring,
};
use anyhow::Context;
use clap::{Parser, Subcommand};
use std::{
    fmt::Write as _,
    io::{ErrorKind, Write as _},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};
use tokio::task::LocalSet;

/// The self-hosted backend of a conversational ad maker: a product in, a playable ad out.
#[derive(Parser, Debug)]
#[command(name = "adforge", version)]
pub struct Cli {
    /// Read settings from this TOML file [environment: ADFORGE_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What `adforge` can do.
#[derive(Subcommand, Debug)]
enum Command {
    /// Serve clients until a signal says stop (what `adforge` alone does)
    Serve,
    /// Make one ad from start to end on a server of its own, and say where the video is
    Demo,
    /// Print the settings in force and where each came from
    #[command(after_long_help = every_setting())]
    Config,
    /// Ask each language model's provider, by its cheapest question, whether it can be used; fail when one can't
    Doctor,
    /// Bring the database up to date, and do nothing else
    Migrate,
    /// Print the description of the HTTP interface (OpenAPI 3.1)
    Openapi {
        /// Compare it with this file instead, and fail when they differ
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
    },
    /// Refused by name until tokens are read.
    #[command(hide = true, disable_help_flag = true)]
    Token {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _words: Vec<String>,
    },
}

/// Why a command ends without having done its work.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for in a way that can't be done: exit code 2.
    Usage(String),
    /// It was tried, and failed: exit code 1.
    Failed(anyhow::Error),
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Usage(problems.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    /// Tells it on standard error.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Usage(what) => {
                eprintln!("adforge: {what}");
                ExitCode::from(2)
            }
            Self::Failed(error) => {
                eprintln!("adforge: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// It can't be done, or it failed.
    pub fn run(self, environment: &Environment) -> Result<(), Failure> {
        let file = self.config.or_else(|| environment.config());
        let settings = || Settings::read(file.as_deref(), environment);
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => run(&settings()?, async |settings| serve::run(settings).await)?,
            Command::Demo => run(&settings()?.for_demonstration(), async |settings| demo::play(settings).await)?,
            Command::Config => say(format_args!("{}", settings()?))?,
            Command::Doctor => run(&settings()?, async |settings| doctor::examine(settings).await)?,
            Command::Migrate => run(&settings()?, async |settings| migrate(settings))?,
            Command::Openapi { check: Some(file) } => openapi::check(&file, &adforge_http_api::openapi())?,
            Command::Openapi { check: None } => say(format_args!("{}", adforge_http_api::openapi()))?,
            Command::Token { .. } => return Err(Failure::Usage(TOKEN.to_owned())),
        }
        Ok(())
    }
}

const TOKEN: &str = "adforge token signs tokens for ADFORGE_AUTH=jwt, which is not in this version yet.";

/// How long threads that are not done may hold up the end.
const LAST_MOMENT: Duration = Duration::from_secs(1);

/// Runs a command on threads of its own, and logs as the settings say.
fn run(settings: &Settings, command: impl AsyncFnOnce(&Settings) -> anyhow::Result<()>) -> anyhow::Result<()> {
    logging::begin(&settings.log, settings.log_format)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads can be had")?;
    let done = LocalSet::new().block_on(&runtime, command(settings));
    runtime.shutdown_timeout(LAST_MOMENT);
    done
}

/// `adforge migrate`: opening a database brings it up to date.
fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let _lock = Lock::of(settings)?;
    wiring::store(&settings.database, Arc::new(SystemClock))?;
    say(format_args!("The database {} is up to date.", settings.database))
}

/// Answers on standard output. Whoever has stopped listening is no failure.
pub(crate) fn say(answer: std::fmt::Arguments<'_>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{answer}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("the answer can't be written"),
        _ => Ok(()),
    }
}

fn every_setting() -> String {
    let width = SETTINGS.iter().map(|setting| setting.name.len()).max().unwrap_or_default();
    let mut text = format!(
        "Settings, as variables; in the file they are called listen, public_url and so on ({CONFIG} names it):\n"
    );
    for setting in SETTINGS {
        let _ = writeln!(text, "  {:width$}  {} [{}]", setting.name, setting.meaning, setting.standard);
    }
    text
}
