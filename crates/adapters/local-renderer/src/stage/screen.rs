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
}

impl Screen {
    pub(crate) fn new(stage: Arc<Stage>) -> Self {
        Self { canvas: stage.ground.clone(), stage, poses: None }
    }

    /// The picture as it is.
    pub(crate) fn picture(&self) -> &Pixmap {
        &self.canvas
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
