//! Clips that were shot for scenes: decoded one picture at a time, and shown at the film's own rate.

mod player;

pub(crate) use player::Player;

use crate::{encode::Picture, mp4, storyboard::FPS};
use adforge_ports_creative::FilmBrief;
use mp4_atom::Moov;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The longest side of a clip that is taken.
const MAX_SIDE: u16 = 4_096;
/// A clip that is too short is shown more slowly, but not slower than this.
const SLOWEST: f64 = 0.5;

/// Why a clip can't be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum ClipError {
    #[error("it is no MP4")]
    NoMp4,
    #[error("it has no pictures in H.264")]
    NotH264,
    #[error("its pictures are too large")]
    TooLarge,
    #[error("its pictures are missing")]
    Empty,
    #[error("its pictures can't be decoded")]
    Broken,
}

/// A film's pictures: where they lie in its file, and when they are shown.
#[derive(Debug)]
pub(crate) struct Reel {
    samples: mp4::Samples,
    /// When each picture is shown, in seconds.
    times: Vec<f64>,
    /// In seconds.
    length: f64,
}

impl Reel {
    /// A film's pictures by its head.
    pub(crate) fn of(head: &Moov) -> Result<Self, ClipError> {
        let (track, codec) = mp4::pictures(head).ok_or(ClipError::NotH264)?;
        let (width, height) = (codec.visual.width, codec.visual.height);
        if width == 0 || height == 0 || width.max(height) > MAX_SIDE {
            return Err(ClipError::TooLarge);
        }
        let table = &track.mdia.minf.stbl;
        let samples = mp4::Samples::of(table, &codec.avcc).filter(|samples| samples.len() > 0);
        let samples = samples.ok_or(ClipError::Empty)?;
        let second = f64::from(track.mdia.mdhd.timescale.max(1));
        let times: Vec<f64> = mp4::shown(table, samples.len()).into_iter().map(|at| at as f64 / second).collect();
        let length = mp4::ticks(track) as f64 / second;
        // No picture is shown for less than a moment, or a clip of none would be asked for for ever.
        let length = length.max(times.last().copied().unwrap_or(0.0)).max(0.05);
        Ok(Self { samples, times, length })
    }
}

/// A clip, ready to be played.
#[derive(Debug)]
pub(crate) struct Clip {
    file: Arc<[u8]>,
    reel: Reel,
    /// Whether it broke while it was shown.
    broken: AtomicBool,
}

impl Clip {
    fn open(file: &Arc<[u8]>) -> Result<Self, ClipError> {
        let reel = Reel::of(&mp4::head(file).ok_or(ClipError::NoMp4)?)?;
        let clip = Self { file: Arc::clone(file), reel, broken: AtomicBool::new(false) };
        clip.play()?.at(0.0)?;
        Ok(clip)
    }

    /// From its beginning.
    pub(crate) fn play(&self) -> Result<Player<'_>, ClipError> {
        Player::new(&self.reel, &self.file)
    }

    /// It broke in the middle: nobody shows it any more.
    pub(crate) fn give_up(&self) {
        self.broken.store(true, Ordering::Release);
    }

    pub(crate) fn is_whole(&self) -> bool {
        !self.broken.load(Ordering::Acquire)
    }
}

/// The clips of a film, by scene. One that can't be opened is left out, and its scene is drawn.
pub(crate) fn of(brief: &FilmBrief) -> Vec<Option<Clip>> {
    let mut clips: Vec<Option<Clip>> = brief.scenes.iter().map(|_| None).collect();
    for clip in &brief.clips {
        match (Clip::open(&clip.mp4), clips.get_mut(clip.scene)) {
            (Ok(opened), Some(place)) => *place = Some(opened),
            (Err(error), _) => tracing::warn!(scene = clip.scene, %error, "a clip can't be shown; its scene is drawn"),
            (Ok(_), None) => tracing::warn!(scene = clip.scene, "a clip belongs to no scene"),
        }
    }
    clips
}

/// How a clip fills a scene.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Pace {
    /// Of its own speed.
    speed: f64,
    /// In seconds.
    length: f64,
}

impl Pace {
    /// A clip that is too short is slowed down, and begins again where that isn't enough.
    pub(crate) fn of(clip: &Clip, frames: u32) -> Self {
        Self::new(clip.reel.length, frames)
    }

    fn new(length: f64, frames: u32) -> Self {
        let scene = f64::from(frames.max(1)) / f64::from(FPS);
        let times = (scene * SLOWEST / length).ceil().max(1.0);
        Self { speed: (times * length / scene).min(1.0), length }
    }

    /// How often the clip has begun again before a frame, and where in it the frame is, in seconds.
    pub(crate) fn at(&self, frame: u32) -> (u32, f64) {
        let at = f64::from(frame) / f64::from(FPS) * self.speed;
        let again = (at / self.length).floor();
        (again as u32, at - again * self.length)
    }

    /// Whether its pictures have to be mixed, so that it doesn't stutter.
    pub(crate) fn slow(&self) -> bool {
        self.speed < 0.9
    }
}

/// What a clip shows in a frame: a picture, the next, and how much of the next, of 256.
pub(crate) type Showing<'a> = (&'a Picture, &'a Picture, u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_that_is_long_enough_keeps_its_speed() {
        let pace = Pace::new(8.0, 150);
        assert_eq!((pace.at(0), pace.at(120)), ((0, 0.0), (0, 4.0)));
        assert!(!pace.slow());
    }

    #[test]
    fn a_short_clip_is_slowed_down_and_a_very_short_one_begins_again() {
        let slow = Pace::new(4.0, 180);
        assert!(slow.slow());
        assert_eq!(slow.at(90), (0, 2.0), "half of the scene is half of the clip");
        let again = Pace::new(1.0, 150);
        let passes: Vec<u32> = (0..150).map(|frame| again.at(frame).0).collect();
        assert_eq!((passes[0], passes[149]), (0, 2), "three times in five seconds, at most half as fast");
        assert!((0..150).all(|frame| (0.0..1.0).contains(&again.at(frame).1)));
    }
}
