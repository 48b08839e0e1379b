//! Bells and limits over a Redis of one's own, which hangs, dies and comes back empty.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_memory::MemoryLimiter;
use adforge_adapters_redis::{Redis, RedisBell, RedisCache, RedisLimiter};
use adforge_domain::{
    ids::{MessageId, OwnerId, SessionId},
    progress::Progress,
};
use adforge_doubles::Hand;
use adforge_ports_runtime::{Bell, Bucket, Cache, Heard, Limiter, Signal, Word, conformance};
use adforge_tests_servers::Redis as Server;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

fn session(n: u128) -> SessionId {
    SessionId(Uuid::from_u128(n))
}

fn word(fence: u32, at: u32) -> Word {
    let progress = Arc::new(Progress::Reasoning { lines: vec![format!("{fence}.{at}")] });
    Word { reply: MessageId(Uuid::from_u128(7)), user_seq: 1, fence, at, progress }
}

/// Waits until it is so; Redis comes and goes in between.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to be: {what}");
}

/// A process's bell, once it hears.
async fn bell(server: &Server, mark: u64) -> RedisBell {
    let bell = RedisBell::hang(&Redis::open(&server.url()).unwrap(), mark);
    until("the bell is up", || bell.is_up()).await;
    bell
}

/// The next signal, gaps passed over.
async fn signal(bell: &RedisBell) -> (SessionId, Signal) {
    let next = async {
        loop {
            if let Heard::Signal(session, signal) = bell.hear().await {
                return (session, signal);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), next).await.unwrap()
}

fn limiter(redis: &Redis, alone: u32) -> RedisLimiter {
    let window = Duration::from_secs(3_600);
    let alone = MemoryLimiter::new(Bucket::new(alone, window), Hand::new(1));
    RedisLimiter::new(redis.clone(), Bucket::new(3, window), Arc::new(alone))
}

#[tokio::test]
async fn what_one_tells_the_others_hear_in_order_and_only_of_what_they_listen_to() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (bell(&server, 1).await, bell(&server, 2).await);
    other.listen(session(1)).await;
    one.listen(session(1)).await;
    one.ring(session(2), Signal::Grown { seq: 9 });
    one.ring(session(1), Signal::Told(word(1, 0)));
    one.ring(session(1), Signal::Grown { seq: 2 });
    assert_eq!(signal(&other).await, (session(1), Signal::Told(word(1, 0))));
    assert_eq!(signal(&other).await, (session(1), Signal::Grown { seq: 2 }));
    // One doesn't hear itself: the first that it hears is the other's.
    other.ring(session(1), Signal::Erased);
    assert_eq!(signal(&one).await, (session(1), Signal::Erased));
    other.leave(session(1));
    other.listen(session(3)).await;
    one.ring(session(1), Signal::Grown { seq: 3 });
    one.ring(session(3), Signal::Grown { seq: 1 });
    assert_eq!(signal(&other).await, (session(3), Signal::Grown { seq: 1 }));
}

#[tokio::test]
async fn who_joins_gets_what_was_told_under_the_newest_claim() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (bell(&server, 1).await, bell(&server, 2).await);
    other.listen(session(1)).await;
    for told in [word(1, 0), word(1, 1), word(2, 0), word(2, 1)] {
        one.ring(session(1), Signal::Told(told));
    }
    // What is heard of is there to be asked for.
    for _ in 0..4 {
        signal(&other).await;
    }
    assert_eq!(other.told(session(1), word(1, 0).reply).await, [word(2, 0), word(2, 1)]);
    assert!(other.told(session(2), word(1, 0).reply).await.is_empty());
}

#[tokio::test]
async fn a_bell_whose_redis_was_away_says_that_something_may_be_missing_and_listens_on() {
    let Some(server) = Server::start() else { return };
    let (one, other) = (bell(&server, 1).await, bell(&server, 2).await);
    other.listen(session(1)).await;
    server.crash();
    until("both know that it is away", || !one.is_up() && !other.is_up()).await;
    one.ring(session(1), Signal::Grown { seq: 1 });
    other.listen(session(2)).await;
    server.revive();
    until("both are back", || one.is_up() && other.is_up()).await;
    assert_eq!(tokio::time::timeout(Duration::from_secs(10), other.hear()).await.unwrap(), Heard::Gap);
    one.ring(session(1), Signal::Grown { seq: 2 });
    one.ring(session(2), Signal::Grown { seq: 3 });
    assert_eq!(signal(&other).await, (session(1), Signal::Grown { seq: 2 }));
    assert_eq!(signal(&other).await, (session(2), Signal::Grown { seq: 3 }));
}

