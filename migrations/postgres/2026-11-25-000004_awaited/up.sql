-- 1 while the client that asked for a turn would ask again by its words alone, since it may not have been sent its end. When
-- a job has ended, due_at says when.
ALTER TABLE jobs ADD COLUMN awaited bigint NOT NULL DEFAULT 0;
