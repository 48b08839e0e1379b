CREATE TABLE chat_sessions (
    id BLOB PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    current_step TEXT NOT NULL,
    selections TEXT NOT NULL,
    last_seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE chat_messages (
    id BLOB NOT NULL,
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    message_type TEXT NOT NULL,
    data TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    PRIMARY KEY (session_id, seq)
) WITHOUT ROWID;

CREATE TABLE jobs (
    id BLOB PRIMARY KEY NOT NULL,
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reply_id BLOB NOT NULL,
    user_seq BIGINT NOT NULL,
    work TEXT NOT NULL,
    fence INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    lease_until BIGINT NOT NULL
) WITHOUT ROWID;

-- At most one live turn in a session.
CREATE UNIQUE INDEX jobs_one_live_turn ON jobs (session_id) WHERE kind = 'turn' AND status = 'processing';
CREATE INDEX jobs_due ON jobs (lease_until) WHERE status = 'processing';

CREATE TABLE idempotency_keys (
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    command TEXT NOT NULL,
    job_id BLOB NOT NULL,
    PRIMARY KEY (session_id, key)
) WITHOUT ROWID;
