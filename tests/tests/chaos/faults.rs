//! What fails, and what it hits.

use crate::{
    fleet::{Fleet, LEASE, PROCESSES, name},
    orders,
    reads::{RUNNING, Running, backend, count, rows, waiters},
    tally::{Hit, Tally},
};
use adforge_tests::Dice;
use diesel::connection::SimpleConnection;
use std::{collections::BTreeMap, time::Duration};
use tokio::{
    task::block_in_place,
    time::{Instant, sleep},
};

/// What can fail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fault {
    Kill,
    Roll,
    Pause,
    PauseAtATurnsEnd,
    PauseAtAFilmsEnd,
    RedisStops,
    RedisHangs,
    RedisForgets,
    DatabaseRestarts,
    DatabaseCrashes,
    /// A process dies whose order for a film was taken, before it knows that.
    KillAtAnOrder,
    /// A process is paused there, until another one has sent the order again.
    PauseAtAnOrder,
    /// The provider breaks off, breaks down, and delivers half a film.
    ProviderBreaks,
    /// One process's clock is an hour ahead, all the time.
    ClockAhead,
}

impl Fault {
    pub(crate) const ALL: [Self; 14] = [
        Self::Kill,
        Self::Roll,
        Self::Pause,
        Self::PauseAtATurnsEnd,
        Self::PauseAtAFilmsEnd,
        Self::RedisStops,
        Self::RedisHangs,
        Self::RedisForgets,
        Self::DatabaseRestarts,
        Self::DatabaseCrashes,
        Self::KillAtAnOrder,
        Self::PauseAtAnOrder,
        Self::ProviderBreaks,
        Self::ClockAhead,
    ];

    /// Those that come and go, in any order; what goes wrong with orders only once films are bought.
    pub(crate) fn shuffled(buys: bool, dice: &mut Dice) -> Vec<Self> {
        let comes = |fault: &Self| match fault {
            Self::ClockAhead => false,
            Self::KillAtAnOrder | Self::PauseAtAnOrder | Self::ProviderBreaks => buys,
            _ => true,
        };
        let mut left: Vec<Self> = Self::ALL.into_iter().filter(comes).collect();
        let mut shuffled = Vec::new();
        while !left.is_empty() {
            shuffled.push(left.swap_remove(dice.below(left.len() as u64) as usize));
        }
        shuffled
    }
}

/// Lets something fail for a while, and remembers what that hit.
pub(crate) async fn strike(fault: Fault, fleet: &Fleet, dice: &mut Dice, tally: &mut Tally) {
    let (began, whom) = (Instant::now(), dice.below(PROCESSES as u64) as usize);
    let a_while = Duration::from_millis(500 + dice.below(2_000));
    let running: Vec<Running> = rows(fleet, RUNNING);
    let hit = match fault {
        Fault::Kill => {
            fleet.kill(whom);
            sleep(a_while).await;
            fleet.begin(whom);
            taken_over(fleet, &running).await
        }
        Fault::Roll => {
            fleet.stop(whom).await;
            fleet.begin(whom);
            all_of(&running)
        }
        Fault::Pause => {
            let before = fleet.refused(whom).len();
            fleet.signal(whom, "STOP");
            let hit = taken_over(fleet, &running).await;
            fleet.signal(whom, "CONT");
            sleep(Duration::from_secs(1)).await;
            Hit { refused: fleet.refused(whom).len() - before, ..hit }
        }
        Fault::PauseAtATurnsEnd => pause_before_an_end(fleet, "turn").await,
        Fault::PauseAtAFilmsEnd => pause_before_an_end(fleet, "video").await,
        Fault::RedisStops => {
            block_in_place(|| fleet.redis.crash());
            sleep(a_while).await;
            block_in_place(|| fleet.redis.revive());
            all_of(&running)
        }
        Fault::RedisHangs => {
            fleet.redis.signal("-STOP");
            sleep(a_while * 2).await;
            fleet.redis.signal("-CONT");
            all_of(&running)
        }
        Fault::RedisForgets => {
            block_in_place(|| fleet.redis.flush());
            all_of(&running)
        }
        Fault::DatabaseRestarts => {
            block_in_place(|| fleet.postgres.stop());
            sleep(a_while / 2).await;
            block_in_place(|| fleet.postgres.revive());
            all_of(&running)
        }
        Fault::DatabaseCrashes => {
            block_in_place(|| fleet.postgres.crash());
            sleep(a_while / 2).await;
            block_in_place(|| fleet.postgres.revive());
            all_of(&running)
        }
        Fault::KillAtAnOrder => orders::leaves_at_an_order(fleet, "KILL").await,
        Fault::PauseAtAnOrder => orders::leaves_at_an_order(fleet, "STOP").await,
        Fault::ProviderBreaks => orders::provider_breaks(fleet).await,
        Fault::ClockAhead => Hit::default(),
    };
    println!("{fault:?} ({whom}): {hit:?} in {} ms", began.elapsed().as_millis());
    tally.add(fault, hit);
    sleep(Duration::from_millis(500 + dice.below(1_000))).await;
}

