-- Who wrote what was written last in a session.
ALTER TABLE chat_sessions ADD COLUMN generator TEXT;

-- What each call that costs money was allowed to cost, and what it did cost, in billionths of a US dollar. Entries outlive
-- the sessions and jobs that they were made for, and hold nothing of what was written.
CREATE TABLE spending (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    user_id TEXT NOT NULL,
    session_id BLOB CHECK (length(session_id) = 16),
    job_id BLOB CHECK (length(job_id) = 16),
    model TEXT NOT NULL,
    day TEXT NOT NULL,
    -- The most that it could cost; absent where the price isn't known.
    most INTEGER,
    settled INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    -- What it did cost; absent until it is settled, and where the price isn't known.
    money INTEGER,
    estimated INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX spending_of_session ON spending (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX spending_of_job ON spending (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX spending_of_day ON spending (day);

-- What is spent and set aside on a UTC day.
CREATE TABLE spending_days (
    day TEXT PRIMARY KEY NOT NULL,
    money INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
