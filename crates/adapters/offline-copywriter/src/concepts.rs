//! Concepts: one psychological principle each, turned into a script that can be spoken.

use crate::{
    catalogue::{ConceptRow, ConceptWords},
    facts::{Fact, Kind},
    impact,
    lens::Lens,
    phrasing::{Dice, fill, nth},
    scores::{self, Points},
    scripts::{Material, hook, script, tells},
    turn::{Turn, Written},
    words,
};
use adforge_domain::{
    cards::{Angle, Concept, ConceptMetrics, Content, Script},
    text::{Title, fold_name},
};
use adforge_ports_creative::Card;

/// The chosen angle as the scripts use it.
pub(crate) struct Theme {
    /// Its id in the tables, if it is one of ours or means one of them.
    pub(crate) id: Option<&'static str>,
    pub(crate) family: &'static str,
    /// Its title, without a number in front.
    pub(crate) title: String,
    /// The fact that it says, by index.
    pub(crate) fact: Option<usize>,
    /// Depends on the angle alone.
    pub(crate) mark: u64,
}

/// Writes the concepts of a turn.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let lens = turn.lens();
    let theme = theme(turn);
    let usual = if turn.reading.facts.len() < 2 { 3 } else { 4 };
    let rows = choose(turn, &lens, &theme, turn.missing(usual));
    let concepts: Vec<Concept> =
        rows.iter().enumerate().filter_map(|(at, (row, words))| concept(turn, &lens, &theme, row, words, at)).collect();
    let mut notes = crate::angles::missing_topics(turn);
    if turn.asked.has_style("funnier") && serious(turn) {
        notes.push(turn.note("humour").to_owned());
    }
    Written { cards: concepts.into_iter().map(Card::Concept).collect(), notes, ..Written::default() }
}

fn serious(turn: &Turn<'_>) -> bool {
    turn.reading.category.is_some_and(|category| category.sensitive)
}

pub(crate) fn theme(turn: &Turn<'_>) -> Theme {
    let Some(chosen) = &turn.brief.selections.angle else {
        return Theme { id: None, family: "problem", title: String::new(), fact: None, mark: 0 };
    };
    let card: &Angle = &chosen.card;
    let title = unnumbered(&card.title);
    let noted = card.notes.get("angle").map(AsRef::<str>::as_ref);
    // Only a client's own card has to be known by its title.
    let folded = if noted.is_none() { fold_name(title) } else { String::new() };
    let ours = |id: &str, titles: &[String]| {
        noted.map_or_else(|| titles.iter().any(|title| fold_name(title) == folded), |noted| noted == id)
    };
    let row = turn
        .shared
        .angles
        .iter()
        .find(|row| turn.pack.ads.angles.get(&row.id).is_some_and(|words| ours(&row.id, &words.titles)));
    let fact = card.notes.get("fact").and_then(|text| turn.reading.facts.iter().position(|fact| fact.text == *text));
    Theme {
        id: row.map(|row| row.id.as_str()),
        family: row.map_or("problem", |row| row.family.as_str()),
        title: crate::lint::clean(title, 60).unwrap_or_default(),
        fact,
        mark: adforge_domain::text::hash(title),
    }
}

/// "Angle 1: Balance vs Mask" without its number.
fn unnumbered(title: &str) -> &str {
    match title.split_once(':') {
        Some((head, tail)) if head.trim_end().ends_with(|c: char| c.is_ascii_digit()) && !tail.trim().is_empty() => {
            tail.trim()
        }
        _ => title,
    }
}

fn shown<'a>(turn: &'a Turn<'_>) -> Vec<&'a str> {
    // Another style is another way to write the same concepts; new ones are wanted when nothing else is asked for.
    let restyled = !turn.asked.styles.is_empty() && !turn.asked.others;
    match turn.brief.shown.as_deref() {
        Some(Content::PsychologySelection { concepts, .. }) if turn.fresh && !restyled => {
            concepts.iter().filter_map(|it| it.card.notes.get("concept")).map(AsRef::as_ref).collect()
        }
        _ => Vec::new(),
    }
}

