ALTER TABLE jobs DROP COLUMN provider_order;
