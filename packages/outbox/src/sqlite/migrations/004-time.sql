-- What the relay knows of time beside the machine's clock, which may be set: for how long relays have run while something
-- waited, and when one last looked (epoch ms).
CREATE TABLE outbox_time (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  running_ms INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT;
INSERT INTO outbox_time (one, running_ms, seen_at) VALUES (1, 0, 0);

-- For how long relays had run when the schedule of this delivery began. What waited before this column has its time anew.
ALTER TABLE outbox_deliveries ADD COLUMN started_running_ms INTEGER NOT NULL DEFAULT 0;
