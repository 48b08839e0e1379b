//! A chosen persona as the later steps see it: also one that a client brought along with nothing but a name.

use crate::{
    catalogue::{Archetype, Figure},
    demographics,
    turn::Turn,
};
use adforge_domain::cards::{Gender, Persona, Words};

/// What the later steps need of a persona.
#[derive(Clone, Debug)]
pub(crate) struct Lens {
    pub(crate) name: String,
    pub(crate) pain: String,
    pub(crate) pain2: String,
    pub(crate) want: String,
    /// A moment out of their life, if the pain is one that the data knows.
    pub(crate) scene: &'static str,
    pub(crate) driver: String,
    pub(crate) objection: String,
    pub(crate) age: String,
    pub(crate) gender: Gender,
    /// Depends on the persona alone.
    pub(crate) mark: u64,
}

impl Lens {
    pub(crate) fn of(turn: &Turn<'_>) -> Self {
        match &turn.brief.selections.persona {
            Some(persona) => Self::of_card(turn, &persona.card),
            None => Self::of_name(turn, turn.pack.people.people.as_str()),
        }
    }

    fn of_card(turn: &Turn<'_>, card: &Persona) -> Self {
        let usual = Self::of_name(turn, &card.name);
        let text = |list: &[Words], at: usize, or: String| {
            list.get(at).and_then(|text| crate::lint::clean(text, 110)).unwrap_or(or)
        };
        let people = &turn.pack.people;
        let noted = |key: &str| card.notes.get(key).map(AsRef::<str>::as_ref);
        let driver = noted("driver").filter(|id| people.drivers.contains_key(*id));
        let driver = driver.map_or(usual.driver, str::to_owned);
        let objection = noted("objection").filter(|id| people.objections.contains_key(*id));
        let objection = objection.map_or(usual.objection, str::to_owned);
        let pain2 = people.drivers.get(&driver).map_or_else(String::new, |words| words.pain.clone());
        let pain = text(&card.pain_points, 0, usual.pain);
        Self {
            scene: scene(turn, &pain),
            pain,
            pain2: text(&card.pain_points, 1, pain2),
            want: text(&card.desires, 0, usual.want),
            age: if age_range(&card.age).is_some() { card.age.clone() } else { String::new() },
            gender: if card.gender == Gender::All { usual.gender } else { card.gender },
            mark: usual.mark,
            name: usual.name,
            driver,
            objection,
        }
    }

    /// Somebody of whom only a name is known: a figure of the product's kind, the same for the same name.
    fn of_name(turn: &Turn<'_>, name: &str) -> Self {
        let mark = adforge_domain::text::hash(name);
        let gender = demographics::named_gender(name).unwrap_or(Gender::All);
        let (figure, driver, objection) = likely(turn, name, gender, mark);
        let people = &turn.pack.people;
        Self {
            name: crate::lint::clean(name, 60).unwrap_or_else(|| people.people.clone()),
            pain: figure.map_or_else(String::new, |figure| figure.pain.clone()),
            pain2: people.drivers.get(driver).map_or_else(String::new, |words| words.pain.clone()),
            want: figure.map_or_else(String::new, |figure| figure.want.clone()),
            scene: figure.map_or("", |figure| figure.scene.as_str()),
            driver: driver.to_owned(),
            objection: objection.to_owned(),
            age: String::new(),
            gender,
            mark,
        }
    }
}

/// The moment that goes with a pain of the data.
fn scene(turn: &Turn<'_>, pain: &str) -> &'static str {
    let people = &turn.pack.people;
    let figures = people.archetypes.get(turn.reading.kind()).into_iter().flat_map(|figures| figures.values());
    let told = figures.chain(people.moments.values()).find(|figure| figure.pain == pain);
    told.map_or("", |figure| figure.scene.as_str())
}

/// The figure that a name most likely means: one with that name, else one of the kind or a moment, chosen by the name.
fn likely(
    turn: &Turn<'_>,
    name: &str,
    gender: Gender,
    mark: u64,
) -> (Option<&'static Figure>, &'static str, &'static str) {
    let people = &turn.pack.people;
    let folded = crate::words::fold(name);
    let rows: &'static [Archetype] = turn.reading.category.map_or(&[], |category| category.archetypes.as_slice());
    let figures = people.archetypes.get(turn.reading.kind());
    let fits = |row: &&Archetype| match row.gender.as_deref() {
        Some("F") => gender == Gender::Female,
        Some("M") => gender == Gender::Male,
        _ => true,
    };
    let named = |row: &&Archetype| {
        figures
            .and_then(|figures| figures.get(&row.id))
            .is_some_and(|figure| crate::words::fold(&figure.name) == folded)
            || row.cues.iter().any(|cue| cue.len() > 5 && folded.contains(cue.as_str()))
    };
    let fitting: Vec<&'static Archetype> = rows.iter().filter(fits).filter(|row| row.situation.is_none()).collect();
    let moments = &turn.shared.moments;
    let at = usize::try_from(mark % (fitting.len() + moments.len()).max(1) as u64).unwrap_or_default();
    let row = rows.iter().filter(fits).find(named).or_else(|| fitting.get(at).copied());
    match row {
        Some(row) => (figures.and_then(|figures| figures.get(&row.id)), &row.driver, &row.objection),
        None => match moments.get(at.saturating_sub(fitting.len())) {
            Some(moment) => (people.moments.get(&moment.id), &moment.driver, &moment.objection),
            None => (None, "gain", "trust"),
        },
    }
}

/// `"45-60"` as numbers.
pub(crate) fn age_range(age: &str) -> Option<(u8, u8)> {
    let (lo, hi) = age.split_once(['-', '–'])?;
    let span: (u8, u8) = (lo.trim().parse().ok()?, hi.trim().parse().ok()?);
    (span.0 < span.1).then_some(span)
}
