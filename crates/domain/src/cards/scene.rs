//! A scene of a script.

use serde::{Deserialize, Serialize};

/// A time in tenths of a second.
pub type Tenths = u32;

/// One shot: when, what is said, what is read, what is seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scene {
    /// Where it starts, in tenths of a second; the first starts at 0, each where the one before ended.
    pub start: Tenths,
    /// Where it ends, in tenths of a second.
    pub end: Tenths,
    /// The spoken words; joined over all scenes they are the script.
    pub voiceover: String,
    /// At most seven words to read.
    pub on_screen_text: String,
    /// What is seen.
    pub visual: String,
}
