//! What a store says about itself: its id, and the databases whose results it keeps. It stands beside all files, in small
//! ones whose names nobody's begin like.

use adforge_ports_runtime::MediaError;
use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, Result, path::Path as Location};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What whoever copies a store has to copy, too.
const STORE: &str = ".adforge/store";
const DATABASES: &str = ".adforge/databases";

/// Reads the id; not found when there is none.
pub(crate) async fn id(of: &impl ObjectStore) -> Result<Bytes> {
    of.get(&Location::from(STORE)).await?.bytes().await
}

/// What the id's file says.
pub(crate) fn parsed(text: &[u8]) -> Result<Uuid, MediaError> {
    let id = std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok());
    id.ok_or_else(|| MediaError::Unavailable(format!("what is in {STORE} is no id of a media store")))
}

/// Writes the id unless there is one.
pub(crate) async fn set_id(of: &impl ObjectStore, id: Uuid) -> Result<()> {
    let put = async |mode| {
        let options = PutOptions { mode, ..PutOptions::default() };
        of.put_opts(&Location::from(STORE), format!("{id}\n").into(), options).await
    };
    match put(PutMode::Create).await {
        Ok(_) | Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(()),
        // A server that doesn't know conditions: of several at once the last one wins, which each reads afterwards.
        Err(Error::NotImplemented { .. } | Error::NotSupported { .. }) => put(PutMode::Overwrite).await.map(drop),
        Err(error) => Err(error),
    }
}

/// Writes down a database.
pub(crate) async fn join(to: &impl ObjectStore, database: Uuid) -> Result<()> {
    let name = Location::from(format!("{DATABASES}/{database}"));
    to.put(&name, format!("{database}\n").into()).await.map(drop)
}

/// The databases that are written down.
pub(crate) async fn databases(of: &impl ObjectStore) -> Result<BTreeSet<Uuid>> {
    let named = of.list(Some(&Location::from(DATABASES)));
    let ids =
        named.try_filter_map(async |found| Ok(found.location.filename().and_then(|name| name.parse::<Uuid>().ok())));
    ids.try_collect().await
}
