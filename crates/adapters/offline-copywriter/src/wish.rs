//! What a user asks for, read out of free text in any of our languages.

use crate::{
    demographics::{Ages, Audience, Crowd},
    facts::Reading,
    lexicon::{Entry, lexicon},
    words::{self, fold},
};

/// A wish, read.
#[derive(Default, Debug)]
pub(crate) struct Asked {
    pub(crate) audience: Audience,
    /// How many cards.
    pub(crate) count: Option<u32>,
    /// Other ones than those shown.
    pub(crate) others: bool,
    /// Styles and topics by id, with the user's word for each.
    pub(crate) styles: Vec<(&'static str, String)>,
    pub(crate) topics: Vec<(&'static str, String)>,
    /// Facts of the product that the wish names, by index.
    pub(crate) facts: Vec<usize>,
    /// What could not be understood, in the user's words.
    pub(crate) unknown: Vec<String>,
    /// What is to be said without a fact that carries it, in the user's words.
    pub(crate) claims: Vec<String>,
    /// Whether it is a question.
    pub(crate) question: Question,
}

/// A question about what is shown.
#[derive(Default, Debug)]
pub(crate) struct Question {
    /// It ends with a question mark.
    pub(crate) mark: bool,
    /// It begins by asking why, or for an explanation.
    pub(crate) why: bool,
    /// It begins with another question word.
    pub(crate) asks: bool,
    /// The number of the card that it names, from 1.
    pub(crate) ordinal: Option<usize>,
    /// It points at what is shown.
    pub(crate) shown: bool,
    /// Its words, folded.
    pub(crate) words: Vec<String>,
}

impl Asked {
    /// Whether anything is asked for that the cards can follow.
    pub(crate) fn is_wish(&self) -> bool {
        self.others
            || self.count.is_some()
            || self.audience.is_some()
            || !(self.styles.is_empty() && self.topics.is_empty() && self.facts.is_empty())
    }

    pub(crate) fn has_style(&self, style: &str) -> bool {
        self.styles.iter().any(|(id, _)| *id == style)
    }

    pub(crate) fn has_topic(&self, topic: &str) -> bool {
        self.topics.iter().any(|(id, _)| *id == topic)
    }

    /// This wish after an earlier one that still holds: what is said anew counts.
    pub(crate) fn after(mut self, earlier: Self) -> Self {
        self.audience = self.audience.after(earlier.audience);
        self.count = self.count.or(earlier.count);
        if self.styles.is_empty() {
            self.styles = earlier.styles;
        }
        if self.topics.is_empty() {
            self.topics = earlier.topics;
        }
        if self.facts.is_empty() {
            self.facts = earlier.facts;
        }
        self
    }
}

/// A word, a number or a sign of a wish.
struct Token<'a> {
    raw: &'a str,
    at: usize,
    folded: String,
    number: Option<u32>,
}

/// Longer wishes aren't read further.
const TOKENS: usize = 240;

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if tokens.len() >= TOKENS {
            break;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphanumeric() {
            let digits = c.is_ascii_digit();
            while let Some((at, next)) = chars.peek().copied() {
                // "60s" is one word, "50ml" and "30ans" are two.
                let decade = digits
                    && next == 's'
                    && !text.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
                if !(next.is_alphanumeric() && (next.is_ascii_digit() == digits || decade)) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        } else if !matches!(c, '+' | '%' | '€' | '$' | '£' | '-' | '–' | '—' | '?') {
            continue;
        }
        let raw = text.get(start..end).unwrap_or_default();
        let folded = match c {
            '–' | '—' => "-".to_owned(),
            _ => fold(raw),
        };
        let number = folded.parse().ok();
        tokens.push(Token { raw, at: start, folded, number });
    }
    // A dash is a sign between numbers only.
    let between = |index: usize, tokens: &[Token<'_>]| {
        let number = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.number.is_some());
        number(index.checked_sub(1)) && number(index.checked_add(1))
    };
    let dashes: Vec<bool> = (0..tokens.len())
        .map(|index| tokens.get(index).is_some_and(|token| token.folded == "-") && !between(index, &tokens))
        .collect();
    let mut dashes = dashes.into_iter();
    tokens.retain(|_| !dashes.next().unwrap_or_default());
    tokens
}

