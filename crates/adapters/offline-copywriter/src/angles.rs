//! Angles: one tension of the persona, one fact of the product that speaks to it, told as a point of view.

use crate::{
    catalogue::{AngleRow, AngleWords},
    facts::{Fact, Kind, Reading},
    lens::Lens,
    phrasing::{Dice, Slots, fill, fill_also, nth, unquoted},
    scores::{self, Points},
    turn::{Turn, Written},
};
use adforge_domain::{
    cards::{Angle, AngleMetrics, Content},
    text::{Title, fold_name},
};
use adforge_ports_creative::Card;

/// An angle with the facts that it rests on, by index: the one it says, a second one, and those behind it.
struct Plan {
    row: &'static AngleRow,
    words: &'static AngleWords,
    fact: Option<usize>,
    second: Option<usize>,
    support: Vec<usize>,
}

/// Writes the angles of a turn.
pub(crate) fn write(turn: &Turn<'_>) -> Written {
    let lens = turn.lens();
    let usual = if turn.reading.facts.len() < 3 { 3 } else { 4 };
    let plans = plans(turn, &lens, turn.missing(usual));
    let mut angles: Vec<Angle> =
        plans.iter().enumerate().filter_map(|(at, plan)| angle(turn, &lens, plan, at)).collect();
    angles.sort_by_key(|angle| std::cmp::Reverse(angle.score));
    let notes = missing_topics(turn);
    Written { cards: angles.into_iter().map(Card::Angle).collect(), notes, ..Written::default() }
}

/// Titles of angles that suit a persona.
pub(crate) fn recommended(turn: &Turn<'_>, lens: &Lens) -> Vec<String> {
    plans(turn, lens, 3).iter().map(|plan| title(turn, lens, plan).to_owned()).collect()
}

/// Says which topic of the wish no fact carries.
pub(crate) fn missing_topics(turn: &Turn<'_>) -> Vec<String> {
    let asked = &turn.asked;
    let price = asked.has_topic("price") && turn.reading.price.is_none();
    let ingredients = asked.has_topic("ingredients") && !turn.reading.meets("ingredient");
    let notes = [(price, "no_price"), (ingredients, "no_ingredient")];
    notes.into_iter().filter(|(missing, _)| *missing).map(|(_, note)| turn.note(note).to_owned()).collect()
}

/// The angles that a topic of a wish leans on.
fn leans(topic: &str, angle: &str) -> bool {
    match topic {
        "price" => angle == "price",
        "ingredients" => matches!(angle, "inside" | "cause" | "otherway"),
        "trust" => matches!(angle, "safety" | "word" | "voices" | "inside"),
        "time" => matches!(angle, "less" | "smallstep"),
        "family" => angle == "others",
        "identity" => matches!(angle, "ownway" | "moment"),
        _ => false,
    }
}

/// The angles that suit the concept of a style.
fn styled(style: &str, row: &AngleRow) -> bool {
    match style {
        "warmer" => row.family == "identity",
        "factual" => row.family == "proof",
        "bolder" => matches!(row.family.as_str(), "problem" | "mechanism"),
        "softer" => matches!(row.id.as_str(), "smallstep" | "less" | "others"),
        "funnier" => matches!(row.id.as_str(), "cycle" | "less" | "ownway"),
        _ => false,
    }
}

fn plans(turn: &Turn<'_>, lens: &Lens, wanted: usize) -> Vec<Plan> {
    let mut left = ranked(turn, lens);
    let mut rows: Vec<(&'static AngleRow, &'static AngleWords)> = Vec::with_capacity(wanted);
    while rows.len() < wanted && !left.is_empty() {
        // Families take turns: a set that only complains, or only proves, gives no choice.
        let worth = |(fit, row, _): &(i32, &'static AngleRow, &'static AngleWords)| {
            fit - 4 * i32::try_from(rows.iter().filter(|(other, _)| other.family == row.family).count())
                .unwrap_or_default()
        };
        let best =
            left.iter().enumerate().max_by_key(|(at, entry)| (worth(entry), std::cmp::Reverse(*at))).map(|(at, _)| at);
        let (_, row, words) = left.remove(best.unwrap_or_default());
        rows.push((row, words));
    }
    deal(turn, lens, &rows)
}

