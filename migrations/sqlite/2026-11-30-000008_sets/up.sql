-- The cards of each set of the log, `[[number, name], …]`, by the highest of their numbers: one row where each card had one.
CREATE TABLE offered_sets (
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    last INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    cards TEXT NOT NULL,
    PRIMARY KEY (session_id, kind, last)
) STRICT, WITHOUT ROWID;

INSERT INTO offered_sets (session_id, kind, last, seq, cards)
SELECT session_id, kind, max(number), seq, json_group_array(json_array(number, name) ORDER BY number)
FROM offered_cards GROUP BY session_id, kind, seq;

DROP TABLE offered_cards;
