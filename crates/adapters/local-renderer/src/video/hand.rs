//! One thread's tools, and what it makes with them.

use super::{Teller, jpeg, jpeg_of_rgb, plan::Piece};
use crate::{
    clip::{Clip, ClipError, Pace, Player},
    encode::{EncodeError, Picture, Planes, Segment, SegmentEncoder},
    layout::{Ad, Director, HEIGHT, WIDTH},
    stage::Screen,
    storyboard::{FPS, Shot},
    work::{Ended, Job, failed},
};
use std::sync::Arc;

/// How much nearer later shots of a scene, and further turns of a clip, show it.
const NEARER: f32 = 1.12;

/// One thread's tools.
pub(super) struct Hand<'a> {
    ad: &'a Ad,
    clips: &'a [Option<Clip>],
    director: Director,
    planes: Planes,
    job: &'a Job,
    teller: &'a Teller<'a>,
}

/// Why a scene can't be shown with its clip.
enum Missed {
    Clip(ClipError),
    Ended(Ended),
}

impl From<ClipError> for Missed {
    fn from(error: ClipError) -> Self {
        Self::Clip(error)
    }
}

impl From<Ended> for Missed {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
    }
}

impl<'a> Hand<'a> {
    pub(super) fn new(ad: &'a Arc<Ad>, clips: &'a [Option<Clip>], job: &'a Job, teller: &'a Teller<'a>) -> Self {
        let director = Director::new(Arc::clone(ad), job);
        Self { ad, clips, director, planes: Planes::new(WIDTH as usize, HEIGHT as usize), job, teller }
    }

    fn shot(&self, number: usize) -> Result<&'a Shot, Ended> {
        Ok(self.ad.board.shots.get(number).ok_or_else(|| failed("there is no such shot"))?)
    }

    /// The clip that a shot is to show, as long as it is whole.
    fn clip(&self, shot: &Shot) -> Option<&'a Clip> {
        self.clips.get(shot.scene)?.as_ref().filter(|clip| shot.clip && clip.is_whole())
    }

    /// Films pieces, in order. If they show a clip and it breaks, they are drawn.
    pub(super) fn take(&mut self, pieces: &[Piece]) -> Result<Vec<Segment>, Ended> {
        let Some(first) = pieces.first() else { return Ok(Vec::new()) };
        let shot = self.shot(first.shot)?;
        if let Some(clip) = self.clip(shot) {
            match self.show(clip, shot, pieces) {
                Ok(segments) => return Ok(segments),
                Err(Missed::Ended(ended)) => return Err(ended),
                Err(Missed::Clip(error)) => {
                    clip.give_up();
                    tracing::warn!(scene = shot.scene, %error, "a clip broke in the middle; its scene is drawn");
                }
            }
        }
        pieces.iter().map(|piece| self.draw(*piece)).collect()
    }

    fn draw(&mut self, piece: Piece) -> Result<Segment, Ended> {
        self.job.go_on()?;
        let stage = self.director.stage(piece.shot)?;
        let scene = self.shot(piece.shot)?.scene;
        let mut screen = Screen::new(Arc::new(stage));
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

    /// Films the pieces of a scene that show its clip.
    fn show(&mut self, clip: &Clip, first: &Shot, pieces: &[Piece]) -> Result<Vec<Segment>, Missed> {
        let mut reel = Playing::new(clip, self.length(first.scene))?;
        let mut segments = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let shot = self.shot(piece.shot)?;
            let mut screen = Screen::new(Arc::new(self.director.words_over_clip(piece.shot)?));
            let mut encoder = SegmentEncoder::new().map_err(refused).map_err(Ended::from)?;
            for frame in piece.from..piece.until {
                self.job.go_on()?;
                self.over_clip(&mut reel, &mut screen, shot, (first.from, frame))?;
                encoder.push(&self.planes).map_err(refused).map_err(Ended::from)?;
                self.teller.frame_done(shot.scene);
            }
            segments.push(encoder.finish());
        }
        Ok(segments)
    }

    /// How many frames of a scene show its clip.
    fn length(&self, scene: usize) -> u32 {
        let shots = self.ad.board.shots.iter().filter(|shot| shot.scene == scene && shot.clip);
        shots.map(Shot::frames).sum()
    }

    /// One frame of the clip, and the words over it; `begins` is the film's frame in which the clip begins.
    fn over_clip(
        &mut self,
        reel: &mut Playing<'_>,
        screen: &mut Screen,
        shot: &Shot,
        (begins, frame): (u32, u32),
    ) -> Result<(), Missed> {
        let (again, picture) = reel.at(shot.from - begins + frame)?;
        let nearer = if shot.closer == again.is_multiple_of(2) { NEARER } else { 1.0 };
        screen.show(frame);
        if let Some(veil) = screen.veil() {
            self.planes.cover(picture, nearer, veil);
        }
        for area in screen.drawn() {
            self.planes.lay(screen.picture(), area);
        }
        Ok(())
    }

    /// The frame at one second, when the whole hook can be read, as a JPEG.
    pub(super) fn thumbnail(&mut self) -> Result<Vec<u8>, Ended> {
        self.job.go_on()?;
        let shot = self.shot(0)?;
        let frame = FPS.min(shot.frames().saturating_sub(1));
        let unwritten = |error: image::ImageError| failed(&error.to_string());
        if let Some(clip) = self.clip(shot) {
            match self.still(clip, shot, frame) {
                Ok(picture) => return Ok(jpeg_of_rgb(&picture.rgb(), WIDTH, HEIGHT).map_err(unwritten)?),
                Err(Missed::Ended(ended)) => return Err(ended),
                Err(Missed::Clip(error)) => tracing::warn!(%error, "a clip gives no thumbnail"),
            }
        }
        let mut screen = Screen::new(Arc::new(self.director.stage(0)?));
        screen.show(frame);
        Ok(jpeg(screen.picture()).map_err(unwritten)?)
    }

    fn still(&mut self, clip: &Clip, shot: &Shot, frame: u32) -> Result<Picture, Missed> {
        let mut reel = Playing::new(clip, self.length(shot.scene))?;
        let mut screen = Screen::new(Arc::new(self.director.words_over_clip(0)?));
        self.over_clip(&mut reel, &mut screen, shot, (shot.from, frame))?;
        Ok(Picture::of(&self.planes))
    }
}

fn refused(error: EncodeError) -> adforge_ports_creative::RenderError {
    failed(&error.to_string())
}

/// A clip that is being shown, from its beginning as often as it takes.
struct Playing<'a> {
    clip: &'a Clip,
    player: Player<'a>,
    pace: Pace,
    again: u32,
}

impl<'a> Playing<'a> {
    fn new(clip: &'a Clip, frames: u32) -> Result<Self, ClipError> {
        Ok(Self { clip, player: clip.play()?, pace: Pace::of(clip, frames), again: 0 })
    }

    /// What it shows in a frame, counted from where it began; frames are asked for in order.
    fn at(&mut self, frame: u32) -> Result<(u32, crate::clip::Showing<'_>), ClipError> {
        let (again, seconds) = self.pace.at(frame);
        if again != self.again {
            (self.player, self.again) = (self.clip.play()?, again);
        }
        let (now, then, way) = self.player.at(seconds)?;
        Ok((again, (now, then, if self.pace.slow() { way } else { 0 })))
    }
}
