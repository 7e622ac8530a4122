-- When the customer's data was taken out of an order; null while it holds any. Epoch milliseconds.
ALTER TABLE orders ADD COLUMN forgotten_at INTEGER;

-- Which orders with a closed ticket still hold a customer's data, the oldest first: for what is kept for a number of days
-- only.
CREATE INDEX orders_kept ON orders (ticket_updated_at)
  WHERE ticket_estado IN ('entregado', 'cancelado') AND forgotten_at IS NULL;
