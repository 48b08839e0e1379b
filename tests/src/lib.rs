//! The cast of the whole-program tests: a server of one's own, its owner, streams, sockets, and eyes for films.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod dice;
mod events;
mod film;
mod gate;
mod machine;
mod owner;
mod products;
mod proxy;
mod server;
mod socket;
mod stage;
mod stream;
mod until;

pub use dice::Dice;
pub use film::{Film, Frame, picture_of};
pub use gate::Gate;
pub use machine::{Tmpfs, Traced, faketime, is_ci, needs, raise_file_limit};
pub use owner::{Answer, Chat, Owner, chooses_angle, chooses_persona, oddly_spelt, url, without_links};
pub use products::{INVENTED, invented, png};
pub use proxy::{Cut, Proxy};
pub use server::{Home, Refused, Server};
pub use socket::Socket;
pub use stage::plays;
pub use stream::{Event, Stream};
pub use until::{PATIENCE, until};
