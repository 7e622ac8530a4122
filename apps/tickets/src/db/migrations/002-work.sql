-- Work on tickets. An event tells whose ticket it is now and whose it was before, so that a driver's view of the
-- log, which holds both, can be read by index. `author_id` is null where a service's key made the change.
ALTER TABLE events ADD COLUMN author_id INTEGER;
ALTER TABLE events ADD COLUMN driver_id INTEGER;
ALTER TABLE events ADD COLUMN former_driver_id INTEGER;

CREATE INDEX events_of_driver ON events (driver_id, seq) WHERE driver_id IS NOT NULL;
CREATE INDEX events_of_former_driver ON events (former_driver_id, seq) WHERE former_driver_id IS NOT NULL;
CREATE INDEX tickets_of_driver ON tickets (driver_id, ticket_id) WHERE driver_id IS NOT NULL;

-- What each command came to, so that the same `cmd_id` again has the effect of one. `at` is epoch milliseconds.
CREATE TABLE commands (
  cmd_id TEXT PRIMARY KEY,
  ticket_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER,
  detail TEXT,
  at INTEGER NOT NULL
) STRICT;

-- Which file this is (device and inode). A backup that was put in its place is another one, and begins a new epoch.
ALTER TABLE stream ADD COLUMN file TEXT;
