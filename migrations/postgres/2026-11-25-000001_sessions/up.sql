-- Texts are compared byte by byte ("C"), as in every other store. A state's copy, a key's command and what was answered to
-- it are text, since they come back to the letter; jsonb keeps what a document says, and not its spaces or order.

CREATE TABLE products (
    id uuid PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    slug text COLLATE "C" NOT NULL,
    facts jsonb NOT NULL,
    picture jsonb,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);

-- Of the living ones only: an erased product's names are free again.
CREATE UNIQUE INDEX products_external_id ON products (user_id, external_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX products_slug ON products (user_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX products_of_owner ON products (user_id, id) WHERE deleted_at IS NULL;

-- No reference to products: a product that is gone does not take the sessions with it.
CREATE TABLE chat_sessions (
    id uuid PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    user_label text COLLATE "C",
    product_id uuid NOT NULL,
    format text COLLATE "C",
    media_type text COLLATE "C" NOT NULL,
    language text COLLATE "C",
    current_step text COLLATE "C" NOT NULL,
    last_seq bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    selections jsonb NOT NULL
);

CREATE INDEX chat_sessions_of_owner ON chat_sessions (user_id, id);
CREATE INDEX chat_sessions_idle ON chat_sessions (updated_at);

CREATE TABLE chat_messages (
    id uuid NOT NULL,
    session_id uuid NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    seq bigint NOT NULL CHECK (seq > 0),
    sender text COLLATE "C" NOT NULL,
    message_type text COLLATE "C" NOT NULL,
    timestamp timestamptz NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (session_id, seq)
);

-- The cards of the log by id and by name, so that nobody has to read the log for them.
CREATE TABLE offered_cards (
    session_id uuid NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    seq bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    folded_name text COLLATE "C" NOT NULL,
    PRIMARY KEY (session_id, kind, number)
);

CREATE TABLE session_snapshots (
    session_id uuid PRIMARY KEY REFERENCES chat_sessions (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    state text NOT NULL
);

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    -- None for a job outside a session; then reply_id and user_seq are none, too.
    session_id uuid REFERENCES chat_sessions (id) ON DELETE CASCADE,
    user_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    reply_id uuid,
    user_seq bigint,
    -- When it may be claimed, by this database's clock: a queued job's turn, or the end of a running job's lease.
    due_at timestamptz NOT NULL,
    -- The number of its claim.
    fence bigint NOT NULL,
    attempts bigint NOT NULL,
    crashes bigint NOT NULL,
    percent bigint NOT NULL,
    created_at timestamptz NOT NULL,
    work jsonb NOT NULL,
    outcome jsonb,
    failure jsonb
);

CREATE INDEX jobs_of_session ON jobs (session_id) WHERE session_id IS NOT NULL;
-- At most one live turn in a session.
CREATE UNIQUE INDEX jobs_one_live_turn ON jobs (session_id) WHERE kind = 'turn' AND status IN ('queued', 'processing');
CREATE INDEX jobs_due ON jobs (kind, due_at, user_id, created_at, id) WHERE status IN ('queued', 'processing');

CREATE TABLE idempotency_keys (
    session_id uuid NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    key text COLLATE "C" NOT NULL,
    job_id uuid NOT NULL,
    reply_id uuid NOT NULL,
    user_seq bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    PRIMARY KEY (session_id, key)
);

CREATE TABLE owner_keys (
    user_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    claimed_at timestamptz NOT NULL,
    command text COLLATE "C" NOT NULL,
    intent text COLLATE "C" NOT NULL,
    answer text COLLATE "C",
    PRIMARY KEY (user_id, key)
);

CREATE INDEX owner_keys_age ON owner_keys (claimed_at);

-- What an owner has asked for on a UTC day.
CREATE TABLE usage (
    user_id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    generations bigint NOT NULL,
    videos bigint NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- Always empty: what is written to see whether anything can be is taken back at once.
CREATE TABLE write_probe (filling text NOT NULL);
