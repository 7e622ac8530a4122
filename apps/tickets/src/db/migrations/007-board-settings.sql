-- What is set for the whole shop. One row, or none while the defaults hold. `limits` is JSON as it goes over the wire;
-- `changed_at` is epoch milliseconds.
CREATE TABLE board_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  limits TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;
