-- What a turn by a writer that costs money has written so far; nothing once it is over.
ALTER TABLE jobs ADD COLUMN begun jsonb;
