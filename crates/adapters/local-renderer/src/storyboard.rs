//! A script becomes shots: what is on the screen from which frame to which.

mod phrases;

use adforge_domain::{cards::Scene, format::FormatId};
use adforge_ports_creative::{FilmBrief, RenderError};

/// Frames in a second.
pub(crate) const FPS: u32 = 30;
const FRAMES_PER_TENTH: u32 = FPS / 10;
/// The longest film, in tenths of a second.
const LONGEST: u32 = 3_000;
/// A shot longer than this is cut in two, in tenths.
const LONG_SHOT: u32 = 52;

/// What a shot is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The opening.
    Hook,
    /// What lies between; counted from 1.
    Middle { number: usize, of: usize },
    /// The end card.
    End,
}

/// Words of the voiceover that are on the screen together. Frames are the shot's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Phrase {
    pub(crate) text: String,
    pub(crate) from: u32,
    pub(crate) until: u32,
}

/// Frames without a cut.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Shot {
    /// The scene it belongs to, from 0.
    pub(crate) scene: usize,
    /// Of the film's frames.
    pub(crate) from: u32,
    pub(crate) until: u32,
    pub(crate) role: Role,
    pub(crate) headline: String,
    pub(crate) phrases: Vec<Phrase>,
    /// Later shots of the same scene look closer.
    pub(crate) closer: bool,
}

impl Shot {
    pub(crate) fn frames(&self) -> u32 {
        self.until - self.from
    }
}

/// The whole film, cut.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Storyboard {
    pub(crate) shots: Vec<Shot>,
    pub(crate) scenes: Vec<(u32, u32)>,
    pub(crate) frames: u32,
}

impl Storyboard {
    /// Cuts a brief into shots.
    pub(crate) fn of(brief: &FilmBrief) -> Result<Self, RenderError> {
        check(&brief.scenes)?;
        let count = brief.scenes.len();
        let shots = brief.scenes.iter().enumerate().flat_map(|(index, scene)| shots_of(index, scene, count)).collect();
        let scenes: Vec<_> =
            brief.scenes.iter().map(|scene| (scene.start * FRAMES_PER_TENTH, scene.end * FRAMES_PER_TENTH)).collect();
        let frames = scenes.last().map_or(0, |(_, end)| *end);
        Ok(Self { shots, scenes, frames })
    }
}

/// Says no to what can't be filmed.
fn check(scenes: &[Scene]) -> Result<(), RenderError> {
    let no = |why: &str| Err(RenderError::Impossible(why.to_owned()));
    if scenes.iter().all(|scene| scene.voiceover.trim().is_empty() && scene.on_screen_text.trim().is_empty()) {
        return no("the script is empty");
    }
    let mut expected = 0;
    for (index, scene) in scenes.iter().enumerate() {
        if scene.start != expected || scene.end <= scene.start {
            return no(&format!(
                "scene {} runs from {} to {} tenths of a second, but must start at {expected} and end later",
                index + 1,
                scene.start,
                scene.end
            ));
        }
        expected = scene.end;
    }
    if expected > LONGEST { no("the film is longer than five minutes") } else { Ok(()) }
}

fn shots_of(index: usize, scene: &Scene, count: usize) -> Vec<Shot> {
    let last = index + 1 == count;
    let middle = match index {
        0 => Role::Hook,
        _ => Role::Middle { number: index, of: count.saturating_sub(2).max(1) },
    };
    let phrases = phrases::of(&scene.voiceover, (scene.end - scene.start) * FRAMES_PER_TENTH);
    cuts(scene.end - scene.start, last, count)
        .into_iter()
        .enumerate()
        .map(|(nth, (from, until, end_card))| Shot {
            scene: index,
            from: (scene.start + from) * FRAMES_PER_TENTH,
            until: (scene.start + until) * FRAMES_PER_TENTH,
            role: if end_card { Role::End } else { middle },
            headline: scene.on_screen_text.clone(),
            phrases: phrases::within(&phrases, from * FRAMES_PER_TENTH, until * FRAMES_PER_TENTH),
            closer: nth % 2 == 1,
        })
        .collect()
}

/// Where a scene is cut, in tenths of its own time, and which of the pieces is the end card.
fn cuts(length: u32, last: bool, count: usize) -> Vec<(u32, u32, bool)> {
    // The end card takes the last scene, or its last part where the scene is long or the only one.
    let card = match (last, count) {
        (false, _) => 0,
        (true, 1) if length >= 20 => (length * 2 / 5).min(45),
        (true, _) if length > 70 => 45,
        (true, _) => length,
    };
    let body = length - card;
    let pieces = body.div_ceil(LONG_SHOT);
    let mut cuts: Vec<_> =
        (0..pieces).map(|piece| (body * piece / pieces, body * (piece + 1) / pieces, false)).collect();
    if card > 0 {
        cuts.push((body, length, true));
    }
    cuts
}

/// Marks that belong to a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Badge {
    None,
    /// A number in a circle.
    Number(usize),
    /// What is left behind.
    Cross,
    /// What holds.
    Tick,
}

/// Whether a story of trouble and help has come to the help: only the first of several scenes still tells the trouble.
pub(crate) fn turned(number: usize, of: usize) -> bool {
    number > 1 || of < 3
}

/// Which mark a shot bears.
pub(crate) fn badge(format: FormatId, role: Role) -> Badge {
    use FormatId as F;
    match (format, role) {
        (F::Listicle | F::DemoHowTo, Role::Middle { number, .. }) => Badge::Number(number),
        (F::MythBusting | F::ProblemSolution | F::UsVsThem | F::BeforeAfter, Role::Hook) => Badge::Cross,
        (F::MythBusting | F::ProblemSolution | F::UsVsThem | F::BeforeAfter, Role::Middle { number, of }) => {
            if turned(number, of) { Badge::Tick } else { Badge::Cross }
        }
        _ => Badge::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_cover_a_scene_without_gap_whatever_its_length() {
        for length in 1..400 {
            for (last, count) in [(false, 3), (true, 3), (true, 1)] {
                let cuts = cuts(length, last, count);
                assert_eq!(cuts.first().map(|cut| cut.0), Some(0));
                assert_eq!(cuts.last().map(|cut| cut.1), Some(length));
                assert!(cuts.windows(2).all(|pair| pair[0].1 == pair[1].0));
                assert!(cuts.iter().all(|cut| cut.1 > cut.0), "{length} {cuts:?}");
                assert_eq!(cuts.iter().any(|cut| cut.2), last);
            }
        }
    }
}
