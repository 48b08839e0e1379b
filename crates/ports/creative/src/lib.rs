//! What AdForge asks of those who write and film: briefs in, cards, films and pictures out.
//!
//! Whoever implements one of these traits never talks to a client and never touches the store.

mod bill;
mod brief;
mod copywriter;
mod presenters;
mod renderer;
mod video_provider;

#[cfg(feature = "mock")]
pub use bill::MockBill;
pub use bill::{Account, Bill, BillError, Call, EntryId};
pub use brief::{Brief, Subject};
#[cfg(feature = "mock")]
pub use copywriter::MockCopywriter;
pub use copywriter::{Answer, Card, Copywriter, Done, Piece, Pieces, WriterError};
pub use presenters::{Presenter, PresenterFilter, Presenters};
#[cfg(feature = "mock")]
pub use renderer::MockRenderer;
pub use renderer::{
    BadPicture, Film, FilmBrief, PictureBytes, PictureInfo, PictureKind, RenderError, Renderer, Still, Tell,
};
pub use video_provider::{Callback, FetchError, LookError, NotHeard, OrderError, Refused, Standing, VideoProvider};
