//! A film from brief to file: segments drawn and encoded on all threads, joined in order.

mod hand;
mod plan;

use hand::Hand;
use plan::{Plan, Take};

use crate::{
    clip,
    encode::Segment,
    layout::{Ad, HEIGHT, WIDTH},
    mux, picture, portrait,
    sound::{self, Track},
    storyboard::{FPS, Storyboard},
    theme::Theme,
    words::{self, Doing},
    work::{Ended, Job, failed},
};
use adforge_domain::language::Language;
use adforge_ports_creative::{Film, FilmBrief, RenderError, Tell};
use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};
use tiny_skia::Pixmap;

/// The side of a presenter's portrait.
const PORTRAIT: u32 = 1_000;

/// Makes a film.
pub(crate) fn film(brief: FilmBrief, threads: usize, tell: &Tell, job: &Job) -> Result<Film, Ended> {
    let clips = clip::of(&brief);
    let with_clip = clips.iter().enumerate().filter(|(_, clip)| clip.is_some()).map(|(scene, _)| scene);
    let board = Storyboard::of(&brief, &with_clip.collect::<Vec<_>>())?;
    let teller = Teller::new(tell, brief.language, board.frames, board.scenes.len());
    teller.say(0, Doing::Preparing);
    let ad = Arc::new(prepare(brief, board)?);
    job.go_on()?;
    let plan = Plan::of(&ad.board.shots);
    let segments: Vec<Mutex<Option<Segment>>> = plan.pieces.iter().map(|_| Mutex::new(None)).collect();
    let heard = Mutex::<Option<Track>>::default();
    let next = AtomicUsize::new(0);
    job.on_threads(threads.min(plan.takes.len()), || {
        let mut hand = Hand::new(&ad, &clips, job, &teller);
        while let Some(take) = plan.takes.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Take::Pieces(numbers) = take else {
                *lock(&heard) = Some(sound::of(&ad, job)?);
                continue;
            };
            let pieces = plan.pieces.get(numbers.clone()).unwrap_or_default();
            let places = segments.get(numbers.clone()).unwrap_or_default();
            for (place, segment) in places.iter().zip(hand.take(pieces)?) {
                *lock(place) = Some(segment);
            }
        }
        Ok(())
    })?;
    teller.say(98, Doing::Joining);
    let segments: Option<Vec<Segment>> = segments.iter().map(|place| lock(place).take()).collect();
    let segments = segments.ok_or_else(|| failed("a part of the film is missing"))?;
    let heard = lock(&heard).take().ok_or_else(|| failed("the sound is missing"))?;
    let mp4 = mux::mux(&segments, &heard, WIDTH as u16, HEIGHT as u16).map_err(|error| failed(&error.to_string()))?;
    drop(segments);
    let thumbnail = Hand::new(&ad, &clips, job, &teller).thumbnail()?;
    teller.say(100, Doing::Done);
    Ok(Film { mp4, thumbnail, duration_ms: ad.board.frames * 1_000 / FPS, width: WIDTH, height: HEIGHT })
}

fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Decodes the picture, chooses the colours and draws the presenter.
pub(crate) fn prepare(brief: FilmBrief, board: Storyboard) -> Result<Ad, RenderError> {
    let decoded = brief.picture.as_ref().map(|picture| picture::decode(&picture.0)).transpose();
    let decoded = decoded.map_err(|error| RenderError::Impossible(error.to_string()))?;
    let theme = Theme::of(&brief.product.facts, decoded.as_ref(), brief.seed);
    let picture = decoded.as_ref().map(|picture| picture::Shown::new(picture).into());
    let portrait = brief.presenter.as_ref().map(|presenter| Arc::new(portrait::draw(presenter, PORTRAIT)));
    Ok(Ad { brief, theme, board, picture, portrait, backdrop: None })
}

fn jpeg(picture: &Pixmap) -> image::ImageResult<Vec<u8>> {
    let rgb: Vec<u8> = picture.data().as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    jpeg_of_rgb(&rgb, picture.width(), picture.height())
}

/// Pixels of three bytes as a JPEG.
pub(crate) fn jpeg_of_rgb(rgb: &[u8], width: u32, height: u32) -> image::ImageResult<Vec<u8>> {
    let mut file = Vec::with_capacity(300_000);
    JpegEncoder::new_with_quality(&mut file, 88).write_image(rgb, width, height, ExtendedColorType::Rgb8)?;
    Ok(file)
}

/// Tells how far the film is: rising, and not for every frame.
struct Teller<'a> {
    tell: &'a Tell,
    language: Language,
    frames: u32,
    scenes: usize,
    state: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    frames: u32,
    percent: u8,
    scene: usize,
}

impl<'a> Teller<'a> {
    /// Percent between two tellings.
    const STEP: u8 = 2;

    fn new(tell: &'a Tell, language: Language, frames: u32, scenes: usize) -> Self {
        Self { tell, language, frames: frames.max(1), scenes, state: Mutex::default() }
    }

    fn say(&self, percent: u8, what: Doing) {
        let mut told = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        told.percent = told.percent.max(percent);
        (self.tell)(told.percent, &words::doing(what, self.language));
    }

    /// A frame of a scene is done. Threads are in different scenes; the furthest is told.
    fn frame_done(&self, scene: usize) {
        let mut told = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        told.frames += 1;
        let percent = (2 + told.frames * 95 / self.frames).min(97) as u8;
        let further = scene > told.scene || told.frames == 1;
        if further || percent >= told.percent + Self::STEP {
            told.scene = told.scene.max(scene);
            told.percent = percent;
            // Told under the lock, so that a later percentage can't overtake an earlier one.
            let what = Doing::Scene { number: told.scene + 1, of: self.scenes };
            (self.tell)(percent, &words::doing(what, self.language));
        }
    }
}
