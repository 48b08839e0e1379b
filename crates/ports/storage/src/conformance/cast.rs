//! Who plays in the stories: owners, sessions, turns and renders that are alike but for a number.

use crate::{Append, Finish, Key, LoneJob, NewJob, Store};
use adforge_domain::{
    cards::{Angle, AngleMetrics, Content, ContentType, Gender, Offered, Persona, Script, Share, StaticAd, Video},
    failure::{Failure, FailureCode},
    format::{FormatId, MediaType},
    ids::{CardId, CardKind, JobId, MessageId, OwnerId, ProductId, Seq, SessionId},
    job::{Fence, Filming, Outcome, Work},
    message::{Body, Delivered, Draft, Failed, UserMessage},
    score::Score,
    selection::Selections,
    session::Origin,
    text::Title,
    workflow::Step,
};
use std::{sync::Arc, time::Duration};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub(super) const LEASE: Duration = Duration::from_secs(30);
pub(super) const AT: OffsetDateTime = datetime!(2026-02-08 14:30:00.123 UTC);

pub(super) fn owner(n: u128) -> OwnerId {
    OwnerId(format!("owner-{n}"))
}

/// Ids of different stories are far apart.
pub(super) fn id(story: u128, n: u128) -> Uuid {
    Uuid::from_u128((story << 64) + n)
}

pub(super) fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

pub(super) fn origin(story: u128, n: u128) -> Origin {
    Origin {
        id: SessionId(id(story, n << 32)),
        owner: owner(story),
        user_label: Some("Zoë".into()),
        product: ProductId(id(story, 1)),
        format: Some(FormatId::Hybrid),
        media: MediaType::Video,
        language: Some(adforge_domain::language::Language::FR),
        created_at: AT + Duration::from_secs(n as u64),
    }
}

/// A new session, empty.
pub(super) async fn session(store: &dyn Store, story: u128, n: u128) -> SessionId {
    let origin = origin(story, n);
    store.create(&origin, &[]).await.unwrap();
    origin.id
}

pub(super) fn says(n: u128, text: &str) -> Draft {
    let body = UserMessage {
        text: text.into(),
        client_id: None,
        badges: vec![],
        selections: None,
        calls: None,
        summary: None,
    };
    Draft { id: MessageId(Uuid::from_u128(n)), at: AT + Duration::from_secs(60), body: Body::User(Box::new(body)) }
}

/// The `n`th turn of a session, leased to whoever appends it.
pub(super) fn turn(session: SessionId, expected: Seq, n: u128) -> Append {
    let base = session.0.as_u128() + n * 16;
    Append {
        session,
        expected,
        interrupts: None,
        message: says(base, &format!("turn {n}")),
        selections: None,
        job: NewJob {
            id: JobId(Uuid::from_u128(base + 1)),
            owner: OwnerId(format!("owner-{}", session.0.as_u128() >> 64)),
            reply: MessageId(Uuid::from_u128(base + 2)),
            work: Work::Write {
                step: Step::PersonaSelection,
                wish: Some("Bien sûr ! <b>42</b> 🎉".into()),
                may_answer: true,
            },
            lease: Some(LEASE),
            awaited: false,
        },
        key: None,
        charge: None,
    }
}

/// The same turn with a key.
pub(super) fn keyed(mut turn: Append, key: &str, command: &str) -> Append {
    turn.key = Some(Key { key: key.into(), command: command.into() });
    turn
}

/// The same, as a film that is queued.
pub(super) fn film(session: SessionId, expected: Seq, n: u128) -> Append {
    let mut film = turn(session, expected, n);
    film.job.work = Work::Film(filming());
    film.job.lease = None;
    film
}

pub(super) fn filming() -> Filming {
    let script = Script { hook: "Ever?".into(), body: "A \"body\"\nwith lines.".into(), cta: "Go.".into() };
    Filming { selections: Selections::default(), script, edited: true, avatar: Some("avatar-1".into()), product: None }
}

