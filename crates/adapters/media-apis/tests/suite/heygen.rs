//! HeyGen, by its own wire.

use crate::{
    callbacks::{NOW, hear},
    cast::{Cast, SECRET, Ware, access, brief, commission, presenter},
    stand_in::{Called, Deed, Denied, Mishap, Seen, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, Heygen};
use adforge_domain::spending::Money;
use adforge_ports_creative::{
    Bespoke, Commission, Cost, FilmBrief, MediaProvider, NotHeard, OrderError, Refused, Word,
};
use adforge_tests_servers::heygen::{self, Call};
use std::sync::Arc;
use time::OffsetDateTime;

/// HeyGen and its stand-in.
pub(crate) fn opens(key: Option<&str>, url: Option<&str>) -> Cast {
    let fake = heygen::Heygen::open();
    let provider = Heygen::new(access(url.unwrap_or(&fake.url), key.unwrap_or(heygen::KEY))).unwrap();
    Cast {
        provider: Arc::new(provider),
        url: fake.url.clone(),
        fake: Box::new(Fake(Arc::new(fake))),
        commission: commission(Bespoke::Film),
        ware: Ware { kind: "video/mp4", file: heygen::FILM, other: "video/webm" },
        at_once: false,
    }
}

/// The stand-in, for the lines that hold for all.
struct Fake(Arc<heygen::Heygen>);

impl StandIn for Fake {
    fn strange(&self) -> Vec<String> {
        self.0.strange()
    }

    fn sales(&self) -> Vec<Sold> {
        let sales = self.0.sales().into_iter();
        sales.map(|sale| Sold { key: Some(sale.key), reference: sale.video_id, order: sale.order }).collect()
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
        use heygen::Trouble::{After, Error, ErrorInside};
        let refused = Denied::Refused;
        [
            (After(429, "rate_limit_exceeded", "7"), Denied::Later(Some(7))),
            (Error(429, "rate_limit_exceeded"), Denied::Later(None)),
            (Error(409, "request_in_progress"), Denied::Later(Some(2))),
            (Error(402, "insufficient_credit"), refused(Refused::Funds)),
            (Error(429, "insufficient_credit"), refused(Refused::Funds)),
            (Error(403, "forbidden"), refused(Refused::Key)),
            (Error(400, "invalid_parameter"), refused(Refused::Order)),
            (Error(400, "blocked_words_detected"), refused(Refused::Content)),
            (ErrorInside("insufficient_credit"), refused(Refused::Funds)),
            (ErrorInside("invalid_parameter"), refused(Refused::Order)),
        ]
        .map(|(trouble, wanted)| mishap(&self.0, Call::Order, trouble, wanted))
        .into()
    }

    fn sights(&self) -> Vec<Mishap<Seen>> {
        use heygen::Trouble::{After, ErrorInside, Fails};
        let failed = |why| Seen::Failed { why, cost: Cost::Nothing };
        [
            (Fails("rendering_failed"), failed(Refused::Broke)),
            (Fails("insufficient_credit"), failed(Refused::Funds)),
            (Fails("MODERATION_FAILED"), failed(Refused::Content)),
            (After(429, "rate_limit_exceeded", "3"), Seen::Later(Some(3))),
            (ErrorInside("internal_error"), Seen::Later(None)),
        ]
        .map(|(trouble, wanted)| mishap(&self.0, Call::Look, trouble, wanted))
        .into()
    }

    fn holds(&self, holds: bool) {
        self.0.holds_films(holds);
    }

    fn expires_links(&self) -> bool {
        self.0.expires_links();
        true
    }

    fn callbacks(&self, sold: &Sold, at: OffsetDateTime) -> Vec<Called> {
        let sale = self.0.sales().into_iter().find(|sale| sale.video_id == sold.reference).unwrap();
        let called = |done| signed(&self.0.callback(&sale, "evt-1", done), at);
        vec![called(true), called(false)]
    }

    fn word(&self, sold: &Sold) -> Word {
        Word::Key(sold.key.clone().unwrap())
    }

    fn forgeries(&self, sold: &Sold, at: OffsetDateTime) -> Vec<(&'static str, Called)> {
        let good = self.callbacks(sold, at).remove(0);
        let signature = good.headers["heygen-signature"].clone();
        let signed_by = |signature: &str| good.clone().with("heygen-signature", signature);
        vec![
            ("cut", signed_by(&signature[..62])),
            ("half a digit", signed_by(&signature[..63])),
            ("longer", signed_by(&format!("{signature}00"))),
            ("no digits", signed_by("zz")),
            ("empty", signed_by("")),
            ("another's", signed_by(&heygen::signature("whsec_of_somebody", &good.body))),
            ("no time", good.clone().without("heygen-timestamp")),
            ("a time that is none", good.clone().with("heygen-timestamp", "soon")),
        ]
    }
}

/// What the stand-in itself calls it.
fn own(trouble: Trouble) -> heygen::Trouble {
    match trouble {
        Trouble::Badly(manner) => heygen::Trouble::Badly(manner),
        Trouble::Deaf => heygen::Trouble::Deaf,
        Trouble::Broke(status) => heygen::Trouble::Error(status, "internal_error"),
        Trouble::File(kind, bytes) => heygen::Trouble::File(kind, bytes),
    }
}

fn mishap<T>(fake: &Arc<heygen::Heygen>, call: Call, trouble: heygen::Trouble, wanted: T) -> Mishap<T> {
    let (fake, what) = (Arc::clone(fake), format!("{trouble:?}"));
    Mishap::new(what, wanted, move || fake.next(call, trouble.clone()))
}

/// A callback as HeyGen signs it.
fn signed(body: &str, at: OffsetDateTime) -> Called {
    let (signature, at) = (heygen::signature(SECRET, body), at.unix_timestamp().to_string());
    Called::new(&[("heygen-signature", &signature), ("heygen-timestamp", &at)], body)
}

fn open() -> (Arc<heygen::Heygen>, Heygen) {
    let fake = heygen::Heygen::open();
    let provider = Heygen::new(access(&fake.url, heygen::KEY)).unwrap();
    (Arc::new(fake), provider)
}

#[tokio::test]
async fn a_film_is_ordered_upright_with_the_whole_script() {
    let (fake, heygen) = open();
    heygen.order("adforge-1", &commission(Bespoke::Film)).await.unwrap();
    let order = &fake.sales()[0].order;
    assert_eq!(order["script"], "Été ?\n\nUn hâle \"naturel\".\n\nEssayez.");
    assert_eq!((&order["aspect_ratio"], &order["callback_id"]), (&"9:16".into(), &"adforge-1".into()));
    let clip = commission(Bespoke::Clip { scene: 0, seconds: 5 });
    let refused = heygen.order("adforge-2", &clip).await;
    assert_eq!(refused, Err(OrderError::Refused(Refused::Order)), "it makes no clips");
}

#[test]
fn a_film_costs_at_most_half_as_much_again_as_its_scenes_take() {
    let heygen = Heygen::new(access("http://127.0.0.1:1", heygen::KEY)).unwrap();
    assert_eq!(heygen.most(&commission(Bespoke::Film)), Money::dollars(10.0 * 1.5 * 0.10));
    let unknown = Access { model: Some("avatar_v".into()), ..access("http://127.0.0.1:1", heygen::KEY) };
    assert_eq!(Heygen::new(unknown).unwrap().most(&commission(Bespoke::Film)), None, "unknown isn't nothing");
}

#[tokio::test]
async fn the_avatar_is_the_one_that_was_asked_for_else_one_like_the_presenter() {
    let (fake, heygen) = open();
    let cases = [
        (None, "Abigail_standing_office_front"),
        (Some(presenter("Albert_sitting_sofa_front", "male")), "Albert_sitting_sofa_front"),
        (Some(presenter("Albert_sitting_sofa_front", "female")), "Albert_sitting_sofa_front"),
        (Some(presenter("avatar-male-30", "Male")), "Albert_sitting_sofa_front"),
        (Some(presenter("avatar-female-45", "female")), "Abigail_standing_office_front"),
    ];
    for (number, (presenter, avatar)) in cases.into_iter().enumerate() {
        let brief = Arc::new(FilmBrief { presenter, ..brief() });
        heygen.order(&format!("key-{number}"), &Commission { brief, piece: Bespoke::Film }).await.unwrap();
        assert_eq!(fake.sales()[number].order["avatar_id"], avatar);
    }
    assert_eq!(fake.count(Call::Looks), 1, "the cast is asked for once an hour");
}

#[tokio::test]
async fn a_signature_that_was_made_elsewhere_is_known_and_older_callbacks_name_it_otherwise() {
    // Made by `openssl dgst -sha256 -hmac whsec_of_the_tests` over the body below, not by the code that checks it.
    const KNOWN: &str = "ec153b41b4675f50d3eaa557f54c5f8cf9d2279ef4084b2ea5baf556185085f7";
    const BODY: &str =
        r#"{"event_type":"avatar_video.success","event_data":{"video_id":"v","callback_id":"adforge-1"}}"#;
    let heygen = Heygen::new(access("http://127.0.0.1:1", heygen::KEY)).unwrap();
    let called = Called::new(&[("heygen-timestamp", &NOW.unix_timestamp().to_string())], BODY);
    for name in ["heygen-signature", "signature"] {
        let heard = hear(&heygen, &called.clone().with(name, KNOWN)).await;
        assert_eq!(heard, Ok(Some(Word::Key("adforge-1".into()))), "{name}");
    }
    let deaf = Access { webhook_secret: None, ..access("http://127.0.0.1:1", heygen::KEY) };
    let deaf = Heygen::new(deaf).unwrap();
    assert_eq!(hear(&deaf, &called.with("heygen-signature", KNOWN)).await, Err(NotHeard::NoCallbacks));
}

#[tokio::test]
async fn what_is_left_of_the_account_is_told_where_it_has_a_purse() {
    let (fake, heygen) = open();
    assert_eq!(heygen.examine().await.unwrap().quota.as_deref(), Some("12.50 usd"));
    fake.next(Call::Me, heygen::Trouble::Error(500, "internal_error"));
    assert!(heygen.examine().await.is_err());
    let findings = Heygen::new(Access { model: Some("avatar_v".into()), ..access(&fake.url, heygen::KEY) }).unwrap();
    let findings = findings.examine().await.unwrap();
    assert!(!findings.has_price && findings.has_model.is_none(), "a price that isn't known is none");
}

#[test]
fn a_key_stands_in_no_debug_and_has_no_line_breaks() {
    let heygen = Heygen::new(access("http://127.0.0.1:1", heygen::KEY)).unwrap();
    let shown = format!("{heygen:?}");
    assert!(!shown.contains(heygen::KEY) && !shown.contains("whsec"), "{shown}");
    assert!(Heygen::new(access("http://127.0.0.1:1", "new\nline")).is_err());
}
