//! What choosing a persona means for the ad, area by area.

use crate::{
    angles,
    lens::{Lens, age_range},
    phrasing::{Dice, Slots, fill, nth, unquoted},
    turn::{Turn, Written},
};
use adforge_domain::{
    cards::{Effect, Gender},
    text::fold_name,
};
use adforge_ports_creative::{Card, Done};

/// Writes what the chosen persona changes.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let lens = turn.lens();
    let words = &turn.pack.frames.effects;
    let people = &turn.pack.people;
    // Each effect chooses for itself, so that another seed says something otherwise.
    let wording = |effect: &str| Dice::new(turn.brief.seed, effect).below(64);
    let facts = &turn.reading.facts;
    let first = (usize::try_from(lens.mark % 64).unwrap_or_default() + wording("first")) % facts.len().max(1);
    let fact = facts.get(first).map_or("", |fact| fact.text.as_str());
    let others: Vec<&str> =
        facts.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, fact)| unquoted(&fact.text)).collect();
    let price = turn.reading.price.as_deref();
    let others = others.into_iter().take(9).chain(price).collect::<Vec<_>>().join(&turn.pack.frames.reasons.separator);
    let someone = person(turn, lens.gender, &lens.age);
    let slots = turn
        .slots()
        .with("pain", &lens.pain)
        .with("want", &lens.want)
        .with("fact", fact)
        .with("facts", &others)
        .with("person", &someone);
    let tone = people.drivers.get(&lens.driver).map_or("", |driver| driver.tone.as_str());
    let answer = people.objections.get(&lens.objection).map_or("", |objection| objection.answer.as_str());
    let mut effects = vec![
        ("hook", fill(nth(&words.hook, wording("hook")), &slots)),
        ("tone", fill(&words.tone, &slots.clone().with("tone", tone))),
    ];
    if facts.is_empty() {
        effects.push(("proof", fill(&words.no_proof, &slots)));
    } else {
        let proof = fill(nth(&words.proof, wording("proof")), &slots);
        effects.push((
            "proof",
            if others.is_empty() { proof } else { format!("{proof} {}", fill(&words.support, &slots)) },
        ));
    }
    effects.push(("pictures", fill(nth(&words.pictures, wording("pictures")), &slots)));
    effects.push(("channel", channel(turn, &lens).to_owned()));
    effects.push(("objection", fill(&words.objection, &slots.clone().with("answer", answer))));
    effects.push(("goal", fill(nth(&words.goal, wording("goal")), &slots)));
    let areas = &turn.pack.frames.areas;
    // Areas stand for themselves, so those that another writer has told of stand; the tone and the angles are of the whole.
    let (taken, all) = (turn.taken(), effects.len());
    let card = |(area, effect): (&str, String)| Effect { area: turn.text(areas, area).to_owned(), effect };
    let cards = effects.into_iter().map(card).filter(|effect| !taken.contains(&fold_name(&effect.area)));
    let cards = cards.take(all.saturating_sub(taken.len())).map(Card::Effect).collect();
    let done = Done {
        recommended_tone: Some(fill(&words.tone, &slots.with("tone", tone))),
        recommended_angles: angles::recommended(turn, &lens),
    };
    Written { cards, done, ..Written::default() }
}

/// Who stands in front of the camera, by age and gender alone.
pub(crate) fn person(turn: &Turn<'_>, gender: Gender, age: &str) -> String {
    let who = match gender {
        Gender::Female => "F",
        Gender::Male => "M",
        Gender::All => "A",
    };
    let id = if age.is_empty() { format!("{who}_any") } else { who.to_owned() };
    let age = age.replace('-', "–");
    fill(turn.text(&turn.pack.frames.person, &id), &Slots::default().with("age", &age))
}

fn channel<'a>(turn: &'a Turn<'_>, lens: &Lens) -> &'a str {
    let words = &turn.pack.frames.effects;
    if turn.reading.kind() == "software" {
        return &words.work;
    }
    let middle = age_range(&lens.age).map_or(36, |(lo, hi)| (u16::from(lo) + u16::from(hi)) / 2);
    match middle {
        0..=27 => &words.young,
        28..=44 => &words.middle,
        45..=59 => &words.older,
        _ => &words.oldest,
    }
}
