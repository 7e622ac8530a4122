-- The search takes the apostrophes, dashes and widths of a letter for one, and reads HTML entities: new tickets have their
-- `search` so, those stored before get it later, one after the other, up to `last`.
CREATE TABLE ticket_search_folding (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  folded INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT;
INSERT INTO ticket_search_folding (id, folded, last)
SELECT 1, 0, coalesce(max(ticket_id), 0) FROM tickets;
