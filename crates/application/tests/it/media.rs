//! The media store: whose it is, and what in it goes when nobody needs it any more.

use crate::world::{World, films, limits, owner};
use adforge_adapters_memory::MemoryStore;
use adforge_application::{Application, Part, Ports};
use adforge_domain::ids::SessionId;
use adforge_doubles::{Hand, Shelf, Watched};
use adforge_ports_runtime::MediaStore;
use adforge_ports_storage::Store;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use uuid::Uuid;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Another process beside this one, over the same store and this shelf.
fn beside(world: &World, store: Arc<dyn Store>, shelf: Arc<Shelf>) -> Arc<Application> {
    let ports = Ports { store, media: shelf, ..world.application.ports.clone() };
    Application::new(ports, limits())
}

fn over(store: Arc<dyn Store>) -> World {
    World::over(store, Hand::new(1_000), limits(), None)
}

async fn films_one(world: &World) -> SessionId {
    let session = world.with_concepts().await;
    world.permit(2);
    world.studio.permit(1);
    world.starts(films(session, "psych-1")).await;
    world.application.claim_renders().await;
    world.application.settled().await;
    session
}

fn names(shelf: &Shelf) -> BTreeSet<String> {
    shelf.names().into_iter().collect()
}

async fn media_is_up(application: &Application) -> Result<(), &'static str> {
    let parts = application.readiness().await;
    let media = parts.into_iter().find(|(part, _)| *part == Part::Media).unwrap();
    media.1.map_err(|trouble| trouble.why)
}

#[tokio::test]
async fn what_a_crash_left_goes_once_it_is_old_and_what_is_needed_stays() {
    let world = World::new().await;
    world.application.meet_media().await.unwrap();
    let session = films_one(&world).await;
    let needed = names(&world.shelf);
    assert_eq!(needed.len(), 2, "a film and its thumbnail");
    let nobody = Uuid::from_u128(77);
    let left = [
        // An attempt whose process died, in a session that goes on.
        format!("sessions/{session}/{SECRET}.mp4"),
        // Half a file.
        format!("sessions/{session}/{SECRET}.jpg#1"),
        // What a session, a job and a product left that are no more.
        format!("sessions/{nobody}/{SECRET}.mp4"),
        format!("jobs/{nobody}/{SECRET}.mp4"),
        format!("products/{nobody}/{SECRET}.png"),
    ];
    let foreign = ["readme.txt".to_owned(), format!("sessions/{session}/notes.txt")];
    left.iter().chain(&foreign).for_each(|path| world.shelf.litter(path));
    assert_eq!(world.application.sweep_media().await, 0, "they are young");
    *world.shelf.aged.lock().unwrap() = Duration::from_secs(3_601);
    assert_eq!(world.application.sweep_media().await, left.len());
    let stays: BTreeSet<String> = needed.into_iter().chain(foreign).collect();
    assert_eq!(names(&world.shelf), stays);
    world.application.erase_session(&owner(), session).await.unwrap();
    assert_eq!(world.application.sweep_media().await, 0);
}

#[tokio::test]
async fn a_file_whose_row_is_not_written_yet_stays_whichever_process_sweeps() {
    let store = Watched::over(Arc::new(MemoryStore::new(Hand::new(1_000)).shared()));
    let world = over(store.clone());
    world.product("1").await;
    world.application.meet_media().await.unwrap();
    let other = beside(&world, store.clone(), Arc::clone(&world.shelf));
    other.meet_media().await.unwrap();
    let session = world.with_concepts().await;
    *world.shelf.aged.lock().unwrap() = Duration::from_secs(100_000);
    world.permit(2);
    world.studio.permit(1);
    // The film is kept, and the database is full: its end waits for room.
    store.finish.fail();
    let film = world.starts(films(session, "psych-1")).await;
    world.application.claim_renders().await;
    store.finish.caught(1).await;
    let kept = names(&world.shelf);
    assert_eq!(kept.len(), 2);
    for sweeper in [&other, &world.application] {
        assert_eq!(sweeper.sweep_media().await, 0);
    }
    assert_eq!(names(&world.shelf), kept, "its job isn't over");
    store.finish.mend();
    world.application.settled().await;
    assert_eq!(other.sweep_media().await, 0, "and now its session has it");
    assert_eq!(names(&world.shelf), kept);
    world.application.job(&owner(), film.job).await.unwrap();
}

#[tokio::test]
async fn nothing_is_swept_where_another_database_keeps_its_results_too() {
    let world = World::new().await;
    let litter = format!("sessions/{}/{SECRET}.mp4", Uuid::from_u128(77));
    world.shelf.litter(&litter);
    *world.shelf.aged.lock().unwrap() = Duration::from_secs(100_000);
    assert_eq!(world.application.sweep_media().await, 0, "nor before the store is known");
    world.application.meet_media().await.unwrap();
    world.shelf.join(Uuid::from_u128(9)).await.unwrap();
    assert_eq!(world.application.sweep_media().await, 0);
    assert_eq!(names(&world.shelf), [litter].into());
}

#[tokio::test]
async fn processes_of_one_store_that_do_not_share_their_files_are_noticed() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(Hand::new(1_000)).shared());
    let world = over(store.clone());
    let shares = beside(&world, store.clone(), Arc::clone(&world.shelf));
    let apart = beside(&world, store.clone(), Arc::default());
    for application in [&world.application, &shares, &apart] {
        application.meet_media().await.unwrap();
    }
    assert_eq!(media_is_up(&world.application).await, Ok(()));
    assert_eq!(media_is_up(&shares).await, Ok(()));
    let why = "it is not the one that the results of this database are kept in";
    assert_eq!(media_is_up(&apart).await, Err(why));
    assert_eq!(apart.sweep_media().await, 0);
    // The folder of one that was ready goes, and an empty one comes in its place.
    let emptied = beside(&world, store.clone(), Arc::clone(&world.shelf));
    emptied.meet_media().await.unwrap();
    world.shelf.forget_id();
    assert_eq!(media_is_up(&emptied).await, Err(why));
}

#[tokio::test]
async fn the_only_process_of_a_store_may_begin_a_new_folder() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(Hand::new(1_000)));
    let world = over(store.clone());
    world.application.meet_media().await.unwrap();
    let id = world.shelf.id().await.unwrap();
    let again = beside(&world, store, Arc::default());
    again.meet_media().await.unwrap();
    assert_eq!(media_is_up(&again).await, Ok(()));
    assert_eq!(again.ports.media.id().await.unwrap(), id, "it is taken for the same one");
}
