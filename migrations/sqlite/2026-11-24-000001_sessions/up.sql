-- Ids are UUIDs as 16 bytes, times are milliseconds since 1970 (UTC), documents are JSON.

CREATE TABLE products (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    user_id TEXT NOT NULL,
    external_id TEXT,
    slug TEXT NOT NULL,
    facts TEXT NOT NULL,
    picture TEXT,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

-- Of the living ones only: an erased product's names are free again.
CREATE UNIQUE INDEX products_external_id ON products (user_id, external_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX products_slug ON products (user_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX products_of_owner ON products (user_id, id) WHERE deleted_at IS NULL;

-- No reference to products: a product that is gone does not take the sessions with it.
CREATE TABLE chat_sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    user_id TEXT NOT NULL,
    user_label TEXT,
    product_id BLOB NOT NULL,
    format TEXT,
    media_type TEXT NOT NULL,
    language TEXT,
    current_step TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    selections TEXT NOT NULL
) STRICT;

CREATE INDEX chat_sessions_of_owner ON chat_sessions (user_id, id);
CREATE INDEX chat_sessions_idle ON chat_sessions (updated_at);

-- With a rowid: rows of several kilobytes are appended to one end of the table, not spread over it.
CREATE TABLE chat_messages (
    id BLOB NOT NULL CHECK (length(id) = 16),
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL CHECK (seq > 0),
    sender TEXT NOT NULL,
    message_type TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX chat_messages_seq ON chat_messages (session_id, seq);

-- The cards of the log by id and by name, so that nobody has to read the log for them.
CREATE TABLE offered_cards (
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    PRIMARY KEY (session_id, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_snapshots (
    session_id BLOB PRIMARY KEY NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;

CREATE TABLE jobs (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    -- None for a job outside a session; then reply_id and user_seq are none, too.
    session_id BLOB REFERENCES chat_sessions (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reply_id BLOB,
    user_seq INTEGER,
    -- When it may be claimed: a queued job's turn, or the end of a running job's lease.
    due_at INTEGER NOT NULL,
    -- The number of its claim.
    fence INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    work TEXT NOT NULL,
    outcome TEXT,
    failure TEXT
) STRICT;

CREATE INDEX jobs_of_session ON jobs (session_id) WHERE session_id IS NOT NULL;
-- At most one live turn in a session.
CREATE UNIQUE INDEX jobs_one_live_turn ON jobs (session_id) WHERE kind = 'turn' AND status IN ('queued', 'processing');
CREATE INDEX jobs_due ON jobs (kind, due_at, user_id, created_at, id) WHERE status IN ('queued', 'processing');

CREATE TABLE idempotency_keys (
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    job_id BLOB NOT NULL,
    reply_id BLOB NOT NULL,
    user_seq INTEGER NOT NULL,
    command TEXT NOT NULL,
    PRIMARY KEY (session_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner_keys (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    command TEXT NOT NULL,
    intent TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE INDEX owner_keys_age ON owner_keys (claimed_at);

-- What an owner has asked for on a UTC day (2026-02-08).
CREATE TABLE usage (
    user_id TEXT NOT NULL,
    day TEXT NOT NULL,
    generations INTEGER NOT NULL,
    videos INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- Always empty: what is written to see whether anything can be is taken back at once.
CREATE TABLE write_probe (filling TEXT NOT NULL) STRICT;
