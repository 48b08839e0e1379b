//! Copies in Redis, for the process that a client comes to next, and who makes which of them now.

use crate::Redis;
use adforge_ports_runtime::Cache;
use async_trait::async_trait;
use bytes::Bytes;
use redis::{AsyncCommands, RedisResult, Script};
use std::time::Duration;

/// Claims a name for `ARGV[1]` for `ARGV[2]` milliseconds, unless another holds it. Returns whether it is claimed.
const CLAIM: &str = r"
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
";

/// Ends the claim of `ARGV[1]`.
const RELEASE: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
";

/// Copies that all processes of a Redis share. While it is away there are none, and nobody knows of the others.
pub struct RedisCache {
    redis: Redis,
    claim: Script,
    release: Script,
}

impl RedisCache {
    /// Copies in this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis, claim: Script::new(CLAIM), release: Script::new(RELEASE) }
    }
}

fn key(name: &str) -> String {
    format!("adforge:copy:{name}")
}

fn claim_key(name: &str) -> String {
    format!("adforge:claim:{name}")
}

fn milliseconds(ttl: Duration) -> u64 {
    u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX)
}

#[async_trait]
impl Cache for RedisCache {
    async fn copy(&self, name: &str) -> Option<Bytes> {
        let asked = self.redis.ask("a copy", |mut connection| async move {
            let found: RedisResult<Option<Vec<u8>>> = connection.get(key(name)).await;
            found
        });
        asked.await.flatten().map(Bytes::from)
    }

    async fn keep(&self, name: &str, copy: Bytes, ttl: Duration) {
        let asked = self.redis.ask("keeping a copy", |mut connection| async move {
            let kept: RedisResult<()> = connection.pset_ex(key(name), copy.as_ref(), milliseconds(ttl)).await;
            kept
        });
        asked.await;
    }

    async fn forget(&self, name: &str) {
        let asked = self.redis.ask("forgetting a copy", |mut connection| async move {
            let gone: RedisResult<()> = connection.del(key(name)).await;
            gone
        });
        asked.await;
    }

    async fn claim(&self, name: &str, holder: u128, ttl: Duration) -> bool {
        let asked = self.redis.ask("a claim", |mut connection| async move {
            let mut call = self.claim.key(claim_key(name));
            let claimed: RedisResult<bool> =
                call.arg(holder.to_string()).arg(milliseconds(ttl)).invoke_async(&mut connection).await;
            claimed
        });
        asked.await.unwrap_or(true)
    }

    async fn release(&self, name: &str, holder: u128) {
        let asked = self.redis.ask("the end of a claim", |mut connection| async move {
            let mut call = self.release.key(claim_key(name));
            let done: RedisResult<()> = call.arg(holder.to_string()).invoke_async(&mut connection).await;
            done
        });
        asked.await;
    }
}
