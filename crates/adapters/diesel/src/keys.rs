//! Owners' idempotency keys.

use crate::{
    DieselStore, connection::AnyConnection, dialect, fault::Fault, rows::millis, schema::owner_keys::dsl, ways::Again,
};
use adforge_domain::ids::OwnerId;
use adforge_ports_storage::{KeyClaim, Keys, OwnerKey, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;
use time::OffsetDateTime;

/// How often a key is tried to be claimed that is freed again and again.
const TRIES: u32 = 10;

#[async_trait]
impl Keys for DieselStore {
    async fn claim_key(&self, key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError> {
        let (intent, at) = (intent.to_owned(), millis(at));
        let mut again = false;
        self.write(Again::Safe, move |connection| {
            let again = std::mem::replace(&mut again, true);
            // It may be freed between the two statements, and then it is anybody's.
            for _ in 0..TRIES {
                if dialect::insert_key(connection, &key, &intent, at)? {
                    return Ok::<_, Fault>(KeyClaim::New);
                }
                if let Some(known) = known(connection, &key)? {
                    let mine = again && matches!(&known, KeyClaim::Known { intent: it, answer: None } if *it == intent);
                    return Ok(if mine { KeyClaim::New } else { known });
                }
            }
            Err(Fault::Refused(StoreError::Unavailable("the key is claimed and freed again and again".into())))
        })
        .await
    }

    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError> {
        let (owner, key, answer) = (owner.0.clone(), key.to_owned(), answer.to_owned());
        self.write(Again::Safe, move |connection| {
            diesel::update(dsl::owner_keys.filter(dsl::user_id.eq(&owner).and(dsl::key.eq(&key))))
                .set(dsl::answer.eq(&answer))
                .execute(connection)?;
            Ok::<_, Fault>(())
        })
        .await
    }

    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError> {
        let (owner, key) = (owner.0.clone(), key.to_owned());
        self.write(Again::Safe, move |connection| {
            diesel::delete(dsl::owner_keys.filter(dsl::user_id.eq(&owner).and(dsl::key.eq(&key))))
                .execute(connection)?;
            Ok::<_, Fault>(())
        })
        .await
    }

    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError> {
        let before = millis(before);
        let forgotten =
            self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::forget_keys(connection, before, limit)?));
        Ok(u32::try_from(forgotten.await?).unwrap_or(u32::MAX))
    }
}

/// What a key was claimed for before.
fn known(connection: &mut AnyConnection, key: &OwnerKey) -> QueryResult<Option<KeyClaim>> {
    let row: Option<(String, String, Option<String>)> = dsl::owner_keys
        .filter(dsl::user_id.eq(&key.owner.0).and(dsl::key.eq(&key.key)))
        .select((dsl::command, dsl::intent, dsl::answer))
        .get_result(connection)
        .optional()?;
    Ok(row.map(
        |(command, intent, answer)| {
            if command == key.command { KeyClaim::Known { intent, answer } } else { KeyClaim::Reused }
        },
    ))
}
