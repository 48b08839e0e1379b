//! Whom a wish asks for: ages, women or men, places, groups; and how they are written on a card.

use crate::{
    catalogue::Pack,
    language::Tongue,
    lexicon::{Group, Place},
    phrasing, words,
};
use adforge_domain::cards::Gender;

/// The youngest an ad may aim at, and the oldest that is planned for.
pub(crate) const YOUNGEST: u8 = 18;
pub(crate) const OLDEST: u8 = 85;

/// Whom a wish asks for; what is absent was left open.
#[derive(Default, Debug)]
pub(crate) struct Audience {
    pub(crate) gender: Option<Gender>,
    pub(crate) ages: Option<Ages>,
    /// Years older than what is shown; negative for younger.
    pub(crate) shift: Option<i32>,
    /// The ages shown have followed an earlier wish and stay.
    pub(crate) settled: bool,
    pub(crate) places: Vec<&'static Place>,
    pub(crate) crowds: Vec<Crowd>,
    pub(crate) without: Vec<&'static str>,
}

/// A span of ages that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ages {
    /// What can be aimed at: within `YOUNGEST` and `OLDEST`, and `lo < hi`.
    pub(crate) lo: u8,
    pub(crate) hi: u8,
    /// It was, in whole or part, about minors.
    pub(crate) minors: bool,
    /// An age that nobody has.
    pub(crate) beyond: Option<u32>,
}

/// A group of people by what they do or where they are in life.
#[derive(Clone, Debug)]
pub(crate) enum Crowd {
    /// One of the lexicon, and the gender that its word said.
    Known(&'static Group, Option<char>),
    /// In the user's own words.
    Words(String),
}

impl Ages {
    pub(crate) fn between(lo: u32, hi: u32) -> Self {
        let beyond = (hi > 110).then_some(hi);
        let fit = |age: u32| u8::try_from(age).unwrap_or(OLDEST).clamp(YOUNGEST, OLDEST);
        let (low, high) = (fit(lo), fit(hi));
        let (low, high) =
            if high - low < 4 { (low.min(OLDEST - 4), (low.min(OLDEST - 4) + 4).max(high)) } else { (low, high) };
        // A range that was said exactly is kept, unless nobody of it can be aimed at.
        let exact = lo >= u32::from(YOUNGEST) && hi <= u32::from(OLDEST) && lo < hi;
        let (lo8, hi8) = if exact { (fit(lo), fit(hi)) } else { (low, high) };
        Self { lo: lo8, hi: hi8, minors: lo < u32::from(YOUNGEST), beyond }
    }

    pub(crate) fn over(age: u32) -> Self {
        let span = Self::between(age, (age + 22).min(u32::from(OLDEST)));
        Self { minors: false, beyond: (age > 100).then_some(age), ..span }
    }

    pub(crate) fn under(age: u32) -> Self {
        let span = Self::between(u32::from(YOUNGEST), age.saturating_sub(1));
        Self { minors: age <= u32::from(YOUNGEST), ..span }
    }

    pub(crate) fn about(age: u32) -> Self {
        let span = Self::between(age.saturating_sub(3), age + 4);
        Self { minors: age < u32::from(YOUNGEST), beyond: (age > 110).then_some(age), ..span }
    }
}

impl Audience {
    /// Whether anything was asked for.
    pub(crate) fn is_some(&self) -> bool {
        self.gender.is_some()
            || self.ages.is_some()
            || self.shift.is_some()
            || !(self.places.is_empty() && self.crowds.is_empty() && self.without.is_empty())
    }

    pub(crate) fn gender(&mut self, female: bool, male: bool, negated: bool) {
        let said = match (female != negated, male != negated) {
            (true, false) => Gender::Female,
            (false, true) => Gender::Male,
            _ => Gender::All,
        };
        self.gender = match self.gender {
            Some(before) if before != said => Some(Gender::All),
            _ => Some(said),
        };
    }

    pub(crate) fn everyone(&mut self) {
        self.gender = Some(Gender::All);
    }

    pub(crate) fn crowd(&mut self, crowd: Crowd, negated: bool) {
        match crowd {
            Crowd::Known(group, _) if negated => self.without.push(&group.id),
            crowd => self.crowds.push(crowd),
        }
    }

    /// This after what was asked for earlier: what is said anew replaces, exclusions add up. What was shown has followed
    /// an earlier "younger" already.
    pub(crate) fn after(mut self, earlier: Self) -> Self {
        self.gender = self.gender.or(earlier.gender);
        if self.shift.is_none() && self.ages.is_none() {
            self.settled = earlier.settled || earlier.shift.is_some();
            self.ages = earlier.ages.filter(|_| !self.settled);
        }
        if self.places.is_empty() {
            self.places = earlier.places;
        }
        if self.crowds.is_empty() {
            self.crowds = earlier.crowds;
        }
        self.without.extend(earlier.without);
        self
    }

