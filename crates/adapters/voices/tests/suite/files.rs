//! A sound that is kept elsewhere for a while: fetched at once, whole, without the key, and not too large.

use crate::cast::{LARGEST, TEXT, assert_sound, impatient, says, with};
use adforge_adapters_voices::{Access, Patience};
use adforge_ports_creative::OrderError;
use adforge_tests_servers::{
    http::Manner,
    voices::{Call, Kind, M4A, MP3, Trouble},
};

#[tokio::test]
async fn a_sound_is_fetched_at_once_whatever_it_is_packed_in() {
    let cast = with(Kind::Heygen, |it| it);
    cast.voice.speak(&says(TEXT)).await.unwrap();
    assert_eq!(cast.fake.count(Call::File), 1);
    for (kind, file) in [("audio/mpeg", MP3), ("audio/mp4", M4A), ("application/octet-stream", MP3)] {
        cast.fake.next(Call::File, Trouble::Says(200, kind, file.to_vec()));
        let speech = cast.voice.speak(&says(TEXT)).await.unwrap().speech;
        assert_eq!(speech.rate, 24_000);
        // AAC has some silence before and after.
        assert!(speech.length_ms().abs_diff(1_000) < 100, "{kind}: {}", speech.length_ms());
        assert_sound(TEXT, &speech);
    }
}

#[tokio::test]
async fn a_sound_that_does_not_come_is_paid_perhaps_and_lost() {
    let cast = with(Kind::Heygen, |it| it);
    let file = |body: Vec<u8>| Trouble::Says(200, "audio/wav", body);
    let too_large = format!("the file is larger than {LARGEST} bytes");
    let troubles = [
        (Trouble::Error(404, "not_found"), "the link has expired"),
        (Trouble::Error(500, "internal_error"), "the file didn't come: it answers 500"),
        (file(b"<html>Sign in</html>".to_vec()), "what came is no sound"),
        (file(Vec::new()), "what came is no sound"),
        (file(vec![0; LARGEST as usize + 1]), &too_large),
        (Trouble::Badly(Manner::Cut), "the file didn't come: it broke off"),
        (Trouble::Badly(Manner::Vanish), "the file didn't come: no answer"),
    ];
    for (number, (trouble, why)) in troubles.into_iter().enumerate() {
        cast.fake.next(Call::File, trouble.clone());
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(error, OrderError::Unknown(why.to_owned()));
        assert_eq!(
            (cast.fake.count(Call::Speak), cast.fake.count(Call::File)),
            (number + 1, number + 1),
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn a_link_that_has_expired_is_no_sound() {
    let cast = with(Kind::Heygen, |it| it);
    cast.fake.expires_links();
    let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
    assert_eq!(error, OrderError::Unknown("the link has expired".into()));
}

#[tokio::test]
async fn a_sound_that_never_comes_whole_is_not_waited_for_for_ever() {
    for manner in [Manner::Hang, Manner::Drip] {
        // Impatient with the file only.
        let cast = with(Kind::Heygen, |access| {
            let Patience { piece, file, .. } = impatient(access.clone()).patience;
            Access { patience: Patience { piece, file, ..access.patience }, ..access }
        });
        cast.fake.next(Call::File, Trouble::Badly(manner));
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert!(matches!(error, OrderError::Unknown(_)), "{manner:?}: {error:?}");
        cast.fake.until_asked(Call::File, 1);
    }
}

#[tokio::test]
async fn a_link_that_is_none_or_leads_into_the_house_is_not_followed() {
    let cast = with(Kind::Heygen, |it| it);
    for link in ["file:///etc/passwd", "data:audio/wav;base64,UklGRg==", "ftp://127.0.0.1/x.wav", "x"] {
        let body = format!(
            "{{\"data\":{{\"audio_url\":\"{link}\",\"duration\":1.0,\"request_id\":\"r\",\"word_timestamps\":null}}}}"
        );
        cast.fake.next(Call::Speak, Trouble::Says(200, "application/json", body.into_bytes()));
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        let why = if link == "x" { "the link is none" } else { "the link isn't https" };
        let why = format!("the file didn't come: {why}");
        assert_eq!(error, OrderError::Unknown(why), "{link}");
    }
    assert_eq!(cast.fake.count(Call::File), 0);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    for cast in [Kind::ElevenLabs, Kind::OpenAi].map(|kind| with(kind, |it| it)) {
        cast.fake.next(Call::Speak, Trouble::Says(200, "audio/wav", vec![b' '; LARGEST as usize + 1]));
        let error = cast.voice.speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(error, OrderError::Unknown("its answer is too large".into()));
    }
}
