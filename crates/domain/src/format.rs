//! The ad formats a session can take.

use crate::text::fold_name;
use serde::{Deserialize, Serialize};

/// What a session makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// A vertical video.
    #[default]
    Video,
    /// A static ad.
    Image,
}

impl MediaType {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Image => "image",
        }
    }
}

macro_rules! formats {
    ($($variant:ident $id:literal $name:literal [$($alias:literal)*] [$($media:ident)*] $definition:literal [$($best:literal)*] [$($beat:literal)*];)+) => {
        /// An ad format, by its id (`hybrid`).
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each is documented by its definition in Format")]
        pub enum FormatId { $(#[serde(rename = $id)] $variant,)+ }

        impl FormatId {
            /// What is known about it.
            pub fn get(self) -> &'static Format {
                match self { $(Self::$variant => {
                    static FORMAT: Format = Format {
                        id: FormatId::$variant,
                        key: $id,
                        name: $name,
                        aliases: &[$($alias),*],
                        media: &[$(MediaType::$media),*],
                        definition: $definition,
                        best_for: &[$($best),*],
                        beats: &[$($beat),*],
                    };
                    &FORMAT
                })+ }
            }
        }

        /// Every format, the most general first.
        pub static FORMATS: &[FormatId] = &[$(FormatId::$variant),+];
    };
}

/// What is known about a format, in English. Localized words are the writer's.
#[derive(Debug)]
pub struct Format {
    /// Which one.
    pub id: FormatId,
    /// Its id as text (`hybrid`).
    pub key: &'static str,
    /// Its name on the wire (`Hybrid Format`).
    pub name: &'static str,
    /// Names in other languages by which it is recognized.
    pub aliases: &'static [&'static str],
    /// What it can be made as, best first.
    pub media: &'static [MediaType],
    /// What it is, in one line.
    pub definition: &'static str,
    /// What it suits.
    pub best_for: &'static [&'static str],
    /// What happens, in order.
    pub beats: &'static [&'static str],
}

formats! {
    Hybrid "hybrid" "Hybrid Format" ["Hybrid" "Format hybride" "Formato híbrido" "Hybrid-Format"] [Video]
        "A person speaks to the camera, cut with close product shots and facts on the screen."
        ["most consumer goods"] ["hook to camera" "tension" "product close-up" "fact on screen" "scene of use" "call to action"];
    UgcTestimonial "ugc_testimonial" "UGC Testimonial" ["Témoignage UGC" "Testimonio UGC" "UGC-Erfahrungsbericht"] [Video]
        "One person tells of a real experience, filmed as if by phone."
        ["beauty" "food" "kids" "pets" "footwear"] ["hook" "before" "discovery" "in use" "result in their words" "call to action"];
    ProblemSolution "problem_solution" "Problem-Solution" ["Problème-solution" "Problema-solución" "Problem-Lösung"] [Video Image]
        "A tension, a fix that failed, the mechanism, the relief."
        ["anything with a daily annoyance"] ["problem" "failed fix" "turn" "mechanism" "relief" "call to action"];
    BeforeAfter "before_after" "Before / After" ["Avant / après" "Antes y después" "Vorher-Nachher"] [Video Image]
        "Two states of a thing, side by side."
        ["cleaning" "home" "DIY" "car care" "software screens"] ["before" "the step between" "after" "fact" "call to action"];
    FounderStory "founder_story" "Founder Story" ["Histoire de la marque" "Historia de la marca" "Gründergeschichte"] [Video]
        "Why it was made, told by those who made it."
        ["food" "beauty" "B2B" "new brands"] ["the moment it began" "what was missing" "how it is made" "what it is now" "call to action"];
    DemoHowTo "demo_how_to" "Demo / How-To" ["Démo pas à pas" "Demostración" "Schritt-für-Schritt-Demo"] [Video Image]
        "The product in use, in numbered steps."
        ["kitchen" "tools" "electronics" "software" "fitness"] ["result first" "step 1" "step 2" "step 3" "fact" "call to action"];
    Listicle "listicle" "Listicle" ["Liste" "Lista" "Aufzählung"] [Video Image]
        "Three reasons or five details, one card each."
        ["feature-rich goods" "education" "travel"] ["promise of the list" "reason 1" "reason 2" "reason 3" "call to action"];
    UsVsThem "us_vs_them" "Us vs Them" ["Nous et les autres" "Nosotros y los demás" "Wir und die anderen"] [Video Image]
        "A table of criteria: the product against the usual way, never a named rival."
        ["products with a different mechanism"] ["the usual way" "criterion 1" "criterion 2" "fact" "call to action"];
    Unboxing "unboxing" "Unboxing" ["Déballage"] [Video]
        "From the parcel to the first use, with the sound of the materials."
        ["gifts" "fashion" "electronics" "kids" "gaming"] ["parcel" "opening" "first touch" "first use" "call to action"];
    StreetInterview "street_interview" "Street Interview" ["Micro-trottoir" "Entrevista en la calle" "Straßenumfrage"] [Video]
        "A host asks strangers one question."
        ["food" "fashion" "travel"] ["question" "answer 1" "answer 2" "product" "call to action"];
    MythBusting "myth_busting" "Myth-Busting" ["Idées reçues" "Mitos y verdades" "Mythen-Check"] [Video Image]
        "A common belief, a stop, the fact."
        ["skin care" "fitness" "finance"] ["belief" "stop" "fact" "what it means" "call to action"];
    DayInLife "day_in_life" "Day in the Life" ["Une journée avec" "Un día con" "Ein Tag mit"] [Video]
        "Clock times, and the product in three moments of the day."
        ["coffee" "software" "fitness" "kids" "outdoor"] ["morning" "noon" "evening" "fact" "call to action"];
    StaticBenefit "static_benefit" "Static Benefit" ["Visuel bénéfice" "Imagen de beneficio" "Nutzen-Motiv"] [Image]
        "One headline, the product's picture, up to three facts, a call."
        ["every product"] ["headline" "product" "facts" "call to action"];
    StaticOffer "static_offer" "Static Offer" ["Visuel offre" "Imagen de oferta" "Angebots-Motiv"] [Image]
        "The price or trial first; it needs a price."
        ["priced goods" "trials"] ["offer" "product" "condition" "call to action"];
    StaticQuote "static_quote" "Static Quote" ["Visuel avis" "Imagen de reseña" "Zitat-Motiv"] [Image]
        "One real review in quotation marks."
        ["products with reviews"] ["quote" "product" "call to action"];
    StaticFacts "static_facts" "Facts & Label" ["Étiquette décodée" "La etiqueta, clara" "Etikett erklärt"] [Image]
        "Arrows to ingredients or parts."
        ["food" "beauty" "supplements" "tools"] ["product" "fact 1" "fact 2" "fact 3" "call to action"];
}

impl FormatId {
    /// The name on the wire (`Hybrid Format`).
    pub fn name(self) -> &'static str {
        self.get().name
    }

    /// The format that a text means: an id, a name in any of our languages, with or without "Format", in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = |name: &str| {
            let folded = fold_name(name).replace('-', " ");
            let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "format" | "formato")).collect();
            words.join(" ")
        };
        let wanted = bare(text);
        if wanted.is_empty() {
            return None;
        }
        FORMATS
            .iter()
            .map(|id| id.get())
            .find(|format| {
                format.key == text.trim()
                    || bare(format.name) == wanted
                    || format.aliases.iter().any(|alias| bare(alias) == wanted)
            })
            .map(|format| format.id)
    }
}
