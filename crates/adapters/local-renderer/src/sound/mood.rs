//! Which music belongs to which format: how fast, on which chords, how bright.

use adforge_domain::format::FormatId;

/// Chords by their step of the scale, from 0.
pub(super) type Progression = [u8; 4];

/// A kind of music.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Mood {
    /// Beats a minute, from and to; the cuts decide between them.
    pub(super) tempo: (f32, f32),
    pub(super) progressions: &'static [Progression],
    /// What is played before a story of trouble turns; none where there is no trouble.
    pub(super) trouble: Option<Progression>,
    /// How much of the high tones is heard, of 1.
    pub(super) bright: f32,
    /// How much the pulse drives, of 1.
    pub(super) drive: f32,
    /// Steps of the arpeggio in a beat.
    pub(super) steps: u32,
}

const WARM: Mood = Mood {
    tempo: (84.0, 98.0),
    progressions: &[[0, 4, 5, 3], [3, 0, 4, 5], [0, 5, 3, 4]],
    trouble: None,
    bright: 0.55,
    drive: 0.55,
    steps: 2,
};
const BRIGHT: Mood = Mood {
    tempo: (102.0, 118.0),
    progressions: &[[0, 3, 5, 4], [0, 4, 5, 3], [3, 4, 5, 0]],
    trouble: None,
    bright: 0.9,
    drive: 1.0,
    steps: 2,
};
const TURNING: Mood = Mood {
    tempo: (92.0, 108.0),
    progressions: &[[0, 4, 5, 3], [3, 4, 0, 5], [0, 3, 5, 4]],
    trouble: Some([5, 3, 5, 4]),
    bright: 0.75,
    drive: 0.8,
    steps: 2,
};
const STREET: Mood = Mood {
    tempo: (96.0, 110.0),
    progressions: &[[1, 4, 0, 5], [5, 1, 3, 4]],
    trouble: None,
    bright: 0.7,
    drive: 1.0,
    steps: 2,
};

impl Mood {
    /// The mood of a format.
    pub(super) fn of(format: FormatId) -> Self {
        use FormatId as F;
        match format {
            F::UgcTestimonial | F::FounderStory | F::DayInLife | F::StaticQuote => WARM,
            F::ProblemSolution | F::BeforeAfter | F::MythBusting | F::UsVsThem => TURNING,
            F::StreetInterview => STREET,
            F::Hybrid
            | F::Unboxing
            | F::Listicle
            | F::DemoHowTo
            | F::StaticBenefit
            | F::StaticFacts
            | F::StaticOffer => BRIGHT,
        }
    }
}