fn all_of<'a>(jobs: impl IntoIterator<Item = &'a Running>) -> Hit {
    let (mut turns, mut renders) = (0, 0);
    for job in jobs {
        if job.kind == "turn" { turns += 1 } else { renders += 1 }
    }
    Hit { turns, renders, refused: 0 }
}

/// Waits until every lease has run out that is not renewed: which of these jobs somebody else has taken up since.
async fn taken_over(fleet: &Fleet, jobs: &[Running]) -> Hit {
    sleep(LEASE + Duration::from_millis(1_500)).await;
    let now = rows::<Running>(fleet, &RUNNING.replace("WHERE status = 'processing'", "WHERE crashes > 0"));
    let now: BTreeMap<&str, i64> = now.iter().map(|job| (job.id.as_str(), job.fence)).collect();
    all_of(jobs.iter().filter(|job| now.get(job.id.as_str()).is_some_and(|fence| *fence > job.fence)))
}

/// Pauses a process that is just about to end a job, until another one has taken that up: its end comes too late.
async fn pause_before_an_end(fleet: &Fleet, kind: &str) -> Hit {
    // A film is waited for once: what comes next in the same session waits with it.
    let (patience, times) = if kind == "turn" { (2, 10) } else { (40, 1) };
    let patience = Duration::from_secs(patience);
    for _ in 0..times {
        let running: Vec<Running> = rows(fleet, RUNNING);
        let found = running.into_iter().find(|job| job.kind == kind && job.session.is_some());
        let Some(job) = found else {
            sleep(Duration::from_millis(300)).await;
            continue;
        };
        // Whoever ends it needs this row first.
        let mut holder = block_in_place(|| fleet.database.behind());
        let session = job.session.clone().unwrap();
        let hold = format!("BEGIN; SELECT FROM chat_sessions WHERE id = '{session}' FOR NO KEY UPDATE");
        block_in_place(|| holder.batch_execute(&hold).unwrap());
        let me = block_in_place(|| backend(&mut holder));
        let began = Instant::now();
        while began.elapsed() < patience {
            let Some(waiter) = waiters(fleet, me).into_iter().next() else {
                sleep(Duration::from_millis(20)).await;
                continue;
            };
            let whom = (0..PROCESSES).find(|number| name(*number) == waiter.name).unwrap();
            fleet.signal(whom, "STOP");
            let taken = is_taken_up(fleet, &job).await;
            // Its end, which the database already has, is carried out only now.
            block_in_place(|| holder.batch_execute("ROLLBACK").unwrap());
            is_answered(fleet, waiter.backend).await;
            let still_runs = is_newer(fleet, &job);
            fleet.signal(whom, "CONT");
            // A heartbeat may tell the process first that it has lost the job.
            let refused = taken && (its_end_was_refused(fleet, whom, &job.id).await || still_runs);
            let hit = if taken { all_of([&job]) } else { Hit::default() };
            return Hit { refused: usize::from(refused), ..hit };
        }
        block_in_place(|| holder.batch_execute("ROLLBACK").unwrap());
    }
    Hit::default()
}

async fn is_taken_up(fleet: &Fleet, job: &Running) -> bool {
    let began = Instant::now();
    while began.elapsed() < LEASE * 2 {
        if is_newer(fleet, job) {
            return true;
        }
        sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Whether somebody runs it under a newer claim.
fn is_newer(fleet: &Fleet, job: &Running) -> bool {
    let newer = format!("jobs WHERE id = '{}' AND fence > {} AND status = 'processing'", job.id, job.fence);
    block_in_place(|| count(&mut fleet.database.behind(), &newer)) == 1
}

async fn is_answered(fleet: &Fleet, backend: i64) {
    let waits = format!("pg_stat_activity WHERE pid = {backend} AND wait_event_type = 'Lock'");
    while block_in_place(|| count(&mut fleet.database.behind(), &waits)) > 0 {
        sleep(Duration::from_millis(10)).await;
    }
}

/// Whether the process says of this job that it has refused its end.
async fn its_end_was_refused(fleet: &Fleet, whom: usize, job: &str) -> bool {
    for _ in 0..100 {
        if fleet.refused(whom).iter().any(|line| line.contains(job)) {
            return true;
        }
        sleep(Duration::from_millis(20)).await;
    }
    false
}
