//! What is known when nothing is spoken, in our own words; and nothing is tried again.

use crate::cast::{TEXT, access, all, impatient, says, voice, with};
use adforge_adapters_voices::Access;
use adforge_ports_creative::{OrderError, Refused};
use adforge_tests_servers::{
    http::Manner,
    voices::{Call, KEY, Kind, Trouble},
};
use std::time::Duration;

/// What the caller must decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    Refused(Refused),
    Later(Option<u64>),
    Unknown,
}

fn decided(error: &OrderError) -> Wanted {
    match error {
        OrderError::Refused(why) => Wanted::Refused(*why),
        OrderError::Later { after, .. } => Wanted::Later(after.map(|after| after.as_secs())),
        OrderError::Failed { .. } => panic!("no voice says what came of it: {error:?}"),
        OrderError::Unknown(_) => Wanted::Unknown,
    }
}

/// What each of them can say in its own way.
fn own(kind: Kind) -> Vec<(Trouble, Wanted)> {
    use Trouble::{After, Error};
    use Wanted::{Later, Refused as No};
    match kind {
        Kind::ElevenLabs => vec![
            (Error(401, "invalid_api_key"), No(Refused::Key)),
            (Error(401, "new:authentication_error/unauthorized"), No(Refused::Key)),
            (Error(401, "new:authentication_error/missing_permissions"), No(Refused::Key)),
            (Error(401, "quota_exceeded"), No(Refused::Funds)),
            (Error(401, "new:quota_exceeded/quota_exceeded"), No(Refused::Funds)),
            (Error(402, "new:payment_required/paid_plan_required"), No(Refused::Funds)),
            (Error(429, "too_many_concurrent_requests"), Later(None)),
            (After(429, "system_busy", "3"), Later(Some(3))),
            (Error(400, "max_character_limit_exceeded"), No(Refused::Order)),
            (Error(404, "voice_not_found"), No(Refused::Order)),
            (Error(422, "value_error"), No(Refused::Order)),
            (Error(400, "content_against_policy"), No(Refused::Content)),
            (Error(403, "new:moderation/content_against_policy"), No(Refused::Content)),
        ],
        Kind::Heygen => vec![
            (Error(401, "unauthorized"), No(Refused::Key)),
            (Error(403, "forbidden"), No(Refused::Key)),
            (Error(402, "insufficient_credit"), No(Refused::Funds)),
            (Error(429, "insufficient_credit"), No(Refused::Funds)),
            (Error(429, "rate_limit_exceeded"), Later(None)),
            (After(429, "rate_limit_exceeded", "7"), Later(Some(7))),
            (Error(409, "request_in_progress"), Later(Some(2))),
            (Error(400, "invalid_parameter"), No(Refused::Order)),
            (Error(400, "blocked_words_detected"), No(Refused::Content)),
            (Error(200, "insufficient_credit"), No(Refused::Funds)),
            (Error(200, "invalid_parameter"), No(Refused::Order)),
        ],
        Kind::OpenAi | Kind::Local => vec![
            (Error(401, "invalid_api_key"), No(Refused::Key)),
            (Error(403, "unsupported_country_region_territory"), No(Refused::Key)),
            (Error(429, "insufficient_quota/insufficient_quota"), No(Refused::Funds)),
            (Error(429, "insufficient_quota/project_spend_limit_exceeded"), No(Refused::Funds)),
            (Error(429, "billing_error/credit_balance_exhausted"), No(Refused::Funds)),
            (Error(429, "requests/rate_limit_exceeded"), Later(None)),
            (After(429, "requests/rate_limit_exceeded", "20"), Later(Some(20))),
            (Error(404, "model_not_found"), No(Refused::Order)),
            (Error(400, "invalid_value"), No(Refused::Order)),
            (Error(400, "content_policy_violation"), No(Refused::Content)),
            (Error(400, "image_generation_user_error/moderation_blocked"), No(Refused::Content)),
        ],
    }
}

