//! The few words that tell how far a film is that is made elsewhere.

use adforge_domain::language::Language;

/// What is being done.
#[derive(Clone, Copy)]
pub(super) enum Doing {
    Ordering,
    Filming,
    Fetching,
    Checking,
    Done,
}

/// What is being done, in the ad's language, in English where we don't have it.
pub(super) fn words(doing: Doing, language: Language) -> &'static str {
    match (doing, language.tag()) {
        (Doing::Ordering, "fr") => "Commande de la vidéo…",
        (Doing::Ordering, "es") => "Encargando el vídeo…",
        (Doing::Ordering, "de") => "Das Video wird in Auftrag gegeben…",
        (Doing::Ordering, _) => "Ordering the video…",
        (Doing::Filming, "fr") => "Tournage de la vidéo…",
        (Doing::Filming, "es") => "Grabando el vídeo…",
        (Doing::Filming, "de") => "Das Video wird gedreht…",
        (Doing::Filming, _) => "Filming the video…",
        (Doing::Fetching, "fr") => "Réception de la vidéo…",
        (Doing::Fetching, "es") => "Recibiendo el vídeo…",
        (Doing::Fetching, "de") => "Das Video wird abgeholt…",
        (Doing::Fetching, _) => "Fetching the video…",
        (Doing::Checking, "fr") => "Vérification…",
        (Doing::Checking, "es") => "Comprobando…",
        (Doing::Checking, "de") => "Wird geprüft…",
        (Doing::Checking, _) => "Checking it…",
        (Doing::Done, "fr") => "Terminé",
        (Doing::Done, "es") => "Listo",
        (Doing::Done, "de") => "Fertig",
        (Doing::Done, _) => "Done",
    }
}
