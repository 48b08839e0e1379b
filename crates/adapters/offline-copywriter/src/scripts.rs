//! The words of a script: a hook, a body line by line, one call; as long as an advert is.

use crate::{
    catalogue::{ConceptWords, FormatRow},
    concepts::Theme,
    facts::Fact,
    lens::Lens,
    phrasing::{Slots, fill, fill_also, hash, nth},
    turn::Turn,
    words,
};
use adforge_domain::{cards::Script, format::FormatId};

/// The facts of one script.
pub(crate) struct Material<'a> {
    pub(crate) lead: Option<&'a Fact>,
    pub(crate) proof: Option<&'a Fact>,
    pub(crate) others: Vec<&'a Fact>,
    /// Whether the body names the price.
    pub(crate) price: bool,
    /// Whether the hook has named it.
    pub(crate) priced_hook: bool,
}

/// A sentence, and how much it is needed: 0 always, more the sooner it goes.
struct Line {
    text: String,
    spare: u8,
}

/// The row of the session's format.
pub(crate) fn format_row(turn: &Turn<'_>) -> Option<&'static FormatRow> {
    let id = turn.brief.selections.format.unwrap_or(FormatId::Hybrid);
    let rows = &turn.shared.formats;
    rows.iter().find(|row| row.id == id.get().key).or_else(|| rows.first())
}

/// Writes a script around its hook.
pub(crate) fn script(
    turn: &Turn<'_>,
    lens: &Lens,
    theme: &Theme,
    concept: &ConceptWords,
    material: &Material<'_>,
    hook: String,
    wording: usize,
) -> Script {
    let slots = turn
        .slots()
        .with("pain", &lens.pain)
        .with("pain2", &lens.pain2)
        .with("want", &lens.want)
        .with("angle", &theme.title);
    // Another persona turns the wordings on, so that two of them don't sound alike.
    let turned = wording + usize::try_from(lens.mark % 7).unwrap_or_default();
    let writer = Body { turn, lens, theme, material, wording: turned, slots };
    let cta = writer.call();
    let mut lines = writer.lines(&hook);
    lines.push(Line { text: nth(&concept.close, wording).to_owned(), spare: 0 });
    // What the angle says is never what goes.
    if let Some(fact) = theme.fact.and_then(|at| turn.reading.facts.get(at)) {
        lines.iter_mut().filter(|line| line.text.contains(&fact.text)).for_each(|line| line.spare = 0);
    }
    let told = words::count(&hook) + words::count(&cta);
    let body = writer.fitted(lines, told);
    Script { hook, body, cta }
}

struct Body<'t> {
    turn: &'t Turn<'t>,
    lens: &'t Lens,
    theme: &'t Theme,
    material: &'t Material<'t>,
    wording: usize,
    slots: Slots<'t>,
}

