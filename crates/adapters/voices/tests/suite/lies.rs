//! Times that can't be true: the sound is kept, since it was paid for, and the words come out in order all the same.

use crate::cast::{TEXT, assert_sound, beginnings, says, with, with_tones};
use adforge_tests_servers::voices::{Call, Kind, Lie, Trouble};

#[tokio::test]
async fn times_that_cannot_be_true_are_found_in_the_sound_instead() {
    let lies = [Lie::Nothing, Lie::AtOnce, Lie::Milliseconds, Lie::Before, Lie::Backwards, Lie::OtherWords];
    for cast in [Kind::ElevenLabs, Kind::Heygen].map(|kind| with(kind, |it| it)) {
        for lie in lies {
            cast.fake.next(Call::Speak, Trouble::Lies(lie));
            let speech = cast.voice.speak(&says(TEXT)).await.unwrap().speech;
            assert_sound(TEXT, &speech);
            let sale = cast.fake.sales().pop().unwrap();
            for (word, tone) in beginnings(TEXT, &speech, &sale.take.tones) {
                assert!(word.starts_ms.abs_diff(tone.starts_ms) <= 20, "{lie:?}: {word:?} {tone:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_single_lie_spoils_only_its_own_word() {
    for cast in [Kind::ElevenLabs, Kind::Heygen].map(|kind| with(kind, |it| it)) {
        for lie in [Lie::OneLate, Lie::Overlong] {
            cast.fake.next(Call::Speak, Trouble::Lies(lie));
            let speech = cast.voice.speak(&says(TEXT)).await.unwrap().speech;
            assert_sound(TEXT, &speech);
            let sale = cast.fake.sales().pop().unwrap();
            for (word, tone) in with_tones(&speech, &sale.take.tones) {
                assert!(word.starts_ms.abs_diff(tone.starts_ms) <= 60, "{lie:?}: {word:?} {tone:?}");
            }
        }
    }
}
