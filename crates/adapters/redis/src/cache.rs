//! Copies in Redis, for the process that a client comes to next.

use crate::Redis;
use adforge_ports_runtime::Cache;
use async_trait::async_trait;
use bytes::Bytes;
use redis::{AsyncCommands, RedisResult};
use std::time::Duration;

/// Copies that all processes of a Redis share. While it is away there are none.
pub struct RedisCache {
    redis: Redis,
}

impl RedisCache {
    /// Copies in this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis }
    }
}

fn key(name: &str) -> String {
    format!("adforge:copy:{name}")
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
        let milliseconds = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
        let asked = self.redis.ask("keeping a copy", |mut connection| async move {
            let kept: RedisResult<()> = connection.pset_ex(key(name), copy.as_ref(), milliseconds).await;
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
}
