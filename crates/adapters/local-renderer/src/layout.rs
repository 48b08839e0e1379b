//! Where everything stands in a shot: a column of words in the part of the frame that no app covers, the picture below.

mod ground;
mod marks;
pub(crate) mod poster;
mod subject;
mod text;

use crate::{
    encode::Veil,
    fonts::Face,
    paint::blank,
    picture::Shown,
    stage::{Actor, Stage},
    storyboard::{self, Role, Shot, Storyboard},
    theme::{Theme, Tone},
    typeset::{Style, Typesetter},
    words,
    work::{Ended, Job, failed},
};
use adforge_domain::format::FormatId;
use adforge_ports_creative::FilmBrief;
use std::sync::Arc;
use tiny_skia::Pixmap;

/// A frame's size.
pub(crate) const WIDTH: u32 = 1080;
pub(crate) const HEIGHT: u32 = 1920;

/// Where words may be: what remains when TikTok, Reels, Stories and Shorts have laid their interfaces over the frame.
pub(crate) const LEFT: i32 = 72;
pub(crate) const RIGHT: i32 = 888;
pub(crate) const TOP: i32 = 290;
pub(crate) const BOTTOM: i32 = 1240;
/// The width of that box.
const BOX: f32 = (RIGHT - LEFT) as f32;

/// What all shots of a film share.
pub(crate) struct Ad {
    pub(crate) brief: FilmBrief,
    pub(crate) theme: Theme,
    pub(crate) board: Storyboard,
    pub(crate) picture: Option<SharedPicture>,
    /// The presenter's portrait.
    pub(crate) portrait: Option<Arc<Pixmap>>,
    /// What fills the poster behind its words; a film has none.
    pub(crate) backdrop: Option<Arc<Pixmap>>,
}

/// The product's picture, shared by all threads.
#[derive(Clone)]
pub(crate) struct SharedPicture {
    pub(crate) pixmap: Arc<Pixmap>,
    pub(crate) backdrop: crate::picture::Backdrop,
}

impl From<Shown> for SharedPicture {
    fn from(shown: Shown) -> Self {
        Self { pixmap: Arc::new(shown.pixmap), backdrop: shown.backdrop }
    }
}

/// Builds stages, one shot at a time. Each thread has its own.
pub(crate) struct Director {
    ad: Arc<Ad>,
    type_: Typesetter,
    job: Job,
}

/// The column while it is filled from the top down.
struct Column<'a> {
    shot: &'a Shot,
    tone: Tone,
    actors: Vec<Actor>,
    /// Where the next thing goes.
    y: i32,
    /// Whether the same words were already there before the cut.
    again: bool,
    /// Whether the presenter has the stage.
    presented: bool,
}

impl Director {
    pub(crate) fn new(ad: Arc<Ad>, job: &Job) -> Self {
        let type_ = Typesetter::new(ad.brief.language);
        Self { ad, type_, job: job.clone() }
    }

    /// One shot's stage.
    pub(crate) fn stage(&mut self, number: usize) -> Result<Stage, Ended> {
        self.staged(number, false)
    }

    /// The same for a shot that a clip is shown in: only the words, on an open ground.
    pub(crate) fn words_over_clip(&mut self, number: usize) -> Result<Stage, Ended> {
        self.staged(number, true)
    }

    fn staged(&mut self, number: usize, over_clip: bool) -> Result<Stage, Ended> {
        let ad = Arc::clone(&self.ad);
        let shot = ad.board.shots.get(number).ok_or_else(|| failed("there is no such shot"))?;
        let before = number.checked_sub(1).and_then(|before| ad.board.shots.get(before));
        let again = before.is_some_and(|before| before.scene == shot.scene && before.role == shot.role);
        let tone = if over_clip { ad.theme.dark } else { tone_of(&ad, shot) };
        let alone = !over_clip && presented(&ad, shot);
        let mut column = Column { shot, tone, actors: Vec::new(), y: TOP, again, presented: alone };
        let mut ground = if over_clip { blank(WIDTH, HEIGHT) } else { ground::draw(&ad, shot, &tone) };
        self.job.go_on()?;
        self.progress(&mut ground, &mut column);
        match shot.role {
            Role::End => self.end_card(&mut column),
            _ => self.body(&mut column),
        }
        self.job.go_on()?;
        if over_clip {
            let veil = Veil { colour: tone.bottom, rows: column.y };
            return Ok(Stage { ground, actors: column.actors, veil: Some(veil) });
        }
        let top = (column.y + 60).min(BOTTOM - 40);
        let mut subject = self.subject(&mut ground, &column, top);
        // The picture lies behind the words.
        subject.append(&mut column.actors);
        Ok(Stage { ground, actors: subject, veil: None })
    }

