//! A snapshot is stored with the message that it comes with, and never replaced by an older one.

use super::cast::*;
use crate::{FinishError, Snapshot, Store};

pub(super) async fn stories(store: &dyn Store) {
    let session = session(store, 300, 1).await;
    assert_eq!(store.snapshot(session).await.unwrap(), None);
    let snapshot = |seq| Snapshot { seq, state: format!("{{\"état\":\"🎉 {seq}\"}}") };
    for (n, brings, wanted) in
        [(1, None, None), (2, Some(3), Some(3)), (3, None, Some(3)), (4, Some(2), Some(3)), (5, Some(9), Some(9))]
    {
        let append = turn(session, (n as u64 - 1) * 2, n);
        store.append(append.clone()).await.unwrap();
        let mut finish = end(&append, Some(1));
        finish.snapshot = brings.map(snapshot);
        store.finish(finish.clone()).await.unwrap();
        assert_eq!(store.snapshot(session).await.unwrap(), wanted.map(snapshot));
        finish.snapshot = Some(snapshot(100));
        assert_eq!(store.finish(finish).await, Err(FinishError::NotOwner));
        assert_eq!(store.snapshot(session).await.unwrap(), wanted.map(snapshot), "a refusal stores none");
    }
}
