//! The workflow by its rules: each spelling of the guide, and laws over random sequences of commands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

use adforge_domain::{
    cards::*,
    failure::{Failure, FailureCode},
    format::{FORMATS, FormatId, MediaType},
    ids::*,
    job::{JobKind, Work},
    message::*,
    score::Score,
    selection::{SelectionKind, Selections},
    text::Title,
    workflow::*,
};
use proptest::prelude::*;
use std::sync::Arc;
use time::macros::datetime;
use uuid::Uuid;

/// A session in memory: a log, its state, and a writer whose cards are numbered.
struct Chat {
    start: State,
    state: State,
    log: Vec<Message>,
    ids: u128,
}

impl Chat {
    fn new(format: Option<FormatId>) -> Self {
        let start = State::new(format, MediaType::Video);
        Self { state: start.clone(), start, log: Vec::new(), ids: 0 }
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn append(&mut self, id: MessageId, body: Body) {
        let at = datetime!(2026-02-08 14:30 UTC);
        let message = Draft { id, at, body }.placed(SessionId(Uuid::nil()), self.log.len() as u64 + 1);
        self.state.apply(&message);
        self.log.push(message);
    }

    /// What the log says to the lookups of a command, as a store would.
    fn found(&self, command: &Command) -> Found {
        let mut found = Found::default();
        for lookup in lookups(&self.state, command) {
            let sets = self.log.iter().rev().filter_map(|message| match &message.body {
                Body::Ai(delivered) => Some(offers(&delivered.content)),
                _ => None,
            });
            let offered: Vec<_> = sets.flatten().filter(|(id, _, _)| id.kind == lookup.kind).collect();
            let card = offered.iter().find(|(id, name, _)| match &lookup.pick {
                Pick::Id(wanted) => wanted == id,
                Pick::Name(wanted) => adforge_domain::text::fold_name(wanted) == adforge_domain::text::fold_name(name),
                Pick::Unknown(_) => false,
            });
            match card {
                Some((_, _, selections)) => found.cards.push((lookup, selections.clone())),
                None => {
                    let choices = offered.into_iter().map(|(id, name, _)| Choice { id: id.to_string(), name });
                    found.choices.push((lookup.kind, choices.take(50).collect()));
                }
            }
        }
        found
    }

    fn decide(&self, command: &Command) -> Result<Decision, Rejection> {
        decide(&self.state, command, &self.found(command))
    }

    /// A whole turn: the user's message, and its cards (or a failure).
    fn turn(&mut self, command: &Command, fails: bool) -> Result<Decision, Rejection> {
        let decision = self.decide(command)?;
        let (job, reply, user) = (JobId(self.id()), MessageId(self.id()), MessageId(self.id()));
        let call = Call { job, kind: decision.work.kind(), reply, step: decision.step, refines: decision.refines };
        let body = UserMessage {
            text: decision.text.clone(),
            badges: decision.badges.clone(),
            selections: decision.selections.clone(),
            calls: Some(call),
            summary: None,
            client_id: None,
        };
        self.append(user, Body::User(Box::new(body)));
        if fails {
            let failure = Failure { code: FailureCode::AiTimeout, message: "It took too long.".into() };
            let wanted = decision.step.delivers(MediaType::Video);
            self.append(reply, Body::Failed(Failed { job, failure, wanted }));
        } else {
            let content = Arc::new(self.write(decision.step, job));
            self.append(reply, Body::Ai(Delivered { job: Some(job), content, generator: "test".into() }));
        }
        Ok(decision)
    }

    fn next<T>(&self, kind: CardKind, card: impl Fn(u32) -> T) -> Vec<Offered<T>> {
        let offered = self.state.offered.get(&kind).copied().unwrap_or_default();
        let number = |n| Offered { id: CardId { kind, number: offered + n }, card: Arc::new(card(n)) };
        (1..=2).map(number).collect()
    }

    fn write(&self, step: Step, job: JobId) -> Content {
        let made_for = self.state.selections.clone();
        let product_name = title("Serum");
        match step {
            Step::FormatSelection => Content::FormatOptions { formats: Vec::new() },
            Step::PersonaSelection => {
                let audiences = self.next(CardKind::Persona, persona);
                Content::AudienceGroup { product_name, made_for, audiences, notes: Vec::new() }
            }
            Step::PersonaImpact => Content::Text { text: "It matters.".into() },
            Step::AngleSelection => {
                Content::MarketingAngle { made_for, angles: self.next(CardKind::Angle, angle), notes: Vec::new() }
            }
            Step::PsychologySelection => Content::PsychologySelection {
                product_name,
                format: FormatId::Hybrid,
                made_for,
                concepts: self.next(CardKind::Concept, concept),
                notes: Vec::new(),
            },
            Step::ScriptDetails => Content::ScriptDetails {
                concept: made_for.concept.expect("a concept is chosen"),
                scenes: Vec::new(),
                notes: Vec::new(),
            },
            Step::VideoGeneration | Step::ImageGeneration => Content::VideoResult(Video {
                product_name,
                file: MediaName::new("a.mp4").unwrap(),
                thumbnail: MediaName::new("a.jpg").unwrap(),
                duration_ms: 1,
                width: 1,
                height: 1,
                job,
            }),
        }
    }
}

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn persona(n: u32) -> Persona {
    serde_json::from_value(serde_json::json!({"name": format!("Persona {n}"), "gender": "All"})).unwrap()
}

fn score() -> Score {
    Score::from_number(9.3).unwrap()
}

fn angle(n: u32) -> Angle {
    Angle {
        title: title(&format!("Angle {n}: Balance vs Mask")),
        score: score(),
        description: String::new(),
        metrics: AngleMetrics { emotion: score(), proof: score(), differentiation: score() },
        reason: String::new(),
        notes: Notes::new(),
    }
}

fn concept(n: u32) -> Concept {
    Concept {
        title: title(&format!("Concept {n}")),
        score: score(),
        description: String::new(),
        metrics: ConceptMetrics { hook: score(), mechanism: score(), believability: score(), cta: score() },
        script: Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() },
        visual_direction: String::new(),
        notes: Notes::new(),
    }
}

