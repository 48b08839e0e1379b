//! One thing on the stage: how it looks, and where it is at which moment.

use crate::paint::{self, Area, Zoom};
use std::sync::Arc;
use tiny_skia::{Mask, Pixmap};

/// How something looks.
pub(crate) enum Look {
    /// As it is.
    Sprite(Pixmap),
    /// Uncovered from the left (or the right) while it is there, from one share of its width to another.
    Reveal { pixmap: Pixmap, from_right: bool, shares: (f32, f32) },
    /// A picture behind a window, slowly drawn nearer.
    Photo(Photo),
}

/// A picture behind a window.
pub(crate) struct Photo {
    pub(crate) picture: Arc<Pixmap>,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) mask: Option<Mask>,
    /// The size of a pixel of the picture at the beginning and at the end.
    pub(crate) scales: (f32, f32),
    /// Which point of the picture stays in the middle of the window, from 0 to 1, at the beginning and at the end.
    pub(crate) middles: ((f32, f32), (f32, f32)),
}

/// How something comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Enter {
    /// It is there.
    Cut,
    /// It rises to its place by this many pixels.
    Rise(i32),
    /// It springs up.
    Pop,
}

/// Something on the stage.
pub(crate) struct Actor {
    pub(crate) look: Look,
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// The frames in which it is there.
    pub(crate) from: u32,
    pub(crate) until: u32,
    pub(crate) enter: Enter,
    /// Whether it breathes, to be noticed.
    pub(crate) pulse: bool,
}

/// Where something is, and how.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Pose {
    x: i32,
    y: i32,
    alpha: u32,
    /// Of its own size, or how far it is, for what comes nearer or is uncovered.
    scale: f32,
}

/// Frames that coming takes.
const ENTER: f32 = 11.0;

impl Actor {
    /// Something that stays as it is from a frame to another.
    pub(crate) fn still(pixmap: Pixmap, x: i32, y: i32, from: u32, until: u32) -> Self {
        Self { look: Look::Sprite(pixmap), x, y, from, until, enter: Enter::Cut, pulse: false }
    }

    pub(crate) fn entering(self, enter: Enter) -> Self {
        Self { enter, ..self }
    }

    /// Where it is in a frame, if it is there.
    pub(crate) fn pose(&self, frame: u32) -> Option<Pose> {
        if !(self.from..self.until).contains(&frame) {
            return None;
        }
        let since = (frame - self.from) as f32;
        // The first frame already shows a part of the way.
        let way = ((since + 1.0) / ENTER).min(1.0);
        let slowing = 1.0 - (1.0 - way).powi(3);
        let mut pose = Pose { x: self.x, y: self.y, alpha: 256, scale: self.scale(since) };
        match self.enter {
            Enter::Cut => {}
            Enter::Rise(by) => {
                pose.y += (by as f32 * (1.0 - slowing)).round() as i32;
                pose.alpha = ((way * 1.8).min(1.0) * 256.0) as u32;
            }
            Enter::Pop => {
                pose.scale *= 0.72 + 0.28 * spring(way);
                pose.alpha = ((way * 3.0).min(1.0) * 256.0) as u32;
            }
        }
        Some(pose)
    }

    fn scale(&self, since: f32) -> f32 {
        let length = (self.until - self.from).max(1) as f32;
        match &self.look {
            Look::Sprite(_) if self.pulse => 1.0 + 0.018 * (1.0 - (since / 26.0 * std::f32::consts::TAU).cos()),
            Look::Sprite(_) => 1.0,
            Look::Reveal { shares: (from, to), .. } => from + (to - from) * (since + 1.0) / length,
            Look::Photo(_) => (since + 1.0) / length,
        }
    }

    /// What it covers.
    pub(crate) fn area(&self, pose: &Pose) -> Area {
        match &self.look {
            Look::Sprite(pixmap) if pose.scale != 1.0 => {
                let margin = |length: u32| (length as f32 * (pose.scale - 1.0).max(0.0) / 2.0).ceil() as i32 + 1;
                let (dx, dy) = (margin(pixmap.width()), margin(pixmap.height()));
                let whole = Area::of(pixmap).moved(pose.x, pose.y);
                Area { x0: whole.x0 - dx, y0: whole.y0 - dy, x1: whole.x1 + dx, y1: whole.y1 + dy }
            }
            Look::Sprite(pixmap) | Look::Reveal { pixmap, .. } => Area::of(pixmap).moved(pose.x, pose.y),
            Look::Photo(photo) => Area::new(pose.x, pose.y, photo.width, photo.height),
        }
    }

    /// Draws it, within `clip`.
    pub(crate) fn paint(&self, pose: &Pose, on: &mut Pixmap, clip: Area) {
        let area = self.area(pose);
        if !area.touches(clip) {
            return;
        }
        match &self.look {
            Look::Sprite(pixmap) if pose.scale != 1.0 => {
                let off = |length: u32| length as f32 * (1.0 - pose.scale) / 2.0;
                let origin = (pose.x as f32 + off(pixmap.width()), pose.y as f32 + off(pixmap.height()));
                paint::zoom(
                    on,
                    clip,
                    pixmap,
                    Zoom { window: area, origin, scale: pose.scale, alpha: pose.alpha },
                    None,
                );
            }
            Look::Sprite(pixmap) => paint::blit(on, clip, pixmap, pose.x, pose.y, pose.alpha),
            Look::Reveal { pixmap, from_right, .. } => {
                let shown = (pixmap.width() as f32 * pose.scale).round() as i32;
                let uncovered = if *from_right {
                    Area { x0: area.x1 - shown, ..area }
                } else {
                    Area { x1: area.x0 + shown, ..area }
                };
                paint::blit(on, clip.within(uncovered), pixmap, pose.x, pose.y, pose.alpha);
            }
            Look::Photo(photo) => photo.paint(pose, area, on, clip),
        }
    }
}

impl Photo {
    fn paint(&self, pose: &Pose, window: Area, on: &mut Pixmap, clip: Area) {
        let way = |from: f32, to: f32| from + (to - from) * pose.scale;
        let scale = way(self.scales.0, self.scales.1);
        let ((x0, y0), (x1, y1)) = self.middles;
        let place = |start: i32, length: i32, middle: f32, pixels: u32| {
            start as f32 + length as f32 / 2.0 - middle * pixels as f32 * scale
        };
        let origin = (
            place(window.x0, self.width, way(x0, x1), self.picture.width()),
            place(window.y0, self.height, way(y0, y1), self.picture.height()),
        );
        paint::zoom(on, clip, &self.picture, Zoom { window, origin, scale, alpha: pose.alpha }, self.mask.as_ref());
    }
}

/// From 0 to 1, a little beyond it, and back.
fn spring(way: f32) -> f32 {
    let back = way - 1.0;
    1.0 + 2.2 * back.powi(3) + 1.2 * back.powi(2)
}
