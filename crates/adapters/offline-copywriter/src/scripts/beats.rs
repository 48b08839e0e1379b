//! A body beat by beat: what a format and a concept plan, without what has been said already.

use super::{Line, Material, format_row};
use crate::{
    concepts::Theme,
    facts::{Fact, Kind},
    lens::Lens,
    phrasing::{Slots, fill_also, nth},
    turn::Turn,
    words,
};

/// A body while it is being told.
pub(super) struct Telling<'t> {
    turn: &'t Turn<'t>,
    lens: &'t Lens,
    theme: &'t Theme,
    material: &'t Material<'t>,
    wording: usize,
    slots: Slots<'t>,
    /// The facts that are still to be told, the lead first.
    facts: Vec<&'t Fact>,
    /// How many facts have been told.
    count: usize,
    lead_open: bool,
    proof_open: bool,
    pain_open: bool,
    want_open: bool,
    price_open: bool,
    /// The wordings used so far.
    used: Vec<&'t str>,
    /// Whether the sentence before asks something.
    asked: bool,
    lines: Vec<Line>,
}

/// What a body may say beyond its plan.
const SPARE: [&str; 7] = ["proof", "price", "doubt", "want", "brand", "rest", "rest"];

impl<'t> Telling<'t> {
    pub(super) fn new(
        turn: &'t Turn<'t>,
        lens: &'t Lens,
        theme: &'t Theme,
        material: &'t Material<'t>,
        wording: usize,
        hook: &str,
    ) -> Self {
        let slots = turn
            .slots()
            .with("pain", &lens.pain)
            .with("pain2", &lens.pain2)
            .with("want", &lens.want)
            .with("angle", &theme.title);
        let lead = material.lead.filter(|lead| !lead.said(hook));
        let mut facts: Vec<&Fact> = lead.into_iter().chain(material.others.iter().copied()).collect();
        // The next one is taken from the end.
        facts.reverse();
        Self {
            turn,
            lens,
            theme,
            material,
            wording,
            slots,
            facts,
            count: 0,
            lead_open: lead.is_some(),
            proof_open: material.proof.is_some_and(|fact| !fact.said(hook)),
            pain_open: !tells(hook, &lens.pain),
            want_open: !tells(hook, &lens.want),
            price_open: turn.reading.price.is_some() && !material.priced_hook,
            used: Vec::with_capacity(16),
            asked: hook.contains('?'),
            lines: Vec::with_capacity(16),
        }
    }

    /// The body in the format's and the concept's order, without its last line.
    pub(super) fn lines(mut self, plan: &[String]) -> Vec<Line> {
        let head = format_row(self.turn).map_or(&[][..], |row| row.head.as_slice());
        let mut done: Vec<&str> = Vec::with_capacity(24);
        for beat in head.iter().chain(plan).map(String::as_str).chain(SPARE) {
            let once = !matches!(beat, "more" | "rest");
            if once && done.contains(&beat) {
                continue;
            }
            done.push(beat);
            if matches!(beat, "noon" | "step_then" | "with") {
                // The product has come in.
                done.push("turn");
            }
            self.beat(beat);
        }
        // An advert that doesn't say whom it is for is for nobody.
        if self.pain_open && self.want_open {
            self.pain(0);
            let line = self.lines.pop();
            line.into_iter().for_each(|line| self.lines.insert(0, line));
        }
        self.lines
    }

    fn beat(&mut self, beat: &str) {
        match beat {
            "open" if self.pain_open => self.pain(0),
            "open" | "scene" => self.scene(),
            "pain" if self.pain_open => self.pain(if self.want_open { 0 } else { 2 }),
            "pain" => {}
            "deeper" => self.deeper(),
            "failed" | "list_open" | "replies" => self.say(beat, 2),
            "want" if self.want_open => {
                self.say("scene", if self.pain_open { 0 } else { 2 });
                self.want_open = false;
            }
            "want" => {}
            "evening" if self.want_open => {
                self.say(beat, 1);
                self.want_open = false;
            }
            "evening" => self.deeper(),
            "step_first" | "usual" | "ask" | "morning" if self.pain_open => {
                self.say(beat, 0);
                self.pain_open = false;
            }
            "step_first" | "ask" | "usual" => self.scene(),
            "morning" => self.say("morning_again", 0),
            "point" => self.point(),
            "turn" => self.turn(),
            "myth" | "myth_stop" | "step_then" | "noon" => self.say(beat, 0),
            "lead" if self.lead_open => self.next(None, 0),
            "reveal" if self.lead_open => self.next(Some(beat), 0),
            "lead" | "reveal" => {}
            "with" | "step_last" | "list_first" | "list_then" => self.next(Some(beat), 0),
            "list_last" => self.next(Some(beat), 1),
            "more" => self.next(None, 2),
            "rest" => self.next(None, 4),
            "proof" => self.proof(),
            "price" if self.price_open && self.material.price => self.price(1),
            "price" => {}
            "doubt" => self.doubt(),
            "brand" if self.turn.reading.brand.is_empty() => {}
            "brand" => self.say(beat, 3),
            other => self.say(other, 2),
        }
    }

    fn push(&mut self, text: String, spare: u8) {
        if !text.is_empty() && !self.lines.iter().any(|line| line.text == text) {
            self.asked = text.contains('?');
            self.lines.push(Line::new(text, spare));
        }
    }

    fn say(&mut self, group: &str, spare: u8) {
        self.with(group, self.wording + turned(group), spare, &[]);
    }

