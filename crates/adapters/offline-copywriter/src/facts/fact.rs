//! One fact of a product: what it says, and how it can be said.

use super::{
    cues::{CUES, Cue},
    shape,
};
use crate::{language::Tongue, words};
use std::sync::OnceLock;

/// What a fact is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Benefit,
    Ingredient,
    Claim,
    /// A sentence of the description.
    Detail,
}

/// One thing that may be said, word for word.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    tongue: Tongue,
    speech: OnceLock<Speech>,
}

/// How a fact can be said, and what it says: found out when somebody wants to know.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    /// As it goes on after "it", when it begins with its verb.
    pub(crate) does: Option<String>,
    /// As it goes on after "you can", when it says what can be done.
    pub(crate) acts: Option<String>,
    /// As it is said on its own: a sentence if it begins with its verb.
    pub(crate) says: String,
    pub(crate) number: bool,
    pub(crate) absence: bool,
    pub(crate) guarantee: bool,
    pub(crate) origin: bool,
    pub(crate) review: bool,
    pub(crate) limited: bool,
}

impl Fact {
    pub(super) fn new(kind: Kind, text: String, tongue: Tongue) -> Self {
        Self { kind, text, tongue, speech: OnceLock::new() }
    }

    /// How it can be said.
    pub(crate) fn speech(&self) -> &Speech {
        self.speech.get_or_init(|| Speech::of(self.kind, &self.text, self.tongue))
    }

    /// Whether it is what a need asks for.
    pub(crate) fn is(&self, need: &str) -> bool {
        match need {
            "benefit" => self.kind == Kind::Benefit,
            "ingredient" => self.kind == Kind::Ingredient,
            "claim" => self.kind == Kind::Claim,
            "absence" => self.speech().absence,
            "number" => self.speech().number,
            "guarantee" => self.speech().guarantee,
            "origin" => self.speech().origin,
            "review" => self.speech().review,
            "limited" => self.speech().limited,
            "fact" | "two" | "three" => true,
            _ => false,
        }
    }

    /// Whether a text says it, whatever its first letter.
    pub(crate) fn said(&self, text: &str) -> bool {
        let mut rest = self.text.chars();
        rest.next().is_some() && text.contains(rest.as_str())
    }

    /// Which lines of a script can carry it.
    pub(crate) fn lines(&self) -> &'static str {
        let speech = self.speech();
        match self.kind {
            _ if speech.review => "review",
            _ if speech.guarantee => "guarantee",
            _ if speech.does.is_some() => "does",
            _ if speech.acts.is_some() => "act",
            Kind::Benefit => "benefit",
            Kind::Ingredient => "ingredient",
            Kind::Claim => "claim",
            Kind::Detail => "detail",
        }
    }
}

impl Speech {
    fn of(kind: Kind, text: &str, tongue: Tongue) -> Self {
        let mut speech = Self {
            does: None,
            acts: None,
            says: String::new(),
            number: text.bytes().any(|byte| byte.is_ascii_digit()),
            absence: false,
            guarantee: false,
            origin: false,
            review: text.contains('★') || text.starts_with(['“', '"', '«', '„']),
            limited: false,
        };
        let folded = words::fold(text);
        // What it is made of is named, never done.
        if kind != Kind::Ingredient && !speech.review {
            speech.does = shape::does(text, &folded, tongue);
            speech.acts = shape::acts(text, &folded, tongue).filter(|_| speech.does.is_none());
        }
        for (at, word) in words::split(&folded).enumerate() {
            for cue in CUES.of(word) {
                match cue {
                    // "Dries without a trace" leaves nothing out; "without perfume" does.
                    Cue::Absence => speech.absence |= at == 0 || word.contains("fre"),
                    Cue::Guarantee => speech.guarantee = true,
                    Cue::Origin => speech.origin = true,
                    Cue::Review => speech.review |= speech.number,
                    Cue::Limited => speech.limited = true,
                }
            }
        }
        speech.says = match &speech.does {
            Some(does) if tongue != Tongue::Es => format!("{} {does}", shape::it(tongue)),
            _ => text.to_owned(),
        };
        // "Not free of" and the like need what is left out: a lone word says nothing.
        speech.absence &= words::count(text) > 1 || folded.contains('-');
        speech
    }
}
