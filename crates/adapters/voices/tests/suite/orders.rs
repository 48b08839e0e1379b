//! What is sent, and what never is.

use crate::cast::{TEXT, access, all, says, voice, with};
use adforge_adapters_voices::{Access, ElevenLabs, HeygenSpeech, OpenAi, SetUpError};
use adforge_domain::language::Language;
use adforge_ports_creative::{OrderError, Refused, Utterance};
use adforge_tests_servers::voices::{Call, KEY, Kind, Trouble, Voices};

#[tokio::test]
async fn an_order_says_the_text_as_it_is() {
    for cast in all() {
        let text = "Été ? \"Un hâle\" — naturel…\n\nEssayez-le !";
        let words = Utterance { language: Language::FR, ..says(text) };
        cast.voice.speak(&words).await.unwrap();
        let order = &cast.fake.sales()[0].order;
        let field = match cast.fake.kind() {
            Kind::ElevenLabs | Kind::Heygen => "text",
            Kind::OpenAi | Kind::Local => "input",
        };
        assert_eq!(order[field], text);
    }
}

#[tokio::test]
async fn elevenlabs_is_told_the_language_where_its_model_takes_it_and_a_seed_that_it_can_hold() {
    let cast = with(Kind::ElevenLabs, |it| it);
    let words = Utterance { seed: u64::MAX - 1, language: Language::FR, ..says(TEXT) };
    cast.voice.speak(&words).await.unwrap();
    let order = cast.fake.sales().pop().unwrap().order;
    assert_eq!((order["seed"].as_u64(), &order["language_code"]), (Some(0xFFFF_FFFE), &serde_json::Value::Null));
    let cast = with(Kind::ElevenLabs, |access| Access { model: Some("eleven_flash_v2_5".into()), ..access });
    cast.voice.speak(&words).await.unwrap();
    assert_eq!(cast.fake.sales().pop().unwrap().order["language_code"], "fr");
}

#[tokio::test]
async fn nobody_is_paid_for_silence() {
    for cast in all() {
        for nothing in ["", " \n\n ", "… ?!"] {
            let error = cast.voice.speak(&says(nothing)).await.unwrap_err();
            assert_eq!(error, OrderError::Refused(Refused::Order));
        }
        assert_eq!((cast.fake.count(Call::Speak), cast.fake.count(Call::Voices)), (0, 0));
    }
}

#[tokio::test]
async fn an_order_that_nobody_waits_for_is_sold_all_the_same() {
    for cast in all() {
        cast.fake.holds_answers(true);
        let (voice, fake) = (&cast.voice, &cast.fake);
        let words = says(TEXT);
        let sold = async {
            while fake.sales().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            spoken = voice.speak(&words) => panic!("{spoken:?}"),
            () = sold => {}
        }
        cast.fake.holds_answers(false);
        assert_eq!((cast.fake.sales().len(), cast.fake.count(Call::Speak)), (1, 1));
    }
}

#[tokio::test]
async fn an_order_is_not_carried_elsewhere_with_its_key() {
    for cast in all() {
        let elsewhere = Voices::open(cast.fake.kind());
        cast.fake.next(Call::Speak, Trouble::Leads(format!("{}/elsewhere", elsewhere.url)));
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(error, OrderError::Unknown("it answers 307, no code".into()));
        assert_eq!(elsewhere.strange(), [""; 0], "nobody came");
    }
}

#[test]
fn a_key_is_never_shown() {
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi] {
        let access = access(kind, "http://127.0.0.1:1");
        let shown = match kind {
            Kind::ElevenLabs => format!("{access:?} {:?}", ElevenLabs::new(access.clone()).unwrap()),
            Kind::Heygen => format!("{access:?} {:?}", HeygenSpeech::new(access.clone()).unwrap()),
            _ => format!("{access:?} {:?}", OpenAi::new(access.clone()).unwrap()),
        };
        assert!(!shown.contains(KEY), "{shown}");
    }
}

#[test]
fn a_voice_without_its_key_is_not_set_up() {
    let nobody = |kind| Access { key: None, base_url: None, ..access(kind, "http://127.0.0.1:1") };
    let broken = |kind| Access { key: Some("new\nline".into()), ..access(kind, "http://127.0.0.1:1") };
    assert!(matches!(ElevenLabs::new(nobody(Kind::ElevenLabs)), Err(SetUpError::NoKey("elevenlabs"))));
    assert!(matches!(HeygenSpeech::new(nobody(Kind::Heygen)), Err(SetUpError::NoKey("heygen"))));
    assert!(matches!(OpenAi::new(nobody(Kind::OpenAi)), Err(SetUpError::NoKey("openai"))));
    assert!(matches!(ElevenLabs::new(broken(Kind::ElevenLabs)), Err(SetUpError::Key)));
    assert!(matches!(HeygenSpeech::new(broken(Kind::Heygen)), Err(SetUpError::Key)));
    assert!(matches!(OpenAi::new(broken(Kind::OpenAi)), Err(SetUpError::Key)));
}

#[test]
fn the_books_know_a_voice_by_its_provider_and_model() {
    let names = [
        (Kind::ElevenLabs, "elevenlabs", "elevenlabs/eleven_multilingual_v2"),
        (Kind::Heygen, "heygen", "heygen/starfish"),
        (Kind::OpenAi, "openai", "openai/gpt-4o-mini-tts"),
    ];
    for (kind, name, model) in names {
        let usual = voice(kind, access(kind, "http://127.0.0.1:1"));
        assert_eq!((usual.name(), usual.model()), (name, model));
        let other = Access { model: Some("other".into()), ..access(kind, "http://127.0.0.1:1") };
        assert_eq!(voice(kind, other).model(), format!("{name}/other"));
    }
}
