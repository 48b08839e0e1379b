//! `espeak-ng`, a program of this machine: a scratch voice that costs nothing and says no times.
//!
//! It runs as a child process and not as a library, which has another licence than ours. The text goes to its input, never
//! among its arguments, where it could be taken for an option.

use crate::{
    Patience, SetUpError,
    catalogue::Known,
    sound::Recording,
    speech::{self, has_words},
};
use adforge_domain::spending::Money;
use adforge_ports_creative::{Findings, OrderError, Refused, Spoken, Unwell, Utterance, Voice};
use async_trait::async_trait;
use std::{ffi::OsStr, io, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
    time::timeout,
};

/// Its name.
const NAME: &str = "espeak";
/// The program, where it isn't said to be another.
const PROGRAM: &str = "espeak-ng";
/// Words in a minute, as one reads an ad; its own pace is made for those who listen to a screen all day.
const PACE: &str = "160";
/// What is said where there is no such program.
const MISSING: &str = "espeak-ng isn't on this machine: it has to be installed";

/// The voice of `espeak-ng`.
#[derive(Debug)]
pub struct Espeak {
    program: PathBuf,
    known: Known,
    model: String,
    voice: Option<String>,
    patience: Patience,
}

impl Espeak {
    /// The program, where it isn't the `espeak-ng` of the path; and the voice, as the program names it (`fr+f3`), if not one
    /// that goes with language and presenter.
    ///
    /// # Errors
    /// The voice's name can't be one.
    pub fn new(program: Option<PathBuf>, voice: Option<String>, patience: Patience) -> Result<Self, SetUpError> {
        let known = Known::of(NAME)?;
        let is_name = |voice: &String| {
            let first = voice.chars().next().is_some_and(char::is_alphanumeric);
            first && voice.chars().all(|it| it.is_alphanumeric() || "+-_".contains(it))
        };
        if voice.as_ref().is_some_and(|voice| !is_name(voice)) {
            return Err(SetUpError::Voice);
        }
        let model = format!("{NAME}/{}", known.model);
        Ok(Self { program: program.unwrap_or_else(|| PROGRAM.into()), known, model, voice, patience })
    }

    /// Runs it. Dropping the future kills it.
    async fn run<I: AsRef<OsStr>>(&self, arguments: &[I], input: &str, patience: Duration) -> Result<bool, Ended> {
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Ended::Missing,
            _ => Ended::Failed,
        })?;
        timeout(patience, heard_out(&mut child, input)).await.map_err(|_| Ended::TooLong)?
    }

    async fn spoken(&self, words: &Utterance) -> Result<Vec<u8>, Ended> {
        let folder = tempfile::Builder::new().prefix("adforge-voice-").tempdir().map_err(|_| Ended::Failed)?;
        let file = folder.path().join("speech.wav");
        let voice = self.voice.clone().or_else(|| self.known.voice(words)).ok_or(Ended::Failed)?;
        // A file, since what it writes to its output doesn't say how long it is.
        let arguments = ["-b", "1", "-s", PACE, "-v", &voice, "--stdin", "-w"]
            .map(OsStr::new)
            .into_iter()
            .chain([file.as_os_str()]);
        let arguments: Vec<&OsStr> = arguments.collect();
        // Brackets in pairs would be read as phonemes.
        let text = words.text.replace("[[", "[ [");
        if !self.run(&arguments, &text, self.patience.speech).await? {
            return Err(Ended::Failed);
        }
        tokio::fs::read(&file).await.map_err(|_| Ended::Failed)
    }
}

/// How it ended without a sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ended {
    Missing,
    TooLong,
    Failed,
}

/// Gives it what to say and waits for its end; whether it ended well.
async fn heard_out(child: &mut Child, input: &str) -> Result<bool, Ended> {
    if let Some(mut stdin) = child.stdin.take() {
        // Who doesn't listen ends badly, and says so by that.
        drop(stdin.write_all(input.as_bytes()).await);
    }
    child.wait().await.map(|status| status.success()).map_err(|_| Ended::Failed)
}

#[async_trait]
impl Voice for Espeak {
    fn name(&self) -> &str {
        NAME
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn is_free(&self) -> bool {
        true
    }

    fn has_price(&self) -> bool {
        true
    }

    fn most(&self, _: &Utterance) -> Option<Money> {
        Some(Money::default())
    }

    async fn speak(&self, words: &Utterance) -> Result<Spoken, OrderError> {
        has_words(words)?;
        let later = |why: &str| OrderError::Later { after: None, why: why.to_owned() };
        let file = self.spoken(words).await.map_err(|ended| match ended {
            Ended::Missing => later(MISSING),
            Ended::TooLong => later("espeak-ng took too long"),
            Ended::Failed => Refused::Broke.into(),
        })?;
        let speech = speech::of(words, Recording::File(file), Vec::new()).await.map_err(|_| Refused::Broke)?;
        Ok(Spoken { speech, spent: None })
    }

    async fn examine(&self) -> Result<Findings, Unwell> {
        match self.run(&["--version"], "", self.patience.answer).await {
            Ok(true) => {}
            Err(Ended::Missing) => return Err(Unwell::Silent(MISSING.to_owned())),
            _ => return Err(Unwell::Silent("espeak-ng doesn't run".to_owned())),
        }
        // It says nothing in a voice that it doesn't have, either.
        let has_voice = match &self.voice {
            Some(voice) => self.run(&["-q", "-v", voice, "--stdin"], "", self.patience.answer).await.ok(),
            None => None,
        };
        Ok(Findings { has_model: has_voice, has_price: true, ..Findings::default() })
    }
}