/// The angles whose needs the product meets, with how well each fits.
fn ranked(turn: &Turn<'_>, lens: &Lens) -> Vec<(i32, &'static AngleRow, &'static AngleWords)> {
    let (shown, taken) = (shown(turn), turn.taken());
    let mut dice = Dice::new(turn.brief.seed ^ lens.mark, "angles");
    let mut ranked = Vec::with_capacity(turn.shared.angles.len());
    for row in &turn.shared.angles {
        let jitter = i32::try_from(dice.below(3)).unwrap_or_default();
        let Some(words) = turn.pack.ads.angles.get(&row.id) else { continue };
        let bare = !words.bare.is_empty();
        let met = row.needs.iter().all(|need| turn.reading.meets(need)) && (bare || !turn.reading.facts.is_empty());
        if !met || words.titles.iter().all(|title| taken.contains(&fold_name(title))) {
            continue;
        }
        let mut fit = 10 + jitter;
        fit += 4 * i32::from(row.drivers.contains(&lens.driver));
        fit += 2 * i32::from(!row.needs.is_empty());
        fit += 3 * i32::from(lens.objection == "price" && row.id == "price");
        fit += 3 * i32::from(lens.objection == "safety" && row.id == "inside");
        fit += 20 * i32::from(turn.asked.topics.iter().any(|(topic, _)| leans(topic, &row.id)));
        fit += 20 * i32::from(turn.asked.styles.iter().any(|(style, _)| styled(style, row)));
        fit -= 12 * i32::from(shown.iter().any(|(id, _)| *id == row.id));
        ranked.push((fit, row, words));
    }
    ranked
}

/// The angles shown, when others are wanted: id and folded title.
fn shown<'a>(turn: &'a Turn<'_>) -> Vec<(&'a str, String)> {
    match turn.brief.shown.as_deref() {
        Some(Content::MarketingAngle { angles, .. }) if turn.fresh => {
            let id = |angle: &'a Angle| angle.notes.get("angle").map_or("", AsRef::as_ref);
            angles.iter().map(|it| (id(&it.card), fold_name(&it.card.title))).collect()
        }
        _ => Vec::new(),
    }
}

/// Deals the facts: each angle gets one of the kind that it needs, and the rest stand behind them, so that all are used.
fn deal(turn: &Turn<'_>, lens: &Lens, rows: &[(&'static AngleRow, &'static AngleWords)]) -> Vec<Plan> {
    let facts = &turn.reading.facts;
    let mut used = vec![0_usize; facts.len()];
    let start = Dice::new(turn.brief.seed ^ lens.mark, "angle facts").below(facts.len());
    let mut take = |fits: &dyn Fn(&Fact) -> bool, not: Option<usize>| -> Option<usize> {
        let order = (0..facts.len()).map(|step| (start + step) % facts.len().max(1));
        let fitting = order.filter(|at| Some(*at) != not && facts.get(*at).is_some_and(fits));
        let named = |at: usize| usize::from(!turn.asked.facts.contains(&at));
        let best = fitting.min_by_key(|at| (named(*at), used.get(*at).copied().unwrap_or_default()))?;
        if let Some(count) = used.get_mut(best) {
            *count += 1;
        }
        Some(best)
    };
    let mut plans: Vec<Plan> = Vec::with_capacity(rows.len());
    for (row, words) in rows {
        let fact = match row.needs.iter().find(|need| !matches!(need.as_str(), "price" | "three")) {
            Some(need) => take(&|fact| fact.is(need), None),
            None => {
                take(&|fact| matches!(fact.kind, Kind::Benefit | Kind::Claim), None).or_else(|| take(&|_| true, None))
            }
        };
        let wants_second = !words.pair.is_empty() || row.id == "checks";
        let second =
            if wants_second { take(&|fact| row.id == "checks" || fact.kind == Kind::Benefit, fact) } else { None };
        plans.push(Plan { row, words, fact, second, support: Vec::new() });
    }
    let spare: Vec<usize> = used.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect();
    for (turn, at) in spare.into_iter().enumerate() {
        let to = turn.checked_rem(plans.len()).unwrap_or_default();
        if let Some(plan) = plans.get_mut(to).filter(|plan| plan.support.len() < 5) {
            plan.support.push(at);
        }
    }
    plans
}

