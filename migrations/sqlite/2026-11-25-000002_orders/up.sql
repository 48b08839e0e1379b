-- What a job has ordered from a provider that is paid: stored before the order is sent.
ALTER TABLE jobs ADD COLUMN provider_order TEXT;
