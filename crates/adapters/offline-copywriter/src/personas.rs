//! Personas: who could buy this product, each with a pain of its own and a fact of the product to meet it.

use crate::{
    catalogue::Figure,
    demographics::{self, Crowd, OLDEST, YOUNGEST},
    facts::Hint,
    lens::age_range,
    phrasing::{Dice, Slots, fill, nth},
    portrait::portrait,
    turn::{Turn, Written},
    words,
};
use adforge_domain::{
    cards::{Content, Gender, Persona, Share},
    text::{Title, fold_name},
};
use adforge_ports_creative::Card;

/// Somebody who could become a persona.
struct Candidate {
    id: String,
    name: String,
    who: String,
    pain: &'static str,
    want: &'static str,
    driver: &'static str,
    objection: &'static str,
    traits: &'static [String],
    age: (u8, u8),
    gender: Gender,
    fit: i32,
    /// The group of a wish that it stands for.
    place: usize,
}

/// Writes the personas of a turn.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let wanted = turn.count(4);
    let shown = shown_personas(turn);
    let names: Vec<String> = shown.iter().filter(|_| turn.fresh).map(|persona| fold_name(&persona.name)).collect();
    let mut candidates = candidates(turn);
    candidates.retain(|candidate| !names.contains(&fold_name(&candidate.name)));
    let picked = pick(candidates, wanted);
    let cast = Cast { turn, shown, total: picked.len(), facts: deal(turn, &picked) };
    let cards =
        picked.iter().enumerate().filter_map(|(index, candidate)| cast.persona(candidate, index)).map(Card::Persona);
    let cards: Vec<Card> = cards.collect();
    let notes = extremes(turn, &cast.shown);
    Written { cards, notes, ..Written::default() }
}

fn shown_personas<'a>(turn: &'a Turn<'_>) -> Vec<&'a Persona> {
    match turn.brief.shown.as_deref() {
        Some(Content::AudienceGroup { audiences, .. }) => {
            audiences.iter().map(|offered| offered.card.as_ref()).collect()
        }
        _ => Vec::new(),
    }
}

/// Says that nobody younger, or older, can be had.
fn extremes(turn: &Turn<'_>, shown: &[&Persona]) -> Vec<String> {
    let Some(shift) = turn.asked.audience.shift else { return Vec::new() };
    let mut spans = shown.iter().filter_map(|persona| age_range(&persona.age)).peekable();
    if spans.peek().is_none() {
        return Vec::new();
    }
    let stuck =
        if shift < 0 { spans.all(|(lo, hi)| lo == YOUNGEST && hi <= 26) } else { spans.all(|(_, hi)| hi == OLDEST) };
    let note = if shift < 0 { "youngest" } else { "oldest" };
    if stuck { vec![turn.note(note).to_owned()] } else { Vec::new() }
}

/// Everybody who could be meant, best first within each kind.
fn candidates(turn: &Turn<'_>) -> Vec<Candidate> {
    if turn.asked.audience.crowds.is_empty() {
        let mut all = archetypes(turn);
        all.extend(moments(turn, None, 0));
        return all;
    }
    let crowds = &turn.asked.audience.crowds;
    let mut all: Vec<Candidate> =
        crowds.iter().enumerate().flat_map(|(place, crowd)| moments(turn, Some(crowd), place)).collect();
    // The figure that stands for the group anyway comes first.
    for (place, crowd) in crowds.iter().enumerate() {
        let exact = archetypes(turn).into_iter().find(|candidate| situation(turn, &candidate.id) == Some(crowd.id()));
        all.extend(exact.filter(|_| crowd.id() == "menopause").map(|candidate| Candidate {
            fit: 90,
            place,
            ..candidate
        }));
    }
    all
}

