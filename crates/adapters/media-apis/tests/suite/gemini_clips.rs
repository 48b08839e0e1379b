//! Gemini's clips, by their own wire.

mod callbacks;
mod files;
mod orders;

use crate::{
    cast::{Cast, Ware, access, commission},
    stand_in::{Called, Deed, Denied, Mishap, Seen, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, GeminiClips};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_ports_creative::{Bespoke, Cost, MediaProvider, Ordered, Refused};
use adforge_tests_servers::{
    gemini_media::{self as gemini, Call, Ending, GeminiMedia, Says},
    standard_webhooks,
};
use std::sync::Arc;
use time::OffsetDateTime;

/// What its callbacks are signed with: that of the standard's own example.
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/// What a refusal used: 154 tokens read at 1.50, and 61 of words at 9 dollars a million.
const REFUSAL: Cost = told(154, 61, 231_000 + 549_000);
/// What a clip used: 412 read, 137 of thoughts, and 23,168 of film at 17.50 dollars a million.
const MADE: Cost = told(412, 23_305, 618_000 + 1_233_000 + 405_440_000);
const CLIP: Bespoke = Bespoke::Clip { scene: 0, seconds: 4 };

const fn told(input: u64, output: u64, money: u64) -> Cost {
    let tokens = Tokens { input, cached: 0, output };
    Cost::Told(Spent { tokens, money: Some(Money(money)), estimated: false })
}

/// Gemini's clips and their stand-in.
pub(crate) fn opens(key: Option<&str>, url: Option<&str>) -> Cast {
    let fake = GeminiMedia::open();
    let provider = provider(url.unwrap_or(&fake.url), key.unwrap_or(gemini::KEY));
    Cast {
        provider: Arc::new(provider),
        url: fake.url.clone(),
        fake: Box::new(Fake(Arc::new(fake))),
        commission: commission(CLIP),
        ware: Ware { kind: "video/mp4", file: gemini::CLIP, other: "video/webm" },
        at_once: false,
    }
}

fn provider(url: &str, key: &str) -> GeminiClips {
    GeminiClips::new(Access { webhook_secret: Some(SECRET.to_owned()), ..access(url, key) }).unwrap()
}

/// The stand-in, for the lines that hold for all.
struct Fake(Arc<GeminiMedia>);

impl StandIn for Fake {
    fn strange(&self) -> Vec<String> {
        self.0.strange()
    }

    fn sales(&self) -> Vec<Sold> {
        self.0.sales().into_iter().map(|sale| Sold { key: None, reference: sale.id, order: sale.order }).collect()
    }

    fn next(&self, deed: Deed, trouble: Trouble) {
        let call = match deed {
            Deed::Order => Call::Order,
            Deed::Look => Call::Look,
            Deed::File => Call::File,
        };
        self.0.next(call, own(trouble));
    }

    fn denials(&self) -> Vec<Mishap<Denied>> {
        denials().map(|(trouble, wanted)| mishap(&self.0, Call::Order, trouble, wanted)).into()
    }

    fn sights(&self) -> Vec<Mishap<Seen>> {
        use gemini::Trouble::{After, Ends, Says as Error};
        let failed = |why| Seen::Failed { why, cost: Cost::Perhaps };
        [
            (Ends(Ending::Refusal), Seen::Failed { why: Refused::Content, cost: REFUSAL }),
            (Ends(Ending::Errors("internal")), failed(Refused::Broke)),
            (Ends(Ending::Error("internal")), failed(Refused::Broke)),
            (Ends(Ending::Errors("SAFETY")), failed(Refused::Content)),
            // A limit that is told only when it is asked after: what has a name isn't free.
            (Ends(Ending::Error("too_many_requests")), failed(Refused::Broke)),
            (Ends(Ending::Errors("invalid_request")), failed(Refused::Order)),
            (Ends(Ending::Status("failed")), failed(Refused::Broke)),
            (Ends(Ending::Status("cancelled")), failed(Refused::Broke)),
            (Ends(Ending::Status("incomplete")), failed(Refused::Broke)),
            (Ends(Ending::Status("requires_action")), failed(Refused::Order)),
            (Ends(Ending::Status("budget_exceeded")), failed(Refused::Funds)),
            (Ends(Ending::Status("queued")), Seen::Working),
            (Ends(Ending::Status("in_a_good_mood")), Seen::Working),
            (Ends(Ending::Inline(None)), Seen::Done),
            (
                Ends(Ending::At("https://files.example/v1beta/files/abc".to_owned())),
                Seen::Failed { why: Refused::Broke, cost: MADE },
            ),
            (Error(429, Says::Wait("23s")), Seen::Later(Some(23))),
            (After(429, Says::Wait("23s"), "9"), Seen::Later(Some(9))),
            // Of those that say we asked wrongly some pass by, too.
            (Error(400, Says::Interactions("invalid_request")), Seen::Later(None)),
            (Error(200, Says::Interactions("internal")), Seen::Later(None)),
            (Error(400, Says::NoSuchInteraction), Seen::Gone),
            (Error(404, Says::FrontDoor("NOT_FOUND")), Seen::Gone),
            (Error(403, Says::Models("PERMISSION_DENIED")), Seen::Key),
        ]
        .map(|(trouble, wanted)| mishap(&self.0, Call::Look, trouble, wanted))
        .into()
    }

    fn holds(&self, holds: bool) {
        self.0.holds(holds);
    }

    fn callbacks(&self, sold: &Sold, at: OffsetDateTime) -> Vec<Called> {
        [true, false].map(|done| signed(&gemini::callback(&sold.reference, done), at)).into()
    }

    fn forgeries(&self, sold: &Sold, at: OffsetDateTime) -> Vec<(&'static str, Called)> {
        let good = self.callbacks(sold, at).remove(0);
        let other = standard_webhooks::signature(
            "whsec_AAAAsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_1",
            at.unix_timestamp(),
            &good.body,
        );
        vec![
            ("another's", good.clone().with("webhook-signature", &other)),
            ("empty", good.clone().with("webhook-signature", "")),
            ("another id", good.clone().with("webhook-id", "msg_2")),
            ("no id", good.clone().without("webhook-id")),
            ("no time", good.clone().without("webhook-timestamp")),
            ("a time that is none", good.with("webhook-timestamp", "soon")),
        ]
    }
}

/// What an order of either sort is denied with.
pub(crate) fn denials() -> [(gemini::Trouble, Denied); 17] {
    use gemini::Trouble::{After, Says as Error};
    let refused = Denied::Refused;
    [
        (Error(429, Says::Wait("23.397s")), Denied::Later(Some(23))),
        (After(429, Says::Wait("23s"), "7"), Denied::Later(Some(7))),
        (Error(429, Says::Message("too_many_requests", "Please retry in 31.5s.")), Denied::Later(Some(31))),
        (Error(429, Says::FrontDoor("RESOURCE_EXHAUSTED")), Denied::Later(None)),
        (Error(429, Says::Day), refused(Refused::Funds)),
        (Error(400, Says::Models("FAILED_PRECONDITION")), refused(Refused::Funds)),
        (Error(400, Says::FrontDoor("FAILED_PRECONDITION")), refused(Refused::Funds)),
        (Error(400, Says::Key), refused(Refused::Key)),
        (Error(403, Says::FrontDoor("PERMISSION_DENIED")), refused(Refused::Key)),
        (Error(400, Says::Interactions("SAFETY")), refused(Refused::Content)),
        (Error(400, Says::Models("PROHIBITED_CONTENT")), refused(Refused::Content)),
        (
            Error(400, Says::Message("invalid_request", "It was blocked by our Safety filters")),
            refused(Refused::Content),
        ),
        (Error(400, Says::Interactions("invalid_request")), refused(Refused::Order)),
        (Error(400, Says::FrontDoor("INVALID_ARGUMENT")), refused(Refused::Order)),
        (Error(404, Says::Models("NOT_FOUND")), refused(Refused::Order)),
        (Error(200, Says::Interactions("invalid_request")), refused(Refused::Order)),
        (Error(503, Says::Models("UNAVAILABLE")), Denied::Unknown),
    ]
}

/// What the stand-in itself calls it.
pub(crate) fn own(trouble: Trouble) -> gemini::Trouble {
    match trouble {
        Trouble::Badly(manner) => gemini::Trouble::Badly(manner),
        Trouble::Deaf => gemini::Trouble::Deaf,
        Trouble::Broke(status) => gemini::Trouble::Says(status, Says::Interactions("internal")),
        Trouble::File(kind, bytes) => gemini::Trouble::File(kind, bytes),
    }
}

pub(crate) fn mishap<T>(fake: &Arc<GeminiMedia>, call: Call, trouble: gemini::Trouble, wanted: T) -> Mishap<T> {
    let (fake, what) = (Arc::clone(fake), format!("{trouble:?}"));
    Mishap::new(what, wanted, move || fake.next(call, trouble.clone()))
}

fn signed(body: &str, at: OffsetDateTime) -> Called {
    let at = at.unix_timestamp();
    let signature = standard_webhooks::signature(SECRET, "msg_1", at, body);
    let headers =
        [("webhook-id", "msg_1"), ("webhook-timestamp", &at.to_string()), ("webhook-signature", signature.as_str())];
    Called::new(&headers, body)
}

fn open() -> (GeminiMedia, GeminiClips) {
    let fake = GeminiMedia::open();
    let provider = provider(&fake.url, gemini::KEY);
    (fake, provider)
}

async fn placed(provider: &GeminiClips) -> String {
    match provider.order("adforge-1", &commission(CLIP)).await.unwrap() {
        Ordered::Placed(reference) => reference,
        Ordered::Made { .. } => panic!("at once"),
    }
}