/// One or more tokens with a meaning of their own.
struct Unit {
    entry: Entry,
    known: bool,
    number: Option<u32>,
    from: usize,
    to: usize,
}

/// Reads a wish. `shown` says whether there is a set that it can be about.
pub(crate) fn read(text: &str, reading: &Reading<'_>, shown: bool) -> Asked {
    let tokens = tokens(text);
    let units = units(&tokens, &masked(&tokens, &reading.name));
    let mut reader =
        Reader { text, tokens: &tokens, units: &units, asked: Asked::default(), used: vec![false; units.len()] };
    reader.question();
    reader.ages();
    reader.counts();
    reader.marks(shown);
    reader.rest(reading);
    reader.asked
}

/// Which tokens only name the product.
fn masked(tokens: &[Token<'_>], name: &str) -> Vec<bool> {
    let folded = fold(name);
    let name: Vec<&str> = words::split(&folded).collect();
    let mut masked = vec![false; tokens.len()];
    for start in 0..tokens.len() {
        for from in 0..name.len() {
            let rest = tokens.iter().skip(start).map(|token| token.folded.as_str());
            let run = rest.zip(name.iter().skip(from)).take_while(|(token, word)| token == *word).count();
            if run >= name.len().min(2) && run > 0 {
                masked.iter_mut().skip(start).take(run).for_each(|mask| *mask = true);
            }
        }
    }
    masked
}

fn units(tokens: &[Token<'_>], masked: &[bool]) -> Vec<Unit> {
    let lexicon = lexicon();
    let mut units = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if masked.get(at).copied().unwrap_or_default() {
            units.push(Unit {
                entry: Entry { neutral: true, ..Entry::default() },
                known: true,
                number: None,
                from: at,
                to: at + 1,
            });
            at += 1;
            continue;
        }
        let mut phrase = token.folded.clone();
        let mut found = lexicon.get(&phrase).map(|entry| (*entry, at + 1));
        for next in tokens.iter().enumerate().skip(at + 1).take(3) {
            phrase.push(' ');
            phrase.push_str(&next.1.folded);
            if let Some(entry) = lexicon.get(&phrase) {
                found = Some((*entry, next.0 + 1));
            }
        }
        let (entry, to) = found.unwrap_or((Entry::default(), at + 1));
        units.push(Unit { entry, known: found.is_some(), number: token.number, from: at, to });
        at = to;
    }
    units
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    units: &'a [Unit],
    asked: Asked,
    used: Vec<bool>,
}

impl Reader<'_> {
    fn question(&mut self) {
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
        question.words = self.tokens.iter().map(|token| token.folded.clone()).collect();
    }

    fn unit(&self, at: usize) -> Option<&Unit> {
        self.units.get(at)
    }

    fn entry(&self, at: Option<usize>) -> Entry {
        at.and_then(|at| self.units.get(at)).map(|unit| unit.entry).unwrap_or_default()
    }

    fn token(&self, at: usize) -> &str {
        self.unit(at).and_then(|unit| self.tokens.get(unit.from)).map_or("", |token| token.folded.as_str())
    }

    fn take(&mut self, range: std::ops::Range<usize>) {
        self.used.iter_mut().take(range.end).skip(range.start).for_each(|used| *used = true);
    }

    fn taken(&self, at: usize) -> bool {
        self.used.get(at).copied().unwrap_or(true)
    }

    fn ages(&mut self) {
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

    fn counts(&mut self) {
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
            if (card || told)
                && (!named || told)
                && (number != 1 || self.unit(at).is_some_and(|unit| unit.number.is_some()))
            {
                self.asked.count = Some(number);
                self.take(at..at + 1);
            }
        }
    }

    fn marks(&mut self, shown: bool) {
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
    fn rest(&mut self, reading: &Reading<'_>) {
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

    fn run(&mut self, from: usize, to: usize, says: bool, reading: &Reading<'_>) {
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
    fn own_crowd(&self, from: usize, to: usize, words: &str, reading: &Reading<'_>) -> Option<Crowd> {
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
