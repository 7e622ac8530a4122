-- The keys under which an order that was already there was sent again: what comes under one of them later has to be that
-- order as well. The key that an order came with first stands in its own row.
CREATE TABLE order_keys (
  caller TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  numero TEXT NOT NULL REFERENCES orders (numero),
  PRIMARY KEY (caller, idempotency_key)
) STRICT, WITHOUT ROWID;
