//! Gemini's clips, by their own wire.

use crate::{
    callbacks::{NOW, hear},
    cast::{Cast, Ware, access, brief, commission},
    stand_in::{Called, Deed, Denied, Mishap, Seen, Sold, StandIn, Trouble},
};
use adforge_adapters_media_apis::{Access, GeminiClips};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_doubles::facts;
use adforge_ports_creative::{
    Bespoke, Commission, FetchError, FilmBrief, Makes, MediaProvider, NotHeard, OrderError, Ordered, PictureBytes,
    Refused, Standing, Word,
};
use adforge_tests_servers::{
    gemini_media::{self as gemini, Call, Ending, GeminiMedia, Says},
    http::{self, Manner, Reply},
    openai_images, standard_webhooks,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use time::{OffsetDateTime, macros::date};

/// What its callbacks are signed with: that of the standard's own example.
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const CLIP: Bespoke = Bespoke::Clip { scene: 0, seconds: 4 };

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
        let failed = |why| Seen::Failed { why, is_paid: true };
        [
            (Ends(Ending::Refusal), failed(Refused::Content)),
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
            (Ends(Ending::At("https://files.example/v1beta/files/abc".to_owned())), failed(Refused::Broke)),
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

/// A clip that was ordered, as it was ordered.
async fn ordered(brief: FilmBrief, scene: usize, seconds: u32) -> serde_json::Value {
    let fake = GeminiMedia::open();
    let piece = Bespoke::Clip { scene, seconds };
    let commission = Commission { brief: Arc::new(brief), piece };
    provider(&fake.url, gemini::KEY).order("adforge-1", &commission).await.unwrap();
    assert_eq!(fake.strange(), [""; 0]);
    fake.sales().remove(0).order
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

#[tokio::test]
async fn a_clip_is_ordered_upright_in_the_background_as_long_as_its_scene() {
    let order = ordered(brief(), 0, 7).await;
    assert_eq!(order["response_format"]["duration"], "7s");
    assert_eq!(order["response_format"]["aspect_ratio"], "9:16");
    assert_eq!(order["response_format"]["delivery"], "uri");
    assert_eq!(order["generation_config"]["video_config"]["task"], "text_to_video");
    assert_eq!(order["input"].as_array().unwrap().len(), 1);
    for (asked, given) in [(1, "3s"), (30, "10s")] {
        assert_eq!(ordered(brief(), 0, asked).await["response_format"]["duration"], given);
    }
    let (fake, provider) = open();
    assert_eq!(provider.makes(), Makes::Clips { shortest: 3, longest: 10 });
    for piece in [Bespoke::Film, Bespoke::Picture, Bespoke::Clip { scene: 2, seconds: 4 }] {
        let refused = provider.order("adforge-1", &commission(piece)).await;
        assert_eq!(refused, Err(OrderError::Refused(Refused::Order)), "{piece:?}");
        assert!(piece != Bespoke::Film || provider.most(&commission(piece)).is_none());
    }
    assert_eq!(fake.sales(), []);
}

#[tokio::test]
async fn a_scene_of_the_product_begins_with_its_picture_and_no_other_does() {
    for (file, kind) in [(gemini::PICTURE, "image/jpeg"), (openai_images::PICTURE, "image/png")] {
        let brief = || {
            let mut brief = FilmBrief { picture: Some(PictureBytes(Arc::from(file))), ..brief() };
            brief.scenes[1].visual = "Close-up of the SÉRUM on wet stone".into();
            brief
        };
        let with = ordered(brief(), 1, 4).await;
        assert_eq!(with["generation_config"]["video_config"]["task"], "image_to_video");
        assert_eq!((&with["input"][0]["type"], &with["input"][0]["mime_type"]), (&"image".into(), &kind.into()));
        assert!(with["input"][1]["text"].as_str().unwrap().starts_with("<FIRST_FRAME> "));
        let without = ordered(brief(), 0, 4).await;
        assert_eq!(without["generation_config"]["video_config"]["task"], "text_to_video");
    }
    for (visual, is_shown) in [
        ("Gros plan sur le produit", true),
        ("Das Produkt, ruhig", true),
        ("sérum autobronzant, en gros plan", true),
        ("A reproduction on the wall", false),
        ("The serious one speaks", false),
    ] {
        let mut brief = FilmBrief { picture: Some(PictureBytes(Arc::from(gemini::PICTURE))), ..brief() };
        brief.scenes[0].visual = visual.into();
        let parts = ordered(brief, 0, 4).await["input"].as_array().unwrap().len();
        assert_eq!(parts == 2, is_shown, "{visual}");
    }
    let mut short = FilmBrief { picture: Some(PictureBytes(Arc::from(gemini::PICTURE))), ..brief() };
    Arc::make_mut(&mut short.product).facts = facts("Oxo 5");
    short.scenes[0].visual = "OXO 5 on a plain ground".into();
    assert_eq!(ordered(short, 0, 4).await["input"].as_array().unwrap().len(), 2, "a name of short words, in full");
}

#[tokio::test]
async fn a_completed_clip_is_done_when_its_file_is_ready() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    fake.files_stand("PROCESSING");
    for _ in 0..2 {
        assert_eq!(Seen::of(&provider.look(&order).await), Seen::Working);
    }
    for says in
        [(403, Says::Models("PERMISSION_DENIED")), (404, Says::Models("NOT_FOUND")), (500, Says::Models("INTERNAL"))]
    {
        fake.next(Call::State, gemini::Trouble::Says(says.0, says.1));
        let look = provider.look(&order).await;
        assert_eq!(Seen::of(&look), Seen::Later(None), "{says:?}: {look:?}");
    }
    fake.files_stand("ACTIVE");
    assert_eq!(Seen::of(&provider.look(&order).await), Seen::Done);
    fake.files_stand("FAILED");
    assert_eq!(Seen::of(&provider.look(&order).await), Seen::Failed { why: Refused::Broke, is_paid: true });
}

#[tokio::test]
async fn what_has_a_name_was_taken_whatever_else_is_said_of_it() {
    let (fake, provider) = open();
    for ending in [Ending::Error("too_many_requests"), Ending::Errors("internal"), Ending::Status("completed")] {
        fake.next(Call::Order, gemini::Trouble::Ends(ending.clone()));
        assert_eq!(placed(&provider).await, fake.sales().pop().unwrap().id, "{ending:?}");
    }
}

#[tokio::test]
async fn a_file_that_stands_still_is_not_waited_for() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    let Standing::Done { link, .. } = provider.look(&order).await.unwrap() else { panic!() };
    fake.next(Call::File, gemini::Trouble::Badly(Manner::Stall));
    assert_eq!(provider.fetch(&link).await, Err(FetchError::Broken("it stands still".into())));
}

#[tokio::test]
async fn a_clip_in_the_answer_is_taken_as_well() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    fake.next(Call::Look, gemini::Trouble::Ends(Ending::Inline(None)));
    let Standing::Done { link, spent } = provider.look(&order).await.unwrap() else { panic!() };
    assert!(spent.unwrap().estimated, "it doesn't say what went into the clip");
    assert!(link.len() < 200, "a link isn't the file: {link}");
    assert!(provider.fetch(&link).await.unwrap() == gemini::CLIP);
    let larger = [&gemini::CLIP[..16], &vec![0; 100_001 - 16]].concat();
    for (file, error) in [(b"<html>".to_vec(), FetchError::WrongKind), (larger, FetchError::TooLarge(100_000))] {
        fake.next(Call::Look, gemini::Trouble::Ends(Ending::Inline(Some(file))));
        assert_eq!(provider.fetch(&link).await.map(|file| file.len()), Err(error));
    }
    assert_eq!((fake.count(Call::State), fake.count(Call::File)), (0, 0));
}

