//! fal, by its own wire.

mod calling;
mod told;

use crate::{
    cast::{Cast, Ware, access, commission},
    stand_in::{Called, Deed, Denied, Mishap, Seen, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, Fal};
use adforge_ports_creative::{Bespoke, Cost, Refused};
use adforge_tests_servers::fal::{self, Call, Ending, Says};
use std::sync::Arc;
use time::OffsetDateTime;

/// What fal says of who has no money.
const LOCKED: Says = Says::Text("User is locked. Reason: Exhausted balance. Top up at fal.ai/dashboard/billing");
const CLIP: Bespoke = Bespoke::Clip { scene: 0, seconds: 5 };

/// Clips at fal.
pub(crate) fn opens_clips(key: Option<&str>, url: Option<&str>) -> Cast {
    let ware = Ware { kind: "video/mp4", file: fal::CLIP, other: "video/webm" };
    opens(Fal::clips, CLIP, ware, key, url)
}

/// Pictures at fal.
pub(crate) fn opens_pictures(key: Option<&str>, url: Option<&str>) -> Cast {
    let ware = Ware { kind: "image/png", file: fal::PICTURE, other: "image/gif" };
    opens(Fal::pictures, Bespoke::Picture, ware, key, url)
}

fn opens<E: std::fmt::Debug>(
    new: fn(Access) -> Result<Fal, E>,
    piece: Bespoke,
    ware: Ware,
    key: Option<&str>,
    url: Option<&str>,
) -> Cast {
    let fake = fal::Fal::open();
    let provider = new(called(url.unwrap_or(&fake.url), key.unwrap_or(fal::KEY))).unwrap();
    Cast {
        provider: Arc::new(provider),
        url: fake.url.clone(),
        fake: Box::new(Fake(Arc::new(fake))),
        commission: commission(piece),
        ware,
        at_once: false,
    }
}

/// Who wants to be called.
fn called(url: &str, key: &str) -> Access {
    let callback = "https://ads.example.com/api/webhooks/video/fal?a=b".parse().unwrap();
    Access { webhook_secret: None, callback_url: Some(callback), ..access(url, key) }
}

/// Clips by a stand-in of one's own.
fn open() -> (Arc<fal::Fal>, Fal) {
    let fake = Arc::new(fal::Fal::open());
    let provider = Fal::clips(called(&fake.url, fal::KEY)).unwrap();
    (fake, provider)
}

/// The stand-in, for the lines that hold for all.
struct Fake(Arc<fal::Fal>);

impl StandIn for Fake {
    fn strange(&self) -> Vec<String> {
        self.0.strange()
    }

    fn sales(&self) -> Vec<Sold> {
        let sold = |sale: fal::Sale| {
            let app: Vec<&str> = sale.endpoint.split('/').take(2).collect();
            Sold { key: None, reference: format!("/{}/requests/{}", app.join("/"), sale.id), order: sale.order }
        };
        self.0.sales().into_iter().map(sold).collect()
    }

    fn next(&self, deed: Deed, trouble: Trouble) {
        let call = match deed {
            Deed::Order => Call::Order,
            Deed::Look => Call::Status,
            Deed::File => Call::File,
        };
        let own = match trouble {
            Trouble::Badly(manner) => fal::Trouble::Badly(manner),
            Trouble::Deaf => fal::Trouble::Deaf,
            Trouble::Broke(status) => fal::Trouble::Says(status, Says::Platform("internal_error")),
            Trouble::File(kind, bytes) => fal::Trouble::File(kind, bytes),
        };
        self.0.next(call, own);
    }

    fn denials(&self) -> Vec<Mishap<Denied>> {
        use fal::Trouble::{After, At, Body, Says as Answers};
        let refused = Denied::Refused;
        let limit = Says::Platform("concurrent_requests_limit");
        [
            (After(429, limit, "7"), Denied::Later(Some(7))),
            (Answers(429, limit), Denied::Later(None)),
            (Answers(403, LOCKED), refused(Refused::Funds)),
            (Answers(403, Says::Text("Forbidden")), refused(Refused::Key)),
            (Answers(422, Says::Model("content_policy_violation")), refused(Refused::Content)),
            (Answers(422, Says::Model("value_error")), refused(Refused::Order)),
            (Answers(400, Says::Platform("bad_request")), refused(Refused::Order)),
            (Answers(404, Says::Text("Application not found")), refused(Refused::Order)),
            (Answers(504, Says::Platform("request_timeout")), Denied::Unknown),
            (Body("{}"), Denied::Unknown),
            (At("https://example.com/fal-ai/x/requests/{id}"), Denied::Unknown),
            (At("{url}@example.com/fal-ai/x/requests/{id}"), Denied::Unknown),
        ]
        .map(|(trouble, wanted)| {
            let (fake, what) = (Arc::clone(&self.0), format!("{trouble:?}"));
            Mishap::new(what, wanted, move || fake.next(Call::Order, trouble.clone()))
        })
        .into()
    }

    fn sights(&self) -> Vec<Mishap<Seen>> {
        use Ending::{Early, Empty, Error, Inline, Silently, Word};
        let failed = |why, is_paid| Seen::Failed { why, cost: if is_paid { Cost::Perhaps } else { Cost::Nothing } };
        let endings = [
            (Error(422, Says::Model("content_policy_violation")), failed(Refused::Content, true)),
            (Silently(422, Says::Model("content_policy_violation")), failed(Refused::Content, true)),
            (Error(422, Says::Model("image_too_small")), failed(Refused::Order, true)),
            (Error(400, Says::Platform("bad_request")), failed(Refused::Order, false)),
            (Error(504, Says::Model("generation_timeout")), failed(Refused::Broke, false)),
            (Error(500, Says::Platform("runner_server_error")), failed(Refused::Broke, false)),
            (Silently(500, Says::Model("downstream_service_error")), failed(Refused::Broke, false)),
            (Silently(500, Says::Platform("internal_error")), Seen::Later(None)),
            (Early, Seen::Working),
            (Word("IN_TRANSIT"), Seen::Working),
            (Empty, failed(Refused::Broke, true)),
            (Inline, Seen::Done),
        ];
        let endings = endings.map(|(ending, wanted)| {
            let fake = Arc::clone(&self.0);
            Mishap::new(format!("{ending:?}"), wanted, move || {
                fake.hurries();
                fake.ends(ending);
            })
        });
        let limit = Says::Platform("concurrent_requests_limit");
        let answers = [
            (Call::Status, fal::Trouble::After(429, limit, "3"), Seen::Later(Some(3))),
            (Call::Status, fal::Trouble::Says(403, LOCKED), Seen::Later(None)),
            (Call::Status, fal::Trouble::Body("{}"), Seen::Later(None)),
            (Call::Result, fal::Trouble::Says(401, Says::Text("invalid key credentials")), Seen::Key),
            (Call::Result, fal::Trouble::Says(404, Says::Text("gone")), Seen::Gone),
            (Call::Result, fal::Trouble::After(429, limit, "4"), Seen::Later(Some(4))),
            (Call::Result, fal::Trouble::Badly(adforge_tests_servers::http::Manner::Cut), Seen::Later(None)),
        ];
        let answers = answers.map(|(call, trouble, wanted)| {
            let (fake, what) = (Arc::clone(&self.0), format!("{call:?}: {trouble:?}"));
            Mishap::new(what, wanted, move || {
                fake.hurries();
                fake.next(call, trouble.clone());
            })
        });
        endings.into_iter().chain(answers).collect()
    }

    fn holds(&self, holds: bool) {
        self.0.holds(holds);
    }

    fn expires_links(&self) -> bool {
        self.0.expires_links();
        true
    }

    fn callbacks(&self, sold: &Sold, at: OffsetDateTime) -> Vec<Called> {
        let sale = self.0.sales().into_iter().find(|sale| sold.reference.ends_with(&sale.id)).unwrap();
        [true, false].map(|done| calling::as_sent(self.0.callback(&sale, at.unix_timestamp(), done))).into()
    }

    fn forgeries(&self, sold: &Sold, at: OffsetDateTime) -> Vec<(&'static str, Called)> {
        calling::forgeries(&self.callbacks(sold, at)[0], &self.0, at)
    }
}