    /// The gender that everything asked for leaves.
    pub(crate) fn settled_gender(&self) -> Option<Gender> {
        let of_crowd = self.crowds.first().and_then(Crowd::gender);
        of_crowd.or(self.gender)
    }
}

impl Crowd {
    /// A group in the user's words: plural nouns after "for", in the language that the product is written in.
    pub(crate) fn of_words(before: &str, words: &str, count: usize, tongue: Tongue) -> Option<Self> {
        let marker = match before {
            "for" | "targeting" => Tongue::En,
            "pour" | "ciblant" => Tongue::Fr,
            "para" => Tongue::Es,
            "fur" => Tongue::De,
            _ => return None,
        };
        let last = words.split_whitespace().last()?.to_lowercase();
        let plural = match tongue {
            Tongue::En => last.ends_with('s') && !last.ends_with("ss"),
            Tongue::Fr => last.ends_with(['s', 'x']),
            Tongue::Es => last.ends_with('s'),
            Tongue::De => last.ends_with(['n', 'e', 'r', 's']) && words.starts_with(char::is_uppercase),
        };
        let letters = words.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
        let short = count <= 2 && words.chars().count() <= 28;
        (marker == tongue && plural && letters && short).then(|| Self::Words(words.to_owned()))
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Known(group, _) => &group.id,
            Self::Words(words) => words,
        }
    }

    pub(crate) fn gender(&self) -> Option<Gender> {
        let Self::Known(group, said) = self else { return None };
        match said.or_else(|| group.gender.as_ref().and_then(|gender| gender.chars().next())) {
            Some('F') => Some(Gender::Female),
            Some('M') => Some(Gender::Male),
            _ => None,
        }
    }

    pub(crate) fn ages(&self) -> Option<(u8, u8)> {
        match self {
            Self::Known(group, _) => Some(group.age),
            Self::Words(_) => None,
        }
    }

    pub(crate) fn minors(&self) -> bool {
        matches!(self, Self::Known(group, _) if group.minors)
    }

    /// As a card names it, in the plural.
    pub(crate) fn name(&self, gender: Option<Gender>, tongue: Tongue) -> String {
        let group = match self {
            Self::Known(group, _) => group,
            Self::Words(words) if tongue == Tongue::En => return titled(words),
            Self::Words(words) => return phrasing::capitalized(words),
        };
        let (all, women, men) = match tongue {
            Tongue::En => (&group.en, &group.en_f, &group.en_m),
            Tongue::Fr => (&group.fr, &group.fr_f, &group.fr_m),
            Tongue::Es => (&group.es, &group.es_f, &group.es_m),
            Tongue::De => (&group.de, &group.de_f, &group.de_m),
        };
        let special = match gender.or_else(|| self.gender()) {
            Some(Gender::Female) => women.as_ref(),
            Some(Gender::Male) => men.as_ref(),
            _ => None,
        };
        special.unwrap_or(all).clone()
    }
}

/// Each word with a capital.
fn titled(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(phrasing::capitalized).collect();
    words.join(" ")
}

impl Place {
    /// Its name on a card.
    pub(crate) fn name(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::En => &self.en,
            Tongue::Fr => &self.fr,
            Tongue::Es => &self.es,
            Tongue::De => &self.de,
        }
    }
}

/// Where the buyers are when nobody says: where the price's currency is used.
pub(crate) fn home(currency: Option<&str>, tongue: Tongue) -> Option<&'static Place> {
    let code = match (currency?, tongue) {
        ("USD", _) => "US",
        ("CAD", _) => "CA",
        ("GBP", _) => "GB",
        ("CHF", _) => "CH",
        ("AUD", _) => "AU",
        ("MXN", _) => "MX",
        ("EUR", Tongue::En) => "EU",
        ("EUR", Tongue::Fr) => "FR",
        ("EUR", Tongue::Es) => "ES",
        ("EUR", Tongue::De) => "DE",
        _ => return None,
    };
    crate::lexicon::lexicon().place(code)
}

/// The group that a name speaks of, for personas that a client brings along.
pub(crate) fn named_gender(name: &str) -> Option<Gender> {
    let lexicon = crate::lexicon::lexicon();
    let folded = words::fold(name);
    words::split(&folded).filter_map(|word| lexicon.get(word)).find_map(|entry| {
        match (entry.female, entry.male, entry.group_gender) {
            (true, false, _) | (_, _, Some('F')) => Some(Gender::Female),
            (false, true, _) | (_, _, Some('M')) => Some(Gender::Male),
            _ => None,
        }
    })
}

/// How a gender is called in the plural, where a moment needs a name.
pub(crate) fn folk(gender: Option<Gender>, pack: &Pack) -> &str {
    match gender {
        Some(Gender::Female) => &pack.people.women,
        Some(Gender::Male) => &pack.people.men,
        _ => &pack.people.people,
    }
}
