-- Who this database is, and which media store keeps its results: one row.
CREATE TABLE media_bond (
    one bigint PRIMARY KEY CHECK (one = 1),
    store_id uuid NOT NULL,
    media_id uuid
);

INSERT INTO media_bond (one, store_id) VALUES (1, gen_random_uuid());

-- Whether a product that was erased is still used.
CREATE INDEX chat_sessions_of_product ON chat_sessions (product_id);
