CREATE TABLE offered_cards (
    session_id BLOB NOT NULL REFERENCES chat_sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    PRIMARY KEY (session_id, kind, number)
) STRICT, WITHOUT ROWID;

INSERT INTO offered_cards (session_id, kind, number, seq, name, folded_name)
SELECT session_id, kind, card.value ->> 0, seq, card.value ->> 1, lower(card.value ->> 1)
FROM offered_sets, json_each(offered_sets.cards) AS card;

DROP TABLE offered_sets;