fn suits(style: &str, concept: &str) -> bool {
    match style {
        "funnier" => concept == "humour",
        "softer" => matches!(concept, "autonomy" | "relief" | "story"),
        "warmer" => matches!(concept, "story" | "aspiration"),
        "bolder" => matches!(concept, "loss_aversion" | "curiosity" | "anchoring"),
        "factual" => matches!(concept, "specificity" | "authority" | "curiosity"),
        _ => false,
    }
}

fn choose(
    turn: &Turn<'_>,
    lens: &Lens,
    theme: &Theme,
    wanted: usize,
) -> Vec<(&'static ConceptRow, &'static ConceptWords)> {
    let (shown, taken) = (shown(turn), turn.taken());
    let mut dice = Dice::new(turn.brief.seed ^ lens.mark ^ theme.mark, "concepts");
    let mut ranked: Vec<(i32, &'static ConceptRow, &'static ConceptWords)> = Vec::new();
    for row in &turn.shared.concepts {
        let jitter = i32::try_from(dice.below(3)).unwrap_or_default();
        let Some(words) = turn.pack.ads.concepts.get(&row.id) else { continue };
        let met = row.needs.iter().all(|need| turn.reading.meets(need));
        let factless = words.bare.is_empty() && turn.reading.facts.is_empty();
        if !met || factless || taken.contains(&fold_name(&words.title)) || (row.light && serious(turn)) {
            continue;
        }
        let mut fit = 10 + jitter;
        fit += 8 * i32::from(matches!(row.id.as_str(), "loss_aversion" | "aspiration"));
        fit += 4 * i32::from(row.families.iter().any(|family| family == theme.family));
        fit += 2 * i32::from(!row.needs.is_empty());
        fit += 20 * i32::from(turn.asked.styles.iter().any(|(style, _)| suits(style, &row.id)));
        fit += 20 * i32::from(turn.asked.has_topic("price") && row.id == "anchoring");
        fit -= 6 * i32::from(row.light && !turn.asked.has_style("funnier"));
        fit -= 30 * i32::from(shown.contains(&row.id.as_str()));
        ranked.push((fit, row, words));
    }
    ranked.sort_by_key(|(fit, ..)| std::cmp::Reverse(*fit));
    // Both pulls are there: away from something, and towards something.
    let picked = |ranked: &[(i32, &'static ConceptRow, &'static ConceptWords)], pull: &str| {
        ranked.iter().take(wanted).any(|(_, row, _)| row.pull == pull)
    };
    for pull in ["away", "towards"] {
        if !picked(&ranked, pull)
            && let Some(at) = ranked.iter().position(|(_, row, _)| row.pull == pull)
        {
            let entry = ranked.remove(at);
            ranked.insert(wanted.saturating_sub(1), entry);
        }
    }
    ranked.into_iter().take(wanted).map(|(_, row, words)| (row, words)).collect()
}

fn concept(
    turn: &Turn<'_>,
    lens: &Lens,
    theme: &Theme,
    row: &'static ConceptRow,
    words: &'static ConceptWords,
    index: usize,
) -> Option<Concept> {
    let material = material(turn, theme, row, index);
    let lead = material.lead.map_or("", |fact| fact.text.as_str());
    let wording = Dice::new(turn.brief.seed, "concept words").below(64) + index;
    let says = material.lead.map_or("", |fact| fact.speech().says.as_str());
    let slots = turn.slots().with("pain", &lens.pain).with("want", &lens.want).with("fact", lead).with("says", says);
    let hook = hook(&words.hooks, wording, &slots);
    let script = script(turn, lens, theme, (row, words), &material, hook, wording);
    let frames = if material.lead.is_some() || words.bare.is_empty() { &words.text } else { &words.bare };
    let metrics = metrics(turn, lens, theme, row, &material, &script)?;
    let score =
        scores::mean(&[(metrics.hook, 25), (metrics.mechanism, 25), (metrics.believability, 30), (metrics.cta, 20)])?;
    let someone = impact::person(turn, lens.gender, &lens.age);
    let shown = &turn.pack.frames.scenes;
    let on_screen = turn.reading.category.is_some_and(|category| category.screen);
    let frame = if on_screen { &shown.direction_screen } else { nth(&shown.direction, wording) };
    let mut direction = fill(frame, &slots.clone().with("person", &someone));
    if let Some(fact) = material.lead {
        direction.push(' ');
        direction.push_str(&fill(&turn.pack.frames.scenes.direction_fact, &slots.clone().with("fact", &fact.text)));
    }
    let title = Title::new(&words.title).ok()?;
    let notes = [("concept", row.id.as_str()), ("driver", lens.driver.as_str())];
    Some(Concept {
        title,
        score,
        description: fill(nth(frames, wording), &slots),
        metrics,
        script,
        visual_direction: direction,
        notes: notes.into_iter().map(|(key, value)| (key.into(), value.to_owned().into())).collect(),
    })
}

