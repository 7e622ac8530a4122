-- On whose behalf a delivery is sent: what sends it may have to say so on every attempt. Null in rows of before.
ALTER TABLE outbox_deliveries ADD COLUMN sender TEXT;
