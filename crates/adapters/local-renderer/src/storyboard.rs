//! A script becomes shots: what is on the screen from which frame to which.

mod cuts;
mod phrases;
mod spoken;

pub(crate) use spoken::Spoken;

use adforge_domain::{cards::Scene, format::FormatId};
use adforge_ports_creative::{FilmBrief, RenderError};

/// Frames in a second.
pub(crate) const FPS: u32 = 30;
const FRAMES_PER_TENTH: u32 = FPS / 10;
/// The longest film, in frames.
const LONGEST: u32 = 300 * FPS;

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
    /// When each of its words is said, where a voice tells.
    pub(crate) words: Vec<(u32, u32)>,
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
    /// Whether a clip is shown in it, instead of what is drawn.
    pub(crate) clip: bool,
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
    /// Where the voice lies in the film, if there is one.
    pub(crate) spoken: Option<Spoken>,
}

/// A scene with its place in the film.
struct Timed {
    from: u32,
    until: u32,
    /// Frames are the scene's own.
    phrases: Vec<Phrase>,
}

impl Storyboard {
    /// Cuts a brief into shots; `clips` are the scenes that clips were shot for.
    pub(crate) fn of(brief: &FilmBrief, clips: &[usize]) -> Result<Self, RenderError> {
        check(&brief.scenes)?;
        let speech = brief.speech.as_ref().filter(|speech| speech.length_ms() > 0);
        let (timed, spoken) = match speech {
            Some(speech) if speech.length_ms() > LONGEST / FPS * 1_000 => {
                return no("the speech is longer than five minutes");
            }
            Some(speech) => {
                let (timed, spoken) = spoken::times(&brief.scenes, speech, brief.language);
                (timed, Some(spoken))
            }
            None => (brief.scenes.iter().map(planned).collect(), None),
        };
        let frames = timed.last().map_or(0, |last| last.until);
        if frames > LONGEST {
            return no("the film is longer than five minutes");
        }
        let count = timed.len();
        let scenes = timed.iter().map(|timed| (timed.from, timed.until)).collect();
        let shots = brief.scenes.iter().zip(&timed).enumerate();
        let shots = shots.flat_map(|(index, (scene, timed))| shots_of(index, scene, timed, count, clips));
        Ok(Self { shots: shots.collect(), scenes, frames, spoken })
    }
}

/// A scene as long as the script says.
fn planned(scene: &Scene) -> Timed {
    let (from, until) = (scene.start * FRAMES_PER_TENTH, scene.end * FRAMES_PER_TENTH);
    Timed { from, until, phrases: phrases::of(&scene.voiceover, until - from) }
}

fn no<T>(why: &str) -> Result<T, RenderError> {
    Err(RenderError::Impossible(why.to_owned()))
}

/// Says no to what can't be filmed.
fn check(scenes: &[Scene]) -> Result<(), RenderError> {
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
    if expected > LONGEST / FRAMES_PER_TENTH { no("the film is longer than five minutes") } else { Ok(()) }
}

fn shots_of(index: usize, scene: &Scene, timed: &Timed, count: usize, clips: &[usize]) -> Vec<Shot> {
    let last = index + 1 == count;
    let middle = match index {
        0 => Role::Hook,
        _ => Role::Middle { number: index, of: count.saturating_sub(2).max(1) },
    };
    let clip = clips.contains(&index);
    let cuts = cuts::between_phrases(cuts::cuts(timed.until - timed.from, last, count, clip), &timed.phrases);
    cuts.into_iter()
        .enumerate()
        .map(|(nth, (from, until, end_card))| Shot {
            scene: index,
            from: timed.from + from,
            until: timed.from + until,
            role: if end_card { Role::End } else { middle },
            headline: scene.on_screen_text.clone(),
            phrases: phrases::within(&timed.phrases, from, until),
            closer: nth % 2 == 1,
            clip: clip && !end_card,
        })
        .collect()
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
