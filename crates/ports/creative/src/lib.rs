//! What AdForge asks of those who write, film and speak: briefs in, cards, films, pictures and sounds out.
//!
//! Whoever implements one of these traits never talks to a client and never touches the store.

mod bill;
mod brief;
mod copywriter;
mod examined;
mod media_provider;
mod presenters;
mod renderer;
mod voice;

pub use adforge_domain::cards::Card;
#[cfg(feature = "mock")]
pub use bill::MockBill;
pub use bill::{Account, Bill, BillError, Call, EntryId};
pub use brief::{Brief, Subject};
#[cfg(feature = "mock")]
pub use copywriter::MockCopywriter;
pub use copywriter::{Answer, Copywriter, Done, Piece, Pieces, WriterError};
pub use examined::Examined;
pub use media_provider::{
    Bespoke, Callback, Commission, Cost, FetchError, Findings, LookError, Makes, MediaProvider, NotHeard, OrderError,
    Ordered, Refused, Standing, Unwell, Word,
};
pub use presenters::{Presenter, PresenterFilter, Presenters, PresentersError};
#[cfg(feature = "mock")]
pub use renderer::MockRenderer;
pub use renderer::{
    BadPicture, Clip, Film, FilmBrief, PictureBytes, PictureInfo, PictureKind, RenderError, Renderer, Still, Tell,
};
#[cfg(feature = "mock")]
pub use voice::MockVoice;
pub use voice::{Speech, SpeechFileError, Spoken, SpokenWord, Utterance, Voice};
