-- The moment before which the target itself asked not to be tried again (Retry-After); null when it asked for none.
ALTER TABLE outbox_deliveries ADD COLUMN not_before INTEGER;