pub(super) fn lone(story: u128, n: u128, owner: &OwnerId) -> LoneJob {
    let at = AT + Duration::from_secs(n as u64);
    LoneJob { id: JobId(id(story, n)), owner: owner.clone(), work: Work::Film(filming()), at }
}

pub(super) fn persona(number: u32, name: &str) -> Offered<Persona> {
    let card = Persona {
        name: title(name),
        share: Share::default(),
        age: "45-60".into(),
        gender: Gender::Female,
        location: "".into(),
        description: "Whom it describes: \u{1F469}\u{200D}\u{1F52C} & \"friends\".".into(),
        traits: vec!["a".into()],
        pain_points: vec![],
        desires: vec![],
        portrait: String::new(),
        notes: [("archetype".into(), "x".into())].into_iter().collect(),
    };
    Offered { id: CardId { kind: CardKind::Persona, number }, card: Arc::new(card) }
}

pub(super) fn personas(first: u32, names: &[&str]) -> Content {
    let audiences = names.iter().zip(first..).map(|(name, number)| persona(number, name)).collect();
    Content::AudienceGroup {
        product_name: title("Sérum"),
        made_for: Selections::default(),
        audiences,
        notes: vec!["noted".into()],
    }
}

pub(super) fn angles(first: u32, names: &[&str]) -> Content {
    let angle = |(name, number): (&&str, u32)| {
        let score = Score::from_tenths(85).unwrap();
        let metrics = AngleMetrics { emotion: score, proof: score, differentiation: score };
        let card = Angle {
            title: title(name),
            score,
            description: "d".into(),
            metrics,
            reason: "r".into(),
            notes: Default::default(),
        };
        Offered { id: CardId { kind: CardKind::Angle, number }, card: Arc::new(card) }
    };
    let angles = names.iter().zip(first..).map(angle).collect();
    Content::MarketingAngle { made_for: Selections::default(), angles, notes: vec![] }
}

/// A turn's end with words.
pub(super) fn end(append: &Append, fence: Option<Fence>) -> Finish {
    end_with(append, fence, Content::Text { text: "<b>42</b> 🎉 \u{2028} \\u0000".into() })
}

/// A turn's end with a content.
pub(super) fn end_with(append: &Append, fence: Option<Fence>, content: Content) -> Finish {
    let delivered = adforge_domain::workflow::step_of(&content);
    let body = Body::Ai(Delivered { job: Some(append.job.id), content: Arc::new(content), generator: "test".into() });
    Finish {
        session: append.session,
        job: append.job.id,
        fence,
        message: Draft { id: append.job.reply, at: AT + Duration::from_secs(61), body },
        delivered,
        end: Ok(Outcome::Content { generator: None }),
        snapshot: None,
    }
}

/// A turn's or render's end with a failure.
pub(super) fn fail(append: &Append, fence: Option<Fence>, code: FailureCode) -> Finish {
    Finish { message: failed(append, code), delivered: None, end: Err(failure(code)), ..end(append, fence) }
}

pub(super) fn failure(code: FailureCode) -> Failure {
    Failure { code, message: "It did not go well.".into() }
}

pub(super) fn failed(append: &Append, code: FailureCode) -> Draft {
    let failed = Failed { job: append.job.id, failure: failure(code), wanted: ContentType::AudienceGroup };
    Draft { id: append.job.reply, at: AT + Duration::from_secs(62), body: Body::Failed(failed) }
}

pub(super) fn video(job: JobId) -> Outcome {
    let file = |name: &str| adforge_domain::cards::MediaName::new(name).unwrap();
    Outcome::Video(Video {
        product_name: title("Sérum"),
        file: file("a/b.mp4"),
        thumbnail: file("a/b.jpg"),
        duration_ms: 21_500,
        width: 1080,
        height: 1920,
        job,
    })
}

pub(super) fn image(job: JobId) -> Outcome {
    let file = adforge_domain::cards::MediaName::new("a/b.png").unwrap();
    Outcome::Image(StaticAd { product_name: title("Sérum"), file, width: 1080, height: 1350, job })
}
