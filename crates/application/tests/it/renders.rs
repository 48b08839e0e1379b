//! Renders: queued, run when a renderer is free, tried again, cancelled, and their files.

use crate::world::{World, asks, failure_of, films, limits, next, owner, picks, until};
use adforge_application::{From, Generation, Limits, LoneVideo, PresentersError, Refusal};
use adforge_domain::{cards::Script, failure::FailureCode, ids::CardKind, job::JobStatus, workflow::Step};
use adforge_doubles::Troupe;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

#[tokio::test]
async fn a_film_is_queued_and_made_and_its_files_go_with_its_session() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    let mut live = world.follow(session, From::Now).await;
    let film = world.starts(films(session, "psych-1")).await;
    assert_eq!(next(&mut live, 4).await, ["state 6", "7 selection_summary", "started 7", "queued"]);
    let job = world.application.job(&owner(), film.job).await.unwrap().job;
    assert_eq!(job.status, JobStatus::Queued);
    let same = world.starts(films(session, "psych-1")).await;
    assert_eq!((same.job, same.repeated), (film.job, true), "the same words while it is under way are the same film");
    world.permit(2);
    world.studio.permit(1);
    tokio::spawn(Arc::clone(&world.application).work());
    let mut seen = Vec::new();
    while seen.last().map(String::as_str) != Some("complete") {
        seen.extend(next(&mut live, 1).await);
    }
    assert_eq!(seen, ["10%", "100%", "8 video_result", "complete"]);
    let view = world.application.job(&owner(), film.job).await.unwrap();
    assert!(matches!(view.job.status, JobStatus::Completed(_)), "{:?}", view.job.status);
    assert_eq!(world.shelf.names().len(), 2);
    assert_eq!(world.application.session(&owner(), session).await.unwrap().session.current_step, Step::VideoGeneration);
    assert!(world.application.cancel_job(&owner(), film.job).await == Err(Refusal::JobOver("completed")));
    world.application.erase_session(&owner(), session).await.unwrap();
    assert!(world.shelf.names().is_empty());
    assert_eq!(world.application.job(&owner(), film.job).await, Err(Refusal::JobNotFound));
}

#[tokio::test]
async fn a_film_is_said_to_take_what_its_renderer_says_until_one_was_made_here() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    let first = world.starts(films(session, "psych-1")).await;
    assert_eq!(first.estimated_seconds, 7);
    assert_eq!(world.application.job(&owner(), first.job).await.unwrap().estimated_seconds, 7);
    world.permit(2);
    world.studio.permit(1);
    world.application.claim_renders().await;
    world.application.settled().await;
    // The studio's films take no time at all, and nothing is said to take less than a second.
    assert_eq!(world.starts(films(session, "psych-2")).await.estimated_seconds, 1);
}

#[tokio::test]
async fn a_render_is_filmed_by_the_scenes_that_were_shown() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    world.says(picks(session, CardKind::Concept, "psych-1")).await;
    let asked = world.writer.asked();
    world.starts(films(session, "psych-1")).await;
    world.studio.permit(1);
    world.application.claim_renders().await;
    world.application.settled().await;
    assert_eq!((world.writer.asked(), world.studio.films.lock().unwrap()[0].scenes.len()), (asked, 2));
    // An edited script has scenes of its own.
    let mut edited = films(session, "psych-1");
    let script = Script { hook: "Look.".into(), body: "Here.".into(), cta: "Buy.".into() };
    edited.command.render.as_mut().unwrap().script = Some(script.clone());
    world.starts(edited).await;
    world.permit(2);
    world.studio.permit(1);
    world.application.claim_renders().await;
    world.application.settled().await;
    assert_eq!(world.writer.brief(asked).script, Some(script.clone()));
    assert_eq!(world.studio.films.lock().unwrap()[1].script, script);
}

