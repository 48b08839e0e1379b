//! The embedded renderer: real films and pictures, with nothing installed.
//!
//! A script goes this way: `storyboard` cuts it into shots, by the voice's times where there is one, `theme` chooses the
//! colours, `layout` builds a stage for each shot out of words (`typeset`) and pictures, `stage` draws its frames with
//! `paint`, `encode` makes H.264 of them. Where a scene has a `clip`, that is shown behind the words. `sound` composes
//! music, lays the voice over it and makes AAC of both; `mux` makes an MP4 of pictures and sound. `video` drives all that on
//! threads of its own; `still` draws the static ad. `review` looks at other people's films.
//!
//! Words are drawn in the scripts that our fonts cover (see `fonts/README.md`).

mod clip;
mod colour;
mod encode;
mod fonts;
mod layout;
mod mp4;
mod mux;
mod paint;
mod picture;
mod portrait;
mod presenters;
mod review;
mod sound;
mod stage;
mod still;
mod storyboard;
mod theme;
mod typeset;
mod video;
mod words;
mod work;

pub use presenters::LocalPresenters;

use adforge_ports_creative::{BadPicture, Film, FilmBrief, PictureInfo, RenderError, Renderer, Still, Tell};
use async_trait::async_trait;
use std::num::NonZeroUsize;

/// What comes before the first frame, in seconds.
const PREPARATION: f32 = 1.5;
/// A film of the usual length, in seconds.
const USUAL_FILM: f32 = 35.0;
/// How many seconds of film a core makes in a second.
const PACE: f32 = 1.5;

/// Films and draws on this machine's processors.
#[derive(Clone, Debug)]
pub struct LocalRenderer {
    threads: NonZeroUsize,
    at_work: work::AtWork,
}

impl LocalRenderer {
    /// A renderer that gives each film so many threads; the number of processors is a good choice.
    pub fn new(threads: NonZeroUsize) -> Self {
        Self { threads, at_work: work::AtWork::default() }
    }

    /// How many threads are drawing or encoding at this moment, for all films together.
    pub fn threads_at_work(&self) -> usize {
        self.at_work.count()
    }
}

#[async_trait]
impl Renderer for LocalRenderer {
    fn name(&self) -> &str {
        "local"
    }

    fn typical_seconds(&self) -> u32 {
        (PREPARATION + USUAL_FILM / (PACE * self.threads.get() as f32)).ceil() as u32
    }

    async fn film(&self, brief: FilmBrief, tell: Tell) -> Result<Film, RenderError> {
        let threads = self.threads.get();
        work::run(&self.at_work, move |job| video::film(brief, threads, &tell, job)).await
    }

    async fn draw(&self, brief: FilmBrief, tell: Tell) -> Result<Still, RenderError> {
        work::run(&self.at_work, move |job| still::draw(brief, &tell, job)).await
    }

    fn inspect(&self, bytes: &[u8]) -> Result<PictureInfo, BadPicture> {
        picture::inspect(bytes)
    }

    fn review(&self, mp4: Vec<u8>) -> Result<Film, RenderError> {
        review::review(mp4)
    }
}
