-- What was put on paper. `number` counts the prints of a ticket. What prints by itself is always a ticket's first
-- print, so there is one at most, whatever asks for it. `author_id` is null for a service's key. `at` is epoch ms.
CREATE TABLE prints (
  print_id TEXT PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets (ticket_id),
  number INTEGER NOT NULL CHECK (number > 0),
  automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
  device TEXT NOT NULL,
  author TEXT NOT NULL,
  author_id INTEGER,
  at INTEGER NOT NULL,
  UNIQUE (ticket_id, number),
  CHECK (automatic = 0 OR number = 1)
) STRICT;
