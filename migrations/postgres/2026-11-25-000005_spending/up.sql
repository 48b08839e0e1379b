-- Who wrote what was written last in a session.
ALTER TABLE chat_sessions ADD COLUMN generator text;

-- What each call that costs money was allowed to cost, and what it did cost, in billionths of a US dollar. Entries outlive
-- the sessions and jobs that they were made for, and hold nothing of what was written.
CREATE TABLE spending (
    id uuid PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    session_id uuid,
    job_id uuid,
    model text COLLATE "C" NOT NULL,
    day date NOT NULL,
    -- The most that it could cost; absent where the price isn't known.
    most bigint,
    settled bigint NOT NULL DEFAULT 0,
    input_tokens bigint NOT NULL DEFAULT 0,
    cached_tokens bigint NOT NULL DEFAULT 0,
    output_tokens bigint NOT NULL DEFAULT 0,
    -- What it did cost; absent until it is settled, and where the price isn't known.
    money bigint,
    estimated bigint NOT NULL DEFAULT 0
);

CREATE INDEX spending_of_session ON spending (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX spending_of_job ON spending (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX spending_of_day ON spending (day);

-- What is spent and set aside on a UTC day.
CREATE TABLE spending_days (
    day date PRIMARY KEY,
    money bigint NOT NULL
);
