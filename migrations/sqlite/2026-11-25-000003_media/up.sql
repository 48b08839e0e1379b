-- Who this database is, and which media store keeps its results: one row.
CREATE TABLE media_bond (
    one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
    store_id BLOB NOT NULL CHECK (length(store_id) = 16),
    media_id BLOB CHECK (length(media_id) = 16)
) STRICT;

INSERT INTO media_bond (one, store_id) VALUES (1, randomblob(16));

-- Whether a product that was erased is still used.
CREATE INDEX chat_sessions_of_product ON chat_sessions (product_id);
