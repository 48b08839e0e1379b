//! When all is quiet: what is in the log is all that was accepted, once, and whole.

use crate::{
    faults::Fault,
    film::read,
    fleet::{Fleet, Told},
    reads::{ENDS, Ended, KEYS, Key, LOGS, Line, ORDERS, count, rows},
    sales,
    tally::{Hit, Tally},
};
use adforge_tests::{Dice, Film, picture_of};
use adforge_tests_servers::heygen;
use std::collections::{BTreeMap, BTreeSet};
use tokio::task::block_in_place;

/// Looks at everything; returns how long each log is.
pub(crate) async fn all_is_well(fleet: &Fleet, tally: &mut Tally) -> BTreeMap<String, u64> {
    let unfinished =
        block_in_place(|| count(&mut fleet.database.behind(), "jobs WHERE status IN ('queued', 'processing')"));
    assert_eq!(unfinished, 0, "something was left behind");
    let logs = logs_have_no_gap_and_no_error(&rows(fleet, LOGS), tally);
    each_key_is_one_turn(&fleet.all_told(), &rows(fleet, KEYS), &logs);
    let renders = each_job_has_one_end(&rows(fleet, ENDS));
    assert_eq!(fleet.heygen.strange(), [""; 0], "only what is documented was sent");
    let bought = sales::each_is_somebodys(&fleet.heygen.sales(), &rows(fleet, ORDERS));
    for job in renders {
        its_file_is_whole(fleet, &job, bought.contains(&job)).await;
    }
    logs.into_iter().map(|(session, log)| (session, log.len() as u64)).collect()
}

pub(crate) fn logs_have_no_gap_and_no_error(lines: &[Line], tally: &mut Tally) -> BTreeMap<String, Vec<Line>> {
    let mut logs: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for line in lines {
        assert_ne!(line.kind, "error", "{line:?}: a turn ended with an error");
        let log = logs.entry(line.session.clone()).or_default();
        log.push(line.clone());
        assert_eq!(line.seq, log.len() as i64, "{}: the log has a gap", line.session);
    }
    // What the process wrote whose clock is an hour ahead.
    let ahead = |kinds: &[&str]| {
        lines.iter().filter(|it| it.ahead > 30 && it.sender == "ai" && kinds.contains(&it.kind.as_str())).count()
    };
    let renders = ahead(&["video_result", "static_ad_result"]);
    let turns = lines.iter().filter(|it| it.ahead > 30 && it.sender == "ai").count() - renders;
    tally.add(Fault::ClockAhead, Hit { turns, renders, refused: 0 });
    println!(
        "{} sessions, {} messages, {turns} turns and {renders} renders by the process whose clock is wrong",
        logs.len(),
        lines.len()
    );
    logs
}

pub(crate) fn each_key_is_one_turn(told: &Told, keys: &[Key], logs: &BTreeMap<String, Vec<Line>>) {
    let stored: BTreeMap<(String, String), String> =
        keys.iter().map(|it| ((it.session.clone(), it.key.clone()), it.reply.clone())).collect();
    assert_eq!(stored, *told, "what clients were told of their keys is what is stored");
    let questions: BTreeSet<(String, i64)> = keys.iter().map(|it| (it.session.clone(), it.user_seq)).collect();
    assert_eq!(questions.len(), keys.len(), "each key has a message of its own");
    let said = logs.values().flatten().filter(|it| it.sender == "user").map(|it| (it.session.clone(), it.seq));
    assert_eq!(said.collect::<BTreeSet<_>>(), questions, "and there is no other message");
    println!("{} keys, each with one turn", keys.len());
}

/// Returns the renders.
pub(crate) fn each_job_has_one_end(jobs: &[Ended]) -> Vec<String> {
    for job in jobs {
        assert_eq!((job.ends, job.status.as_str(), &job.failure), (1, "completed", &None), "{job:?}");
    }
    jobs.iter().filter(|job| job.kind != "turn").map(|job| job.id.clone()).collect()
}

async fn its_file_is_whole(fleet: &Fleet, job: &str, is_bought: bool) {
    let mut dice = Dice::of(0);
    let result = read(fleet, &mut dice, &format!("/api/jobs/{job}")).await["result"].clone();
    let fetch = async |link: &str| fleet.http.get(link).send().await.unwrap().bytes().await.unwrap();
    // A link begins with the address of whoever gave it, which lives.
    match result["videoUrl"].as_str() {
        Some(film) if is_bought => assert_eq!(fetch(film).await, heygen::FILM, "{job} has not what was bought"),
        Some(film) => {
            let frames = Film::of(&fetch(film).await).frames();
            assert!(frames.len() > 30, "{job} has {} frames", frames.len());
        }
        None => {
            let picture = picture_of(&fetch(result["imageUrl"].as_str().unwrap()).await);
            assert!(picture.width() > 500);
        }
    }
}
