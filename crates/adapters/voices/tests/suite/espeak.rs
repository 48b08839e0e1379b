//! The program of this machine: what it says, and what is known when it can't.

use crate::cast::{TEXT, assert_sound, espeak, hertz, patience, says, says_as};
use adforge_adapters_voices::{Espeak, Patience, SetUpError};
use adforge_domain::{language::Language, spending::Money};
use adforge_ports_creative::{OrderError, Refused, Unwell, Utterance, Voice};
use adforge_tests_servers::voices::script;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

fn scripted(folder: &Path, lines: &str) -> Espeak {
    Espeak::new(Some(script(folder, lines)), None, patience()).unwrap()
}

#[tokio::test]
async fn the_real_ones_sentences_and_scenes_begin_where_they_are_heard() {
    let Some(espeak) = espeak() else { return };
    assert_eq!((espeak.is_free(), espeak.most(&says(TEXT))), (true, Some(Money::default())));
    for (language, text) in SCRIPTS {
        let words = |text: &str| Utterance { language, ..says(text) };
        let spoken = espeak.speak(&words(text)).await.unwrap();
        assert_eq!(spoken.spent, None);
        let whole = spoken.speech;
        assert_sound(text, &whole);
        for pair in whole.words.windows(2) {
            let (before, word) = (text[..pair[1].from].trim_end(), pair[1]);
            if !before.ends_with(['.', '!', '?']) {
                continue;
            }
            // What comes before is spoken alone: where it ends there, the silence begins in the whole.
            let alone = espeak.speak(&words(before)).await.unwrap().speech;
            let silence = alone.samples.iter().rposition(|it| is_loud(*it)).unwrap() + whole.rate as usize / 25;
            let heard = silence + whole.samples[silence..].iter().position(|it| is_loud(*it)).unwrap();
            let heard = (heard * 1_000 / whole.rate as usize) as u32;
            assert!(word.starts_ms.abs_diff(heard) < 150, "{language:?}: {before:?} {word:?} {heard}");
        }
    }
}

/// Of espeak's 16 bits.
fn is_loud(sample: i16) -> bool {
    sample.unsigned_abs() > 300
}

/// As an ad would say it, in each language.
const SCRIPTS: [(Language, &str); 4] = [
    (
        Language::EN,
        "Tired of pale skin after winter? You're not alone.\n\nThis serum gives a natural glow in 24 hours, without streaks, \
         without smell, and without the sun.\n\nMade with 3 oils, 98.5% natural. Over 10,000 people trust it.\n\nTry it today: \
         30 days, or your money back.",
    ),
    (
        Language::FR,
        "Marre d'avoir l'air fatiguée ? Moi aussi, j'ai tout essayé...\n\nCe sérum change tout : trois gouttes le soir, un \
         hâle naturel le matin. Pas d'odeur, pas de traces, rien que de l'éclat.\n\n4,8 étoiles sur 5 ! Essayez-le dès \
         aujourd'hui, satisfait ou remboursé.",
    ),
    (
        Language::DE,
        "Müde Haut? Das kennen viele.\n\nDrei Tropfen am Abend, und am Morgen strahlst du, als kämst du gerade aus dem Urlaub. \
         Ohne Sonne, ohne Streifen.\n\nNur 29,90 Euro. Jetzt ausprobieren!",
    ),
    (
        Language::ES,
        "¿Cansada de tu piel apagada? ¡No eres la única!\n\nTres gotas por la noche y, por la mañana, un bronceado natural. \
         Sin sol, sin manchas y sin olor.\n\nPruébalo hoy: 30 días de garantía.",
    ),
];

#[tokio::test]
async fn a_woman_and_a_man_do_not_sound_alike() {
    let Some(espeak) = espeak() else { return };
    for language in [Language::EN, Language::FR, Language::parse("it").unwrap()] {
        let [she, he] = ["female", "male"].map(|gender| says_as(gender, language));
        let (she, he) = (espeak.speak(&she).await.unwrap().speech, espeak.speak(&he).await.unwrap().speech);
        assert_ne!(she, he, "{language:?}");
    }
}

#[tokio::test]
async fn what_looks_like_an_option_or_a_command_is_only_spoken() {
    let Some(espeak) = espeak() else { return };
    for text in ["-w /tmp/x --version", "$(true) `true`; [[h@l]] <b>bold</b>", "\u{1f600} smile"] {
        let speech = espeak.speak(&says(text)).await.unwrap().speech;
        assert!(speech.length_ms() > 300, "{text}: {}", speech.length_ms());
        assert!(hertz(&speech, 0, speech.length_ms()) > 20.0, "{text}");
    }
}

