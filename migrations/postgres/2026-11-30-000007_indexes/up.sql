-- Every turn had to change it. Ids begin with the time they were made at, and sessions that rest are looked for by these.
DROP INDEX chat_sessions_idle;

-- Of what waits or runs, but only for who asks by when it is due, too. While nothing runs it is empty, so it looked like the shortest way to a job of
-- any id; but what has ended stays in it until the table is swept.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, due_at, user_id, created_at, id)
    WHERE status IN ('queued', 'processing') AND due_at IS NOT NULL;