/// The group that an archetype of the product's kind describes.
fn situation(turn: &Turn<'_>, id: &str) -> Option<&'static str> {
    let category = turn.reading.category?;
    category.archetypes.iter().find(|row| row.id == id)?.situation.as_deref()
}

/// The figures of the product's kind that nothing asked for contradicts.
fn archetypes(turn: &Turn<'_>) -> Vec<Candidate> {
    let Some(category) = turn.reading.category else { return Vec::new() };
    let Some(figures) = turn.pack.people.archetypes.get(&category.id) else { return Vec::new() };
    let asked = &turn.asked.audience;
    let wanted = asked.settled_gender();
    let mut dice = Dice::new(turn.brief.seed, "archetypes");
    let mut found = Vec::with_capacity(category.archetypes.len());
    for (order, row) in category.archetypes.iter().enumerate() {
        let Some(figure) = figures.get(&row.id) else { continue };
        let jitter = i32::try_from(dice.below(9)).unwrap_or_default();
        let own = match row.gender.as_deref() {
            Some("F") => Gender::Female,
            Some("M") => Gender::Male,
            _ => Gender::All,
        };
        let hinted = match turn.reading.hint {
            Some(Hint::Women) => Some(Gender::Female),
            Some(Hint::Men) => Some(Gender::Male),
            None => None,
        };
        let ruled = wanted.filter(|gender| *gender != Gender::All).or(hinted.filter(|_| wanted.is_none()));
        if ruled.is_some_and(|gender| own != Gender::All && own != gender) {
            continue;
        }
        let excluded = row.situation.as_deref().is_some_and(|situation| asked.without.contains(&situation));
        if excluded || !plausible(turn, row.age, row.situation.is_some() || row.gender.is_some()) {
            continue;
        }
        let cues =
            i32::try_from(row.cues.iter().filter(|cue| cued(&turn.reading.folded, cue)).count()).unwrap_or_default();
        let menopause = row.id == "peri" && cues > 0;
        found.push(Candidate {
            id: row.id.clone(),
            name: figure.name.clone(),
            who: figure.who.clone(),
            pain: &figure.pain,
            want: &figure.want,
            driver: &row.driver,
            objection: &row.objection,
            traits: &row.traits,
            age: row.age,
            gender: ruled.unwrap_or(own),
            fit: 44 + jitter + 9 * cues.min(3) + if menopause { 40 } else { 0 }
                - i32::try_from(order).unwrap_or_default(),
            place: 0,
        });
    }
    found
}

/// Whether a figure can be of the ages asked for; one that is tied to a time of life can't be moved out of it.
fn plausible(turn: &Turn<'_>, age: (u8, u8), tied: bool) -> bool {
    let Some((lo, hi)) = band(turn) else { return true };
    let overlap = hi.min(age.1).saturating_sub(lo.max(age.0));
    if tied { overlap >= 4 } else { overlap >= 2 || (lo < 60 && age.0 < 60) }
}

/// The ages that all cards have to keep to.
fn band(turn: &Turn<'_>) -> Option<(u8, u8)> {
    let asked = &turn.asked.audience;
    let moved = moved(turn);
    let lo = moved.iter().map(|span| span.0).min();
    let hi = moved.iter().map(|span| span.1).max();
    lo.zip(hi).or_else(|| asked.ages.map(|ages| (ages.lo, ages.hi)))
}

/// The ages shown, moved as asked for: empty when nothing relative was asked for.
fn moved(turn: &Turn<'_>) -> Vec<(u8, u8)> {
    let asked = &turn.asked.audience;
    if asked.shift.is_none() && !asked.settled {
        return Vec::new();
    }
    let shift = asked.shift.unwrap_or_default();
    let shown = shown_personas(turn);
    let spans = shown.iter().filter_map(|persona| age_range(&persona.age));
    let usual = [(28, 45)];
    let move_by = |(lo, hi): (u8, u8)| {
        let lo = (i32::from(lo) + shift).clamp(i32::from(YOUNGEST), i32::from(OLDEST) - 6);
        let hi = (i32::from(hi) + shift).clamp(lo + 6, i32::from(OLDEST));
        (u8::try_from(lo).unwrap_or(YOUNGEST), u8::try_from(hi).unwrap_or(OLDEST))
    };
    let spans: Vec<(u8, u8)> = spans.map(move_by).collect();
    if spans.is_empty() && shift != 0 { usual.into_iter().map(move_by).collect() } else { spans }
}

fn cued(folded: &str, cue: &str) -> bool {
    // A long cue says the same inside a word ("perimenopause"); a short one only as a word.
    match cue.len() {
        0..=3 => words::split(folded).any(|word| word == cue),
        4 | 5 => words::split(folded).any(|word| word.starts_with(cue)),
        _ => folded.contains(cue),
    }
}

/// The ways to meet any product, told of a group or of everybody.
fn moments(turn: &Turn<'_>, crowd: Option<&Crowd>, place: usize) -> Vec<Candidate> {
    let people = &turn.pack.people;
    let asked = &turn.asked.audience;
    let gender = asked.gender.filter(|gender| *gender != Gender::All).or_else(|| crowd.and_then(Crowd::gender));
    let hinted = match turn.reading.hint {
        Some(Hint::Women) => Some(Gender::Female),
        Some(Hint::Men) => Some(Gender::Male),
        None => None,
    };
    let gender = gender.or(hinted.filter(|_| crowd.is_none() && asked.gender.is_none()));
    let group = match crowd {
        Some(crowd) => crowd.name(gender, turn.reading.tongue),
        None => demographics::folk(gender, turn.pack).to_owned(),
    };
    // Pains of the product's kind say more than general ones; those tied to a time of life stay with their figures.
    let figures = people.archetypes.get(turn.reading.kind());
    let rows = turn.reading.category.map_or(&[][..], |category| category.archetypes.as_slice());
    let pool: Vec<(&'static str, &'static Figure)> = rows
        .iter()
        .filter(|row| crowd.is_some() && row.situation.is_none() && row.gender.is_none())
        .filter_map(|row| figures.and_then(|figures| figures.get(&row.id)).map(|figure| (row.driver.as_str(), figure)))
        .collect();
    let mut dice = Dice::new(turn.brief.seed, "moments");
    let mut left = pool;
    let mut found = Vec::with_capacity(turn.shared.moments.len());
    for (order, moment) in turn.shared.moments.iter().enumerate() {
        let jitter = i32::try_from(dice.below(8)).unwrap_or_default();
        let Some(figure) = people.moments.get(&moment.id) else { continue };
        let slots = Slots::default().with("group", &group);
        let kindred = left.iter().position(|(driver, _)| *driver == moment.driver);
        let told = kindred.map_or(figure, |at| left.remove(at).1);
        let age = crowd.and_then(Crowd::ages).or_else(|| SPANS.get(order % SPANS.len()).copied()).unwrap_or((28, 48));
        found.push(Candidate {
            id: moment.id.clone(),
            name: fill(&figure.name, &slots),
            who: fill(&figure.who, &slots),
            pain: &told.pain,
            want: &told.want,
            driver: &moment.driver,
            objection: &moment.objection,
            traits: &moment.traits,
            age,
            gender: gender.unwrap_or(Gender::All),
            // What the product's kind has a pain for comes first.
            fit: 20 + jitter - i32::try_from(order).unwrap_or_default() + 10 * i32::from(kindred.is_some()),
            place,
        });
    }
    found
}

/// Ages of people in a moment of no particular time of life.
const SPANS: [(u8, u8); 4] = [(25, 40), (32, 50), (40, 58), (22, 35)];

/// The best, each with another pain than those before and, while there are any, another motive.
fn pick(mut left: Vec<Candidate>, wanted: usize) -> Vec<Candidate> {
    let mut picked: Vec<Candidate> = Vec::with_capacity(wanted);
    while picked.len() < wanted {
        let worth = |candidate: &Candidate| {
            let alike = picked.iter().filter(|other| other.driver == candidate.driver).count();
            let crowded = picked.iter().filter(|other| other.place == candidate.place).count();
            candidate.fit
                - 12 * i32::try_from(alike).unwrap_or_default()
                - 30 * i32::try_from(crowded).unwrap_or_default()
        };
        let fresh = |candidate: &&Candidate| {
            let name = fold_name(&candidate.name);
            !picked.iter().any(|other| other.pain == candidate.pain || fold_name(&other.name) == name)
        };
        // Of equals the first.
        let best = left.iter().enumerate().filter(|(_, candidate)| fresh(candidate));
        let best = best.max_by_key(|(at, candidate)| (worth(candidate), std::cmp::Reverse(*at))).map(|(at, _)| at);
        match best {
            Some(best) => picked.push(left.swap_remove(best)),
            None => break,
        }
    }
    picked
}

/// Deals the facts: every card gets others while there are any, and rather those that speak of its figure. A fact that a
/// wish names stands on every card.
fn deal(turn: &Turn<'_>, picked: &[Candidate]) -> Vec<[Option<usize>; 2]> {
    let facts = &turn.reading.facts;
    let folded: Vec<String> = facts.iter().map(|fact| words::fold(&fact.text)).collect();
    let start = Dice::new(turn.brief.seed, "persona facts").below(facts.len());
    let mut used = vec![0_i32; facts.len()];
    let mut dealt = vec![[None; 2]; picked.len()];
    for round in 0..2 {
        for (index, candidate) in picked.iter().enumerate() {
            let worth = |at: usize| {
                let text = folded.get(at).map_or("", String::as_str);
                let named = i32::from(round == 0 && turn.asked.facts.contains(&at));
                20 * named + affinity(turn, &candidate.id, text) - 4 * used.get(at).copied().unwrap_or_default()
            };
            let taken = dealt.get(index).and_then(|pair| pair.first().copied().flatten());
            let order =
                (0..facts.len()).map(|step| (start + step) % facts.len().max(1)).filter(|at| Some(*at) != taken);
            // Of equals the first.
            let best = order.rev().max_by_key(|at| worth(*at));
            if let (Some(best), Some(slot)) = (best, dealt.get_mut(index).and_then(|pair| pair.get_mut(round))) {
                *slot = Some(best);
                used.iter_mut().skip(best).take(1).for_each(|count| *count += 1);
            }
        }
    }
    dealt
}

/// How well a fact speaks of a figure: its own cues count for it, those of a figure with a fixed gender or time of life
/// against everybody else.
fn affinity(turn: &Turn<'_>, id: &str, fact: &str) -> i32 {
    let rows = turn.reading.category.map_or(&[][..], |category| category.archetypes.as_slice());
    let hit = |row: &crate::catalogue::Archetype| row.cues.iter().any(|cue| cued(fact, cue));
    rows.iter()
        .map(|row| match (row.id == id, row.gender.is_some()) {
            (true, _) if hit(row) => 3,
            (false, true) if hit(row) => -9,
            _ => 0,
        })
        .sum()
}

/// A span that is too wide for one card.
fn wide(age: (u8, u8)) -> Option<(u8, u8)> {
    (age.1.saturating_sub(age.0) > 22).then_some(age)
}

/// What the cards of a set share.
struct Cast<'t> {
    turn: &'t Turn<'t>,
    shown: Vec<&'t Persona>,
    total: usize,
    /// Of each card: the fact of its description, and that of a desire.
    facts: Vec<[Option<usize>; 2]>,
}

