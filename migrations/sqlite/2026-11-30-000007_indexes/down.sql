CREATE INDEX chat_sessions_idle ON chat_sessions (updated_at);
