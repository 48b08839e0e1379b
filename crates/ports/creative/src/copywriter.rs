//! Who writes the cards.

use crate::Brief;
use adforge_domain::{cards::Card, progress::Status};
use futures_util::stream::BoxStream;

/// Writes the cards of a step.
///
/// Implementations validate nothing for the domain's sake: the application checks every card again. They do check
/// language, placeholders and claims, since only they know how to mend them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Copywriter: Send + Sync {
    /// Who writes, as clients are told (`"offline"`).
    fn name(&self) -> &str;

    /// What its cards change with beside the brief and its name, such as the version of its prompts. A writer that costs
    /// nothing has none, and its cards are never kept for others.
    fn edition(&self) -> Option<&str> {
        None
    }

    /// Whether others write for it, whose words come over connections: then it is best waited for where these live.
    fn is_remote(&self) -> bool {
        false
    }

    /// Begins to write. Cards come one by one, each as soon as it is whole; the last piece is [`Piece::Done`].
    /// Dropping the stream stops the work at once.
    fn write(&self, brief: Brief) -> Pieces;
}

/// What a writer gives, piece by piece.
pub type Pieces = BoxStream<'static, Result<Piece, WriterError>>;

/// One piece of what a writer gives.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Who writes what follows ([`Copywriter::name`]), from a writer that only hands on what others write: told before
    /// the first card, and again where the next of them takes over. The cards before it stand.
    Writer(String),
    /// What is being done now.
    Status(Status),
    /// Why it is done this way, sentence by sentence, in the product's language.
    Reasoning(Vec<String>),
    /// A card, whole.
    Card(Box<Card>),
    /// Something the user must read beside the cards, above all a wish that could not be followed, and why.
    Note(String),
    /// Words instead of cards: then no card comes.
    Answer(Answer),
    /// The end.
    Done(Done),
}

/// An answer to a question about what is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The words, in the language of the question or the product.
    pub text: String,
}

/// The end of the writing, with what belongs to the set as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Done {
    /// Of a persona's impact: how the ad should sound.
    pub recommended_tone: Option<String>,
    /// Of a persona's impact: titles of angles that suit.
    pub recommended_angles: Vec<String>,
}

/// Why nothing more comes.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WriterError {
    /// The writer failed; another try may succeed.
    #[error("the writer failed: {0}")]
    Failed(String),
    /// The writer can't be reached.
    #[error("the writer can't be reached: {0}")]
    Unavailable(String),
    /// The day's budget is spent.
    #[error("the day's budget is spent")]
    OverBudget,
}
