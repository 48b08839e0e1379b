//! What a speech costs at most, and what it has cost.

use crate::cast::{TEXT, access, says, voice, with};
use adforge_adapters_voices::Access;
use adforge_domain::spending::{Money, Tokens};
use adforge_tests_servers::voices::Kind;

/// What this many dollars are, by hand.
fn usd(dollars: f64) -> Money {
    Money::dollars(dollars).unwrap()
}

#[tokio::test]
async fn what_elevenlabs_charged_is_what_it_says() {
    let characters = TEXT.chars().count() as f64;
    // A model that counts half of the characters charges half a credit each.
    for (model, each) in [("eleven_multilingual_v2", 0.0001), ("eleven_flash_v2_5", 0.00005)] {
        let cast = with(Kind::ElevenLabs, |access| Access { model: Some(model.into()), ..access });
        assert_eq!(cast.voice.most(&says(TEXT)), Some(usd(characters * each)), "{model}");
        let spent = cast.voice.speak(&says(TEXT)).await.unwrap().spent.unwrap();
        let odd = if model.contains("flash") { (characters / 2.0).ceil() * 2.0 } else { characters };
        assert_eq!((spent.money, spent.estimated), (Some(usd(odd * each)), false), "{model}");
        assert_eq!(spent.tokens, Tokens::default());
    }
}

#[tokio::test]
async fn heygen_is_paid_by_the_second() {
    let cast = with(Kind::Heygen, |it| it);
    let spent = cast.voice.speak(&says(TEXT)).await.unwrap().spent.unwrap();
    let seconds = cast.fake.sales()[0].take.seconds();
    let charged = spent.money.unwrap().as_dollars();
    assert!((charged - seconds * 0.000667).abs() < 0.000001 && !spent.estimated, "{charged}");
    assert!(cast.voice.most(&says(TEXT)).unwrap() > spent.money.unwrap());
}

#[tokio::test]
async fn what_openai_took_is_reckoned_since_it_does_not_say() {
    let cast = with(Kind::OpenAi, |it| it);
    let spent = cast.voice.speak(&says(TEXT)).await.unwrap().spent.unwrap();
    let seconds = cast.fake.sales()[0].take.seconds();
    assert!((spent.money.unwrap().as_dollars() - seconds * 0.00025).abs() < 0.000001 && spent.estimated);
    assert!(cast.voice.most(&says(TEXT)).unwrap() > spent.money.unwrap());
}

#[tokio::test]
async fn a_server_of_this_machine_that_takes_whoever_comes_is_free() {
    let cast = with(Kind::Local, |it| it);
    assert_eq!((cast.voice.is_free(), cast.voice.most(&says(TEXT))), (true, Some(Money::default())));
    assert_eq!(cast.voice.speak(&says(TEXT)).await.unwrap().spent, None);
    for url in ["http://localhost:8880/v1", "http://[::1]:8880/v1"] {
        assert!(voice(Kind::Local, access(Kind::Local, url)).is_free(), "{url}");
    }
    let elsewhere = voice(Kind::Local, access(Kind::Local, "http://192.168.1.7:8880/v1"));
    assert!(!elsewhere.is_free(), "nobody knows what a server elsewhere asks");
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi] {
        assert!(!voice(kind, access(kind, "http://127.0.0.1:1")).is_free(), "{kind:?}");
    }
}

#[tokio::test]
async fn a_price_that_is_not_known_is_none_and_never_nothing() {
    for kind in [Kind::ElevenLabs, Kind::Local] {
        let unknown = |access| Access {
            model: Some("new-model".into()),
            key: Some(adforge_tests_servers::voices::KEY.into()),
            ..access
        };
        let cast = with(kind, unknown);
        assert_eq!(cast.voice.most(&says(TEXT)), None);
        let spent = cast.voice.speak(&says(TEXT)).await.unwrap().spent.unwrap();
        assert_eq!((spent.money, spent.estimated), (None, true));
    }
}
