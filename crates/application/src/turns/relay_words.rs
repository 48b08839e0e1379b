//! The words that tell that another writer has taken over.

use adforge_domain::language::Language;

/// That `to` writes now and `from` no more, whatever was the matter with it; in the ad's language, in English where we
/// don't have it.
pub(super) fn goes_on(from: &str, to: &str, language: Language) -> String {
    match language.tag() {
        "fr" => format!("{to} prend le relais de {from}…"),
        "es" => format!("{to} sigue en lugar de {from}…"),
        "de" => format!("{to} schreibt anstelle von {from} weiter…"),
        _ => format!("{to} goes on in place of {from}…"),
    }
}
