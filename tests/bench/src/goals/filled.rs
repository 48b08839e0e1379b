//! A turn on a PostgreSQL that holds a million messages beside one on an empty one; and one in a session that nobody has touched
//! for long beside its like in a small one.

use super::{
    Bench,
    load::{Behind, load_before},
    ms,
};
use crate::{
    machine::median,
    report::{Figure, Limit, Report},
    server::Server,
    story::Client,
};
use adforge_tests_servers::{Database, Postgres};
use anyhow::{Context, Result, ensure};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Text},
};
use std::{
    path::Path,
    slice,
    sync::Mutex,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How many sessions there are, and how many turns each of them has had: two messages each.
const SESSIONS: usize = 50_000;
const TURNS: usize = 10;
/// How many old sessions the small database has.
const FEW: usize = 2_000;
/// How many turns are measured of each kind, one database after the other.
const ALONE: usize = 500;
/// How many turns are measured with many clients at once, and how often, one database after the other.
const BUSY: usize = 2_000;
const ROUNDS: usize = 3;

/// Copies a session so many times, with all that it has. Its messages keep their ids, by which its state knows them; sessions
/// and jobs get others, which begin with a time as the product's do, spread over a month.
const COPIES: &str = "CREATE TABLE copies AS SELECT \
    (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - n::bigint * 2678400000 / {copies}), 12, '0') \
    || substr(md5(random()::text), 13))::uuid AS session FROM generate_series(1, {copies}) n; \
    DO $$ DECLARE one text; columns text; filling text; BEGIN \
    FOREACH one IN ARRAY ARRAY['chat_sessions', 'chat_messages', 'offered_cards', 'session_snapshots', 'jobs', \
    'idempotency_keys'] LOOP \
    SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position), string_agg(CASE \
    WHEN column_name = 'session_id' OR (one = 'chat_sessions' AND column_name = 'id') THEN 'copies.session' \
    WHEN column_name = 'job_id' OR (one = 'jobs' AND column_name = 'id') \
    THEN format('overlay(md5(copies.session::text || it.%1$I::text) PLACING left(replace(copies.session::text, %2$L, %3$L), 12) \
    FROM 1)::uuid', column_name, '-', '') \
    ELSE format('it.%I', column_name) END, ', ' ORDER BY ordinal_position) INTO columns, filling \
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name = one; \
    EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM %I it CROSS JOIN copies WHERE it.%I = %L', \
    one, columns, filling, one, CASE one WHEN 'chat_sessions' THEN 'id' ELSE 'session_id' END, '{session}'); \
    END LOOP; END $$;";

/// Databases of one server.
pub(super) struct Databases {
    full: Old,
    /// For what is as old as in the full one.
    small: Old,
    /// For what is new.
    empty: Old,
    postgres: Postgres,
}

/// A database, and sessions in it that nobody has touched since they were filled.
struct Old {
    database: Database,
    /// The media store that the database knows.
    media: TempDir,
    sessions: Mutex<Vec<String>>,
}

#[derive(QueryableByName)]
struct Session {
    #[diesel(sql_type = Text)]
    session: String,
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    sessions: i64,
    #[diesel(sql_type = BigInt)]
    megabytes: i64,
}

pub(super) async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let databases = bench.filled.get_or_try_init(|| Databases::fill(bench)).await?;
    let rooms = [bench.room()?, bench.room()?, bench.room()?];
    let empty = databases.empty.serves(rooms[0].path()).await?;
    let small = databases.small.serves(rooms[1].path()).await?;
    let full = databases.full.serves(rooms[2].path()).await?;

    // By turns, so that whatever else the machine does hits both.
    let (mut new, mut old) = (<[Vec<Duration>; 2]>::default(), <[Vec<Duration>; 2]>::default());
    let mut clients = [Client::to(empty.address).await?, Client::to(full.address).await?];
    for _ in 0..ALONE {
        for (client, times) in clients.iter_mut().zip(&mut new) {
            let session = client.new_session().await?;
            let begun = Instant::now();
            client.personas(&session).await?;
            times.push(begun.elapsed());
        }
    }
    let mut clients = [Client::to(small.address).await?, Client::to(full.address).await?];
    for _ in 0..ALONE {
        for ((client, times), of) in clients.iter_mut().zip(&mut old).zip([&databases.small, &databases.full]) {
            let session = of.takes_one()?;
            let begun = Instant::now();
            client.again(&session).await?;
            times.push(begun.elapsed());
        }
    }
    let behind: [Behind; 1] = [("PostgreSQL", databases.postgres.id())];
    let mut cpu = [0.0; 2];
    for _ in 0..ROUNDS {
        for ((server, name), cpu) in [&empty, &full].into_iter().zip(["an empty database", "a full one"]).zip(&mut cpu)
        {
            let seen = load_before(&behind, slice::from_ref(server), BUSY, None).await?;
            seen.print(name);
            *cpu += seen.each_of_all();
        }
    }
    let [new_empty, new_full] = new.map(|mut times| ms(median(&mut times)));
    let [old_small, old_full] = old.map(|mut times| ms(median(&mut times)));
    println!("  alone, in a new session: {new_full:.3} ms, on an empty database {new_empty:.3} ms");
    println!("  alone, in an old session: {old_full:.3} ms, on a small database {old_small:.3} ms");
    for (goal, full, small) in [
        ("a turn with 1,000,000 messages stored (length)", new_full, new_empty),
        ("a turn in an old session of 50,000 (length)", old_full, old_small),
        ("a turn with 1,000,000 messages stored (CPU, PostgreSQL's included)", cpu[1], cpu[0]),
    ] {
        report.add(Figure { goal, unit: "×", value: full / small, limit: Limit::AtMost(1.2) });
    }
    Ok(())
}

