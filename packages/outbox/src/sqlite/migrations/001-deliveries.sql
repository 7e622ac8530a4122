-- Times are epoch milliseconds.
CREATE TABLE outbox_deliveries (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  target              TEXT    NOT NULL,
  key                 TEXT    NOT NULL,
  payload             TEXT    NOT NULL,
  request_id          TEXT,
  traceparent         TEXT,
  state               TEXT    NOT NULL DEFAULT 'pendiente' CHECK (state IN ('pendiente', 'entregada', 'rechazada')),
  attempts            INTEGER NOT NULL DEFAULT 0,
  step                INTEGER NOT NULL DEFAULT 0,
  schedule_started_at INTEGER NOT NULL,
  due_at              INTEGER NOT NULL,
  -- due_at, or the end of the lease while there is one: one column to look at, one index to keep.
  claimable_at        INTEGER NOT NULL,
  lease_owner         TEXT,
  created_at          INTEGER NOT NULL,
  settled_at          INTEGER,
  reason              TEXT,
  UNIQUE (target, key),
  CHECK (state = 'pendiente' OR lease_owner IS NULL)
) STRICT;

-- Settled deliveries pile up by the million; the loop never meets them.
CREATE INDEX outbox_claimable ON outbox_deliveries (claimable_at, id, target) WHERE state = 'pendiente';
CREATE INDEX outbox_leased ON outbox_deliveries (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox_deliveries (state, id);

CREATE TABLE outbox_attempts (
  delivery_id INTEGER NOT NULL REFERENCES outbox_deliveries (id) ON DELETE CASCADE,
  n           INTEGER NOT NULL,
  owner       TEXT    NOT NULL,
  started_at  INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  result      TEXT    NOT NULL CHECK (result IN ('entregada', 'reintento', 'rechazada')),
  status      INTEGER,
  detail      TEXT,
  PRIMARY KEY (delivery_id, n)
) STRICT, WITHOUT ROWID;

-- Counting millions of rows at every look at the metrics would hold the event loop: the sums are kept instead.
CREATE TABLE outbox_counts (
  state TEXT    PRIMARY KEY,
  n     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_counts (state) VALUES ('pendiente'), ('entregada'), ('rechazada');

CREATE TRIGGER outbox_count_new AFTER INSERT ON outbox_deliveries
BEGIN
  UPDATE outbox_counts SET n = n + 1 WHERE state = NEW.state;
END;

CREATE TRIGGER outbox_count_moved AFTER UPDATE OF state ON outbox_deliveries WHEN OLD.state <> NEW.state
BEGIN
  UPDATE outbox_counts SET n = n - 1 WHERE state = OLD.state;
  UPDATE outbox_counts SET n = n + 1 WHERE state = NEW.state;
END;

CREATE TRIGGER outbox_count_gone AFTER DELETE ON outbox_deliveries
BEGIN
  UPDATE outbox_counts SET n = n - 1 WHERE state = OLD.state;
END;