fn say(text: &str) -> Command {
    Command::turn(text, None, Picks::default()).unwrap()
}

fn ask(text: &str, step: Step) -> Command {
    Command::turn(text, Some(step), Picks::default()).unwrap()
}

fn names(selections: &Selections) -> [Option<String>; 3] {
    CardKind::ALL.map(|kind| selections.card(kind).map(|(id, _)| id.to_string()))
}

/// As far as the guide goes before its video.
fn guided() -> Chat {
    let mut chat = Chat::new(Some(FormatId::Hybrid));
    chat.turn(&ask("Generate ads", Step::PersonaSelection), false).unwrap();
    chat.turn(&say("Selected persona: Persona 1"), false).unwrap();
    chat.turn(&say("Selected angle: Angle 1 : balance  vs Mask"), false).unwrap();
    chat
}

#[test]
fn the_guides_scenario_ends_in_a_film_of_the_chosen_script() {
    let mut chat = guided();
    assert_eq!(chat.state.step, Step::PsychologySelection);
    let render = Render { kind: JobKind::Video, script: None, avatar: None };
    let pick = Some(Pick::named(CardKind::Concept, "psych-1"));
    let picks = Picks { concept: pick, persona: Some(Pick::Name("a label".into())), ..Picks::default() };
    let decision = chat.turn(&Command { text: String::new(), step: None, picks, render: Some(render) }, false).unwrap();
    let Work::Film(filming) = decision.work else { panic!("not a film: {:?}", decision.work) };
    assert_eq!(filming.script, concept(1).script);
    assert_eq!(names(&filming.selections), ["aud-1", "ang-1", "psych-1"].map(|id| Some(id.to_owned())));
    assert_eq!(chat.state.step, Step::VideoGeneration);
    assert_eq!(chat.decide(&say("funnier")).unwrap().step, Step::PsychologySelection, "free text never films");
}