async fn serves(database: &Database, media: &TempDir, room: &Path) -> Result<Server> {
    let media = format!("file://{}", media.path().display());
    let settings = [("ADFORGE_DATABASE_URL", database.url.as_str()), ("ADFORGE_MEDIA_URL", &media)];
    Server::product_with(room, &settings).await
}

impl Databases {
    async fn fill(bench: &Bench) -> Result<Self> {
        // As durable as its defaults make it, and with more memory than the tests' own.
        let settings = ["fsync=on", "full_page_writes=on", "shared_buffers=256MB", "max_wal_size=2GB"];
        let postgres = Postgres::start_with(&settings).context("PostgreSQL isn't installed")?;
        let small = Old::filled(bench, postgres.database(), FEW).await?;
        let full = Old::filled(bench, postgres.database(), SESSIONS).await?;
        let empty = Old { database: postgres.database(), media: bench.room()?, sessions: Mutex::default() };
        Ok(Self { full, small, empty, postgres })
    }
}

impl Old {
    async fn serves(&self, room: &Path) -> Result<Server> {
        serves(&self.database, &self.media, room).await
    }

    /// One session through the interface, the others its copies.
    async fn filled(bench: &Bench, database: Database, sessions: usize) -> Result<Self> {
        let room = bench.room()?;
        let media = bench.room()?;
        let server = serves(&database, &media, room.path()).await?;
        let mut client = Client::to(server.address).await?;
        let session = client.new_session().await?;
        for _ in 0..TURNS {
            client.again(&session).await?;
        }
        server.stop().await?;
        let begun = Instant::now();
        let mut on = PgConnection::establish(database.url.as_str())?;
        let copies = COPIES.replace("{copies}", &(sessions - 1).to_string()).replace("{session}", &session);
        on.batch_execute(&copies)?;
        on.batch_execute("VACUUM (ANALYZE)")?;
        on.batch_execute("CHECKPOINT")?;
        let size: Size = sql_query(
            "SELECT (SELECT count(*) FROM chat_messages) AS messages, (SELECT count(*) FROM chat_sessions) AS sessions, \
             pg_database_size(current_database()) / 1048576 AS megabytes",
        )
        .get_result(&mut on)?;
        println!(
            "  {} messages in {} sessions, {} MB, filled in {} s",
            size.messages,
            size.sessions,
            size.megabytes,
            begun.elapsed().as_secs()
        );
        ensure!(usize::try_from(size.messages)? == sessions * TURNS * 2, "a database was not filled");
        let some = sql_query("SELECT session::text AS session FROM copies ORDER BY random() LIMIT 2000");
        let sessions = some.load::<Session>(&mut on)?.into_iter().map(|it| it.session).collect();
        on.batch_execute("DROP TABLE copies")?;
        Ok(Self { database, media, sessions: Mutex::new(sessions) })
    }

    /// A session that nobody has touched, nor will again.
    fn takes_one(&self) -> Result<String> {
        let mut sessions = self.sessions.lock().map_err(|_| anyhow::anyhow!("a run has broken down"))?;
        sessions.pop().context("no old session is left")
    }
}
