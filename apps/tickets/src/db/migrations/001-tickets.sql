-- The position of the log. One row; taking the next number locks it, so numbers are gapless and in commit order.
CREATE TABLE stream (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch TEXT NOT NULL,
  head INTEGER NOT NULL,
  last_ticket_id INTEGER NOT NULL,
  last_intake_at INTEGER
) STRICT;

INSERT INTO stream (id, epoch, head, last_ticket_id) VALUES (1, lower(hex(randomblob(16))), 0, 0);

-- `ticket` is the ticket as it goes over the wire; the columns beside it are what is looked up.
-- `received` is the body as it came in. Times are epoch milliseconds.
CREATE TABLE tickets (
  ticket_id INTEGER PRIMARY KEY,
  caller TEXT NOT NULL,
  numero TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  estado TEXT NOT NULL,
  version INTEGER NOT NULL,
  smoke INTEGER NOT NULL,
  driver_id INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  search TEXT NOT NULL,
  ticket TEXT NOT NULL,
  received TEXT NOT NULL,
  UNIQUE (caller, numero)
) STRICT;

CREATE INDEX tickets_numero ON tickets (numero, ticket_id);
CREATE INDEX tickets_open ON tickets (ticket_id)
  WHERE estado IN ('pendiente', 'en-preparacion', 'en-camino') AND smoke = 0;
CREATE INDEX tickets_closed ON tickets (updated_at)
  WHERE estado IN ('entregado', 'cancelado') AND smoke = 0;
CREATE INDEX tickets_estado ON tickets (estado, ticket_id);

-- The log: every change with the whole ticket as it then was. It is also each ticket's history.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (ticket_id),
  evento TEXT NOT NULL,
  accion TEXT NOT NULL,
  en INTEGER NOT NULL,
  autor TEXT NOT NULL,
  de TEXT,
  a TEXT,
  motivo TEXT,
  ticket TEXT NOT NULL
) STRICT;

CREATE INDEX events_of_ticket ON events (ticket_id, seq);

-- Who is signed in. Only hashes of the secrets are kept. Times are epoch milliseconds.
CREATE TABLE sign_in_links (
  token_hash TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,
  data TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_expiry ON sessions (expires_at);
