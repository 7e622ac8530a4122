-- The keys that the ticket service last said are in use: one row, or none before it first has. `keys` is JSON as it goes over
-- the wire, with hashes and no key. The service goes on by it while the ticket service is away. `heard_at`: epoch
-- milliseconds; when the ticket service last said that this is so, to the minute.
CREATE TABLE known_keys (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version TEXT NOT NULL,
  keys TEXT NOT NULL,
  heard_at INTEGER NOT NULL
) STRICT;
