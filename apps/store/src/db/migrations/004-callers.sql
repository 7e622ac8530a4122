-- An order belongs to the caller whose key posted it: two callers may use the same number. `fuente` is the name under
-- which the ticket service has the order. The two are the same, but for orders of before: those were relayed under the
-- relay's own name, whoever had posted them, and go on under it. SQL does not know that name: `fuente` is null from here
-- until the store's next start, which fills it in before it takes a request.
CREATE TABLE orders_of_callers (
  order_id INTEGER PRIMARY KEY AUTOINCREMENT,
  numero TEXT NOT NULL,
  caller TEXT NOT NULL,
  fuente TEXT,
  idempotency_key TEXT,
  fingerprint TEXT NOT NULL,
  canonical_version INTEGER NOT NULL,
  total_centavos INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL UNIQUE,
  ticket_id INTEGER,
  ticket_estado TEXT,
  ticket_driver TEXT,
  ticket_version INTEGER,
  ticket_updated_at INTEGER,
  UNIQUE (caller, numero),
  UNIQUE (caller, idempotency_key)
) STRICT;

INSERT INTO orders_of_callers
  (order_id, numero, caller, idempotency_key, fingerprint, canonical_version, total_centavos, body, created_at,
   delivery_id, ticket_id, ticket_estado, ticket_driver, ticket_version, ticket_updated_at)
SELECT
  order_id, numero, caller, idempotency_key, fingerprint, canonical_version, total_centavos, body, created_at,
  delivery_id, ticket_id, ticket_estado, ticket_driver, ticket_version, ticket_updated_at
FROM orders ORDER BY order_id;

-- The keys under which an order that was already there was sent again, as before. A number alone names no order any more.
CREATE TABLE order_keys_of_callers (
  caller TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  order_id INTEGER NOT NULL REFERENCES orders_of_callers (order_id),
  PRIMARY KEY (caller, idempotency_key)
) STRICT, WITHOUT ROWID;

INSERT INTO order_keys_of_callers (caller, idempotency_key, order_id)
SELECT k.caller, k.idempotency_key, o.order_id FROM order_keys k JOIN orders o ON o.numero = k.numero;

DROP TABLE order_keys;
DROP TABLE orders;
ALTER TABLE orders_of_callers RENAME TO orders;
ALTER TABLE order_keys_of_callers RENAME TO order_keys;

-- Only orders of before are in these two, so that a new order pays nothing for them.
CREATE UNIQUE INDEX orders_relayed_otherwise ON orders (fuente, numero) WHERE fuente <> caller;
CREATE INDEX orders_unfilled ON orders (order_id) WHERE fuente IS NULL;