#[tokio::test]
async fn a_redis_that_hangs_holds_nobody_up() {
    let Some(server) = Server::start() else { return };
    let redis = Redis::open(&server.url()).unwrap();
    let bell = RedisBell::hang(&redis, 1);
    until("the bell is up", || bell.is_up()).await;
    server.signal("-STOP");
    let limiter = limiter(&redis, 1);
    assert!(limiter.take(&OwnerId("a".into())).await.allowed, "this process's own bucket has one");
    assert!(!limiter.take(&OwnerId("a".into())).await.allowed);
    bell.listen(session(1)).await;
    for seq in 0..40_000 {
        bell.ring(session(1), Signal::Grown { seq });
    }
    assert!(!bell.is_up());
    server.signal("-CONT");
    until("the bell is up again", || bell.is_up()).await;
    assert!(limiter.take(&OwnerId("a".into())).await.allowed, "the common bucket was never touched");
}

#[tokio::test]
async fn processes_share_a_users_bucket_and_give_back_what_was_taken_for_nothing() {
    let Some(server) = Server::start() else { return };
    let (redis, again) = (Redis::open(&server.url()).unwrap(), Redis::open(&server.url()).unwrap());
    let bells = [RedisBell::hang(&redis, 1), RedisBell::hang(&again, 2)];
    until("both are up", || bells.iter().all(|bell| bell.is_up())).await;
    let (one, other) = (limiter(&redis, 99), limiter(&again, 99));
    let owner = OwnerId("a".into());
    let mut left = Vec::new();
    for limiter in [&one, &other, &one] {
        left.push(limiter.take(&owner).await.remaining);
    }
    assert_eq!(left, [2, 1, 0]);
    let refused = other.take(&owner).await;
    assert_eq!((refused.allowed, refused.remaining, refused.quota), (false, 0, 3));
    assert!(refused.reset <= Duration::from_secs(1_200) && refused.reset > Duration::from_secs(1_000));
    assert!(other.take(&OwnerId("b".into())).await.allowed, "another's bucket is another");
    one.give_back(&owner).await;
    assert!(other.take(&owner).await.allowed);
    assert!(!one.take(&owner).await.allowed);
}

/// What a process keeps in Redis, once that answers.
async fn copies(server: &Server, mark: u64) -> (RedisCache, RedisBell) {
    let redis = Redis::open(&server.url()).unwrap();
    let bell = RedisBell::hang(&redis, mark);
    until("Redis answers", || redis.is_up()).await;
    (RedisCache::new(redis), bell)
}

#[tokio::test]
async fn what_one_process_is_at_another_leaves_to_it_until_it_ends() {
    let Some(server) = Server::start() else { return };
    let ((here, _bell), (there, _other)) = (copies(&server, 1).await, copies(&server, 2).await);
    conformance::claims(&here, &there).await;
}

#[tokio::test]
async fn who_can_not_ask_redis_whether_another_is_at_it_does_it() {
    let Some(server) = Server::start() else { return };
    let ((here, bell), (there, other)) = (copies(&server, 1).await, copies(&server, 2).await);
    let (work, long) = ("work", Duration::from_secs(600));
    assert!(here.claim(work, 1, long).await && !there.claim(work, 2, long).await);
    server.flush();
    assert!(there.claim(work, 2, long).await, "what Redis has forgotten is free");
    assert!(!here.claim(work, 1, long).await);
    server.signal("-STOP");
    assert!(here.claim(work, 1, long).await, "it hangs");
    here.release(work, 1).await;
    server.signal("-CONT");
    until("it answers again", || bell.is_up() && other.is_up()).await;
    server.crash();
    assert!(here.claim(work, 1, long).await, "it is away");
    here.release(work, 1).await;
    let redis = Redis::open(&server.url()).unwrap();
    assert!(RedisCache::new(redis).claim(work, 3, long).await, "it was never there");
}

#[tokio::test]
async fn a_copy_is_found_by_the_other_process_until_it_is_old_or_forgotten() {
    let Some(server) = Server::start() else { return };
    let ((here, _bell), (there, _other)) = (copies(&server, 1).await, copies(&server, 2).await);
    assert_eq!(there.copy("state").await, None);
    here.keep("state", "one".into(), Duration::from_secs(60)).await;
    here.keep("state", "two".into(), Duration::from_secs(60)).await;
    assert_eq!(there.copy("state").await, Some("two".into()));
    there.forget("state").await;
    assert_eq!(here.copy("state").await, None);
    here.keep("brief", "soon old".into(), Duration::from_millis(20)).await;
    let mut found = there.copy("brief").await;
    for _ in 0..500 {
        if found.is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        found = there.copy("brief").await;
    }
    assert_eq!(found, None);
    // While it hangs there are no copies, and nobody waits for long.
    here.keep("kept", "still".into(), Duration::from_secs(60)).await;
    server.signal("-STOP");
    assert_eq!(there.copy("kept").await, None);
    there.keep("kept", "late".into(), Duration::from_secs(60)).await;
    server.signal("-CONT");
}