    /// A wording of a group that wasn't used, in turn a question and a statement where the group has both.
    fn with(&mut self, group: &str, start: usize, spare: u8, facts: &[&'t Fact]) {
        let list = self.turn.pack.ads.lines.get(group).map_or(&[][..], Vec::as_slice);
        let wordings = || (0..list.len()).map(|step| nth(list, start + step));
        let fresh = |frame: &&str| !self.used.contains(frame);
        let other = wordings().filter(fresh).find(|frame| frame.contains('?') != self.asked);
        let frame = other.or_else(|| wordings().find(fresh)).unwrap_or_else(|| nth(list, start));
        let does = |fact: &'t Fact| {
            let speech = fact.speech();
            speech.does.as_deref().or(speech.acts.as_deref()).unwrap_or_default()
        };
        let text = match facts {
            [] => fill_also(frame, &self.slots, &[]),
            [fact] => {
                let values = [("fact", fact.text.as_str()), ("does", does(fact)), ("says", &fact.speech().says)];
                fill_also(frame, &self.slots, &values)
            }
            [fact, second, ..] => {
                let values = [
                    ("fact", fact.text.as_str()),
                    ("does", does(fact)),
                    ("fact2", second.text.as_str()),
                    ("does2", does(second)),
                ];
                fill_also(frame, &self.slots, &values)
            }
        };
        self.used.push(frame);
        self.push(text, spare);
    }

    fn fact(&mut self, fact: &'t Fact, group: Option<&str>, spare: u8) {
        let start = match group {
            Some(group) => self.wording + turned(group),
            None => self.wording + self.count,
        };
        self.with(group.unwrap_or_else(|| fact.lines()), start, spare, &[fact]);
        self.count += 1;
        self.lead_open = false;
    }

    fn next(&mut self, group: Option<&str>, spare: u8) {
        let Some(fact) = self.facts.pop() else { return };
        // Two of a kind make one breath.
        let kin = |other: &&'t Fact| match group {
            None if fact.kind == Kind::Ingredient => other.kind == Kind::Ingredient && short(fact, other, 8),
            None if fact.lines() == "does" => other.lines() == "does" && short(fact, other, 16),
            _ => false,
        };
        let Some(second) = self.facts.iter().rposition(kin).map(|at| self.facts.remove(at)) else {
            return self.fact(fact, group, spare);
        };
        let group = if fact.kind == Kind::Ingredient { "ingredients" } else { "does_two" };
        self.with(group, self.wording + self.count, spare, &[fact, second]);
        self.count += 2;
        self.lead_open = false;
    }

    fn proof(&mut self) {
        if let Some(fact) = self.material.proof.filter(|_| self.proof_open) {
            self.fact(fact, None, 1);
        }
        self.proof_open = false;
    }

    /// The product, and what it is if its description says so.
    fn turn(&mut self) {
        self.say("turn", 0);
        let open = if self.lead_open { self.facts.len().saturating_sub(1) } else { self.facts.len() };
        let detail = self.facts.iter().take(open).rposition(|fact| fact.kind == Kind::Detail);
        if let Some(fact) = detail.map(|at| self.facts.remove(at)) {
            self.push(fill_also("{Fact}.", &self.slots, &[("fact", &fact.text)]), 2);
        }
    }

    /// The second pain: as it is spoken, if it is the one of the persona's motive.
    fn deeper(&mut self) {
        let driver = self.turn.pack.people.drivers.get(&self.lens.driver);
        match driver.filter(|driver| driver.pain == self.lens.pain2) {
            Some(driver) => self.push(driver.line.clone(), 2),
            None => self.say("deeper", 2),
        }
    }

    fn pain(&mut self, spare: u8) {
        self.say("tension", spare);
        self.pain_open = false;
    }

    /// A moment out of the persona's life; of somebody whose life isn't known, the pain.
    fn scene(&mut self) {
        if !self.lens.scene.is_empty() {
            self.push(self.lens.scene.to_owned(), 2);
        } else if self.pain_open {
            self.pain(1);
        } else {
            self.deeper();
        }
    }

    /// The angle's point of view, with the price if it announces one; of a client's own angle its title.
    fn point(&mut self) {
        match self.theme.id.and_then(|id| self.turn.pack.ads.angles.get(id)) {
            Some(words) => {
                self.push(nth(&words.line, self.wording).to_owned(), 0);
                if self.theme.id == Some("price") && self.price_open {
                    self.price(0);
                }
            }
            None if self.theme.title.is_empty() => self.say("failed", 1),
            None => self.say("own", 0),
        }
    }

    fn price(&mut self, spare: u8) {
        self.say("price", spare);
        self.price_open = false;
    }

    fn doubt(&mut self) {
        if let Some(words) = self.turn.pack.people.objections.get(&self.lens.objection) {
            self.push(words.line.clone(), 3);
        }
    }
}

/// Whether a text tells a pain or a wish, whatever its first letter.
pub(crate) fn tells(text: &str, phrase: &str) -> bool {
    let mut rest = phrase.chars();
    rest.next().is_some() && text.contains(rest.as_str())
}

/// Whether two facts can be said in one breath of so many words.
fn short(one: &Fact, other: &Fact, most: usize) -> bool {
    words::count(&one.text) + words::count(&other.text) <= most
}

/// Groups turn at different speeds, so that two scripts with one opening go on differently; those of one list or one
/// sequence of steps turn together.
fn turned(group: &str) -> usize {
    let family = group.split('_').next().unwrap_or(group);
    usize::try_from(adforge_domain::text::hash(family) % 5).unwrap_or_default()
}