#[tokio::test]
async fn a_renderer_that_fails_is_tried_again_and_at_last_the_job_says_why() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    world.studio.failures.store(1, Ordering::SeqCst);
    world.studio.permit(9);
    world.permit(20);
    let film = world.starts(films(session, "psych-1")).await;
    let tries = async |times: u64| {
        for _ in 0..times {
            world.application.claim_renders().await;
            world.application.settled().await;
            world.hand.turn(Duration::from_secs(10));
        }
    };
    tries(1).await;
    assert_eq!(world.application.job(&owner(), film.job).await.unwrap().job.status, JobStatus::Queued);
    tries(1).await;
    let job = world.application.job(&owner(), film.job).await.unwrap().job;
    assert!(matches!(job.status, JobStatus::Completed(_)));
    assert_eq!(job.attempts, 1);
    world.studio.failures.store(99, Ordering::SeqCst);
    let film = world.starts(films(session, "psych-2")).await;
    tries(4).await;
    let job = world.application.job(&owner(), film.job).await.unwrap().job;
    let JobStatus::Failed(failure) = job.status else { panic!("{:?}", job.status) };
    assert_eq!(failure.code, FailureCode::AiGenerationError);
    assert_eq!(world.studio.films.lock().unwrap().len(), 2 + 3, "three attempts and no more");
    assert_eq!(failure_of(world.log(session).await.last().unwrap()), FailureCode::AiGenerationError);
}

#[tokio::test]
async fn a_film_whose_avatar_cannot_be_looked_up_now_is_tried_again_with_it() {
    let troupe = Arc::new(Troupe::default());
    let world = World::new().await.standing_on(|ports| ports.presenters = troupe.clone());
    let script = Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() };
    let avatar = Some("avatar-female-45".to_owned());
    let video = LoneVideo { product: "1".into(), format: None, script, avatar };
    let job = world.application.queue_video(&owner(), video.clone(), None).await.unwrap().value.job.id;
    let away = PresentersError::Unavailable { after: None, why: "the connection broke".to_owned() };
    *troupe.away.lock().unwrap() = Some(away.clone());
    let refused = world.application.queue_video(&owner(), video, None).await;
    assert_eq!(refused, Err(Refusal::Presenters(away)));
    world.permit(2);
    world.studio.permit(1);
    world.application.claim_renders().await;
    world.application.settled().await;
    let status = world.application.job(&owner(), job).await.unwrap().job.status;
    assert_eq!((status, world.studio.films.lock().unwrap().len()), (JobStatus::Queued, 0));
    assert_eq!(world.writer.asked(), 0, "nothing is spent on it");
    *troupe.away.lock().unwrap() = None;
    world.hand.turn(Duration::from_secs(10));
    world.application.claim_renders().await;
    world.application.settled().await;
    let status = world.application.job(&owner(), job).await.unwrap().job.status;
    assert!(matches!(status, JobStatus::Completed(_)), "{status:?}");
    let presenter = world.studio.films.lock().unwrap()[0].presenter.clone();
    assert_eq!(presenter.map(|it| it.id).as_deref(), Some("avatar-female-45"));
}

#[tokio::test]
async fn a_cancelled_render_has_one_end_and_leaves_no_file() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    world.permit(2);
    let film = world.starts(films(session, "psych-1")).await;
    world.application.claim_renders().await;
    until("it is being filmed", async || !world.studio.films.lock().unwrap().is_empty()).await;
    assert_eq!(world.application.cancel(&owner(), session).await, Err(Refusal::NothingRunning), "a render is no turn");
    world.application.cancel_job(&owner(), film.job).await.unwrap();
    world.studio.permit(1);
    world.application.settled().await;
    assert_eq!(failure_of(world.log(session).await.last().unwrap()), FailureCode::TurnCancelled);
    assert_eq!(world.application.job(&owner(), film.job).await.unwrap().job.status, JobStatus::Cancelled);
    assert!(world.shelf.names().is_empty());
}

#[tokio::test]
async fn a_job_that_brings_down_its_workers_is_given_up() {
    let world = World::with(Limits { crashes: 2, ..limits() }, None).await;
    let session = world.with_concepts().await;
    world.permit(20);
    let film = world.starts(films(session, "psych-1")).await;
    for _ in 0..2 {
        let free = world
            .application
            .ports
            .store
            .claim_due(adforge_ports_storage::Due::Renders, 1, Duration::from_secs(1))
            .await;
        assert_eq!(free.unwrap().len(), 1);
        world.hand.turn(Duration::from_secs(2));
    }
    // The first claim was no crash; two leases have run out by now, and the third does.
    let claimed = world
        .application
        .ports
        .store
        .claim_due(adforge_ports_storage::Due::Renders, 1, Duration::from_secs(1))
        .await
        .unwrap();
    assert_eq!(claimed[0].crashes, 2);
    world.hand.turn(Duration::from_secs(2));
    world.application.claim_renders().await;
    world.application.settled().await;
    let job = world.application.job(&owner(), film.job).await.unwrap().job;
    assert!(matches!(job.status, JobStatus::Failed(_)), "{:?}", job.status);
    assert!(world.studio.films.lock().unwrap().is_empty());
}