/// What all of them can do wrong.
fn common() -> Vec<(Trouble, Wanted)> {
    let says = |kind, body: &[u8]| Trouble::Says(200, kind, body.to_vec());
    let troubles = vec![
        Trouble::Error(500, "internal_error"),
        Trouble::Error(503, "internal_error"),
        Trouble::Deaf,
        Trouble::Badly(Manner::Vanish),
        Trouble::Badly(Manner::Cut),
        says("application/json", b"{}"),
        says("application/json", b"null"),
        says("text/html", b"<html>Sign in</html>"),
        says("audio/wav", b""),
        says("audio/wav", b"RIFF\xff\xff\xff\xffWAVEfmt "),
        Trouble::Says(302, "text/html", b"<html>Elsewhere</html>".to_vec()),
    ];
    troubles.into_iter().map(|trouble| (trouble, Wanted::Unknown)).collect()
}

#[tokio::test]
async fn what_an_answer_says_is_what_the_caller_must_decide_and_nothing_is_asked_twice() {
    for cast in all() {
        for (number, (trouble, wanted)) in own(cast.fake.kind()).into_iter().chain(common()).enumerate() {
            cast.fake.next(Call::Speak, trouble.clone());
            let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
            assert_eq!(decided(&error), wanted, "{:?} {trouble:?}: {error:?}", cast.fake.kind());
            assert_eq!(cast.fake.count(Call::Speak), number + 1, "{trouble:?}");
            let words = error.to_string();
            assert!(!words.contains("raw words") && !words.contains(KEY) && !words.contains("skin"), "{words}");
        }
    }
}

#[tokio::test]
async fn nobody_knows_what_became_of_an_order_that_is_never_answered() {
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local] {
        let cast = with(kind, |access| Access { voice: Some("05f193-marcia".into()), ..impatient(access) });
        for manner in [Manner::Hang, Manner::Drip] {
            cast.fake.next(Call::Speak, Trouble::Badly(manner));
            let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
            assert_eq!(decided(&error), Wanted::Unknown, "{kind:?} {manner:?}: {error:?}");
            cast.fake.until_asked(Call::Speak, 1);
        }
    }
}

#[tokio::test]
async fn a_code_that_is_no_code_is_not_passed_on() {
    for cast in all() {
        cast.fake.next(Call::Speak, Trouble::Error(429, "we heard \u{fc} say"));
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(error.to_string(), "not now: it answers 429, no code");
    }
}

#[tokio::test]
async fn a_wait_may_be_told_as_a_date() {
    for cast in all() {
        // Of the server's clock, or of ours where it has none: then it is long over.
        cast.fake.next(Call::Speak, Trouble::After(429, "busy", "Sun, 06 Nov 1994 08:49:37 GMT"));
        let Err(OrderError::Later { after: Some(after), .. }) = cast.voice.speak(&says(TEXT)).await else { panic!() };
        assert!(after > Duration::ZERO);
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_before_anything_is_sold() {
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi] {
        let cast = with(kind, |access| Access { key: Some("sk_of_somebody_else".into()), ..access });
        let refused = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(decided(&refused), Wanted::Refused(Refused::Key));
        assert_eq!(cast.fake.sales(), []);
    }
}

#[tokio::test]
async fn a_voice_that_cannot_be_reached_has_sold_nothing() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for kind in [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local] {
        let error = voice(kind, access(kind, &format!("http://{nobody}"))).speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(decided(&error), Wanted::Later(None), "{kind:?}");
    }
}

#[tokio::test]
async fn heygen_that_cannot_name_its_voices_has_sold_nothing() {
    let later = [
        Trouble::Error(500, "internal_error"),
        Trouble::Error(429, "rate_limit_exceeded"),
        Trouble::Deaf,
        Trouble::Badly(Manner::Cut),
        Trouble::Says(200, "application/json", b"{\"data\":7}".to_vec()),
    ];
    let cast = with(Kind::Heygen, |it| it);
    for trouble in later {
        cast.fake.next(Call::Voices, trouble.clone());
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(decided(&error), Wanted::Later(None), "{trouble:?}");
    }
    cast.fake.next(Call::Voices, Trouble::Error(401, "unauthorized"));
    let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
    assert_eq!((decided(&error), cast.fake.count(Call::Speak)), (Wanted::Refused(Refused::Key), 0));
}
