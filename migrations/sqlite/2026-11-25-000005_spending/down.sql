DROP TABLE spending_days;
DROP TABLE spending;
ALTER TABLE chat_sessions DROP COLUMN generator;
