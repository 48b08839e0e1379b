//! Whether a voice would speak, by its cheapest question.

use crate::cast::{access, all, impatient, voice, with};
use adforge_adapters_voices::Access;
use adforge_ports_creative::{Findings, Unwell};
use adforge_tests_servers::{
    http::Manner,
    voices::{Call, Kind, Trouble},
};

fn asked(kind: Kind) -> Call {
    match kind {
        Kind::ElevenLabs | Kind::Heygen => Call::Account,
        Kind::OpenAi | Kind::Local => Call::Models,
    }
}

#[tokio::test]
async fn a_voice_that_is_well_says_what_is_known_of_it_and_sells_nothing() {
    for cast in all() {
        let found = cast.voice.examine().await.unwrap();
        let wanted = match cast.fake.kind() {
            Kind::ElevenLabs => Findings {
                has_model: Some(true),
                retires: None,
                quota: Some("82769 characters".into()),
                has_price: true,
            },
            Kind::Heygen => Findings { quota: Some("12.50 usd".into()), has_price: true, ..Findings::default() },
            Kind::OpenAi => Findings {
                has_model: Some(true),
                retires: time::Date::from_calendar_date(2027, time::Month::January, 6).ok(),
                quota: None,
                has_price: true,
            },
            Kind::Local => Findings { has_price: true, ..Findings::default() },
        };
        assert_eq!(found, wanted, "{:?}", cast.fake.kind());
        assert_eq!((cast.fake.count(Call::Speak), cast.fake.count(asked(cast.fake.kind()))), (0, 1));
    }
}

#[tokio::test]
async fn the_day_on_which_a_model_ends_is_what_its_provider_says() {
    let cast = with(Kind::OpenAi, |it| it);
    let day = |month, day| time::Date::from_calendar_date(2027, month, day).ok();
    // Where it says none, our own table's day.
    for (says, wanted) in [("\"2027-02-03\"", day(time::Month::February, 3)), ("null", day(time::Month::January, 6))] {
        let models = format!("{{\"data\":[{{\"id\":\"gpt-4o-mini-tts\",\"shutdown_date\":{says}}}]}}");
        cast.fake.next(Call::Models, Trouble::Says(200, "application/json", models.into_bytes()));
        assert_eq!(cast.voice.examine().await.unwrap().retires, wanted);
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_or_does_not_speak_is_found_out() {
    for (kind, model) in [(Kind::ElevenLabs, "eleven_multilingual_sts_v2"), (Kind::OpenAi, "tts-9")] {
        let cast = with(kind, |access| Access { model: Some(model.into()), ..access });
        let found = cast.voice.examine().await.unwrap();
        assert_eq!((found.has_model, found.has_price), (Some(false), false), "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_not_good_is_told() {
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi] {
        let cast = with(kind, |access| Access { key: Some("sk_of_somebody_else".into()), ..access });
        assert_eq!(cast.voice.examine().await, Err(Unwell::Key), "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_that_may_only_speak_is_a_good_one() {
    let cast = with(Kind::ElevenLabs, |it| it);
    for call in [Call::Account, Call::Models] {
        cast.fake.next(call, Trouble::Error(401, "new:authentication_error/missing_permissions"));
    }
    let found = cast.voice.examine().await.unwrap();
    assert_eq!((found.has_model, found.quota), (None, None));
}

#[tokio::test]
async fn an_account_with_nothing_left_is_told() {
    let cast = with(Kind::ElevenLabs, |it| it);
    let empty = br#"{"character_count":10,"character_limit":10}"#;
    cast.fake.next(Call::Account, Trouble::Says(200, "application/json", empty.to_vec()));
    assert_eq!(cast.voice.examine().await, Err(Unwell::Funds));
}

#[tokio::test]
async fn a_voice_that_answers_nonsense_or_not_at_all_is_unwell() {
    for cast in all() {
        let troubles = [Trouble::Error(500, "internal_error"), Trouble::Deaf, Trouble::Badly(Manner::Cut)];
        for trouble in troubles {
            cast.fake.next(asked(cast.fake.kind()), trouble.clone());
            let unwell = cast.voice.examine().await;
            assert!(matches!(unwell, Err(Unwell::Silent(_))), "{trouble:?}: {unwell:?}");
        }
    }
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local] {
        let cast = with(kind, impatient);
        cast.fake.next(asked(kind), Trouble::Badly(Manner::Hang));
        let unwell = cast.voice.examine().await;
        assert!(matches!(unwell, Err(Unwell::Silent(_))), "{kind:?}: {unwell:?}");
        cast.fake.until_asked(asked(kind), 1);
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local] {
        let unwell = voice(kind, access(kind, &format!("http://{nobody}"))).examine().await;
        assert_eq!(unwell, Err(Unwell::Silent("it can't be reached".into())), "{kind:?}");
    }
}
