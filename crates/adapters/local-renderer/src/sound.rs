//! What a film sounds like: music of our own making, the voice over it where there is one, and both as AAC.

mod aac;
mod instruments;
mod level;
mod mood;
mod room;
mod score;
mod stereo;
mod voice;
mod waves;

pub(crate) use aac::{DELAY, PACKET, Track};

use crate::{
    layout::Ad,
    storyboard::{FPS, Role, turned},
    work::{Ended, Job, failed},
};
use mood::Mood;
use score::{Note, Part, Section};
use stereo::Stereo;

/// Samples in a second, of everything that is heard.
pub(crate) const RATE: u32 = 48_000;
/// Samples in a frame of the film.
const FRAME: u32 = RATE / FPS;
/// How loud the music is alone, and the voice, in LUFS.
const MUSIC: f64 = -20.0;
const VOICE: f64 = -16.0;

/// A film's sound, as long as its pictures.
pub(crate) fn of(ad: &Ad, job: &Job) -> Result<Track, Ended> {
    let refused = |why: SoundError| failed(&why.to_string());
    let mut sound = music(ad, job)?;
    level::set(&mut sound, MUSIC).map_err(refused)?;
    job.go_on()?;
    if let (Some(spoken), Some(speech)) = (&ad.board.spoken, &ad.brief.speech) {
        let mut voice = voice::laid(speech, spoken, sound.len()).map_err(refused)?;
        level::set(&mut voice, VOICE).map_err(refused)?;
        level::duck(&mut sound, &spoken.heard);
        sound.add(&voice);
    }
    job.go_on()?;
    level::limit(&mut sound);
    aac::encode(&sound, || job.go_on())
}

fn music(ad: &Ad, job: &Job) -> Result<Stereo, Ended> {
    let mood = Mood::of(ad.brief.format);
    let notes = score::compose(&sections(ad), mood, ad.brief.seed);
    let mut sound = Stereo::silent((ad.board.frames * FRAME) as usize);
    let (far, near): (Vec<&Note>, Vec<&Note>) = notes.iter().partition(|note| note.resounds());
    play(&mut sound, &far, mood, job)?;
    room::fill(&mut sound);
    play(&mut sound, &near, mood, job)?;
    stereo::fade(&mut sound);
    Ok(sound)
}

fn play(sound: &mut Stereo, notes: &[&Note], mood: Mood, job: &Job) -> Result<(), Ended> {
    for (number, note) in notes.iter().enumerate() {
        if number % 16 == 0 {
            job.go_on()?;
        }
        instruments::play(sound, note, mood);
    }
    Ok(())
}

/// The film as the music sees it: it changes where a scene does, and comes to its end on the end card.
fn sections(ad: &Ad) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for shot in &ad.board.shots {
        let part = match shot.role {
            Role::Hook => Part::Opening,
            Role::Middle { number, of } => Part::Middle { number, turned: turned(number, of) },
            Role::End => Part::End,
        };
        let until = shot.until * FRAME;
        match sections.last_mut() {
            Some(last) if last.scene == shot.scene && last.part == part => last.until = until,
            // What is shorter than a beat or two has no music of its own.
            Some(last) if last.until - last.from < RATE && part != Part::End => {
                *last = Section { until, part, scene: shot.scene, ..*last };
            }
            _ => sections.push(Section { from: shot.from * FRAME, until, part, scene: shot.scene }),
        }
    }
    sections
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SoundError {
    #[error("the encoder refused the sound: {0}")]
    Encoder(#[from] rusty_aac::Error),
    #[error("the sound can't be measured: {0}")]
    Level(#[from] ebur128::Error),
    #[error("the voice can't be brought to the film's rate: {0}")]
    Rate(String),
}
