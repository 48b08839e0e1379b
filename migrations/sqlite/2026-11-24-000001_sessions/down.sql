DROP TABLE idempotency_keys;
DROP TABLE jobs;
DROP TABLE chat_messages;
DROP TABLE chat_sessions;
