//! What a turn costs the store: `cargo run --release -p adforge-adapters-diesel --example speed [folder]`.
//! It prints processor time (user and system, all threads) and wall time for a pair of append and finish.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a measurement runs on the machine's own clock, and may stop when something is wrong"
)]

use adforge_adapters_diesel::DieselStore;
use adforge_domain::{
    cards::{Content, Gender, Offered, Persona, Share},
    format::MediaType,
    ids::{CardId, CardKind, JobId, MessageId, OwnerId, ProductId, Seq, SessionId},
    job::{Outcome, Work},
    message::{Body, Delivered, Draft, UserMessage},
    selection::Selections,
    session::Origin,
    text::Title,
    workflow::Step,
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{Append, Finish, Key, Log, NewJob, Sessions};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use uuid::Uuid;

const TURNS: u64 = 20_000;

struct Machine;

impl Clock for Machine {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// Processor time of this process so far, in steps of 10 ms.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn personas(first: u32) -> Content {
    let text = |n: usize| "Between two meetings, with a mirror that says otherwise. ".repeat(n);
    let persona = |number: u32| Offered {
        id: CardId { kind: CardKind::Persona, number },
        card: Arc::new(Persona {
            name: Title::new(&format!("Working mothers {number}")).unwrap(),
            share: Share { label: "Primary (40-60%)".into(), color: "#7C5CFF".into() },
            age: "30-45".into(),
            gender: Gender::Female,
            location: "France".into(),
            description: text(4),
            traits: vec![text(1).into(), text(1).into()],
            pain_points: vec![text(1).into(), text(1).into(), text(1).into()],
            desires: vec![text(1).into(), text(1).into()],
            portrait: "WP-217-3".into(),
            notes: [("archetype".into(), "carer".into())].into_iter().collect(),
        }),
    };
    Content::AudienceGroup {
        product_name: Title::new("Serum").unwrap(),
        made_for: Selections::default(),
        audiences: (first..first + 4).map(persona).collect(),
        notes: vec![],
    }
}

fn append(session: SessionId, expected: Seq) -> Append {
    let user = UserMessage {
        text: "Show me personas".into(),
        client_id: None,
        badges: vec![],
        selections: None,
        calls: None,
        summary: None,
    };
    Append {
        session,
        expected,
        interrupts: None,
        message: Draft { id: MessageId(Uuid::now_v7()), at: Machine.now(), body: Body::User(Box::new(user)) },
        selections: None,
        job: NewJob {
            id: JobId(Uuid::now_v7()),
            owner: OwnerId("local".into()),
            reply: MessageId(Uuid::now_v7()),
            work: Work::Write { step: Step::PersonaSelection, wish: None, may_answer: true },
            lease: Some(Duration::from_secs(30)),
            awaited: false,
        },
        key: Some(Key { key: Uuid::now_v7().to_string(), command: "{\"text\":\"Show me personas\"}".into() }),
        charge: None,
    }
}

async fn talk(store: Arc<DieselStore>, turns: u64) {
    let origin = Origin {
        id: SessionId(Uuid::now_v7()),
        owner: OwnerId("local".into()),
        user_label: None,
        product: ProductId(Uuid::now_v7()),
        format: None,
        media: MediaType::Video,
        language: None,
        created_at: Machine.now(),
    };
    store.create(&origin, &[]).await.unwrap();
    for n in 0..turns {
        let append = append(origin.id, n * 2);
        let content = Arc::new(personas(u32::try_from(n).unwrap() * 4 + 1));
        let finish = Finish {
            session: origin.id,
            job: append.job.id,
            fence: Some(1),
            message: Draft {
                id: append.job.reply,
                at: Machine.now(),
                body: Body::Ai(Delivered { job: Some(append.job.id), content, generator: "offline".into() }),
            },
            delivered: Some(Step::PersonaSelection),
            end: Ok(Outcome::Content { generator: None }),
            snapshot: None,
        };
        store.append(append).await.unwrap();
        store.finish(finish).await.unwrap();
    }
}

#[tokio::main]
async fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(|| tempfile::tempdir().unwrap().keep(), PathBuf::from);
    for sessions in [1, 64, 256] {
        let path = folder.join(format!("speed-{sessions}.db"));
        let store = Arc::new(DieselStore::open(&path, Arc::new(Machine)).unwrap());
        let turns = if sessions == 1 { TURNS / 10 } else { TURNS };
        let (began, before) = (Instant::now(), cpu());
        let talks: Vec<_> = (0..sessions).map(|_| tokio::spawn(talk(Arc::clone(&store), turns / sessions))).collect();
        for talk in talks {
            talk.await.unwrap();
        }
        let pairs = u32::try_from(turns / sessions * sessions).unwrap();
        let (took, used) = (began.elapsed() / pairs, (cpu() - before) / pairs);
        println!("{sessions:4} sessions: {used:?} processor time a pair, a pair every {took:?}");
    }
    println!("databases are in {}", folder.display());
}