impl Cast<'_> {
    fn persona(&self, candidate: &Candidate, index: usize) -> Option<Persona> {
        let turn = self.turn;
        let people = &turn.pack.people;
        let fact = |nth: usize| {
            let dealt = self.facts.get(index).and_then(|dealt| dealt.get(nth)).copied().flatten();
            dealt.and_then(|at| turn.reading.facts.get(at)).map(|fact| fact.text.as_str())
        };
        let wording = Dice::new(turn.brief.seed, "persona words").below(64) + index;
        let slots = turn.slots().with("pain", candidate.pain).with("want", candidate.want);
        let told = match fact(0) {
            Some(fact) => fill(nth(&people.description, wording), &slots.clone().with("fact", fact)),
            None => fill(nth(&people.bare, wording), &slots),
        };
        let objection = people.objections.get(candidate.objection)?;
        let mut desires = vec![candidate.want.to_owned()];
        if let Some(fact) = fact(1) {
            desires.push(fill(nth(&people.desire, wording), &slots.with("fact", fact)));
        }
        desires.push(match &turn.reading.price {
            Some(price) if candidate.objection == "price" => format!("{} ({price})", objection.want),
            _ => objection.want.clone(),
        });
        let driver = people.drivers.get(candidate.driver)?;
        let (lo, hi) = self.ages(candidate, index);
        let traits = candidate.traits.iter().filter_map(|id| people.traits.get(id)).cloned().collect();
        let notes =
            [("archetype", candidate.id.as_str()), ("driver", candidate.driver), ("objection", candidate.objection)];
        Some(Persona {
            name: Title::new(&candidate.name).ok()?,
            share: self.share(index),
            age: format!("{lo}-{hi}"),
            gender: candidate.gender,
            location: self.location(index),
            description: format!("{} {told}", candidate.who),
            traits,
            pain_points: vec![candidate.pain.to_owned(), driver.pain.clone(), objection.pain.clone()],
            desires,
            portrait: portrait(&candidate.name),
            notes: notes.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        })
    }

    fn ages(&self, candidate: &Candidate, index: usize) -> (u8, u8) {
        let moved = moved(self.turn);
        if let Some(span) = index.checked_rem(moved.len()).and_then(|at| moved.get(at)) {
            return *span;
        }
        let Some((lo, hi)) = band(self.turn).or_else(|| wide(candidate.age)) else { return candidate.age };
        let (low, high) = (lo.max(candidate.age.0), hi.min(candidate.age.1));
        if high >= low.saturating_add(6) && high - low <= 22 {
            return (low, high);
        }
        let (lo, hi) = if high >= low.saturating_add(6) { (low, high) } else { (lo, hi) };
        let width = hi - lo;
        if width <= 14 {
            return (lo, hi);
        }
        // A wide band is shared out, so that the cards differ.
        let room = width - 13;
        let offset = u8::try_from(index % 3).unwrap_or_default() * room / 2;
        (lo + offset, lo + offset + 13)
    }

    fn location(&self, index: usize) -> String {
        let turn = self.turn;
        let asked = &turn.asked.audience.places;
        let place = match index.checked_rem(asked.len()).and_then(|at| asked.get(at)) {
            Some(place) => Some(*place),
            None => {
                demographics::home(turn.reading.currency.filter(|_| turn.reading.price.is_some()), turn.reading.tongue)
            }
        };
        place.map_or_else(String::new, |place| place.name(turn.reading.tongue).to_owned())
    }

    /// Ranges that can add up to a hundred, whatever the number of cards.
    fn share(&self, index: usize) -> Share {
        const PRIMARY: &str = "primary";
        const SECONDARY: &str = "secondary";
        const TERTIARY: &str = "tertiary";
        let (rank, range) = match (self.total, index) {
            (0 | 1, _) => (PRIMARY, "60-90"),
            (2, 0) => (PRIMARY, "55-65"),
            (2, _) => (SECONDARY, "35-45"),
            (3 | 4, 0) => (PRIMARY, "40-60"),
            (3, 1) => (SECONDARY, "20-30"),
            (3, _) | (4, 1 | 2) => (SECONDARY, "15-20"),
            (4, _) => (TERTIARY, "10-15"),
            (5, 0) => (PRIMARY, "35-45"),
            (_, 0) => (PRIMARY, "30-40"),
            (5 | 6, 1 | 2) | (_, 1) => (SECONDARY, "15-20"),
            (7 | 8, 2) => (SECONDARY, "10-15"),
            (5 | 6, _) => (TERTIARY, "10-15"),
            (7, _) => (TERTIARY, "8-12"),
            _ => (TERTIARY, "6-10"),
        };
        let color = match rank {
            PRIMARY => "#7C5CFF",
            SECONDARY => "#06E8DC",
            _ => "#FFB547",
        };
        let label = fill(self.turn.text(&self.turn.pack.frames.shares, rank), &Slots::default().with("range", range));
        Share { label, color: color.to_owned() }
    }
}
