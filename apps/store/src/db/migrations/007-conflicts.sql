-- Orders that were refused because another one has their number or their Idempotency-Key, so that somebody learns of them.
-- Few are kept: see orders/conflicts.ts. `order_id`: the one that was there. `body`: what was refused, as JSON, or the main
-- part of it. The same one again counts up `times`. Times are epoch milliseconds.
CREATE TABLE order_conflicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  caller TEXT NOT NULL,
  numero TEXT NOT NULL,
  taken TEXT NOT NULL CHECK (taken IN ('number', 'key')),
  fingerprint TEXT NOT NULL,
  body TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  UNIQUE (order_id, caller, fingerprint)
) STRICT;
