-- `body` is what is handed over, byte for byte the same on every attempt. Times are epoch milliseconds.
-- `delivery_id` is the order's row in the outbox, stored in the same transaction.
-- The ticket_ columns are what the ticket service last told; `ticket_version` is null until it has told a version.
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY AUTOINCREMENT,
  numero TEXT NOT NULL UNIQUE,
  caller TEXT NOT NULL,
  idempotency_key TEXT,
  fingerprint TEXT NOT NULL,
  total_centavos INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL UNIQUE,
  ticket_id INTEGER,
  ticket_estado TEXT,
  ticket_driver TEXT,
  ticket_version INTEGER,
  ticket_updated_at INTEGER,
  UNIQUE (caller, idempotency_key)
) STRICT;