impl Body<'_> {
    fn line(&self, group: &str, spare: u8) -> Line {
        self.with(group, spare, "")
    }

    fn with(&self, group: &str, spare: u8, fact: &str) -> Line {
        let list = self.turn.pack.ads.lines.get(group).map_or(&[][..], Vec::as_slice);
        // Groups turn at different speeds, so that two scripts with one opening go on differently.
        let at = self.wording + usize::try_from(hash(group) % 5).unwrap_or_default();
        Line { text: fill_also(nth(list, at), &self.slots, ("fact", fact)), spare }
    }

    fn fact(&self, fact: &Fact, nth_fact: usize, spare: u8) -> Line {
        let list = self.turn.pack.ads.lines.get(fact.lines()).map_or(&[][..], Vec::as_slice);
        Line { text: fill_also(nth(list, self.wording + nth_fact), &self.slots, ("fact", &fact.text)), spare }
    }

    /// A line of a shape around a fact, or the fact's own line.
    fn shaped(&self, group: &str, fact: Option<&&Fact>, spare: u8) -> Option<Line> {
        fact.map(|fact| self.with(group, spare, &fact.text))
    }

    /// The body in the shape of the format, without its last line.
    fn lines(&self, hook: &str) -> Vec<Line> {
        let shape = format_row(self.turn).map_or("plain", |row| row.shape.as_str());
        let pained = hook.to_lowercase().contains(&self.lens.pain.to_lowercase());
        // What the hook has said isn't said again at once.
        let opening = if pained { self.line("deeper", 0) } else { self.line("tension", 0) };
        let lead = self.material.lead.filter(|lead| !hook.contains(&lead.text));
        let said: Vec<&Fact> = lead.into_iter().chain(self.material.others.iter().copied()).collect();
        let mut lines = Vec::with_capacity(16);
        let mut rest = said.iter();
        match shape {
            "list" => {
                lines.extend([opening, self.line("turn", 0), self.point(), self.line("list_open", 1)]);
                lines.extend(self.shaped("list_first", rest.next(), 0));
                lines.extend(self.shaped("list_then", rest.next(), 0));
                lines.extend(self.shaped("list_last", rest.next(), 1));
            }
            "steps" => {
                lines.extend([
                    self.line(if pained { "deeper" } else { "step_first" }, 0),
                    self.point(),
                    self.line("step_then", 0),
                ]);
                lines.extend(self.shaped("step_last", rest.next(), 0));
            }
            "versus" => {
                lines.extend([self.point(), self.line(if pained { "usual_again" } else { "usual" }, 0)]);
                lines.push(self.line("turn", 0));
                lines.extend(self.shaped("with", rest.next(), 0));
                if !pained {
                    lines.push(self.line("usual_again", 1));
                }
                lines.extend(rest.next().map(|fact| self.fact(fact, 1, 1)));
            }
            "question" => {
                lines.push(self.line(if pained { "deeper" } else { "ask" }, 0));
                lines.extend([self.line("replies", 1), self.point(), self.line("turn", 0)]);
                lines.extend(rest.next().map(|fact| self.fact(fact, 0, 0)));
            }
            "myth" => {
                lines.extend([self.line("myth", 0), self.line("myth_stop", 0), self.point(), self.line("turn", 0)]);
                lines.extend(rest.next().map(|fact| self.fact(fact, 0, 0)));
                lines.push(self.line("deeper", 3));
            }
            "day" => {
                lines.extend([
                    self.line(if pained { "morning_again" } else { "morning" }, 0),
                    self.line("noon", 0),
                    self.point(),
                ]);
                lines.extend(rest.next().map(|fact| self.fact(fact, 0, 0)));
            }
            shape => {
                lines.push(opening);
                if shape == "turn" {
                    lines.push(self.line("failed", 1));
                }
                lines.extend([self.point(), self.line("turn", 0)]);
                lines.extend(rest.next().map(|fact| self.fact(fact, 0, 0)));
            }
        }
        lines.extend(rest.next().map(|fact| self.fact(fact, 1, 2)));
        lines.push(self.wish(shape, hook));
        lines.extend(self.material.proof.filter(|fact| !hook.contains(&fact.text)).map(|fact| self.fact(fact, 2, 1)));
        if self.material.price && !self.material.priced_hook && !self.priced_point() {
            lines.push(self.line("price", 1));
        }
        lines.push(self.objection());
        lines.extend(rest.take(2).zip(2..).map(|(fact, at)| self.fact(fact, at, 4)));
        if !self.turn.reading.brand.is_empty() {
            lines.push(self.line("brand", 3));
        }
        lines
    }

    /// The angle's point of view; of a client's own angle its title.
    fn point(&self) -> Line {
        let words = self.theme.id.and_then(|id| self.turn.pack.ads.angles.get(id));
        match words {
            Some(words) => {
                let point = nth(&words.line, self.wording);
                let priced = self.priced_point().then(|| self.line("price", 0).text);
                Line { text: priced.map_or_else(|| point.to_owned(), |price| format!("{point} {price}")), spare: 0 }
            }
            None if self.theme.title.is_empty() => self.line("failed", 1),
            None => self.line("own", 0),
        }
    }

    /// Whether the angle announces the price: then it follows at once.
    fn priced_point(&self) -> bool {
        self.theme.id == Some("price") && self.turn.reading.price.is_some() && !self.material.priced_hook
    }

    /// The wish in a scene, unless the hook was made of it.
    fn wish(&self, shape: &str, hook: &str) -> Line {
        match shape {
            _ if hook.contains(&self.lens.want) => self.line("deeper", 3),
            "day" => self.line("evening", 0),
            _ => self.line("scene", 2),
        }
    }

    fn objection(&self) -> Line {
        let words = self.turn.pack.people.objections.get(&self.lens.objection);
        Line { text: words.map_or_else(String::new, |words| words.line.clone()), spare: 3 }
    }

    fn call(&self) -> String {
        let calls = &self.turn.pack.ads.calls;
        let category = self.turn.reading.category;
        let act = match category {
            _ if self.material.priced_hook || (self.theme.id == Some("price") && self.turn.reading.price.is_some()) => {
                "price"
            }
            Some(category) => category.act.as_str(),
            None => "discover",
        };
        let formal = category.is_some_and(|category| category.formal);
        let formal = if formal { calls.formal.get(act) } else { None };
        let list = formal.or_else(|| calls.plain.get(act)).map_or(&[][..], Vec::as_slice);
        fill(nth(list, self.wording), &self.slots)
    }

    /// As long as it should be: what is least needed goes first, and sentences without a fact fill what is short.
    fn fitted(&self, mut lines: Vec<Line>, told: usize) -> String {
        let tongue = self.turn.reading.tongue;
        let (least, most) = match () {
            () if self.turn.asked.has_style("shorter") => (26, 30),
            () if self.turn.asked.has_style("longer") => (36, 42),
            () => (29, 37),
        };
        let (least, most) = (words::budget(least, tongue), words::budget(most, tongue));
        lines.retain(|line| !line.text.is_empty());
        let mut seen: Vec<String> = Vec::with_capacity(lines.len());
        lines.retain(|line| {
            let fresh = !seen.contains(&line.text);
            seen.push(line.text.clone());
            fresh
        });
        let mut length = told + lines.iter().map(|line| words::count(&line.text)).sum::<usize>();
        while length > most {
            // Of equally spare ones the last goes.
            let Some(at) = (0..lines.len())
                .filter(|at| lines.get(*at).is_some_and(|line| line.spare > 0))
                .max_by_key(|at| lines.get(*at).map(|line| line.spare))
            else {
                break;
            };
            let line = lines.remove(at);
            length -= words::count(&line.text);
        }
        let fillers = self.turn.pack.ads.lines.get("filler").map_or(&[][..], Vec::as_slice);
        for step in 0..fillers.len() {
            if length >= least {
                break;
            }
            let text = nth(fillers, self.wording + step).to_owned();
            length += words::count(&text);
            let at = lines.len().saturating_sub(1);
            lines.insert(at, Line { text, spare: 4 });
        }
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        texts.join(" ")
    }
}
