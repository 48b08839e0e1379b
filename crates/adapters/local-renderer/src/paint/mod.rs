//! Pixels: areas of a frame, and the few ways in which one picture is laid on another.

mod blend;
mod shapes;
mod zoom;

pub(crate) use blend::{blit, copy, over};
pub(crate) use shapes::{fill, glow, gradient, mask, rounded, shadow, stroke, tick};
pub(crate) use zoom::{Zoom, zoom};

/// A rectangle of pixels, its right and lower edges not included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Area {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) x1: i32,
    pub(crate) y1: i32,
}

impl Area {
    pub(crate) fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x0: x, y0: y, x1: x + width, y1: y + height }
    }

    pub(crate) fn of(pixmap: &tiny_skia::Pixmap) -> Self {
        Self::new(0, 0, pixmap.width() as i32, pixmap.height() as i32)
    }

    pub(crate) fn width(self) -> i32 {
        self.x1 - self.x0
    }

    pub(crate) fn height(self) -> i32 {
        self.y1 - self.y0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.x1 <= self.x0 || self.y1 <= self.y0
    }

    pub(crate) fn within(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    pub(crate) fn touches(self, other: Self) -> bool {
        !self.within(other).is_empty()
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    pub(crate) fn moved(self, dx: i32, dy: i32) -> Self {
        Self { x0: self.x0 + dx, y0: self.y0 + dy, x1: self.x1 + dx, y1: self.y1 + dy }
    }
}

/// An empty picture; at least one pixel, so that there always is one.
pub(crate) fn blank(width: u32, height: u32) -> tiny_skia::Pixmap {
    let (width, height) = (width.clamp(1, 8192), height.clamp(1, 8192));
    loop {
        if let Some(pixmap) = tiny_skia::Pixmap::new(width, height) {
            return pixmap;
        }
    }
}
