//! Where a finished clip is, and that the key goes there and nowhere else.

use super::{MADE, open, placed};
use crate::stand_in::Seen;
use adforge_ports_creative::{FetchError, MediaProvider, Refused, Standing};
use adforge_tests_servers::{
    gemini_media::{self as gemini, Call, Ending, Says},
    http::{self, Manner, Reply},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

#[tokio::test]
async fn a_completed_clip_is_done_when_its_file_is_ready() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    fake.files_stand("PROCESSING");
    for _ in 0..2 {
        assert_eq!(Seen::of(&provider.look(&order).await), Seen::Working);
    }
    for says in
        [(403, Says::Models("PERMISSION_DENIED")), (404, Says::Models("NOT_FOUND")), (500, Says::Models("INTERNAL"))]
    {
        fake.next(Call::State, gemini::Trouble::Says(says.0, says.1));
        let look = provider.look(&order).await;
        assert_eq!(Seen::of(&look), Seen::Later(None), "{says:?}: {look:?}");
    }
    fake.files_stand("ACTIVE");
    assert_eq!(Seen::of(&provider.look(&order).await), Seen::Done);
    fake.files_stand("FAILED");
    assert_eq!(Seen::of(&provider.look(&order).await), Seen::Failed { why: Refused::Broke, cost: MADE });
}

#[tokio::test]
async fn a_file_that_stands_still_is_not_waited_for_and_one_that_is_gone_is_told() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    let Standing::Done { link, .. } = provider.look(&order).await.unwrap() else { panic!() };
    fake.next(Call::File, gemini::Trouble::Badly(Manner::Stall));
    assert_eq!(provider.fetch(&link).await, Err(FetchError::Broken("it stands still".into())));
    for (status, says) in [(403, Says::Models("PERMISSION_DENIED")), (404, Says::FrontDoor("NOT_FOUND"))] {
        fake.next(Call::File, gemini::Trouble::Says(status, says));
        assert_eq!(provider.fetch(&link).await, Err(FetchError::Expired), "{says:?}");
    }
}

#[tokio::test]
async fn a_clip_in_the_answer_is_taken_as_well() {
    let (fake, provider) = open();
    let order = placed(&provider).await;
    fake.next(Call::Look, gemini::Trouble::Ends(Ending::Inline(None)));
    let Standing::Done { link, spent } = provider.look(&order).await.unwrap() else { panic!() };
    assert!(spent.unwrap().estimated, "it doesn't say what went into the clip");
    assert!(link.len() < 200, "a link isn't the file: {link}");
    assert!(provider.fetch(&link).await.unwrap() == gemini::CLIP);
    let larger = [&gemini::CLIP[..16], &vec![0; 100_001 - 16]].concat();
    for (file, error) in [(b"<html>".to_vec(), FetchError::WrongKind), (larger, FetchError::TooLarge(100_000))] {
        fake.next(Call::Look, gemini::Trouble::Ends(Ending::Inline(Some(file))));
        assert_eq!(provider.fetch(&link).await.map(|file| file.len()), Err(error));
    }
    assert_eq!((fake.count(Call::State), fake.count(Call::File)), (0, 0));
}

#[tokio::test]
async fn the_key_goes_to_no_other_house() {
    let (fake, provider) = open();
    let (asked, with_key) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (asks, keys) = (Arc::clone(&asked), Arc::clone(&with_key));
    let (elsewhere, _) = http::serve(move |request| {
        asks.fetch_add(1, Ordering::SeqCst);
        keys.fetch_add(usize::from(format!("{request:?}").contains("s3cr3t")), Ordering::SeqCst);
        Reply::of(200, "video/mp4", gemini::CLIP.to_vec())
    });
    let order = placed(&provider).await;
    let Standing::Done { link, .. } = provider.look(&order).await.unwrap() else { panic!() };
    fake.next(Call::File, gemini::Trouble::Leads(format!("http://{elsewhere}/clip.mp4")));
    assert!(provider.fetch(&link).await.unwrap() == gemini::CLIP, "where it leads, it is fetched");
    assert_eq!((asked.load(Ordering::SeqCst), with_key.load(Ordering::SeqCst)), (1, 0));
    for strange in [format!("http://{elsewhere}/v1beta/files/x:download?alt=media"), format!("{}/elsewhere", fake.url)]
    {
        let fetched = provider.fetch(&strange).await;
        assert!(matches!(fetched, Err(FetchError::Broken(_))), "{strange}: {fetched:?}");
    }
    for to in ["file:///etc/passwd", "ftp://127.0.0.1/x", ""] {
        fake.next(Call::File, gemini::Trouble::Leads(to.to_owned()));
        assert!(provider.fetch(&link).await.is_err(), "{to}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(fake.strange(), [""; 0]);
}
