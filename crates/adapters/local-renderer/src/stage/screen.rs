//! The frame that is on the screen now; only what changes is drawn again.

use super::{Stage, actor::Pose};
use crate::paint::{self, Area};
use std::sync::Arc;
use tiny_skia::Pixmap;

/// A frame, and what it shows.
pub(crate) struct Screen {
    stage: Arc<Stage>,
    canvas: Pixmap,
    poses: Option<Vec<Option<Pose>>>,
    /// Where something stands on the ground.
    marks: Area,
}

impl Screen {
    pub(crate) fn new(stage: Arc<Stage>) -> Self {
        Self { canvas: stage.ground.clone(), marks: inked(&stage.ground), stage, poses: None }
    }

    /// The picture as it is.
    pub(crate) fn picture(&self) -> &Pixmap {
        &self.canvas
    }

    /// What lies between a clip and what is drawn.
    pub(crate) fn veil(&self) -> Option<crate::encode::Veil> {
        self.stage.veil
    }

    /// What was drawn on an open ground.
    pub(crate) fn drawn(&self) -> Vec<Area> {
        let poses = self.poses.iter().flatten();
        let actors = self.stage.actors.iter().zip(poses).filter_map(|(actor, pose)| Some(actor.area(pose.as_ref()?)));
        let whole = Area::of(&self.canvas);
        apart(actors.chain([self.marks]).map(|area| area.within(whole)).collect())
    }

    /// Draws a frame, and says which areas are new.
    pub(crate) fn show(&mut self, frame: u32) -> Vec<Area> {
        let stage = Arc::clone(&self.stage);
        let poses: Vec<_> = stage.actors.iter().map(|actor| actor.pose(frame)).collect();
        let changed = match &self.poses {
            None => vec![Area::of(&self.canvas)],
            Some(before) => {
                let pairs = stage.actors.iter().zip(before.iter().zip(&poses));
                let moved = pairs.filter(|(_, (before, now))| before != now);
                let areas = moved.flat_map(|(actor, (before, now))| {
                    [before, now].into_iter().flatten().map(|pose| actor.area(pose))
                });
                apart(areas.map(|area| area.within(Area::of(&self.canvas))).collect())
            }
        };
        for area in &changed {
            paint::copy(&mut self.canvas, &stage.ground, *area);
            for (actor, pose) in stage.actors.iter().zip(&poses) {
                if let Some(pose) = pose {
                    actor.paint(pose, &mut self.canvas, *area);
                }
            }
        }
        self.poses = Some(poses);
        changed
    }
}

/// The rows of a picture in which anything is, from edge to edge.
fn inked(picture: &Pixmap) -> Area {
    let width = picture.width() as usize * 4;
    let rows = picture.data().chunks_exact(width.max(1)).enumerate();
    let inked = rows.filter(|(_, row)| row.iter().any(|byte| *byte != 0)).map(|(y, _)| y as i32);
    let (first, last) = inked.fold((i32::MAX, i32::MIN), |(first, last), y| (first.min(y), last.max(y)));
    Area { x0: 0, y0: first, x1: picture.width() as i32, y1: last.saturating_add(1) }
}

/// Joins areas until none touches another, so that nothing is drawn twice over itself.
fn apart(areas: Vec<Area>) -> Vec<Area> {
    let mut apart: Vec<Area> = Vec::new();
    for mut area in areas.into_iter().filter(|area| !area.is_empty()) {
        while let Some(at) = apart.iter().position(|other| other.touches(area)) {
            area = area.with(apart.swap_remove(at));
        }
        apart.push(area);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        paint::blank,
        stage::{Actor, Enter, Look, Photo},
    };

    fn square(side: u32, colour: tiny_skia::Color) -> Pixmap {
        let mut pixmap = blank(side, side);
        pixmap.fill(colour);
        pixmap
    }

    /// Everything that moves, over everything else.
    fn stage() -> Arc<Stage> {
        let red = tiny_skia::Color::from_rgba8(200, 30, 30, 160);
        let blue = tiny_skia::Color::from_rgba8(20, 40, 220, 255);
        let photo = Photo {
            picture: Arc::new(square(50, blue)),
            width: 60,
            height: 60,
            mask: paint::mask(Area::new(0, 0, 60, 60), paint::rounded(0.0, 0.0, 60.0, 60.0, 20.0).as_ref()),
            scales: (1.0, 1.6),
            middles: ((0.4, 0.5), (0.6, 0.5)),
        };
        let still = |look, x, y| Actor { look, ..Actor::still(blank(1, 1), x, y, 0, 40) };
        let actors = vec![
            still(Look::Photo(photo), 20, 20),
            Actor::still(square(30, red), 40, 40, 3, 20).entering(Enter::Rise(25)),
            Actor { pulse: true, ..Actor::still(square(24, red), 60, 30, 5, 40).entering(Enter::Pop) },
            still(Look::Reveal { pixmap: square(90, red), from_right: true, shares: (0.1, 0.9) }, 5, 70),
        ];
        Arc::new(Stage { ground: square(120, tiny_skia::Color::WHITE), actors, veil: None })
    }

    #[test]
    fn what_is_drawn_piece_by_piece_looks_as_if_it_had_been_drawn_whole() {
        let mut screen = Screen::new(stage());
        for frame in 0..40 {
            screen.show(frame);
            let mut fresh = Screen::new(stage());
            fresh.show(frame);
            assert!(screen.picture().data() == fresh.picture().data(), "frame {frame}");
        }
    }

    #[test]
    fn what_does_not_change_is_not_drawn_again() {
        let stage = Stage { ground: blank(50, 50), actors: vec![Actor::still(blank(9, 9), 3, 3, 0, 9)], veil: None };
        let mut screen = Screen::new(Arc::new(stage));
        assert_eq!(screen.show(0), [Area::new(0, 0, 50, 50)]);
        assert_eq!(screen.show(1), []);
        assert_eq!(screen.show(9), [Area::new(3, 3, 9, 9)], "it goes");
    }
}
