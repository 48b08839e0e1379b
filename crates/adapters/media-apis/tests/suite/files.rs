//! A finished film's file: whole, a film, and not too large; else nothing.

use crate::cast::{Cast, LARGEST, all, brief};
use adforge_ports_creative::{FetchError, Standing};
use adforge_tests_servers::{
    heygen::{self, Call, Trouble},
    http::Manner,
};

/// A film that is done.
async fn ordered(cast: &Cast) -> String {
    let order = cast.provider.order("adforge-1", &brief()).await.unwrap();
    cast.provider.look(&order).await.unwrap();
    order
}

/// A fresh link to it.
async fn link(cast: &Cast, order: &str) -> String {
    match cast.provider.look(order).await.unwrap() {
        Standing::Done(link) => link,
        standing => panic!("{standing:?}"),
    }
}

#[tokio::test]
async fn a_finished_film_is_fetched_whole_and_its_link_expires() {
    for cast in all() {
        let order = ordered(&cast).await;
        let old = link(&cast, &order).await;
        assert_eq!(cast.provider.fetch(&old).await.unwrap(), heygen::FILM);
        cast.fake.expires_links();
        assert_eq!(cast.provider.fetch(&old).await, Err(FetchError::Expired));
        let fresh = link(&cast, &order).await;
        assert_eq!(cast.provider.fetch(&fresh).await.unwrap(), heygen::FILM, "another look gives a fresh link");
    }
}

#[tokio::test]
async fn what_is_no_film_or_too_large_is_not_taken() {
    let film_of = |bytes: u64| [&heygen::FILM[..12], &vec![0; bytes as usize - 12]].concat();
    let cases = [
        (Trouble::File("text/html", b"<html>Sign in</html>".to_vec()), FetchError::WrongKind),
        (Trouble::File("video/mp4", b"<html>Sign in</html>".to_vec()), FetchError::WrongKind),
        (Trouble::File("video/webm", heygen::FILM.to_vec()), FetchError::WrongKind),
        (Trouble::File("video/mp4", Vec::new()), FetchError::WrongKind),
        (Trouble::File("video/mp4", film_of(LARGEST + 1)), FetchError::TooLarge(LARGEST)),
    ];
    for cast in all() {
        let order = ordered(&cast).await;
        for (trouble, error) in cases.clone() {
            cast.fake.next(Call::File, trouble.clone());
            assert_eq!(cast.provider.fetch(&link(&cast, &order).await).await, Err(error), "{trouble:?}");
        }
        cast.fake.next(Call::File, Trouble::File("application/octet-stream", film_of(LARGEST)));
        assert!(cast.provider.fetch(&link(&cast, &order).await).await.is_ok(), "the largest that is allowed is");
        for strange in ["file:///etc/passwd", "data:video/mp4;base64,AAAA", "", "ftp://127.0.0.1/x.mp4"] {
            assert!(matches!(cast.provider.fetch(strange).await, Err(FetchError::Broken(_))), "{strange}");
        }
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_or_never_ends_is_none() {
    let badly = [Manner::Cut, Manner::Vanish, Manner::Hang, Manner::Drip].map(Trouble::Badly);
    for cast in all() {
        let order = ordered(&cast).await;
        for trouble in badly.iter().cloned().chain([Trouble::Error(500, "internal_error")]) {
            cast.fake.next(Call::File, trouble.clone());
            let fetched = cast.provider.fetch(&link(&cast, &order).await).await;
            assert!(matches!(fetched, Err(FetchError::Broken(_))), "{trouble:?}: {fetched:?}");
        }
    }
}