/// The facts of one script: the concept's own first, the angle's with it, and others in turn, so that a set uses them all.
fn material<'a>(turn: &'a Turn<'_>, theme: &Theme, row: &ConceptRow, index: usize) -> Material<'a> {
    let facts = &turn.reading.facts;
    let need = row.needs.iter().find(|need| !matches!(need.as_str(), "price" | "fact"));
    let start = Dice::new(turn.brief.seed, "concept facts").below(facts.len()) + index * 3;
    let mut order: Vec<usize> = (0..facts.len()).map(|step| (start + step) % facts.len()).collect();
    // What the description says comes after what the product is praised for.
    order.sort_by_key(|at| facts.get(*at).is_some_and(|fact| fact.kind == Kind::Detail));
    let named = turn.asked.facts.iter().copied();
    let own = need.and_then(|need| order.iter().copied().find(|at| facts.get(*at).is_some_and(|fact| fact.is(need))));
    let mut chosen: Vec<usize> = Vec::with_capacity(facts.len());
    // The first script of a set leads with the angle's fact; the others have it right after their own.
    let fresh = order.iter().copied().find(|at| Some(*at) != theme.fact).filter(|_| index > 0 && own.is_none());
    for at in own.into_iter().chain(named).chain(fresh).chain(theme.fact).chain(order.iter().copied()) {
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    let all: Vec<&Fact> = chosen.iter().filter_map(|at| facts.get(*at)).collect();
    let lead = all.first().copied();
    // A claim or a way back closes the case; the sentences in between bring the rest.
    let proof = all
        .iter()
        .skip(1)
        .copied()
        .find(|fact| fact.kind == Kind::Claim || fact.speech().guarantee || fact.speech().review);
    let others = all.iter().skip(1).copied().filter(|fact| proof.is_none_or(|proof| proof.text != fact.text)).collect();
    let price = turn.reading.price.is_some()
        && (row.id == "anchoring" || theme.id == Some("price") || index % 2 == 1 || turn.asked.has_topic("price"));
    Material { lead, proof, others, price: price && row.id != "anchoring", priced_hook: row.id == "anchoring" }
}

fn metrics(
    turn: &Turn<'_>,
    lens: &Lens,
    theme: &Theme,
    row: &ConceptRow,
    material: &Material<'_>,
    script: &Script,
) -> Option<ConceptMetrics> {
    let used: Vec<&Fact> =
        turn.reading.facts.iter().filter(|fact| fact.said(&script.body) || fact.said(&script.hook)).collect();
    let is = |need: &str| used.iter().any(|fact| fact.is(need));
    let wary = matches!(lens.objection.as_str(), "trust" | "safety");
    let spoken = words::count(&script.hook);
    Some(ConceptMetrics {
        hook: Points::from(55)
            .add(spoken <= 12, 10)
            .less(spoken > 16, 10)
            .add(script.hook.contains('?'), 10)
            .add(tells(&script.hook, &lens.pain) || tells(&script.hook, &lens.want), 10)
            .add(row.families.iter().any(|family| family == theme.family), 5)
            .score()?,
        mechanism: Points::from(45)
            .add(is("ingredient"), 15)
            .add(is("benefit"), 10)
            .add(used.len() > 2, 10)
            .add(row.families.iter().any(|family| family == theme.family), 10)
            .less(used.is_empty(), 10)
            .score()?,
        believability: Points::from(50)
            .add(is("claim"), 15)
            .add(is("number"), 10)
            .add(is("guarantee") || is("review"), 10)
            .add(row.id == "autonomy", 5)
            .add(wary && material.proof.is_some(), 5)
            .less(used.is_empty(), 10)
            .score()?,
        cta: Points::from(65)
            .add(script.cta.contains(&turn.reading.name), 10)
            .add(words::count(&script.cta) <= 9, 5)
            .add(is("guarantee"), 10)
            .score()?,
    })
}
