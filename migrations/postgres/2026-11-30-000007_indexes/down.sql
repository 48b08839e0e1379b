CREATE INDEX chat_sessions_idle ON chat_sessions (updated_at);
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, due_at, user_id, created_at, id) WHERE status IN ('queued', 'processing');
