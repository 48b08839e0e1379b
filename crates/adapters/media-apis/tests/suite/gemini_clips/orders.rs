//! Clips as they are ordered, and what they cost.

use super::{CLIP, open, placed, provider, signed};
use crate::{
    callbacks::{NOW, hear},
    cast::{access, brief, commission},
};
use adforge_adapters_media_apis::{Access, GeminiClips};
use adforge_domain::spending::{Money, Spent, Tokens};
use adforge_doubles::facts;
use adforge_ports_creative::{
    Bespoke, Commission, FilmBrief, Makes, MediaProvider, NotHeard, OrderError, PictureBytes, Refused, Standing,
};
use adforge_tests_servers::{
    gemini_media::{self as gemini, Call, Ending, GeminiMedia},
    openai_images,
};
use std::sync::Arc;
use time::macros::date;

/// A clip that was ordered, as it was ordered.
async fn ordered(brief: FilmBrief, scene: usize, seconds: u32) -> serde_json::Value {
    let fake = GeminiMedia::open();
    let piece = Bespoke::Clip { scene, seconds };
    let commission = Commission { brief: Arc::new(brief), piece };
    provider(&fake.url, gemini::KEY).order("adforge-1", &commission).await.unwrap();
    assert_eq!(fake.strange(), [""; 0]);
    fake.sales().remove(0).order
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
async fn what_has_a_name_was_taken_whatever_else_is_said_of_it() {
    let (fake, provider) = open();
    for ending in [Ending::Error("too_many_requests"), Ending::Errors("internal"), Ending::Status("completed")] {
        fake.next(Call::Order, gemini::Trouble::Ends(ending.clone()));
        assert_eq!(placed(&provider).await, fake.sales().pop().unwrap().id, "{ending:?}");
    }
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
