//! What the pieces of a wish mean together: ages, counts, groups, styles, and what is left over.

use super::{
    Asked,
    tokens::{Token, Unit},
};
use crate::{
    demographics::{Ages, Crowd},
    facts::Reading,
    lexicon::Entry,
    words::{self, fold},
};

/// Reads a wish step by step; what one step has used the next leaves alone.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token<'a>],
    pub(super) units: &'a [Unit],
    pub(super) asked: Asked,
    pub(super) used: Vec<bool>,
}

impl Reader<'_> {
    pub(super) fn question(&mut self) {
        let first = self.units.iter().take(4);
        let question = &mut self.asked.question;
        question.mark = self.text.trim_end().ends_with(['?', '？']);
        question.why = first.clone().any(|unit| unit.entry.why);
        question.asks = first.clone().take(2).any(|unit| unit.entry.ask);
        question.shown = self.units.iter().any(|unit| unit.entry.shown || unit.entry.countable);
        // "Angle 1", "the second one": a number counts next to a card's word, an ordinal anywhere.
        for (index, unit) in self.units.iter().enumerate() {
            let beside =
                |at: Option<usize>| at.and_then(|at| self.units.get(at)).is_some_and(|unit| unit.entry.countable);
            let numbered = beside(index.checked_sub(1));
            let named =
                unit.entry.ordinal.is_some() && (numbered || unit.number.is_none() && unit.entry.number.is_none());
            let number = match (named, numbered, unit.number) {
                (true, ..) => unit.entry.ordinal.map(usize::from),
                (_, true, Some(number)) => usize::try_from(number).ok(),
                _ => None,
            };
            question.ordinal = question.ordinal.or(number);
        }
        question.text = fold(self.text);
    }

    fn unit(&self, at: usize) -> Option<&Unit> {
        self.units.get(at)
    }

    fn entry(&self, at: Option<usize>) -> Entry {
        at.and_then(|at| self.units.get(at)).map(|unit| unit.entry).unwrap_or_default()
    }

    fn token(&self, at: usize) -> &str {
        self.unit(at).and_then(|unit| self.tokens.get(unit.from)).map_or("", |token| &*token.folded)
    }

    fn take(&mut self, range: std::ops::Range<usize>) {
        self.used.iter_mut().take(range.end).skip(range.start).for_each(|used| *used = true);
    }

    fn taken(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    pub(super) fn ages(&mut self) {
        for at in 0..self.units.len() {
            if self.taken(at) {
                continue;
            }
            if let Some(decade) = self.entry(Some(at)).decade {
                self.asked.audience.ages = Some(Ages::between(u32::from(decade), u32::from(decade) + 9));
                self.take(at..at + 1);
            } else if let Some(number) = self.unit(at).and_then(|unit| unit.number) {
                self.age(at, number);
            }
        }
    }

    fn age(&mut self, at: usize, number: u32) {
        let next = |offset: usize| self.unit(at + offset);
        // Up to three words without a meaning of their own may stand between: "over the age of 60".
        let before = (1..=4).filter_map(|back| at.checked_sub(back)).find(|at| {
            let entry = self.entry(Some(*at));
            entry.over || entry.under || !entry.neutral
        });
        let led = self.entry(before);
        let measured =
            next(1).is_some_and(|unit| {
                matches!(
                    self.token(at + 1),
                    "%" | "€"
                        | "$"
                        | "£"
                        | "ml"
                        | "g"
                        | "kg"
                        | "cl"
                        | "l"
                        | "cm"
                        | "mm"
                        | "km"
                        | "s"
                        | "sec"
                        | "seconds"
                        | "min"
                ) && !unit.entry.years
            }) || at.checked_sub(1).is_some_and(|at| matches!(self.token(at), "€" | "$" | "£" | "spf" | "lsf" | "fps"));
        if measured {
            return;
        }
        let other = next(2).and_then(|unit| unit.number);
        let connected = next(1).is_some_and(|unit| unit.entry.range);
        let between = (1..=3).any(|back| {
            at.checked_sub(back).is_some_and(|at| matches!(self.token(at), "between" | "entre" | "zwischen"))
        });
        let joins = connected && (matches!(self.token(at + 1), "-" | "to" | "a" | "bis") || between);
        if let (true, Some(other)) = (joins, other) {
            self.asked.audience.ages = Some(Ages::between(number.min(other), number.max(other)));
            self.take(at..at + 3);
            if self.unit(at + 3).is_some_and(|unit| unit.entry.years) {
                self.take(at + 3..at + 4);
            }
            return;
        }
        let years = next(1).is_some_and(|unit| unit.entry.years);
        let after = at + 1 + usize::from(years);
        let up =
            self.token(after) == "+" || self.unit(after).is_some_and(|unit| unit.entry.and_up && !unit.entry.range);
        let ages = match (led.over || up, led.under) {
            (true, _) => Ages::over(number),
            (_, true) => Ages::under(number),
            _ if years || self.aged(at) => Ages::about(number),
            _ => return,
        };
        self.asked.audience.ages = Some(ages);
        let end = after + usize::from(up);
        self.take(at..end);
    }

    /// "Aged 30", "âge de 30", "im Alter von 30".
    fn aged(&self, at: usize) -> bool {
        (1..=3)
            .filter_map(|back| at.checked_sub(back))
            .any(|at| matches!(self.token(at), "aged" | "age" | "agees" | "ages" | "edad" | "alter"))
    }

    pub(super) fn counts(&mut self) {
        for at in 0..self.units.len() {
            let number = self.unit(at).and_then(|unit| unit.number.or(unit.entry.number.map(u32::from)));
            let Some(number) = number.filter(|_| !self.taken(at)) else { continue };
            // "3 other personas", and "count of 50".
            let counted = (1..=3)
                .map_while(|ahead| self.unit(at + ahead))
                .find(|unit| unit.entry.countable || !unit.entry.neutral);
            let told =
                at.checked_sub(2).is_some_and(|at| matches!(self.token(at), "count" | "nombre" | "numero" | "anzahl"));
            let card = counted.is_some_and(|unit| unit.entry.countable);
            let named = self.entry(at.checked_sub(1)).countable;
            let digits = self.unit(at).is_some_and(|unit| unit.number.is_some());
            // "One persona" is an article more often than a number.
            if (told || (card && !named)) && (number != 1 || digits) {
                self.asked.count = Some(number);
                self.take(at..at + 1);
            }
        }
    }

    pub(super) fn marks(&mut self, shown: bool) {
        let mut negated = false;
        let mut shift = None;
        let mut scale = 2;
        for at in 0..self.units.len() {
            let Some(unit) = self.unit(at) else { break };
            let (entry, taken) = (unit.entry, self.taken(at));
            if entry.without {
                // "Not only women" takes nothing away.
                negated = !matches!(
                    self.token(at + 1),
                    "only" | "just" | "que" | "uniquement" | "seulement" | "solo" | "solamente" | "nur" | "bloss"
                );
                continue;
            }
            if taken {
                continue;
            }
            let audience = &mut self.asked.audience;
            let negates = negated;
            let mut clears = true;
            if entry.slightly {
                scale = 1;
            } else if entry.much {
                scale = 3;
            }
            if let Some(group) = entry.group {
                audience.crowd(Crowd::Known(group, entry.group_gender), negates);
            } else if entry.younger || entry.older || (entry.old && shown) {
                shift = Some(if entry.younger { -5 } else { 5 });
            } else if entry.young {
                audience.ages = Some(Ages::between(18, 29));
            } else if entry.old {
                audience.ages = Some(Ages::between(60, 78));
            } else if entry.female || entry.male {
                audience.gender(entry.female, entry.male, negates);
            } else if entry.everyone {
                audience.everyone();
            } else if let Some(place) = entry.place {
                if !negates {
                    audience.places.push(place);
                }
            } else if let Some(style) = entry.style {
                let words = self.words(at, at + 1);
                self.asked.styles.push((style, words));
            } else if let Some(topic) = entry.topic {
                let words = self.words(at, at + 1);
                self.asked.topics.push((topic, words));
            } else {
                clears = false;
            }
            self.asked.others |= entry.others && !entry.without;
            if clears || !(entry.neutral || entry.slightly || entry.much) {
                negated = false;
            }
        }
        self.asked.audience.shift = shift.map(|years: i32| years * scale);
    }

    /// What is left: facts of the product, groups in the user's own words, claims, and what isn't understood.
    pub(super) fn rest(&mut self, reading: &Reading) {
        let mut at = 0;
        let mut says = false;
        while at < self.units.len() {
            let entry = self.entry(Some(at));
            says |= entry.say;
            if !self.foreign(at) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while let Some(next) = (0..=3)
                .map(|skipped| end + skipped)
                .take_while(|at| *at == end || self.joins(at - 1))
                .find(|at| self.foreign(*at))
            {
                end = next + 1;
            }
            self.run(at, end, says, reading);
            at = end;
        }
    }

    /// Whether a unit means nothing we know.
    fn foreign(&self, at: usize) -> bool {
        self.unit(at).is_some_and(|unit| {
            let sign = matches!(self.token(at), "?" | "-" | "+");
            !self.taken(at) && !sign && (!unit.known || unit.entry.claims)
        })
    }

    /// A small word that belongs to what stands on both sides ("rhyme in Klingon").
    fn joins(&self, at: usize) -> bool {
        self.unit(at).is_some_and(|unit| unit.entry.neutral && !unit.entry.say) && self.token(at).len() <= 4
    }

    fn run(&mut self, from: usize, to: usize, says: bool, reading: &Reading) {
        let words = self.words(from, to);
        let folded = fold(&words);
        let known: Vec<usize> = reading
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| names(&folded, &fold(&fact.text)))
            .map(|(at, _)| at)
            .collect();
        let claims = says || (from..to).any(|at| self.entry(Some(at)).claims);
        if !known.is_empty()
            && words::split(&folded).filter(|word| word.len() > 3).all(|word| carries(&reading.folded, word))
        {
            self.asked.facts.extend(known);
        } else if claims {
            self.asked.claims.push(words);
        } else if let Some(crowd) = self.own_crowd(from, to, &words, reading) {
            self.asked.audience.crowd(crowd, false);
        } else {
            self.asked.unknown.push(words);
        }
    }

    /// "for truck drivers": a group that the lexicon doesn't know, in the language of the product.
    fn own_crowd(&self, from: usize, to: usize, words: &str, reading: &Reading) -> Option<Crowd> {
        let before = from.checked_sub(1).map(|at| self.token(at))?;
        Crowd::of_words(before, words, to - from, reading.tongue)
    }

    /// The user's own words.
    fn words(&self, from: usize, to: usize) -> String {
        let start = self.unit(from).and_then(|unit| self.tokens.get(unit.from)).map(|token| token.at);
        let last =
            to.checked_sub(1).and_then(|at| self.unit(at)).and_then(|unit| self.tokens.get(unit.to.saturating_sub(1)));
        let end = last.map(|token| token.at + token.raw.len());
        let words = start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default();
        crate::lint::clean(words, 80).unwrap_or_default()
    }
}

/// Whether words name a fact: one of their longer words begins one of its words.
fn names(folded: &str, fact: &str) -> bool {
    words::split(folded).filter(|word| word.len() > 3).any(|word| carries(fact, word))
}

fn carries(text: &str, word: &str) -> bool {
    let stem = word.get(..word.len().min(6)).unwrap_or(word);
    words::split(text).any(|other| other.starts_with(stem))
}