#[tokio::test]
async fn the_real_one_is_well_and_knows_its_voices() {
    let Some(espeak) = espeak() else { return };
    let found = espeak.examine().await.unwrap();
    assert_eq!((found.has_model, found.has_price), (None, true));
    for (voice, known) in [("fr-fr+f3", true), ("nobody", false)] {
        let patience = Patience { answer: Duration::from_secs(60), ..patience() };
        let espeak = Espeak::new(None, Some(voice.into()), patience).unwrap();
        assert_eq!(espeak.examine().await.unwrap().has_model, Some(known), "{voice}");
    }
}

#[tokio::test]
async fn a_missing_program_is_said_clearly() {
    let espeak = Espeak::new(Some(PathBuf::from("/nowhere/espeak-ng")), None, patience()).unwrap();
    let error = espeak.speak(&says(TEXT)).await.unwrap_err();
    assert_eq!(error.to_string(), "not now: espeak-ng isn't on this machine: it has to be installed");
    let unwell = espeak.examine().await.unwrap_err();
    assert_eq!(unwell.to_string(), "espeak-ng isn't on this machine: it has to be installed");
}

#[tokio::test]
async fn a_program_that_fails_or_writes_no_sound_has_broken_down() {
    let wrong = [
        "cat > /dev/null; echo 'raw words' >&2; exit 1",
        "cat > /dev/null",
        "exit 3",
        r#"cat > /dev/null; while [ "$1" != -w ]; do shift; done; echo 'no sound' > "$2""#,
        r#"cat > /dev/null; while [ "$1" != -w ]; do shift; done; : > "$2""#,
    ];
    for lines in wrong {
        let folder = tempfile::tempdir().unwrap();
        let error = scripted(folder.path(), lines).speak(&says(TEXT)).await.unwrap_err();
        assert_eq!(error, OrderError::Refused(Refused::Broke), "{lines}");
    }
    let folder = tempfile::tempdir().unwrap();
    let unwell = scripted(folder.path(), "exit 1").examine().await.unwrap_err();
    assert_eq!(unwell, Unwell::Silent("espeak-ng doesn't run".into()));
}

#[tokio::test]
async fn the_text_is_never_an_argument() {
    let folder = tempfile::tempdir().unwrap();
    let lines = r#"printf '%s\n' "$@" > "$(dirname "$0")/arguments"; cat > "$(dirname "$0")/input"; exit 1"#;
    let error = scripted(folder.path(), lines).speak(&says(TEXT)).await.unwrap_err();
    assert_eq!(error, OrderError::Refused(Refused::Broke));
    let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap();
    assert!(!arguments.contains("skin") && arguments.lines().any(|line| line == "en-us+f3"), "{arguments}");
    assert_eq!(fs::read_to_string(folder.path().join("input")).unwrap(), TEXT);
}

#[tokio::test]
async fn a_program_that_hangs_is_given_up_and_killed() {
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), r#"echo $$ > "$(dirname "$0")/id"; exec sleep 60"#);
    let patience = Patience { speech: Duration::from_millis(1_500), ..patience() };
    let espeak = Espeak::new(Some(program), None, patience).unwrap();
    let error = espeak.speak(&says(TEXT)).await.unwrap_err();
    assert_eq!(error.to_string(), "not now: espeak-ng took too long");
    until_gone(&folder.path().join("id")).await;
}

#[tokio::test]
async fn a_speech_that_nobody_waits_for_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let espeak = scripted(folder.path(), r#"echo $$ > "$(dirname "$0")/id"; exec sleep 60"#);
    let id = folder.path().join("id");
    let speaking = tokio::spawn(async move { espeak.speak(&says(TEXT)).await });
    while fs::read_to_string(&id).is_ok_and(|id| !id.ends_with('\n')) || !id.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    speaking.abort();
    until_gone(&id).await;
}

/// Waits until the process is no more, or only its parent's memory of it.
async fn until_gone(id: &Path) {
    let id = fs::read_to_string(id).unwrap();
    let state = || fs::read_to_string(format!("/proc/{}/stat", id.trim())).ok();
    let waiting = async {
        while state().is_some_and(|state| !state.contains(") Z")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[test]
fn a_voice_that_is_no_name_is_not_set_up() {
    for voice in ["-w", "", "a b", "../x", "x;y"] {
        let set_up = Espeak::new(None, Some(voice.into()), patience());
        assert!(matches!(set_up, Err(SetUpError::Voice)), "{voice}");
    }
}
