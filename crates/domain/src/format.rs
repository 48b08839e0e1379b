//! The ad formats a session can take.

use crate::text::fold_name;
use serde::{Deserialize, Serialize};

/// What a session makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// A vertical video.
    #[default]
    Video,
    /// A static ad.
    Image,
}

impl MediaType {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Image => "image",
        }
    }
}

macro_rules! formats {
    ($($variant:ident $id:literal $name:literal [$($alias:literal)*] [$($media:ident)*] $definition:literal [$($best:literal)*] [$($beat:literal)*];)+) => {
        /// An ad format, by its id (`hybrid`).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each is documented by its definition in Format")]
        pub enum FormatId { $(#[serde(rename = $id)] $variant,)+ }

        /// Every format, the most general first.
        pub static FORMATS: &[Format] = &[$(Format {
            id: FormatId::$variant,
            key: $id,
            name: $name,
            aliases: &[$($alias),*],
            media: &[$(MediaType::$media),*],
            definition: $definition,
            best_for: &[$($best),*],
            beats: &[$($beat),*],
        },)+];
    };
}

/// What is known about a format, in English. Localized words are the writer's.
#[derive(Debug)]
pub struct Format {
    /// Which one.
    pub id: FormatId,
    /// Its id as text (`hybrid`).
    pub key: &'static str,
    /// Its name on the wire (`Hybrid Format`).
    pub name: &'static str,
    /// Names in other languages by which it is recognized.
    pub aliases: &'static [&'static str],
    /// What it can be made as, best first.
    pub media: &'static [MediaType],
    /// What it is, in one line.
    pub definition: &'static str,
    /// What it suits.
    pub best_for: &'static [&'static str],
    /// What happens, in order.
    pub beats: &'static [&'static str],
}

formats! {
    Hybrid "hybrid" "Hybrid Format" ["Hybrid" "Format hybride" "Formato híbrido" "Hybrid-Format"] [Video]
        "A person speaks to the camera, cut with close product shots and facts on the screen."
        ["most consumer goods"] ["hook to camera" "tension" "product close-up" "fact on screen" "scene of use" "call to action"];
}

impl FormatId {
    /// What is known about it.
    pub fn get(self) -> &'static Format {
        // The table and the enum are made from the same lines, in the same order.
        FORMATS.get(self as usize).unwrap_or(&FALLBACK)
    }

    /// The name on the wire (`Hybrid Format`).
    pub fn name(self) -> &'static str {
        self.get().name
    }

    /// The format that a text means: an id, a name in any of our languages, with or without "Format", in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = |name: &str| {
            let folded = fold_name(name).replace('-', " ");
            let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "format" | "formato")).collect();
            words.join(" ")
        };
        let wanted = bare(text);
        if wanted.is_empty() {
            return None;
        }
        FORMATS
            .iter()
            .find(|format| format.key == text.trim() || bare(format.name) == wanted || format.aliases.iter().any(|alias| bare(alias) == wanted))
            .map(|format| format.id)
    }
}

static FALLBACK: Format = Format {
    id: FormatId::Hybrid,
    key: "hybrid",
    name: "Hybrid Format",
    aliases: &[],
    media: &[MediaType::Video],
    definition: "",
    best_for: &[],
    beats: &[],
};