    fn body(&mut self, column: &mut Column<'_>) {
        self.label(column);
        let roomy = column.shot.phrases.is_empty();
        let style = Style {
            face: Face::Display,
            most: if column.shot.role == Role::Hook { 120.0 } else { 108.0 },
            least: 56.0,
            leading: 1.06,
            lines: if roomy { 4 } else { 3 },
            width: BOX,
            centred: false,
        };
        let headline = column.shot.headline.clone();
        self.headline(column, &headline, &style);
        let style = caption_style(!headline.trim().is_empty());
        self.caption(column, style);
    }

    fn end_card(&mut self, column: &mut Column<'_>) {
        self.label(column);
        let name = self.ad.brief.product.facts.name.to_string();
        let said = column.shot.headline.trim().to_owned();
        let closing = Closing::of(&said, &name);
        let style = Style {
            face: Face::Display,
            most: if closing == Closing::Line { 84.0 } else { 96.0 },
            least: 48.0,
            leading: 1.06,
            lines: 2,
            width: BOX,
            centred: false,
        };
        self.name(column, &name, &style, closing == Closing::Name);
        if closing == Closing::Line {
            self.line(column, &said);
        }
        self.caption(column, Style { most: 56.0, least: 36.0, ..caption_style(true) });
        self.price(column);
        let button = if closing == Closing::Button { said.as_str() } else { words::button(self.ad.brief.language) };
        self.button(column, button);
    }
}

/// What becomes of the end card's words on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Closing {
    /// There are none.
    Nothing,
    /// They say what is to be done, and are short.
    Button,
    /// They are the product's name, which stands there anyway: then it is underlined.
    Name,
    /// They are longer: a line of their own.
    Line,
}

impl Closing {
    fn of(said: &str, name: &str) -> Self {
        match said {
            "" => Self::Nothing,
            said if said.to_lowercase() == name.trim().to_lowercase() => Self::Name,
            said if said.chars().count() <= 26 => Self::Button,
            _ => Self::Line,
        }
    }
}

fn caption_style(below_headline: bool) -> Style {
    let (most, least) = if below_headline { (66.0, 38.0) } else { (96.0, 40.0) };
    let lines = if below_headline { 2 } else { 4 };
    Style { face: Face::Bold, most, least, leading: 1.24, lines, width: BOX, centred: false }
}

/// Full of colour at both ends; between them light and dark by turns. A story of trouble begins in the dark.
fn tone_of(ad: &Ad, shot: &Shot) -> Tone {
    let turning = matches!(
        ad.brief.format,
        FormatId::ProblemSolution | FormatId::BeforeAfter | FormatId::MythBusting | FormatId::UsVsThem
    );
    match shot.role {
        Role::Hook if turning => ad.theme.dark,
        Role::Hook | Role::End => ad.theme.bold,
        Role::Middle { number, of } if turning => {
            if !storyboard::turned(number, of) {
                ad.theme.dark
            } else if number % 2 == 0 {
                ad.theme.light
            } else {
                ad.theme.dark
            }
        }
        Role::Middle { number, .. } if number % 2 == 1 => ad.theme.light,
        Role::Middle { .. } => ad.theme.dark,
    }
}

/// Whether the presenter has the stage, and the product only a corner of it.
fn presented(ad: &Ad, shot: &Shot) -> bool {
    let person = matches!(
        ad.brief.format,
        FormatId::UgcTestimonial
            | FormatId::FounderStory
            | FormatId::StreetInterview
            | FormatId::Hybrid
            | FormatId::DayInLife
    );
    ad.portrait.is_some()
        && match shot.role {
            Role::Hook => !shot.closer,
            Role::Middle { number, .. } => person && number % 3 == 0,
            Role::End => false,
        }
}

/// The mark of a shot, if its format has one.
fn badge_of(ad: &Ad, shot: &Shot) -> storyboard::Badge {
    storyboard::badge(ad.brief.format, shot.role)
}
