//! What happens within a shot: a ground that stands still, and actors on it that come, move and go.

mod actor;
mod screen;

pub(crate) use actor::{Actor, Enter, Look, Photo};
pub(crate) use screen::Screen;

/// A shot, ready to be drawn frame by frame. A frame depends on nothing but its number.
pub(crate) struct Stage {
    pub(crate) ground: tiny_skia::Pixmap,
    /// From the hindmost to the foremost.
    pub(crate) actors: Vec<Actor>,
    /// What lies between a clip and the actors, where the ground is left open for one.
    pub(crate) veil: Option<crate::encode::Veil>,
}
