//! A finished order's file: whole, of its kind, and not too large; else nothing.

use crate::{
    cast::{Cast, LARGEST, all_that_take_time},
    stand_in::{Deed, Trouble},
};
use adforge_ports_creative::FetchError;
use adforge_tests_servers::http::Manner;

/// A fresh link.
async fn fetched(cast: &Cast, order: &str) -> Result<Vec<u8>, FetchError> {
    cast.provider.fetch(&cast.link(order).await).await
}

#[tokio::test]
async fn a_finished_file_is_fetched_whole_and_its_link_expires() {
    for cast in all_that_take_time() {
        let order = cast.place("adforge-1").await;
        let old = cast.link(&order).await;
        assert!(cast.provider.fetch(&old).await.unwrap() == cast.ware.file, "{}", cast.name());
        if cast.fake.expires_links() {
            assert_eq!(cast.provider.fetch(&old).await, Err(FetchError::Expired), "{}", cast.name());
            let fresh = fetched(&cast, &order).await.unwrap();
            assert!(fresh == cast.ware.file, "{}: another look gives a fresh link", cast.name());
        }
    }
}

#[tokio::test]
async fn what_is_not_what_was_ordered_or_too_large_is_not_taken() {
    let page = b"<html>Sign in</html>".to_vec();
    for cast in all_that_take_time() {
        let ware = &cast.ware;
        let of = |bytes: u64| [&ware.file[..16], &vec![0; bytes as usize - 16]].concat();
        let cases = [
            (Trouble::File("text/html", page.clone()), FetchError::WrongKind),
            (Trouble::File(ware.kind, page.clone()), FetchError::WrongKind),
            (Trouble::File(ware.other, ware.file.to_vec()), FetchError::WrongKind),
            (Trouble::File(ware.kind, Vec::new()), FetchError::WrongKind),
            (Trouble::File(ware.kind, of(LARGEST + 1)), FetchError::TooLarge(LARGEST)),
        ];
        let order = cast.place("adforge-1").await;
        for (trouble, error) in cases {
            cast.fake.next(Deed::File, trouble.clone());
            let fetched = fetched(&cast, &order).await.map(|file| file.len());
            assert_eq!(fetched, Err(error), "{}: {trouble:?}", cast.name());
        }
        cast.fake.next(Deed::File, Trouble::File("application/octet-stream", of(LARGEST)));
        assert!(fetched(&cast, &order).await.is_ok(), "{}: the largest that is allowed is", cast.name());
        for strange in ["file:///etc/passwd", "data:text/html;base64,AAAA", "", "ftp://127.0.0.1/x.mp4"] {
            let fetched = cast.provider.fetch(strange).await;
            let refused = matches!(fetched, Err(FetchError::Broken(_) | FetchError::WrongKind));
            assert!(refused, "{}: {strange}: {fetched:?}", cast.name());
        }
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_or_never_ends_is_none() {
    let badly = [Manner::Cut, Manner::Vanish, Manner::Hang, Manner::Drip].map(Trouble::Badly);
    for cast in all_that_take_time() {
        let order = cast.place("adforge-1").await;
        for trouble in badly.iter().cloned().chain([Trouble::Broke(500)]) {
            cast.fake.next(Deed::File, trouble.clone());
            let fetched = fetched(&cast, &order).await.map(|file| file.len());
            assert!(matches!(fetched, Err(FetchError::Broken(_))), "{}: {trouble:?}: {fetched:?}", cast.name());
        }
    }
}
