//! A film from brief to file: segments drawn and encoded on all threads, joined in order.

use crate::{
    encode::{Planes, Segment, SegmentEncoder},
    layout::{Ad, Director, HEIGHT, WIDTH},
    mux, picture, portrait,
    stage::Screen,
    storyboard::{FPS, Shot, Storyboard},
    theme::Theme,
    words::{self, Doing},
    work::{Ended, Job, failed},
};
use adforge_domain::language::Language;
use adforge_ports_creative::{Film, FilmBrief, RenderError, Tell};
use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};
use tiny_skia::Pixmap;

/// The most frames between two key frames.
const SEGMENT: u32 = 2 * FPS;
/// The side of a presenter's portrait.
const PORTRAIT: u32 = 1_000;

/// Frames that are drawn and encoded in one go: a part of a shot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    shot: usize,
    /// Of the shot's frames.
    from: u32,
    until: u32,
}

/// Makes a film.
pub(crate) fn film(brief: FilmBrief, threads: usize, tell: &Tell, job: &Job) -> Result<Film, Ended> {
    let board = Storyboard::of(&brief)?;
    let teller = Teller::new(tell, brief.language, board.frames, board.scenes.len());
    teller.say(0, Doing::Preparing);
    let ad = Arc::new(prepare(brief, board)?);
    job.go_on()?;
    let pieces = pieces(&ad.board.shots);
    let segments: Vec<Mutex<Option<Segment>>> = pieces.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    job.on_threads(threads.min(pieces.len()), || {
        let mut hand = Hand { director: Director::new(Arc::clone(&ad), job), planes: planes(), job, teller: &teller };
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (Some(piece), Some(place)) = (pieces.get(number), segments.get(number)) else { return Ok(()) };
            let segment = hand.film(&ad.board.shots, *piece)?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(segment);
        }
    })?;
    teller.say(98, Doing::Joining);
    let segments: Option<Vec<Segment>> =
        segments.into_iter().map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
    let segments = segments.ok_or_else(|| failed("a part of the film is missing"))?;
    let mp4 = mux::mux(&segments, WIDTH as u16, HEIGHT as u16).map_err(|error| failed(&error.to_string()))?;
    drop(segments);
    let thumbnail = thumbnail(&ad, job)?;
    teller.say(100, Doing::Done);
    Ok(Film { mp4, thumbnail, duration_ms: ad.board.frames * 1_000 / FPS, width: WIDTH, height: HEIGHT })
}

fn planes() -> Planes {
    Planes::new(WIDTH as usize, HEIGHT as usize)
}

/// Decodes the picture, chooses the colours and draws the presenter.
pub(crate) fn prepare(brief: FilmBrief, board: Storyboard) -> Result<Ad, RenderError> {
    let decoded = brief.picture.as_ref().map(|picture| picture::decode(&picture.0)).transpose();
    let decoded = decoded.map_err(|error| RenderError::Impossible(error.to_string()))?;
    let theme = Theme::of(&brief.product.facts, decoded.as_ref(), brief.seed);
    let picture = decoded.as_ref().map(|picture| picture::Shown::new(picture).into());
    let portrait = brief.presenter.as_ref().map(|presenter| Arc::new(portrait::draw(presenter, PORTRAIT)));
    Ok(Ad { brief, theme, board, picture, portrait })
}

/// Each shot in pieces of nearly equal length, none so short that two key frames follow each other.
fn pieces(shots: &[Shot]) -> Vec<Piece> {
    let of_shot = |(shot, frames): (usize, u32)| {
        let count = frames.div_ceil(SEGMENT);
        (0..count).map(move |piece| Piece { shot, from: frames * piece / count, until: frames * (piece + 1) / count })
    };
    shots.iter().map(Shot::frames).enumerate().flat_map(of_shot).collect()
}

/// One thread's tools.
struct Hand<'a> {
    director: Director,
    planes: Planes,
    job: &'a Job,
    teller: &'a Teller<'a>,
}

impl Hand<'_> {
    fn film(&mut self, shots: &[Shot], piece: Piece) -> Result<Segment, Ended> {
        self.job.go_on()?;
        let stage = self.director.stage(piece.shot)?;
        let scene = shots.get(piece.shot).map_or(0, |shot| shot.scene);
        let mut screen = Screen::new(Arc::new(stage));
        let refused = |error: crate::encode::EncodeError| failed(&error.to_string());
        let mut encoder = SegmentEncoder::new().map_err(refused)?;
        for frame in piece.from..piece.until {
            self.job.go_on()?;
            for area in screen.show(frame) {
                self.planes.update(screen.picture(), area);
            }
            encoder.push(&self.planes).map_err(refused)?;
            self.teller.frame_done(scene);
        }
        Ok(encoder.finish())
    }
}

/// The frame at one second, when the whole hook can be read, as a JPEG.
fn thumbnail(ad: &Arc<Ad>, job: &Job) -> Result<Vec<u8>, Ended> {
    job.go_on()?;
    let frame = ad.board.shots.first().map_or(0, |shot| FPS.min(shot.frames().saturating_sub(1)));
    let stage = Director::new(Arc::clone(ad), job).stage(0)?;
    let mut screen = Screen::new(Arc::new(stage));
    screen.show(frame);
    jpeg(screen.picture()).map_err(|error| failed(&error.to_string()).into())
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
