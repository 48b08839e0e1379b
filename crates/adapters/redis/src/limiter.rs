//! How often a user may ask, told for all processes together: a bucket a user in Redis, by its clock (GCRA).

use crate::Redis;
use adforge_domain::ids::OwnerId;
use adforge_ports_runtime::{Bucket, Limiter, Verdict};
use async_trait::async_trait;
use redis::{RedisResult, Script};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Takes one (`ARGV[1]`: what it costs, `ARGV[2]`: the most that may be owed, both in milliseconds). Returns whether it
/// was taken, and how long until the bucket is full again.
const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)
local owed = math.max(full_at - now, 0) + ARGV[1]
if owed > tonumber(ARGV[2]) then return {0, owed} end
redis.call('SET', KEYS[1], now + owed, 'PX', owed)
return {1, owed}
";

/// Gives one back, if the bucket isn't full.
const GIVE_BACK: &str = r"
local full_at = redis.call('GET', KEYS[1])
if full_at then redis.call('SET', KEYS[1], full_at - ARGV[1], 'KEEPTTL') end
";

/// Buckets that all processes share; while Redis is away, those of this process.
pub struct RedisLimiter {
    redis: Redis,
    bucket: Bucket,
    alone: Arc<dyn Limiter>,
    /// Whether limits are kept here alone, as far as was said.
    is_alone: AtomicBool,
    take: Script,
    give_back: Script,
}

impl RedisLimiter {
    /// Buckets like this one; `alone` tells while Redis doesn't.
    pub fn new(redis: Redis, bucket: Bucket, alone: Arc<dyn Limiter>) -> Self {
        let (take, give_back) = (Script::new(TAKE), Script::new(GIVE_BACK));
        Self { redis, bucket, alone, is_alone: AtomicBool::new(false), take, give_back }
    }

    fn says(&self, alone: bool) {
        if self.is_alone.swap(alone, Ordering::AcqRel) != alone && alone {
            tracing::warn!("limits are kept by this process alone until Redis is back");
        }
    }
}

fn key(owner: &OwnerId) -> String {
    format!("adforge:rate:{}", owner.0)
}

#[async_trait]
impl Limiter for RedisLimiter {
    async fn take(&self, owner: &OwnerId) -> Verdict {
        let asked = self.redis.ask("a rate", |mut connection| async move {
            let mut call = self.take.key(key(owner));
            let told: RedisResult<(i64, i64)> =
                call.arg(self.bucket.one()).arg(self.bucket.most()).invoke_async(&mut connection).await;
            told
        });
        let told = asked.await;
        self.says(told.is_none());
        match told {
            Some((1, owed)) => self.bucket.verdict(true, owed, owed),
            Some((_, owed)) => self.bucket.verdict(false, owed, owed - self.bucket.most()),
            None => self.alone.take(owner).await,
        }
    }

    async fn give_back(&self, owner: &OwnerId) {
        let asked = self.redis.ask("a rate", |mut connection| async move {
            let done: RedisResult<()> =
                self.give_back.key(key(owner)).arg(self.bucket.one()).invoke_async(&mut connection).await;
            done
        });
        if asked.await.is_none() {
            self.alone.give_back(owner).await;
        }
    }
}