#[test]
fn step_four_of_the_guide_repeats_the_persona_and_that_changes_nothing() {
    let chat = guided();
    let picks = Picks {
        persona: Some(Pick::Name("PERSONA  1".into())),
        angle: Some(Pick::named(CardKind::Angle, "ang-2")),
        ..Picks::default()
    };
    let decision = chat.decide(&Command::turn("", Some(Step::PsychologySelection), picks).unwrap()).unwrap();
    let badges: Vec<_> = decision.badges.iter().map(|badge| badge.kind.label()).collect();
    assert_eq!(badges, ["Angle"]);
    let again = Picks { persona: Some(Pick::named(CardKind::Persona, "aud-1")), ..Picks::default() };
    let same = chat.decide(&Command::turn("hello", None, again).unwrap()).unwrap();
    assert_eq!((same.selections, same.refines), (None, true), "the current selection again is a refinement's company");
}

#[test]
fn choosing_a_persona_again_drops_angle_and_script() {
    let mut chat = guided();
    chat.turn(&say("Selected persona: Persona 2"), false).unwrap();
    assert_eq!(names(&chat.state.selections), [Some("aud-2".into()), None, None]);
    assert_eq!(chat.state.step, Step::AngleSelection);
}

#[test]
fn a_card_of_an_earlier_branch_brings_its_branch_back() {
    let mut chat = guided();
    chat.turn(&say("Selected persona: Persona 2"), false).unwrap();
    assert!(matches!(
        chat.decide(&ask("", Step::PsychologySelection)),
        Err(Rejection::InvalidStep { missing: SelectionKind::Angle, .. })
    ));
    let decision = chat.turn(&say("Selected angle: ang-2"), false).unwrap();
    assert_eq!(names(&decision.selections.unwrap()), [Some("aud-1".into()), Some("ang-2".into()), None]);
    chat.turn(&say("Selected format: unboxing"), false).unwrap();
    assert_eq!(names(&chat.state.selections), [None, None, None]);
}

#[test]
fn what_was_never_offered_is_refused_with_the_choices() {
    let chat = guided();
    let Err(Rejection::UnknownSelection { kind, value, choices }) = chat.decide(&say("Selected persona: Nobody"))
    else {
        panic!("accepted")
    };
    assert_eq!((kind, value.as_str()), (SelectionKind::Persona, "Nobody"));
    assert_eq!(choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>(), ["aud-1", "aud-2"]);
}

#[test]
fn each_step_needs_what_comes_before_it() {
    let chat = Chat::new(None);
    let needs = [
        (Step::PersonaSelection, SelectionKind::Format),
        (Step::PersonaImpact, SelectionKind::Persona),
        (Step::AngleSelection, SelectionKind::Persona),
        (Step::PsychologySelection, SelectionKind::Persona),
        (Step::ScriptDetails, SelectionKind::Concept),
        (Step::VideoGeneration, SelectionKind::Concept),
        (Step::ImageGeneration, SelectionKind::Concept),
    ];
    for (step, needed) in needs {
        let Err(Rejection::InvalidStep { missing, current, allowed, .. }) = chat.decide(&ask("", step)) else {
            panic!("{step:?} was accepted")
        };
        assert_eq!((missing, current, allowed), (needed, Step::FormatSelection, vec![Step::FormatSelection]));
    }
    assert_eq!(chat.decide(&say("")), Err(Rejection::NothingSaid));
}

#[test]
fn free_text_refines_and_its_wishes_add_up() {
    let mut chat = Chat::new(Some(FormatId::Hybrid));
    chat.turn(&say("for men in France"), false).unwrap();
    let decision = chat.turn(&say("make them younger"), false).unwrap();
    assert!(decision.refines);
    assert_eq!(decision.step, Step::PersonaSelection);
    assert_eq!(chat.state.wishes[&Step::PersonaSelection], ["for men in France", "make them younger"]);
    let ids: Vec<_> = offers(chat.state.latest(ContentType::AudienceGroup).unwrap());
    assert_eq!(
        ids.iter().map(|(id, _, _)| id.to_string()).collect::<Vec<_>>(),
        ["aud-3", "aud-4"],
        "ids go on counting"
    );
}

#[test]
fn every_format_is_found_by_each_of_its_names() {
    assert_eq!(FORMATS.len(), 16);
    for id in FORMATS {
        let format = id.get();
        for name in [format.key, format.name].iter().chain(format.aliases) {
            assert_eq!(FormatId::parse(name), Some(*id), "{name}");
            assert_eq!(FormatId::parse(&name.to_uppercase().to_lowercase()), Some(*id), "{name} in small letters");
        }
    }
    assert_eq!(FormatId::parse("hybrid"), FormatId::parse("HYBRID FORMAT"));
    assert_eq!(FormatId::parse("format"), None);
}

