-- Parts the tables that grow with sessions into 16 by their session's hash. Run it with psql while no process of AdForge runs;
-- what is in them is copied. A test of the storage suite runs it, and then the suite.
BEGIN;

DO $$
DECLARE
    parted text;
    by_column text;
    child text;
BEGIN
    FOR parted, by_column IN VALUES
        ('chat_sessions', 'id'),
        ('chat_messages', 'session_id'),
        ('offered_cards', 'session_id'),
        ('session_snapshots', 'session_id'),
        ('idempotency_keys', 'session_id')
    LOOP
        EXECUTE format('ALTER TABLE %1$I RENAME TO %1$s_whole', parted);
        EXECUTE format(
            'CREATE TABLE %1$I (LIKE %1$s_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES) PARTITION BY HASH (%2$I)',
            parted, by_column);
        FOR part IN 0..15 LOOP
            EXECUTE format(
                'CREATE TABLE %1$s_%2$s PARTITION OF %1$I FOR VALUES WITH (MODULUS 16, REMAINDER %2$s)', parted, part);
        END LOOP;
        EXECUTE format('INSERT INTO %1$I SELECT * FROM %1$s_whole', parted);
    END LOOP;
    -- The jobs stay whole: they are claimed, renewed and asked for by their own id, and few of them are alive.
    FOREACH child IN ARRAY ARRAY['chat_messages', 'offered_cards', 'session_snapshots', 'idempotency_keys', 'jobs'] LOOP
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS %1$s_session_id_fkey', child);
        EXECUTE format(
            'ALTER TABLE %I ADD FOREIGN KEY (session_id) REFERENCES chat_sessions (id) ON DELETE CASCADE', child);
    END LOOP;
    DROP TABLE idempotency_keys_whole, session_snapshots_whole, offered_cards_whole, chat_messages_whole, chat_sessions_whole;
END $$;

COMMIT;
ANALYZE;
