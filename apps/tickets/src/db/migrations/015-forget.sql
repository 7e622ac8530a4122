-- When the customer's data was taken out of a ticket; null while it holds any. Epoch milliseconds.
ALTER TABLE tickets ADD COLUMN forgotten_at INTEGER;

-- Which closed tickets still hold a customer's data, the oldest first: for what is kept for a number of days only.
CREATE INDEX tickets_kept ON tickets (updated_at)
  WHERE estado IN ('entregado', 'cancelado') AND forgotten_at IS NULL;

-- What is taken out of the search index leaves its pages at once, and not when they are merged one day.
INSERT INTO ticket_search (ticket_search, rank) VALUES ('secure-delete', 1);
