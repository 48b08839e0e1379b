//! Who films and draws.

use crate::{Presenter, Speech};
use adforge_domain::{
    cards::{Scene, Script},
    format::FormatId,
    language::Language,
    product::Product,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Makes a film or a still picture out of a script.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Renderer: Send + Sync {
    /// Who renders, as clients are told (`"local"`).
    fn name(&self) -> &str;

    /// How long a film of the usual length takes to make, in whole seconds: the promise to users until one was made.
    fn typical_seconds(&self) -> u32;

    /// Films. Dropping the future stops the work within 100 ms and frees its threads.
    /// `tell` is called with the percentage done, rising, and what is being done now, in the brief's language; it is
    /// called from any thread and must not block.
    async fn film(&self, brief: FilmBrief, tell: Tell) -> Result<Film, RenderError>;

    /// Draws a static ad. Dropping the future stops the work.
    async fn draw(&self, brief: FilmBrief, tell: Tell) -> Result<Still, RenderError>;

    /// Looks at a picture's file: PNG, JPEG or WebP, recognised by what it holds, never by its name, and decoded to its
    /// end, so that what passes can be drawn later. Pictures too large to decode in bounded memory are refused.
    /// It takes as long as decoding does, so an async caller runs it on a blocking thread.
    fn inspect(&self, bytes: &[u8]) -> Result<PictureInfo, BadPicture>;

    /// Looks at a film that somebody else made: an MP4 by what it holds, with its length, its size and a thumbnail out of
    /// it. Any other file is `Impossible`. It decodes, so an async caller runs it on a blocking thread.
    fn review(&self, mp4: Vec<u8>) -> Result<Film, RenderError>;
}

/// Hears how far a render is: percent (0 to 100) and what is being done.
pub type Tell = Arc<dyn Fn(u8, &str) + Send + Sync>;

/// What is to be filmed or drawn.
#[derive(Clone, Debug)]
pub struct FilmBrief {
    /// What is advertised.
    pub product: Arc<Product>,
    /// Its picture, when we have one.
    pub picture: Option<PictureBytes>,
    /// What it is written in.
    pub language: Language,
    /// In which format.
    pub format: FormatId,
    /// The words.
    pub script: Script,
    /// The words scene by scene, with times: contiguous from 0. The film is as long as they say.
    pub scenes: Vec<Scene>,
    /// Who presents it.
    pub presenter: Option<Presenter>,
    /// The script as it is spoken ([`crate::Utterance::of`] these scenes); the film then goes by its times, and not by those of the scenes.
    pub speech: Option<Arc<Speech>>,
    /// What was shot for its scenes, at most one for each; the others are drawn.
    pub clips: Vec<Clip>,
    /// A picture without words that was made for the static ad: it fills the frame, and the words are set over it.
    pub backdrop: Option<PictureBytes>,
    /// The same seed and brief give the same pixels.
    pub seed: u64,
}

/// A film without words that was shot for a scene: an MP4 that was reviewed ([`Renderer::review`]).
#[derive(Clone)]
pub struct Clip {
    /// The scene's number, from 0.
    pub scene: usize,
    /// The file; its sound isn't used.
    pub mp4: Arc<[u8]>,
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clip(scene {}, {} bytes)", self.scene, self.mp4.len())
    }
}

/// A picture's file, checked when it was uploaded: PNG, JPEG or WebP.
#[derive(Clone)]
pub struct PictureBytes(pub Arc<[u8]>);

impl std::fmt::Debug for PictureBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PictureBytes({} bytes)", self.0.len())
    }
}

/// What a picture's file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PictureInfo {
    /// How it is written.
    pub kind: PictureKind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// How a picture's file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the format of its name")]
pub enum PictureKind {
    Png,
    Jpeg,
    Webp,
}

impl PictureKind {
    /// What its files' names end in, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// Why a file can't be taken as a picture.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPicture {
    /// It is no picture that we know of.
    #[error("this isn't a picture")]
    NotAPicture,
    /// A picture, but neither PNG, JPEG nor WebP, or of a sort of those that can't be drawn.
    #[error("this kind of picture can't be used; PNG, JPEG and WebP can")]
    Unsupported,
    /// More pixels than are worth decoding.
    #[error(
        "the picture is too large: {width} × {height} pixels; {max_side} a side and {max_pixels} in all are allowed"
    )]
    TooLarge {
        /// Pixels across, as the file says.
        width: u32,
        /// Pixels down, as the file says.
        height: u32,
        /// The longest side allowed.
        max_side: u32,
        /// The most pixels allowed.
        max_pixels: u64,
    },
    /// It begins as a picture, but can't be decoded to its end.
    #[error("the picture's file is damaged or cut off")]
    Broken,
}

/// A finished film.
#[derive(Clone, Debug)]
pub struct Film {
    /// H.264 and AAC in MP4, `moov` first.
    pub mp4: Vec<u8>,
    /// A JPEG.
    pub thumbnail: Vec<u8>,
    /// Length in milliseconds.
    pub duration_ms: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A finished still picture.
#[derive(Clone, Debug)]
pub struct Still {
    /// A PNG.
    pub png: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Why there is no film or picture.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RenderError {
    /// The brief can't be filmed; trying again won't help.
    #[error("this can't be rendered: {0}")]
    Impossible(String),
    /// The renderer failed; another try may succeed.
    #[error("the renderer failed: {0}")]
    Failed(String),
}
