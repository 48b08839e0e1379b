//! The embedded renderer: real films and pictures, with nothing installed.
//!
//! A script goes this way: `storyboard` cuts it into shots, `theme` chooses the colours, `layout` builds a stage for each
//! shot out of words (`typeset`) and pictures, `stage` draws its frames with `paint`, `encode` makes H.264 of them, `mux`
//! an MP4. `video` drives all that on threads of its own; `still` draws the static ad.
//!
//! A film has no sound. Words are drawn in the scripts that our fonts cover (see `fonts/README.md`).

mod colour;
mod encode;
mod fonts;
mod layout;
mod mux;
mod paint;
mod picture;
mod portrait;
mod presenters;
mod stage;
mod still;
mod storyboard;
mod theme;
mod typeset;
mod video;
mod words;
mod work;

pub use presenters::LocalPresenters;

use adforge_domain::{cards::Script, language::Language};
use adforge_ports_creative::{BadPicture, Film, FilmBrief, PictureInfo, RenderError, Renderer, Still, Tell};
use async_trait::async_trait;
use std::num::NonZeroUsize;

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

    fn estimate_seconds(&self, script: &Script, language: Language) -> u32 {
        let words = [&script.hook, &script.body, &script.cta].iter().map(|part| part.split_whitespace().count()).sum();
        storyboard::estimate(words, language.tag(), self.threads.get())
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
}