#[tokio::test]
async fn stopping_hands_a_render_back_and_the_next_start_makes_it() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    world.permit(4);
    let film = world.starts(films(session, "psych-1")).await;
    world.application.claim_renders().await;
    until("it is being filmed", async || !world.studio.films.lock().unwrap().is_empty()).await;
    world.application.stop(Duration::from_secs(5)).await;
    let job = world.application.job(&owner(), film.job).await.unwrap().job;
    assert_eq!((job.status, job.crashes, job.attempts), (JobStatus::Queued, 0, 0));
}

#[tokio::test]
async fn outside_a_session_a_set_is_written_once_for_a_key_and_a_film_is_a_job() {
    let world = World::new().await;
    let generation = Generation {
        step: Step::PersonaSelection,
        product: "1".into(),
        format: None,
        persona: None,
        angle: None,
        demographics: Some("students".into()),
        count: Some(2),
    };
    world.permit(4);
    let key = || Some("k".to_owned());
    let first = world.application.generate(&owner(), generation.clone(), key()).await.unwrap();
    let again = world.application.generate(&owner(), generation.clone(), key()).await.unwrap();
    assert_eq!((first.replayed, again.replayed, &first.value), (false, true, &again.value));
    assert_eq!(world.writer.asked(), 1);
    assert_eq!(world.writer.brief(0).wish.as_deref(), Some("students"));
    let other = Generation { count: Some(3), ..generation };
    assert_eq!(world.application.generate(&owner(), other, key()).await, Err(Refusal::KeyReused));

    let script = Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() };
    let video = LoneVideo { product: "1".into(), format: None, script, avatar: None };
    let queued = world.application.queue_video(&owner(), video.clone(), Some("v".into())).await.unwrap();
    let again = world.application.queue_video(&owner(), video, Some("v".into())).await.unwrap();
    assert_eq!((again.replayed, again.value.job.id), (true, queued.value.job.id));
    world.permit(2);
    world.studio.permit(1);
    world.application.claim_renders().await;
    world.application.settled().await;
    let job = world.application.job(&owner(), queued.value.job.id).await.unwrap().job;
    assert!(matches!(job.status, JobStatus::Completed(_)), "{:?}", job.status);
}

#[tokio::test]
async fn other_turns_run_while_a_film_is_made() {
    let world = World::new().await;
    let session = world.with_concepts().await;
    world.starts(films(session, "psych-1")).await;
    let reply = world.says(asks(session, Step::PersonaSelection)).await;
    assert_eq!(reply.body.kind(), "audience_group");
}

#[tokio::test]
async fn more_renders_than_may_wait_are_told_to_come_back() {
    let world = World::with(Limits { waiting: 1, ..limits() }, None).await;
    let session = world.with_concepts().await;
    world.starts(films(session, "psych-1")).await;
    assert_eq!(world.application.start(films(session, "psych-2")).await, Err(Refusal::Busy));
    let script = Script { hook: "Wait.".into(), body: "So.".into(), cta: "Go.".into() };
    let video = LoneVideo { product: "1".into(), format: None, script, avatar: None };
    assert_eq!(world.application.queue_video(&owner(), video, None).await, Err(Refusal::Busy));
    assert_eq!(world.log(session).await.len(), 7, "a refusal appends nothing");
    world.permit(2);
    world.application.claim_renders().await;
    until("one is being filmed", async || !world.studio.films.lock().unwrap().is_empty()).await;
    assert!(!world.starts(films(session, "psych-2")).await.repeated, "what runs doesn't wait");
    world.application.stop(Duration::ZERO).await;
}