/// A title that isn't shown; the same for the same persona, so that what was recommended is found again.
fn title(turn: &Turn<'_>, lens: &Lens, plan: &Plan) -> &'static str {
    let (shown, taken) = (shown(turn), turn.taken());
    let start = usize::try_from((lens.mark ^ adforge_domain::text::hash(&turn.reading.name)) % 64).unwrap_or_default();
    let titles = (0..plan.words.titles.len()).map(|step| nth(&plan.words.titles, start + step));
    let mut free = titles.filter(|title| !taken.contains(&fold_name(title)));
    let first = free.clone().next();
    let fresh = free.find(|title| !shown.iter().any(|(_, other)| *other == fold_name(title)));
    fresh.or(first).unwrap_or_else(|| nth(&plan.words.titles, start))
}

fn angle(turn: &Turn<'_>, lens: &Lens, plan: &Plan, index: usize) -> Option<Angle> {
    let reading = &turn.reading;
    let fact = |at: Option<usize>| at.and_then(|at| reading.facts.get(at));
    let text = |at: Option<usize>| fact(at).map_or("", |fact| fact.text.as_str());
    let third = plan
        .support
        .first()
        .copied()
        .or_else(|| (0..reading.facts.len()).find(|at| Some(*at) != plan.fact && Some(*at) != plan.second));
    let listed = |at: &&usize| plan.row.id != "checks" || Some(**at) != third;
    let behind: Vec<&str> = plan.support.iter().filter(listed).map(|at| unquoted(text(Some(*at)))).collect();
    let behind = behind.join(&turn.pack.frames.reasons.separator);
    let slots = turn
        .slots()
        .with("name", &lens.name)
        .with("pain", &lens.pain)
        .with("pain2", &lens.pain2)
        .with("want", &lens.want)
        .with("fact", text(plan.fact))
        .with("fact2", text(plan.second))
        .with("fact3", text(third))
        .with("facts", &behind);
    let frames = match (plan.fact, plan.second) {
        (Some(_), Some(_)) if !plan.words.pair.is_empty() => &plan.words.pair,
        (Some(_), _) => &plan.words.text,
        (None, _) => &plan.words.bare,
    };
    let wording = Dice::new(turn.brief.seed, "angle words").below(64) + index;
    let metrics = metrics(lens, plan, reading)?;
    let score = scores::mean(&[(metrics.emotion, 35), (metrics.proof, 35), (metrics.differentiation, 30)])?;
    let mut notes = vec![("angle", plan.row.id.as_str())];
    notes.extend(fact(plan.fact).map(|fact| ("fact", fact.text.as_str())));
    Some(Angle {
        title: Title::new(title(turn, lens, plan)).ok()?,
        score,
        description: fill(nth(frames, wording), &slots),
        metrics,
        reason: reason(turn, lens, plan, &slots, wording, behind.is_empty()),
        notes: notes.into_iter().map(|(key, value)| (key.into(), value.to_owned().into())).collect(),
    })
}

fn metrics(lens: &Lens, plan: &Plan, reading: &Reading) -> Option<AngleMetrics> {
    let said: Vec<&Fact> =
        [plan.fact, plan.second].into_iter().flatten().filter_map(|at| reading.facts.get(at)).collect();
    let is = |need: &str| said.iter().any(|fact| fact.is(need));
    let driver = plan.row.drivers.contains(&lens.driver);
    let family = plan.row.family.as_str();
    let behind = u8::try_from(plan.support.len().min(3)).unwrap_or_default();
    Some(AngleMetrics {
        emotion: Points::from(50)
            .add(!lens.pain.is_empty(), 15)
            .add(driver, 10)
            .add(matches!(family, "problem" | "identity"), 10)
            .add(said.len() > 1, 5)
            .score()?,
        proof: Points::from(45)
            .add(!said.is_empty(), 10)
            .add(is("number"), 10)
            .add(is("claim"), 15)
            .add(is("ingredient"), 10)
            .add(is("guarantee") || is("review") || is("origin"), 10)
            .add(plan.row.id == "price", 10)
            .add(true, behind * 2)
            .less(said.is_empty(), 10)
            .score()?,
        differentiation: Points::from(50)
            .add(is("absence"), 10)
            .add(is("origin") || is("review"), 10)
            .add(is("ingredient"), 10)
            .add(matches!(family, "mechanism" | "value"), 10)
            .add(said.len() > 1, 5)
            .less(said.is_empty(), 10)
            .score()?,
    })
}

/// Why it has this score: where it starts, what carries it and how well, and what would raise it.
fn reason(turn: &Turn<'_>, lens: &Lens, plan: &Plan, slots: &Slots<'_>, wording: usize, alone: bool) -> String {
    let words = &turn.pack.frames.reasons;
    let said: Vec<&Fact> =
        [plan.fact, plan.second].into_iter().flatten().filter_map(|at| turn.reading.facts.get(at)).collect();
    let strong = strongest(lens, plan, &said);
    // The fact that has the strong point is the one that carries it.
    let carrier = said.iter().copied().find(|fact| fact.is(strong)).or_else(|| said.first().copied());
    let feature = turn.text(&turn.pack.frames.features, strong);
    let mut parts = fill(nth(&words.starts, wording), slots);
    let mut add = |part: &str| {
        parts.push(' ');
        parts.push_str(part);
    };
    add(&plan.words.why);
    let carried = if carrier.is_some() { &words.carried } else { &words.uncarried };
    let fact = carrier.map_or("", |fact| fact.text.as_str());
    add(&fill_also(nth(carried, wording), slots, &[("fact", fact), ("feature", feature)]));
    if !alone {
        add(&fill(&words.support, slots));
    }
    let tangible = !turn.reading.category.is_some_and(|category| category.screen);
    if let Some(gap) = gap(&said, tangible) {
        add(&fill_also(&words.gap, slots, &[("feature", turn.text(&turn.pack.frames.gaps, gap))]));
    }
    parts
}

fn strongest(lens: &Lens, plan: &Plan, said: &[&Fact]) -> &'static str {
    let is = |need: &str| said.iter().any(|fact| fact.is(need));
    match () {
        () if plan.row.id == "price" => "price",
        () if is("review") => "review",
        () if is("guarantee") => "guarantee",
        () if is("claim") => "claim",
        () if is("number") => "number",
        () if is("absence") || is("origin") => "fresh",
        () if is("ingredient") => "ingredient",
        () if plan.row.drivers.contains(&lens.driver) => "driver",
        () if plan.row.family == "mechanism" => "contrast",
        () if is("benefit") => "benefit",
        () => "pain",
    }
}

/// What the facts that are said lack most.
fn gap(said: &[&Fact], tangible: bool) -> Option<&'static str> {
    let lacks = |need: &&&str| !said.iter().any(|fact| fact.is(need));
    let needs: &[&'static str] =
        if said.is_empty() { &["benefit"] } else { &["claim", "number", "ingredient", "review"] };
    needs.iter().filter(|need| tangible || **need != "ingredient").find(|need| lacks(need)).copied()
}