#[tokio::test]
async fn the_key_goes_to_no_other_house() {
    let (fake, provider) = open();
    let (asked, with_key) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (asks, keys) = (Arc::clone(&asked), Arc::clone(&with_key));
    let elsewhere = http::serve(move |request| {
        asks.fetch_add(1, Ordering::SeqCst);
        keys.fetch_add(usize::from(format!("{request:?}").contains("s3cr3t")), Ordering::SeqCst);
        Reply::of(200, "video/mp4", gemini::CLIP.to_vec())
    });
    let order = placed(&provider).await;
    let Standing::Done { link, .. } = provider.look(&order).await.unwrap() else { panic!() };
    fake.next(Call::File, gemini::Trouble::Leads(format!("http://{elsewhere}/clip.mp4")));
    assert!(provider.fetch(&link).await.unwrap() == gemini::CLIP, "where it leads, it is fetched");
    assert_eq!((asked.load(Ordering::SeqCst), with_key.load(Ordering::SeqCst)), (1, 0));
    for strange in [format!("http://{elsewhere}/v1beta/files/x:download?alt=media"), format!("{}/elsewhere", fake.url)]
    {
        let fetched = provider.fetch(&strange).await;
        assert!(matches!(fetched, Err(FetchError::Broken(_))), "{strange}: {fetched:?}");
    }
    for to in ["file:///etc/passwd", "ftp://127.0.0.1/x", ""] {
        fake.next(Call::File, gemini::Trouble::Leads(to.to_owned()));
        assert!(provider.fetch(&link).await.is_err(), "{to}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(fake.strange(), [""; 0]);
}

#[tokio::test]
async fn what_a_clip_costs_is_what_its_tokens_cost_and_never_more_than_its_most() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    let Standing::Done { spent, .. } = provider.look(&order).await.unwrap() else { panic!() };
    // 412 read at 1.50, 137 written at 9 and 23,168 of film at 17.50 dollars a million.
    let tokens = Tokens { input: 412, cached: 0, output: 23_305 };
    let money = Money(618_000 + 1_233_000 + 405_440_000);
    assert_eq!(spent, Some(Spent { tokens, money: Some(money), estimated: false }));
    let most = provider.most(&commission(CLIP)).unwrap();
    // A part of a second may count as a whole one: five of them at 5,792 tokens.
    assert!(money < most && (0.506..0.65).contains(&most.as_dollars()), "{most}");
    let other = Access { model: Some("gemini-omni-1.2-flash".into()), ..access(&fake.url, gemini::KEY) };
    let other = GeminiClips::new(Access { webhook_secret: None, ..other }).unwrap();
    assert_eq!(other.most(&commission(CLIP)), None, "a price that isn't known is none");
    let order = placed(&other).await;
    let Standing::Done { spent, .. } = other.look(&order).await.unwrap() else { panic!() };
    assert_eq!(spent, Some(Spent { tokens, money: None, estimated: false }));
    let findings = other.examine().await.unwrap();
    assert_eq!((findings.has_model, findings.has_price), (Some(true), false));
    assert_eq!(hear(&other, &signed("{}", NOW)).await, Err(NotHeard::NoCallbacks));
}

#[tokio::test]
async fn a_model_that_is_gone_is_told_with_the_day_on_which_it_went() {
    let fake = GeminiMedia::open();
    let gone = Access { model: Some("gemini-omni-flash-preview".into()), ..access(&fake.url, gemini::KEY) };
    let findings = GeminiClips::new(Access { webhook_secret: None, ..gone }).unwrap().examine().await.unwrap();
    assert_eq!((findings.has_model, findings.retires), (Some(false), Some(date!(2026 - 09 - 30))));
}

#[tokio::test]
async fn a_callback_about_something_else_names_what_it_names_and_one_about_nothing_names_nothing() {
    let (_, provider) = open();
    let video = r#"{"type":"video.generated","version":"v1","data":{"id":"v1_x","output_file_uri":"gs://x"}}"#;
    assert_eq!(hear(&provider, &signed(video, NOW)).await, Ok(Some(Word::Reference("v1_x".into()))));
    for nothing in ["{}", "[]", "no JSON", r#"{"data":{"id":7}}"#] {
        assert_eq!(hear(&provider, &signed(nothing, NOW)).await, Ok(None), "{nothing}");
    }
}

#[test]
fn a_secret_that_is_none_and_a_key_with_line_breaks_are_refused_and_none_is_shown() {
    let access = access("http://127.0.0.1:1", gemini::KEY);
    for secret in ["whsec_of_the_tests", "", "whsec_"] {
        let opened = GeminiClips::new(Access { webhook_secret: Some(secret.into()), ..access.clone() });
        assert!(opened.is_err(), "{secret}");
    }
    let shown = format!("{:?}", provider("http://127.0.0.1:1", gemini::KEY));
    assert!(!shown.contains("s3cr3t") && !shown.contains("whsec") && !shown.contains("C2FV"), "{shown}");
    assert!(GeminiClips::new(Access { key: "new\nline".into(), webhook_secret: None, ..access }).is_err());
}
