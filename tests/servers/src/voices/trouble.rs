//! What a voice can be asked, and how it misbehaves when it is told to.

use crate::http::Manner;

/// What a voice can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// To speak.
    Speak,
    /// For its voices.
    Voices,
    /// For what is left of the account.
    Account,
    /// For its models.
    Models,
    /// For a sound's file.
    File,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum Trouble {
    /// An error of this status and code.
    Error(u16, &'static str),
    /// The same, with `Retry-After`.
    After(u16, &'static str, &'static str),
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// It says something else: the status, the type and the body.
    Says(u16, &'static str, Vec<u8>),
    /// It sends whoever asks to this address.
    Leads(String),
    /// It speaks, and doesn't tell the truth about when.
    Lies(Lie),
}

/// What is said of the times instead of the truth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lie {
    /// Nothing.
    Nothing,
    /// That everything is at once.
    AtOnce,
    /// Milliseconds, as if they were seconds.
    Milliseconds,
    /// Times before the beginning.
    Before,
    /// Ends before their beginnings.
    Backwards,
    /// The truth, but for one word, which is at the very end.
    OneLate,
    /// The truth, but every word goes on until the end of the sound.
    Overlong,
    /// The words of another text.
    OtherWords,
}

impl Lie {
    /// What is said of a word that is really spoken then.
    pub(crate) fn tells(self, word: usize, (starts, ends): (f64, f64), length: f64) -> (f64, f64) {
        match self {
            Self::Nothing | Self::OtherWords => (starts, ends),
            Self::AtOnce => (0.0, 0.0),
            Self::Milliseconds => (starts * 1_000.0 + 1_000.0, ends * 1_000.0 + 1_000.0),
            Self::Before => (starts - 1_000.0, ends - 1_000.0),
            Self::Backwards => (ends + 0.1, starts - 0.1),
            Self::OneLate if word == 1 => (length - 0.01, length),
            Self::OneLate => (starts, ends),
            Self::Overlong => (starts, length + 5.0),
        }
    }
}
