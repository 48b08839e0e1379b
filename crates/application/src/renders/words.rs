//! What users are told of things that are made elsewhere.

use crate::turns::failed;
use adforge_domain::{
    failure::{
        Failure,
        FailureCode::{AiGenerationError, QuotaExceeded, Unavailable},
    },
    language::Language,
    order::{Order, Orders},
};
use adforge_ports_creative::{FetchError, Refused};

/// What is being done.
#[derive(Clone, Copy)]
pub(super) enum Doing {
    Ordering,
    Filming,
    Fetching,
    Checking,
    Speaking,
    Done,
}

/// What is being done, in the ad's language, in English where we don't have it.
pub(super) fn doing(doing: Doing, language: Language) -> &'static str {
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
        (Doing::Speaking, "fr") => "Enregistrement de la voix…",
        (Doing::Speaking, "es") => "Grabando la voz…",
        (Doing::Speaking, "de") => "Die Stimme wird aufgenommen…",
        (Doing::Speaking, _) => "Recording the voice…",
        (Doing::Done, "fr") => "Terminé",
        (Doing::Done, "es") => "Listo",
        (Doing::Done, "de") => "Fertig",
        (Doing::Done, _) => "Done",
    }
}

/// A refusal as users are told of it.
pub(super) fn refusal(refused: Refused, provider: &str) -> Failure {
    let (code, message) = match refused {
        Refused::Key => (Unavailable, format!("{provider} refuses this server's key. Please tell whoever runs it.")),
        Refused::Funds => {
            (QuotaExceeded, format!("This server's account with {provider} is exhausted. Please tell whoever runs it."))
        }
        Refused::Content => {
            (AiGenerationError, format!("{provider} makes nothing of such content. Please change the script."))
        }
        Refused::Order => {
            (AiGenerationError, format!("{provider} can't make this. Please change the script or the presenter."))
        }
        Refused::Broke => (AiGenerationError, format!("{provider} could not make it. Please try again.")),
    };
    Failure { code, message }
}

/// Something that was ordered from somebody who is no longer set up: nobody else makes it, since it may be paid for.
pub(super) fn elsewhere(order: &Order) -> Failure {
    failed(&format!("This was ordered from {}, which is no longer set up here.", order.provider))
}

pub(super) fn unknown(provider: &str) -> Failure {
    failed(&format!(
        "It is unknown whether {provider} took the order: the connection broke before it said so. It wasn't ordered \
         again, so that it isn't paid twice. Please look there before you try again."
    ))
}

/// An order was sent again and again by a key that the provider knows, and never answered.
pub(super) fn unanswered(provider: &str) -> Failure {
    let message = format!(
        "It is unknown whether {provider} took the order: it never said so. Please look there before you try again."
    );
    Failure { code: Unavailable, message }
}

pub(super) fn unplaced(provider: &str) -> Failure {
    let message = format!("{provider} doesn't take the order now. Please try again later.");
    Failure { code: Unavailable, message }
}

/// It was delivered, and could not be kept.
pub(super) fn unkept(provider: &str) -> Failure {
    failed(&format!("What {provider} delivered could not be stored here. Please tell whoever runs this server."))
}

/// The provider has forgotten an order.
pub(super) fn forgotten(provider: &str) -> Failure {
    failed(&format!("{provider} no longer knows what was ordered."))
}

/// What was delivered is of no use, or doesn't come; true: another try may succeed.
pub(super) fn undelivered(error: &FetchError) -> (Failure, bool) {
    match error {
        FetchError::TooLarge(_) => (failed("What was delivered is too large to be kept."), false),
        FetchError::WrongKind => (failed("What was delivered is none of what was ordered."), false),
        FetchError::Expired | FetchError::Broken(_) => {
            (failed("What was ordered is made, and could not be fetched. Please try again."), true)
        }
    }
}

/// With what has been ordered, and may have to be paid, so that whoever runs the server finds it there.
pub(super) fn with_orders(mut failure: Failure, orders: &Orders) -> Failure {
    let placed = orders.iter().filter_map(|order| Some(format!("{} {}", order.provider, order.reference.as_deref()?)));
    let placed: Vec<String> = placed.collect();
    if !placed.is_empty() {
        failure.message = format!("{} Ordered for it: {}.", failure.message, placed.join(", "));
    }
    failure
}
