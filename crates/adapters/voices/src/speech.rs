//! A speech out of what a voice sent: decoded, and with the times of its words.

use crate::{
    sound::{NoSound, Recording},
    timing::{self, Said},
};
use adforge_ports_creative::{OrderError, Refused, Speech, Utterance};

/// Makes a speech, on a thread for such work.
pub(crate) async fn of(words: &Utterance, recording: Recording, said: Vec<Said>) -> Result<Speech, NoSound> {
    let text = words.text.clone();
    let making = tokio::task::spawn_blocking(move || {
        let sound = recording.decoded()?;
        let words = timing::of(&text, &sound, &said);
        Ok(Speech { rate: sound.rate, samples: sound.samples.into(), words })
    });
    making.await.unwrap_or(Err(NoSound))
}

/// Whether there is anything to say: nobody is paid for silence.
pub(crate) fn has_words(words: &Utterance) -> Result<(), OrderError> {
    if crate::words::places(&words.text).is_empty() { Err(Refused::Order.into()) } else { Ok(()) }
}

/// What came is no speech, and nobody knows whether it was paid.
pub(crate) fn no_sound(_: NoSound) -> OrderError {
    OrderError::Unknown("what came is no sound".to_owned())
}
