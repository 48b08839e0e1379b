//! What a stand-in plays: a raw file, at a pace, to an end.

use super::{Pace, RAW_WORDS, Speaks};
use std::path::Path;

/// The words of an answer that has begun, as they stand in the files.
const BEGUN: &str = r#"{\"cards\":["#;

/// An answer.
#[derive(Clone, Debug)]
pub struct Scene {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) pace: Pace,
    /// The connection breaks after the body, instead of ending as it should.
    pub(super) breaks: bool,
}

impl Scene {
    /// A file of a stream, as a 200.
    pub fn stream(speaks: Speaks, name: &str) -> Self {
        let (ending, kind) = match speaks {
            Speaks::Ollama => ("ndjson", "application/x-ndjson"),
            _ => ("sse", "text/event-stream"),
        };
        Self::of(200, kind, read(speaks, &format!("{name}.{ending}")))
    }

    /// An answer that says this, in so many pieces as are given, and ends well: the file of an end, with other words.
    pub fn saying(speaks: Speaks, pieces: &[&str]) -> Self {
        let (between, good) = match speaks {
            Speaks::OpenAi => ("\n\n", "stop"),
            Speaks::Anthropic => ("\n\n", "end_turn"),
            Speaks::Gemini => ("\n\n", "STOP"),
            Speaks::Ollama => ("\n", "stop"),
        };
        let mut scene = Self::stream(speaks, "finish").filled("{finish}", good);
        let messages = scene.text();
        let told: Vec<String> = messages
            .split_inclusive(between)
            .flat_map(|message| match message.contains(BEGUN) {
                true => pieces.iter().map(|piece| message.replace(BEGUN, &escaped(piece))).collect(),
                false => vec![message.to_owned()],
            })
            .collect();
        scene.body = told.concat().into_bytes();
        scene
    }

    /// A file of an error.
    pub fn error(speaks: Speaks, status: u16, name: &str) -> Self {
        let file = read(speaks, &format!("error-{name}.json"));
        Self::of(status, "application/json", file).filled("{words}", RAW_WORDS)
    }

    /// A file of what is known of a model.
    pub(super) fn found(speaks: Speaks, name: &str) -> Self {
        Self::of(200, "application/json", read(speaks, &format!("{name}.json")))
    }

    /// Any answer.
    pub fn of(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into(), pace: Pace::Whole, breaks: false }
    }

    /// With a word filled in.
    #[must_use]
    pub fn filled(mut self, place: &str, word: &str) -> Self {
        self.body = self.text().replace(place, word).into_bytes();
        self
    }

    /// With a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With lines that end in CR and LF.
    #[must_use]
    pub fn with_crlf(self) -> Self {
        self.filled("\n", "\r\n")
    }

    /// Sent at this pace.
    #[must_use]
    pub fn at(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Only as far as this word, which must be in it, and no further.
    #[must_use]
    pub fn until(mut self, word: &str) -> Self {
        let end = self.text().find(word).unwrap() + word.len();
        self.body.truncate(end);
        self
    }

    /// Only the first lines.
    #[must_use]
    pub fn lines(mut self, count: usize) -> Self {
        self.body = self.text().split_inclusive('\n').take(count).collect::<String>().into_bytes();
        self
    }

    /// With more after it.
    #[must_use]
    pub fn then(mut self, more: &str) -> Self {
        self.body.extend_from_slice(more.as_bytes());
        self
    }

    /// With something before it.
    #[must_use]
    pub fn after(mut self, before: &str) -> Self {
        self.body.splice(0..0, before.bytes());
        self
    }

    /// The connection breaks where the body ends.
    #[must_use]
    pub fn breaking(mut self) -> Self {
        self.breaks = true;
        self
    }

    /// What is sent.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

fn read(speaks: Speaks, name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/llm/scenes").join(speaks.folder());
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{speaks:?}/{name}: {error}"))
}

/// As it stands within a string of JSON.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