#[test]
fn no_type_holds_a_bad_value() {
    assert!(
        Score::from_number(10.06).is_err()
            && Score::from_number(f64::NAN).is_err()
            && Score::from_number(-0.1).is_err()
    );
    assert!(serde_json::from_str::<Score>("101").is_err());
    assert!(
        Title::new(" \n").is_err() && Title::new("a\0b").is_err() && serde_json::from_str::<Title>("\"\"").is_err()
    );
    for bad in ["aud-0", "aud-01", "aud-+1", "aud", "cat-1", "aud-99999999999"] {
        assert!(bad.parse::<CardId>().is_err(), "{bad}");
    }
    for bad in ["", "/etc/passwd", "a/../b", "a//b", ".hidden", "a b"] {
        assert!(MediaName::new(bad).is_err(), "{bad}");
    }
    assert_eq!(Score::from_number(9.25).unwrap().to_string(), "9.3");
}

fn commands() -> impl Strategy<Value = (Command, bool)> {
    let pick = |kind: CardKind| {
        proptest::option::weighted(0.3, (1u32..9, any::<bool>())).prop_map(move |pick| {
            pick.map(|(number, by_id)| match (by_id, kind) {
                (true, _) => Pick::Id(CardId { kind, number }),
                (false, CardKind::Persona) => Pick::Name(format!("persona {number}")),
                (false, CardKind::Angle) => Pick::Name(format!("angle {number} : balance vs mask")),
                (false, CardKind::Concept) => Pick::Name(format!("concept {number}")),
            })
        })
    };
    let format = proptest::option::weighted(0.15, prop_oneof![Just("hybrid".to_owned()), Just("Listicle".to_owned())]);
    let step = proptest::option::weighted(0.4, proptest::sample::select(Step::ALL.to_vec()));
    let picks = (format, pick(CardKind::Persona), pick(CardKind::Angle), pick(CardKind::Concept));
    (prop_oneof![Just(""), Just("make them younger")], step, picks, proptest::bool::weighted(0.15)).prop_map(
        |(text, step, (format, persona, angle, concept), fails)| {
            (Command::turn(text, step, Picks { format, persona, angle, concept }).unwrap(), fails)
        },
    )
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_a_law(sequence in proptest::collection::vec(commands(), 1..40), cut in 0usize..80) {
        let mut chat = Chat::new(None);
        for (command, fails) in &sequence {
            let before = chat.log.len();
            match chat.turn(command, *fails) {
                Ok(decision) => prop_assert_eq!(decision.badges.is_empty(), decision.selections.is_none()),
                Err(_) => prop_assert_eq!(chat.log.len(), before, "a refusal appends nothing"),
            }
            let chosen = &chat.state.selections;
            prop_assert!(chosen.persona.is_none() || chosen.format.is_some());
            prop_assert!(chosen.angle.is_none() || chosen.persona.is_some());
            prop_assert!(chosen.concept.is_none() || chosen.angle.is_some());
            prop_assert!(chat.state.running.is_none(), "every turn of this test has ended");
            // No dead end: words are always heard.
            prop_assert!(chat.decide(&say("go on")).is_ok());
        }
        let whole = serde_json::to_string(&chat.state).unwrap();
        let refolded = chat.start.clone().fold(&chat.log);
        prop_assert_eq!(&serde_json::to_string(&refolded).unwrap(), &whole, "a fold is the incremental state");
        let cut = cut.min(chat.log.len());
        let snapshot = serde_json::to_string(&chat.start.clone().fold(&chat.log[..cut])).unwrap();
        let resumed: State = serde_json::from_str(&snapshot).unwrap();
        let resumed = resumed.fold(&chat.log[cut..]);
        prop_assert_eq!(&serde_json::to_string(&resumed).unwrap(), &whole, "snapshot and rest are the whole");
        for message in &chat.log {
            let stored = serde_json::to_string(&message.body).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Body>(&stored).unwrap(), &message.body);
        }
    }
}
