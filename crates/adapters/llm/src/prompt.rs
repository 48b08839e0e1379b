//! What a model is told: the rules, the step's task, and everything that the brief knows, fenced off as data.

mod chosen;
mod page;
mod product;
mod shown;

pub(crate) use page::Page;

use crate::{
    model::{By, Question, Said},
    schema::shape,
    tongue::Tongue,
    wanted::Wanted,
};
use adforge_domain::{format::MediaType, workflow::Step};
use adforge_ports_creative::Brief;
use aws_lc_rs::digest::{SHA256, digest};

/// The version of the prompts and shapes, which cards change with: raised whenever one of their files is changed.
pub(crate) const EDITION: &str = "1";

const SYSTEM: &str = include_str!("prompts/system.v1.txt");

/// A step's task.
fn task(step: Step) -> Option<&'static str> {
    Some(match step {
        Step::FormatSelection => include_str!("prompts/format_selection.v1.txt"),
        Step::PersonaSelection => include_str!("prompts/persona_selection.v1.txt"),
        Step::PersonaImpact => include_str!("prompts/persona_impact.v1.txt"),
        Step::AngleSelection => include_str!("prompts/angle_selection.v1.txt"),
        Step::PsychologySelection => include_str!("prompts/psychology_selection.v1.txt"),
        Step::ScriptDetails => include_str!("prompts/script_details.v1.txt"),
        Step::VideoGeneration | Step::ImageGeneration => return None,
    })
}

/// The question for a brief; `None` for a render, which nobody writes.
pub(crate) fn question(brief: &Brief, tongue: Tongue, wanted: &Wanted) -> Option<Question> {
    let answers = answers(brief);
    let system = SYSTEM.replace("{language}", &tongue.name()).replace("{tag}", tongue.tag());
    let system = format!("{system}\nYour task\n{}", filled(task(brief.step)?, brief, tongue));
    Some(Question {
        system,
        said: vec![Said { by: By::User, text: page(brief, wanted).told(brief.seed) }],
        shape: Some(shape(brief.step, brief.subject.media, answers)?),
        most: most(brief.step, wanted),
        user: user(brief),
    })
}

/// The question once more, after an answer of which not all could stand: what was wrong, and what is still missing.
pub(crate) fn again(mut first: Question, answer: String, wrong: &[String], wanted: &Wanted, seed: u64) -> Question {
    let mut page = Page::default();
    page.data("What was wrong with the cards that were refused", wrong.iter().cloned());
    page.data("Names of the cards that stand", wanted.names().iter().cloned());
    page.data("What is left of the script", wanted.rest().map(str::to_owned));
    page.say(format!("Some cards are missing. {} Mend what was wrong and keep to all rules.", wanted.told()));
    if !wanted.names().is_empty() {
        page.say("Use names other than those of the cards that stand, which are kept.".to_owned());
    }
    if !answer.is_empty() {
        first.said.push(Said { by: By::Model, text: answer });
    }
    let text = page.told(seed);
    match first.said.last_mut() {
        Some(last) if last.by == By::User => last.text = format!("{}\n\n{text}", last.text),
        _ => first.said.push(Said { by: By::User, text }),
    }
    first
}

/// Whether the answer may be words.
pub(crate) fn answers(brief: &Brief) -> bool {
    brief.may_answer && brief.shown.is_some() && brief.wish.is_some() && brief.written.is_empty()
}

/// How many seconds a script takes: a static ad is read, not spoken.
fn seconds(media: MediaType) -> u32 {
    match media {
        MediaType::Video => 30,
        MediaType::Image => 12,
    }
}

fn filled(task: &str, brief: &Brief, tongue: Tongue) -> String {
    let (seconds, rate) = (seconds(brief.subject.media), tongue.rate());
    // Some of the time is breath.
    let words = seconds * rate * 92 / 1000;
    task.replace("{hook_words}", &(3 * rate / 10).to_string())
        .replace("{words}", &words.to_string())
        .replace("{seconds}", &seconds.to_string())
}

fn page(brief: &Brief, wanted: &Wanted) -> Page {
    let mut page = Page::default();
    page.data("The product and its facts", product::lines(&brief.subject.product.facts));
    page.data("What the session makes and what is chosen", chosen::lines(brief));
    if let Some(shown) = &brief.shown {
        page.data("The set that is shown now, which the request is about", shown::lines(shown));
    }
    page.data("Names of cards of this set that stand already", wanted.names().iter().cloned());
    page.data("What is left of the script", wanted.rest().map(str::to_owned));
    page.data("Earlier requests that still hold, oldest first", brief.earlier_wishes.iter().cloned());
    page.data("The request", brief.wish.iter().cloned());
    page.say(wanted.told());
    if !wanted.names().is_empty() {
        page.say(
            "The cards that stand are kept: write other ones, under other names, that complete the set.".to_owned(),
        );
    }
    if brief.wish.is_some() && brief.shown.is_some() {
        page.say("Unless the request says what to keep, write other cards than those that are shown.".to_owned());
    }
    if answers(brief) {
        page.say(
            "But if the request is a question about what is shown and asks for no change, answer it: \"amount\" is 0, \
             \"cards\" is empty, and \"words\" has the answer in two to five plain sentences, out of what is shown."
                .to_owned(),
        );
    }
    page
}

/// How many tokens an answer may have: twice what it usually takes, and room for scripts that take many.
fn most(step: Step, wanted: &Wanted) -> u32 {
    let card = match step {
        Step::FormatSelection | Step::ScriptDetails => 300,
        Step::PersonaImpact => 200,
        Step::PersonaSelection => 700,
        Step::AngleSelection => 600,
        Step::PsychologySelection | Step::VideoGeneration | Step::ImageGeneration => 1_400,
    };
    1_000 + card * u32::try_from(wanted.most()).unwrap_or(8)
}

/// A name for the user that tells nothing of who that is.
fn user(brief: &Brief) -> String {
    let hash = digest(&SHA256, format!("adforge user {}", brief.account.owner.0).as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
